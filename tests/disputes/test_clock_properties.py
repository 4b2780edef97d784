"""The clock under suspensions and extensions: no day is lost or won, more time never comes earlier, the explanation adds up."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disputes import clocking
from mobility.law import packs
from mobility.law.counting import Extension, Pause, count

RULES = [
    rule
    for name in ("cfta-10a", "cfta-10b", "nwpta", "ait")
    for rule in packs.pack(name).rules
    if rule.unit == "calendar" and rule.days and rule.sense != clocking.BAR
]
CALENDAR = next(file.calendar() for file in packs.calendar_files() if file.id == "plain_days")
days = st.dates(dt.date(2017, 7, 1), dt.date(2030, 1, 1))
DAY = dt.timedelta(days=1)


def rested(start: dt.date, gaps: list[tuple[int, int]]) -> list[Pause]:
    """Suspensions one after the other: so many days of running, so many of standing still."""
    made, on = [], start
    for running, standing in gaps:
        begins = on + running * DAY
        on = begins + standing * DAY
        made.append(Pause(begins=begins, ends=on, reason=clocking.SUSPENSION))
    return made


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RULES), days, st.lists(st.tuples(st.integers(0, 20), st.integers(0, 60)), max_size=4))
def test_suspending_and_going_on_never_loses_a_day(rule: object, start: dt.date, gaps: list[tuple[int, int]]) -> None:
    pauses = rested(start, gaps)
    ran = clocking.suspendable(rule)  # type: ignore[arg-type]
    plain = count(start, ran, CALENDAR).due_on
    held = count(start, ran, CALENDAR, pauses)
    assert plain is not None
    assert held.due_on is not None
    stood = sum(row["days"] for row in held.explanation["pauses"])
    assert held.due_on == plain + stood * DAY
    counted = [
        day
        for day in range((held.due_on - start).days)
        if not any(p.begins < start + (day + 1) * DAY <= p.ends for p in pauses if p.ends)
    ]
    assert len(counted) == ran.days


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RULES), days, st.integers(1, 90), st.integers(1, 90))
def test_more_time_never_comes_earlier(rule: object, start: dt.date, less: int, more: int) -> None:
    free = clocking.suspendable(rule)  # type: ignore[arg-type]
    if free.extendable.by == "none" or (free.extendable.most is not None and free.extendable.most < less + more):
        return
    one = count(start, free, CALENDAR, (), [Extension(less)]).due_on
    two = count(start, free, CALENDAR, (), [Extension(less), Extension(more)]).due_on
    assert one is not None
    assert two == one + more * DAY


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RULES), days)
def test_the_explanation_adds_up_to_the_result(rule: object, start: dt.date) -> None:
    found = count(start, rule, CALENDAR)  # type: ignore[arg-type]
    spans = found.explanation["spans"]
    total = sum((dt.date.fromisoformat(row["last"]) - dt.date.fromisoformat(row["first"])).days + 1 for row in spans)
    assert total == rule.days  # type: ignore[attr-defined]
    assert found.explanation["due_on"] == found.due_on.isoformat()  # type: ignore[union-attr]
    assert spans[-1]["last"] == found.explanation["strict_on"]
