"""What pages show of the two rooms, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from mobility.accounts.models import User
from mobility.casefiles.choices import Side
from mobility.casefiles.models import DocumentVersion, Message, Participant, Task
from mobility.correspondence.models import Request

from .dispute_models import Dispute
from .room_models import IssueOnTable, Position, RoomMeeting
from .version_models import RoomMinutes

MOST = 50
#: Earlier minutes with who wrote them.
VERSIONS = Prefetch("versions", RoomMinutes.objects.select_related("by"))


@dataclass(frozen=True)
class Column:
    """Whose positions stand in one column of the matrix."""

    key: str
    name: str
    note: str


@dataclass(frozen=True)
class Cell:
    """What holds now, and what was said before, the newest first."""

    now: Position
    before: list[Position]


@dataclass(frozen=True)
class MatrixRow:
    issue: IssueOnTable
    cells: list[Cell | None]
    interest: Cell | None
    bottom_line: Cell | None


@dataclass(frozen=True)
class Matrix:
    columns: list[Column]
    rows: list[MatrixRow]


def matrix(dispute: Dispute) -> Matrix:
    """Issues by those who hold a position on any of them, and what Alberta wants. Two queries."""
    issues = list(dispute.issues.order_by("number"))
    every = list(
        Position.objects.filter(issue__dispute=dispute)
        .select_related("party", "office", "document", "by")
        .order_by("-number", "pk")
    )
    held = sorted((row for row in every if row.holds), key=lambda row: row.pk)
    columns: dict[str, Column] = {}
    for row in held:
        if row.party is not None:
            note = "two" if row.party_id in (dispute.initiating_id, dispute.replying_id) else ""
            columns.setdefault(f"p{row.party_id}", Column(f"p{row.party_id}", row.party.name, note))
        elif row.office is not None:
            columns.setdefault(f"o{row.office_id}", Column(f"o{row.office_id}", row.office.short, "ministry"))
    ordered = sorted(columns.values(), key=lambda one: (one.note != "two", one.note == "ministry", one.name))
    before: dict[tuple[int, str], list[Position]] = {}
    for row in every:
        if not row.holds:
            before.setdefault(cell_of(row), []).append(row)
    by_cell = {cell_of(row): Cell(row, before.get(cell_of(row), [])) for row in held}
    return Matrix(
        ordered,
        [
            MatrixRow(
                issue,
                [by_cell.get((issue.pk, one.key)) for one in ordered],
                by_cell.get((issue.pk, Position.What.INTEREST.value)),
                by_cell.get((issue.pk, Position.What.BOTTOM_LINE.value)),
            )
            for issue in issues
        ],
    )


def cell_of(row: Position) -> tuple[int, str]:
    whose = f"p{row.party_id}" if row.party_id else f"o{row.office_id}" if row.office_id else row.what
    return row.issue_id, whose


@dataclass(frozen=True)
class RoomShown:
    """One room as the unit sees it: who is in, what was said, meetings."""

    side: str
    name: str
    seats: list[Participant]
    messages: list[Message]
    meetings: list[RoomMeeting]
    papers: list[DocumentVersion]


def rooms(dispute: Dispute) -> list[RoomShown]:
    """Both rooms, for the unit. Four queries."""
    case = dispute.file
    seats = list(
        case.participants.filter(until_at__isnull=True, office__isnull=False).select_related("office").order_by("pk")
    )
    messages = list(
        Message.objects.filter(file=case)
        .exclude(side=Side.NONE)
        .select_related("by", "by_participant__office")
        .order_by("-at", "-pk")[:MOST]
    )
    meetings = list(dispute.meetings.prefetch_related("tasks__owed_by_office", VERSIONS))
    papers = list(
        DocumentVersion.objects.openable()
        .filter(document__file=case)
        .exclude(document__side=Side.NONE)
        .select_related("document")
        .order_by("-pk")
    )
    return [
        RoomShown(
            side.value,
            str(side.label),
            [row for row in seats if row.side == side],
            [row for row in messages if row.side == side],
            [row for row in meetings if row.side == side],
            [row for row in papers if row.document.side == side],
        )
        for side in (Side.ALBERTA, Side.JOINT)
    ]


# ---- for partners ---------------------------------------------------------------------------------------
def of_partner(user: User) -> list[Dispute]:
    """Disputes that the person's office takes part in. One query."""
    return list(
        Dispute.objects.visible_to(user)
        .select_related("file", "initiating", "replying", "measure")
        .order_by("-file__opened_at")[:MOST]
    )


def for_partner(dispute: Dispute, user: User, seat: Participant) -> dict[str, Any]:
    """Only what is chosen for the person's office or put into its room. Seven queries."""
    case = dispute.file
    rooms_open = [Side.ALBERTA, Side.JOINT] if seat.side == Side.ALBERTA else [Side.JOINT]
    issues = list(dispute.issues.filter(side__in=rooms_open).order_by("number"))
    mine = {
        row.issue_id: row
        for row in Position.objects.filter(issue__in=issues, what=Position.What.POSITION, holds=True).filter(
            party=seat.office.jurisdiction_code if seat.side == Side.JOINT and seat.office else None,
            office=None if seat.side == Side.JOINT else seat.office,
        )
    }
    return {
        "requests": list(Request.objects.visible_to(user).filter(file=case).with_all().order_by("-pk")[:MOST]),
        "tasks": list(
            Task.objects.visible_to(user)
            .filter(file=case, owed_by_office=user.office_id)
            .order_by("stopped_on", "due_on")
        ),
        "written": list(  # not `messages`: by that name a page shows what it has just done
            Message.objects.visible_to(user)
            .filter(file=case)
            .select_related("by", "by_participant__office")
            .order_by("-at", "-pk")[:MOST]
        ),
        "meetings": list(dispute.meetings.filter(side__in=rooms_open, at__gte=seat.from_at).prefetch_related(VERSIONS)),
        "papers": list(
            DocumentVersion.objects.visible_to(user)
            .openable()
            .filter(document__file=case)
            .select_related("document")
            .order_by("-pk")
        ),
        "issues": [(issue, mine.get(issue.pk)) for issue in issues],
        "is_ours": seat.side == Side.ALBERTA,
    }
