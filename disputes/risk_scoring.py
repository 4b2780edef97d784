"""How a risk comes to its score: points for what was counted, levels for the points. Pure: no database, no clock.

The rules, levels and the threshold are data of the pack `unit-standards` (policy); `standards()` reads them as they now stand.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language

from mobility.law import rules as law

PACK, TABLE = "unit-standards", "risk_register"
LIKELIHOOD, CONSEQUENCE = "likelihood", "consequence"
SCALES = (LIKELIHOOD, CONSEQUENCE)
LEVELS = range(1, 6)


def _in_language(en: str, fr: str) -> str:
    return fr if (get_language() or "en").startswith("fr") else en


@dataclass(frozen=True)
class Rule:
    """So many points on a scale where a fact was counted at least so often."""

    id: str
    scale: str
    fact: str
    at_least: int
    points: int
    text_en: str
    text_fr: str


@dataclass(frozen=True)
class Category:
    """A name for scores from `at_least` on, and how soon such a risk is looked at again."""

    id: str
    at_least: int
    review_days: int
    name_en: str
    name_fr: str

    @property
    def name(self) -> str:
        return _in_language(self.name_en, self.name_fr)


@dataclass(frozen=True)
class Standards:
    """All that the pack says of the register."""

    months: int
    exception_review_days: int
    notify_at: int
    suggest_at: int
    levels: Mapping[str, tuple[int, ...]]
    requirements: frozenset[str]
    core_provisions: frozenset[str]
    categories: tuple[Category, ...]
    rules: tuple[Rule, ...]
    is_adopted: bool

    def category(self, score: int) -> Category:
        """Of a score; what was never counted stands with the lowest."""
        return [row for row in self.categories if row.at_least <= max(score, 1)][-1]

    def since(self, on: dt.date) -> dt.date:
        """The first day that still counts."""
        months = on.year * 12 + on.month - 1 - self.months
        return dt.date(months // 12, months % 12 + 1, 1)


@dataclass(frozen=True)
class Applied:
    """One rule against what was counted: kept with the score, in words, so that it can be read when the rules have changed."""

    id: str
    scale: str
    fact: str
    at_least: int
    points: int
    counted: int
    text_en: str
    text_fr: str

    @property
    def applies(self) -> bool:
        return self.counted >= self.at_least

    @property
    def text(self) -> str:
        return _in_language(self.text_en, self.text_fr)


@dataclass(frozen=True)
class Score:
    """Both levels and every rule with what it counted."""

    likelihood: int
    consequence: int
    working: tuple[Applied, ...]

    @property
    def product(self) -> int:
        return self.likelihood * self.consequence

    def points(self, scale: str) -> int:
        return sum(row.points for row in self.working if row.scale == scale and row.applies)

    def plain(self) -> list[dict[str, Any]]:
        """The working as it is kept."""
        return [asdict(row) for row in self.working]


def standards() -> Standards:
    """As the rule pack now has them."""
    return _read(law.library())


@functools.lru_cache(maxsize=4)
def _read(library: law.Library) -> Standards:
    said = library.pack(PACK).more[TABLE]
    return Standards(
        months=said["months"],
        exception_review_days=said["exception_review_days"],
        notify_at=said["notify_at"],
        suggest_at=said["suggest_at"],
        levels={scale: tuple(said[f"{scale}_levels"]) for scale in SCALES},
        requirements=frozenset(said["requirements"]),
        core_provisions=frozenset(said["core_provisions"]),
        categories=tuple(Category(**row) for row in said["category"]),
        rules=tuple(Rule(**row) for row in said["rule"]),
        is_adopted=bool(said["adopted_by"]),
    )


def level(points: int, begins: Sequence[int]) -> int:
    """The level, 1 to 5, that so many points reach."""
    return sum(1 for first in begins if points >= first)


def score(counted: Mapping[str, int], by: Standards) -> Score:
    """What these facts lead to; the same facts always lead to the same. A fact nobody counted is nought."""
    working = tuple(Applied(**asdict(rule), counted=counted.get(rule.fact, 0)) for rule in by.rules)
    found = Score(0, 0, working)
    return Score(
        level(found.points(LIKELIHOOD), by.levels[LIKELIHOOD]),
        level(found.points(CONSEQUENCE), by.levels[CONSEQUENCE]),
        working,
    )


def read(working: Sequence[Mapping[str, Any]]) -> list[Applied]:
    """A working as it was kept."""
    return [Applied(**row) for row in working]


@dataclass(frozen=True)
class Change:
    """One rule that began or ceased to apply, or counts otherwise, between two scores."""

    rule: Applied
    before: int
    after: int

    @property
    def begins(self) -> bool:
        return self.before < self.rule.at_least <= self.after

    @property
    def ceases(self) -> bool:
        return self.after < self.rule.at_least <= self.before


def changes(before: Sequence[Applied], after: Sequence[Applied]) -> list[Change]:
    """What was counted otherwise than before, rule by rule. A rule that is new counts from nought."""
    counted = {row.id: row.counted for row in before}
    kept = {row.id for row in after}
    gone = [Change(row, row.counted, 0) for row in before if row.counted and row.id not in kept]
    found = [Change(row, counted.get(row.id, 0), row.counted) for row in after]
    return [row for row in found if row.before != row.after] + gone
