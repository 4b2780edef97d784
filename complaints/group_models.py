"""What ties complaints together: a link between two, and the systemic issue, a file of its own that groups many."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobility.casefiles.models import CaseFile
from regulators.models import RegulatoryBody

from .choices import IssueStatus, RelationKind

USER = settings.AUTH_USER_MODEL


class Relation(models.Model):
    """Two complaints that belong together, why, and who says so. Either side may be looked from."""

    one = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=RelationKind)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("link between complaints")
        verbose_name_plural = _("links between complaints")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], condition=Q(until_at__isnull=True), name="relation_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="relation_in_order"),
        ]


class Issue(models.Model):
    """A systemic issue: a practice behind several complaints. Shares its number, owner, status and history with its file."""

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="issue")
    hypothesis = models.TextField(_("what we think is going on"))
    requirement = models.TextField(_("the requirement or practice in question"), blank=True)
    bodies = models.ManyToManyField(RegulatoryBody, verbose_name=_("bodies"), blank=True, related_name="+")
    action = models.TextField(_("what we do about it"), blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    class Meta:
        verbose_name = _("systemic issue")
        verbose_name_plural = _("systemic issues")

    def __str__(self) -> str:
        return self.file.reference

    def get_absolute_url(self) -> str:
        return reverse("issues:file", args=[self.file.reference])

    @property
    def status_words(self) -> str:
        return str(IssueStatus(self.file.status).label)


class IssueCase(models.Model):
    """A complaint grouped under a systemic issue, for a time."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="cases")
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.PROTECT, related_name="issues")
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))
    until_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("complaint of a systemic issue")
        verbose_name_plural = _("complaints of a systemic issue")
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "complaint"], condition=Q(until_at__isnull=True), name="issuecase_once"
            )
        ]
