"""Filters of the list as addresses, and the views people keep of them."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from complaints import actions
from complaints.filters import query_of
from complaints.list_models import SavedView
from mobility.accounts.refusals import Refused
from mobility.law.models import Jurisdiction
from tests.makers import later, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def listed(client, query: str) -> str:
    answer = client.get(f"/desk/complaints/?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("receiving=AB", "inbound"),
        ("receiving=SK", "outbound"),
        ("flag=financial-hardship", "inbound"),
        ("flag=scope", "outbound"),
        ("language=fr", "outbound"),
        ("language=en", "inbound"),
        ("since=2026-11-10", "outbound"),
        ("until=2026-11-09", "inbound"),
    ],
)
def test_every_column_narrows_the_list(client, cast, query, found):
    client.force_login(cast.coordinator)
    made = {
        "inbound": make_complaint(flags=["financial-hardship"]),
        "outbound": make_complaint(
            receiving=Jurisdiction.objects.get(pk="SK"),
            language="fr",
            scope_doubt="not-regulated",
            at=later(18),
        ),
    }
    page = listed(client, query)
    for name, complaint in made.items():
        assert (complaint.file.reference in page) == (name == found), name


def test_what_no_filter_knows_filters_nothing(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    page = listed(client, "flag=x&language=tlh&receiving=XX&since=soon&until=2026-13-45&colour=blue")
    assert complaint.file.reference in page


def test_an_address_has_one_spelling():
    said = QueryDict("sort=due&state=open&q=+Wanda+&due=&body=7&after=x&x=y&priority=2")
    assert query_of(said) == "q=Wanda&body=7&priority=2"


def test_a_view_is_saved_shown_counted_renamed_and_deleted(client, cast):
    client.force_login(cast.coordinator)
    make_complaint(flags=["financial-hardship"])
    answer = client.post("/desk/complaints/views/", {"name": "Hardship", "query": "flag=financial-hardship&x=1"})
    assert answer["Location"] == "/desk/complaints/?flag=financial-hardship"
    view = SavedView.objects.get()
    assert (view.owner, view.name, view.query) == (cast.coordinator, "Hardship", "flag=financial-hardship")
    page = listed(client, view.query)
    assert '<a href="?flag=financial-hardship" aria-current="page">Hardship <span class="n">1</span></a>' in page
    client.post(f"/desk/complaints/views/{view.pk}/", {"name": "In need"})
    view.refresh_from_db()
    assert view.name == "In need"
    client.post(f"/desk/complaints/views/{view.pk}/", {"name": "", "delete": "1"})
    assert not SavedView.objects.exists()


def test_the_units_views_are_for_whoever_assigns(client, cast):
    client.force_login(cast.senior)
    client.post("/desk/complaints/views/", {"name": "With doubt", "query": "flag=scope", "for_unit": "on"})
    view = SavedView.objects.get()
    assert view.is_unit
    client.force_login(cast.coordinator)
    assert "With doubt" in listed(client, "")
    client.post("/desk/complaints/views/", {"name": "Mine", "query": "", "for_unit": "on"})
    assert SavedView.objects.get(name="Mine").owner == cast.coordinator
    client.post(f"/desk/complaints/views/{view.pk}/", {"delete": "1"})
    assert SavedView.objects.filter(pk=view.pk).exists()
    with pytest.raises(Refused):
        actions.save_view(name="x", query="", for_unit=True, by=cast.coordinator)


def test_nobody_sees_or_touches_anothers_view(client, cast):
    view = actions.save_view(name="Private", query="owner=me", for_unit=False, by=cast.coordinator)
    client.force_login(cast.colleague)
    assert "Private" not in listed(client, "")
    assert client.post(f"/desk/complaints/views/{view.pk}/", {"delete": "1"}).status_code == 404


def test_a_name_taken_is_said_at_the_field_and_nothing_typed_is_lost(client, cast):
    actions.save_view(name="Due", query="due=today", for_unit=False, by=cast.coordinator)
    client.force_login(cast.coordinator)
    answer = client.post("/desk/complaints/views/", {"name": "due", "query": "due=week"})
    assert answer.status_code == 422
    assert "There is a view of this name already." in answer.content.decode()
    assert 'value="due=week"' in answer.content.decode()


def test_a_registrar_finds_none_of_it(client, cast):
    client.force_login(cast.registrar)
    for path in ("", "views/", "keys/", "bulk/", "export/"):
        assert client.get(f"/desk/complaints/{path}").status_code == 404


def test_single_keys_can_be_switched_off_for_good(client, cast):
    client.force_login(cast.coordinator)
    make_complaint()
    assert "data-keys" in listed(client, "")
    client.post("/desk/complaints/keys/switch/", {"off": ""})
    assert "data-keys" not in listed(client, "")
    cast.coordinator.refresh_from_db()
    assert cast.coordinator.shortcuts is False
    assert "Switch single keys on" in client.get("/desk/complaints/keys/").content.decode()
    client.post("/desk/complaints/keys/switch/", {"on": ""})
    assert "data-keys" in listed(client, "")
