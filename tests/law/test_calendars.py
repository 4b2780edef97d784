"""Holiday rules against dates read from the governments' pages, written out in holidays-ab.csv."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from mobility.law import packs
from mobility.law.calendars import HolidayRule, build, dates_of, easter, problem

CALENDARS = {f.id: f.calendar() for f in packs.calendar_files()}
DATES = list(csv.DictReader((Path(__file__).parent / "holidays-ab.csv").open(encoding="utf-8")))


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
@pytest.mark.parametrize("calendar", ["ab_interpretation", "goa_office"])
def test_alberta_dates(calendar, year):
    expected = [r["date"] for r in DATES if r["calendar"] == calendar and r["date"].startswith(str(year))]
    assert len(expected) >= 11
    assert sorted(map(str, CALENDARS[calendar].holidays(year))) == expected


@pytest.mark.parametrize("day", ["2025-09-30", "2026-09-30", "2026-08-03", "2026-12-24"])
def test_days_that_are_business_days_under_the_interpretation_act(day):
    assert CALENDARS["ab_interpretation"].is_open(dt.date.fromisoformat(day))


def test_truth_and_reconciliation_is_listed_but_not_counted_for_offices():
    assert CALENDARS["goa_office"].is_open(dt.date(2026, 9, 30))
    listed = next(f for f in packs.calendar_files() if f.id == "goa_office")
    assert [h.counted for h in listed.holidays if h.id == "truth"] == [False]


@pytest.mark.parametrize("day", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2038-04-25"])
def test_easter(day):
    assert easter(int(day[:4])) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("code", ["on", "ns", "pe", "bc", "sk", "mb", "qc", "nb", "nl", "yt", "nt", "nu"])
def test_every_other_jurisdiction_has_a_calendar(code):
    calendar = CALENDARS[f"{code}_public"]
    assert calendar.confidence == "?"
    assert not calendar.is_open(dt.date(2026, 7, 1))
    names = {h.name_en for h in calendar.holidays(2026).values()}
    assert "Labour Day" in names  # Canadian spelling
    assert "Labor Day" not in names
    assert "Fête du Travail" in {h.name_fr for h in calendar.holidays(2026).values()}


def test_a_listed_calendar_refuses_years_it_does_not_know():
    with pytest.raises(ValueError, match="1999 is not known"):
        CALENDARS["on_public"].holidays(1999)


def test_content_makes_the_fingerprint_and_a_name_of_the_version_does_not():
    holiday = HolidayRule("a", "A", "A", "fixed", "07-01")
    one, again, other = (
        build("x", "X", "X", ["sat", "sun"], [h], confidence="?", version=v)
        for h, v in (
            (holiday, "1"),
            (holiday, "2"),
            (HolidayRule("a", "A", "A", "fixed", "07-02"), "1"),
        )
    )
    assert one.fingerprint == again.fingerprint
    assert one.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("kind", "value", "move"),
    [("fixed", "13-01", "stays"), ("nth", {"month": 2}, "stays"), ("dates", "2026-01-01", "stays"),
     ("dates", ["soon"], "stays"), ("lunar", 1, "stays"), ("fixed", "01-01", "sideways"), ("easter", "two", "stays")],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_a_sentence(kind, value, move):
    assert problem(HolidayRule("x", "X", "X", kind, value, move)).startswith("x: ")


def test_given_dates():
    assert dates_of(HolidayRule("x", "X", "X", "dates", ["2026-05-01", "2027-05-02"]), 2027) == [dt.date(2027, 5, 2)]
