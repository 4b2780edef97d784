"""The dates of an application, who says so, and the clocks that hang on them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access, notices
from complaints.choices import EventKind, OwnReview, SaidBy, Sure, Verb
from complaints.models import ApplicationDate, Complaint
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles import clocks
from mobility.casefiles.choices import Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Participant
from mobility.casefiles.primitives import complainant_of, lock, redue, require
from mobility.law.days import law_date


def happened(complaint: Complaint, fact: str, on: dt.date) -> None:
    """Tell the file's clocks that a fact came about."""
    clocks.happened(
        complaint.file,
        fact,
        on,
        packs=complaint.packs,
        jurisdiction=complaint.receiving_id or "",
        offices=offices(complaint),
    )


def offices(complaint: Complaint) -> dict[str, Office | None]:
    """Who stands behind the actors of the rules: the body's own duties are owed by its office."""
    return {"body": complaint.body.office if complaint.body else None}


def enter_date(
    complaint: Complaint,
    fact: str,
    on: dt.date,
    said_by: str,
    *,
    at: dt.datetime,
    by: User | Participant | None = None,
    reason: str = "",
    holds: bool = True,
) -> ApplicationDate:
    """Enter one version of one date; it holds, the one before is kept. The caller counts the clocks anew.

    With `holds` False it is kept beside the one that holds; the first version of a date always holds.
    """
    holding = ApplicationDate.objects.filter(complaint=complaint, fact=fact, holds=True)
    holds = holds or not holding.exists()
    if holds:
        holding.update(holds=False)
    entered = ApplicationDate.objects.create(
        complaint=complaint,
        fact=fact,
        on=on,
        said_by=said_by,
        holds=holds,
        at=at,
        by=by if isinstance(by, User) else None,
        reason=reason,
    )
    says_so = by if isinstance(by, Participant) and by.role == Role.COMPLAINANT else None
    worker = says_so or complainant_of(complaint.file)
    record(
        complaint.file,
        EventKind.DATE_SET,
        by=by,
        at=at,
        facts={"fact": fact, "on": on, "said_by": said_by, "reason": reason, **({} if holds else {"holds": False})},
        audience=[worker] if worker else [],
    )
    return entered


def recount_application(complaint: Complaint) -> None:
    """Run the body's clocks from the dates that hold: a corrected date moves what depends on it."""
    dates = dict(ApplicationDate.objects.filter(complaint=complaint, holds=True).values_list("fact", "on"))
    clocks.rerun(
        complaint.file,
        dates,
        packs=complaint.packs,
        jurisdiction=complaint.receiving_id or "",
        offices=offices(complaint),
    )


def note_review_limit(file_row: CaseFile, on: dt.date) -> None:
    """Keep the last day to ask the body for a review, as the decision letter states it. Filing here does not stop it."""
    Clock.objects.update_or_create(
        file=file_row,
        rule="lma.worker.review_request",
        stopped_on=None,
        defaults={
            "basis": "law",
            "owed_by": "worker",
            "sense": "lapses",
            "started_on": law_date(file_row.opened_at),
            "why": "decision_letter",
            "due_on": on,
            "confidence": "?",
            "shown_to": ["worker", "staff"],
            "explanation": {"given_in": "decision letter", "due_on": on.isoformat()},
        },
    )


@transaction.atomic
def note_own_review(
    complaint: Complaint,
    *,
    state: str,
    said_by: str,
    sure: str,
    by: User,
    on: dt.date | None = None,
    reason: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Enter whether the body's own review was used: asked for, decided, or there is none; when, who says so, how sure we are.

    Records `own_review_noted` for the worker too; what was entered before stays in the history. Refused for a day to come, and
    without a day unless there is no review.
    """
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    if on is None and state != OwnReview.NOT_AVAILABLE:
        raise Refused(_("Give the day on which it was asked for, or decided."))
    if on is not None and on > law_date(at):
        raise Refused(_("This day is still to come."))
    before, complaint.own_review = complaint.own_review, OwnReview(state).value
    complaint.own_review_on, complaint.own_review_said_by = on, SaidBy(said_by).value
    complaint.own_review_sure = Sure(sure).value
    complaint.save(update_fields=["own_review", "own_review_on", "own_review_said_by", "own_review_sure"])
    worker = complainant_of(case)
    record(
        case,
        EventKind.OWN_REVIEW_NOTED,
        by=by,
        at=at,
        facts={"from": before, "state": state, "on": on, "said_by": said_by, "sure": sure, "reason": reason},
        audience=[worker] if worker else [],
    )
    redue(case)
    return complaint


@transaction.atomic
def correct_date(
    complaint: Complaint,
    *,
    fact: str,
    on: dt.date,
    said_by: str,
    reason: str,
    by: User,
    holds: bool = True,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Enter another version of a date of the application, with who says so and why it holds, or that it does not (yet)."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    enter_date(complaint, fact, on, said_by, at=at, by=by, reason=reason, holds=holds)
    recount_application(complaint)
    redue(case)
    return complaint


@transaction.atomic
def extend(
    complaint: Complaint,
    *,
    clock: Clock,
    days: int,
    authority: str,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Clock:
    """Add days to a clock of this complaint: see `casefiles.actions.extend_clock`."""
    if clock.file_id != complaint.file_id:
        raise Refused(_("This is not a clock of this complaint."))
    return files.extend_clock(clock, days=days, authority=authority, reason=reason, by=by, at=at, version=version)


def extend_for_minister(clock: Clock, *, days: int, authority: str, reason: str, by: User, at: dt.datetime) -> Clock:
    """The Minister's extension was granted: days are added with the authority, and the worker is told that something changed.

    A part of the deciding action (see `regulators.extending`), which holds the lock.
    """
    complaint = Complaint.objects.select_related("body__office").get(pk=clock.file_id)
    files.extend_clock(clock, days=days, authority=authority, reason=reason, by=by, at=at)
    complaint.file = clock.file
    notices.changed(complaint, at)
    return clock
