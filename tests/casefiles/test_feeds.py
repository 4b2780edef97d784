"""The calendar one subscribes to: what stands in it, who may read it, and until when."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints import actions as complaints
from mobility.casefiles import actions, feeds
from mobility.casefiles.models import CalendarFeed
from tests.makers import later, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.coordinator)
    return client


def entries(address: str) -> dict[str, icalendar.Event]:
    """What a calendar program reads, without any session."""
    response = Client().get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    made = icalendar.Calendar.from_ical(response.content)
    return {str(event["summary"]): event for event in made.walk("VEVENT")}


def address_of(user) -> str:
    return f"/desk/calendar/{feeds.make(user)}.ics"


def test_it_holds_what_is_due_on_my_files_and_what_i_owe(cast):
    mine = make_complaint("accepted", by=cast.coordinator)
    actions.add_task(mine.file, what="Call Wanda", by=cast.coordinator, due_on=dt.date(2026, 12, 1))
    others = make_complaint("accepted", by=cast.senior)
    actions.add_task(
        others.file, what="Help", by=cast.senior, owed_by_user=cast.coordinator, due_on=dt.date(2026, 12, 2)
    )
    found = entries(address_of(cast.coordinator))
    assert {name: event["dtstart"].dt for name, event in found.items()} == {
        f"{mine.file.reference}: acknowledgement": dt.date(2026, 10, 20),
        f"{mine.file.reference}: outcome": dt.date(2027, 1, 13),
        f"{mine.file.reference}: task": dt.date(2026, 12, 1),
        f"{others.file.reference}: task": dt.date(2026, 12, 2),
    }
    event = found[f"{mine.file.reference}: outcome"]
    assert str(event["url"]).endswith(f"/desk/files/{mine.file.reference}/")


def test_no_name_and_no_words_stand_in_it(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    actions.add_task(complaint.file, what="Call Wanda Worker", by=cast.coordinator, due_on=dt.date(2026, 12, 1))
    said = Client().get(address_of(cast.coordinator)).content.decode()
    for word in ("Wanda", "Worker", "CLPNA", "Carla", "Call"):
        assert word not in said


def test_of_a_restricted_file_only_reference_and_duty(cast):
    complaint = make_complaint("accepted", by=cast.senior, in_danger=True)
    found = entries(address_of(cast.senior))
    assert f"{complaint.file.reference}: outcome" in found
    for event in found.values():
        assert "url" not in event
        assert "description" not in event
    complaint.file.named.filter(user=cast.senior).update(until=later(9))
    assert entries(address_of(cast.senior)) == {}


def test_the_director_reads_the_questions_put_to_them(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    complaints.escalate(complaint, question="x", options="x", recommendation="x", by=cast.coordinator, at=later(2))
    assert set(entries(address_of(cast.director))) == {f"{complaint.file.reference}: decision"}


def test_an_address_is_shown_once_and_only_its_hash_is_kept(desk, cast):
    response = desk.post("/desk/calendar/")
    assert response["Cache-Control"] == "private, no-store"
    address = response.context["address"]
    assert address.encode() in response.content
    token = address.rpartition("/")[2].removesuffix(".ics")
    kept = CalendarFeed.objects.get()
    assert kept.token_hash == feeds.hashed(token) != token
    assert token.encode() not in desk.get("/desk/").content
    assert entries(address.partition("//")[2].partition("/")[2].join(["/", ""])) == {}


def test_a_revoked_or_older_address_does_not_exist(desk, cast):
    first = address_of(cast.coordinator)
    second = address_of(cast.coordinator)
    assert [Client().get(address).status_code for address in (first, second)] == [404, 200]
    assert desk.post("/desk/calendar/revoke/").status_code == 302
    assert Client().get(second).status_code == 404
    assert Client().get("/desk/calendar/made-up.ics").status_code == 404


def test_who_leaves_has_no_calendar(cast):
    address = address_of(cast.coordinator)
    cast.coordinator.is_active = False
    cast.coordinator.save()
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("path", ["/desk/calendar/", "/desk/calendar/revoke/"])
def test_only_the_desk_makes_and_revokes(client, cast, path):
    assert client.post(path).status_code == 302, "to sign-in"
    client.force_login(cast.registrar)
    assert client.post(path).status_code == 404
    client.force_login(cast.coordinator)
    assert client.get(path).status_code == 405


def test_it_asks_the_same_with_1_and_30_files(cast):
    def asked() -> int:
        address = address_of(cast.coordinator)
        with CaptureQueriesContext(connection) as captured:
            assert Client().get(address).status_code == 200
        return len(captured)

    make_complaint("accepted", by=cast.coordinator)
    asked()
    one = asked()
    for _ in range(29):
        make_complaint("accepted", by=cast.coordinator)
    assert asked() == one <= 8
