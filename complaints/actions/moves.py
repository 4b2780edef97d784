"""From received to closed: the verbs of the table of moves."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access, notices
from complaints.choices import EventKind, Outcome, Status, Verb
from complaints.models import Complaint
from complaints.workflow import TABLE
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import clocks
from mobility.casefiles.choices import Channel
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Message, Participant
from mobility.casefiles.primitives import complainant_of, lock, move, redue, require
from mobility.law.days import law_date

from .dates import happened, recount_application
from .waiting import is_foreign, wait

#: The same words again within this time are the same message.
SAME_WORDS = dt.timedelta(minutes=10)


def begin(complaint: Complaint, verb: str, by: User, version: int | None) -> tuple[CaseFile, Participant | None]:
    """Lock the file and ask whether the verb may be done by this person now."""
    case = lock(complaint, version=version)
    require(access.can(by, complaint, verb), access.refusal(complaint, verb))
    return case, complainant_of(case)


@transaction.atomic
def screen(complaint: Complaint, *, by: User, at: dt.datetime | None = None, version: int | None = None) -> Complaint:
    """Start to look whether the rules apply. Whoever starts owns the file if nobody does."""
    at = at or now()
    case, worker = begin(complaint, Verb.SCREEN, by, version)
    move(case, TABLE, Verb.SCREEN)
    if case.owner is None:
        files.give(case, by, by=by, at=at)
    record(case, EventKind.SCREENED, by=by, at=at, audience=[worker] if worker else [])
    redue(case)
    return complaint


@transaction.atomic
def reply(
    complaint: Complaint,
    *,
    text: str,
    by: User,
    language: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Send the worker a personal reply; the first one meets the first-reply standard and starts the acceptance standard.

    Written in another `language` than the worker's, it waits for its translation first (see `wording`).
    """
    at = at or now()
    case, worker = begin(complaint, Verb.REPLY, by, version)
    if is_foreign(complaint, language):
        wait(complaint, text, language, verb=Verb.REPLY, by=by, at=at)
        redue(case)
        return complaint
    write(complaint, worker, text, by=by, at=at)
    record(case, EventKind.REPLIED, by=by, at=at, audience=[worker] if worker else [])
    first_reply(complaint, law_date(at))
    notices.message(complaint, at)
    redue(case)
    return complaint


def first_reply(complaint: Complaint, on: dt.date) -> None:
    """The first personal word to the worker: only the first one counts."""
    if Clock.objects.filter(file=complaint.file, rule="unit.first_reply", stopped_on__isnull=True).exists():
        happened(complaint, "first_reply_sent", on)


def write(
    complaint: Complaint, worker: Participant | None, text: str, *, by: User, at: dt.datetime, question: bool = False
) -> Message | None:
    """A message to the worker on the file, in the file's language."""
    if worker is None:
        return None
    return files.say(complaint.file, text=text, language=complaint.language, to=worker, by=by, at=at, question=question)


@transaction.atomic
def ask(
    complaint: Complaint,
    *,
    question: str,
    by: User,
    language: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Ask the worker something. Stops the unit's own standards until the answer; never the body's clocks.

    Written in another `language` than the worker's, it waits for its translation first and stops nothing yet.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.ASK, by, version)
    if is_foreign(complaint, language):
        wait(complaint, question, language, verb=Verb.ASK, by=by, at=at)
        redue(case)
        return complaint
    complaint.asked_from = move(case, TABLE, Verb.ASK)
    complaint.save(update_fields=["asked_from"])
    write(complaint, worker, question, by=by, at=at, question=True)
    first_reply(complaint, law_date(at))
    happened(complaint, "worker_asked", law_date(at))
    record(case, EventKind.ASKED, by=by, at=at, audience=[worker] if worker else [])
    due = (
        Clock.objects.filter(file=case, rule="unit.worker_answer", stopped_on__isnull=True)
        .values_list("due_on", flat=True)
        .first()
    )
    notices.asked(complaint, at, due.isoformat() if due else "")
    redue(case)
    return complaint


@transaction.atomic
def answer(
    complaint: Complaint,
    *,
    text: str,
    language: str | None = None,
    channel: str = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Complaint:
    """The worker writes. While a question is open this answers it: the standards run again and the file goes back to where it was.

    On a closed file it becomes a task of the owner, so that somebody reads it.
    """
    at = at or now()
    case = lock(complaint)
    worker = complainant_of(case)
    if worker is None:
        raise Refused(_("This file has no worker on it."))
    if Message.objects.filter(file=case, by_participant=worker, text=text, at__gt=at - SAME_WORDS).exists():
        return complaint  # sent twice: a double click, the back button, a lost connection
    files.hear(case, text=text, language=language or complaint.language, sender=worker, at=at, channel=channel)
    if not case.is_open:
        files.owe(case, _("The worker wrote after the file was closed: read it, and reopen if it needs more"), at=at)
    if case.status == Status.NEEDS_INFORMATION:
        Message.objects.filter(file=case, is_question=True, answered_at__isnull=True).update(answered_at=at)
        go_back(complaint)
        happened(complaint, "worker_answered", law_date(at))
        record(case, EventKind.ANSWERED, by=worker, at=at, audience=[worker])
    redue(case)
    return complaint


def go_back(complaint: Complaint) -> None:
    """After a question the file returns to the status it was asked from."""
    complaint.file.status = complaint.asked_from or Status.SCREENING
    complaint.asked_from = ""
    complaint.save(update_fields=["asked_from"])


@transaction.atomic
def carry_on(
    complaint: Complaint, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Go on with what there is, without the worker's answer; the unit's standards run again."""
    at = at or now()
    case, _worker = begin(complaint, Verb.CARRY_ON, by, version)
    go_back(complaint)
    happened(complaint, "worker_answered", law_date(at))
    record(case, EventKind.CARRIED_ON, by=by, at=at, facts={"reason": reason})
    redue(case)
    return complaint


@transaction.atomic
def accept(
    complaint: Complaint,
    *,
    text: str,
    by: User,
    language: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Take the case on and say so. Meets the acceptance standard, starts the one to reach an outcome.

    Written in another `language` than the worker's, it waits for its translation first; the case is taken on when it is sent.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.ACCEPT, by, version)
    if is_foreign(complaint, language):
        wait(complaint, text, language, verb=Verb.ACCEPT, by=by, at=at)
        redue(case)
        return complaint
    move(case, TABLE, Verb.ACCEPT)
    write(complaint, worker, text, by=by, at=at)
    on = law_date(at)
    first_reply(complaint, on)
    happened(complaint, "accept_or_decline_sent", on)
    happened(complaint, "case_accepted", on)
    record(case, EventKind.ACCEPTED, by=by, at=at, audience=[worker] if worker else [])
    notices.changed(complaint, at)
    redue(case)
    return complaint


def end_clocks(complaint: Complaint, on: dt.date, *facts: str) -> None:
    """Let the facts of an ending stop and start their own clocks, then stop whatever else still ran before them."""
    first_reply(complaint, on)
    running = list(
        Clock.objects.filter(file=complaint.file, stopped_on__isnull=True)
        .exclude(owed_by="worker")
        .values_list("pk", flat=True)
    )
    for fact in facts:
        happened(complaint, fact, on)
    for clock in Clock.objects.filter(pk__in=running, stopped_on__isnull=True):
        clocks.stop(clock, on, facts[-1])


def shut(case: CaseFile, at: dt.datetime) -> None:
    """The file is closed from now on: how long it is kept counts from today."""
    case.closed_at = at
    case.retention_from = law_date(at)


@transaction.atomic
def withdraw(complaint: Complaint, *, reason: str = "", at: dt.datetime | None = None) -> Complaint:
    """The worker takes the complaint back. Nothing more goes to anybody; it can be reopened for a time."""
    at = at or now()
    case = lock(complaint)
    require(True, access.refusal(complaint, Verb.WITHDRAW))
    worker = complainant_of(case)
    move(case, TABLE, Verb.WITHDRAW)
    shut(case, at)
    complaint.outcome = Outcome.WITHDRAWN
    complaint.save(update_fields=["outcome"])
    end_clocks(complaint, law_date(at), "file_closed")
    record(case, EventKind.WITHDRAWN, by=worker, at=at, facts={"reason": reason}, audience=[worker] if worker else [])
    redue(case)
    return complaint


@transaction.atomic
def reopen(
    complaint: Complaint, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Open a complaint again that was closed, withdrawn, declined, referred or merged. The first-reply standard starts anew.

    What it had come to is taken back: outcome, referral, merger. What was passed on stays on record in the history.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.REOPEN, by, version)
    move(case, TABLE, Verb.REOPEN)
    case.closed_at, case.retention_from = None, None
    complaint.outcome, complaint.referred_to, complaint.passed_on, complaint.merged_into = "", "", False, None
    complaint.save(update_fields=["outcome", "referred_to", "passed_on", "merged_into"])
    happened(complaint, "reopen_requested", law_date(at))
    happened(complaint, "complaint_received", law_date(at))
    recount_application(complaint)
    record(case, EventKind.REOPENED, by=by, at=at, facts={"reason": reason}, audience=[worker] if worker else [])
    notices.changed(complaint, at)
    redue(case)
    return complaint


@transaction.atomic
def act_on_danger(
    complaint: Complaint, *, what: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Record that a person acted on the danger flag; meets the same-day standard."""
    at = at or now()
    case, _worker = begin(complaint, Verb.ACT_ON_DANGER, by, version)
    if not complaint.in_danger:
        raise Refused(_("No danger flag was raised on this file."))
    happened(complaint, "danger_contact_made", law_date(at))
    record(case, EventKind.DANGER_ACTED, by=by, at=at, facts={"what": what})
    redue(case)
    return complaint
