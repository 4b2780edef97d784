"""Words of notices of change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Changing(models.TextChoices):
    """What is to change."""

    STANDARD = "standard", _("An occupational standard")
    SCOPE = "scope", _("A scope of practice")
    BYLAW = "bylaw", _("A by-law or rule of a body")
    BILL = "bill", _("A bill or regulation")
    OTHER = "other", _("Something else")


class NoticeFrom(models.TextChoices):
    BODY = "body", _("The body itself")
    MINISTRY = "ministry", _("A ministry")
    PARTY = "party", _("Another Party to the agreement")
    FOUND = "found", _("Found by us")


class NoticeStatus(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("notice", "Received")
    ANALYSIS = "analysis", pgettext_lazy("notice", "Being analysed")
    ADVISED = "advised", pgettext_lazy("notice", "Advice given")
    ENDED = "ended", pgettext_lazy("notice", "Result entered")
    DROPPED = "dropped", pgettext_lazy("notice", "Dropped")


class NoticeVerb(models.TextChoices):
    ANALYSE = "analyse", _("Analyse a provision")
    ADVISE = "advise", _("Give advice")
    TOUCH = "touch", _("Link an exception")
    UNTOUCH = "untouch", _("Unlink")
    RESULT = "result", _("Enter the result")
    REVISE = "revise", _("Change the description")
    DROP = "drop", _("Drop")
    REOPEN = "reopen", _("Reopen")


class InLine(models.TextChoices):
    """Whether a planned change is in line with one provision."""

    YES = "yes", _("In line")
    NO = "no", _("Not in line")
    UNCLEAR = "unclear", _("Unclear")


class Result(models.TextChoices):
    ADOPTED = "adopted", pgettext_lazy("change", "Adopted as planned")
    CHANGED = "changed", pgettext_lazy("change", "Adopted with changes")
    WITHDRAWN = "withdrawn", pgettext_lazy("change", "Withdrawn")


class NoticeEvent(models.TextChoices):
    ENTERED = "regulators.notice_entered", _("Notice of change entered")
    ANALYSED = "regulators.notice_analysed", _("Provision analysed")
    ADVISED = "regulators.notice_advised", _("Advice given")
    TOUCHED = "regulators.notice_touched", _("Exception linked")
    UNTOUCHED = "regulators.notice_untouched", _("Exception unlinked")
    ENDED = "regulators.notice_ended", _("Result entered")
    REVISED = "regulators.notice_revised", _("Notice described anew")
    DROPPED = "regulators.notice_dropped", _("Notice dropped")
    REOPENED = "regulators.notice_reopened", _("Notice reopened")
