"""The language of rules: what it reads, what it refuses, and what a blank does to it."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobility.law.loading import load_law
from regulators.reporting.answers import Answers, Broken
from regulators.reporting.checking.scopes import Report, RowNames
from regulators.reporting.language.running import compile
from regulators.reporting.language.syntax import RuleError, parse
from regulators.reporting.law import Counting

from .cast import COUNTING, FACTS, FORM, FOUR, row, rows

BASE = {
    "b01": Broken(7, {"welder": 4, "cook": 3}),
    "b02": 0,
    "a01": "yes",
    "e01": [{"reason": "language", "refusals": 2}],
}


def report(values=None, given_rows=FOUR):
    return Report(FORM, FACTS, Answers({**BASE, **(values or {})}), given_rows, COUNTING)


def value(text, values=None, given_rows=FOUR):
    return compile(parse(text), report(values, given_rows).names)(None)


def of_row(text, **columns):
    return compile(parse(text), RowNames(report()))(row(**columns))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("-2 + 5", 3),
        ("1 < 2 and not 2 < 1", True),
        ("1 > 2 or 2 > 1 and 1 = 1", True),
        ("if 1 = 1 then 'a' else 'b'", "a"),
        ("'a' in ['a', 'b']", True),
        ("'c' not in ['a', 'b']", True),
        ("between(5, 1, 5)", True),
        ("share(1, 4)", 25.0),
        ("share(1, 0)", None),
        ("period.start - 2 years", dt.date(2023, 4, 1)),
        ("period.end + 1 days", dt.date(2026, 4, 1)),
        ("days(period.start, period.end)", 364),
        ("matches('A-1', '^A')", True),
        ("length('abc')", 3),
        ("q.b01", Broken(7, {"welder": 4, "cook": 3})),
        ("q.b01 + q.b02", 7),
        ("sum(q.b01.by_occupation)", 7),
        ("sum(q.e01.refusals)", 2),
        ("any(q.e01 where refusals > 1)", True),
        ("first(q.e01.reason where refusals > 1)", "language"),
        ("sheet_total(q.b01)", 7),
        ("rows", 4),
        ("count(rows where outcome = 'refused')", 1),
        ("count(rows where present(decided_on)) by outcome", {"registered": 2, "refused": 1}),
        ("max(fee_charged)", 200),
        ("median(business_days(complete_on, decided_on) where outcome = 'registered')", 7),
        ("percentile(90, business_days(complete_on, decided_on) where present(decided_on))", 68),
        ("rule_max('extension')", 10),
        ("limit('decision', 5)", 25),
        ("weekday(period.start)", "Tuesday"),
        ("blank(q.k01)", True),
    ],
)
def test_an_expression_has_its_value(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("q.k01 = 'x'", None),
        ("q.k01 > 1", None),
        ("not q.k01 > 1", None),
        ("q.k01 > 1 or 1 = 1", True),
        ("q.k01 > 1 and 1 = 2", False),
        ("q.k01 > 1 and 1 = 1", None),
        ("if q.k01 > 1 then 1 = 2", None),
        ("q.b01 + q.b03 > 0", None),
        ("q.k01 in ['x']", None),
        ("sum(q.c01.by_occupation)", None),
    ],
)
def test_a_blank_makes_what_reads_it_unknown_and_never_0(text, expected):
    assert value(text) is expected


def test_a_count_that_was_not_asked_for_is_0_and_a_blank_that_was_is_not():
    assert value("q.b07 + 0", {"b06": 0}) == 0
    assert value("q.b07 + 0", {"b06": 2}) is None


def test_without_rows_nothing_is_counted():
    assert value("count(rows where outcome = 'refused')", given_rows=None) is None
    assert value("rows", given_rows=None) == 0


def test_several_choices_are_in_a_list_when_one_of_them_is():
    assert of_row("requirements_asked in list('material')", requirements_asked=("fee", "exam")) is True
    assert of_row("requirements_asked not in list('material')", requirements_asked=("fee",)) is True
    assert of_row("requirements_asked in list('material')") is None


def test_business_days_are_those_of_the_law_also_backwards_and_over_holidays():
    assert of_row("business_days(received_on, decided_on)", decided_on=dt.date(2025, 6, 30)) == 20
    assert of_row("business_days(received_on, decided_on)", decided_on=dt.date(2025, 7, 2)) == 21  # 1 July is none
    assert of_row("business_days(decided_on, received_on)", decided_on=dt.date(2025, 6, 30)) == -20


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("q.b01 +", "A value was expected at character 8, not the end"),
        ("count(rows", "“)” was expected"),
        ("frobnicate(1)", "no function “frobnicate”"),
        ("between(1, 2)", "takes 3 arguments, not 2"),
        ("blank(1 where 2)", "takes no “where”"),
        ("1 ; 2", "“;” at character 3"),
        ("'open", "means nothing here"),
        ("and 1", "A value was expected"),
        ("1 = 2 = 3", "The end was expected"),
        ("1.5 days", "A whole number of days"),
    ],
)
def test_what_cannot_be_read_says_where(text, says):
    with pytest.raises(RuleError) as error:
        parse(text)
    assert says.lower() in str(error.value).lower()


numbers = st.integers(min_value=-1000, max_value=1000)
truths = st.sampled_from(["1 = 1", "1 = 2", "q.k01 = 'x'"])
MEANING = {"1 = 1": True, "1 = 2": False, "q.k01 = 'x'": None}


@given(numbers, numbers, numbers)
def test_sums_and_comparisons_are_those_of_arithmetic(a, b, c):
    assert value(f"({a}) + ({b}) * ({c})") == a + b * c
    assert value(f"({a}) <= ({b}) - ({c})") == (a <= b - c)


@given(truths, truths)
def test_and_and_or_keep_their_laws_with_blanks(a, b):
    assert value(f"{a} and {b}") is value(f"{b} and {a}")
    assert value(f"not ({a} and {b})") is value(f"(not {a}) or (not {b})")
    assert value(f"not not {a}") is MEANING[a]


@given(st.text(max_size=40))
def test_any_text_is_an_expression_or_an_error_that_says_so(text):
    with suppress(RuleError):
        parse(text)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)), st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31)))
def test_business_days_from_one_day_to_another_undo_themselves(a, b):
    assert COUNTING.business_days(a, b) == -COUNTING.business_days(b, a)


def test_a_row_of_the_past_and_one_of_two_thousand_ninety_are_counted_or_unknown_but_do_not_fail():
    old = rows(row(received_on=dt.date(1900, 1, 1), complete_on=dt.date(1900, 1, 2), decided_on=dt.date(2090, 1, 1)))
    counted = value("count(rows where business_days(complete_on, decided_on) > limit('decision', 0))", given_rows=old)
    assert counted in (0, 1)


@pytest.mark.django_db
def test_without_being_told_the_law_is_that_of_the_database():
    load_law()
    counting = Counting(FORM)
    assert counting.limit("decision") == COUNTING.limit("decision") == 20
    assert counting.most("extension") == 10
    days = (dt.date(2025, 12, 19), dt.date(2026, 1, 5))
    assert counting.business_days(*days) == COUNTING.business_days(*days)
