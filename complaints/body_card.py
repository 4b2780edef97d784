"""What complaints say on the page of a body: the open files, how the others ended, promises kept and broken."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mobility import counting
from mobility.accounts.models import User
from regulators.body_cards import Card
from regulators.models import RegulatoryBody
from regulators.registry import registry
from regulators.risk import since

from .choices import Outcome
from .models import Complaint, Promise
from .queries import fill_in

#: So many open files are named; the others are behind the link to the list.
MOST = 10
#: So many of the newest files say how complaints about this body end.
NEWEST = counting.UP_TO


@dataclass(frozen=True)
class Shown:
    """Numbers beyond the thousandth are not exact: the template says so (`up_to`)."""

    title: str
    #: how many are open
    count: int
    overdue: int
    all: int
    files: list[Complaint]
    outcomes: list[tuple[str, int]]
    #: the outcomes are those of the newest so many; 0: of all
    newest: int
    kept: int
    broken: int
    unknown: int


def make(body: RegulatoryBody, user: User, on: dt.date) -> Shown | None:
    """Six queries, none of which goes through all files of the body. Whoever may not open complaints sees none of it."""
    visible = Complaint.objects.visible_to(user)
    sides = (visible.filter(body=body), visible.filter(home_body=body).exclude(body=body))
    promises = Promise.objects.filter(body=body)
    numbers = counting.counted(
        *sides,
        *(side.open() for side in sides),
        *(side.overdue(on) for side in sides),
        *(promises.filter(kept=True), promises.filter(kept=False), promises.filter(kept__isnull=True)),
    )
    number, is_open, overdue = (numbers[at] + numbers[at + 1] for at in (0, 2, 4))
    if not number:
        return None
    outcomes, newest = ends(sides)
    return Shown(
        title=_("Complaints"),
        count=is_open,
        overdue=overdue,
        all=number,
        files=first_due(sides),
        outcomes=outcomes,
        newest=newest,
        kept=numbers[6],
        broken=numbers[7],
        unknown=numbers[8],
    )


def first_due(sides: Iterable[Any]) -> list[Complaint]:
    """The open files that are due first. Each side is asked alone: together no index would give them in order."""
    found = [
        row for side in sides for row in side.open().select_related("complainant").order_by("due_sort", "pk")[:MOST]
    ]
    found.sort(key=lambda row: (row.due_sort, row.pk))
    known = registry()
    for row in found[:MOST]:
        fill_in(row, known, "body", "occupation")
    return found[:MOST]


def ends(sides: Iterable[Any]) -> tuple[list[tuple[str, int]], int]:
    """How the newest files ended, and how many were looked at where there are more."""
    rows = [
        row
        for side in sides
        for row in side.order_by("-opened_at", "-pk").values_list("opened_at", "outcome")[: NEWEST + 1]
    ]
    rows.sort(reverse=True)
    ended = Counter(outcome for _at, outcome in rows[:NEWEST])
    found = [(str(outcome.label), ended[outcome.value]) for outcome in Outcome if ended[outcome.value]]
    return found, NEWEST if len(rows) > NEWEST else 0


def promises_broken(body: RegulatoryBody, on: dt.date) -> dict[str, int]:
    """What the rules for risk categories count of complaints: promises that were not kept, lately. One query."""
    return {"promises_broken": Promise.objects.filter(body=body, due_on__gte=since(on)).broken().count()}


CARD = Card("complaints", "complaints/body_card.html", make, order=10)
