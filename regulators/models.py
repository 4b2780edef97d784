"""Regulatory bodies, the occupations they certify, and exceptions posted by governments.

Each body has one office (accounts.Office): users, participants and visibility point to the office.
"""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import Office

from .sourced import Sourced


class RegulatoryBody(Sourced):
    """A body or official that certifies an occupation in Alberta."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, related_name="body")
    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    governing_act = models.CharField(_("governing Act"), max_length=250, blank=True)
    ministry = models.CharField(_("responsible ministry"), max_length=150, blank=True)
    website = models.URLField(_("website"), blank=True)
    sector = models.CharField(_("sector"), max_length=40, blank=True)
    schedule = models.CharField(_("schedule of the Act"), max_length=10, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, null=True, blank=True, related_name="took_in"
    )

    class Meta:
        verbose_name = _("regulatory body")
        verbose_name_plural = _("regulatory bodies")
        ordering = ["office__name_en"]

    def __str__(self) -> str:
        return self.office.name

    def get_absolute_url(self) -> str:
        return reverse("regulators:body", args=[self.slug])

    @property
    def short(self) -> str:
        return self.office.short


class Occupation(Sourced):
    """An occupation regulated in Alberta."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title_en = models.CharField(_("title in English"), max_length=150)
    title_fr = models.CharField(_("title in French"), max_length=150, blank=True)
    body = models.ForeignKey(
        RegulatoryBody, on_delete=models.PROTECT, related_name="occupations", verbose_name=_("body")
    )
    noc2021 = models.CharField(_("NOC 2021"), max_length=10, blank=True)
    reserved = models.CharField(_("reserved title or practice"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")
        ordering = ["title_en"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the page; English where there is no French one."""
        if (get_language() or "en").startswith("fr") and self.title_fr:
            return self.title_fr
        return self.title_en


class PostedException(Sourced):
    """An exception, or a limit like one, that a jurisdiction applies to workers from others."""

    jurisdiction_code = models.CharField(_("applied by"), max_length=20)
    occupation_slug = models.CharField(_("occupation"), max_length=80)
    from_jurisdictions = models.CharField(_("applied to workers from"), max_length=120, blank=True)
    description = models.TextField(_("requirement"))
    legal_basis = models.CharField(_("basis"), max_length=300, blank=True)
    since = models.CharField(_("since"), max_length=60, blank=True)
    until_on = models.DateField(_("no longer in force since"), null=True, blank=True)
    file = models.ForeignKey(
        "casefiles.CaseFile", verbose_name=_("file"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.UniqueConstraint(
                fields=["jurisdiction_code", "occupation_slug", "from_jurisdictions", "description"],
                name="postedexception_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction_code}: {self.occupation_slug}"


# What happened to the registry stands in a module of its own.
from .advice_models import Enquiry, GuidanceCopy, GuidanceLink, GuidanceNote, GuidanceVersion  # noqa: E402, F401
from .change_models import Change, Published  # noqa: E402, F401
from .change_notice_models import ChangeNotice, NoticeAdvice, NoticeAnalysis  # noqa: E402, F401
from .compliance_models import Deficiency, DutyFinding, Order, Review, RiskRating, Step  # noqa: E402, F401
from .exception_models import ExceptionFile, LimbAssessment  # noqa: E402, F401
from .extension_models import ExtensionRequest  # noqa: E402, F401
from .report_models import (  # noqa: E402, F401
    MoreTime,
    Report,
    ReportLink,
    ReportReminder,
    ReportSection,
    ReportUpload,
    ReportVersion,
)
