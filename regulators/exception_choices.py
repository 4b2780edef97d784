"""Words of exceptions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExceptionStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ANALYSIS = "analysis", _("Being analysed")
    CONSULTATION = "consultation", _("Others are consulted")
    RECOMMENDED = "recommended", _("Recommended to the Minister")
    APPROVED = "approved", _("Approved")
    FORWARDED = "forwarded", _("Forwarded to the Forum")
    POSTED = "posted", _("Posted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DROPPED = "dropped", _("Dropped")


class ExceptionVerb(models.TextChoices):
    BEGIN = "begin", _("Begin the analysis")
    ASSESS = "assess", _("Assess")
    CONSULT = "consult", _("Consult an office")
    RECOMMEND = "recommend", _("Recommend")
    APPROVE = "approve", _("Enter the approval")
    REFUSE = "refuse", _("Enter the refusal")
    FORWARD = "forward", _("Forward to the Forum")
    POST = "post", _("Enter the posting")
    REVIEW = "review", _("Review")
    WITHDRAW = "withdraw", _("Withdraw")
    REVISE = "revise", _("Change the description")
    DROP = "drop", _("Drop")


class Assessment(models.TextChoices):
    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    UNCLEAR = "unclear", _("Unclear")


class ExceptionEvent(models.TextChoices):
    PROPOSED = "regulators.exception_proposed", _("Exception proposed")
    BEGUN = "regulators.exception_begun", _("Analysis begun")
    ASSESSED = "regulators.exception_assessed", _("Test assessed")
    CONSULTED = "regulators.exception_consulted", _("Office consulted")
    RECOMMENDED = "regulators.exception_recommended", _("Recommended")
    APPROVED = "regulators.exception_approved", _("Approved")
    REFUSED = "regulators.exception_refused", _("Refused")
    FORWARDED = "regulators.exception_forwarded", _("Forwarded")
    POSTED = "regulators.exception_posted", _("Posted")
    REVIEWED = "regulators.exception_reviewed", _("Reviewed")
    WITHDRAWN = "regulators.exception_withdrawn", _("Withdrawn")
    REVISED = "regulators.exception_revised", _("Description changed")
    DROPPED = "regulators.exception_dropped", _("Dropped")
