"""From a proposal to the end: proposals and their answers, the outcome, the worker's objection, the closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access, letters, notices
from complaints.choices import SETTLED, Answer, EventKind, OfferedBy, Outcome, Side, Status, Verb
from complaints.models import Complaint, Proposal
from complaints.workflow import TABLE
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles import actions as files
from mobility.casefiles import clocks
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Message, Participant
from mobility.casefiles.primitives import complainant_of, lock, move, redue, require
from mobility.law.days import law_date

from .dates import happened, recount_application
from .moves import SAME_WORDS, begin, end_clocks, shut, write

OBJECTION = "unit.objection_window"
ANSWER_BY = "unit.proposal_answer"


def due_of(case: CaseFile, rule: str) -> dt.date | None:
    """The day a running clock of this rule ends."""
    found = Clock.objects.filter(file=case, rule=rule, stopped_on__isnull=True)
    return found.values_list("due_on", flat=True).first()


def last_day_to_object(complaint: Complaint) -> dt.date | None:
    """The last day the worker can object to the outcome; None while there is none to object to."""
    return due_of(complaint.file, OBJECTION)


# ---- a proposal ---------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    complaint: Complaint,
    *,
    offered_by: str,
    what: str,
    by: User,
    done_by: dt.date | None = None,
    view: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Proposal:
    """Put a proposal to the worker, in the worker's language.

    Records `proposed`; starts the worker's time to answer; sends the worker the proposal as a letter. Whoever offered it has
    said yes to it. Our own standard to reach an outcome runs on.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.PROPOSE, by, version)
    before = move(case, TABLE, Verb.PROPOSE)
    offered = OfferedBy(offered_by)
    proposal = Proposal(
        complaint=complaint, offered_by=offered, what=what, done_by=done_by, came_from=before, made_at=at, made_by=by
    )
    if offered == OfferedBy.WORKER:
        proposal.worker_answer, proposal.worker_at = Answer.ACCEPTED, at
    if offered == OfferedBy.BODY:
        proposal.body_answer, proposal.body_at = Answer.ACCEPTED, at
    proposal.save()
    happened(complaint, "proposal_sent", law_date(at))
    if proposal.worker_answer:
        happened(complaint, "proposal_answered", law_date(at))
    with translation.override(complaint.language):
        who = complaint.body_short if offered == OfferedBy.BODY else str(offered.label)
    letter = letters.proposing(complaint, by, offered_by=who, what=what, done_by=done_by, view=view)
    due_on = due_of(case, ANSWER_BY) or law_date(at)
    write(
        complaint,
        worker,
        letters.fill(letter, complaint.language, due_date=letters.date_words(due_on, complaint.language)),
        by=by,
        at=at,
    )
    facts = {"proposal": proposal.pk, "offered_by": offered, "what": what, "done_by": done_by}
    record(case, EventKind.PROPOSED, by=by, at=at, facts=facts, audience=[worker] if worker else [])
    notices.changed(complaint, at)
    redue(case)
    return proposal


@transaction.atomic
def answer_proposal(
    complaint: Complaint,
    *,
    side: str,
    answer: str,
    words: str = "",
    by: User | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Proposal:
    """One side says yes or no; the worker on the follow-up page (`by` None), or staff for who answered otherwise.

    Records `proposal_answered`; the worker's answer stops the time to answer. A no leads back to where the proposal was put;
    a yes waits for the other side. Each answer becomes a task of the owner. Refused when this side has answered already.
    """
    at = at or now()
    worker: Participant | None
    if by is not None:
        case, worker = begin(complaint, Verb.ANSWER_PROPOSAL, by, version)
    else:
        case = lock(complaint)
        require(side == Side.WORKER, access.refusal(complaint, Verb.ANSWER_PROPOSAL))
        worker = complainant_of(case)
    proposal = complaint.proposals.first()
    if proposal is None:
        raise Refused(_("There is no proposal on this file."))
    of_worker = Side(side) == Side.WORKER
    if proposal.worker_answer if of_worker else proposal.body_answer:
        raise Refused(_("This side has answered already."))
    said = Answer(answer).value
    if of_worker:
        proposal.worker_answer, proposal.worker_words, proposal.worker_at = said, words, at
        happened(complaint, "proposal_answered", law_date(at))
    else:
        proposal.body_answer, proposal.body_words, proposal.body_at = said, words, at
    proposal.save()
    shown = [worker] if worker and of_worker else []
    facts = {"proposal": proposal.pk, "side": side, "answer": said, "words": words}
    record(case, EventKind.PROPOSAL_ANSWERED, by=by or worker, at=at, facts=facts, audience=shown)
    if proposal.is_declined:
        case.status = proposal.came_from
        happened(complaint, "proposal_answered", law_date(at))
        if not of_worker:
            notices.changed(complaint, at)
    files.owe(case, next_step(proposal, of_worker), at=at)
    redue(case)
    return proposal


def next_step(proposal: Proposal, of_worker: bool) -> str:
    """What the owner does after an answer. Names nobody: it stands in lists."""
    if proposal.is_declined:
        return (
            _("The worker declined the proposal: decide how to go on")
            if of_worker
            else _("The body declined the proposal: decide how to go on")
        )
    if proposal.is_accepted:
        return _("Both sides accepted the proposal: see that it is done, and conclude")
    return (
        _("The worker accepted the proposal: get the body’s answer")
        if of_worker
        else _("The body accepted the proposal: the worker’s answer is open")
    )


# ---- the outcome --------------------------------------------------------------------------------------


def may_conclude(complaint: Complaint, outcome: str, on: dt.date) -> Outcome:
    """The outcome, if the file can have it now. Refused while a founded ground is provisional."""
    chosen = Outcome(outcome)
    if chosen not in SETTLED:
        raise Refused(_("This outcome has a move of its own: decline, refer or withdraw."))
    for ground in complaint.grounds.select_related("ground"):
        if ground.is_provisional(on) and ground.comment_by:
            raise Refused(
                _(
                    "“%(ground)s” is provisional: the body may comment until %(day)s. Conclude after it, or enter the comment."
                )
                % {"ground": ground.ground.label, "day": day_words(ground.comment_by, "plain")}
            )
    return chosen


def send_conclusion(
    complaint: Complaint,
    worker: Participant | None,
    *,
    outcome: Outcome,
    letter: str,
    by: User,
    at: dt.datetime,
    reviewed_by: User | None = None,
) -> None:
    """Say the outcome. A part of `conclude` and `approve`, which hold the lock and have asked what is to be asked."""
    case, on = complaint.file, law_date(at)
    case.status = Status.RESOLVED if SETTLED[outcome] else Status.NOT_RESOLVED
    complaint.outcome = outcome.value
    complaint.save(update_fields=["outcome"])
    end_clocks(complaint, on, "outcome_reached", "closing_letter_sent")
    words = letters.outcome_words(outcome, complaint.language).lower()
    write(complaint, worker, sent(letter, complaint, outcome=words), by=by, at=at)
    facts: dict[str, Any] = {"outcome": complaint.outcome, "object_by": last_day_to_object(complaint)}
    if reviewed_by is not None:
        facts["reviewed_by"] = reviewed_by.pk
    record(case, EventKind.CONCLUDED, by=by, at=at, facts=facts, audience=[worker] if worker else [])
    notices.closed(complaint, at)


def sent(letter: str, complaint: Complaint, *, rule: str = OBJECTION, **known: str) -> str:
    """A letter as it goes: with the last day of the clock it starts, and without blanks."""
    language = complaint.language
    last_day = letters.date_words(due_of(complaint.file, rule), language)
    letter = letters.fill(letter, language, due_date=last_day, **known)
    if blanks := letters.unfilled(letter, language):
        raise Refused(_("Fill in what stands in square brackets: %(blanks)s") % {"blanks": ", ".join(blanks)})
    return letter


@transaction.atomic
def object_to(complaint: Complaint, *, text: str, at: dt.datetime | None = None) -> Complaint:
    """The worker sees the outcome differently, within the time for it: the file goes back to work.

    Records `objected`; stops the time to object, starts our standard to reach an outcome anew and the body's clocks from the
    dates that hold; a task for the owner. Refused once the time is over. The same words twice are one objection.
    """
    at = at or now()
    case = lock(complaint)
    worker = complainant_of(case)
    if worker is None:
        raise Refused(_("This file has no worker on it."))
    if Message.objects.filter(file=case, by_participant=worker, text=text, at__gt=at - SAME_WORDS).exists():
        return complaint
    require(True, access.refusal(complaint, Verb.OBJECT))
    last_day = last_day_to_object(complaint)
    if last_day is None or law_date(at) > last_day:
        raise Refused(
            _("The time to object is over. If something new has come up, write to us: we can reopen the file.")
        )
    move(case, TABLE, Verb.OBJECT)
    complaint.outcome = ""
    complaint.save(update_fields=["outcome"])
    message = files.hear(case, text=text, language=complaint.language, sender=worker, at=at)
    on = law_date(at)
    happened(complaint, "objection_received", on)
    happened(complaint, "case_accepted", on)
    recount_application(complaint)
    record(case, EventKind.OBJECTED, by=worker, at=at, facts={"message": message.pk}, audience=[worker])
    files.owe(case, _("The worker objects to the outcome: read why, and decide how to go on"), at=at)
    redue(case)
    return complaint


@transaction.atomic
def close(
    complaint: Complaint, *, by: User | None, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Close for good once the time to object is over: by a person, or by the daily sweep (`by` None).

    Records `closed`; stops what still ran and starts the time to ask for reopening; tells the worker. Refused while the worker
    may still object.
    """
    at = at or now()
    worker: Participant | None
    if by is not None:
        case, worker = begin(complaint, Verb.CLOSE, by, version)
    else:
        case = lock(complaint)
        require(True, access.refusal(complaint, Verb.CLOSE))
        worker = complainant_of(case)
    on, last_day = law_date(at), last_day_to_object(complaint)
    if last_day is not None and on <= last_day:
        raise Refused(
            _("The worker may object until %(day)s. Close the file after that day.")
            % {"day": day_words(last_day, "plain")}
        )
    move(case, TABLE, Verb.CLOSE)
    shut(case, at)
    for window in Clock.objects.filter(file=case, rule=OBJECTION, stopped_on__isnull=True):
        clocks.stop(window, on, "file_closed")
    end_clocks(complaint, on, "file_closed")
    facts = {"outcome": complaint.outcome, "by_sweep": by is None}
    record(case, EventKind.CLOSED, by=by, at=at, facts=facts, audience=[worker] if worker else [])
    notices.changed(complaint, at)
    redue(case)
    return complaint
