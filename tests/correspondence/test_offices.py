"""Offices whose people sign in; answers on behalf; two answers at once; what is held about the worker."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints.choices import Status
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles import personal
from mobility.casefiles.choices import Kind, Role, ScanState
from mobility.casefiles.models import DocumentVersion, Share
from mobility.correspondence import actions
from mobility.correspondence.actions import Asking
from mobility.correspondence.choices import Purpose
from mobility.correspondence.models import Request, RequestAnswer, RequestLink
from tests.complaints.door import text
from tests.correspondence.conftest import to_body
from tests.makers import later, make_cast, make_complaint, make_file, pdf, worker_of

ANSWER = {"category": "maintained", "text": "As the Act says.", "provision": "Section 28"}


@pytest.fixture
def with_portal(cast):
    """With CLPNA, whose registrar signs in."""
    return make_complaint("with_body", by=cast.senior).file.requests.get()


@pytest.mark.django_db
def test_people_of_the_body_get_the_address_of_their_page_and_no_link(with_portal, cast, mailbox):
    sent = to_body(mailbox)
    assert {to for to, _subject, _text in sent} == {"registrar@body.example.org", cast.registrar.email}
    assert all(f"/portal/requests/{with_portal.pk}/" in body and "/r/" not in body for _to, _subject, body in sent)
    assert not RequestLink.objects.exists()


@pytest.mark.django_db
def test_the_portal_lists_what_is_asked_and_takes_the_answer(client, cast, with_portal):
    client.force_login(cast.registrar)
    home = client.get("/portal/")
    assert with_portal.file.reference.removeprefix("LM-") in text(home)
    page = with_portal.get_absolute_url()
    assert with_portal.question in text(client.get(page))
    assert client.post(page, ANSWER).status_code == 302
    answer = RequestAnswer.objects.get()
    assert (answer.by, answer.via, answer.said_by) == (cast.registrar, "portal", "Rita Registrar")
    assert "Position maintained" in text(client.get("/portal/"))
    assert "Section 28" in text(client.get(page))


@pytest.mark.django_db
def test_people_of_another_body_find_nothing_and_can_infer_nothing(client, cast, with_portal):
    client.force_login(cast.other_registrar)
    page = with_portal.get_absolute_url()
    missing = client.get("/portal/requests/999999/")
    for response in (client.get(page), client.post(page, ANSWER)):
        assert (response.status_code, text(response)) == (404, text(missing))
    assert "Nothing is asked of you now" in text(client.get("/portal/"))
    assert not Request.objects.visible_to(cast.other_registrar).exists()
    with pytest.raises(Refused):
        actions.answer(with_portal, by=cast.other_registrar, **ANSWER)
    for somebody in (cast.ministry_partner, cast.ontario_partner, cast.stranger):
        assert not Request.objects.visible_to(somebody).exists()


@pytest.mark.django_db
def test_the_unit_does_not_answer_as_the_body(client, cast, with_portal):
    client.force_login(cast.coordinator)
    assert client.get(with_portal.get_absolute_url()).status_code == 404
    with pytest.raises(Refused):
        actions.answer(with_portal, by=cast.coordinator, **ANSWER)


@pytest.mark.django_db
def test_a_withdrawn_request_shows_nothing_in_the_portal(client, cast, with_portal):
    actions.revoke(with_portal, reason="Sent by mistake.", by=cast.senior)
    client.force_login(cast.registrar)
    page = text(client.get(with_portal.get_absolute_url()))
    assert "was withdrawn" in page
    assert with_portal.question not in page
    assert "Wanda" not in page
    assert "Nothing is asked of you now" in text(client.get("/portal/"))
    assert Share.objects.get().until is not None
    with_portal.file.refresh_from_db()
    assert with_portal.file.status == Status.ACCEPTED


@pytest.mark.django_db
def test_a_restricted_file_is_closed_to_the_portal(client, cast, with_portal):
    files.restrict(with_portal.file, to=[cast.senior], by=cast.senior, reason="Threats.")
    client.force_login(cast.registrar)
    assert client.get(with_portal.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_the_portal_asks_the_database_the_same_with_1_and_30_requests(client, cast):
    client.force_login(cast.registrar)
    answered = make_complaint("with_body", by=cast.senior).file.requests.get()
    actions.answer(answered, by=cast.registrar, **ANSWER)
    asked = set()
    for more in (1, 29):
        for _ in range(more):
            make_complaint("with_body", by=cast.senior)
        client.get("/portal/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/portal/")
        asked.add(len(captured))
    assert len(asked) == 1
    assert max(asked) <= 15


@pytest.mark.django_db
def test_an_answer_by_telephone_goes_through_the_same_action_and_is_copied(client, cast, with_portal, mailbox):
    client.force_login(cast.coordinator)
    complaint = with_portal.file
    posted = {
        **ANSWER,
        "version": complaint.version,
        "name": "Mr. Deputy",
        "via": "phone",
        "answered_on_day": "5",
        "answered_on_month": "11",
        "answered_on_year": "2026",
    }
    path = f"/desk/complaints/{complaint.reference}/requests/{with_portal.pk}/on_behalf/"
    assert client.post(path, {**posted, "version": 1}).status_code == 409
    assert client.post(path, {**posted, "papers": [pdf()]}).status_code == 302
    answer = RequestAnswer.objects.get()
    assert (answer.said_by, answer.via, answer.by, answer.answered_on.day) == (
        "Mr. Deputy",
        "phone",
        cast.coordinator,
        5,
    )
    copies = [letter for letter in to_body(mailbox) if letter[1].startswith("Copy")]
    assert {to for to, _subject, _text in copies} == {"registrar@body.example.org", cast.registrar.email}
    assert all("Section 28" in body and "Mr. Deputy" in body for _to, _subject, body in copies)
    files.scanned(DocumentVersion.objects.get(), state=ScanState.CLEAN)
    client.force_login(cast.registrar)
    page = text(client.get(with_portal.get_absolute_url()))
    assert "entered by us" in page
    assert "letter.pdf" in page


@pytest.mark.django_db
def test_a_copy_leaves_out_wording_that_names_a_worker_who_is_not_to_be_named(cast, mailbox):
    request = make_complaint("with_body", by=cast.senior, speak_to_body="without_name").file.requests.get()
    actions.answer(request, category="duplicate", text="Ms. Wanda Worker again?", by=cast.registrar)
    assert all("Wanda" not in body for _to, _subject, body in to_body(mailbox))


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["extend", "revoke", "chase", "resend", "on_behalf"])
def test_only_who_works_on_the_file_does_anything_with_a_request(client, cast, with_portal, verb):
    path = f"/desk/complaints/{with_portal.file.reference}/requests/{with_portal.pk}/{verb}/"
    for somebody in (cast.registrar, cast.stranger, cast.auditor):
        client.force_login(somebody)
        assert client.post(path, {}).status_code == 404
    client.force_login(cast.director)
    assert client.post(path, {"version": with_portal.file.version, "reason": "x"}).status_code in (409, 422)
    with_portal.refresh_from_db()
    assert with_portal.shut == ""


@pytest.mark.django_db
def test_a_file_of_any_kind_can_ask_an_office(cast, mailbox):
    file = make_file(kind=Kind.ENQUIRY)
    asking = Asking(
        to=cast.ministry, role=Role.MINISTRY, purpose=Purpose.INFORMATION, question="Which section?",
        due_on=later(20).date(), authority="Information-sharing agreement of 2024",
    )  # fmt: skip
    request = actions.ask(file, asking, by=cast.coordinator)
    assert [to for to, _subject, _text in to_body(mailbox)] == [cast.ministry_partner.email]
    client = Client()
    client.force_login(cast.ministry_partner)
    assert request.question in text(client.get(request.get_absolute_url()))
    actions.answer(request, category="answered", text="Section 4.", by=cast.ministry_partner)
    file.refresh_from_db()
    assert file.status == "open"
    for who in (cast.director, cast.registrar, cast.stranger):
        with pytest.raises(Refused):
            actions.ask(file, asking, by=who)


@pytest.mark.django_db
def test_nothing_is_asked_without_authority_address_or_time(cast):
    file = make_file(kind=Kind.ENQUIRY)
    good = {
        "to": cast.ministry, "role": Role.MINISTRY, "purpose": Purpose.INFORMATION, "question": "Which section?",
        "due_on": later(20).date(), "authority": "Section 40",
    }  # fmt: skip
    for change, said in (
        ({"authority": " "}, "Name the authority"),
        ({"question": " "}, "Write what you ask."),
        ({"due_on": later(1).date()}, "passed already"),
        ({"to": cast.unit}, "No e-mail address is registered"),
    ):
        with pytest.raises(Refused, match=said):
            actions.ask(file, Asking(**{**good, **change}), by=cast.coordinator)
    assert not Request.objects.exists()


@pytest.mark.django_db
def test_what_was_asked_and_answered_is_given_out_and_erased_with_the_worker(cast, with_portal):
    actions.answer(with_portal, by=cast.registrar, papers=[pdf("about her")], **ANSWER)
    worker = worker_of(with_portal.file.complaint)
    held = personal.held(worker.person)["files"][0]["requests"]["requests"][0]
    assert (held["told"], held["answers"][0]["provision"]) == (with_portal.summary, "Section 28")
    files.erase_person(worker.person, reason="Asked for.", by=cast.senior)
    with_portal.refresh_from_db()
    answer = RequestAnswer.objects.get()
    assert (with_portal.question, with_portal.summary, answer.text, answer.provision) == ("", "", "", "")
    version = DocumentVersion.objects.get()
    assert (version.destroyed_at is not None, version.filename) == (True, "")
    call_command("verify_history")


def test_two_tabs_that_answer_at_once_leave_one_answer(committed_db, time_machine):
    time_machine.move_to(later(4))
    cast = make_cast()
    request = make_complaint("with_body", by=cast.senior).file.requests.get()

    def send(number: int) -> str:
        try:
            mine = Request.objects.with_all().get(pk=request.pk)
            return actions.answer(mine, by=cast.registrar, category="duplicate", text=f"Tab {number}").text
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        said = set(pool.map(send, range(4)))
    assert RequestAnswer.objects.count() == 1
    assert said == {RequestAnswer.objects.get().text}
    request.file.refresh_from_db()
    assert request.file.status == Status.ACCEPTED
