"""The clock: start, rule, calendar, pauses, extensions -> due date and its explanation.

Pure: no database, no "now", no language. What the numbers are stands in the rule packs; how they are counted stands
here. The day of the event is not counted; day 1 is the first (business) day after it; the last day is included.
An explanation is plain data that goes into a JSON column as it is and can be rendered years later without the rules.
"""

from __future__ import annotations

import calendar as month_lengths
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, NotRequired, TypedDict

from .days import TZDATA_VERSION, ZONE_NAME

DAY = dt.timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
#: Marks of confidence from the surest to the weakest; what they mean is in vocabulary.toml.
MARKS = ("V", "S", "A", "?")
#: Beyond these a date is taken for a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 1900, 2200
#: Longest count in each unit; a guard against slips, not a number from any law.
LONGEST = {"business": 20_000, "calendar": 40_000, "months": 1_200, "years": 100}


# ---- what goes in ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Extendable:
    """Who may extend a rule and by how much. `most` is in `unit`; None = no number was read."""

    by: str = "none"
    most: int | None = 0
    unit: str = ""
    source: str = ""

    @property
    def is_allowed(self) -> bool:
        """Whether a text that was read names somebody who may extend."""
        return self.by not in ("none", "unknown")


@dataclass(frozen=True, slots=True)
class PauseReason:
    """A ground on which a text lets a clock stand still, from one fact until another."""

    reason: str
    from_fact: str
    until_fact: str
    text_en: str = ""
    text_fr: str = ""
    source: str = ""
    confidence: str = "?"


@dataclass(frozen=True, slots=True)
class Rule:
    """One time limit as it stood on some day. `days` counts `unit`; None = no number was read, so no date is given."""

    id: str
    days: int | None
    unit: str
    calendar: str = ""
    at_end: str = "not_applicable"
    citation: str = ""
    duty_en: str = ""
    duty_fr: str = ""
    worker_en: str = ""
    worker_fr: str = ""
    owed_by: str = ""
    sense: str = "by"
    counted_from: str = ""
    stopped_by: str = ""
    counting: str = "first_day_after"
    extendable: Extendable = Extendable()
    pauses: tuple[PauseReason, ...] = ()
    shown_to: tuple[str, ...] = ()
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    source: str = ""
    confidence: str = "?"
    checked_by: str = ""
    checked_on: dt.date | None = None
    note: str = ""
    pack: str = ""
    kind: str = "law"
    fingerprint: str = ""
    #: What only some rules have: applies_if, if_silent, date_is_given_in, extends, origin, adopted_by, jurisdiction.
    more: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def is_policy(self) -> bool:
        """A service standard of the unit, worded as such; never a time limit in law."""
        return self.kind == "policy"

    @property
    def is_adopted(self) -> bool:
        """Policy is "proposed" until somebody has adopted it; law needs no adoption."""
        return not self.is_policy or bool(self.more.get("adopted_by"))

    def duty(self, language: str) -> str:
        """The label for staff in "en" or "fr"."""
        return self.duty_fr if language.startswith("fr") and self.duty_fr else self.duty_en

    def worker(self, language: str) -> str:
        """The plain label for the worker in "en" or "fr"; empty where the rule is not shown to workers."""
        return self.worker_fr if language.startswith("fr") and self.worker_fr else self.worker_en

    def in_force(self, on: dt.date) -> bool:
        """An unknown beginning or end does not bound the rule."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class Holiday:
    """One named closed day."""

    id: str
    name_en: str
    name_fr: str


WEEKEND = Holiday("weekend", "weekend", "fin de semaine")


@dataclass(frozen=True, eq=False)
class Calendar:
    """Which days are business days. `holidays_of(year)` is asked once a year and remembered.

    `version` names the edition people see, `fingerprint` is the hash of the content: together they freeze a result.
    """

    id: str
    name_en: str
    name_fr: str
    weekend: frozenset[int]
    holidays_of: Callable[[int], Mapping[dt.date, Holiday]]
    confidence: str = "?"
    version: str = ""
    fingerprint: str = ""
    _years: dict[int, Mapping[dt.date, Holiday]] = field(default_factory=dict, repr=False)

    def name(self, language: str) -> str:
        return self.name_fr if language.startswith("fr") and self.name_fr else self.name_en

    def holidays(self, year: int) -> Mapping[dt.date, Holiday]:
        """The holidays of one year by date, weekends included. ValueError where the calendar knows no such year."""
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self.holidays_of(year)
        return known

    def closure(self, day: dt.date) -> Holiday | None:
        """Why a day is not a business day; None if it is one. A weekend is a weekend, whatever else it may be."""
        if day.weekday() in self.weekend:
            return WEEKEND
        return self.holidays(day.year).get(day)

    def is_open(self, day: dt.date) -> bool:
        return self.closure(day) is None


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stands still after the day it begins, up to and including the day it ends; no end = it still does."""

    begins: dt.date
    ends: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, in the rule's own unit, counted on from the last day: how much, who gave it, under what, when."""

    days: int
    by: str = ""
    authority: str = ""
    on: dt.date | None = None


# ---- what comes out -------------------------------------------------------------------------------------------------


class Span(TypedDict):
    """Days in a row of one kind. `number` is the number of the first; the others follow."""

    kind: Literal["counted", "weekend", "holiday", "pause"]
    first: str
    last: str
    number: NotRequired[int]
    name_en: NotRequired[str]
    name_fr: NotRequired[str]


class Explanation(TypedDict):
    """The proof of a due date; dates are ISO strings. Goes into JSON and comes back the same."""

    rule: dict[
        str, Any
    ]  # id, fingerprint, pack, kind, citation, duty_en, duty_fr, sense, owed_by, source, confidence...
    start: str | None
    days: int | None  # the rule's number, in `unit`
    unit: str
    extended_by: int
    total: int | None
    due_on: str | None
    no_date: str  # why there is none: days, unit, start, calendar (unknown), paused; "" if there is one
    strict_on: str | None  # where the count ended, before any move
    spans: list[Span]  # every day after the start up to strict_on; empty for months and years
    passed: list[Span]  # closed days from strict_on on that the end moved past, where the rule rolls forward
    counted: int
    skipped: list[dict[str, str]]  # holidays not counted: on, name_en, name_fr
    on_weekend: list[dict[str, str]]  # holidays that fell on a weekend and so changed nothing
    weekends: int  # weekends (not days) passed over
    pauses: list[dict[str, Any]]  # begins, ends, reason, text_en, text_fr, days
    paused_days: int
    extensions: list[dict[str, Any]]  # days, by, authority, on
    last_day_convention: bool  # months, years: there was no such day, so the month's last day was taken
    end_doubt: dict[str, str] | None  # on, next_open_on: ends on a closed day and nobody read whether it moves
    extension_doubt: bool  # extended although no text on extension was read
    calendar_used: bool  # whether the calendar had a say at all
    calendar_weaker: bool  # the calendar is less sure than the rule: say so in a second phrase
    calendar: dict[str, str] | None  # id, version, fingerprint, confidence, name_en, name_fr
    zone: str
    tzdata: str


@dataclass(frozen=True, slots=True)
class Result:
    """A due date (None: no date can be given, `explanation["no_date"]` says why) and its proof."""

    due_on: dt.date | None
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class Day:
    """One day of an explanation."""

    on: dt.date
    kind: str
    number: int | None = None
    name_en: str = ""
    name_fr: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a calendar sheet. Kinds: outside, start, counted, off, holiday, pause, end, next_open."""

    on: dt.date
    kind: str
    number: int | None = None
    name_en: str = ""
    name_fr: str = ""


# ---- counting -------------------------------------------------------------------------------------------------------


def count(
    start: dt.date | None,
    rule: Rule,
    calendar: Calendar | None,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Result:
    """The due date of `rule` from the day `start`, with everything that led to it.

    Raises ValueError, with a sentence, for what cannot be: a start beyond reason, a pause or an extension the rule does
    not have, more than the rule allows, another calendar than the rule's.
    """
    _check(start, rule, calendar, pauses, extensions)
    extended_by = sum(e.days for e in extensions)
    said = _opening(start, rule, calendar, pauses, extensions, extended_by)
    said["no_date"] = _no_date(start, rule, calendar)
    if said["no_date"]:
        return Result(None, said)
    assert start is not None  # noqa: S101 -- _no_date has seen to it
    assert rule.days is not None  # noqa: S101
    assert calendar is not None  # noqa: S101
    total = rule.days + extended_by
    said["total"] = total
    if rule.unit in ("months", "years"):
        strict: dt.date | None = _month_end(start, total * (12 if rule.unit == "years" else 1), said)
    else:
        strict = _count_days(start, total, rule, calendar, pauses, said)
    if strict is None:
        return _paused(said)
    due = strict
    if total == 0:
        pass  # the same day never moves
    elif rule.at_end == "rolls_forward":
        while (shut := calendar.closure(due)) or _is_paused(due, pauses):
            if _is_held(due, pauses):
                return _paused(said)
            _add(said["passed"], due, _kind(shut) if shut else "pause", shut)
            due += DAY
    elif rule.at_end == "unknown" and _looks_shut(strict, calendar):
        open_day = strict
        while _looks_shut(open_day, calendar):
            open_day += DAY
        said["end_doubt"] = {"on": strict.isoformat(), "next_open_on": open_day.isoformat()}
    for row, pause in zip(said["pauses"], pauses, strict=True):
        row["days"] = max(0, (min(pause.ends or strict, strict) - max(pause.begins, start)).days)
    said["strict_on"], said["due_on"] = strict.isoformat(), due.isoformat()
    return Result(due, said)


def _check(
    start: dt.date | None,
    rule: Rule,
    calendar: Calendar | None,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
) -> None:
    if isinstance(start, dt.datetime):
        raise ValueError("A clock starts on a date, not at a moment: turn the moment into a date of law first.")
    if start is not None and not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise ValueError(f"The start {start} lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
    if rule.days is not None and rule.days < 0:
        raise ValueError(f"{rule.id}: a number of days cannot be negative ({rule.days}).")
    if rule.unit not in LONGEST and rule.unit != "unknown":
        raise ValueError(f"{rule.id}: {rule.unit!r} is not a unit this clock can count.")
    if rule.counting != "first_day_after":
        raise ValueError(f"{rule.id}: {rule.counting!r} is not a way of counting known here.")
    if calendar is not None and rule.calendar and rule.calendar != calendar.id:
        raise ValueError(f"{rule.id} counts with the calendar {rule.calendar}, not with {calendar.id}.")
    for e in extensions:
        if e.days <= 0:
            raise ValueError(f"{rule.id}: an extension must be at least one day, not {e.days}.")
    more = sum(e.days for e in extensions)
    if more and rule.extendable.by == "none":
        raise ValueError(f"{rule.id} cannot be extended: no text that was read allows it.")
    if more and rule.extendable.is_allowed and rule.extendable.most is not None and more > rule.extendable.most:
        raise ValueError(
            f"{rule.id} can be extended by {rule.extendable.most} {rule.extendable.unit or rule.unit} days at most, "
            f"not by {more}."
        )
    if rule.days is not None and rule.days + more > LONGEST.get(rule.unit, max(LONGEST.values())):
        raise ValueError(f"{rule.id}: {rule.days + more} {rule.unit} is longer than any limit this clock counts.")
    if pauses and not rule.pauses:
        raise ValueError(f"{rule.id} cannot be paused: no text that was read allows it.")
    if pauses and rule.unit in ("months", "years"):
        raise ValueError(f"{rule.id} is counted in {rule.unit}; pauses are counted in days only.")
    reasons = {p.reason for p in rule.pauses}
    for p in pauses:
        if p.ends is not None and p.ends < p.begins:
            raise ValueError(f"A pause cannot end ({p.ends}) before it begins ({p.begins}).")
        if p.ends is not None and p.ends.year > LAST_YEAR:
            raise ValueError(f"The pause ending {p.ends} lies outside the years {FIRST_YEAR} to {LAST_YEAR}.")
        if p.reason and p.reason not in reasons:
            raise ValueError(f"{rule.id} cannot be paused for {p.reason!r}; it knows: {', '.join(sorted(reasons))}.")


def _no_date(start: dt.date | None, rule: Rule, calendar: Calendar | None) -> str:
    if rule.days is None:
        return "days"
    if rule.unit == "unknown":
        return "unit"
    if rule.counted_from == "unknown" or start is None:
        return "start"
    if rule.calendar == "unknown" or calendar is None:
        return "calendar"
    return ""


def _opening(
    start: dt.date | None,
    rule: Rule,
    calendar: Calendar | None,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    extended_by: int,
) -> Explanation:
    texts = {p.reason: p for p in rule.pauses}
    used = calendar is not None and (rule.unit == "business" or rule.at_end == "rolls_forward")
    return {
        "rule": {
            "id": rule.id,
            "fingerprint": rule.fingerprint,
            "pack": rule.pack,
            "kind": rule.kind,
            "is_adopted": rule.is_adopted,
            "citation": rule.citation,
            "duty_en": rule.duty_en,
            "duty_fr": rule.duty_fr,
            "worker_en": rule.worker_en,
            "worker_fr": rule.worker_fr,
            "sense": rule.sense,
            "owed_by": rule.owed_by,
            "counted_from": rule.counted_from,
            "at_end": rule.at_end,
            "source": rule.source,
            "confidence": rule.confidence,
            "date_is_given_in": rule.more.get("date_is_given_in", ""),
        },
        "start": start.isoformat() if start else None,
        "days": rule.days,
        "unit": rule.unit,
        "extended_by": extended_by,
        "total": None,
        "due_on": None,
        "no_date": "",
        "strict_on": None,
        "spans": [],
        "passed": [],
        "counted": 0,
        "skipped": [],
        "on_weekend": [],
        "weekends": 0,
        "pauses": [
            {
                "begins": p.begins.isoformat(),
                "ends": p.ends.isoformat() if p.ends else None,
                "reason": p.reason,
                "text_en": texts[p.reason].text_en if p.reason in texts else "",
                "text_fr": texts[p.reason].text_fr if p.reason in texts else "",
                "days": 0,
            }
            for p in pauses
        ],
        "paused_days": 0,
        "extensions": [
            {"days": e.days, "by": e.by, "authority": e.authority, "on": e.on.isoformat() if e.on else None}
            for e in extensions
        ],
        "last_day_convention": False,
        "end_doubt": None,
        "extension_doubt": bool(extensions) and rule.extendable.by == "unknown",
        "calendar_used": used,
        "calendar_weaker": calendar is not None and used and is_weaker(calendar.confidence, rule.confidence),
        "calendar": _frozen(calendar) if calendar is not None else None,
        "zone": ZONE_NAME,
        "tzdata": TZDATA_VERSION,
    }


def _frozen(calendar: Calendar) -> dict[str, str]:
    names = ("id", "version", "fingerprint", "confidence", "name_en", "name_fr")
    return {name: getattr(calendar, name) for name in names}


def _paused(said: Explanation) -> Result:
    """A pause that has not ended stands before the last day: no date yet."""
    said["no_date"], said["strict_on"] = "paused", None
    return Result(None, said)


def _is_paused(day: dt.date, pauses: Sequence[Pause]) -> bool:
    return any(p.begins < day and (p.ends is None or day <= p.ends) for p in pauses)


def _is_held(day: dt.date, pauses: Sequence[Pause]) -> bool:
    return any(p.ends is None and p.begins < day for p in pauses)


def _looks_shut(day: dt.date, calendar: Calendar) -> bool:
    """Saturday, Sunday or a holiday, also where the calendar counts every day."""
    return day.weekday() in (SATURDAY, SUNDAY) or calendar.closure(day) is not None


def _kind(shut: Holiday) -> Literal["weekend", "holiday"]:
    return "weekend" if shut is WEEKEND else "holiday"


def _count_days(
    start: dt.date, total: int, rule: Rule, calendar: Calendar, pauses: Sequence[Pause], said: Explanation
) -> dt.date | None:
    """Walk from the day after the start; None if a pause without an end stops the walk."""
    day, number, by_calendar = start, 0, rule.unit == "business"
    weekends: set[dt.date] = set()
    while number < total:
        day += DAY
        shut = calendar.closure(day) if by_calendar else None
        if pauses and _is_paused(day, pauses):
            if _is_held(day, pauses):
                said["counted"], said["weekends"] = number, len(weekends)
                return None
            said["paused_days"] += 1
            _add(said["spans"], day, "pause")
        elif shut is WEEKEND:
            weekends.add(day - day.weekday() * DAY)
            also = calendar.holidays(day.year).get(day)
            if also:
                said["on_weekend"].append({"on": day.isoformat(), "name_en": also.name_en, "name_fr": also.name_fr})
            _add(said["spans"], day, "weekend")
        elif shut:
            said["skipped"].append({"on": day.isoformat(), "name_en": shut.name_en, "name_fr": shut.name_fr})
            _add(said["spans"], day, "holiday", shut)
        else:
            number += 1
            _add(said["spans"], day, "counted", number=number)
    said["counted"], said["weekends"] = number, len(weekends)
    return day


def _add(
    spans: list[Span],
    day: dt.date,
    kind: Literal["counted", "weekend", "holiday", "pause"],
    holiday: Holiday | None = None,
    number: int | None = None,
) -> None:
    if spans and kind != "holiday" and spans[-1]["kind"] == kind:
        spans[-1]["last"] = day.isoformat()  # the walk goes day by day, so the same kind follows on
        return
    span: Span = {"kind": kind, "first": day.isoformat(), "last": day.isoformat()}
    if number is not None:
        span["number"] = number
    if holiday is not None and kind == "holiday":
        span["name_en"], span["name_fr"] = holiday.name_en, holiday.name_fr
    spans.append(span)


def _month_end(start: dt.date, months: int, said: Explanation) -> dt.date:
    """The same day of the month; where there is none, the month's last day (a convention, unconfirmed)."""
    at = start.year * 12 + start.month - 1 + months
    year, month = at // 12, at % 12 + 1
    last = month_lengths.monthrange(year, month)[1]
    said["last_day_convention"] = start.day > last
    return dt.date(year, month, min(start.day, last))


# ---- around a due date ----------------------------------------------------------------------------------------------


def is_weaker(mark: str, than: str) -> bool:
    """Whether a mark of confidence is less sure than another; an unknown mark is the weakest."""
    rank = {m: i for i, m in enumerate(MARKS)}
    return rank.get(mark, len(MARKS)) > rank.get(than, len(MARKS))


def business_days_between(a: dt.date, b: dt.date, calendar: Calendar) -> int:
    """Business days after `a` up to and including `b`; negative when `b` comes first.

    `business_days_between(due_on, today, calendar)` is how many business days something is over.
    """
    if b < a:
        return -business_days_between(b, a, calendar)
    weeks, rest = divmod((b - a).days, 7)
    days = weeks * (7 - len(calendar.weekend))
    days += sum((b - i * DAY).weekday() not in calendar.weekend for i in range(rest))
    for year in range(a.year, b.year + 1):
        days -= sum(a < d <= b and d.weekday() not in calendar.weekend for d in calendar.holidays(year))
    return days


def business_day(day: dt.date, number: int, calendar: Calendar) -> dt.date:
    """The `number`-th business day after `day`, or before it when negative (reminders); 0 is `day` itself."""
    if abs(number) > LONGEST["business"]:
        raise ValueError(f"{number} business days is longer than this clock counts.")
    step = DAY if number > 0 else -DAY
    left = abs(number)
    while left:
        day += step
        left -= calendar.is_open(day)
    return day


def days(explanation: Explanation) -> Iterator[Day]:
    """Every day after the start up to the due date, one by one, counted days with their number.

    Where the rule rolled forward, the day the count ended on keeps its number and the due day comes last, as `end`.
    """
    strict_on, due_on = explanation["strict_on"], explanation["due_on"]
    for span in [*explanation["spans"], *explanation["passed"]]:
        on, last, number = dt.date.fromisoformat(span["first"]), dt.date.fromisoformat(span["last"]), span.get("number")
        if "number" not in span and strict_on and span["first"] <= strict_on <= span["last"]:
            on = dt.date.fromisoformat(strict_on) + DAY  # counted already, and passed over as the end
        while on <= last:
            yield Day(on, span["kind"], number, span.get("name_en", ""), span.get("name_fr", ""))
            on += DAY
            if number is not None:
                number += 1
    if due_on and strict_on and due_on > strict_on:
        yield Day(dt.date.fromisoformat(due_on), "end")


def day_grid(explanation: Explanation, first_weekday: int = 0) -> list[list[Cell]]:
    """Weeks of seven cells from the start to the due date (or the next open day in doubt), for a calendar table.

    `first_weekday` 0 is Monday, 6 Sunday. Empty where days are not what is counted (months, years) or nothing was.
    The cell of a holiday keeps its name; the due day is `end` whether or not it carries a number.
    """
    if (
        explanation["start"] is None
        or explanation["unit"] not in ("business", "calendar")
        or explanation["no_date"] not in ("", "paused")
    ):
        return []
    start = dt.date.fromisoformat(explanation["start"])
    cells = {start: Cell(start, "start")}
    for d in days(explanation):
        kind = {"weekend": "off"}.get(d.kind, d.kind)
        cells[d.on] = Cell(d.on, kind, d.number, d.name_en, d.name_fr)
    if explanation["due_on"]:
        due = dt.date.fromisoformat(explanation["due_on"])
        cells[due] = replace(cells.get(due, Cell(due, "end")), kind="end")
    if explanation["end_doubt"]:
        open_day = dt.date.fromisoformat(explanation["end_doubt"]["next_open_on"])
        cells[open_day] = Cell(open_day, "next_open")
    first, last = min(cells), max(cells)
    on = first - ((first.weekday() - first_weekday) % 7) * DAY
    weeks: list[list[Cell]] = []
    while on <= last:
        weeks.append([cells.get(on + i * DAY, Cell(on + i * DAY, "outside")) for i in range(7)])
        on += 7 * DAY
    return weeks
