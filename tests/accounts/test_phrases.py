"""The words for time, as a table, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from mobility.accounts import phrases

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("on", "distance", "unit", "english", "french", "state"),
    [
        (
            (2026, 11, 26),
            3,
            "business",
            "Due in 3 business days, Thu 26 Nov",
            "Échéance dans 3 jours ouvrables, jeu. 26 nov.",
            "",
        ),
        ((2026, 11, 30), 7, "calendar", "Due in 7 days, Mon 30 Nov", "Échéance dans 7 jours, lun. 30 nov.", ""),
        ((2026, 11, 24), 1, "business", "Due tomorrow, Tue 24 Nov", "Échéance demain, mar. 24 nov.", "soon"),
        ((2026, 11, 23), 0, "business", "Due today, Mon 23 Nov", "Échéance aujourd’hui, lun. 23 nov.", "soon"),
        (
            (2026, 11, 20),
            -1,
            "business",
            "1 business day over, Fri 20 Nov",
            "En retard de 1 jour ouvrable, ven. 20 nov.",
            "late",
        ),
        (
            (2026, 11, 12),
            -7,
            "business",
            "7 business days over, Thu 12 Nov",
            "En retard de 7 jours ouvrables, jeu. 12 nov.",
            "late",
        ),
        ((2026, 11, 21), 0, "business", "Overdue, Sat 21 Nov", "En retard, sam. 21 nov.", "late"),
        ((2027, 1, 18), 38, "business", "Due Mon 18 Jan 2027", "Échéance lun. 18 janv. 2027", ""),
        ((2026, 12, 1), None, "business", "Due Tue 1 Dec", "Échéance mar. 1er déc.", ""),
    ],
)
def test_a_due_date_in_words(on, distance, unit, english, french, state):
    for language, words in (("en", english), ("fr", french)):
        with translation.override(language):
            due = phrases.due_words(date(*on), today=MONDAY, distance=distance, unit=unit)
        assert due.sentence == words
        assert due.state == state


def test_one_business_day_over_a_weekend_is_not_tomorrow():
    with translation.override("en"):
        due = phrases.due_words(MONDAY, today=date(2026, 11, 20), distance=1)
    assert due.sentence == "Due in 1 business day, Mon 23 Nov"


def test_the_public_reads_the_day_and_month_in_full():
    for language, words in (
        ("en", "Due in 3 business days, Thursday 26 November"),
        ("fr", "Échéance dans 3 jours ouvrables, le jeudi 26 novembre"),
    ):
        with translation.override(language):
            assert phrases.due_words(date(2026, 11, 26), today=MONDAY, distance=3, style="long").sentence == words


def test_a_paused_clock_says_what_it_waits_for():
    with translation.override("en"):
        due = phrases.due_words(None, today=MONDAY, paused="the worker’s answer")
    assert (due.sentence, due.state, due.icon) == ("Paused: waiting for the worker’s answer", "mute", "pause")


@pytest.mark.parametrize(
    ("on", "style", "english", "french"),
    [
        ((2026, 11, 26), "short", "Thu 26 Nov", "jeu. 26 nov."),
        ((2027, 1, 1), "short", "Fri 1 Jan 2027", "ven. 1er janv. 2027"),
        ((2026, 11, 26), "long", "Thursday 26 November", "jeudi 26 novembre"),
        ((2026, 11, 26), "full", "Thursday 26 November 2026", "jeudi 26 novembre 2026"),
        ((2026, 12, 1), "plain", "1 December 2026", "1er décembre 2026"),
    ],
)
def test_a_day_in_words(on, style, english, french):
    for language, words in (("en", english), ("fr", french)):
        with translation.override(language):
            assert phrases.day_words(date(*on), style, today=MONDAY) == words


def test_a_moment_is_told_in_alberta_time():
    at = datetime(2026, 7, 2, 5, 30, tzinfo=UTC)
    with translation.override("en"):
        assert phrases.moment_words(at, today=MONDAY) == "Wed 1 Jul, 11:30\u00a0pm"
        assert phrases.moment_words(at, "full") == "Wednesday 1 July 2026 at 11:30\u00a0pm"
    with translation.override("fr"):
        assert phrases.moment_words(at, "full") == "mercredi 1er juillet 2026 à 23\u00a0h\u00a030"


@pytest.mark.parametrize(("days", "english"), [(0, "today"), (1, "1 day old"), (14, "14 days old")])
def test_age(days, english):
    with translation.override("en"):
        assert phrases.age_words(days) == english
