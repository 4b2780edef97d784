"""The pages of my desk: what stands on them, for whom, and how often they ask the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mobility.accounts.kept import forget
from mobility.casefiles import actions as files
from mobility.casefiles.models import Absence
from mobility.correspondence.models import Request
from mobility.law.days import today
from tests.makers import Cast, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def text(response) -> str:
    return " ".join(response.content.decode().split())


def days(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def asked(client, path: str) -> int:
    cache.clear()
    forget()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_an_empty_desk_says_so(client, cast: Cast):
    client.force_login(cast.coordinator)
    said = text(client.get("/desk/"))
    assert "Nothing is owed by you now" in said
    assert "Asked of others" not in said


def test_i_enter_an_absence_and_come_back(client, cast: Cast):
    client.force_login(cast.coordinator)
    last = today() + dt.timedelta(days=4)
    form = {"user": cast.coordinator.pk, "covered_by": cast.colleague.pk, **days("from_on", today())}
    response = client.post("/desk/away/", form)
    assert response.status_code == 422
    assert "Enter the day, the month and the year".lower() in text(response).lower()
    response = client.post("/desk/away/", {**form, **days("until_on", last)}, follow=True)
    assert "Colin Colleague covers" in text(response)
    assert "I am back" in text(response)
    response = client.post("/desk/away/", {**form, **days("until_on", last)})
    assert "end that first" in text(response)
    client.post(f"/desk/away/{cast.coordinator.pk}/back/")
    assert Absence.objects.get().ended_on == today()


def test_a_coordinator_enters_nobody_elses_absence_and_a_senior_does(client, cast: Cast):
    form = {
        "user": cast.colleague.pk,
        "covered_by": cast.senior.pk,
        **days("from_on", today()),
        **days("until_on", today()),
    }
    client.force_login(cast.coordinator)
    assert client.post("/desk/away/", form).status_code == 422
    client.force_login(cast.senior)
    assert client.post("/desk/away/", form)["Location"] == "/desk/unit/"
    assert "away until" in text(client.get("/desk/unit/"))
    client.force_login(cast.coordinator)
    client.post(f"/desk/away/{cast.colleague.pk}/back/")
    assert Absence.objects.get().ended_on is None


def test_the_load_is_for_who_assigns_and_leads_to_the_files_of_each(client, cast: Cast):
    make_complaint("accepted", by=cast.coordinator)
    make_complaint("needs_information", by=cast.coordinator)
    make_complaint()
    client.force_login(cast.coordinator)
    assert client.get("/desk/unit/").status_code == 404
    client.force_login(cast.senior)
    response = client.get("/desk/unit/")
    row, *others, nobody = response.context["load"]
    assert [(other.owner, other.open) for other in others] == [(cast.colleague, 0), (cast.senior, 0)]
    assert (row.owner, row.open, row.paused, nobody.owner, nobody.open) == (cast.coordinator, 2, 1, None, 1)
    assert f"/desk/complaints/?owner={cast.coordinator.pk}" in text(response)


def test_requests_past_their_day_show_on_the_owners_desk_and_on_the_covers(client, cast: Cast):
    complaint = make_complaint("with_body", by=cast.coordinator)
    Request.objects.update(due_on=dt.date(2026, 11, 3))
    files.go_away(cast.coordinator, from_on=today(), until_on=today(), covered_by=cast.colleague, by=cast.coordinator)
    for user, shown in ((cast.coordinator, True), (cast.colleague, True), (cast.senior, False)):
        client.force_login(user)
        said = text(client.get("/desk/"))
        assert ("Asked of others, and overdue" in said) is shown
    assert complaint.file.reference


def test_pages_ask_the_same_with_1_and_30_files_and_while_covering(client, cast: Cast):
    client.force_login(cast.senior)
    files.go_away(cast.coordinator, from_on=today(), until_on=today(), covered_by=cast.senior, by=cast.senior)
    make_complaint("with_body", by=cast.coordinator)
    make_complaint("with_body", by=cast.senior, in_danger=True)
    pages = ("/desk/", "/desk/unit/")
    for path in pages:
        asked(client, path)
    one = {path: asked(client, path) for path in pages}
    for _ in range(15):
        make_complaint("with_body", by=cast.coordinator)
        make_complaint("accepted", by=cast.senior)
    assert {path: asked(client, path) for path in pages} == one
    assert max(one.values()) <= 15
