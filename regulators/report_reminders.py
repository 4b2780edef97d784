"""Reminders to bodies of the report they owe; the days are data of `unit-standards`.

Who is written to is the affair of `actions.remind_of_report`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mobility.casefiles.reminders import name, stages
from mobility.law.days import law_date

from . import actions
from .report_choices import UNSENT
from .report_models import Report, ReportReminder

LADDER = "reminders_of_reports"


def waiting(today: dt.date) -> Iterator[tuple[Report, str]]:
    """Reports owed whose newest stage has come and was not told yet, with that stage. Two queries."""
    plan = stages(LADDER)
    first, last = plan.span(today)
    told = set(
        ReportReminder.objects.filter(due_on__gte=first, due_on__lte=last).values_list("report_id", "due_on", "stage")
    )
    owed = Report.objects.listed().filter(
        file__status__in=UNSENT, file__closed_at__isnull=True, duty__due_on__gte=first, duty__due_on__lte=last
    )
    for report in owed.order_by("pk"):
        assert report.duty.due_on is not None  # noqa: S101 - asked for
        offset = plan.reached(report.duty.due_on, law_date(report.duty.added_at), today)
        if offset is not None and (report.pk, report.duty.due_on, name(offset)) not in told:
            yield report, name(offset)


def sweep(at: dt.datetime) -> int:
    """Remind every body whose stage has come; how many mails. Each in its own transaction: a second run finds none."""
    return sum(
        actions.remind_of_report(report, by=None, stage=stage, at=at) for report, stage in list(waiting(law_date(at)))
    )
