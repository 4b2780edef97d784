"""What complaints say on the page of a body: the open files, how the others ended, promises kept and broken."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

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


@dataclass(frozen=True)
class Shown:
    title: str
    #: how many are open
    count: int
    overdue: int
    all: int
    files: list[Complaint]
    outcomes: list[tuple[str, int]]
    kept: int
    broken: int
    unknown: int


def make(body: RegulatoryBody, user: User, on: dt.date) -> Shown | None:
    """Five queries. Whoever may not open complaints sees none of it."""
    found = Complaint.objects.visible_to(user).filter(Q(body=body) | Q(home_body=body))
    numbers = found.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(is_open=True)),
        overdue=Count("pk", filter=Q(is_open=True, due_sort__lt=on)),
    )
    if not numbers["all"]:
        return None
    rows = list(found.open().select_related("complainant").order_by("due_sort", "pk")[:MOST])
    known = registry()
    for row in rows:
        fill_in(row, known, "body", "occupation")
    ended = dict(found.exclude(outcome="").order_by().values_list("outcome").annotate(Count("pk")))
    promised = Promise.objects.filter(body=body).counted()
    return Shown(
        title=_("Complaints"),
        count=numbers["open"],
        overdue=numbers["overdue"],
        all=numbers["all"],
        files=rows,
        outcomes=[(str(outcome.label), ended[outcome]) for outcome in Outcome if ended.get(outcome)],
        kept=promised["kept"],
        broken=promised["broken"],
        unknown=promised["unknown"],
    )


def promises_broken(body: RegulatoryBody, on: dt.date) -> dict[str, int]:
    """What the rules for risk categories count of complaints: promises that were not kept, lately. One query."""
    return {"promises_broken": Promise.objects.filter(body=body, due_on__gte=since(on)).broken().count()}


CARD = Card("complaints", "complaints/body_card.html", make, order=10)
