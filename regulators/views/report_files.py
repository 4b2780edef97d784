"""Files made of a report: the workbook to fill in, the list of findings, the same workbook marked."""

from __future__ import annotations

from django.http import HttpResponse

from mobility.casefiles import store
from mobility.casefiles.choices import ScanState
from mobility.law.days import today
from regulators import report_drafts, report_facts, report_queries
from regulators.report_choices import Via
from regulators.report_models import Report, ReportVersion
from regulators.reporting.answers import Answers
from regulators.reporting.findings import as_csv
from regulators.reporting.reading.reading import FileFacts, Reading
from regulators.reporting.writing import marked

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def workbook_of(report: Report, wanted: str) -> HttpResponse:
    """The workbook with the body's occupations, last year's figures and what the draft says already."""
    from regulators.reporting.writing import workbook

    words = wanted if wanted in ("en", "fr") else report_queries.language()
    facts = report_facts.facts_of(report, today())
    content = workbook.write(report.form, facts, words, report_drafts.draft_of(report))
    return file_response(content, f"{report.form.id}-{report.body.slug}-{words}.xlsx", XLSX)


def findings_csv(report: Report, version: ReportVersion, *, audience: str = "body") -> HttpResponse:
    content = as_csv(report.form, version.found(audience), report_queries.language(), audience=audience)
    return file_response(content, f"{report.file.reference}-v{version.number}.csv", "text/csv; charset=utf-8")


def marked_workbook(
    report: Report, version: ReportVersion, *, ask: bool = False, audience: str = "body"
) -> HttpResponse | bool:
    """The uploaded file with its cells marked. False where there is none to mark; `ask` only says whether there is."""
    paper = version.paper
    if paper is None or paper.destroyed_at or version.row_count > marked.MOST_ROWS:
        return False
    if paper.scan_state == ScanState.INFECTED:
        return False
    if ask:
        return True
    kind = "csv" if version.via == Via.CSV else "xlsx"
    reading = Reading(FileFacts(version.filename, type=kind), answers=Answers())
    try:
        with store.take(version.file_sha256) as content:
            found = version.found(audience)
            made = marked.mark(report.form, content, reading, found, report_queries.language(), audience=audience)
    except FileNotFoundError:
        return False
    return file_response(made, f"{report.file.reference}-v{version.number}.xlsx", XLSX)
