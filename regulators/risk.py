"""The risk category that the rules suggest for a body, and why: counted facts against `data/risk.toml`. A person decides."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from mobility import counting
from mobility.law.days import ZONE

from .compliance_choices import RISING, Assessment, Category, Status
from .models import Deficiency, DutyFinding, ExtensionRequest, RegulatoryBody, Review, RiskRating, Step

RULES = Path(__file__).parent / "data" / "risk.toml"
#: An order was issued and is not met yet.
UNMET = (Status.ORDER_ISSUED, Status.COMPLIANCE_DUE, Status.PENALTY, Status.JUDICIAL_REVIEW)

#: What is counted here, in the order of the lists in `facts`.
OWN = ("steps_overdue", "findings_not_in_line", "deficiencies_overdue", "extensions_claimed", "orders_in_force")


@dataclass(frozen=True)
class Rule:
    id: str
    fact: str
    at_least: int
    category: str
    text_en: str
    text_fr: str

    @property
    def text(self) -> str:
        return self.text_fr if (get_language() or "en").startswith("fr") else self.text_en


@dataclass(frozen=True)
class Applied:
    """One rule against what was counted."""

    rule: Rule
    counted: int
    applies: bool


@dataclass(frozen=True)
class Suggested:
    category: str
    facts: Mapping[str, int]
    applied: list[Applied]

    @property
    def rules(self) -> list[str]:
        return [one.rule.id for one in self.applied if one.applies]


#: What other rooms count of a body: facts by name. Each registers at start.
Source = Callable[[RegulatoryBody, dt.date], Mapping[str, int]]
_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


@functools.cache
def about() -> dict[str, Any]:
    return tomllib.loads(RULES.read_text(encoding="utf-8"))


@functools.cache
def rules() -> tuple[Rule, ...]:
    return tuple(Rule(**row) for row in about()["rule"])


def text_of(rule_id: str) -> str:
    return next((rule.text for rule in rules() if rule.id == rule_id), rule_id)


def since(on: dt.date) -> dt.date:
    """The first day that still counts."""
    months = on.year * 12 + on.month - 1 - about()["about"]["months"]
    year, month = months // 12, months % 12 + 1
    return dt.date(year, month, min(on.day, calendar.monthrange(year, month)[1]))


def facts(body: RegulatoryBody, on: dt.date) -> dict[str, int]:
    """What is counted of a body on a day. One query, and those of the rooms that registered."""
    first = since(on)
    moment = dt.datetime.combine(first, dt.time(), ZONE)
    numbers = counting.counted(
        Step.objects.filter(review__body=body, done_on__isnull=True, due_on__lt=on),
        DutyFinding.objects.filter(
            review__body=body, assessment=Assessment.NOT_IN_LINE, final_at__gte=moment, dropped_at__isnull=True
        ),
        Deficiency.objects.filter(
            review__body=body,
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            answered_on__isnull=True,
            due_on__lt=on,
        ),
        ExtensionRequest.objects.filter(body=body, claimed_on__gte=first),
        Review.objects.filter(body=body, file__status__in=UNMET),
    )
    counted = dict(zip(OWN, numbers, strict=True))
    for source in _sources:
        counted.update(source(body, on))
    return counted


def suggest(counted: Mapping[str, int]) -> Suggested:
    """The category these facts lead to; the same facts always lead to the same. A fact nobody counts is nought."""
    applied = [Applied(rule, counted.get(rule.fact, 0), counted.get(rule.fact, 0) >= rule.at_least) for rule in rules()]
    reached = [RISING.index(one.rule.category) for one in applied if one.applies]
    return Suggested(RISING[max(reached, default=0)], dict(counted), applied)


def category_of(body: RegulatoryBody) -> str:
    """The category that holds: the newest that was decided and adopted; low before the first."""
    held = RiskRating.objects.filter(body=body, is_adopted=True).order_by("-decided_at", "-pk")
    return held.values_list("category", flat=True).first() or Category.LOW
