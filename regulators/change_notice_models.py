"""Planned changes that bodies, ministries or other Parties tell us of: what, until when to comment, what we found, what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import Office
from mobility.casefiles.models import CaseFile, Task
from mobility.law.models import Jurisdiction, Provision

from .change_notice_choices import Changing, InLine, NoticeFrom, NoticeStatus, Result

USER = settings.AUTH_USER_MODEL


class ChangeNotice(models.Model):
    """One planned change. Shares number, owner, status and history with its file."""

    file = models.OneToOneField(
        CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="change_notice", verbose_name=_("file")
    )
    changing = models.CharField(_("what is to change"), max_length=10, choices=Changing)
    description = models.TextField(_("the planned change"))
    url = models.URLField(_("where it is published"), max_length=500, blank=True)
    said_by = models.CharField(_("who told us"), max_length=10, choices=NoticeFrom)
    #: which ministry, which person: in words
    said_words = models.CharField(_("who exactly"), max_length=200, blank=True)
    jurisdiction = models.ForeignKey(
        Jurisdiction, verbose_name=_("place"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.ForeignKey(
        "regulators.RegulatoryBody", verbose_name=_("body"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="change_notices",
    )  # fmt: skip
    occupation = models.ForeignKey(
        "regulators.Occupation", verbose_name=_("occupation"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="change_notices",
    )  # fmt: skip
    received_on = models.DateField(_("received"))
    comment_until = models.DateField(_("comment until"), null=True, blank=True)
    #: what the owner owes until then
    comment_task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    result = models.CharField(_("result"), max_length=10, choices=Result, blank=True)
    result_on = models.DateField(_("day of the result"), null=True, blank=True)
    result_words = models.TextField(_("what came of it"), blank=True)
    exceptions = models.ManyToManyField(
        "regulators.PostedException", verbose_name=_("exceptions touched"), related_name="change_notices", blank=True
    )

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("notice of change")
        verbose_name_plural = _("notices of change")

    def __str__(self) -> str:
        return self.file.reference

    def get_absolute_url(self) -> str:
        return reverse("advice:notice", args=[self.file.reference])

    @property
    def status_words(self) -> str:
        return str(NoticeStatus(self.file.status).label)

    @property
    def result_label(self) -> str:
        return str(Result(self.result).label) if self.result else ""


class NoticeAnalysis(models.Model):
    """What was found on one provision. The newest counts; the earlier ones stay."""

    notice = models.ForeignKey(ChangeNotice, on_delete=models.PROTECT, related_name="analyses")
    provision = models.ForeignKey(
        Provision, verbose_name=_("provision"), on_delete=models.PROTECT, related_name="notice_analyses"
    )
    finding = models.CharField(_("finding"), max_length=10, choices=InLine)
    reasoning = models.TextField(_("reasoning"))
    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("analysis of a planned change")
        verbose_name_plural = _("analyses of planned changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.provision}: {self.finding}"


class NoticeAdvice(models.Model):
    """Advice given on a planned change: to whom, how, in which words."""

    notice = models.ForeignKey(ChangeNotice, on_delete=models.PROTECT, related_name="advice")
    office = models.ForeignKey(
        Office, verbose_name=_("to the office"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_words = models.CharField(_("to whom"), max_length=200, blank=True)
    text = models.TextField(_("advice"))
    given_on = models.DateField(_("given"))
    #: how many registered addresses it was mailed to; 0 where it was given otherwise
    mailed = models.PositiveSmallIntegerField(_("mailed to"), default=0)
    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("advice on a planned change")
        verbose_name_plural = _("advice on planned changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.to

    @property
    def to(self) -> str:
        return self.office.name if self.office else self.to_words
