"""Staff enter a complaint: the same action, a code for the person, once."""

from __future__ import annotations

import re

import pytest

from complaints import codes
from complaints.choices import Source
from complaints.models import Complaint
from mobility.casefiles.models import Consent, Event, EventFacts
from mobility.outbox.models import Mail

pytestmark = pytest.mark.django_db
PAGE = "/desk/complaints/new/"


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def typed(client, **more):
    once = client.get(PAGE).context["form"]["once"].value()
    return {
        "once": str(once),
        "came_by": "phone",
        **dict(zip(("received_on_day", "received_on_month", "received_on_year"), ("2", "11", "2026"), strict=True)),
        "narrative": "She called: the college has not answered since August.",
        "direction": "inbound",
        "language": "fr",
        "speak_to_body": "with_name",
        **more,
    }


def test_a_call_becomes_a_complaint_with_a_code_and_a_consent(client, cast):
    client.force_login(cast.coordinator)
    form = typed(client, name="Wanda Worker", email="wanda@example.net", channels=["email"])
    page = client.post(PAGE, form, follow=True)
    complaint = Complaint.objects.select_related("file", "complainant").get()
    assert (complaint.source, complaint.receiving_id, complaint.received_on.isoformat()) == (
        Source.STAFF,
        "AB",
        "2026-11-02",
    )
    code = re.search(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", page.content.decode())[0]
    assert codes.hashed(code) == complaint.code_hash
    assert code not in client.get(page.redirect_chain[-1][0]).content.decode()
    assert Consent.objects.get(file=complaint.file).scope == "with_name"
    filed = Event.objects.get(file=complaint.file, kind="complaints.filed")
    assert (filed.actor_user, EventFacts.objects.get(event=filed).facts["came_by"]) == (cast.coordinator, "phone")
    assert [mail.to for mail in Mail.objects.all()] == ["wanda@example.net"]
    assert "By telephone" in page.content.decode()


def test_the_same_form_sent_twice_makes_one_complaint(client, cast):
    client.force_login(cast.coordinator)
    form = typed(client)
    first = client.post(PAGE, form)
    again = client.post(PAGE, form, follow=True)
    assert again.redirect_chain == [(first.url, 302)]
    assert "This was sent before" in again.content.decode()
    assert Complaint.objects.count() == 1


def test_what_is_missing_is_named_and_what_was_typed_stays(client, cast):
    client.force_login(cast.coordinator)
    form = typed(
        client,
        narrative="",
        wanted="An answer",
        channels=["phone"],
        application_received_day="5",
        application_received_month="10",
        application_received_year="2026",
        decision_made_day="1",
        decision_made_month="10",
        decision_made_year="2026",
    )
    page = client.post(PAGE, form)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"narrative", "phone", "decision_made"}
    assert "An answer" in page.content.decode()
    assert not Complaint.objects.exists()


def test_only_those_who_work_on_files_enter_one(client, cast):
    for role, user in cast.by_role.items():
        client.force_login(user)
        status = client.get(PAGE).status_code
        assert status == (200 if role in ("coordinator", "senior") else 404), role


def test_a_lost_code_is_replaced_after_a_recorded_check(client, cast):
    client.force_login(cast.coordinator)
    client.post(PAGE, typed(client))
    complaint = Complaint.objects.select_related("file").get()
    old = complaint.code_hash
    address = f"/desk/complaints/{complaint.file.reference}/reissue/"
    refused = client.post(address, {"version": complaint.file.version, "check": ""})
    assert (refused.status_code, Complaint.objects.get().code_hash) == (422, old)
    form = {"version": complaint.file.version, "check": "Called back; knew the day of the application."}
    page = client.post(address, form, follow=True).content.decode()
    code = re.search(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", page)[0]
    assert Complaint.objects.get().code_hash == codes.hashed(code) != old
    assert code not in client.get(f"/desk/complaints/{complaint.file.reference}/").content.decode()
