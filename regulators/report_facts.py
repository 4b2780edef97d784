"""What the house knows of a body when its report is checked. Apps above add figures of their own records (`know`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import F

from mobility.law.days import law_date

from .models import RegulatoryBody
from .report_choices import UNSENT, ReportStatus
from .report_models import Report, ReportVersion
from .reporting.answers import Answers
from .reporting.definition import Definition, Words
from .reporting.facts import Facts, Occupation

#: Gives `unit.…` of the form's rules for a body and a period; in a constant number of queries.
Known = Callable[[RegulatoryBody, Definition], Mapping[str, Any]]
_known: list[Known] = []


def extensions_granted(body: RegulatoryBody, form: Definition) -> Mapping[str, Any]:
    """How often the Minister gave more time for an application of the period, as the unit's record has it."""
    granted = body.extensions.filter(is_granted=True, asked_on__gte=form.period.start, asked_on__lte=form.period.end)
    return {"extensions_granted": granted.count()}


_known.append(extensions_granted)


def know(make: Known) -> None:
    """Called by an app's `ready`. A second time changes nothing."""
    if make not in _known:
        _known.append(make)


def facts_of(report: Report, on: dt.date) -> Facts:
    return facts_for(report.body, report.form, on)


def facts_for(body: RegulatoryBody, form: Definition, on: dt.date) -> Facts:
    """The same before the body has a report of the period: whoever builds against the form checks with it then."""
    office = body.office
    unit: dict[str, Any] = {}
    for make in _known:
        unit.update(make(body, form))
    return Facts(
        upload_on=on,
        body_name=Words(office.name_en, office.name_fr or office.name_en),
        body_key=body.slug,
        occupations=[
            Occupation(one.slug, Words(one.title_en, one.title_fr or one.title_en)) for one in body.occupations.all()
        ],
        last=last_of(body, form),
        unit=unit,
    )


def last_of(body: RegulatoryBody, form: Definition) -> Answers | None:
    """What the accepted report before the one of this form says."""
    found = (
        ReportVersion.objects.filter(
            report__body=body,
            report__file__status=ReportStatus.ACCEPTED,
            report__period__lt=form.id,
            pk=F("report__current"),
        )
        .select_related("report")
        .defer("packed_rows", "findings")
        .order_by("-report__period")
        .first()
    )
    return found.answered() if found else None


def reports_late(body: RegulatoryBody, on: dt.date) -> dict[str, int]:
    """For the risk category: reports that are missing past their day, and whether the newest one came late. Two queries."""
    missing = Report.objects.filter(body=body, file__status__in=UNSENT, duty__due_on__lt=on).count()
    certified = Report.objects.filter(body=body, current__certified_at__isnull=False).order_by("-period")
    newest = certified.values_list("current__certified_at", "duty__due_on").first()
    came_late = (
        newest is not None and newest[0] is not None and newest[1] is not None and law_date(newest[0]) > newest[1]
    )
    return {"reports_late": missing + came_late}
