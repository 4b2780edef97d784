"""Asking the body and the other province: under which authority, with or without the name, and what an answer brings about."""

from __future__ import annotations

import pytest
from django.test import Client

from complaints import actions
from complaints.actions.body import body_day
from complaints.choices import ConsentScope, Recipient, Status
from mobility.accounts.models import OfficeContact
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles.choices import ScanState
from mobility.casefiles.models import Event, Share, Task
from mobility.correspondence import actions as requests
from mobility.correspondence.models import Request
from mobility.law.models import Jurisdiction
from mobility.outbox.models import Mail
from tests.complaints.door import sentences, text
from tests.makers import ask_body, later, make_complaint, make_document, worker_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(time_machine, settings) -> None:
    time_machine.move_to(later(4))
    settings.MFA_REQUIRED = False


def answered(request: Request, cast, category: str, **said) -> None:
    said = {"text": "Words.", "provision": "Section 1" if category == "maintained" else "", **said}
    requests.answer(request, by=cast.registrar, category=category, **said)
    request.file.refresh_from_db()


def test_asking_moves_the_file_starts_the_bodys_standard_and_tells_the_worker(cast):
    complaint = make_complaint("accepted", by=cast.senior)
    ask_body(complaint, by=cast.senior, at=later(3), due_on=body_day(later(3).date()))
    request = complaint.file.requests.get()
    assert complaint.file.status == Status.WITH_BODY
    clock = complaint.file.clocks.get(rule="unit.body_answer")
    assert (clock.owed_by_office, clock.due_on, clock.stopped_on) == (cast.body.office, request.due_on, None)
    assert "spans" in clock.explanation
    assert (request.with_name, request.share.consent.scope) == (True, ConsentScope.WITH_NAME)
    worker = worker_of(complaint)
    kinds = set(Event.objects.visible_to_participant(worker).values_list("kind", flat=True))
    assert "complaints.body_asked" in kinds
    assert Event.objects.visible_to(cast.registrar).filter(kind="correspondence.requested").exists()
    assert not Event.objects.visible_to(cast.registrar).filter(kind__startswith="complaints.").exists()
    assert Mail.objects.filter(to="wanda@example.net", kind="status-changed").exists()


def test_a_day_of_our_own_choosing_is_the_clocks_day(cast):
    complaint = make_complaint("accepted", by=cast.senior)
    ask_body(complaint, by=cast.senior, at=later(3), due_on=later(40).date())
    clock = complaint.file.clocks.get(rule="unit.body_answer")
    assert (clock.due_on, clock.explanation["given_in"]) == (later(40).date(), "request")
    client = Client()
    client.force_login(cast.senior)
    assert "The date stands in our request" in text(client.get(complaint.get_absolute_url()))


@pytest.mark.parametrize("scope", [ConsentScope.ADVISE_FIRST, None])
def test_without_consent_nothing_leaves_unless_another_authority_is_named(cast, scope):
    complaint = make_complaint("accepted", by=cast.senior, speak_to_body=scope or ConsentScope.WITH_NAME)
    if scope is None:
        complaint.file.consents.update(withdrawn_at=later(3))
    with pytest.raises(Refused, match="authority"):
        ask_body(complaint, by=cast.senior, at=later(3))
    complaint.refresh_from_db()
    assert (Request.objects.count(), Share.objects.count(), complaint.status) == (0, 0, Status.ACCEPTED)
    assert not Mail.objects.filter(kind="body-request").exists()
    ask_body(complaint, by=cast.senior, at=later(3), authority="Section 12 of the Act")
    request = Request.objects.get()
    assert (request.share.authority, request.share.consent, request.with_name) == ("Section 12 of the Act", None, False)


def test_without_name_the_name_is_left_out_of_everything_sent_and_shown(cast):
    complaint = make_complaint("accepted", by=cast.senior, speak_to_body=ConsentScope.WITHOUT_NAME)
    for words in ("What about Wanda Worker?", "WANDA applied.", "wanda@example.net wrote.", "Call 780 555 0123."):
        with pytest.raises(Refused, match="not to be named"):
            ask_body(complaint, by=cast.senior, at=later(3), question=words)
    hers = make_document(complaint.file, by=worker_of(complaint))
    ours = make_document(complaint.file, by=cast.senior, title="Letter to Wanda Worker")
    fine = make_document(complaint.file, by=cast.senior, title="Published requirements")
    for version in (hers, ours, fine):
        files.scanned(version, state=ScanState.CLEAN)
    for version in (hers, ours):
        with pytest.raises(Refused, match="not to be named"):
            ask_body(complaint, by=cast.senior, at=later(3), documents=[version.document])
    complaint.refresh_from_db()
    ask_body(complaint, by=cast.senior, at=later(3), documents=[fine.document])
    request = Request.objects.get()
    client = Client()
    client.force_login(cast.registrar)
    page = client.get(request.get_absolute_url()).content.decode()
    assert "Published requirements" in page
    assert "The person is not named to you." in page
    sent = " ".join(
        f"{mail.subject} {mail.text} {mail.html} {mail.headers}"
        for mail in Mail.objects.exclude(to="wanda@example.net")
    )
    for name in ("Wanda", "wanda@", "555-0123"):
        assert name not in page + sent + client.get("/portal/").content.decode()
    seen = Event.objects.visible_to(cast.registrar).select_related("kept")
    assert all("Wanda" not in str(event.kept.facts) for event in seen)


def test_marked_papers_never_leave(cast):
    complaint = make_complaint("accepted", by=cast.senior)
    version = make_document(complaint.file, by=cast.senior, mark="cabinet")
    files.scanned(version, state=ScanState.CLEAN)
    with pytest.raises(Refused, match="may not leave"):
        ask_body(complaint, by=cast.senior, at=later(3), documents=[version.document])


def test_a_consent_taken_back_stops_sending_again(cast):
    complaint = make_complaint("with_body", by=cast.senior)
    files.consent(
        complaint.file, participant=worker_of(complaint), scope=ConsentScope.ADVISE_FIRST, recipient=Recipient.BODY,
        notice_version="2026-11", at=later(3),
    )  # fmt: skip
    complaint.file.save()
    request = Request.objects.with_all().get()
    for verb in (requests.resend, requests.chase):
        with pytest.raises(Refused, match="may not be shown"):
            verb(request, by=cast.senior)
    with pytest.raises(Refused, match="may not be shown"):
        answered(request, cast, "duplicate")


@pytest.mark.parametrize(
    ("category", "status", "task"),
    [
        ("registered", Status.ACCEPTED, "Ask the worker whether it is so."),
        ("requirement_withdrawn", Status.ACCEPTED, "Ask the worker whether it is so."),
        ("maintained", Status.ACCEPTED, "Read the answer."),
        ("duplicate", Status.ACCEPTED, "Read the answer."),
        ("not_ours", Status.SCREENING, "Find out whose matter it is."),
        ("no_such_applicant", Status.SCREENING, "Find out whose matter it is."),
    ],
)
def test_what_each_answer_brings_about(cast, category, status, task):
    complaint = make_complaint("with_body", by=cast.senior)
    answered(Request.objects.with_all().get(), cast, category)
    complaint.refresh_from_db()
    assert complaint.status == status
    given = Task.objects.filter(file=complaint.file).last()
    assert given.what.startswith(task)
    assert (given.owed_by_user, given.due_on) == (complaint.file.owner, later(4).date())
    assert complaint.file.clocks.get(rule="unit.body_answer").stopped_on == later(4).date()
    both = Event.objects.get(file=complaint.file, kind="complaints.body_answered")
    assert {worker_of(complaint).pk, Request.objects.get().participant_id} == set(both.audience)


def test_the_file_stays_with_the_body_while_another_question_waits(cast):
    complaint = make_complaint("with_body", by=cast.senior)
    ask_body(complaint, by=cast.senior, at=later(4), due_on=later(30).date())
    first, second = Request.objects.with_all().order_by("pk")
    answered(first, cast, "duplicate")
    complaint.refresh_from_db()
    assert complaint.status == Status.WITH_BODY
    assert complaint.file.clocks.get(rule="unit.body_answer", stopped_on=None).due_on == later(30).date()
    answered(second, cast, "duplicate")
    complaint.refresh_from_db()
    assert complaint.status == Status.ACCEPTED


def test_an_answer_while_the_worker_is_asked_waits_for_the_workers(cast):
    complaint = make_complaint("with_body", by=cast.senior)
    actions.ask(complaint, question="Which day?", by=cast.senior)
    answered(Request.objects.with_all().get(), cast, "not_ours")
    complaint.refresh_from_db()
    assert complaint.status == Status.NEEDS_INFORMATION
    actions.answer(complaint, text="Monday")
    complaint.refresh_from_db()
    assert complaint.status == Status.SCREENING


def test_a_body_of_another_province_is_asked_by_name_and_address(cast):
    complaint = make_complaint(
        "accepted", by=cast.senior, direction="outbound", body=None, body_text="College of Ontario",
        home=Jurisdiction.objects.get(pk="AB"), receiving=Jurisdiction.objects.get(pk="ON"),
    )  # fmt: skip
    with pytest.raises(Refused, match="name and its e-mail address"):
        ask_body(complaint, by=cast.senior, at=later(3))
    ask_body(
        complaint,
        by=cast.senior,
        at=later(3),
        recipient_name="College of Ontario",
        recipient_email="r@college.example.org",
    )
    request = Request.objects.get()
    assert (request.to, request.jurisdiction_code) == ("College of Ontario", "ON")
    assert Mail.objects.get(kind="body-request").to == "r@college.example.org"
    client = Client()
    client.force_login(cast.senior)
    assert "College of Ontario" in text(client.get(complaint.get_absolute_url()))


def test_an_address_given_by_staff_is_registered_with_the_office(client, cast):
    complaint = make_complaint("accepted", by=cast.senior, body=cast.other_body)
    cast.other_registrar.is_active = False
    cast.other_registrar.save()
    client.force_login(cast.senior)
    path = f"{complaint.get_absolute_url()}ask_body/"
    page = client.get(path)
    assert "None is registered for CRNA" in text(page)
    assert "A person certified in Ontario" in page.content.decode()
    summary = page.context["form"]["summary"].value()
    assert "nobody wrote back" not in summary
    assert "Wanda" not in summary
    posted = {
        "version": complaint.file.version, "purpose": "position", "question": "Why?", "summary": summary, "language": "en",
        "due_on_day": "20", "due_on_month": "11", "due_on_year": "2026",
    }  # fmt: skip
    assert client.post(path, posted).status_code == 422
    assert client.post(path, {**posted, "recipient_email": "Office@CRNA.example.org"}).status_code == 302
    assert OfficeContact.objects.get().email == "office@crna.example.org"
    assert "With the body" in text(client.get(complaint.get_absolute_url()))


def test_a_form_of_a_file_that_changed_is_overtaken_and_keeps_what_was_typed(client, cast):
    complaint = make_complaint("accepted", by=cast.senior)
    client.force_login(cast.senior)
    posted = {
        "version": 1, "purpose": "position", "question": "Why so long?", "summary": "x", "language": "en",
        "due_on_day": "20", "due_on_month": "11", "due_on_year": "2026",
    }  # fmt: skip
    response = client.post(f"{complaint.get_absolute_url()}ask_body/", posted)
    assert response.status_code == 409
    assert "Somebody changed this file" in sentences(response)[0]
    assert "Why so long?" in response.content.decode()
    again = client.post(
        f"{complaint.get_absolute_url()}ask_body/", {**posted, "version": response.context["form"]["version"].value()}
    )
    assert again.status_code == 302


def test_the_page_to_ask_is_for_those_who_work_on_files(client, cast):
    complaint = make_complaint("accepted", by=cast.senior)
    for verb in ("ask_body", "ask_counterpart"):
        for somebody in (cast.director, cast.registrar, cast.auditor, cast.stranger):
            client.force_login(somebody)
            assert client.get(f"{complaint.get_absolute_url()}{verb}/").status_code == 404


# ---- the other province -----------------------------------------------------------------------------
def offered(cast, **more):
    complaint = make_complaint("accepted", by=cast.senior, speak_to_home=True, **more)
    actions.ask_counterpart(
        complaint, question="Can you help?", summary="A nurse.", due_on=later(12).date(), by=cast.senior, at=later(3)
    )
    return complaint, Request.objects.with_all().get()


def test_the_other_provinces_coordinator_is_offered_the_file(client, cast):
    complaint, request = offered(cast)
    assert complaint.file.status == Status.ACCEPTED
    assert (request.office, request.share.consent.recipient) == (cast.ontario, Recipient.HOME)
    assert complaint.file.clocks.get(rule="unit.handover_answer").due_on == later(12).date()
    client.force_login(cast.ontario_partner)
    assert complaint.reference.removeprefix("LM-") in text(client.get("/partner/"))
    assert "Can your office take this up?" in text(client.get(request.get_absolute_url()))
    client.post(request.get_absolute_url(), {"category": "accepted", "text": "We look into it."})
    request.refresh_from_db()
    assert request.answered_at is None
    assert complaint.file.clocks.get(rule="unit.handover_answer").stopped_on == later(4).date()
    client.post(request.get_absolute_url(), {"category": "answered", "text": "They will register her."})
    request.refresh_from_db()
    assert request.answered_at is not None
    complaint.refresh_from_db()
    assert complaint.status == Status.ACCEPTED
    client.force_login(cast.saskatchewan_partner)
    assert client.get(request.get_absolute_url()).status_code == 404


def test_without_the_workers_word_nothing_goes_to_the_other_province(cast):
    complaint = make_complaint("accepted", by=cast.senior)
    asked = {"question": "Can you help?", "summary": "A nurse.", "due_on": later(12).date(), "by": cast.senior}
    with pytest.raises(Refused, match="did not allow us to write to the other province"):
        actions.ask_counterpart(complaint, at=later(3), **asked)
    actions.ask_counterpart(complaint, at=later(3), authority="Agreement of the coordinators, 2019", **asked)
    assert Request.objects.get().with_name is False


def test_what_was_shared_with_the_other_province_can_be_withdrawn(client, cast):
    complaint = make_complaint("accepted", by=cast.senior, speak_to_home=True)
    version = make_document(complaint.file, by=cast.senior)
    files.scanned(version, state=ScanState.CLEAN)
    complaint.refresh_from_db()
    actions.ask_counterpart(
        complaint, question="?", summary="x", due_on=later(12).date(), by=cast.senior, documents=[version.document]
    )
    request = Request.objects.with_all().get()
    client.force_login(cast.ontario_partner)
    for address in (f"/portal/requests/{request.pk}/papers/{version.pk}/", f"/desk/documents/{version.pk}/"):
        assert client.get(address).status_code == 200
    requests.revoke(request, reason="Sent too much.", by=cast.senior)
    for address in (f"/portal/requests/{request.pk}/papers/{version.pk}/", f"/desk/documents/{version.pk}/"):
        assert client.get(address).status_code == 404
    assert request.share.until is not None
    assert complaint.file.clocks.get(rule="unit.handover_answer").stopped_on == later(4).date()
