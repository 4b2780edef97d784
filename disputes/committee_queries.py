"""What the pages of committees need, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from mobility.accounts.models import User
from mobility.accounts.prepared import Prepared, Slot
from mobility.casefiles import search
from mobility.casefiles.models import CaseFile
from mobility.casefiles.querysets import named_files

from .committee_choices import CommitteeStatus, MeetingStatus
from .committee_models import ActionItem, Committee, Meeting, RaisedItem
from .version_models import ItemWords

#: A list shows so many rows; what is older is found by narrowing it.
MOST = 200
#: So many meetings to come and open action items stand beside the list.
MOST_BESIDE = 20


def committees(user: User, said: Mapping[str, str]) -> list[Committee]:
    """Committees by words, kind and state, with the next meeting, the last one, and how many action items are open."""
    rows = Committee.objects.filter(file__in=CaseFile.objects.visible_to(user))
    if said["state"] == "ended":
        rows = rows.filter(file__status=CommitteeStatus.ENDED)
    elif said["state"] != "all":
        rows = rows.filter(file__status=CommitteeStatus.ACTIVE)
    if said["kind"]:
        rows = rows.filter(kind=said["kind"])
    if said["q"]:
        rows = search.narrow(rows, said["q"])
    meetings = Meeting.objects.filter(committee=OuterRef("pk"))
    to_come = meetings.filter(status=MeetingStatus.PLANNED).order_by("meets_on", "number").values("meets_on")[:1]
    held = meetings.filter(status__in=(MeetingStatus.HELD, MeetingStatus.APPROVED)).order_by("-meets_on")
    still = ActionItem.objects.filter(meeting__committee=OuterRef("pk"), task__stopped_on__isnull=True)
    number = still.order_by().values("meeting__committee").annotate(n=Count("pk")).values("n")
    found = rows.select_related("file__owner", "parent__file").annotate(
        next_on=Subquery(to_come),
        last_on=Subquery(held.values("meets_on")[:1]),
        still=Coalesce(Subquery(number), 0),
    )
    return list(found.order_by(F("next_on").asc(nulls_last=True), "file__title", "pk")[:MOST])


def to_come(user: User) -> list[Meeting]:
    """The next meetings of all committees."""
    rows = Meeting.objects.filter(status=MeetingStatus.PLANNED, committee__file__in=CaseFile.objects.visible_to(user))
    return list(rows.select_related("committee__file").order_by("meets_on", "pk")[:MOST_BESIDE])


def still_open(user: User) -> list[ActionItem]:
    """Open action items of all committees, the most urgent first."""
    rows = ActionItem.objects.filter(
        task__stopped_on__isnull=True, meeting__committee__file__in=CaseFile.objects.visible_to(user)
    )
    related = ("task__owed_by_user", "task__owed_by_office", "meeting__committee__file")
    return list(rows.select_related(*related).order_by("task__due_on", "pk")[:MOST_BESIDE])


def actions_of(committee: Committee) -> list[ActionItem]:
    """All action items of one committee: what is open first, by day; then what was done last."""
    rows = ActionItem.objects.filter(meeting__committee=committee)
    related = ("task__owed_by_user", "task__owed_by_office", "meeting", "item")
    found = list(rows.select_related(*related).order_by(F("task__stopped_on").desc(nulls_first=True), "task__due_on"))
    for one in found:
        one.meeting.committee = committee
    return found


def meetings_of(committee: Committee) -> list[Meeting]:
    """The meetings of one committee, the newest first, with how many items each has."""
    found: list[Any] = list(committee.meetings.annotate(n=Count("items")))
    for meeting in found:
        meeting.committee = committee
    return found


def items_of(meeting: Meeting, user: User) -> list[RaisedItem]:
    """The items of one meeting. A file that became restricted since is not named to whoever may not open it."""
    rows = meeting.items.select_related("raised_by", "body__office", "about").order_by("number")
    versions = Prefetch("versions", ItemWords.objects.select_related("by"))
    return seen(rows.prefetch_related(versions), user)


def seen(rows: Iterable[RaisedItem], user: User) -> list[RaisedItem]:
    found = list(rows)
    mine = named_files(user) if any(row.about is not None and row.about.is_restricted for row in found) else []
    for row in found:
        if row.about is not None and row.about.is_restricted and row.about_id not in mine:
            row.about = None
    return found


# ---- where a body or a file was raised -----------------------------------------------------------------
#: So many are shown on the page of a body or a file.
MOST_RAISED = 10

of_file = Prepared(
    lambda: (
        RaisedItem.objects.filter(about=Slot("file"))
        .select_related("meeting__committee__file")
        .order_by("-meeting__meets_on", "-pk")[:MOST_RAISED]
    )
)


def raised_about(file: CaseFile, user: User) -> list[RaisedItem]:
    """Where a file was raised, the newest first. One query, and one more where a committee is restricted."""
    rows = of_file(file=file.pk)
    if any(row.meeting.committee.file.is_restricted for row in rows):
        mine = named_files(user)
        rows = [row for row in rows if not row.meeting.file.is_restricted or row.meeting.committee_id in mine]
    return rows


def raised_of_body(body: Any, user: User) -> tuple[list[RaisedItem], int]:
    """Where a body was raised, the newest first, and how often in all. Two queries."""
    visible = CaseFile.objects.visible_to(user)
    rows = RaisedItem.objects.filter(Q(body=body), meeting__committee__file__in=visible)
    number = rows.count()
    if not number:
        return [], 0
    found = rows.select_related("meeting__committee__file", "about").order_by("-meeting__meets_on", "-pk")
    return seen(found[:MOST_RAISED], user), number


def overdue(items: Iterable[ActionItem], on: dt.date) -> int:
    return sum(1 for one in items if one.task.stopped_on is None and one.task.due_on and one.task.due_on < on)
