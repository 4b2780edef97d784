"""Reports that bodies owe: opening a period, the draft by sections, the nil return, uploads, and the versions that come of them."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import personal, store
from mobility.casefiles.choices import Actor, Kind, RetentionClass, Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Participant, Task
from mobility.casefiles.primitives import join, lock, open_file, redue
from mobility.casefiles.uploads import safe_name
from mobility.law.days import law_date
from regulators import reading_uploads, report_access, report_drafts, report_facts, report_notices
from regulators.models import RegulatoryBody
from regulators.report_choices import ReportEvent, ReportStatus, ReportVerb, UploadState, Via
from regulators.report_models import Report, ReportSection, ReportUpload, ReportVersion
from regulators.reporting import answers as said
from regulators.reporting import checking
from regulators.reporting.checking import Checked
from regulators.reporting.definition import Definition
from regulators.reporting.findings import to_json
from regulators.reporting.reading.reading import Reading

logger = logging.getLogger(__name__)

READ_TASK = "regulators.read_report"


class SavedMeanwhile(Refused):
    """Somebody saved the same section since it was opened. `theirs` is what stands there now."""

    def __init__(self, theirs: ReportSection) -> None:
        super().__init__(
            _("%(name)s saved this section while you were writing. Nothing was overwritten: compare, then save again.")
            % {"name": theirs.by or _("Somebody")}
        )
        self.theirs = theirs


def body_of(report: Report) -> Participant:
    """The body as it takes part in its own report."""
    return Participant.objects.get(
        file=report.file_id, office=report.body.office_id, role=Role.RESPONDENT, until_at__isnull=True
    )


def hold_report(report: Report, version: int | None = None) -> Report:
    """Lock the file and see the newest state of the report."""
    lock(report, version=version)
    file = report.file
    report.refresh_from_db(fields=["duty", "current", "is_nil", "explanations", "first_seen_at"])
    report.file = file
    return report


# ---- a period is opened -----------------------------------------------------------------------------


def open_period(form: Definition, *, by: User, at: dt.datetime | None = None) -> int:
    """Open the report of this form for every body that has none yet; how many that were. Each in a transaction of its own:
    doing it again opens those that are missing. Bodies merged into another owe nothing.
    """
    at = at or now()
    if not report_access.can_open_period(by):
        raise Refused(_("You may not do this."))
    have = set(Report.objects.filter(period=form.id).values_list("body_id", flat=True))
    bodies = RegulatoryBody.objects.select_related("office").filter(merged_into__isnull=True, office__is_active=True)
    return sum(open_report(body, form, by=by, at=at) is not None for body in bodies if body.pk not in have)


@transaction.atomic
def open_report(body: RegulatoryBody, form: Definition, *, by: User, at: dt.datetime | None = None) -> Report | None:
    """Open the report one body owes for the period of a form.

    Records `report_opened`; the body owes it by the form's day; its registered addresses are told. None where there is one.
    """
    at = at or now()
    if not report_access.can_open_period(by):
        raise Refused(_("You may not do this."))
    title = form.title.en
    try:
        with transaction.atomic():
            file = open_file(
                kind=Kind.REPORT,
                title=f"{title}, {body.office.name_en}"[:250],
                status=ReportStatus.OWED,
                at=at,
                retention_class=RetentionClass.CASE,
            )
            taker = join(file, role=Role.RESPONDENT, at=at, office=body.office)
            duty = owe(file, taker, title, form.period.due_on, at=at)
            report = Report.objects.create(file=file, body=body, period=form.id, form_version=form.version, duty=duty)
    except IntegrityError:
        return None
    facts = {"period": form.id, "form": form.version, "due_on": form.period.due_on, "basis": form.period.due_basis}
    record(file, ReportEvent.OPENED, by=by, at=at, facts=facts, audience=[taker])
    report_notices.tell(report, "report-open")
    redue(file)
    return report


def owe(file: CaseFile, taker: Participant, what: str, due_on: dt.date, *, at: dt.datetime) -> Task:
    """What the body owes, and by when. A part of other actions."""
    return Task.objects.create(
        file=file,
        what=what[:300],
        owed_by=Actor.BODY,
        owed_by_office=taker.office,
        due_on=due_on,
        added_at=at,
        audience=[taker.pk],
    )


def report_seen(report: Report, *, by: User, at: dt.datetime | None = None) -> None:
    """The body opened its report for the first time: the board says so. Nothing else changes, and nobody is told."""
    if report.first_seen_at is None and report_access.is_of_body(by, report):
        Report.objects.filter(pk=report.pk, first_seen_at__isnull=True).update(first_seen_at=at or now())


# ---- the draft --------------------------------------------------------------------------------------


@transaction.atomic
def save_section(
    report: Report,
    section: str,
    *,
    values: Mapping[str, Any],
    texts: Mapping[str, str],
    mark: int,
    by: User,
    at: dt.datetime | None = None,
) -> ReportSection:
    """Keep one section of the draft. The first save begins the report, which is recorded; later ones are drafts and are not.

    SavedMeanwhile when somebody else saved it since `mark`; refused while the report is locked.
    """
    at = at or now()
    hold_report(report)
    report_access.require_body(by, report, ReportVerb.WRITE)
    known = {one.id for one in report.form.sections}
    if section not in known:
        raise Refused(_("This form has no such section."))
    row = report.sections.select_related("by").filter(section=section).first()
    if row is not None and row.mark != mark and (row.values != values or row.texts != texts):
        raise SavedMeanwhile(row)
    row = put_section(report, section, values, texts, by=by, at=at, row=row)
    if report.file.status == ReportStatus.OWED:
        begin(report, by=by, at=at)
        redue(report.file)
    return row


def put_section(
    report: Report,
    section: str,
    values: Mapping[str, Any],
    texts: Mapping[str, str],
    *,
    by: User,
    at: dt.datetime,
    row: ReportSection | None = None,
) -> ReportSection:
    row = row or ReportSection(report=report, section=section)
    row.values, row.texts, row.by, row.at = dict(values), dict(texts), by, at
    row.mark += 1
    row.save()
    return row


def begin(report: Report, *, by: User, at: dt.datetime) -> None:
    """A report that was owed is being written. A part of other actions; the caller holds the lock."""
    if report.file.status == ReportStatus.OWED:
        report.file.status = ReportStatus.DRAFTING
        record(report.file, ReportEvent.BEGUN, by=by, at=at, audience=[body_of(report)])


@transaction.atomic
def set_nil(report: Report, *, nil: bool, by: User, at: dt.datetime | None = None) -> Report:
    """Say that there is nothing to count, or take that back. What was answered stays in the draft.

    Refused where we know of applications, or rows were sent, with the form's own sentence.
    """
    at = at or now()
    hold_report(report)
    report_access.require_body(by, report, ReportVerb.WRITE)
    if nil:
        rows = report.current.rows() if report.current else None
        problem = checking.nil_problem(report.form, report_facts.facts_of(report, law_date(at)), rows)
        if problem is not None:
            raise Refused(problem.of(get_language() or "en"))
    report.is_nil = nil
    report.save(update_fields=["is_nil"])
    begin(report, by=by, at=at)
    redue(report.file)
    return report


@transaction.atomic
def explain(report: Report, *, explanations: Mapping[str, str], by: User, at: dt.datetime | None = None) -> Report:
    """Keep what the body says to findings it is asked to confirm; the version not yet certified says at once which are explained."""
    at = at or now()
    hold_report(report)
    report_access.require_body(by, report, ReportVerb.WRITE)
    report.explanations = {**report.explanations, **{key: text.strip() for key, text in explanations.items()}}
    report.save(update_fields=["explanations"])
    version = report.current
    if version is not None and version.certified_at is None:
        least = report.form.explanation_min_characters
        for finding in version.findings:
            given = report.explanations.get(finding["key"])
            if given is not None and finding["tier"] == "confirm" and finding["audience"] == "body":
                finding["explanation"], finding["is_explained"] = given, len(given) >= least
        version.answers = {**version.answers, "explanations": report.explanations}
        version.save(update_fields=["findings", "answers"])
    return report


@transaction.atomic
def check_draft(report: Report, *, by: User, at: dt.datetime | None = None) -> ReportVersion:
    """Check what the web form says and keep it as a version; where nothing changed, the version there is.

    Records `report_checked`. Refused while the report is locked.
    """
    at = at or now()
    hold_report(report)
    report_access.require_body(by, report, ReportVerb.WRITE)
    checked = reading_uploads.check(report, report_facts.facts_of(report, law_date(at)))
    version = ReportVersion(report=report, via=Via.NIL if report.is_nil else Via.FORM, by=by, at=at)
    fill(version, checked)
    current = report.current
    if current is not None and current.content_sha256 == version.content_sha256 and current.certified_at is None:
        current.findings, current.counts, current.is_readable = version.findings, version.counts, version.is_readable
        current.answers = version.answers
        current.save(update_fields=["findings", "counts", "is_readable", "answers"])
        return current
    begin(report, by=by, at=at)
    keep_version(report, version, by=by, at=at)
    redue(report.file)
    return version


def fill(version: ReportVersion, checked: Checked) -> None:
    version.answers = said.to_json(checked.answers)
    version.pack(checked.rows)
    version.findings = [to_json(finding) for finding in checked.findings]
    version.counts = dict(checked.counts)
    version.is_readable = checked.is_readable
    version.content_sha256 = reading_uploads.digest(version)


def keep_version(report: Report, version: ReportVersion, *, by: User, at: dt.datetime) -> None:
    """Number a version, let it count unless a later upload is there already, and record it. A part of other actions."""
    version.number = (report.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version.save(force_insert=True)
    later = version.upload_id and report.versions.filter(upload__gt=version.upload_id).exists()
    if not later:
        report.current = version
        report.save(update_fields=["current"])
    facts = {
        "version": version.number,
        "via": version.via,
        "sha256": version.sha256,
        "counts": {key: count for key, count in version.counts.items() if key != "info"},
        "on_behalf": version.on_behalf,
        "counts_now": not later,
    }
    record(report.file, ReportEvent.CHECKED, by=by, at=at, facts=facts, audience=[body_of(report)])


# ---- uploads ----------------------------------------------------------------------------------------


@transaction.atomic
def take_upload(
    report: Report,
    content: IO[bytes],
    *,
    name: str,
    by: User,
    source: str = "",
    later: bool = False,
    at: dt.datetime | None = None,
) -> ReportUpload:
    """Keep the bytes of a workbook or CSV until they are read: at once by the caller (`read_upload`), or `later` by the worker.

    `source`: how it came to the unit, which sends it on behalf of the body. Refused while the report is locked.
    """
    at = at or now()
    hold_report(report)
    require_may_load(report, by, on_behalf=bool(source))
    sha256, size = store.put(content)
    upload = ReportUpload.objects.create(
        report=report,
        filename=safe_name(name),
        sha256=sha256,
        size=size,
        language="fr" if (get_language() or "en").startswith("fr") else "en",
        by=by,
        on_behalf=bool(source),
        source=source,
        at=at,
        touched_at=at,
    )
    if later:
        app.configure_task(READ_TASK).defer(upload_id=upload.pk)
    return upload


def require_may_load(report: Report, by: User, *, on_behalf: bool) -> None:
    if on_behalf:
        report_access.require_unit(by, report, ReportVerb.LOAD)
    else:
        report_access.require_body(by, report, ReportVerb.WRITE)


def read_upload(upload: ReportUpload, *, at: dt.datetime | None = None) -> ReportUpload:
    """Read and check an upload, then keep what came of it. Twice at the same time reads it once."""
    claimed = ReportUpload.objects.filter(pk=upload.pk, state=UploadState.WAITING)
    if not claimed.update(state=UploadState.READING, touched_at=now()):
        return ReportUpload.objects.get(pk=upload.pk)
    report = Report.objects.with_all().get(pk=upload.report_id)
    reading, checked = reading_uploads.look(report, upload, law_date(upload.at))
    return keep_read(upload, reading, checked, at=at)


@transaction.atomic
def keep_read(
    upload: ReportUpload, reading: Reading, checked: Checked, *, at: dt.datetime | None = None
) -> ReportUpload:
    """What was read becomes a version and the draft; records `report_checked`, or `report_upload_refused`.

    A file nothing could be taken from changes nothing: its findings stay with the upload, the earlier version counts. The file
    itself is kept on the file of the report, unless it could not be read or names a person.
    """
    at = at or now()
    report = Report.objects.with_all().get(pk=upload.report_id)
    hold_report(report)
    by, sentence = upload.by, ""
    upload.findings = [to_json(finding) for finding in checked.findings]
    if reading.is_lost:
        sentence = _("Nothing in the file could be taken. What you sent before stays as it was.")
    else:
        try:
            require_may_load(report, by, on_behalf=upload.on_behalf)
        except Refused as refused:
            sentence = str(refused)
    if sentence:
        upload.state, upload.sentence = UploadState.REFUSED, sentence
        facts = {"file": upload.filename, "sha256": upload.sha256, "sentence": sentence}
        record(report.file, ReportEvent.REFUSED, by=by, at=at, facts=facts, audience=[body_of(report)])
    else:
        keep_upload(report, upload, reading, checked, at=at)
    upload.touched_at = at
    upload.save(update_fields=["state", "sentence", "findings", "touched_at"])
    redue(report.file)
    if sentence or reading_uploads.names_somebody(checked):
        transaction.on_commit(lambda: personal.destroy_bytes(upload.sha256))
    return upload


def keep_upload(report: Report, upload: ReportUpload, reading: Reading, checked: Checked, *, at: dt.datetime) -> None:
    """The version of an upload. A part of `keep_read`."""
    taker, by = body_of(report), upload.by
    via = Via.CSV if reading.file.type == "csv" else Via.WORKBOOK
    version = ReportVersion(
        report=report,
        via=via,
        by=by,
        at=at,
        upload=upload,
        on_behalf=upload.on_behalf,
        filename=upload.filename,
        file_sha256=upload.sha256,
    )
    fill(version, checked)
    if not reading_uploads.names_somebody(checked):
        mime = "text/csv" if via == Via.CSV else "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        version.paper = files.keep_document(
            report.file,
            filename=upload.filename,
            sha256=upload.sha256,
            size=upload.size,
            content_type=mime,
            by=by if upload.on_behalf else taker,
            at=at,
            title=upload.filename,
            kind="report",
            audience=[taker],
        )
    begin(report, by=by, at=at)
    keep_version(report, version, by=by, at=at)
    upload.state = UploadState.TAKEN
    if report.current_id != version.pk or reading.answers is None:
        return
    given = reading.answers
    report.is_nil = given.nil
    report.explanations = {**report.explanations, **given.explanations}
    report.save(update_fields=["is_nil", "explanations"])
    rows = {row.section: row for row in report.sections.all()}
    for section, (values, texts) in report_drafts.split(report.form, given).items():
        put_section(report, section, values, texts, by=by, at=at, row=rows.get(section))


def upload_broken(upload: ReportUpload) -> None:
    """Reading failed through a fault of ours: said so, and nothing changed."""
    ReportUpload.objects.filter(pk=upload.pk, state=UploadState.READING).update(
        state=UploadState.REFUSED,
        sentence=_(
            "The file could not be checked through a fault of ours. Nothing was changed. Send it again, or write to us."
        ),
        touched_at=now(),
    )
