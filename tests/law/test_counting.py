"""The counter against dates counted by hand, and against what must hold for every rule."""

import csv
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.law import packs
from mobility.law.counting import (
    Calendar,
    Extendable,
    Extension,
    Pause,
    PauseReason,
    Rule,
    business_day,
    business_days_between,
    count,
    day_grid,
    days,
)

HERE = Path(__file__).parent
DAY = dt.timedelta(days=1)
CALENDARS: dict[str, Calendar] = {f.id: f.calendar() for f in packs.calendar_files()}
RULES: dict[str, Rule] = {r.id: r for p in packs.packs() for r in p.rules}
IA, GOA, PLAIN = CALENDARS["ab_interpretation"], CALENDARS["goa_office"], CALENDARS["plain_days"]
EXAMPLES = list(csv.DictReader((HERE / "worked-examples.csv").open(encoding="utf-8")))

ASKED = PauseReason("worker_asked", "worker_asked", "worker_answered", "We asked", "Question posée", "policy")
LONGER = Extendable("minister", None, "", "x")
BUSINESS = Rule("x.business", 20, "business", IA.id, extendable=LONGER, pauses=(ASKED,), confidence="S")
DAYS = Rule("x.days", 70, "calendar", GOA.id, "stays", extendable=LONGER, pauses=(ASKED,))


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def pauses_of(text: str) -> list[Pause]:
    return [Pause(*map(d, part.split("/"))) for part in text.split(";") if part]


def due(rule: Rule, start: str, *args, **kw) -> str:
    calendar = CALENDARS.get(rule.calendar)
    return str(count(d(start), rule, calendar, *args, **kw).due_on)


# ---- by hand


def test_all_worked_examples_are_here():
    assert len(EXAMPLES) == 25


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda r: f"{r['rule_id']}-{r['start']}-{r['extension']}{r['pauses']}")
def test_worked_example(row):
    rule = RULES[row["rule_id"]]
    extensions = [Extension(int(row["extension"]), by=rule.extendable.by)] if row["extension"] else []
    result = count(d(row["start"]), rule, CALENDARS[rule.calendar], pauses_of(row["pauses"]), extensions)
    assert result.due_on == d(row["expected_due"])
    assert rule.confidence == row["confidence"]


def test_the_proof_names_days_holidays_weekends_and_data():
    said = count(d("2026-12-07"), RULES["lma.decide"], IA).explanation
    assert [s["name_en"] for s in said["skipped"]] == ["Christmas Day", "New Year's Day"]
    assert said["skipped"][0]["name_fr"] == "Noël"
    assert said["on_weekend"] == [{"on": "2026-12-26", "name_en": "26 December", "name_fr": "26 décembre"}]
    assert said["weekends"] == 4
    assert said["counted"] == said["total"] == 20
    assert said["rule"]["confidence"] == "S"
    assert said["calendar"]["id"] == "ab_interpretation"
    assert said["calendar"]["version"]
    assert len(said["calendar"]["fingerprint"]) == 64
    assert said["calendar_weaker"] is True
    assert said["tzdata"]
    assert json.loads(json.dumps(said)) == said


def test_an_extension_names_who_and_under_what():
    granted = Extension(10, by="minister", authority="LMA", on=d("2026-11-19"))
    said = count(d("2026-10-22"), RULES["lma.decide"], IA, extensions=[granted]).explanation
    assert said["extensions"] == [{"days": 10, "by": "minister", "authority": "LMA", "on": "2026-11-19"}]
    assert (said["extended_by"], said["total"], said["due_on"]) == (10, 30, "2026-12-04")


def test_a_pause_is_named_with_its_days():
    rule = RULES["unit.resolve"]
    said = count(d("2026-11-30"), rule, GOA, [Pause(d("2026-12-07"), d("2026-12-17"), "worker_asked")]).explanation
    assert said["pauses"][0]["days"] == said["paused_days"] == 10
    assert said["pauses"][0]["text_fr"] == "Nous vous avons posé une question"


@pytest.mark.parametrize("rule_id", ["nb.decide", "national.service_standard", "lma.worker.court", "lma.review.hold"])
def test_no_number_read_means_no_date(rule_id):
    result = count(d("2026-12-07"), RULES[rule_id], None)
    assert (result.due_on, result.explanation["no_date"]) == (None, "days")
    assert day_grid(result.explanation) == []


def test_an_unknown_start_or_calendar_means_no_date():
    assert count(d("2026-12-07"), RULES["ns.approve"], CALENDARS["ns_public"]).explanation["no_date"] == "start"
    assert count(None, BUSINESS, IA).explanation["no_date"] == "start"
    assert count(d("2026-12-07"), replace(BUSINESS, calendar="unknown"), None).explanation["no_date"] == "calendar"


def test_a_weekend_end_shows_the_strict_date_and_the_next_open_day():
    said = count(d("2026-08-31"), RULES["nwpta.person_alone_after_refusal"], PLAIN).explanation
    assert said["due_on"] == "2027-02-28"
    assert said["end_doubt"] == {"on": "2027-02-28", "next_open_on": "2027-03-01"}
    assert said["last_day_convention"] is True


def test_rolling_forward_says_what_it_passed():
    said = count(d("2026-12-17"), RULES["unit.first_reply"], GOA).explanation
    assert said["strict_on"] == "2026-12-24"
    assert said["passed"][0]["name_en"] == "Christmas floater"
    assert said["due_on"] == "2027-01-04"


def test_an_open_pause_holds_the_date_back():
    held = count(d("2026-11-30"), DAYS, GOA, [Pause(d("2026-12-07"))])
    assert (held.due_on, held.explanation["no_date"], held.explanation["counted"]) == (None, "paused", 7)
    assert due(DAYS, "2026-11-30", [Pause(d("2027-06-01"))]) == "2027-02-08"  # it begins after the last day


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [("2024-01-31", 1, "2024-02-29"), ("2023-01-31", 1, "2023-02-28"), ("2024-02-29", 12, "2025-02-28"),
     ("2026-12-15", 1, "2027-01-15"), ("2026-11-30", 14, "2028-01-30")],
)  # fmt: skip
def test_months(start, months, expected):
    assert due(Rule("x.m", months, "months", PLAIN.id, "stays"), start) == expected


@pytest.mark.parametrize("start", ["2026-12-26", "2026-12-25", "2026-11-23"])
@pytest.mark.parametrize("at_end", ["stays", "rolls_forward", "unknown"])
def test_the_same_day_never_moves(start, at_end):
    assert due(Rule("x.now", 0, "calendar", GOA.id, at_end), start) == start


@pytest.mark.parametrize(
    ("kw", "words"),
    [
        ({"start": dt.date(1066, 10, 14)}, "outside the years"),
        ({"start": dt.datetime(2026, 1, 1)}, "not at a moment"),  # noqa: DTZ001
        ({"rule": replace(BUSINESS, days=-1)}, "cannot be negative"),
        ({"rule": replace(BUSINESS, days=10**9)}, "longer than any limit"),
        ({"rule": replace(BUSINESS, unit="fortnights")}, "not a unit"),
        ({"rule": replace(BUSINESS, counting="clear_days")}, "way of counting"),
        ({"calendar": GOA}, "counts with the calendar ab_interpretation"),
        ({"pauses": [Pause(d("2026-12-17"), d("2026-12-07"))]}, "before it begins"),
        ({"pauses": [Pause(d("2026-12-07"), d("2026-12-17"), "lunch")]}, "cannot be paused for 'lunch'"),
        ({"rule": RULES["lma.decide"], "pauses": [Pause(d("2026-12-07"), d("2026-12-17"))]}, "cannot be paused"),
        ({"rule": RULES["lma.decide"], "extensions": [Extension(11)]}, "by 10 business days at most, not by 11"),
        ({"rule": RULES["lma.acknowledge"], "extensions": [Extension(1)]}, "cannot be extended"),
        ({"extensions": [Extension(-5)]}, "at least one day"),
        (
            {"rule": replace(BUSINESS, unit="months"), "pauses": [Pause(d("2026-12-07"), d("2026-12-17"))]},
            "counted in days only",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(kw, words):
    call = {"start": d("2026-12-01"), "rule": BUSINESS, "calendar": IA, **kw}
    with pytest.raises(ValueError, match=words):
        count(**call)


def test_an_extension_nobody_read_about_is_marked():
    rule = replace(BUSINESS, extendable=Extendable("unknown", None))
    assert count(d("2026-12-01"), rule, IA, extensions=[Extension(5)]).explanation["extension_doubt"] is True
    assert count(d("2026-12-01"), rule, IA).explanation["extension_doubt"] is False


# ---- the sheet


def test_day_grid_is_whole_weeks_with_the_numbers():
    weeks = day_grid(count(d("2026-10-22"), RULES["lma.decide"], IA).explanation)
    assert {len(w) for w in weeks} == {7}
    assert weeks[0][0].on.weekday() == 0
    cells = {c.on: c for w in weeks for c in w}
    assert (cells[d("2026-10-21")].kind, cells[d("2026-10-22")].kind) == ("outside", "start")
    assert (cells[d("2026-10-23")].kind, cells[d("2026-10-23")].number) == ("counted", 1)
    assert (cells[d("2026-10-24")].kind, cells[d("2026-11-11")].kind) == ("off", "holiday")
    assert cells[d("2026-11-11")].name_fr == "Jour du Souvenir"
    assert (cells[d("2026-11-20")].kind, cells[d("2026-11-20")].number) == ("end", 20)
    assert day_grid(count(d("2026-10-22"), RULES["lma.decide"], IA).explanation, 6)[0][0].on.weekday() == 6


def test_day_grid_shows_pauses_and_days_rolled_past():
    paused = count(d("2026-11-30"), DAYS, GOA, [Pause(d("2026-12-07"), d("2026-12-17"))])
    assert sum(c.kind == "pause" for w in day_grid(paused.explanation) for c in w) == 10
    rolled = day_grid(count(d("2026-12-17"), RULES["unit.first_reply"], GOA).explanation)
    assert [c.on for w in rolled for c in w if c.kind == "end"] == [d("2027-01-04")]


# ---- business days


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [("2026-11-20", "2026-11-25", 3), ("2026-11-20", "2026-11-20", 0), ("2026-11-20", "2026-11-22", 0),
     ("2026-11-25", "2026-11-20", -3), ("2026-12-23", "2027-01-04", 1), ("2026-11-10", "2026-11-12", 1)],
)  # fmt: skip
def test_business_days_between(a, b, expected):
    assert business_days_between(d(a), d(b), GOA) == expected


dates = st.dates(dt.date(2020, 1, 1), dt.date(2034, 12, 31))


@given(dates, st.integers(0, 800), st.sampled_from([IA, GOA, PLAIN, CALENDARS["on_public"]]))
def test_business_days_between_is_the_number_of_open_days(a, length, calendar):
    b = min(a + length * DAY, dt.date(2035, 12, 31))
    assert business_days_between(a, b, calendar) == sum(
        calendar.is_open(a + i * DAY) for i in range(1, (b - a).days + 1)
    )


@given(dates, st.integers(-40, 40))
def test_business_day_and_between_agree(day, number):
    there = business_day(day, number, IA)
    if number > 0:
        assert business_days_between(day, there, IA) == number
    assert number == 0 or IA.is_open(there)


# ---- what must hold

rules = st.builds(
    lambda base, n, at_end: replace(base, days=n, at_end="not_applicable" if base is BUSINESS else at_end),
    st.sampled_from([BUSINESS, DAYS]),
    st.integers(0, 150),
    st.sampled_from(["stays", "rolls_forward", "unknown"]),
)
some_pauses = st.lists(
    st.builds(
        lambda a, n: Pause(a, a + n * DAY), st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31)), st.integers(0, 60)
    ),
    max_size=4,
)
starts = st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31))


@given(starts, rules, some_pauses)
def test_the_numbered_days_add_up(start, rule, pauses):
    result = count(start, rule, CALENDARS[rule.calendar], pauses)
    said = result.explanation
    every = list(days(said))
    assert [x.number for x in every if x.kind == "counted"] == list(range(1, rule.days + 1))
    assert [x.on for x in every] == [start + i * DAY for i in range(1, len(every) + 1)]
    assert said["counted"] == rule.days
    assert said["paused_days"] == sum(x.kind == "pause" and str(x.on) <= said["strict_on"] for x in every)
    if rule.days:
        assert every[-1].on == result.due_on
        assert max(x.number or 0 for x in every) == rule.days


@given(starts, rules, some_pauses)
def test_a_pause_never_loses_a_day_nor_wins_one(start, rule, pauses):
    calendar = CALENDARS[rule.calendar]
    result = count(start, rule, calendar, pauses)
    strict = d(result.explanation["strict_on"])
    running = [
        day
        for day in (start + i * DAY for i in range(1, (strict - start).days + 1))
        if not any(p.begins < day <= p.ends for p in pauses) and (rule.unit != "business" or calendar.is_open(day))
    ]
    assert len(running) == rule.days
    assert result.due_on >= count(start, rule, calendar).due_on


@given(starts, rules, some_pauses, st.integers(1, 30), st.integers(1, 30))
def test_extending_is_monotonic(start, rule, pauses, more, still_more):
    calendar = CALENDARS[rule.calendar]
    plain, longer, longest = (
        count(start, rule, calendar, pauses, [Extension(n, "minister") for n in steps]).due_on
        for steps in ([], [more], [more, still_more])
    )
    assert plain <= longer <= longest
    assert longest == count(start, rule, calendar, pauses, [Extension(more + still_more, "minister")]).due_on


@given(starts, rules)
def test_rolling_forward_ends_on_an_open_day(start, rule):
    calendar = CALENDARS[rule.calendar]
    result = count(start, rule, calendar)
    if rule.days and rule.at_end in ("rolls_forward", "not_applicable"):
        assert calendar.is_open(result.due_on)


@given(starts, rules, some_pauses)
def test_the_sheet_shows_every_day_once(start, rule, pauses):
    said = count(start, rule, CALENDARS[rule.calendar], pauses).explanation
    cells = [c for w in day_grid(said) for c in w]
    assert [c.on for c in cells] == [cells[0].on + i * DAY for i in range(len(cells))]
    assert [str(c.on) for c in cells if c.kind == "end"] == [said["due_on"]]
