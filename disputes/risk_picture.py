"""The history of a score as a picture: where its points and lines lie. Its table stands beside it and says the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mobility.accounts.phrases import day_words
from mobility.law.days import law_date

from .risk_models import RiskScore
from .risk_scoring import Standards

WIDTH, HEIGHT = 640, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 16, 14, 28
HIGHEST = 25
#: Scores that are marked at the side.
MARKS = (1, 5, 10, 15, 20, 25)


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    score: int
    on: dt.date
    crossed: bool


@dataclass(frozen=True)
class Picture:
    points: list[Point]
    #: the line: a score holds until the next one
    line: str
    threshold: float
    notify_at: int
    marks: list[tuple[int, float]]
    #: in words without markup: a picture holds text and nothing else
    first: str
    last: str

    width, height = WIDTH, HEIGHT
    left, right, bottom = LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM


def height(score: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - score / HIGHEST), 1)


def draw(scores: Sequence[RiskScore], by: Standards, today: dt.date) -> Picture | None:
    """From the first score to today; nothing before there is one. `scores` come newest first."""
    rows = list(reversed(scores))
    if not rows:
        return None
    first = law_date(rows[0].at)
    days = max((today - first).days, 1)

    def across(on: dt.date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * min((on - first).days / days, 1), 1)

    points = [
        Point(across(law_date(row.at)), height(row.score), row.score, law_date(row.at), row.crossed) for row in rows
    ]
    line = f"M{points[0].x} {points[0].y}" + "".join(f"H{point.x}V{point.y}" for point in points[1:])
    return Picture(
        points=points,
        line=f"{line}H{WIDTH - RIGHT}",
        threshold=height(by.notify_at),
        notify_at=by.notify_at,
        marks=[(number, height(number)) for number in MARKS],
        first=day_words(first, "plain"),
        last=day_words(today, "plain"),
    )
