"""What complaints say on the page of a body: the open files, how the others ended, promises kept and broken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from mobility import counting
from mobility.accounts.models import User
from mobility.casefiles.querysets import sees_the_desk
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
#: What is said of each that is named.
NAMED = ("reference", "status", "due_sort", "body_id", "occupation_id", "occupation_text", "complainant__name")


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
    """Five queries, none of which goes through all files of the body. Whoever may not open complaints sees none of it."""
    if not sees_the_desk(user):
        return None
    visible = Complaint.objects.visible_to(user)
    sides = (visible.filter(body=body), visible.filter(home_body=body).exclude(body=body))
    number, outcomes = ends(sides)
    if not number:
        return None
    is_open, overdue = owed(sides, on)
    promises = Promise.objects.filter(body=body)
    kept, broken, unknown = counting.counted(promises.kept(), promises.broken(), promises.filter(kept__isnull=True))
    return Shown(
        title=_("Complaints"),
        count=is_open,
        overdue=overdue,
        all=number,
        files=first_due(sides),
        outcomes=outcomes,
        newest=NEWEST if number > NEWEST else 0,
        kept=kept,
        broken=broken,
        unknown=unknown,
    )


# ---- each side is asked alone, in the order of its index, and no further than the thousandth row
ENDS = """
WITH files AS (({}) UNION ALL ({})), newest AS (SELECT outcome FROM files ORDER BY opened_at DESC LIMIT %s)
SELECT outcome, count(*), (SELECT count(*) FROM files) FROM newest GROUP BY outcome
"""
OWED = """
WITH files AS (({}) UNION ALL ({})) SELECT count(*), count(*) FILTER (WHERE due_sort < %s) FROM files
"""


def both(question: str, sides: Iterable[Any], value: Any) -> list[Any]:
    """The rows that a question about both sides gives."""
    parts = [side.query.sql_with_params() for side in sides]
    with connection.cursor() as cursor:
        cursor.execute(question.format(*(sql for sql, _params in parts)), [*chain(*(p for _sql, p in parts)), value])
        return cursor.fetchall()


def ends(sides: Iterable[Any]) -> tuple[int, list[tuple[str, int]]]:
    """How many files there are, and how the newest of them ended."""
    newest = [side.order_by("-opened_at", "-pk").values("opened_at", "outcome")[: NEWEST + 1] for side in sides]
    rows = both(ENDS, newest, NEWEST)
    ended = {outcome: count for outcome, count, _all in rows}
    number = rows[0][2] if rows else 0
    return number, [(str(outcome.label), ended[outcome]) for outcome in Outcome if outcome in ended]


def owed(sides: Iterable[Any], on: dt.date) -> tuple[int, int]:
    """How many files are open, and how many of them overdue: these come first in the order of what is due."""
    first = [side.open().order_by("due_sort", "pk").values("due_sort")[: NEWEST + 1] for side in sides]
    ((is_open, overdue),) = both(OWED, first, on)
    return is_open, overdue


def first_due(sides: Iterable[Any]) -> list[Complaint]:
    """The open files that are due first."""
    found = [
        row
        for side in sides
        for row in side.open().select_related("complainant").only(*NAMED).order_by("due_sort", "pk")[:MOST]
    ]
    found.sort(key=lambda row: (row.due_sort, row.pk))
    known = registry()
    for row in found[:MOST]:
        fill_in(row, known, "body", "occupation")
    return found[:MOST]


def promises_broken(body: RegulatoryBody, on: dt.date) -> dict[str, int]:
    """What the rules for risk categories count of complaints: promises that were not kept, lately. One query."""
    return {"promises_broken": Promise.objects.filter(body=body, due_on__gte=since(on)).broken().count()}


CARD = Card("complaints", "complaints/body_card.html", make, order=10)
