"""Figures of all bodies for a period and over the years, from the reports as they stand. In the unit as they are; whatever leaves it
hides small numbers, and a second one of the row where the first could be reckoned from the rest."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language

from mobility.accounts.models import User

from .models import RegulatoryBody
from .report_choices import UNSENT
from .report_models import Report
from .report_queries import periods
from .reporting.answers import figure_in

DATA = Path(__file__).parent / "data" / "statistics.toml"
HIDDEN = "*"


@dataclass(frozen=True)
class Figure:
    """One column: answers added up, or the share of the first in all of them."""

    id: str
    parts: tuple[str, ...]
    is_share: bool
    words: tuple[str, str]

    @property
    def title(self) -> str:
        return self.words[(get_language() or "en").startswith("fr")]


@cache
def data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def figures() -> tuple[Figure, ...]:
    return tuple(
        Figure(
            id=row["id"],
            parts=tuple(row.get("sum") or row["share"]),
            is_share="share" in row,
            words=(row["title"]["en"], row["title"]["fr"]),
        )
        for row in data()["figure"]
    )


def smallest() -> int:
    """The smallest count that may leave the unit."""
    return int(data()["smallest"])


@dataclass(frozen=True)
class Row:
    """One body, or all of them: its figures by id; None where nothing was reported."""

    name: str
    url: str
    status: str
    values: dict[str, int | None]
    before: dict[str, int | None]

    def cells(self) -> list[tuple[Figure, int | None, int | None]]:
        return [(one, self.values[one.id], self.before.get(one.id)) for one in figures()]


#: Answers as a version keeps them: `nil`, `values`, …
Kept = Mapping[str, Any]


def count(answers: Kept, question: str) -> int | None:
    number = figure_in(answers["values"], question)
    return None if number is None else int(number)


def values_of(answers: Kept | None) -> dict[str, int | None]:
    """The figures of one report. A nil return reports nothing received: its counts are 0."""
    found: dict[str, int | None] = {}
    for one in figures():
        parts = [count(answers, question) for question in one.parts] if answers else []
        known = [number for number in parts if number is not None]
        if answers is not None and answers["nil"] and not known:
            found[one.id] = None if one.is_share else 0
        elif not known or (one.is_share and (parts[0] is None or sum(known) == 0)):
            found[one.id] = None
        elif one.is_share:
            found[one.id] = round(100 * (parts[0] or 0) / sum(known))
        else:
            found[one.id] = sum(known)
    return found


def total(answers: list[Kept]) -> dict[str, int | None]:
    """The figures of all bodies together: counts added, shares of the sums."""
    found: dict[str, int | None] = {}
    for one in figures():
        by_part = [[count(each, question) for each in answers] for question in one.parts]
        sums = [sum(number for number in row if number is not None) for row in by_part]
        if one.is_share:
            found[one.id] = round(100 * sums[0] / sum(sums)) if sum(sums) else None
        else:
            found[one.id] = sum(sums) if answers else None
    return found


@dataclass(frozen=True)
class Period:
    """All bodies in one period."""

    id: str
    title: str
    rows: list[Row]
    all: Row
    #: how many reports count, of how many owed
    counted: int
    owed: int


def period(form_id: str, user: User) -> Period:
    """One period, last year's figures beside it. Two queries."""
    forms = sorted(periods(), key=lambda form: form.period.start)
    form = next(one for one in forms if one.id == form_id)
    earlier = [one for one in forms if one.period.start < form.period.start]
    now_is, before = answers_of(form_id, user), answers_of(earlier[-1].id, user) if earlier else {}
    rows = [
        Row(
            name=str(report.body),
            url=report.get_absolute_url(),
            status=report.status,
            values=values_of(answers),
            before=values_of(before[report.body_id][1]) if report.body_id in before else {},
        )
        for report, answers in now_is.values()
        if answers is not None
    ]
    said = [answers for _report, answers in now_is.values() if answers is not None]
    last = [answers for _report, answers in before.values() if answers is not None]
    words = "fr" if (get_language() or "en").startswith("fr") else "en"
    return Period(
        id=form_id,
        title=form.title.of(words),
        rows=rows,
        all=Row("", "", "", total(said), total(last) if last else {}),
        counted=len(said),
        owed=len(now_is),
    )


def answers_of(form_id: str, user: User) -> dict[int, tuple[Report, Kept | None]]:
    """The reports of a period by body, each with its answers when the body has certified them."""
    found = Report.objects.visible_to(user).filter(period=form_id).select_related("file", "body__office", "current")
    rows = list(found.defer("current__packed_rows", "current__findings").order_by("body__office__name_en"))
    return {
        row.body_id: (row, row.current.answers if row.current and row.file.status not in UNSENT else None)
        for row in rows
    }


@dataclass(frozen=True)
class Year:
    """One period of several: all bodies together, or one of them."""

    id: str
    title: str
    counted: int
    owed: int
    values: dict[str, int | None]

    def cells(self) -> list[tuple[Figure, int | None]]:
        return [(one, self.values[one.id]) for one in figures()]


def years(user: User, body: RegulatoryBody | None = None) -> list[Year]:
    """Period by period, the newest first. Two queries and the one for restricted files, however many bodies and years."""
    mine = Report.objects.visible_to(user).filter(**({"body": body} if body else {}))
    owed = dict(mine.order_by().values_list("period").annotate(Count("pk")))
    sent: dict[str, list[Kept]] = defaultdict(list)
    certified = mine.filter(current__isnull=False).exclude(file__status__in=UNSENT).order_by()
    for name, answers in certified.values_list("period", "current__answers"):
        sent[name].append(answers)
    words = "fr" if (get_language() or "en").startswith("fr") else "en"
    titles = {form.id: form.title.of(words) for form in periods()}
    return [
        Year(name, titles.get(name, name), len(sent[name]), owed[name], total(sent[name]))
        for name in sorted(owed, reverse=True)
    ]


# ---- what leaves the unit -----------------------------------------------------------------------------


def suppressed(values: dict[str, int | None]) -> dict[str, str]:
    """A row as it may leave: counts below the smallest are hidden, 0 is not; where exactly one count of the outcomes is hidden the
    next smallest goes with it, so that nobody reckons it from the others. A share of so few is hidden too."""
    least = smallest()
    counts = {one.id: values[one.id] for one in figures() if not one.is_share}
    hidden = {key for key, number in counts.items() if number is not None and 0 < number < least}
    others = [key for key, number in counts.items() if number and key not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda key: counts[key] or 0))
    if hidden or any(number is not None and number < least for key, number in counts.items() if key == "received"):
        hidden |= {one.id for one in figures() if one.is_share}
    return {
        one.id: HIDDEN
        if one.id in hidden and values[one.id] is not None
        else ""
        if values[one.id] is None
        else str(values[one.id])
        for one in figures()
    }


def table(found: Period, words_for_all: str) -> list[list[str]]:
    """The statistics as they leave: heading, a row for each body that reported, all together. Where a column hides the count of one
    body only, that of the next smallest is hidden too: all together, less the others, would tell it."""
    columns = figures()
    reported = [row for row in found.rows if any(value is not None for value in row.values.values())]
    shown = [suppressed(row.values) for row in reported]
    for one in columns:
        if one.is_share or sum(cells[one.id] == HIDDEN for cells in shown) != 1:
            continue
        others = [n for n, cells in enumerate(shown) if cells[one.id] not in (HIDDEN, "", "0")]
        if others:
            shown[min(others, key=lambda n: reported[n].values[one.id] or 0)][one.id] = HIDDEN
    together = suppressed(found.all.values)
    for one in columns:
        if sum(cells[one.id] == HIDDEN for cells in shown) == 1:  # nothing else could be hidden: the sum would tell it
            together[one.id] = HIDDEN
    everything = [together[one.id] for one in columns]
    return [
        ["", *(one.title + (" (%)" if one.is_share else "") for one in columns)],
        *([row.name, *(cells[one.id] for one in columns)] for row, cells in zip(reported, shown, strict=True)),
        [words_for_all, *everything],
    ]
