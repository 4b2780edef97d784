"""Changes to a number of an agreement: proposed by one person, put in force by another, from a day on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobility.law.confidence import Confidence

USER = settings.AUTH_USER_MODEL


class RuleChange(models.Model):
    """One proposed change of a rule of the agreements: its number, how sure we are of it, where it was read, from when it counts.

    `effective_from` empty: the number was always so, and somebody has now read it in the text; the version in force is confirmed.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("In force")
        DECLINED = "declined", _("Declined")

    rule_id = models.CharField(_("rule"), max_length=80)
    days = models.PositiveIntegerField(_("days"), null=True, blank=True)
    confidence = models.CharField(_("how sure"), max_length=1, choices=Confidence)
    source = models.URLField(_("where it was read"), max_length=500)
    effective_from = models.DateField(_("counts from"), null=True, blank=True)
    reason = models.TextField(_("why"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    #: references of the open disputes whose dates were counted anew
    touched = models.JSONField(_("disputes touched"), default=list, blank=True)

    class Meta:
        verbose_name = _("change of a rule")
        verbose_name_plural = _("changes of rules")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule_id"], condition=Q(state="proposed"), name="rulechange_one_proposed")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.days}"
