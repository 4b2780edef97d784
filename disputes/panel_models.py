"""Rosters of panellists, the panels of a dispute, and whether each of their members is free of conflicts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobility.law.models import Jurisdiction

from .dispute_models import Dispute

USER = settings.AUTH_USER_MODEL


class RosterKind(models.TextChoices):
    PANEL = "panel", _("Panels and compliance panels")
    APPELLATE = "appellate", _("Appellate panels")


class PanelKind(models.TextChoices):
    PANEL = "panel", _("Panel")
    APPELLATE = "appellate", _("Appellate panel")
    COMPLIANCE = "compliance", _("Compliance panel")


#: From which roster each panel is chosen (CFTA Annex 1005.2).
ROSTER_OF = {
    PanelKind.PANEL: RosterKind.PANEL,
    PanelKind.COMPLIANCE: RosterKind.PANEL,
    PanelKind.APPELLATE: RosterKind.APPELLATE,
}


class RosterMember(models.Model):
    """Somebody whom a Party lists for panels. How many a Party may list stands in the rule pack, where it was read."""

    party = models.ForeignKey(Jurisdiction, verbose_name=_("listed by"), on_delete=models.PROTECT, related_name="+")
    roster = models.CharField(_("roster"), max_length=10, choices=RosterKind)
    name = models.CharField(_("name"), max_length=150)
    about = models.CharField(_("function"), max_length=200, blank=True)
    listed_on = models.DateField(_("listed"))
    removed_on = models.DateField(_("taken off"), null=True, blank=True)

    class Meta:
        verbose_name = _("roster member")
        verbose_name_plural = _("roster members")
        ordering = ["party", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "roster", "name"], condition=Q(removed_on__isnull=True), name="rostermember_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.party_id})"


class Panellist(models.Model):
    """A member of one panel of a dispute: who appointed them, whether they chair, what they declared."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="panellists")
    panel = models.CharField(_("panel"), max_length=10, choices=PanelKind)
    member = models.ForeignKey(RosterMember, verbose_name=_("who"), on_delete=models.PROTECT, related_name="+")
    #: blank: by the other panellists, or by lot
    appointed_by = models.ForeignKey(
        Jurisdiction, verbose_name=_("appointed by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    appointed_on = models.DateField(_("appointed"))
    is_chair = models.BooleanField(_("chair"), default=False)
    declared_on = models.DateField(_("declared"), null=True, blank=True)
    conflict = models.TextField(_("conflict of interest declared"), blank=True)
    #: how a declared conflict was dealt with; without that the panel may not go on
    cleared = models.TextField(_("how it was dealt with"), blank=True)
    left_on = models.DateField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("panellist")
        verbose_name_plural = _("panellists")
        ordering = ["panel", "-is_chair", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "panel", "member"], condition=Q(left_on__isnull=True), name="panellist_once"
            ),
            models.UniqueConstraint(
                fields=["dispute", "panel"],
                condition=Q(is_chair=True, left_on__isnull=True),
                name="panellist_one_chair",
            ),
        ]

    def __str__(self) -> str:
        return self.member.name

    @property
    def is_free(self) -> bool:
        """Declared, and free of a conflict or with one that was dealt with."""
        return self.declared_on is not None and (not self.conflict or bool(self.cleared))
