"""What the house knows of a body when its report is checked. Apps above add figures of their own records (`know`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F

from .models import RegulatoryBody
from .report_choices import ReportStatus
from .report_models import Report, ReportVersion
from .reporting.answers import Answers
from .reporting.definition import Definition, Words
from .reporting.facts import Facts, Occupation

#: Gives `unit.…` of the form's rules for a body and a period; in a constant number of queries.
Known = Callable[[RegulatoryBody, Definition], Mapping[str, Any]]
_known: list[Known] = []


def know(make: Known) -> None:
    """Called by an app's `ready`. A second time changes nothing."""
    if make not in _known:
        _known.append(make)


def facts_of(report: Report, on: dt.date) -> Facts:
    office = report.body.office
    unit: dict[str, Any] = {}
    for make in _known:
        unit.update(make(report.body, report.form))
    return Facts(
        upload_on=on,
        body_name=Words(office.name_en, office.name_fr or office.name_en),
        body_key=report.body.slug,
        occupations=[
            Occupation(one.slug, Words(one.title_en, one.title_fr or one.title_en))
            for one in report.body.occupations.all()
        ],
        last=last_of(report),
        unit=unit,
    )


def last_version(report: Report) -> ReportVersion | None:
    """The accepted version of the report before this one."""
    return (
        ReportVersion.objects.filter(
            report__body=report.body_id,
            report__file__status=ReportStatus.ACCEPTED,
            report__period__lt=report.period,
            pk=F("report__current"),
        )
        .select_related("report")
        .defer("packed_rows", "findings")
        .order_by("-report__period")
        .first()
    )


def last_of(report: Report) -> Answers | None:
    found = last_version(report)
    return found.answered() if found else None
