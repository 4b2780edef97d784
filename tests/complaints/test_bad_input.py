"""What people and programs send that they should not: a sentence, nothing lost, nothing run."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints import guard
from complaints.models import Complaint, Draft
from mobility.casefiles import uploads
from tests.complaints.door import SEND, WHAT, WHO, date, days_ago, fill, post, sentences, text, the_draft
from tests.makers import later, make_complaint, word

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} \u202egnp.exe \x00\x07\u200b 😀 '; DROP TABLE x;--"
CODE = "ABCD-EFGH-IJKL-MNOP"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.FORM_SECONDS = 0


@pytest.fixture
def worker(client, cast, time_machine):
    """A worker's browser with the page of a closed complaint open, so that every form of the page is there."""
    time_machine.move_to(later(4))
    complaint = make_complaint("closed", by=cast.senior, code=CODE)
    complaint.refresh_from_db()
    client.post("/en/follow/", {"reference": complaint.reference, "code": CODE})
    return client


def harmless(page: str) -> None:
    """Nothing that was typed is markup, turns the writing or hides in it."""
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "49" not in re.findall(r"\b49\b", page)
    assert not set(page) & set("\u202e\x00\x07\u200b")


FORMS = {
    "answer": ("file/answer/", {"text": HOSTILE}),
    "contact": (
        "file/contact/",
        {**dict.fromkeys(("name", "email", "phone", "post", "when", "needs", "language", "not_before"), HOSTILE)},
    ),
    "survey": ("file/survey/", {"words": HOSTILE, "result": HOSTILE}),
    "again": ("file/again/", {"reason": HOSTILE}),
    "consent": ("file/consent/", {"speak_to_body": HOSTILE, "notice_version": HOSTILE}),
    "lost": ("lost/", {"reference": HOSTILE, "email": HOSTILE}),
    "follow": ("", {"reference": HOSTILE, "code": HOSTILE}),
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_hostile_text_on_the_pages_after_sending_is_only_text(worker, name, language):
    path, data = FORMS[name]
    response = worker.post(f"/{language}/follow/{path}", data)
    assert response.status_code in (200, 302)
    harmless(response.content.decode())
    harmless(worker.get(f"/{language}/follow/file/").content.decode())


def test_hostile_text_in_every_field_of_filing_is_only_text(client):
    for step in ("who", "what", "details", "when", "safety", "send"):
        post(client, "who", WHO)
        page = client.get(f"/en/complain/{step}/").content.decode()
        names = set(re.findall(r'name="([^"]+)"', page)) - {"csrfmiddlewaretoken", "seen", "later", "viewport"}
        response = post(client, step, dict.fromkeys(names, HOSTILE))
        assert response.status_code in (200, 302), step
        harmless(response.content.decode())
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("letter.pdf", b""), "letter.pdf is empty. Choose it again."),
        (SimpleUploadedFile("letter.pdf", b"MZ\x90\x00" + b"x" * 500), "letter.pdf is not a kind of file"),
        (SimpleUploadedFile("letter.pdf", b"%PDF-1.7 cut off"), "letter.pdf cannot be opened"),
        (SimpleUploadedFile("\u202efdp.<b>exe", b"MZ" + b"y" * 500), "fdp.<b>exe is not a kind of file"),
        (SimpleUploadedFile("x.docx", b"PK\x03\x04 broken"), "x.docx is not a kind of file"),
        (word("x.docx", word__vbaProject_bin=b"x"), "x.docx is not a kind of file"),
        (SimpleUploadedFile("😀.svg", b"<svg onload='alert(1)'/>"), "😀.svg is not a kind of file"),
    ],
    ids=["empty", "executable", "broken pdf", "turned name", "broken zip", "macros", "svg"],
)
def test_a_bad_file_gets_its_sentence_before_and_after_sending(client, cast, upload, sentence):
    post(client, "who", WHO)
    response = post(client, "evidence", {"files": [upload], "add": "yes"})
    assert sentences(response)[0].startswith(sentence)
    harmless(response.content.decode())
    complaint = make_complaint(code=CODE)
    complaint.refresh_from_db()
    other = Client()
    other.post("/en/follow/", {"reference": complaint.reference, "code": CODE})
    upload.seek(0)
    response = other.post("/en/follow/file/evidence/", {"files": [upload]})
    assert sentences(response)[0].startswith(sentence)


def test_a_file_of_300_mb_is_refused_before_it_is_read_and_the_page_stays(client, cast):
    """The size is announced before the bytes: the answer needs none of them."""
    post(client, "who", WHO)
    announced = str((uploads.MAX_MB * uploads.MAX_FILES + 50) * 1024 * 1024)
    environ = {"CONTENT_LENGTH": announced, "wsgi.input": io.BytesIO(b"x")}
    response = client.generic("POST", "/en/complain/evidence/", b"x", "multipart/form-data; boundary=b", **environ)
    assert response.status_code == 413
    assert "What you sent is too large" in sentences(response)[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({**date("received_on", days_ago(5)), **date("decided_on", days_ago(9))}, "Check both dates"),
        ({**date("decided_on", days_ago(5)), **date("notified_on", days_ago(9))}, "Check both dates"),
        ({**date("decided_on", days_ago(5)), **date("review_by", days_ago(9))}, "Check both dates"),
        (date("notified_on", days_ago(-400)), "is in the future"),
        ({"decided_on_day": "٣", "decided_on_month": "x", "decided_on_year": "-1"}, "not in the calendar"),
        ({"decided_on_day": "1" * 4000, "decided_on_month": "1", "decided_on_year": "2026"}, "not in the calendar"),
    ],
    ids=["decided before applied", "told before decided", "review before decision", "future", "no digits", "long"],
)
def test_dates_that_cannot_be_get_a_sentence_and_stay(client, data, sentence):
    post(client, "who", WHO)
    response = post(client, "when", data)
    assert any(sentence in line for line in sentences(response)), sentences(response)
    assert the_draft().answers["when"] == {name: [value] for name, value in data.items()}


def test_a_page_left_open_for_a_day_loses_nothing_that_was_typed(client, cast, time_machine):
    time_machine.move_to(later(4))
    complaint = make_complaint("closed", by=cast.senior, code=CODE)
    complaint.refresh_from_db()
    for path, field in (("answer", "text"), ("again", "reason"), ("survey", "words"), ("withdraw", "reason")):
        stranger = Client()
        response = stranger.post(f"/en/follow/file/{path}/", {field: "A long story"})
        assert "A long story" in response.content.decode(), path
        assert "nothing is lost" in text(response)
        wrong = {"reference": complaint.reference, "code": "AAAA-AAAA-AAAA-AAAA", "text": "A long story"}
        assert "A long story" in stranger.post("/en/follow/", wrong).content.decode()
        response = stranger.post("/en/follow/", {**wrong, "code": CODE})
        assert "it is not sent yet" in text(response)
        assert 'name="text"' in response.content.decode()
        assert "A long story" in response.content.decode()
    assert not complaint.file.messages.filter(flow="in").exists()


def test_a_first_page_replayed_by_a_machine_makes_drafts_only_up_to_the_limit(settings):
    settings.DRAFTS_PER_HOUR = 5
    recorded = {**WHO, "opened": guard.opened()}
    answers = [Client().post("/en/complain/who/", recorded).status_code for _ in range(8)]
    assert answers == [302] * 5 + [429] * 3
    assert Draft.objects.count() == 5


@pytest.mark.parametrize("opened", ["", "x", "page:1:2", HOSTILE])
def test_a_tampered_hidden_field_gets_a_sentence_and_keeps_what_was_typed(opened):
    response = Client().post("/en/complain/who/", {**WHO, "body_text": "Typed", "opened": opened})
    assert "Your answers are still here" in sentences(response)[0]
    assert "Typed" in response.content.decode()
    harmless(response.content.decode())


@pytest.mark.parametrize("field", ["notice_version", "speak_to_body"])
def test_a_tampered_consent_is_none(client, field):
    fill(client)
    response = post(client, "send", {**SEND, field: HOSTILE})
    if field == "speak_to_body":
        assert "Choose one of the answers" in sentences(response)[0]
        assert not Complaint.objects.exists()
    else:
        assert Complaint.objects.get().notice_version == ""


@pytest.mark.parametrize(
    "cookie", ["", "x", "ABCD-EFGH-IJKL-MNOP", "ABCDEFGHIJKLMNOP:1:2", HOSTILE.replace("\x00", "")]
)
def test_a_cookie_made_by_hand_opens_nothing(cast, cookie):
    make_complaint(code=CODE)
    stranger = Client()
    stranger.cookies["holder"] = (
        cookie.encode("ascii", "ignore").decode().replace(";", "").replace('"', "").replace("\x07", "")
    )
    assert stranger.get("/en/follow/file/")["Location"] == "/en/follow/"
    assert stranger.get("/en/complain/what/")["Location"] == "/en/complain/"


def test_emoji_and_both_languages_come_through_whole(client):
    told = "Ça ne va pas 😀👩🏽‍⚕️ – naïve “quotes” 文字 עברית"
    fill(client, what={**WHAT, "narrative": told})
    post(client, "send", SEND)
    assert Complaint.objects.get().narrative == told
