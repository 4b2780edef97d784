"""What comes onto a file from its page: calls, saved mails; and a file started from a mail."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints.models import Complaint
from mobility.casefiles import actions as files
from mobility.casefiles.models import Document, Event, Message, Task
from mobility.casefiles.timeline import sentence
from mobility.outbox.models import Mail
from tests.makers import make_complaint, make_mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def test_a_call_is_one_event_and_what_was_promised_a_task_of_whoever_did(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    event = files.call(
        complaint.file,
        said="They will look for the file.",
        who="The registrar’s office",
        promised="Write by Friday",
        promised_by="body",
        due_on=dt.date(2026, 12, 4),
        by=cast.coordinator,
    )
    assert event.audience == []
    assert "Call with The registrar’s office: They will look for the file." in sentence(event)
    assert "Promised by The regulatory body: Write by Friday, 4 December 2026" in sentence(event)
    task = Task.objects.get(file=complaint.file, what="Write by Friday")
    assert (task.owed_by, task.owed_by_user, task.due_on) == ("body", None, dt.date(2026, 12, 4))


def test_a_call_needs_one_field(client, cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    client.force_login(cast.coordinator)
    address = f"{complaint.get_absolute_url()}call/"
    assert 'name="said"' in client.get(address).content.decode()
    version = complaint.file.version
    page = client.post(address, {"version": version, "said": "She found the letter."}, follow=True)
    assert "The call is on record." in page.content.decode()
    facts = Event.objects.get(file=complaint.file, kind="casefiles.called").kept.facts
    assert (facts["who"], facts["promised"]) == (str(complaint.complainant), "")


def test_a_mail_is_put_on_the_file_from_its_page(client, cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    client.force_login(cast.coordinator)
    address = f"{complaint.get_absolute_url()}mail/"
    assert "multipart/form-data" in client.get(address).content.decode()
    version = complaint.file.version
    page = client.post(address, {"version": version, "mail": make_mail("who@example.com")}, follow=True)
    assert "The mail is on the file" in page.content.decode()
    assert Message.objects.filter(file=complaint.file, channel="email").count() == 1
    complaint.file.refresh_from_db()
    wrong = make_mail()
    wrong.file.seek(0)
    wrong.file.truncate(0)
    wrong.size = 0
    refused = client.post(address, {"version": complaint.file.version, "mail": wrong})
    assert refused.status_code == 422
    assert Message.objects.filter(file=complaint.file, channel="email").count() == 1


def test_a_mail_starts_a_file_and_the_same_mail_is_the_same_file(client, cast):
    client.force_login(cast.coordinator)
    first = client.post("/desk/complaints/new/mail/", {"mail": make_mail("nora@example.com")})
    complaint = Complaint.objects.select_related("file", "complainant").get()
    assert first.url == complaint.get_absolute_url()
    assert (complaint.narrative, complaint.complainant.email, complaint.complainant.channels) == (
        "Hello\n\nGood day.",
        "nora@example.com",
        [],
    )
    assert [one.kind for one in Document.objects.filter(file=complaint.file)] == ["mail"]
    assert not Mail.objects.exists()
    again = client.post("/desk/complaints/new/mail/", {"mail": make_mail("nora@example.com")})
    assert (again.url, Complaint.objects.count()) == (first.url, 1)
    refused = client.post("/desk/complaints/new/mail/", {})
    assert refused.status_code == 422
