"""Committees and their meetings: opened, seated, planned, held, minuted; what is raised there, and what is given to whom to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes.committee_choices import CommitteeEvent as Event
from disputes.committee_choices import CommitteeStatus, CommitteeVerb, MeetingStatus, MeetingVerb
from disputes.committee_models import ActionItem, Committee, Meeting, Member, RaisedItem, Terms
from disputes.committee_workflow import COMMITTEES, MEETINGS
from mobility.accounts.choices import Capability
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles import search
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Actor, Kind
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Task
from mobility.casefiles.primitives import lock, move, open_file, redue, require
from mobility.law.days import law_date

from .committee_items import WORDS, Raised, describe
from .versions import keep_version

__all__ = ["Raised"]

# ---- the committee ---------------------------------------------------------------------------------------


def begin(committee: Committee, verb: str, by: User, version: int | None) -> CaseFile:
    """Lock the file and ask whether the move may be made by this person."""
    case = lock(committee, version=version)
    capability = COMMITTEES[verb].capability
    require(capability is not None and by.can(capability) and can_see(by, case), COMMITTEES.refusal(case.status, verb))
    committee.refresh_from_db(fields=[field.attname for field in Committee._meta.concrete_fields])
    committee.file = case
    return case


def index(committee: Committee) -> None:
    items = RaisedItem.objects.filter(meeting__committee=committee).values_list("what", "position", "decision")
    newest = committee.terms.values_list("text", flat=True).first() or ""
    words = [text for row in items for text in row]
    search.index(committee.file, names=[committee.file.title], texts=[committee.purpose, newest, *words])


@transaction.atomic
def open_committee(
    *,
    title: str,
    kind: str,
    purpose: str = "",
    parent: Committee | None = None,
    by: User,
    at: dt.datetime | None = None,
) -> Committee:
    """Open the file of a committee, of a part of one, or of a project; whoever opens it owns it. Records `committee_opened`."""
    at = at or now()
    require(by.can(Capability.WORK))
    case = open_file(kind=Kind.COMMITTEE, title=title, status=CommitteeStatus.ACTIVE, at=at, owner=by)
    committee = Committee.objects.create(file=case, kind=kind, parent=parent, purpose=purpose)
    record(case, Event.OPENED, by=by, at=at, facts={"kind": kind, "parent": str(parent or "")})
    index(committee)
    redue(case)
    return committee


@transaction.atomic
def revise_committee(
    committee: Committee,
    *,
    title: str,
    kind: str,
    purpose: str = "",
    parent: Committee | None = None,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Committee:
    """Change name, kind, purpose, or what it is a part of. Records `committee_revised` with the purpose as it was.

    Refused where it would be a part of itself, or of one of its own parts.
    """
    case = begin(committee, CommitteeVerb.REVISE, by, version)
    above = parent
    while above is not None:
        if above.pk == committee.pk:
            raise Refused(_("A committee is no part of itself."))
        above = above.parent
    facts = {"before": committee.purpose, "title": title}
    case.title = title
    committee.kind, committee.parent, committee.purpose = kind, parent, purpose
    committee.save()
    record(case, Event.REVISED, by=by, at=at or now(), facts=facts)
    index(committee)
    redue(case)
    return committee


@transaction.atomic
def enter_terms(
    committee: Committee,
    *,
    text: str,
    adopted_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Terms:
    """Enter the terms of reference as they were adopted; the version before stays. Records `terms_entered`."""
    at = at or now()
    case = begin(committee, CommitteeVerb.TERMS, by, version)
    not_to_come(adopted_on, at)
    last = committee.terms.aggregate(last=Max("number"))["last"] or 0
    terms = Terms.objects.create(committee=committee, number=last + 1, text=text, adopted_on=adopted_on, by=by, at=at)
    record(case, Event.TERMS_ENTERED, by=by, at=at, facts={"number": terms.number, "adopted_on": adopted_on})
    index(committee)
    redue(case)
    return terms


@transaction.atomic
def seat_member(
    committee: Committee,
    *,
    office: Office,
    seat: str,
    since_on: dt.date,
    speaker: str = "",
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Member:
    """An office sits on the committee from a day on. Records `member_seated`. Refused where it has that role already."""
    case = begin(committee, CommitteeVerb.SEAT, by, version)
    if committee.members.filter(office=office, seat=seat, until_on__isnull=True).exists():
        raise Refused(_("%(office)s has this role already.") % {"office": office.short})
    member = Member.objects.create(committee=committee, office=office, seat=seat, speaker=speaker, since_on=since_on)
    facts = {"office": office.short, "seat": seat, "since_on": since_on}
    record(case, Event.SEATED, by=by, at=at or now(), facts=facts)
    redue(case)
    return member


@transaction.atomic
def unseat_member(
    committee: Committee,
    *,
    member: int,
    until_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Member:
    """An office no longer has a role on the committee; the row stays with its days. Records `member_left`."""
    case = begin(committee, CommitteeVerb.UNSEAT, by, version)
    found = committee.members.select_related("office").filter(pk=member, until_on__isnull=True).first()
    if found is None:
        raise Refused(_("It has left already."))
    if until_on < found.since_on:
        raise Refused(_("It joined later than that."))
    found.until_on = until_on
    found.save(update_fields=["until_on"])
    facts = {"office": found.office.short, "seat": found.seat, "until_on": until_on}
    record(case, Event.UNSEATED, by=by, at=at or now(), facts=facts)
    redue(case)
    return found


@transaction.atomic
def end_committee(
    committee: Committee, *, result: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Committee:
    """It has done its work or meets no more. The file is closed. Records `committee_ended`.

    Refused while a meeting is planned or an action item is open.
    """
    at = at or now()
    case = begin(committee, CommitteeVerb.END, by, version)
    if committee.meetings.filter(status=MeetingStatus.PLANNED).exists():
        raise Refused(_("A meeting is planned: hold it or call it off first."))
    if ActionItem.objects.filter(meeting__committee=committee, task__stopped_on__isnull=True).exists():
        raise Refused(_("Action items are open: each must be done first."))
    committee.result = result
    committee.save(update_fields=["result"])
    move(case, COMMITTEES, CommitteeVerb.END)
    case.closed_at = at
    record(case, Event.ENDED, by=by, at=at, facts={"result": result})
    redue(case)
    return committee


@transaction.atomic
def reopen_committee(
    committee: Committee, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Committee:
    """It meets again. Records `committee_reopened`."""
    case = begin(committee, CommitteeVerb.REOPEN, by, version)
    move(case, COMMITTEES, CommitteeVerb.REOPEN)
    case.closed_at = None
    record(case, Event.REOPENED, by=by, at=at or now(), facts={"reason": reason})
    redue(case)
    return committee


# ---- its meetings ----------------------------------------------------------------------------------------


def begin_meeting(
    meeting: Meeting, verb: str, by: User, version: int | None, about: CaseFile | None = None
) -> CaseFile:
    """Lock the committee's file, and with it the file something is said about; ask whether the move may be made."""
    committee = meeting.committee
    for row in sorted((row for row in (committee, about) if row is not None), key=lambda row: row.pk):
        lock(row, version=version if row is committee else None)
    meeting.refresh_from_db(fields=[field.attname for field in Meeting._meta.concrete_fields])
    meeting.committee = committee
    case = committee.file
    require(case.is_open, "" if case.is_open else _("This committee has ended."))
    capability = MEETINGS[verb].capability
    may = capability is not None and by.can(capability) and can_see(by, case)
    require(may, MEETINGS.refusal(meeting.status, verb))
    return case


def not_to_come(day: dt.date, at: dt.datetime) -> None:
    if day > law_date(at):
        raise Refused(_("That day has not come yet."))


def named(meeting: Meeting, **more: Any) -> dict[str, Any]:
    """How events name a meeting."""
    return {"meeting": meeting.number, "meets_on": meeting.meets_on, **more}


@transaction.atomic
def plan_meeting(
    committee: Committee,
    *,
    meets_on: dt.date,
    place: str = "",
    agenda: str = "",
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Meeting:
    """Plan a meeting. It stands on the owner's desk and calendar until it is held or called off. Records `meeting_planned`.

    A meeting that took place may be entered afterwards: its day may be over.
    """
    at = at or now()
    case = begin(committee, CommitteeVerb.PLAN, by, version)
    number = (committee.meetings.aggregate(last=Max("number"))["last"] or 0) + 1
    meeting = Meeting.objects.create(
        committee=committee,
        number=number,
        meets_on=meets_on,
        place=place,
        agenda=agenda,
        task=files.owe(case, _("Meeting %(number)s") % {"number": number}, at=at, due_on=meets_on),
    )
    record(case, Event.PLANNED, by=by, at=at, facts=named(meeting, place=place))
    redue(case)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    *,
    meets_on: dt.date,
    place: str = "",
    agenda: str = "",
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Meeting:
    """Move a planned meeting or change its agenda; the owner's desk and calendar follow. Records `meeting_changed` with the day before."""
    case = begin_meeting(meeting, MeetingVerb.CHANGE, by, version)
    before = meeting.meets_on
    meeting.meets_on, meeting.place, meeting.agenda = meets_on, place, agenda
    meeting.save()
    Task.objects.filter(pk=meeting.task_id).update(due_on=meets_on)
    record(case, Event.CHANGED, by=by, at=at or now(), facts=named(meeting, before=before, place=place))
    redue(case)
    return meeting


def go_on(meeting: Meeting, verb: str, kind: str, facts: dict[str, Any], *, by: User, at: dt.datetime) -> Meeting:
    """Move, save, record: what the moves of a meeting have in common. The caller holds the lock."""
    case = meeting.committee.file
    meeting.status = MEETINGS.next(meeting.status, verb)
    meeting.save()
    if meeting.status != MeetingStatus.PLANNED:
        Task.objects.filter(pk=meeting.task_id, stopped_on__isnull=True).update(stopped_on=law_date(at), done_by=by)
    record(case, kind, by=by, at=at, facts=named(meeting, **facts))
    redue(case)
    return meeting


@transaction.atomic
def hold_meeting(
    meeting: Meeting, *, minutes: str = "", by: User, at: dt.datetime | None = None, version: int | None = None
) -> Meeting:
    """It was held on its day; minutes may follow. Records `meeting_held`. Refused before its day."""
    at = at or now()
    begin_meeting(meeting, MeetingVerb.HOLD, by, version)
    not_to_come(meeting.meets_on, at)
    put_minutes(meeting, minutes, by=by, at=at)
    return go_on(meeting, MeetingVerb.HOLD, Event.HELD, {}, by=by, at=at)


@transaction.atomic
def write_minutes(
    meeting: Meeting, *, minutes: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Meeting:
    """Write the minutes, or write them anew, until they are approved; those before can still be read. Records `minutes_written`."""
    at = at or now()
    begin_meeting(meeting, MeetingVerb.WRITE, by, version)
    put_minutes(meeting, minutes, by=by, at=at)
    return go_on(meeting, MeetingVerb.WRITE, Event.WRITTEN, {}, by=by, at=at)


def put_minutes(meeting: Meeting, minutes: str, *, by: User, at: dt.datetime) -> None:
    meeting.minutes = minutes
    if minutes:
        keep_version(meeting, ("minutes",), by=by, at=at)


@transaction.atomic
def approve_minutes(
    meeting: Meeting, *, approved_on: dt.date, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Meeting:
    """The committee approved the minutes; from now on they stand, and so do its items. Records `minutes_approved`.

    Refused without minutes, and for a day before the meeting or still to come.
    """
    at = at or now()
    begin_meeting(meeting, MeetingVerb.APPROVE, by, version)
    if not meeting.minutes.strip():
        raise Refused(_("First write the minutes."))
    not_to_come(approved_on, at)
    if approved_on < meeting.meets_on:
        raise Refused(_("The meeting was later than that."))
    meeting.approved_on = approved_on
    facts = {"approved_on": approved_on}
    return go_on(meeting, MeetingVerb.APPROVE, Event.APPROVED, facts, by=by, at=at)


@transaction.atomic
def call_off_meeting(
    meeting: Meeting, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Meeting:
    """It does not take place. Records `meeting_called_off`."""
    begin_meeting(meeting, MeetingVerb.CALL_OFF, by, version)
    return go_on(meeting, MeetingVerb.CALL_OFF, Event.CALLED_OFF, {"reason": reason}, by=by, at=at or now())


# ---- what is raised, and given to do ---------------------------------------------------------------------


@transaction.atomic
def raise_item(
    meeting: Meeting, *, raised: Raised, by: User, at: dt.datetime | None = None, version: int | None = None
) -> RaisedItem:
    """Put an item on a meeting's list, before the meeting or after it. Records `item_raised`, also on the file it is about.

    Refused for words that name the worker of that file, and for a restricted file.
    """
    at = at or now()
    case = begin_meeting(meeting, MeetingVerb.RAISE, by, version, raised.about)
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    item = RaisedItem(meeting=meeting, number=last + 1)
    describe(item, raised, by)
    item.save()
    keep_version(item, WORDS, by=by, at=at)
    told(item, Event.RAISED, by=by, at=at)
    index(meeting.committee)
    redue(case)
    return item


@transaction.atomic
def revise_item(
    meeting: Meeting,
    *,
    item: int,
    raised: Raised,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> RaisedItem:
    """Enter Alberta's position, what was decided, or describe the item anew; the words before can still be read. Records
    `item_revised`, also on the file it is about."""
    at = at or now()
    case = begin_meeting(meeting, MeetingVerb.REVISE_ITEM, by, version, raised.about)
    found = meeting.items.filter(pk=item).first()
    if found is None:
        raise Refused(_("There is no such item."))
    found.meeting = meeting
    describe(found, raised, by)
    found.save()
    keep_version(found, WORDS, by=by, at=at)
    told(found, Event.ITEM_REVISED, by=by, at=at)
    index(meeting.committee)
    redue(case)
    return found


def told(item: RaisedItem, kind: str, *, by: User, at: dt.datetime) -> None:
    """On the committee's file and, without position and decision, on the file it is about, which the caller holds too."""
    committee, about = item.meeting.committee, item.about
    facts = named(item.meeting, committee=committee.file.title, what=item.what)
    said = {"about": about.reference if about else "", "position": item.position, "decision": item.decision}
    record(committee.file, kind, by=by, at=at, facts={**facts, **said})
    if about is not None:
        record(about, kind, by=by, at=at, facts=facts)
        redue(about)


@transaction.atomic
def give_action(
    meeting: Meeting,
    *,
    what: str,
    due_on: dt.date,
    to: User | None = None,
    office: Office | None = None,
    item: RaisedItem | None = None,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ActionItem:
    """Give something to do to a person of the unit or to an office. It is a task on the committee's file and stands on the
    person's desk; what an office owes stands on the desk of the committee's owner, who follows it up. Records `action_given`.
    """
    at = at or now()
    case = begin_meeting(meeting, MeetingVerb.GIVE, by, version)
    if (to is None) == (office is None):
        raise Refused(_("Say who does it: a person of the unit or an office."))
    if to is not None and not to.can(Capability.DESK):
        raise Refused(_("%(name)s does not work at the desk.") % {"name": to})
    if item is not None and item.meeting_id != meeting.pk:
        raise Refused(_("There is no such item."))
    task = Task.objects.create(
        file=case,
        what=what if office is None else f"{office.short}: {what}"[:300],
        owed_by=Actor.UNIT if office is None else Actor.OFFICE,
        owed_by_office=office,
        owed_by_user=to or case.owner,
        due_on=due_on,
        added_at=at,
    )
    given = ActionItem.objects.create(meeting=meeting, item=item, task=task)
    facts = named(meeting, what=what, who=str(to or (office.short if office else "")), due_on=due_on)
    record(case, Event.GIVEN, by=by, at=at, facts=facts)
    redue(case)
    return given
