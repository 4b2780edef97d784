"""Everything that changes a complaint: one function per verb, each one transaction.

Lock, ask, change, set the clock, record, tell. Forms, imports, commands and demo data all come through here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles import clocks, search
from mobility.casefiles.choices import Channel, Kind, Priority, Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Message, Participant, Person
from mobility.casefiles.primitives import complainant_of, join, lock, move, open_file, redue, require
from mobility.law.days import law_date
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

from . import access, codes, notices
from .choices import (
    DANGER_FLAGS,
    ApplicationFact,
    ConsentScope,
    Direction,
    EventKind,
    Finding,
    Outcome,
    Recipient,
    SaidBy,
    Source,
    Status,
    Verb,
)
from .models import ApplicationDate, Complaint, ComplaintGround, Draft, Ground
from .workflow import TABLE

#: The same words again within this time are the same message.
SAME_WORDS = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Filing:
    """What a complaint is made of, whichever door it came through."""

    narrative: str
    direction: str = Direction.INBOUND
    language: str = "en"
    home: Jurisdiction | None = None
    receiving: Jurisdiction | None = None
    body: RegulatoryBody | None = None
    body_text: str = ""
    home_body: RegulatoryBody | None = None
    occupation: Occupation | None = None
    occupation_text: str = ""
    grounds: Sequence[Ground] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    wanted: str = ""
    urgent: str = ""
    flags: Sequence[str] = ()
    in_danger: bool = False
    dates: Mapping[str, dt.date] = field(default_factory=dict)
    review_by: dt.date | None = None
    for_somebody_else: bool = False
    referred_by: str = ""
    scope_doubt: str = ""
    person: Mapping[str, object] = field(default_factory=dict)
    speak_to_body: str = ConsentScope.ADVISE_FIRST
    speak_to_home: bool = False
    notice_version: str = ""


# ---- coming in --------------------------------------------------------------------------------------


@transaction.atomic
def file(
    filing: Filing,
    *,
    source: str,
    code_hash: str | None = None,
    import_key: str | None = None,
    priority: int | None = None,
    by: User | None = None,
    at: dt.datetime | None = None,
) -> Complaint:
    """Open a complaint.

    Records `filed`; starts the unit's first-reply standard and, on the dates given, the body's statutory clocks;
    a danger flag restricts the file, puts it on top and starts the same-day standard; tells the worker where it is safe.
    """
    at = at or now()
    received_on = law_date(at)
    danger = filing.in_danger or bool(DANGER_FLAGS & set(filing.flags))
    case = open_file(
        kind=Kind.COMPLAINT,
        title=title(filing),
        status=Status.RECEIVED,
        at=at,
        priority=Priority.URGENT if danger else priority or Priority.NORMAL,
    )
    person = Person.objects.create(**{"language": filing.language, **filing.person})
    complaint = Complaint(
        file=case,
        direction=filing.direction,
        home=filing.home,
        receiving=filing.receiving,
        body=filing.body,
        body_text=filing.body_text,
        home_body=filing.home_body,
        occupation=filing.occupation,
        occupation_text=filing.occupation_text,
        complainant=person,
        narrative=filing.narrative,
        wanted=filing.wanted,
        urgent=filing.urgent,
        answers=dict(filing.answers),
        language=filing.language,
        flags=list(filing.flags),
        in_danger=danger,
        scope_doubt=filing.scope_doubt,
        for_somebody_else=filing.for_somebody_else,
        referred_by=filing.referred_by,
        received_on=received_on,
        source=source,
        import_key=import_key,
        notice_version=filing.notice_version,
        code_hash=code_hash,
        ground_slugs=[ground.slug for ground in filing.grounds],
        opened_at=at,
    )
    complaint.save(force_insert=True)
    ComplaintGround.objects.bulk_create(
        ComplaintGround(complaint=complaint, ground=ground) for ground in filing.grounds
    )
    worker = join(case, role=Role.COMPLAINANT, person=person, at=at)
    record(
        case,
        EventKind.FILED,
        by=by or (worker if source == Source.WEB else None),
        at=at,
        facts={
            "source": source,
            "direction": filing.direction,
            "grounds": complaint.ground_slugs,
            "notice": filing.notice_version,
        },
        audience=[worker],
    )
    if source == Source.WEB:
        files.consent(
            case,
            participant=worker,
            scope=filing.speak_to_body,
            recipient=Recipient.BODY,
            notice_version=filing.notice_version,
            at=at,
        )
        if filing.speak_to_home:
            files.consent(
                case,
                participant=worker,
                scope=ConsentScope.WITH_NAME,
                recipient=Recipient.HOME,
                notice_version=filing.notice_version,
                at=at,
            )
    happened(complaint, "complaint_received", received_on)
    for fact in ApplicationFact.values:
        if fact in filing.dates:
            enter_date(
                complaint,
                fact,
                filing.dates[fact],
                SaidBy.WORKER,
                at=at,
                by=by or (worker if source == Source.WEB else None),
            )
    recount_application(complaint)
    if filing.review_by is not None:
        note_review_limit(case, filing.review_by)
    index(complaint)
    if danger:
        raise_danger(complaint, at=at)
    if source != Source.IMPORT:
        notices.received(complaint, at)
    redue(case)
    return complaint


@transaction.atomic
def send(draft: Draft, filing: Filing, *, at: dt.datetime | None = None) -> Complaint:
    """Send a draft. Sending it again, from another window or after a lost connection, gives the same complaint."""
    at = at or now()
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.complaint is not None:
        return locked.complaint
    complaint = file(filing, source=Source.WEB, code_hash=locked.code_hash, at=at)
    worker = complainant_of(complaint.file)
    assert worker is not None  # noqa: S101 - `file` has just joined it
    for paper in locked.files.all():
        files.keep_document(
            complaint.file,
            filename=paper.filename,
            sha256=paper.sha256,
            size=paper.size,
            content_type=paper.content_type,
            by=worker,
            audience=[worker],
            at=at,
        )
    locked.complaint, locked.answers = complaint, {}
    locked.save(update_fields=["complaint", "answers"])
    return complaint


def title(filing: Filing) -> str:
    """What the file is about, in words that name nobody: occupation, first ground, from where to where."""
    with translation.override("en"):
        occupation = str(filing.occupation or filing.occupation_text or _("Occupation not given"))
        ground = filing.grounds[0].label if filing.grounds else _("complaint")
        where = f"{filing.home.code if filing.home else '?'} → {filing.receiving.code if filing.receiving else '?'}"
        return f"{occupation}: {ground[0].lower()}{ground[1:]} ({where})"[:250]


def index(complaint: Complaint) -> None:
    """Write what the complaint is found by."""
    person = complaint.complainant
    search.index(
        complaint.file,
        names=[person.name, complaint.body_short, complaint.body_text, str(complaint.body or "")],
        texts=[
            complaint.narrative,
            complaint.wanted,
            complaint.urgent,
            complaint.occupation_name,
            *complaint.answers.values(),
        ],
    )


def raise_danger(complaint: Complaint, *, at: dt.datetime) -> None:
    """Restrict the file to those who assign work and its owner, and start the same-day standard. The caller holds the lock."""
    file_row = complaint.file
    seniors = list(User.objects.filter(is_active=True, capabilities__contains=[Capability.ASSIGN, Capability.REVIEW]))
    happened(complaint, "danger_flag_raised", law_date(at))
    record(file_row, EventKind.DANGER_RAISED, by=None, at=at, facts={"flags": list(complaint.flags)})
    named = seniors + ([file_row.owner] if file_row.owner else [])
    if named:
        files.shut(file_row, named, by=None, reason=_("danger flag"), at=at)


# ---- clocks and dates -------------------------------------------------------------------------------


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
) -> ApplicationDate:
    """Enter one version of one date; it holds, the one before is kept. The caller counts the clocks anew."""
    ApplicationDate.objects.filter(complaint=complaint, fact=fact, holds=True).update(holds=False)
    entered = ApplicationDate.objects.create(
        complaint=complaint,
        fact=fact,
        on=on,
        said_by=said_by,
        at=at,
        by=by if isinstance(by, User) else None,
        reason=reason,
    )
    worker = complainant_of(complaint.file)
    record(
        complaint.file,
        EventKind.DATE_SET,
        by=by,
        at=at,
        facts={"fact": fact, "on": on, "said_by": said_by, "reason": reason},
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
def correct_date(
    complaint: Complaint,
    *,
    fact: str,
    on: dt.date,
    said_by: str,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Enter another version of a date of the application, with who says so and why it holds."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    enter_date(complaint, fact, on, said_by, at=at, by=by, reason=reason)
    recount_application(complaint)
    redue(case)
    return complaint


# ---- the moves --------------------------------------------------------------------------------------


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
    complaint: Complaint, *, text: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Send the worker a personal reply; the first one meets the first-reply standard and starts the acceptance standard."""
    at = at or now()
    case, worker = begin(complaint, Verb.REPLY, by, version)
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
    complaint: Complaint, *, question: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Ask the worker something. Stops the unit's own standards until the answer; never the body's clocks."""
    at = at or now()
    case, worker = begin(complaint, Verb.ASK, by, version)
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
    """The worker writes. While a question is open this answers it: the standards run again and the file goes back to where it was."""
    at = at or now()
    case = lock(complaint)
    worker = complainant_of(case)
    if worker is None:
        raise Refused(_("This file has no worker on it."))
    if Message.objects.filter(file=case, by_participant=worker, text=text, at__gt=at - SAME_WORDS).exists():
        return complaint  # sent twice: a double click, the back button, a lost connection
    files.hear(case, text=text, language=language or complaint.language, sender=worker, at=at, channel=channel)
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
    complaint: Complaint, *, text: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Take the case on and say so. Meets the acceptance standard, starts the one to reach an outcome."""
    at = at or now()
    case, worker = begin(complaint, Verb.ACCEPT, by, version)
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


@transaction.atomic
def close(
    complaint: Complaint,
    *,
    outcome: str,
    letter: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Close with an outcome and a letter to the worker. All clocks stop; the times to object and to reopen begin."""
    at = at or now()
    case, worker = begin(complaint, Verb.CLOSE, by, version)
    move(case, TABLE, Verb.CLOSE)
    case.closed_at = at
    case.retention_from = law_date(at)
    complaint.outcome = Outcome(outcome).value
    complaint.save(update_fields=["outcome"])
    write(complaint, worker, letter, by=by, at=at)
    end_clocks(complaint, law_date(at), "outcome_reached", "closing_letter_sent", "file_closed")
    record(
        case, EventKind.CLOSED, by=by, at=at, facts={"outcome": complaint.outcome}, audience=[worker] if worker else []
    )
    notices.closed(complaint, at)
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


@transaction.atomic
def withdraw(complaint: Complaint, *, reason: str = "", at: dt.datetime | None = None) -> Complaint:
    """The worker takes the complaint back. Nothing more goes to anybody; it can be reopened for a time."""
    at = at or now()
    case = lock(complaint)
    require(True, access.refusal(complaint, Verb.WITHDRAW))
    worker = complainant_of(case)
    move(case, TABLE, Verb.WITHDRAW)
    case.closed_at = at
    case.retention_from = law_date(at)
    end_clocks(complaint, law_date(at), "file_closed")
    record(case, EventKind.WITHDRAWN, by=worker, at=at, facts={"reason": reason}, audience=[worker] if worker else [])
    redue(case)
    return complaint


@transaction.atomic
def reopen(
    complaint: Complaint, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Open a closed complaint again. The first-reply standard starts anew."""
    at = at or now()
    case, worker = begin(complaint, Verb.REOPEN, by, version)
    move(case, TABLE, Verb.REOPEN)
    case.closed_at, case.retention_from = None, None
    complaint.outcome = ""
    complaint.save(update_fields=["outcome"])
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


# ---- grounds ----------------------------------------------------------------------------------------


@transaction.atomic
def add_ground(
    complaint: Complaint, *, ground: Ground, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Add a ground; one that is there already stays as it is."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    _row, created = ComplaintGround.objects.get_or_create(complaint=complaint, ground=ground)
    if created:
        complaint.ground_slugs = [*complaint.ground_slugs, ground.slug]
        complaint.save(update_fields=["ground_slugs"])
        record(case, EventKind.GROUND_ADDED, by=by, at=at, facts={"ground": ground.slug})
        redue(case)
    return complaint


@transaction.atomic
def find(
    complaint: Complaint,
    *,
    ground: ComplaintGround,
    finding: str,
    reasoning: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Say whether a ground is founded, and why."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    if ground.complaint_id != complaint.pk:
        raise Refused(_("This is not a ground of this complaint."))
    if finding != Finding.NOT_DETERMINED and not reasoning.strip():
        raise Refused(_("Give the reasons for the finding."))
    before = ground.finding
    ground.finding, ground.reasoning, ground.found_by, ground.found_at = Finding(finding).value, reasoning, by, at
    ground.save()
    record(
        case,
        EventKind.GROUND_FOUND,
        by=by,
        at=at,
        facts={"ground": ground.ground.slug, "from": before, "to": ground.finding, "reasoning": reasoning},
    )
    redue(case)
    return complaint


# ---- the worker's own page --------------------------------------------------------------------------


@transaction.atomic
def reissue_code(complaint: Complaint, *, check: str, by: User, at: dt.datetime | None = None) -> str:
    """A new code for a worker who lost theirs, after a recorded identity check; the old one is void. Returns the code, once."""
    at = at or now()
    case = lock(complaint)
    require(access.can(by, complaint, Verb.REPLY))
    code = codes.new()
    complaint.code_hash = codes.hashed(code)
    complaint.save(update_fields=["code_hash"])
    record(case, "complaints.code_reissued", by=by, at=at, facts={"check": check})
    redue(case)
    return code
