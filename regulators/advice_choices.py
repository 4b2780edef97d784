"""Words of enquiries and of guidance notes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mobility.casefiles.choices import Channel


class AskedBy(models.TextChoices):
    BODY = "body", _("A regulatory body")
    WORKER = "worker", _("A worker")
    EMPLOYER = "employer", _("An employer")
    MINISTRY = "ministry", _("A ministry")
    MLA = "mla", _("An MLA’s office")
    PROVINCE = "province", _("Another province or territory")
    MEDIA = "media", _("The media")
    OTHER = "other", _("Somebody else")


#: How an enquiry reaches us and an answer leaves: there is no page for it.
CHANNELS = [(channel.value, channel.label) for channel in (Channel.EMAIL, Channel.PHONE, Channel.POST)]


class EnquiryStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("enquiry", "To be answered")
    DRAFTED = "drafted", pgettext_lazy("enquiry", "Answer drafted")
    REVIEW = "review", pgettext_lazy("enquiry", "A senior reads the answer")
    APPROVED = "approved", pgettext_lazy("enquiry", "Answer approved")
    ANSWERED = "answered", pgettext_lazy("enquiry", "Answered")
    CLOSED = "closed", pgettext_lazy("enquiry", "Closed without an answer")


class EnquiryVerb(models.TextChoices):
    DRAFT = "draft", _("Write the answer")
    USE = "use", _("Use this answer")
    ASK_REVIEW = "ask_review", _("Have it read by a senior")
    APPROVE = "approve", _("Approve the answer")
    GIVE_BACK = "give_back", _("Give it back")
    ANSWER = "answer", _("Send or record the answer")
    CLOSE = "close", _("Close without an answer")
    REOPEN = "reopen", _("Reopen")
    REVISE = "revise", _("Change the details")


class EnquiryEvent(models.TextChoices):
    ENTERED = "regulators.enquiry_entered", _("Enquiry entered")
    DRAFTED = "regulators.enquiry_drafted", _("Answer drafted")
    ASKED_REVIEW = "regulators.enquiry_asked_review", _("Review asked for")
    APPROVED = "regulators.enquiry_approved", _("Answer approved")
    GIVEN_BACK = "regulators.enquiry_given_back", _("Answer given back")
    ANSWERED = "regulators.enquiry_answered", _("Enquiry answered")
    CLOSED = "regulators.enquiry_closed", _("Enquiry closed without an answer")
    REOPENED = "regulators.enquiry_reopened", _("Enquiry reopened")
    REVISED = "regulators.enquiry_revised", _("Details of the enquiry changed")
