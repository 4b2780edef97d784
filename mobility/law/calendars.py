"""Business calendars from rules: which dates a holiday falls on, and a `counting.Calendar` made of them.

Pure. Holidays come from the packs, from the `holidays` package (written out as dates for a stated range of years)
or from the database; all three end as `HolidayRule`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from .counting import DAY, Calendar, Holiday

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: How a holiday names its day. `dates`: a list of ISO dates, for proclaimed days and for lists taken from a package.
KINDS = ("fixed", "nth", "on_or_before", "easter", "by_christmas", "dates")
#: When the day is a weekend: nothing; the next Monday; Monday only for a Sunday; the two rules of 26 December.
MOVES = ("stays", "monday", "monday_if_sunday", "boxing_ab", "boxing_goa")


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """One holiday of one calendar. `value` belongs to `kind`, see `dates_of`; not `counted`: listed, a business day."""

    id: str
    name_en: str
    name_fr: str
    kind: str
    value: Any
    if_weekend: str = "stays"
    counted: bool = True
    confidence: str = "?"
    note: str = ""


def easter(year: int) -> dt.date:
    """Easter Sunday, Gregorian computus (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def _month_day(year: int, text: str) -> dt.date:
    month, day = text.split("-")
    return dt.date(year, int(month), int(day))


def dates_of(rule: HolidayRule, year: int) -> list[dt.date]:
    """The date(s) of one holiday in one year, moved where its rule says so.

    `fixed` "MM-DD"; `nth` {month, weekday, nth}; `on_or_before` {date, weekday}; `easter` days from Easter Sunday;
    `by_christmas` {weekday of 25 December: ["MM-DD", ...]}; `dates` ["YYYY-MM-DD", ...].
    ValueError, KeyError or TypeError where the value does not fit its kind; see `problem`.
    """
    value = rule.value
    if rule.kind == "dates":
        return [d for d in map(dt.date.fromisoformat, value) if d.year == year]
    if rule.kind == "by_christmas":
        return [_month_day(year, t) for t in value[WEEKDAYS[dt.date(year, 12, 25).weekday()]]]
    if rule.kind == "fixed":
        day = _month_day(year, value)
    elif rule.kind == "easter":
        day = easter(year) + value * DAY
    elif rule.kind == "nth":
        first = dt.date(year, value["month"], 1)
        day = first + ((WEEKDAYS.index(value["weekday"]) - first.weekday()) % 7 + 7 * (value["nth"] - 1)) * DAY
    elif rule.kind == "on_or_before":
        day = _month_day(year, value["date"])
        day -= ((day.weekday() - WEEKDAYS.index(value["weekday"])) % 7) * DAY
    else:
        raise ValueError(f"{rule.id}: {rule.kind!r} is not a kind of holiday rule known here.")
    return [_moved(day, rule.if_weekend)]


def _moved(day: dt.date, move: str) -> dt.date:
    weekday = WEEKDAYS[day.weekday()]
    if move == "monday" and weekday in ("sat", "sun"):
        return day + (2 if weekday == "sat" else 1) * DAY
    if (move == "monday_if_sunday" and weekday == "sun") or (move == "boxing_ab" and weekday in ("sun", "mon")):
        return day + DAY
    if move == "boxing_goa" and weekday in ("sat", "sun"):
        return day + 2 * DAY
    if move == "boxing_goa" and weekday == "mon":
        return day + DAY
    return day


def problem(rule: HolidayRule) -> str:
    """What is wrong with a holiday rule, as a sentence; empty if nothing is. For forms, loading and checks."""
    if rule.kind not in KINDS:
        return f"{rule.id}: {rule.kind!r} is not a kind of holiday rule; one of {', '.join(KINDS)} is needed."
    if rule.if_weekend not in MOVES:
        return f"{rule.id}: {rule.if_weekend!r} is not a weekend rule; one of {', '.join(MOVES)} is needed."
    try:
        if rule.kind == "dates" and not isinstance(rule.value, list | tuple):
            raise TypeError("a list of dates is needed")
        for year in range(2020, 2031):  # every weekday of 25 December and both kinds of year
            dates_of(rule, year)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError) as error:
        return f"{rule.id}: {rule.value!r} does not fit the kind {rule.kind!r} ({error})."
    return ""


def fingerprint(content: Any) -> str:
    """SHA-256 of content as canonical JSON, hexadecimal; dates as ISO text."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def build(
    id: str,
    name_en: str,
    name_fr: str,
    weekend: Iterable[str],
    holidays: Sequence[HolidayRule],
    *,
    confidence: str,
    version: str,
    first_year: int | None = None,
    last_year: int | None = None,
) -> Calendar:
    """A calendar to count with. Outside its known years (lists from a package end somewhere) asking is a ValueError."""
    closed_weekdays = frozenset(WEEKDAYS.index(d) for d in weekend)
    counted = tuple(h for h in holidays if h.counted)

    def holidays_of(year: int) -> Mapping[dt.date, Holiday]:
        if (first_year and year < first_year) or (last_year and year > last_year):
            raise ValueError(
                f"The calendar “{name_en}” has its holidays written out from {first_year} to {last_year} only; "
                f"{year} is not known."
            )
        return {day: Holiday(h.id, h.name_en, h.name_fr) for h in counted for day in dates_of(h, year)}

    content = {
        "weekend": sorted(closed_weekdays),
        "holidays": [asdict(h) for h in holidays],
        "years": [first_year, last_year],
        "confidence": confidence,
    }
    return Calendar(
        id=id,
        name_en=name_en,
        name_fr=name_fr,
        weekend=closed_weekdays,
        holidays_of=holidays_of,
        confidence=confidence,
        version=version,
        fingerprint=fingerprint(content),
    )


@cache
def from_package(subdivision: str, first_year: int, last_year: int) -> tuple[HolidayRule, ...]:
    """The public holidays of a Canadian province or territory from the `holidays` package, written out as dates.

    One rule per name, English and French, so that a person can strike one day or add another. Unconfirmed: the
    package is not a source of law.
    """
    import holidays  # here, because only loading needs it

    years = range(first_year, last_year + 1)
    english = holidays.country_holidays("CA", subdiv=subdivision, years=years, language="en_CA")
    french = holidays.country_holidays("CA", subdiv=subdivision, years=years, language="fr")
    dates: dict[str, list[dt.date]] = {}
    for day in sorted(english):
        dates.setdefault(english[day], []).append(day)
    return tuple(
        HolidayRule(
            id="".join(c if c.isalnum() else "_" for c in name.lower())[:60],
            name_en=name,
            name_fr=french.get(on[0]) or name,
            kind="dates",
            value=[d.isoformat() for d in on],
        )
        for name, on in sorted(dates.items())
    )


def package_version() -> str:
    """The release of the `holidays` package that lists would be taken from."""
    import holidays

    return f"holidays {holidays.__version__}"
