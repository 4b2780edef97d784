"""What is put to the body, or to the coordinator of the other province, and what follows from the answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access, consent, notices
from complaints.choices import OPEN_STATUSES, EventKind, Finding, Recipient, Status, Verb
from complaints.models import Complaint, Proposal
from complaints.workflow import TABLE
from mobility.accounts import addresses
from mobility.accounts.choices import Language, OfficeKind
from mobility.accounts.models import Office, User
from mobility.casefiles.choices import Actor, Kind, Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Clock, Document, Task
from mobility.casefiles.primitives import complainant_of, lock, move, redue, require
from mobility.correspondence import actions as requests
from mobility.correspondence.choices import ASTRAY, DATED, RESOLVED, Category, Purpose
from mobility.correspondence.models import Request, RequestAnswer
from mobility.correspondence.reactions import Reaction
from mobility.law import rules
from mobility.law.days import law_date

from .dates import happened
from .grounds import keep_comment, until
from .promises import promise

BODY_CLOCK = "unit.body_answer"
COUNTERPART_CLOCK = "unit.handover_answer"


def body_day(on: dt.date) -> dt.date | None:
    """The day to answer by that our standard offers for a request of this day."""
    return rules.due(BODY_CLOCK, on, on=on).due_on


def counterpart_day(on: dt.date) -> dt.date | None:
    return rules.due(COUNTERPART_CLOCK, on, on=on).due_on


# ---- asking -----------------------------------------------------------------------------------------
@transaction.atomic
def ask_body(
    complaint: Complaint,
    *,
    question: str,
    summary: str,
    due_on: dt.date,
    by: User,
    purpose: str = Purpose.POSITION,
    language: str = Language.EN,
    authority: str = "",
    name_worker: bool = False,
    documents: Sequence[Document] = (),
    recipient_name: str = "",
    recipient_email: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Put a question to the body, under the worker's consent or another authority in words.

    The body takes part in the file from now on; it gets a page of its own and a neutral mail. Starts its answer standard,
    owed by the body; records `body_asked` for the worker, who is told. Refused without authority, and where the text
    names a worker who allowed this only without the name.
    """
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.ASK_BODY), access.refusal(complaint, Verb.ASK_BODY))
    allowed = consent.authority(case, Recipient.BODY, words=authority, name_worker=name_worker)
    move(case, TABLE, Verb.ASK_BODY)
    request = requests.put(
        case,
        requests.Asking(
            to=body_of(complaint, recipient_name, recipient_email),
            register=recipient_email if complaint.body else "",
            role=Role.RESPONDENT,
            purpose=purpose,
            question=question,
            summary=summary,
            due_on=due_on,
            language=language,
            consent=allowed.consent,
            authority=allowed.words,
            with_name=allowed.with_name,
            documents=documents,
        ),
        by=by,
        at=at,
    )
    happened(complaint, "body_request_delivered", law_date(at))
    set_clock(request, BODY_CLOCK)
    worker = complainant_of(case)
    record(
        case,
        EventKind.BODY_ASKED,
        by=by,
        at=at,
        facts={"request": request.pk, "to": request.to, "purpose": purpose, "due_on": due_on},
        audience=[worker] if worker else [],
    )
    notices.changed(complaint, at)
    redue(case)
    return complaint


def body_of(complaint: Complaint, name: str, email: str) -> Office | requests.Recipient:
    """The office of the body of our registry, or the recipient staff named: a body of another province."""
    if complaint.body is not None:
        return complaint.body.office
    if not name.strip() or not email.strip():
        raise Refused(_("This body is not in our registry: give its name and its e-mail address."))
    return requests.Recipient(name.strip(), email, complaint.receiving_id or "")


def other_place(complaint: Complaint) -> str:
    """The other province: where the worker comes from, or goes to."""
    return (complaint.home_id if complaint.receiving_id == "AB" else complaint.receiving_id) or ""


def counterpart(complaint: Complaint) -> Office | None:
    """The office of the other province's coordinator."""
    place = other_place(complaint)
    if not place or place == "AB":
        return None
    found = list(Office.objects.filter(kind=OfficeKind.JURISDICTION, jurisdiction_code=place, is_active=True))
    return next((office for office in found if addresses.registered(office) or addresses.signing_in(office)), None) or (
        found[0] if found else None
    )


@transaction.atomic
def ask_counterpart(
    complaint: Complaint,
    *,
    question: str,
    summary: str,
    due_on: dt.date,
    by: User,
    language: str = Language.EN,
    authority: str = "",
    name_worker: bool = False,
    documents: Sequence[Document] = (),
    recipient_email: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Offer the file to the coordinator of the other province: a summary, chosen papers, a question, a day to answer by.

    Needs the worker's consent for the other province or another authority in words. Starts the standard for the offer;
    records `counterpart_asked` for the worker, who is told. The status stays: the file is still ours.
    """
    at = at or now()
    case = lock(complaint, version=version)
    may = access.can(by, complaint, Verb.ASK_BODY)
    require(may, "" if case.status in OPEN_STATUSES else _("This file is closed."))
    office = counterpart(complaint)
    if office is None:
        raise Refused(_("We know no coordinator of the other province. Enter where the worker comes from or goes to."))
    allowed = consent.authority(case, Recipient.HOME, words=authority, name_worker=name_worker)
    request = requests.put(
        case,
        requests.Asking(
            to=office,
            register=recipient_email,
            role=Role.HOME_COORDINATOR if complaint.receiving_id == "AB" else Role.RECEIVING_COORDINATOR,
            purpose=Purpose.COUNTERPART,
            question=question,
            summary=summary,
            due_on=due_on,
            language=language,
            consent=allowed.consent,
            authority=allowed.words,
            with_name=allowed.with_name,
            documents=documents,
        ),
        by=by,
        at=at,
    )
    happened(complaint, "handover_offered", law_date(at))
    set_clock(request, COUNTERPART_CLOCK)
    worker = complainant_of(case)
    record(
        case,
        EventKind.COUNTERPART_ASKED,
        by=by,
        at=at,
        facts={"request": request.pk, "to": request.to, "due_on": due_on},
        audience=[worker] if worker else [],
    )
    notices.changed(complaint, at)
    redue(case)
    return complaint


# ---- what follows -----------------------------------------------------------------------------------
def answered(request: Request, answer: RequestAnswer, at: dt.datetime) -> None:
    """The reaction of a complaint to an answer, within the answering action: status, clock, tasks, promise, worker."""
    complaint = Complaint.objects.select_related("body__office").get(pk=request.file_id)
    complaint.file = request.file
    worker = complainant_of(request.file)
    audience = [worker] if worker else []
    by_counterpart = request.purpose == Purpose.COUNTERPART
    record(
        request.file,
        EventKind.COUNTERPART_ANSWERED if by_counterpart else EventKind.BODY_ANSWERED,
        by=answer.by if answer.on_behalf else answer.by or request.participant,
        at=at,
        facts={"request": request.pk, "to": request.to, "category": answer.category, "due_on": answer.due_on},
        audience=[request.participant, *audience] if answer.is_final else [request.participant],
    )
    give_tasks(request, answer, at)
    if answer.category == Category.PROMISED:
        promise(complaint, answer, at=at)
    if request.purpose == Purpose.COMMENT:
        commented(complaint, request, answer, at)
        return
    if by_counterpart:
        if answer.category not in DATED:
            happened(complaint, "handover_answered", law_date(at))
        return
    if answer.is_final:
        come_back(complaint, request, law_date(at), astray=answer.category in ASTRAY)
        notices.changed(complaint, at)


def commented(complaint: Complaint, request: Request, answer: RequestAnswer, at: dt.datetime) -> None:
    """A body's final answer about a finding is its comment on it; the file stays where it is."""
    found = complaint.grounds.filter(request=request, finding=Finding.FOUNDED, commented_on__isnull=True)
    for ground in found.select_related("ground") if answer.is_final else ():
        said = [str(answer.get_category_display()) if answer.category != Category.ANSWERED else ""]
        text = "\n".join(part for part in [*said, answer.provision, answer.text] if part)
        by = answer.by if answer.by and answer.on_behalf else request.participant
        keep_comment(complaint, ground, text, answer.answered_on, by=by, at=at)


def come_back(complaint: Complaint, request: Request, on: dt.date, *, astray: bool = False) -> None:
    """The file is ours again, unless another question is still with the body; a matter gone astray is sorted out anew."""
    case = complaint.file
    waiting = still_asked(request)
    if waiting:
        set_clock(waiting[0], BODY_CLOCK)
        return
    happened(complaint, "body_answered", on)
    back = Status.SCREENING if astray else Status.ACCEPTED
    if case.status == Status.WITH_BODY:
        move(case, TABLE, Verb.BODY_ANSWERS)
        case.status = back
    elif case.status == Status.NEEDS_INFORMATION and complaint.asked_from == Status.WITH_BODY:
        complaint.asked_from = back  # the worker was asked meanwhile: the file goes there after that answer
        complaint.save(update_fields=["asked_from"])
    elif case.status == Status.PROPOSAL:  # declined, it goes where the file would be without it
        Proposal.objects.filter(complaint=complaint, came_from=Status.WITH_BODY).update(came_from=back)


def still_asked(request: Request) -> list[Request]:
    """Other questions of the file that wait with a body, the earliest day first."""
    found = Request.objects.filter(file=request.file).exclude(pk=request.pk)
    return list(found.exclude(purpose__in=(Purpose.COUNTERPART, Purpose.COMMENT)).open().order_by("due_on", "pk"))


def changed(request: Request, at: dt.datetime) -> None:
    """A request was withdrawn, or its day was moved."""
    complaint = Complaint.objects.select_related("body__office").get(pk=request.file_id)
    complaint.file = request.file
    if request.purpose == Purpose.COMMENT:
        if request.revoked_at is None:
            give_longer(complaint, request)
        return
    rule = COUNTERPART_CLOCK if request.purpose == Purpose.COUNTERPART else BODY_CLOCK
    if request.revoked_at is None:
        set_clock(request, rule)
    elif request.purpose == Purpose.COUNTERPART:
        happened(complaint, "handover_answered", law_date(at))
    else:
        come_back(complaint, request, law_date(at))


def give_longer(complaint: Complaint, request: Request) -> None:
    """More time to answer is more time to comment: the finding is final no sooner."""
    for ground in complaint.grounds.filter(request=request, commented_on__isnull=True, comment_by__lt=request.due_on):
        ground.comment_by = request.due_on
        ground.save(update_fields=["comment_by"])
        until(complaint.file, request.due_on)


def set_clock(request: Request, rule: str) -> None:
    """Let the answer standard end on the day the request names: our standard only offers one.

    Several questions to one body run on one clock: it stands at the earliest day.
    """
    clock = Clock.objects.filter(file=request.file, rule=rule, stopped_on__isnull=True).first()
    if clock is None:
        return
    first = request
    if rule == BODY_CLOCK:
        first = min([request, *still_asked(request)], key=lambda one: one.due_on)
    clock.owed_by_office = first.participant.office
    if clock.due_on == first.due_on:
        clock.save(update_fields=["owed_by_office"])
        return
    clock.due_on = first.due_on
    clock.explanation = {"given_in": "request", "due_on": first.due_on.isoformat()}
    clock.save(update_fields=["owed_by_office", "due_on", "explanation"])


def give_tasks(request: Request, answer: RequestAnswer, at: dt.datetime) -> None:
    """What the owner has to do now: read it; ask the worker whether it is so; give more time or not."""
    facts = {"office": request.to, "answer": answer.get_category_display()}
    if answer.category == Category.LONGER:
        what = _("%(office)s asks for more time: give it, or not") % facts
    elif answer.category in RESOLVED:
        what = _("Ask the worker whether it is so. %(office)s: %(answer)s") % facts
    elif answer.category in ASTRAY:
        what = _("Find out whose matter it is. %(office)s: %(answer)s") % facts
    else:
        what = _("Read the answer. %(office)s: %(answer)s") % facts
    Task.objects.create(
        file=request.file,
        what=what[:300],
        owed_by=Actor.UNIT,
        owed_by_user=request.file.owner,
        due_on=law_date(at),
        added_at=at,
    )


REACTION = Reaction(Kind.COMPLAINT, answered, changed)
