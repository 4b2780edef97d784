"""What complaints say on the page of a body: counts, endings, the files that are due first; to whom."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints import body_card
from complaints.choices import Outcome
from mobility.law.days import law_date
from tests.makers import RECEIVED, make_complaint

pytestmark = pytest.mark.django_db
DAY = law_date(RECEIVED)


def shown(cast, user=None, on: dt.date = DAY):
    return body_card.make(cast.body, user or cast.coordinator, on)


def test_nothing_stands_there_before_the_first_complaint(cast):
    make_complaint(body=cast.other_body)
    assert shown(cast) is None


def test_open_and_ended_files_of_both_sides_are_counted(cast):
    inbound, outbound = make_complaint(dates={}), make_complaint(dates={}, body=None, home_body=cast.body)
    ended = make_complaint("closed", dates={})
    card = shown(cast)
    assert (card.all, card.count, card.overdue, card.newest) == (3, 2, 0, 0)
    assert {row.pk for row in card.files} == {inbound.pk, outbound.pk}
    assert card.outcomes == [(str(Outcome.EXPLAINED.label), 1)]
    assert ended.pk not in {row.pk for row in card.files}


def test_what_is_overdue_is_counted_and_named_first(cast):
    make_complaint(dates={}, at=RECEIVED + dt.timedelta(days=60))
    late = make_complaint(dates={})
    card = shown(cast, on=DAY + dt.timedelta(days=60))
    assert (card.count, card.overdue) == (2, 1)
    assert card.files[0].pk == late.pk


def test_more_than_are_looked_at_are_said_to_be_the_newest(cast, monkeypatch):
    monkeypatch.setattr(body_card, "NEWEST", 2)
    for _number in range(3):
        make_complaint()
    assert (shown(cast).all, shown(cast).newest) == (3, 2)


def test_a_restricted_file_is_counted_for_those_it_names_alone(cast):
    make_complaint(in_danger=True)
    assert shown(cast) is None
    assert shown(cast, cast.senior).all == 1


def test_a_body_sees_nothing_of_it(cast):
    make_complaint()
    assert shown(cast, cast.registrar) is None
