"""The link of an office without account: looks at nothing, opens one request, lasts until it is answered or withdrawn."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints.choices import Status
from mobility.casefiles import actions as files
from mobility.casefiles.choices import EventKind as FileEvent
from mobility.casefiles.choices import ScanState
from mobility.casefiles.models import AccessLog, Document, DocumentVersion, Event, Task
from mobility.correspondence import actions, links
from mobility.correspondence.choices import Category
from mobility.correspondence.models import Request, RequestAnswer, RequestLink
from tests.complaints.door import sentences, text
from tests.correspondence.conftest import letters, link_in, opened, to_body
from tests.makers import ask_body, later, make_complaint, make_document, pdf

pytestmark = pytest.mark.django_db
ANSWER = {"category": "duplicate", "text": "We wrote in May.", "name": "R. Registrar"}


def state() -> tuple[int, ...]:
    return (
        Event.objects.count(),
        AccessLog.objects.count(),
        RequestLink.objects.count(),
        RequestAnswer.objects.count(),
    )


def test_the_mail_names_nobody_and_carries_a_link_of_which_only_the_hash_is_kept(asked, mailbox):
    ((to, subject, body),) = to_body(mailbox)
    assert (to, subject) == (
        "registrar@body.example.org",
        f"Request {asked.file.reference}: answer by Thursday 19 November 2026",
    )
    for word in ("Wanda", "CRNA", "nurse", "Ontario", "decision", asked.question):
        assert word not in body + subject
    token = link_in(body).split("/")[2]
    assert RequestLink.objects.get().token_hash == links.hashed(token)
    assert len(token) >= 40


def test_looking_at_the_link_shows_nothing_of_the_case_and_spends_nothing(client, asked, mailbox):
    link = link_in(to_body(mailbox)[0][2])
    before = state()
    for look in (client.get, client.head):
        response = look(link)
        assert response.status_code == 200
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert not response.cookies
    page = text(client.get(link))
    for word in ("Wanda", asked.file.reference, asked.question, "CRNA", "nurse"):
        assert word not in page
    assert page == text(client.get("/r/made-up/")), "a link that opens nothing looks the same"
    assert state() == before
    assert Request.objects.get().opened_at is None
    assert client.get(f"/request/{asked.pk}/").status_code == 403


def test_the_button_opens_this_request_alone_and_is_logged(client, cast, asked, mailbox):
    other = make_complaint("with_body", by=cast.senior)
    page = client.post(link_in(to_body(mailbox)[0][2]))["Location"]
    assert page == f"/request/{asked.pk}/"
    said = text(client.get(page))
    assert asked.question in said
    assert "Wanda Worker" in said, "the worker allowed the name"
    assert "nobody wrote back" not in said, "never the worker's own account"
    assert client.get(f"/request/{other.file.requests.get().pk}/").status_code == 403
    assert client.get("/portal/").status_code == 302
    log = AccessLog.objects.get(detail=f"request {asked.pk} by link")
    assert (log.participant_id, log.file_id) == (asked.participant_id, asked.file_id)
    assert Event.objects.filter(file=asked.file, kind="correspondence.opened").count() == 1
    client.post(link_in(to_body(mailbox)[0][2]))
    assert Event.objects.filter(file=asked.file, kind="correspondence.opened").count() == 1


def test_guessing_tokens_is_slow_and_says_nothing(client, asked, mailbox):
    for number in range(links.WRONG_LINK.times):
        response = client.post(f"/r/guess-{number}/")
        assert response.status_code == 404
        assert asked.file.reference not in text(response)
    link = link_in(to_body(mailbox)[0][2])
    assert client.post(link).status_code == 429
    assert Client().post(link, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_a_cookie_made_up_or_of_another_request_opens_nothing(client, cast, asked, mailbox):
    opened(client, mailbox)
    other = make_complaint("with_body", by=cast.senior).file.requests.get()
    client.cookies[links.cookie(other.pk)] = client.cookies[links.cookie(asked.pk)].value
    assert client.get(f"/request/{other.pk}/").status_code == 403
    client.cookies[links.cookie(asked.pk)] = "1:forged:x"
    assert client.get(f"/request/{asked.pk}/").status_code == 403


def test_an_answer_moves_the_file_and_is_copied_to_the_registered_address(client, asked, mailbox):
    page = opened(client, mailbox)
    assert client.post(page, ANSWER)["Location"] == page
    asked.file.refresh_from_db()
    assert asked.file.status == Status.ACCEPTED
    answer = RequestAnswer.objects.get()
    assert (answer.said_by, answer.via, answer.by) == ("R. Registrar", "link", None)
    receipt = text(client.get(page))
    assert "You have answered" in receipt
    assert "We wrote in May." in receipt
    copy = to_body(mailbox)[-1]
    assert copy[0] == "registrar@body.example.org"
    assert copy[1] == f"Copy of your answer to {asked.file.reference}"
    assert "We wrote in May." in copy[2]
    assert Task.objects.filter(file=asked.file, owed_by_user=asked.file.owner).last().what.startswith("Read the answer")


def test_answered_twice_is_one_answer_and_shows_the_receipt(client, asked, mailbox):
    page = opened(client, mailbox)
    for words in ("First.", "Second."):
        assert client.post(page, {**ANSWER, "text": words})["Location"] == page
    assert RequestAnswer.objects.get().text == "First."
    assert "First." in text(client.get(page))
    again = actions.answer(asked, category="duplicate", text="Third.", by=asked.participant)
    assert again.text == "First."


def test_an_answered_or_withdrawn_link_says_so(client, cast, asked, mailbox):
    link = link_in(to_body(mailbox)[0][2])
    page = opened(client, mailbox)
    client.post(page, ANSWER)
    response = Client().post(link)
    assert (response.status_code, "has been answered" in text(response)) == (410, True)
    complaint = make_complaint("with_body", by=cast.senior, body=cast.other_body)
    second = complaint.file.requests.get()
    fresh = link_in(to_body(mailbox)[-1][2])
    page = Client()
    assert page.post(fresh).status_code == 302
    actions.revoke(second, reason="Settled.", by=cast.senior)
    response = Client().post(fresh)
    assert (response.status_code, "was withdrawn" in text(response)) == (410, True)
    shown = text(page.get(f"/request/{second.pk}/"))
    assert "was withdrawn" in shown
    assert second.question not in shown
    assert to_body(mailbox)[-1][1] == f"Request {second.file.reference} was withdrawn"


def test_a_link_closes_with_the_file_and_with_the_consent(client, cast, asked, complaint, mailbox):
    link = link_in(to_body(mailbox)[0][2])
    opened(client, mailbox)
    consent = asked.share.consent
    consent.withdrawn_at = later(3)
    consent.save()
    assert "may not be shown any longer" in text(Client().post(link))
    assert asked.question not in text(client.get(f"/request/{asked.pk}/"))
    consent.withdrawn_at = None
    consent.save()
    asked.file.closed_at = later(4)
    asked.file.save()
    assert "the matter it was about has ended" in text(Client().post(link))


def test_sent_again_goes_to_the_registered_addresses_only_and_the_first_link_stays_good(client, cast, asked, mailbox):
    first = link_in(to_body(mailbox)[0][2])
    client.post(first, {"email": "thief@example.org"})
    client.post(f"/request/{asked.pk}/", {"category": "need_longer", "email": "thief@example.org"})
    asked.file.refresh_from_db()
    actions.resend(asked, by=cast.senior)
    actions.chase(asked, by=cast.senior)
    sent = to_body(mailbox)
    assert {to for to, _subject, _text in sent} == {"registrar@body.example.org"}
    assert sent[-1][1].startswith("Request ")
    found = {link_in(body) for _to, _subject, body in sent}
    assert len(found) == 3
    assert all(Client().post(link).status_code == 302 for link in found)


def test_what_an_answer_lacks_is_told_at_its_field_and_nothing_typed_is_lost(client, asked, mailbox):
    page = opened(client, mailbox)
    response = client.post(page, {"category": "maintained", "text": "Our bylaw says so.", "name": "R"})
    assert response.status_code == 422
    assert sentences(response) == ["Name the provision or the exception you rely on."]
    assert "Our bylaw says so." in response.content.decode()
    response = client.post(page, {"category": "promised", "text": "Soon.", "name": "R"})
    assert sentences(response) == ["Give the day."]
    response = client.post(
        page,
        {
            "category": "promised",
            "text": "x",
            "name": "R",
            "due_on_day": "1",
            "due_on_month": "2",
            "due_on_year": "2026",
        },
    )
    assert sentences(response) == ["Give a day that is still ahead."]
    assert not RequestAnswer.objects.exists()


def test_hostile_files_are_refused_each_with_its_sentence(client, asked, mailbox, monkeypatch):
    page = opened(client, mailbox)
    bad = SimpleUploadedFile("notice.pdf", b"MZ\x90\x00 not a pdf", "application/pdf")
    empty = SimpleUploadedFile("empty.pdf", b"")
    response = client.post(page, {**ANSWER, "papers": [bad, empty, pdf()]})
    assert response.status_code == 422
    assert sentences(response) == [
        "notice.pdf is of a kind we cannot take. We take PDF, Word, JPEG, PNG, HEIC.",
        "empty.pdf is empty.",
    ]
    assert not Document.objects.exists()
    monkeypatch.setattr("mobility.correspondence.views.MAX_BODY_MB", 0)
    response = client.post(page, {**ANSWER, "papers": [pdf()]})
    assert response.status_code == 413
    assert "too big" in sentences(response)[0]


def test_files_of_an_answer_are_for_the_unit_and_the_body_and_wait_for_their_virus_check(client, asked, mailbox):
    page = opened(client, mailbox)
    client.post(page, {**ANSWER, "papers": [pdf("ours", "notice.pdf")]})
    document = Document.objects.get()
    assert document.audience == [asked.participant_id]
    assert document.added_by_participant_id == asked.participant_id
    version = DocumentVersion.objects.get()
    address = f"{page}papers/{version.pk}/"
    assert client.get(address).status_code == 409
    files.scanned(version, state=ScanState.CLEAN)
    assert client.get(address).status_code == 200
    assert Client().get(address).status_code == 404


def test_only_papers_of_this_request_open_by_its_link(client, cast, complaint, mailbox):
    """The same body is asked twice about one file, with another paper each time."""
    first = complaint.file.requests.get()
    version = make_document(complaint.file, by=cast.senior, upload=pdf("letter"))
    files.scanned(version, state=ScanState.CLEAN)
    complaint.refresh_from_db()
    ask_body(complaint, by=cast.senior, at=later(4), documents=[version.document])
    second = complaint.file.requests.last()
    assert client.post(link_in(to_body(mailbox)[0][2])).status_code == 302
    assert client.get(f"/request/{first.pk}/papers/{version.pk}/").status_code == 404
    page = opened(client, mailbox)
    assert page == f"/request/{second.pk}/"
    assert client.get(f"{page}papers/{version.pk}/").status_code == 200
    files.mark_document(version.document, mark="privileged", reason="Advice.", by=cast.senior)
    assert client.get(f"{page}papers/{version.pk}/").status_code == 404
    assert Event.objects.filter(file=complaint.file, kind=FileEvent.SHARED).count() == 2


def test_a_page_that_closed_by_itself_gives_back_what_was_typed(client, asked, mailbox, time_machine):
    page = opened(client, mailbox)
    time_machine.move_to(later(5))
    response = client.post(page, {**ANSWER, "text": "An hour of work"})
    assert response.status_code == 403
    assert "An hour of work" in response.content.decode()


def test_the_form_is_guarded_against_other_sites(asked, mailbox):
    client = Client(enforce_csrf_checks=True)
    page = opened(client, mailbox)
    assert client.post(page, ANSWER).status_code == 403
    assert not RequestAnswer.objects.exists()


def test_more_time_asked_for_leaves_the_request_open(client, cast, asked, mailbox):
    page = opened(client, mailbox)
    day = {"due_on_day": "30", "due_on_month": "11", "due_on_year": "2026"}
    client.post(page, {"category": Category.LONGER, "text": "Our board meets then.", "name": "R", **day})
    asked.refresh_from_db()
    asked.file.refresh_from_db()
    assert (asked.answered_at, asked.file.status) == (None, Status.WITH_BODY)
    assert Task.objects.filter(file=asked.file).last().what == "CRNA asks for more time: give it, or not"
    actions.extend(asked, due_on=later(28).date(), reason="Board.", by=cast.senior)
    assert asked.file.clocks.get(rule="unit.body_answer").due_on == later(28).date()
    assert to_body(mailbox)[-1][1] == f"Request {asked.file.reference}: you have until Monday 30 November 2026"
    client.post(page, ANSWER)
    assert RequestAnswer.objects.count() == 2
    asked.file.refresh_from_db()
    assert asked.file.status == Status.ACCEPTED


def test_the_worker_gets_neutral_mails_too(asked, mailbox):
    to_worker = [letter for letter in letters(mailbox) if letter[0] == "wanda@example.net"]
    assert to_worker
    assert all("CRNA" not in subject + body for _to, subject, body in to_worker)
