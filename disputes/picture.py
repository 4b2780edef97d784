"""The phases as a picture: a calendar from left to right, a line for each phase, today marked. The same stands in a table below it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mobility.accounts.phrases import day_words

from .plan import DONE, NOW, Phase

WIDTH, LEFT, RIGHT, TOP, ROW = 1360, 300, 150, 44, 42
MONTH = dt.timedelta(days=31)
#: A shorter bar could not be seen.
LEAST = 6
#: Months beside each other need so much room for their names.
ROOM = 62


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Bar:
    """One phase on its line: what is drawn, and the words beside it."""

    label: str
    article: str
    unsure: str
    y: int
    kind: str
    x: float
    width: float
    words: str
    inside: str = ""
    done_width: float = 0
    #: words stand to the left of the bar where there is no room to the right
    left: bool = False
    banded: bool = False
    bold: bool = False

    @property
    def middle(self) -> int:
        return self.y + ROW // 2

    @property
    def top(self) -> int:
        return self.y + 12

    @property
    def upper(self) -> int:
        return self.y + 18

    @property
    def lower(self) -> int:
        return self.y + 34

    @property
    def words_x(self) -> float:
        if self.left:
            return self.x - 8
        return self.x + self.width + (18 if self.kind in ("point", "point-unsure") else 8)


@dataclass
class Picture:
    title: str
    description: str
    ticks: list[Tick] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    today_x: float = 0
    today: str = ""
    width: int = WIDTH

    @property
    def height(self) -> int:
        return TOP + ROW * len(self.bars) + 14

    @property
    def foot(self) -> int:
        return self.height - 8


def draw(phases: list[Phase], *, today: dt.date) -> Picture | None:
    """The picture, or None while no phase has a date."""
    days = [day for one in phases for day in (begins(one), one.last) if day is not None]
    if not days:
        return None
    first, last = min(*days, today), max(*days, today)
    first, last = first - dt.timedelta(days=10), last + dt.timedelta(days=20)
    scale = (WIDTH - LEFT - RIGHT) / max((last - first).days, 1)

    def x(day: dt.date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    made = Picture(
        title=_("The phases of the dispute on a calendar from %(first)s to %(last)s")
        % {"first": day_words(first, "plain"), "last": day_words(last, "plain")},
        description=described(phases, today),
        today_x=x(today),
        today=day_words(today, "short"),
        ticks=months(first, last, scale, x),
    )
    drawn = [one for one in phases if begins(one) is not None]
    made.bars = [bar(one, number, x, today) for number, one in enumerate(drawn)]
    return made


def described(phases: list[Phase], today: dt.date) -> str:
    done = ", ".join(one.label for one in phases if one.state == DONE)
    now = ", ".join(one.label for one in phases if one.state == NOW)
    later = sum(one.state not in (DONE, NOW) for one in phases)
    parts = []
    if done:
        parts.append(_("Done: %(phases)s.") % {"phases": done})
    if now:
        parts.append(_("Now: %(phases)s.") % {"phases": now})
    if later:
        parts.append(_("Still to come: %(count)s.") % {"count": later})
    return " ".join([*parts, _("The same is in the table below.")])


def months(first: dt.date, last: dt.date, scale: float, x: object) -> list[Tick]:
    """The first days of months that have room for their names."""
    step = max(1, round(ROOM / (scale * 30) + 0.49))
    found: list[Tick] = []
    year, month = first.year, first.month
    while True:
        month += 1
        if month > 12:
            year, month = year + 1, 1
        day = dt.date(year, month, 1)
        if day > last:
            return found
        if (year * 12 + month) % step == 0:
            with_year = month == 1 or not found or month <= step
            found.append(Tick(x(day), day_words(day, "month_year" if with_year else "month")))  # type: ignore[operator]


def begins(one: Phase) -> dt.date | None:
    """Where a phase is drawn from: a planned one from where it begins if every step before it takes all its time."""
    return one.begun_on or one.latest_start or one.earliest_start


def bar(one: Phase, number: int, x: object, today: dt.date) -> Bar:
    begin = begins(one)
    assert begin is not None  # noqa: S101 - only phases with a first day are drawn
    end = one.last or (today if one.state == NOW and today > begin else begin)
    at, until = x(begin), x(max(end, begin))  # type: ignore[operator]
    unsure = "" if one.confidence == "V" else _("secondary source") if one.confidence == "S" else _("unconfirmed")
    width = max(round(until - at, 1), LEAST)
    kind, done_width, inside = "unsure", 0.0, ""
    if one.is_point:
        kind = "point" if one.state == DONE else "point-unsure"
        width = 0
    elif one.state == DONE:
        kind = "done"
    elif one.is_overdue(today):
        kind = "late"
    elif one.state == NOW:
        kind = "now"
        done_width = min(max(round(x(today) - at, 1), 0), width)  # type: ignore[operator]
        inside = _("day %(number)s") % {"number": one.day(today)} if done_width > 60 else ""
    words = beside(one, today)
    return Bar(
        label=one.label,
        article=one.article,
        unsure=unsure,
        y=TOP + ROW * number,
        kind=kind,
        x=at,
        width=width,
        words=words,
        inside=inside,
        done_width=done_width,
        left=at + width + len(words) * 6.4 > WIDTH,
        banded=number % 2 == 0,
        bold=one.state in (DONE, NOW),
    )


def beside(one: Phase, today: dt.date) -> str:
    """The few words beside a bar."""
    if one.is_point:
        day = one.begun_on or one.earliest_start
        if day is None:
            return ""
        said = day_words(day, "short")
        return said if one.begun_on else _("not before %(day)s, if the numbers hold") % {"day": said}
    if one.state == DONE and one.ended_on:
        return _("to %(day)s") % {"day": day_words(one.ended_on, "short")}
    if one.is_paused and one.state == NOW:
        return _("suspended")
    if one.is_overdue(today) and one.latest_end:
        return _("overdue since %(day)s") % {"day": day_words(one.latest_end, "short")}
    if one.latest_end is None:
        return _("no confirmed time limit")
    said = day_words(one.latest_end, "short")
    if one.state == NOW:
        return (_("not before %(day)s") if one.is_minimum else _("to %(day)s")) % {"day": said}
    return (_("about %(day)s, %(days)s days") if one.lengths else _("about %(day)s")) % {
        "day": said,
        "days": " + ".join(one.lengths),
    }
