"""Meetings of the two rooms: planned, then minutes, decisions and what is to be done."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes import telling
from disputes.choices import EventKind
from disputes.dispute_models import Dispute
from disputes.naming import require_unnamed
from disputes.room_models import RoomMeeting
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.primitives import redue
from mobility.law.days import law_date

from .duties import done_with
from .opening import begin
from .rooms import ROOMS, give_task, heard_by
from .versions import keep_version


@transaction.atomic
def meet(
    dispute: Dispute,
    *,
    side: str,
    meets_on: dt.date,
    place: str,
    agenda: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> RoomMeeting:
    """Plan a meeting of one room. Records `meeting_planned`, which everybody in the room sees; the owner has it on the desk."""
    at = at or now()
    case = begin(dispute, by, version)
    if side not in ROOMS:
        raise Refused(_("Choose a room."))
    require_unnamed(dispute, place, agenda)
    number = dispute.meetings.filter(side=side).count() + 1
    made = RoomMeeting.objects.create(
        dispute=dispute, side=side, number=number, meets_on=meets_on, place=place, agenda=agenda, at=at
    )
    if meets_on >= law_date(at):
        files.owe(case, meeting_task(made), at=at, due_on=meets_on)
    facts = {"meeting": made.pk, "number": number, "on": meets_on, "place": place, "room": side}
    record(case, EventKind.MEETING_PLANNED, by=by, at=at, facts=facts, side=side)
    redue(case)
    if meets_on >= law_date(at):
        telling.tell(case, "dispute_meeting", telling.seats_in(case, *heard_by(side)))
    return made


def meeting_task(meeting: RoomMeeting) -> str:
    return _("Meeting %(number)s: %(room)s") % {"number": meeting.number, "room": meeting.get_side_display()}


@transaction.atomic
def minute(
    dispute: Dispute,
    *,
    meeting: int,
    minutes: str,
    decisions: str,
    by: User,
    todo: str = "",
    todo_due_on: dt.date | None = None,
    todo_office: Office | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> RoomMeeting:
    """Enter minutes and decisions, or enter them anew: those before can still be read. One action with its day may be given to an
    office that takes part, or to the unit. Records `minuted`."""
    at = at or now()
    case = begin(dispute, by, version)
    row = dispute.meetings.filter(pk=meeting).first()
    if row is None:
        raise Refused(_("There is no such meeting."))
    if row.meets_on > law_date(at):
        raise Refused(_("This meeting is still to come."))
    require_unnamed(dispute, minutes, decisions, todo)
    row.minutes, row.decisions, row.held = minutes, decisions, True
    row.save(update_fields=["minutes", "decisions", "held"])
    number = keep_version(row, ("minutes", "decisions"), by=by, at=at)
    done_with(case, lambda: meeting_task(row), by=by, at=at)
    facts = {"meeting": row.pk, "number": row.number, "room": row.side, "version": number}
    record(case, EventKind.MINUTED, by=by, at=at, facts=facts, side=row.side)
    redue(case)
    if todo.strip():
        if todo_office is not None:
            made = give_task(dispute, office=todo_office, what=todo, due_on=todo_due_on or law_date(at), by=by, at=at)
        else:
            made = files.owe(case, todo, at=at, due_on=todo_due_on)
            redue(case)
        row.tasks.add(made)
    return row
