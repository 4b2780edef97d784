"""Words of the risk register."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RiskStatus(models.TextChoices):
    WATCHED = "watched", pgettext_lazy("risk", "Watched")
    CLOSED = "closed", pgettext_lazy("risk", "Closed")


class RiskVerb(models.TextChoices):
    RESCORE = "rescore", _("Count anew")
    REVIEW = "review", pgettext_lazy("risk", "Review")
    MITIGATE = "mitigate", _("What we do about it")
    SIGN = "sign", _("Enter a sign")
    OVERRULE = "overrule", _("Overrule")
    LIFT = "lift", _("Let the rules hold again")
    CLOSE = "close", pgettext_lazy("risk", "Close")
    REOPEN = "reopen", _("Reopen")


class Likelihood(models.IntegerChoices):
    RARE = 1, pgettext_lazy("likelihood", "Rare")
    UNLIKELY = 2, pgettext_lazy("likelihood", "Unlikely")
    POSSIBLE = 3, pgettext_lazy("likelihood", "Possible")
    LIKELY = 4, pgettext_lazy("likelihood", "Likely")
    ALMOST_CERTAIN = 5, pgettext_lazy("likelihood", "Almost certain")


class Consequence(models.IntegerChoices):
    MINOR = 1, pgettext_lazy("consequence", "Minor")
    NOTICEABLE = 2, pgettext_lazy("consequence", "Noticeable")
    SERIOUS = 3, pgettext_lazy("consequence", "Serious")
    MAJOR = 4, pgettext_lazy("consequence", "Major")
    GRAVE = 5, pgettext_lazy("consequence", "Grave")


class SignKind(models.TextChoices):
    """What was seen or heard that no record of ours counts."""

    ELSEWHERE = "elsewhere", _("Consultations asked for elsewhere about the same requirement")
    LETTER = "letter", _("A letter of a minister or a coordinator")
    PUBLIC = "public", _("Said in public: media, legislature, association")
    OTHER = "other", _("Something else")


class RiskEvent(models.TextChoices):
    OPENED = "disputes.risk_opened", _("Risk opened")
    SCORED = "disputes.risk_scored", _("Score changed")
    CROSSED = "disputes.risk_crossed", _("Senior management told")
    REVIEWED = "disputes.risk_reviewed", _("Risk reviewed")
    MITIGATED = "disputes.risk_mitigated", _("What we do described")
    SIGNED = "disputes.risk_signed", _("Sign entered")
    OVERRULED = "disputes.risk_overruled", _("Score overruled")
    LIFTED = "disputes.risk_lifted", _("Overruling lifted")
    CLOSED = "disputes.risk_closed", _("Risk closed")
    REOPENED = "disputes.risk_reopened", _("Risk reopened")
