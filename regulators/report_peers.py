"""What bodies of like size reported: one figure for each question, the middle of theirs. For the unit alone.

The middle is the mean of the middle two or three figures, so that it is nobody's own; where fewer than `fewest` bodies are of like
size (regulators/data/statistics.toml), there is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from .models import RegulatoryBody
from .report_choices import UNSENT
from .report_models import Report
from .reporting.answers import Answers, figure_in, to_json
from .reporting.definition import NUMBER_TYPES, Definition
from .reporting.facts import Facts
from .statistics import data


def with_peers(facts: Facts, body: RegulatoryBody, form: Definition, answers: Answers | None) -> Facts:
    """What we know of a body, with what others of its size reported."""
    return replace(facts, peers=of(body, form, answers))


def of(body: RegulatoryBody, form: Definition, answers: Answers | None) -> dict[str, float]:
    """The middle figure by question. One query; none where the body's own size is not known."""
    rule = data()["peers"]
    own = figure_in(to_json(answers)["values"], rule["size"]) if answers else None
    if not own:
        return {}
    others = (
        Report.objects.filter(period=form.id, current__isnull=False).exclude(body=body).exclude(file__status__in=UNSENT)
    )
    alike = [
        values
        for values in others.values_list("current__answers__values", flat=True)
        if is_alike(own, figure_in(values, rule["size"]), rule["factor"])
    ]
    asked = [question.id for question in form.questions if question.type in NUMBER_TYPES]
    return {name: found for name in asked if (found := middle_of(alike, name, rule["fewest"])) is not None}


def is_alike(own: float, other: float | None, factor: float) -> bool:
    return bool(other) and own / factor <= other <= own * factor  # type: ignore[operator]


def middle_of(alike: Sequence[Mapping[str, Any]], question: str, fewest: int) -> float | None:
    figures = [number for values in alike if (number := figure_in(values, question)) is not None]
    return middle(figures) if len(figures) >= fewest else None


def middle(figures: Sequence[float]) -> float:
    """The mean of the middle two, of an odd number the middle three."""
    ordered, half = sorted(figures), len(figures) // 2
    inner = ordered[half - 1 : half + 1 + len(ordered) % 2]
    return round(sum(inner) / len(inner), 1)
