"""Reports that bodies owe: one per body and period, the draft by sections, every version that was checked, uploads on their way.

What a form asks and how it is checked is data and lives in `regulators.reporting`; the file, its history and the day it is due are
`casefiles`. Imported at the end of `models.py`, which is where Django looks.
"""

from __future__ import annotations

import json
import zlib
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mobility.casefiles.models import CaseFile, DocumentVersion, Task

from .models import RegulatoryBody
from .report_choices import RECEIVED, WRITING, How, ReportStatus, UploadState, Via
from .report_querysets import ReportQuerySet
from .reporting import answers as said
from .reporting import loading
from .reporting.definition import Definition
from .reporting.findings import Finding, from_json, visible_to

USER = settings.AUTH_USER_MODEL


class Report(models.Model):
    """What one body owes for one period. `duty` is the task that says by when; `current` the version that counts."""

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="report")
    body = models.ForeignKey(RegulatoryBody, on_delete=models.PROTECT, related_name="reports", verbose_name=_("body"))
    period = models.CharField(_("period"), max_length=60)
    form_version = models.CharField(_("version of the form"), max_length=20)
    duty = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+", verbose_name=_("due"))
    current = models.ForeignKey(
        "ReportVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version")
    )
    is_nil = models.BooleanField(_("nothing to count"), default=False)
    explanations = models.JSONField(_("explanations"), default=dict, blank=True)
    first_seen_at = models.DateTimeField(_("first opened by the body"), null=True, blank=True)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("annual report")
        verbose_name_plural = _("annual reports")
        ordering = ["-period", "pk"]
        constraints = [models.UniqueConstraint(fields=["body", "period"], name="report_once_per_period")]

    def __str__(self) -> str:
        return self.file.title

    def get_absolute_url(self) -> str:
        return reverse("regulators:report_file", args=[self.file.reference])

    @property
    def portal_url(self) -> str:
        return reverse("regulators:report", args=[self.file.reference])

    @cached_property
    def form(self) -> Definition:
        return loading.of_version(self.form_version)

    @property
    def title(self) -> str:
        return self.form.title.of(get_language() or "en")

    @property
    def years(self) -> str:
        """The period as people say it: the end of the form's title, else its label."""
        return self.form.period.label.of(get_language() or "en")

    @property
    def status(self) -> str:
        return str(ReportStatus(self.file.status).label)

    @property
    def is_writable(self) -> bool:
        return self.file.status in WRITING

    @property
    def is_received(self) -> bool:
        return self.file.status in RECEIVED


class ReportSection(models.Model):
    """One section of the draft as it was saved last. `mark` goes up with every save: whoever saves over another is told."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sections")
    section = models.CharField(_("section"), max_length=20)
    values = models.JSONField(_("answers"), default=dict)
    texts = models.JSONField(_("sentences"), default=dict)
    mark = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("section of a draft")
        verbose_name_plural = _("sections of drafts")
        constraints = [models.UniqueConstraint(fields=["report", "section"], name="reportsection_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.section}"


class ReportVersion(models.Model):
    """What a body said at one moment, checked: answers, rows, findings. Never changed once it is certified."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    via = models.CharField(_("came as"), max_length=10, choices=Via)
    answers = models.JSONField(_("answers"), default=dict)
    packed_rows = models.BinaryField(_("applications"), null=True, blank=True)
    row_count = models.PositiveIntegerField(_("applications"), default=0)
    findings = models.JSONField(_("findings"), default=list)
    counts = models.JSONField(_("findings by kind"), default=dict)
    is_readable = models.BooleanField(_("everything could be read"), default=True)
    content_sha256 = models.CharField(_("sha256 of the answers"), max_length=64)
    file_sha256 = models.CharField(_("sha256 of the file"), max_length=64, blank=True)
    filename = models.CharField(_("file"), max_length=250, blank=True)
    paper = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("file")
    )
    upload = models.ForeignKey("ReportUpload", on_delete=models.PROTECT, null=True, blank=True, related_name="versions")
    by = models.ForeignKey(
        USER, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    on_behalf = models.BooleanField(_("entered by the unit on behalf of the body"), default=False)
    at = models.DateTimeField(_("at"))
    # sent for certification, and certified
    sent_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("sent for certification"), null=True, blank=True)
    prepared_name = models.CharField(_("prepared by"), max_length=150, blank=True)
    prepared_title = models.CharField(_("title"), max_length=150, blank=True)
    certified_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    certified_at = models.DateTimeField(_("certified"), null=True, blank=True)
    certified_name = models.CharField(_("certified by"), max_length=150, blank=True)
    certified_title = models.CharField(_("title"), max_length=150, blank=True)
    how = models.CharField(_("how it was certified"), max_length=10, choices=How, blank=True)
    receipt = models.CharField(_("receipt"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("version of a report")
        verbose_name_plural = _("versions of reports")
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="reportversion_number"),
            models.CheckConstraint(
                condition=Q(certified_at__isnull=True, receipt="", how="")
                | (Q(certified_at__isnull=False) & ~Q(receipt="") & ~Q(how="")),
                name="reportversion_receipt_of_certified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} version {self.number}"

    def answered(self) -> said.Answers:
        return said.from_json(self.report.form, self.answers)

    def rows(self) -> said.Rows | None:
        if self.packed_rows is None:
            return None
        return said.rows_from_json(self.report.form, json.loads(zlib.decompress(bytes(self.packed_rows))))

    def pack(self, rows: said.Rows | None) -> None:
        self.packed_rows, self.row_count = None, 0
        if rows is not None and len(rows):
            self.packed_rows = zlib.compress(json.dumps(said.rows_to_json(self.report.form, rows)).encode())
            self.row_count = len(rows)

    def found(self, audience: str = "body") -> list[Finding]:
        """The findings that this audience may see."""
        return visible_to(audience, [from_json(one) for one in self.findings])

    @property
    def may_certify(self) -> bool:
        return self.is_readable and not any(finding.blocks for finding in self.found())

    @property
    def sha256(self) -> str:
        return self.file_sha256 or self.content_sha256


class ReportUpload(models.Model):
    """A file on its way: stored, then read and checked, in the request or by the worker. The bytes lie in the store until it is done."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="uploads")
    filename = models.CharField(_("file"), max_length=250)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(_("size in bytes"))
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.WAITING)
    language = models.CharField(max_length=2, default="en")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_checking = models.BooleanField(default=False)
    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    on_behalf = models.BooleanField(default=False)
    source = models.CharField(_("how it came"), max_length=300, blank=True)
    at = models.DateTimeField(_("at"))
    touched_at = models.DateTimeField(_("last progress"))
    findings = models.JSONField(_("findings"), default=list)
    sentence = models.CharField(_("why it was not taken"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("upload of a report")
        verbose_name_plural = _("uploads of reports")
        indexes = [
            models.Index(
                fields=["touched_at"], condition=Q(state__in=["waiting", "reading"]), name="reportupload_on_its_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.filename}"

    @property
    def is_done(self) -> bool:
        return self.state in (UploadState.TAKEN, UploadState.REFUSED)

    def found(self, audience: str = "body") -> list[Finding]:
        return visible_to(audience, [from_json(one) for one in self.findings])


class MoreTime(models.Model):
    """A body asked for more time; granted or refused by the unit. One is open per report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="more_time")
    days = models.PositiveSmallIntegerField(_("days asked for"))
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    due_on = models.DateField(_("new day"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(decided_at__isnull=True), name="moretime_one_open_per_report"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.days}"


class ReportLink(models.Model):
    """A link to certify one version, mailed to a registered address. Only its hash is kept."""

    version = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    address = models.EmailField(_("address"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("link to certify a report")
        verbose_name_plural = _("links to certify reports")

    def __str__(self) -> str:
        return f"{self.version_id} {self.address}"


class ReportReminder(models.Model):
    """A body was reminded of one day at one stage; by hand: `by` says who. The row is why nobody is told the same twice."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("due"))
    stage = models.CharField(_("stage"), max_length=20, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("reminded"))

    class Meta:
        verbose_name = _("reminder of a report")
        verbose_name_plural = _("reminders of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "due_on", "stage"], condition=~Q(stage=""), name="reportreminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.stage}"
