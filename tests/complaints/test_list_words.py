"""The triage list narrowed by words: the same files, however many match and however they are looked for."""

from __future__ import annotations

import re

import pytest

from complaints import actions, queries
from complaints.models import Complaint
from mobility.casefiles import actions as files
from mobility.casefiles import search
from mobility.casefiles.models import FileText
from tests.makers import later, make_complaint

pytestmark = pytest.mark.django_db

#: What is few, in roots of a hundred, the least it is reckoned with: each way of looking in turn.
WAYS = {"numbers": (2, 20), "set": (0.01, 20), "words": (0, 0)}


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture(autouse=True)
def _pages_are_asked_for_in_their_own_length():
    queries.first_found.cache_clear()
    yield
    queries.first_found.cache_clear()


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    numbers, of_set = WAYS[request.param]
    monkeypatch.setattr(search, "NUMBERS_ROOT", numbers)
    monkeypatch.setattr(search, "SET_ROOT", of_set)
    return request.param


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.coordinator)
    return client


def shown(desk, query: str) -> list[str]:
    """References in the order of the pages, all of them."""
    found, after = [], ""
    while True:
        page = desk.get(f"/desk/complaints/?{query}{after}").content.decode()
        found += re.findall(r'<a class="ref" href="/desk/complaints/([^/"]+)/"', page)
        more = re.search(r'rel="next" href="[^"]*(after=[^"&]+)"', page)
        if not more:
            return found
        after = f"&{more[1]}"


def test_its_files_and_their_order_are_the_same_each_way(desk, cast, way, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    made = []
    for number in range(8):
        status = "closed" if number == 7 else "accepted" if number % 2 else "received"
        priority = (number % 4) + 1
        made.append(
            make_complaint(
                status, by=cast.senior, at=later(number % 3), priority=priority, narrative="They asked for a bassoon."
            )
        )
    for _ in range(3):
        make_complaint(narrative="They asked for a telescope.")
    every = {one.pk: one.file.reference for one in made}
    rows = Complaint.objects.filter(pk__in=every)
    for sort, (columns, descending) in queries.SORTS.items():
        order = [f"-{column}" if descending else column for column in columns]
        expected = [every[pk] for pk in rows.order_by(*order).values_list("pk", flat=True)]
        is_open = {one.file.reference for one in made[:7]}
        assert shown(desk, f"q=bassoon&state=all&sort={sort}") == expected
        assert shown(desk, f"q=bassoon&sort={sort}") == [one for one in expected if one in is_open]
    assert shown(desk, "q=bassoon&state=closed") == [every[made[7].pk]]
    few = shown(desk, "q=bassoon&priority=3")
    assert sorted(few) == sorted(every[one.pk] for one in made[:7] if one.file.priority == 3)


def test_a_file_is_found_among_the_open_ones_until_it_is_closed_and_again_when_it_is_reopened(desk, cast, way):
    complaint = make_complaint("accepted", by=cast.senior, narrative="They asked for a bassoon.")
    other = make_complaint(narrative="They asked for a bassoon.")
    both = sorted([complaint.file.reference, other.file.reference])
    assert sorted(shown(desk, "q=bassoon")) == both
    actions.withdraw(complaint, at=later(5))
    assert shown(desk, "q=bassoon") == [other.file.reference]
    assert shown(desk, "q=bassoon&state=closed") == [complaint.file.reference]
    if way == "numbers":  # a reference is no word that many files hold
        assert shown(desk, f"q={complaint.file.reference}") == []
        assert shown(desk, f"q={complaint.file.reference}&state=all") == [complaint.file.reference]
    search.index(complaint.file, names=[], texts=["They asked for a bassoon and an oboe."])
    assert not FileText.objects.get(file=complaint.file).is_open
    actions.reopen(complaint, reason="They changed their mind.", by=cast.senior, at=later(6))
    assert sorted(shown(desk, "q=bassoon")) == both


def test_a_restricted_file_is_found_by_those_it_names_only(client, cast, way):
    complaint = make_complaint(narrative="They asked for a bassoon.", in_danger=True)
    make_complaint(narrative="They asked for a bassoon.")
    client.force_login(cast.coordinator)
    assert complaint.file.reference not in shown(client, "q=bassoon")
    files.name(complaint.file, user=cast.coordinator, by=cast.senior, reason="Stands in for the owner.")
    assert complaint.file.reference in shown(client, "q=bassoon")


def test_what_came_within_a_few_days_comes_in_the_order_of_the_list(desk, cast, monkeypatch, time_machine):
    monkeypatch.setattr(queries, "PAGE", 2)
    time_machine.move_to(later(10))
    made = [make_complaint(at=later(number % 4), priority=(number % 4) + 1) for number in range(8)]
    rows = Complaint.objects.filter(pk__in=[one.pk for one in made], received_on__gte=later(1).date())
    for sort, (columns, descending) in queries.SORTS.items():
        order = [f"-{column}" if descending else column for column in columns]
        assert shown(desk, f"since={later(1).date()}&sort={sort}") == [one.reference for one in rows.order_by(*order)]
