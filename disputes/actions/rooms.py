"""The two rooms: who is let in, what is written and opened there, tasks across ministries, and the position matrix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes import moves, telling
from disputes.briefing_models import KIND as PACK
from disputes.choices import OURS, EventKind
from disputes.dispute_models import Dispute
from disputes.naming import require_unnamed
from disputes.room_models import IssueOnTable, Position
from mobility.accounts.choices import OfficeKind
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles.choices import Actor, Channel, Flow, Mark, Role, Side
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Document, DocumentVersion, Message, Participant, Task
from mobility.casefiles.primitives import join, keep_tip, lock, redue, require
from mobility.correspondence import actions as correspondence
from mobility.correspondence.choices import Purpose
from mobility.correspondence.models import Request
from mobility.law.days import law_date
from mobility.law.models import Jurisdiction

from .opening import begin

ROOMS = (Side.ALBERTA, Side.JOINT)


# ---- who is in ------------------------------------------------------------------------------------------
@transaction.atomic
def let_in(
    dispute: Dispute, *, office: Office, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Participant:
    """Let people of an office see this file: a ministry of Alberta’s on Alberta’s side, another government in the joint room.

    They see what is put into their room from now on, and what is addressed to them; nothing that was there before. Records `let_in`.
    """
    at = at or now()
    case = begin(dispute, by, version)
    if office.kind not in (OfficeKind.MINISTRY, OfficeKind.JURISDICTION):
        raise Refused(
            _("Only ministries and other governments take part in a dispute; a body is answered for by its government.")
        )
    ours = office.kind == OfficeKind.MINISTRY and office.jurisdiction_code in ("", OURS)
    if case.participants.filter(office=office, until_at__isnull=True).exists():
        raise Refused(_("%(office)s is in already.") % {"office": office.short})
    side = Side.ALBERTA if ours else Side.JOINT
    row = join(case, role=Role.MINISTRY if ours else Role.OTHER_PARTY, office=office, at=at, side=side)
    record(case, EventKind.LET_IN, by=by, at=at, facts={"office": office.short, "room": side.value}, audience=[row])
    redue(case)
    telling.tell(case, "dispute_room", [row])
    return row


@transaction.atomic
def shut_out(
    dispute: Dispute,
    *,
    participant: int,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Participant:
    """Close the rooms to an office. Records `shut_out`; from then on its people find nothing of this file."""
    at = at or now()
    case = begin(dispute, by, version)
    row = case.participants.filter(pk=participant, until_at__isnull=True, office__isnull=False).first()
    if row is None or row.office is None:
        raise Refused(_("It is not in any more."))
    row.until_at = at
    row.save(update_fields=["until_at"])
    record(case, EventKind.SHUT_OUT, by=by, at=at, facts={"office": row.office.short, "reason": reason})
    redue(case)
    return row


def seat_of(user: User, dispute: Dispute) -> Participant:
    """The row by which a partner takes part; whoever does not finds no dispute."""
    row = (
        Participant.objects.visible_to(user)
        .filter(file=dispute.file, office=user.office_id, until_at__isnull=True)
        .select_related("office")
        .first()
    )
    require(row is not None)
    assert row is not None  # noqa: S101 - required above
    return row


def may_use(seat: Participant, side: str) -> bool:
    """Alberta’s side writes in both rooms, other governments in the joint one."""
    return side == seat.side or (seat.side == Side.ALBERTA and side == Side.JOINT)


def heard_by(side: str) -> tuple[str, ...]:
    """Whose people read what is put into a room: Alberta’s side reads both."""
    return (Side.ALBERTA,) if side == Side.ALBERTA else ROOMS


# ---- what is said and shown -----------------------------------------------------------------------------
@transaction.atomic
def say(
    dispute: Dispute, *, side: str, text: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Message:
    """Write in a room, for everybody in it now. Records `said`, with who wrote and not what."""
    at = at or now()
    case = begin(dispute, by, version)
    require_unnamed(dispute, text)
    return written(case, side, text, at=at, by=by)


@transaction.atomic
def say_as_partner(dispute: Dispute, *, side: str, text: str, by: User, at: dt.datetime | None = None) -> Message:
    """A partner writes in a room it is in; the owner finds it on the file. Nothing the unit has open is overtaken."""
    at = at or now()
    case = open_to_partner(dispute)
    seat = seat_of(by, dispute)
    require(may_use(seat, side))
    return written(case, side, text, at=at, by=by, seat=seat)


def open_to_partner(dispute: Dispute) -> CaseFile:
    case = lock(dispute)
    if not case.is_open:
        raise Refused(_("This dispute is over: nothing more can be added."))
    dispute.file = case
    return case


def written(
    case: CaseFile, side: str, text: str, *, at: dt.datetime, by: User, seat: Participant | None = None
) -> Message:
    if side not in ROOMS:
        raise Refused(_("Choose a room."))
    if not text.strip():
        raise Refused(_("Write something."))
    made = Message.objects.create(
        file=case,
        flow=Flow.IN if seat else Flow.OUT,
        text=text,
        language=by.language,
        channel=Channel.PAGE,
        at=at,
        by=by,
        by_participant=seat,
        side=side,
    )
    record(case, EventKind.SAID, by=by, at=at, facts={"message": made.pk, "room": side}, side=side)
    if seat:
        keep_tip(case)
    else:
        redue(case)
    return made


@transaction.atomic
def open_paper(
    dispute: Dispute,
    *,
    document: int,
    side: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Document:
    """Open one document of the file to a room. Records `paper_opened`. Privileged papers and Cabinet confidences are opened to no room;
    what stands in Alberta’s room is opened to the joint one only by doing this again."""
    at = at or now()
    case = begin(dispute, by, version)
    if side not in ROOMS:
        raise Refused(_("Choose a room."))
    row = Document.objects.filter(file=case, pk=document).first()
    if row is None:
        raise Refused(_("There is no such document on this file."))
    if row.mark != Mark.NONE or not Document.objects.filter(pk=row.pk).leaving().exists():
        raise Refused(_("This paper may not leave the unit, or waits for its virus check."))
    if row.kind == PACK:
        raise Refused(_("A briefing pack says what Alberta wants: it is opened to no room."))
    seats = case.participants.filter(side__in=heard_by(side), until_at__isnull=True).values_list("pk", flat=True)
    row.side, row.audience = side, sorted({*row.audience, *seats})
    row.save(update_fields=["side", "audience"])
    record(
        case,
        EventKind.PAPER_OPENED,
        by=by,
        at=at,
        facts={"document": row.pk, "title": row.title, "room": side},
        side=side,
    )
    redue(case)
    return row


@transaction.atomic
def bring_paper(
    dispute: Dispute, *, upload: UploadedFile, title: str, side: str, by: User, at: dt.datetime | None = None
) -> DocumentVersion:
    """A partner puts a paper into a room it is in."""
    at = at or now()
    case = open_to_partner(dispute)
    seat = seat_of(by, dispute)
    require(may_use(seat, side))
    kept = files.add_document(case, upload, by=seat, title=title, kind="contribution", audience=[seat], at=at)
    kept.document.side = side
    kept.document.save(update_fields=["side"])
    return kept


# ---- what is asked of offices ---------------------------------------------------------------------------
@transaction.atomic
def give_task(
    dispute: Dispute,
    *,
    office: Office,
    what: str,
    due_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Task:
    """Give an office that takes part something to do by a day. Records `task_given`, which its people see; they are written to."""
    at = at or now()
    case = begin(dispute, by, version)
    seat = case.participants.filter(office=office, until_at__isnull=True).first()
    if seat is None:
        raise Refused(_("Let %(office)s in first: its people would not find the task.") % {"office": office.short})
    if due_on < law_date(at):
        raise Refused(_("Give a day that is still ahead."))
    require_unnamed(dispute, what)
    task = Task.objects.create(
        file=case,
        what=what,
        owed_by=Actor.OFFICE,
        owed_by_office=office,
        owed_by_user=case.owner,
        due_on=due_on,
        added_at=at,
        audience=[seat.pk],
    )
    facts = {"task": task.pk, "what": what, "office": office.short, "due_on": due_on}
    record(case, EventKind.TASK_GIVEN, by=by, at=at, facts=facts, audience=[seat])
    redue(case)
    telling.tell(case, "dispute_task", [seat])
    return task


@transaction.atomic
def finish_task(dispute: Dispute, *, task: int, text: str, by: User, at: dt.datetime | None = None) -> Task:
    """A partner says that its task is done, in words. Records `task_done`; the owner sees it on the file."""
    at = at or now()
    case = open_to_partner(dispute)
    seat = seat_of(by, dispute)
    row = Task.objects.filter(file=case, pk=task, owed_by_office=by.office_id, stopped_on__isnull=True).first()
    if row is None:
        raise Refused(_("This task is done already, or is not yours."))
    row.stopped_on, row.done_by = law_date(at), by
    row.save(update_fields=["stopped_on", "done_by"])
    record(
        case, EventKind.TASK_DONE, by=by, at=at, facts={"task": row.pk, "what": row.what, "text": text}, audience=[seat]
    )
    redue(case)
    return row


@transaction.atomic
def ask_office(
    dispute: Dispute,
    *,
    office: Office,
    question: str,
    due_on: dt.date,
    authority: str,
    by: User,
    documents: Sequence[Document] = (),
    register: str = "",
    language: str = "en",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Request:
    """Ask a ministry or another government for a contribution by a day; it is reminded by itself and answers in place or by its link."""
    at = at or now()
    case = begin(dispute, by, version)
    ours = office.kind == OfficeKind.MINISTRY and office.jurisdiction_code in ("", OURS)
    asking = correspondence.Asking(
        to=office,
        role=Role.MINISTRY if ours else Role.OTHER_PARTY,
        purpose=Purpose.CONSULTATION,
        question=question,
        due_on=due_on,
        authority=authority,
        documents=documents,
        register=register,
        language=language,
        with_name=False,
    )
    request = correspondence.put(case, asking, by=by, at=at)
    case.participants.filter(pk=request.participant_id, side=Side.NONE).update(
        side=Side.ALBERTA if ours else Side.JOINT
    )
    redue(case)
    return request


# ---- positions ------------------------------------------------------------------------------------------
@transaction.atomic
def raise_issue(
    dispute: Dispute, *, question: str, side: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> IssueOnTable:
    """Add a row to the position matrix, open to a room or to the unit alone. Records `issue_raised`."""
    at = at or now()
    case = begin(dispute, by, version)
    require_unnamed(dispute, question)
    made = IssueOnTable.objects.create(dispute=dispute, number=dispute.issues.count() + 1, question=question, side=side)
    record(case, EventKind.ISSUE_RAISED, by=by, at=at, facts={"issue": made.pk, "question": question}, side=side)
    redue(case)
    return made


@transaction.atomic
def take_position(
    dispute: Dispute,
    *,
    issue: int,
    what: str,
    text: str,
    source: str,
    by: User,
    party: Jurisdiction | None = None,
    office: Office | None = None,
    document: Document | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Position:
    """Enter what somebody says on an issue, with its source; the version before stays. Records `position_taken`, for the unit alone.

    Alberta’s interest and bottom line are nobody’s but the unit’s: they have no Party and no ministry.
    """
    at = at or now()
    case = begin(dispute, by, version)
    row = dispute.issues.filter(pk=issue).first()
    if row is None:
        raise Refused(_("There is no such issue."))
    if what == Position.What.POSITION and (party is None) == (office is None):
        raise Refused(_("Say whose position it is: a government or a ministry."))
    if what != Position.What.POSITION and (party is not None or office is not None):
        raise Refused(
            _("Alberta’s interest and bottom line are the unit’s own: choose neither government nor ministry.")
        )
    if document is not None and document.file_id != case.pk:
        raise Refused(_("There is no such document on this file."))
    if not source.strip():
        raise Refused(_("Say where that is written or was said: a position without its source is hearsay."))
    require_unnamed(dispute, text, source)
    made = next_version(row, what, text, source, party=party, office=office, document=document, by=by, at=at)
    facts = {
        "position": made.pk,
        "issue": row.number,
        "what": what,
        **moves.in_both("whose", lambda: party or office or ""),
    }
    record(case, EventKind.POSITION_TAKEN, by=by, at=at, facts=facts)
    redue(case)
    return made


def next_version(
    issue: IssueOnTable,
    what: str,
    text: str,
    source: str,
    *,
    party: Jurisdiction | None,
    office: Office | None,
    document: Document | None,
    by: User,
    at: dt.datetime,
) -> Position:
    before = issue.positions.filter(what=what, party=party, office=office, holds=True).first()
    if before is not None:
        before.holds = False
        before.save(update_fields=["holds"])
    return Position.objects.create(
        issue=issue,
        what=what,
        party=party,
        office=office,
        text=text,
        source=source,
        document=document,
        number=before.number + 1 if before else 1,
        by=by,
        at=at,
    )


@transaction.atomic
def state_position(dispute: Dispute, *, issue: int, text: str, by: User, at: dt.datetime | None = None) -> Position:
    """A partner states its own position on an issue that is open to its room. Records `position_taken`, seen by it and the unit."""
    at = at or now()
    case = open_to_partner(dispute)
    seat = seat_of(by, dispute)
    row = dispute.issues.filter(pk=issue).first()
    require(row is not None and row.side != Side.NONE and may_use(seat, row.side))
    assert row is not None  # noqa: S101 - required above
    assert seat.office is not None  # noqa: S101 - seats of partners are offices'
    party = None
    if seat.office.kind == OfficeKind.JURISDICTION:
        party = Jurisdiction.objects.get(code=seat.office.jurisdiction_code)
    made = next_version(
        row, Position.What.POSITION, text, "", party=party, office=None if party else seat.office,
        document=None, by=by, at=at,
    )  # fmt: skip
    facts = {
        "position": made.pk,
        "issue": row.number,
        "what": "position",
        **moves.in_both("whose", lambda: party or seat),
    }
    record(case, EventKind.POSITION_TAKEN, by=by, at=at, facts=facts, audience=[seat])
    keep_tip(case)
    return made
