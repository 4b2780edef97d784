"""Checking a report without filing it: what a body's own system sends is read and checked, and nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, BinaryIO

from mobility.law.days import today

from . import reading_uploads, report_facts
from .models import RegulatoryBody
from .report_models import Report
from .reporting import checking
from .reporting import reading as reader
from .reporting.definition import TIERS, Definition
from .reporting.findings import Finding, visible_to
from .reporting.reading import json_data

JSON, CSV = "application/json", "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What may be sent, and the name its kind is read by.
KINDS = {JSON: "report.json", CSV: "report.csv", XLSX: "report.xlsx"}


@dataclass(frozen=True)
class Trial:
    """What came of it. `may_certify`: sent for real, nothing would stand in the way."""

    form: Definition
    findings: list[Finding]
    counts: dict[str, int]
    rows: int
    may_certify: bool


def check(body: RegulatoryBody, form: Definition, content: BinaryIO, kind: str, *, on: dt.date | None = None) -> Trial:
    """The findings that filing this would give. JSON is the whole report; a table of applications alone, or a workbook, is checked
    on top of the draft, as an upload is. What only the unit sees is left out."""
    on = on or today()
    report = Report.objects.with_all().filter(body=body, period=form.id).first()
    facts = report_facts.facts_of(report, on) if report else report_facts.facts_for(body, form, on)
    form = report.form if report else form
    shape: list[Finding] = []
    if kind == JSON:
        given = json_data.read(form, facts, content)
        shape = given.findings
        checked = checking.check(form, facts, given.answers, given.rows) if given.answers is not None else None
    else:
        found = reader.read(form, facts, content, KINDS[kind])
        on_top = reading_uploads.check(report, facts, reading=found) if report else None
        checked = on_top or checking.check(form, facts, reading=found)
    told = {finding.question for finding in shape if finding.question}  # one mistake gives one finding
    others = [finding for finding in checked.findings if finding.question not in told] if checked else []
    findings = visible_to("body", [*shape, *others])
    return Trial(
        form=form,
        findings=sorted(findings, key=lambda finding: TIERS.index(finding.tier)),
        counts=counted(findings),
        rows=len(checked.rows or ()) if checked else 0,
        may_certify=checked is not None and not any(finding.blocks for finding in findings),
    )


def counted(findings: list[Finding]) -> dict[str, int]:
    """How many there are of each kind, those past the cap too."""
    return {tier: sum(one.more or 1 for one in findings if one.tier == tier) for tier in TIERS}


def written(trial: Trial, language: str) -> dict[str, Any]:
    """What is sent back."""
    return {
        "form": trial.form.id,
        "version": trial.form.version,
        "filed": False,
        "may_be_certified": trial.may_certify,
        "rows": trial.rows,
        "counts": trial.counts,
        "findings": [
            {
                "tier": one.tier,
                "check": one.check,
                "field": field_of(one),
                "row": one.row,
                "cell": one.place if one.sheet else "",
                "value": one.said(language),
                "why": one.why.of(language),
                "mend": one.mend.of(language),
                "key": one.key,
                "explained": one.is_explained if one.tier == "confirm" else None,
                "more": one.more,
            }
            for one in trial.findings
        ],
    }


def field_of(finding: Finding) -> str:
    """Where it is, by the names of the dictionary: `b01`, `h01.2.mobility`, `rows.decided_on`; empty for the file as a whole."""
    if finding.column:
        return f"rows.{finding.column}"
    return finding.question if finding.sheet else finding.cell or finding.question
