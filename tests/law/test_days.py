"""A moment becomes a date of law in Alberta, whatever the machine's own zone data say."""

import datetime as dt
import zoneinfo

import pytest
import time_machine

from mobility.law import days

EDMONTON = zoneinfo.ZoneInfo("America/Edmonton")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-07-02T05:30:00+00:00", "2026-07-01"),  # 23:30 in Edmonton
        ("2026-07-02T06:30:00+00:00", "2026-07-02"),  # 00:30 in Edmonton
        ("2026-01-16T06:30:00+00:00", "2026-01-15"),  # 23:30 in winter
        ("2026-01-16T07:30:00+00:00", "2026-01-16"),
        # Until 2025 the clocks went back in November; the pinned data keep six hours behind UTC from then on.
        ("2025-11-03T06:30:00+00:00", "2025-11-02"),
        ("2026-11-01T05:30:00+00:00", "2026-10-31"),
        ("2026-11-01T06:30:00+00:00", "2026-11-01"),
        ("2026-11-02T05:30:00+00:00", "2026-11-01"),
        ("2026-11-02T06:30:00+00:00", "2026-11-02"),
        ("2027-01-16T06:30:00+00:00", "2027-01-16"),
        ("2026-07-02T00:30:00-04:00", "2026-07-01"),  # already tomorrow in Toronto
    ],
)
def test_law_date(moment, expected):
    assert days.law_date(dt.datetime.fromisoformat(moment)) == dt.date.fromisoformat(expected)


@pytest.mark.parametrize("hour", [(23, 30), (0, 30)])
@pytest.mark.parametrize("day", ["2026-10-31", "2026-11-01", "2026-11-02"])
def test_late_and_early_hours_keep_their_own_date(day, hour):
    on = dt.date.fromisoformat(day)
    assert days.law_date(dt.datetime.combine(on, dt.time(*hour), tzinfo=days.ZONE)) == on


def test_a_moment_without_a_zone_has_no_date():
    with pytest.raises(ValueError, match="no time zone"):
        days.law_date(dt.datetime(2026, 7, 1, 12))  # noqa: DTZ001


def test_zones_come_from_the_wheel_alone():
    assert zoneinfo.TZPATH == ()
    assert days.TZDATA_VERSION >= "2026f"


def test_today_is_alberta_s():
    with time_machine.travel(dt.datetime(2026, 7, 2, 5, 30, tzinfo=dt.UTC), tick=False):
        assert days.today() == dt.date(2026, 7, 1)
