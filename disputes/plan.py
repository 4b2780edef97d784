"""Phases with their dates: what was, what runs, and what comes if the numbers hold. "What if" changes dates without keeping them.

Earliest: every duty done on its first day. Latest: each done on its last. A phase without a confirmed number of days has no end,
and neither has what follows from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from mobility.law import rules
from mobility.law.citing import cited
from mobility.law.confidence import weakest
from mobility.law.packs import Pack

from . import clocking, moves
from .dispute_models import Dispute

DONE, NOW, LATER = "done", "now", "later"
NOT_BEFORE = "not_before"


@dataclass
class Phase:
    """One phase with its dates. Days that have come are facts; the others are planned."""

    id: str
    label: str
    who: str
    article: str
    confidence: str
    begun_on: dt.date | None = None
    ended_on: dt.date | None = None
    earliest_start: dt.date | None = None
    latest_start: dt.date | None = None
    earliest_end: dt.date | None = None
    latest_end: dt.date | None = None
    #: the phase ends on its day whatever anybody does: a window
    is_window: bool = False
    #: it cannot end before its day: nobody is late after it
    is_minimum: bool = False
    is_point: bool = False
    state: str = LATER
    lengths: list[str] = field(default_factory=list)
    #: the dispute is suspended: nothing runs, and nobody is late
    is_paused: bool = False
    #: a date that was asked for as "what if"
    supposed: bool = False

    @property
    def is_planned(self) -> bool:
        return self.begun_on is None

    @property
    def first(self) -> dt.date | None:
        return self.begun_on or self.earliest_start

    @property
    def last(self) -> dt.date | None:
        return self.ended_on or self.latest_end

    def is_overdue(self, on: dt.date) -> bool:
        late = self.state == NOW and not self.is_window and not self.is_minimum and not self.is_paused
        return late and self.latest_end is not None and self.latest_end < on

    def day(self, on: dt.date) -> int | None:
        """Which day of the phase it is, the first being day 0."""
        return (on - self.begun_on).days if self.begun_on else None


def of(dispute: Dispute, *, today: dt.date, supposed: Mapping[str, dt.date] | None = None) -> list[Phase]:
    """All phases of a dispute in the order of its pack. `supposed` are facts as they would be."""
    pack = moves.pack_of(dispute.pack)
    facts = {row.fact: row.on for row in dispute.facts.all() if row.holds}
    known = {**facts, "opened": dispute.opened_on, **(supposed or {})}
    over = dispute.file.closed_at is not None
    done: dict[str, Phase] = {}
    for row in pack.more.get("phase", ()):
        done[row["id"]] = phase(
            pack, row, known, done, today=today, over=over, dispute=dispute, supposed=supposed or {}
        )
    return list(done.values())


def phase(
    pack: Pack,
    row: Mapping[str, Any],
    known: Mapping[str, dt.date],
    before: Mapping[str, Phase],
    *,
    today: dt.date,
    over: bool,
    dispute: Dispute,
    supposed: Mapping[str, dt.date],
) -> Phase:
    french = moves.french()
    one = Phase(
        id=row["id"],
        label=row["label_fr" if french else "label_en"],
        who=row["who_fr" if french else "who_en"],
        article=cited(row["article"]),
        confidence=row["confidence"],
        is_point=row["starts"] == row["done"],
        is_paused=dispute.file.status == "suspended",
        supposed=row["starts"] in supposed or row["done"] in supposed,
    )
    library = rules.library()
    one.begun_on, one.ended_on = known.get(row["starts"]), known.get(row["done"])
    if one.begun_on is None and one.ended_on is not None:
        one.begun_on = one.ended_on
    previous = before.get(row["after"])
    start_early = one.begun_on or (previous.earliest_end if previous else None)
    start_late = one.begun_on or (previous.latest_end if previous else None)
    one.earliest_start, one.latest_start = start_early, start_late
    _count(
        one,
        [library.latest(name) for name in row["rules"]],
        start_early,
        start_late,
        {} if supposed else _counted_on(dispute),
    )
    if row["id"] == "compliance" and dispute.comply_by:
        one.latest_end = dispute.comply_by
    _judge(one, today, over)
    return one


def _counted_on(dispute: Dispute) -> dict[str, dt.date]:
    """Dates of clocks that run, with their extensions and suspensions: they count before any planning."""
    return {row.rule: row.due_on for row in dispute.file.clocks.all() if row.due_on is not None}


def _count(
    one: Phase, chain: list[Any], early: dt.date | None, late: dt.date | None, counted: dict[str, dt.date]
) -> None:
    if not chain:
        one.earliest_end, one.latest_end = early, late if one.is_point else None
        if not one.is_point and one.begun_on is None:
            one.earliest_end = early
        return
    for rule in chain:
        if rule.days is not None:
            one.lengths.append(f"{rule.days}")
            one.confidence = weakest(one.confidence, rule.confidence)
        given = counted.get(rule.id) if one.begun_on is not None and rule is chain[0] else None
        late = given or (clocking.day_of(rule, late) if late and rule.days is not None else None)
        if rule.sense == NOT_BEFORE:
            one.is_minimum = True
            early = given or (clocking.day_of(rule, early) if early and rule.days is not None else None)
        elif rule.sense == "lapses":
            one.is_window = True
            early = late if one.begun_on else early
    one.earliest_end, one.latest_end = early, late


def _judge(one: Phase, today: dt.date, over: bool) -> None:
    if one.is_window and one.begun_on and one.latest_end:
        one.ended_on = one.latest_end if one.latest_end < today else None
    if one.ended_on is not None:
        one.state = DONE
    elif one.begun_on is not None:
        one.state = LATER if over else NOW


def sure(phases: list[Phase]) -> tuple[int, int]:
    """How many of the phases rest on confirmed texts, and how many there are."""
    return sum(one.confidence == "V" for one in phases), len(phases)


def current(phases: list[Phase]) -> Phase | None:
    """The phase it is in: the last that has begun and not ended, windows aside."""
    found = [one for one in phases if one.state == NOW and not one.is_window]
    return found[-1] if found else None


def changeable(dispute: Dispute) -> list[tuple[str, str, dt.date | None]]:
    """Facts of the phases that one can ask "what if" about: id, words, the date known."""
    pack = moves.pack_of(dispute.pack)
    facts = {row.fact: row.on for row in dispute.facts.all() if row.holds}
    seen: dict[str, tuple[str, str, dt.date | None]] = {}
    for row in pack.more.get("phase", ()):
        for name in (row["starts"], row["done"]):
            if name and name != "opened":
                seen[name] = (name, moves.fact(pack, name), facts.get(name))
    return list(seen.values())


#: How far from today a date may be supposed: what is counted from it still lies in the years that are counted.
MOST_YEARS = 50


def supposable(typed: str, today: dt.date) -> dt.date:
    """A date as typed in “what if”. Raises ValueError where it is none, or too far away to count from."""
    day = dt.date.fromisoformat(typed)
    if abs(day.year - today.year) > MOST_YEARS:
        raise ValueError(typed)
    return day


def words(one: Phase, today: dt.date) -> str:
    """`day 70`, in the picture."""
    number = one.day(today)
    return _("day %(number)s") % {"number": number} if number is not None and one.state == NOW else ""
