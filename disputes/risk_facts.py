"""What is counted of one risk on a day, for the rules of `risk_scoring`. Each fact is a number; each is one small query or less."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from complaints.choices import Finding, Flag
from complaints.models import ComplaintGround, Promise
from mobility.law import packs
from mobility.law.models import Jurisdiction
from regulators import exceptions
from regulators.models import ExceptionFile, Occupation, Step

from .choices import OURS, MeasureKind
from .committee_choices import MeetingStatus
from .committee_models import RaisedItem
from .dispute_models import Dispute, Measure
from .risk_choices import SignKind
from .risk_models import RiskSign
from .risk_scoring import Standards

HARDSHIP = [Flag.LOSS_OF_EMPLOYMENT, Flag.FINANCIAL_HARDSHIP]


def complaints_about(measure: Measure, since: dt.date) -> QuerySet[ComplaintGround]:
    """Grounds of complaints about a measure: its requirement, of its body or else of its jurisdiction; not those found unfounded."""
    whose = Q(complaint__body=measure.body_id) if measure.body_id else Q(complaint__receiving=measure.jurisdiction_id)
    rows = ComplaintGround.objects.filter(whose, ground=measure.ground_id, complaint__received_on__gte=since)
    if measure.occupation_id:
        rows = rows.filter(complaint__occupation=measure.occupation_id)
    return rows.exclude(finding=Finding.NOT_FOUNDED)


def counted(
    measure: Measure, counterpart: Jurisdiction, *, on: dt.date, by: Standards, risk: int | None = None
) -> dict[str, int]:
    """All facts of a measure and a counterpart on a day; signs are those entered on the risk."""
    since = by.since(on)
    return {
        **of_complaints(measure, counterpart, since),
        **of_body(measure, counterpart, since, on),
        **of_exceptions(measure, counterpart, on, by),
        **of_disputes(measure, counterpart, signs(risk, since)),
        "in_force": int(measure.kind == MeasureKind.ACTUAL),
        "core_provisions": sum(
            1
            for instrument, citation in measure.provisions.values_list("instrument", "citation")
            if f"{instrument} {citation}" in by.core_provisions
        ),
    }


def of_complaints(measure: Measure, counterpart: Jurisdiction, since: dt.date) -> dict[str, int]:
    """One query. A measure without a requirement has no complaints that could be told from others."""
    if measure.ground_id is None:
        return {}
    ours = measure.jurisdiction_id == OURS
    found: Mapping[str, Any] = complaints_about(measure, since).aggregate(
        complaints_same=Count("pk"),
        founded_same=Count("pk", filter=Q(finding=Finding.FOUNDED)),
        open_same=Count("pk", filter=Q(complaint__is_open=True)),
        hardship_same=Count("pk", filter=Q(complaint__flags__overlap=HARDSHIP)),
        home_jurisdictions=Count("complaint__home", distinct=True),
        from_counterpart=Count("pk", filter=Q(complaint__home=counterpart.pk)),
    )
    return {**found, "from_counterpart": found["from_counterpart"] if ours else 0}


def of_body(measure: Measure, counterpart: Jurisdiction, since: dt.date, on: dt.date) -> dict[str, int]:
    """Three queries; none where the measure is a government's own."""
    body = measure.body_id
    if body is None:
        return {}
    raised = RaisedItem.objects.filter(
        body=body, raised_by__jurisdiction_code=counterpart.pk, meeting__meets_on__gte=since, meeting__meets_on__lte=on
    )
    return {
        "promises_broken": Promise.objects.filter(body=body, due_on__gte=since).broken().count(),
        "steps_overdue": Step.objects.filter(review__body=body, done_on__isnull=True, due_on__lt=on).count(),
        "raised_by_counterpart": raised.exclude(meeting__status=MeetingStatus.CALLED_OFF).count(),
    }


def of_exceptions(measure: Measure, counterpart: Jurisdiction, on: dt.date, by: Standards) -> dict[str, int]:
    """Whether a posted exception covers it, and whether that is near its review. Two queries at most; the register is kept."""
    if measure.occupation_id is not None:
        occupations = list(Occupation.objects.filter(pk=measure.occupation_id))
    elif measure.body_id is not None:
        occupations = list(Occupation.objects.filter(body=measure.body_id))
    else:
        return {}
    home = counterpart.pk if measure.jurisdiction_id == OURS else OURS
    covering = [
        row.exception
        for occupation in occupations
        for row in exceptions.covering(occupation=occupation, imposing=measure.jurisdiction_id, home=home, on=on)
    ]
    if not covering:
        return {"exception_missing": 1}
    files = [row.file_id for row in covering if row.file_id]
    near = on + dt.timedelta(by.exception_review_days)
    due = ExceptionFile.objects.filter(file__in=files, withdrawn_on__isnull=True, review_due_on__lte=near)
    return {"exception_near_review": due.count() if files else 0}


def signs(risk: int | None, since: dt.date) -> dict[str, int]:
    """Signs entered on the risk, by kind. One query."""
    if risk is None:
        return {}
    rows = RiskSign.objects.filter(risk=risk, seen_on__gte=since).order_by()
    return dict(rows.values_list("kind").annotate(n=Count("pk")))


def of_disputes(measure: Measure, counterpart: Jurisdiction, entered: Mapping[str, int]) -> dict[str, int]:
    """Disputes the counterpart took part in, known panels included, and those about the same requirement elsewhere. Two queries."""
    code = counterpart.pk
    others = Dispute.objects.exclude(measure=measure)
    taking_part = others.filter(Q(initiating=code) | Q(replying=code) | Q(parties__party=code))
    elsewhere = entered.get(SignKind.ELSEWHERE, 0)
    if measure.ground_id is not None:
        elsewhere += others.filter(measure__ground=measure.ground_id).count()
    return {
        "counterpart_disputes": len(panels_of(code)) + taking_part.distinct().count(),
        "consultations_elsewhere": elsewhere,
        "signals": sum(number for kind, number in entered.items() if kind != SignKind.ELSEWHERE),
    }


def panels_of(code: str) -> list[Mapping[str, Any]]:
    """The known panels in which a government stood on one of the sides or joined."""
    return [
        row
        for row in packs.precedents()
        if code in (row["initiating"], row["replying"], *(other["party"] for other in row["others"]))
    ]
