"""After the outcome: what the worker says of it, and asking for the file to be opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints.choices import EventKind
from complaints.models import Complaint, Survey
from mobility.casefiles.choices import Actor
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Task
from mobility.casefiles.primitives import complainant_of, lock, redue, require
from mobility.law import rules
from mobility.law.days import law_date

from .moves import SAME_WORDS

WINDOW = "unit.reopen_window"


def reopen_until(complaint: Complaint) -> dt.date | None:
    """The last day to ask for the file to be opened again; None while it is open or where the rule gives no date."""
    closed_at = complaint.file.closed_at
    if closed_at is None:
        return None
    clock = complaint.file.clocks.filter(rule=WINDOW).order_by("-pk").first()
    return clock.due_on if clock else rules.due(WINDOW, law_date(closed_at)).due_on


def may_ask_again(complaint: Complaint, on: dt.date) -> bool:
    until = reopen_until(complaint)
    return until is not None and on <= until


@transaction.atomic
def answer_survey(
    complaint: Complaint, *, answers: Mapping[str, str], words: str, at: dt.datetime | None = None
) -> Survey:
    """Keep the worker's answers, once. Refused before there is an outcome. Records `surveyed`; nobody has to act on it."""
    at = at or now()
    case = lock(complaint)
    worker = complainant_of(case)
    complaint.refresh_from_db(fields=["outcome"])
    require(worker is not None, "" if complaint.outcome else _("There is no outcome yet."))
    found = Survey.objects.filter(complaint=complaint).first()
    if found is not None:
        return found  # sent twice
    survey = Survey.objects.create(complaint=complaint, answers=dict(answers), words=words, at=at)
    record(case, EventKind.SURVEYED, by=worker, at=at, audience=[worker] if worker else [])
    redue(case)
    return survey


@transaction.atomic
def ask_to_reopen(complaint: Complaint, *, reason: str, at: dt.datetime | None = None) -> Task | None:
    """The worker asks for a closed file to be opened again, within the time of the unit's rule. A senior decides.

    Records `reopening_asked`; a task for a senior, due by the unit's standard for a review. Asked twice is asked once:
    while the first request waits, the words of the second are recorded and no second task is made.
    """
    at = at or now()
    case = lock(complaint)
    worker = complainant_of(case)
    on = law_date(at)
    if case.is_open:
        raise Refused(_("This complaint is open."))
    if worker is None or not may_ask_again(complaint, on):
        raise Refused(_("The time to ask for it has passed. You can file a new complaint."))
    just_now = case.events.filter(kind=EventKind.REOPENING_ASKED, at__gt=at - SAME_WORDS).select_related("kept")
    if any(event.kept.facts.get("reason") == reason for event in just_now if hasattr(event, "kept")):
        return None  # sent twice
    record(case, EventKind.REOPENING_ASKED, by=worker, at=at, facts={"reason": reason}, audience=[worker])
    what = _("Decide whether to reopen: the worker asks for it")
    task = None
    if not Task.objects.filter(file=case, owed_by=Actor.SENIOR, stopped_on=None).exists():
        due_on = rules.due("unit.senior_review", on).due_on
        task = Task.objects.create(file=case, what=what, owed_by=Actor.SENIOR, due_on=due_on, added_at=at)
    redue(case)
    return task
