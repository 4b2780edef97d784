"""The file behind an exception: from the proposal through the three tests to its posting, reviews and end."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobility.casefiles.models import CaseFile

from .exception_choices import Assessment, ExceptionStatus

USER = settings.AUTH_USER_MODEL


class ExceptionFile(models.Model):
    """An exception that Alberta makes, or considers. Shares number, owner, status and history with its file."""

    file = models.OneToOneField(
        CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="exception", verbose_name=_("file")
    )
    occupation = models.ForeignKey(
        "regulators.Occupation", verbose_name=_("occupation"), on_delete=models.PROTECT, related_name="exception_files"
    )
    body = models.ForeignKey(
        "regulators.RegulatoryBody", verbose_name=_("body"), on_delete=models.PROTECT, related_name="exception_files"
    )
    #: codes of jurisdictions, or `all`
    from_jurisdictions = ArrayField(models.CharField(max_length=3), verbose_name=_("for workers from"))
    objectives = ArrayField(models.CharField(max_length=20), verbose_name=_("objectives"), default=list, blank=True)
    requirement = models.TextField(_("additional requirement"))
    rationale = models.TextField(_("rationale"), blank=True)
    recommendation = models.TextField(_("recommendation"), blank=True)
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    authority = models.CharField(_("decided by"), max_length=200, blank=True)
    decision = models.TextField(_("decision and reasons"), blank=True)
    forwarded_on = models.DateField(_("forwarded"), null=True, blank=True)
    posted_on = models.DateField(_("posted"), null=True, blank=True)
    url = models.URLField(_("where it is posted"), max_length=500, blank=True)
    review_due_on = models.DateField(_("review due"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("exception file")
        verbose_name_plural = _("exception files")

    def __str__(self) -> str:
        return self.file.reference

    def get_absolute_url(self) -> str:
        return reverse("exceptions:file", args=[self.file.reference])

    @property
    def status_words(self) -> str:
        return str(ExceptionStatus(self.file.status).label)


class LimbAssessment(models.Model):
    """What was found on one of the three tests. The newest counts; the earlier ones stay."""

    exception = models.ForeignKey(ExceptionFile, on_delete=models.PROTECT, related_name="assessments")
    limb = models.CharField(_("test"), max_length=20)
    assessment = models.CharField(_("assessment"), max_length=10, choices=Assessment)
    reasoning = models.TextField(_("reasoning"))
    evidence = models.TextField(_("evidence"), blank=True)
    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("assessment of a test")
        verbose_name_plural = _("assessments of tests")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.limb}: {self.assessment}"
