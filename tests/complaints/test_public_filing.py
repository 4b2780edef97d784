"""Filing by the public door: what is kept, what is said, what comes out."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from complaints import drafts, guard, texts
from complaints.choices import ConsentScope
from complaints.drafts import purge_expired
from complaints.models import Complaint, Draft, DraftFile
from mobility.casefiles import store
from mobility.casefiles.models import Consent, Document
from mobility.law.days import today
from tests.complaints.door import (
    SAFETY,
    SEND,
    WHAT,
    WHO,
    code_in,
    date,
    days_ago,
    fill,
    post,
    sent,
    sentences,
    text,
    the_draft,
)
from tests.makers import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.FORM_SECONDS = 0


def test_looking_makes_no_draft(client):
    for path in ("", "who/", "resume/"):
        assert client.get(f"/en/complain/{path}").status_code == 200
    assert not Draft.objects.exists()
    assert client.get("/en/complain/what/")["Location"] == "/en/complain/"


def test_the_first_save_makes_a_draft_and_shows_its_code(client):
    response = post(client, "who", WHO)
    assert response["Location"] == "/en/complain/what/"
    code = code_in(client)
    cookie = client.cookies["holder"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    assert code in text(client.get("/en/complain/what/"))
    assert code.replace("-", "") not in str(Draft.objects.values().get())
    assert the_draft().expires_on == drafts.expiry(today())


def test_four_answers_are_enough(client):
    receipt = text(sent(client))
    complaint = Complaint.objects.get()
    assert complaint.reference in receipt
    assert code_in(client) in receipt
    assert (complaint.body.slug, complaint.home_id, complaint.receiving_id) == ("clpna", "ON", "AB")
    assert complaint.complainant.channels == ["page"]
    assert complaint.notice_version == "2026-11"
    assert "You asked us not to write or phone" in receipt


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_whole_filing(client, language):
    received, complete, review = days_ago(60), days_ago(40), today() + dt.timedelta(days=20)
    papers = [pdf("one", "a.pdf"), pdf("two", "b.pdf")]
    post(client, "who", {**WHO, "for_whom": "other", "referred_by": "The library", "scope_doubt": "wages"}, language)
    response = post(
        client, "what", {**WHAT, "grounds": ["decision-overdue"], "wanted": "A decision", "urgent": "Soon"}, language
    )
    assert response["Location"] == f"/{language}/complain/details/"
    post(client, "details", {"decision-overdue.0": "By e-mail"}, language)
    post(
        client,
        "when",
        {
            **date("received_on", received),
            **date("complete_on", complete),
            "decided_on_unknown": "on",
            **date("review_by", review),
        },
        language,
    )
    safety = {
        "contact_by": ["email", "phone"], "name": "Wanda", "email": "wanda@example.net", "phone": "780-555-0199",
        "not_before": "9", "not_after": "17", "voicemail": "on", "language": language, "flags": ["financial-hardship"],
    }  # fmt: skip
    post(client, "safety", safety, language)
    assert post(client, "evidence", {"files": papers}, language)["Location"] == f"/{language}/complain/send/"
    page = text(client.get(f"/{language}/complain/send/"))
    assert texts.say(texts.load("filing")["errors"]["permission_missing"], language) in page
    assert (
        post(client, "send", {**SEND, "speak_to_body": "with_name", "speak_to_home": "on"}, language).status_code == 302
    )
    complaint = Complaint.objects.get()
    assert complaint.answers == {"decision-overdue.0": "By e-mail"}
    assert complaint.ground_slugs == ["decision-overdue"]
    assert (complaint.language, complaint.for_somebody_else, complaint.scope_doubt) == (language, True, "wages")
    assert dict(complaint.dates.values_list("fact", "on")) == {
        "application_received": received,
        "application_complete": complete,
    }
    person = complaint.complainant
    assert (person.email, person.channels, person.not_before) == ("wanda@example.net", ["email", "phone"], dt.time(9))
    assert list(Document.objects.order_by("pk").values_list("title", flat=True)) == ["a.pdf", "b.pdf"]
    assert set(Consent.objects.values_list("recipient", "scope")) == {
        ("body", ConsentScope.WITH_NAME),
        ("home", ConsentScope.WITH_NAME),
    }
    assert the_draft().answers == {}
    receipt = text(client.get(f"/{language}/receipt/"))
    assert "a.pdf" in receipt
    assert texts.say(texts.load("filing")["limits_go_on"], language) in receipt


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("who", {"occupation_text": "Nurse"}, "Tell us which body"),
        ("who", {"body_text": "A college"}, "Tell us your occupation"),
        ("what", {}, "Tell us in a few words"),
        ("safety", {}, "Choose one way to reach you"),
    ],
)
def test_without_one_of_the_four_nothing_is_sent(client, step, data, sentence):
    answers = {"who": {"body_text": "A college", "occupation_text": "Nurse"}, "what": WHAT, "safety": SAFETY}
    for one, given in (answers | {step: data}).items():
        post(client, one, given)
    response = post(client, "send", {})
    assert any(sentence in line for line in sentences(response)), sentences(response)
    post(client, step, answers[step])
    assert post(client, "send", {})["Location"] == "/en/receipt/"
    assert Complaint.objects.get().body_text == "A college"


def test_each_date_is_kept_with_who_says_so(client):
    when = {
        **date("received_on", days_ago(60)),
        "received_on_source": "document",
        **date("complete_on", days_ago(40)),
        "complete_on_source": "body",
        **date("decided_on", days_ago(4)),
    }
    page = fill(client, when=when)
    assert "A letter or an e-mail shows it" in text(page)
    post(client, "send", SEND)
    assert dict(Complaint.objects.get().dates.values_list("fact", "said_by")) == {
        "application_received": "document",
        "application_complete": "body",
        "decision_made": "worker",
    }
    response = post(Client(), "when", {**when, "received_on_source": "finding"})
    assert any("Choose one of the answers" in line for line in sentences(response)), "our finding is not theirs to name"


@pytest.mark.parametrize(
    ("reach", "field"),
    [("law@example.org", "email"), ("780 555 0142", "phone"), ("12 Main Street, Red Deer", "post"), ("", "")],
)
def test_somebody_else_writes_with_their_authority(client, reach, field):
    other = {"for_whom": "other", "rep_name": "Lou Lawyer", "rep_reach": reach, "authority": "lawyer"}
    sent(client, who={**WHO, **other, "authority_text": "Retained on 3 November"}, safety={**SAFETY, "name": "Wanda"})
    complaint = Complaint.objects.get()
    assert (complaint.authority, complaint.authority_text) == ("lawyer", "Retained on 3 November")
    assert complaint.complainant.name == "Wanda"
    person = complaint.file.participants.get(role="representative").person
    assert person.name == "Lou Lawyer"
    assert (getattr(person, field), person.channels) == (reach, [field]) if field else person.channels == []
    event = complaint.file.events.get(kind="complaints.represented")
    assert (event.audience, event.kept.facts["authority"]) == ([], "lawyer")


def test_who_writes_for_oneself_brings_nobody(client):
    sent(client, who={**WHO, "rep_name": "Left over", "authority": "lawyer"})
    complaint = Complaint.objects.get()
    assert (complaint.authority, complaint.file.participants.count()) == ("", 1)


def test_out_of_alberta_the_body_is_as_written(client):
    who = {
        "direction": "outbound",
        "body": "clpna",
        "body_text": "College of Nurses of Ontario",
        "occupation_text": "Nurse",
        "receiving": "ON",
    }
    sent(client, who=who)
    complaint = Complaint.objects.get()
    assert (complaint.home_id, complaint.receiving_id) == ("AB", "ON")
    assert (complaint.body, complaint.body_text, complaint.home_body.slug) == (
        None,
        "College of Nurses of Ontario",
        "clpna",
    )
    assert complaint.occupation_text == "Nurse"


def test_danger_restricts_the_file_and_says_whom_to_call(client, cast):
    receipt = text(sent(client, safety={**SAFETY, "in_danger": "on"}))
    assert Complaint.objects.get().is_restricted
    assert "1-833-900-1010" in receipt


@pytest.mark.parametrize(
    ("step", "data", "sentence"),
    [
        ("who", {"occupation_text": "Nurse"}, "Tell us which body"),
        ("who", {"body": "clpna"}, "Tell us your occupation"),
        ("who", {"body": "no-such-body", "occupation_text": "Nurse"}, "Choose one of the answers"),
        ("who", {**WHO, "direction": "sideways"}, "Choose one of the answers"),
        ("who", {**WHO, "body_text": "x" * 201}, "is longer than 200 characters"),
        ("what", {"wanted": "A decision"}, "Tell us in a few words"),
        ("what", {"narrative": "x" * 20_001}, "is longer than 20000 characters"),
        ("when", {"received_on_day": "3"}, "Enter the day, month and year"),
        (
            "when",
            {"received_on_day": "31", "received_on_month": "11", "received_on_year": "2025"},
            "not in the calendar",
        ),
        ("when", date("received_on", days_ago(-3)), "is in the future"),
        ("when", date("received_on", days_ago(4400)), "more than ten years ago"),
        ("when", {**date("received_on", days_ago(3)), **date("decided_on", days_ago(9))}, "Check both dates"),
        ("when", {**date("received_on", days_ago(3)), "received_on_unknown": "on"}, "not both"),
        ("safety", {"name": "Wanda"}, "Choose one way to reach you"),
        ("safety", {"contact_by": ["email"]}, "Write your e-mail address"),
        ("safety", {"contact_by": ["email"], "email": "wanda@"}, "it needs one @"),
        ("safety", {"contact_by": ["phone"], "phone": "12"}, "ten digits"),
        ("safety", {"contact_by": ["post"]}, "Write your postal address"),
        ("safety", {"contact_by": ["page"], "not_before": "12", "not_after": "9"}, "Check both hours"),
    ],
)
def test_every_mistake_gets_a_sentence_and_keeps_what_was_typed(client, step, data, sentence):
    if step != "who":
        post(client, "who", WHO)
    response = post(client, step, data)
    assert response.status_code == 200
    assert any(sentence in line for line in sentences(response)), sentences(response)
    kept = the_draft().answers[step]
    again = client.get(f"/en/complain/{step}/").content.decode()
    for name, value in data.items():
        assert kept[name] == (value if isinstance(value, list) else [value])
        if (
            isinstance(value, str)
            and len(value) < 50
            and name.endswith(("_text", "_day", "name", "wanted", "email", "phone"))
        ):
            assert value in response.content.decode()
            assert value in again


def test_a_wrong_answer_stands_in_the_way_of_sending_with_its_step(client):
    fill(client)
    post(client, "when", {"received_on_day": "3"})
    response = post(client, "send", SEND)
    assert response.status_code == 200
    assert '<a href="/en/complain/when/">Enter the day, month and year' in response.content.decode()
    assert not Complaint.objects.exists()


def test_steps_are_visited_in_any_order(client):
    post(client, "who", WHO)
    post(client, "safety", SAFETY)
    assert client.get("/en/complain/send/").status_code == 200
    response = post(client, "send", SEND)
    assert sentences(response) == ["Tell us in a few words what happened."]
    post(client, "what", WHAT)
    assert post(client, "send", SEND)["Location"] == "/en/receipt/"


def test_sending_twice_makes_one_complaint(client):
    fill(client)
    assert post(client, "send", SEND)["Location"] == "/en/receipt/"
    assert post(client, "send", SEND)["Location"] == "/en/receipt/"
    assert post(client, "what", {"narrative": "changed"})["Location"] == "/en/receipt/"
    assert client.get("/en/complain/what/")["Location"] == "/en/receipt/"
    assert Complaint.objects.get().narrative == WHAT["narrative"]


def test_finish_later_and_come_back_from_elsewhere(client):
    response = post(client, "who", {"body_text": "Half a", "later": "yes"})
    assert response["Location"] == "/en/complain/later/"
    code = code_in(client)
    assert code in text(client.get("/en/complain/later/"))
    elsewhere = Client()
    typed = f" {code.lower().replace('-', ' ')} "
    assert elsewhere.post("/fr/complain/resume/", {"code": typed})["Location"] == "/fr/complain/"
    assert "Half a" in elsewhere.get("/fr/complain/who/").content.decode()


def test_a_wrong_or_expired_code_finds_nothing(client):
    post(client, "who", WHO)
    code = code_in(client)
    Draft.objects.update(expires_on=days_ago(1))
    for tried in (code, "AAAA-BBBB-CCCC-DDDD", "nonsense", "\u202e😀"):
        response = Client().post("/en/complain/resume/", {"code": tried})
        assert response.status_code == 200
        assert "We found nothing for this code" in sentences(response)[0]
    assert client.get("/en/complain/what/")["Location"] == "/en/complain/"


def test_a_post_without_a_draft_loses_nothing(client):
    response = post(client, "what", {"narrative": "Typed while the draft expired"})
    assert response.status_code == 302
    assert the_draft().answers["what"]["narrative"] == ["Typed while the draft expired"]
    assert "We started a new draft" in text(client.get(response["Location"]))


def test_follow_up_answers_without_a_draft_keep_their_grounds(client):
    post(client, "details", {"ack-overdue.1": "No answer"})
    assert the_draft().answers == {"details": {"ack-overdue.1": ["No answer"]}, "what": {"grounds": ["ack-overdue"]}}


def test_a_post_without_csrf_is_told_that_the_draft_is_kept(client):
    post(client, "who", WHO)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    for step in ("what", "evidence", "send"):
        response = strict.post(f"/en/complain/{step}/", WHAT)
        assert response.status_code == 403
        assert "Your draft is kept" in text(response)


HOSTILE = "<script>alert(1)</script>\"'>{{ 7*7 }} \u202egnp.exe \x00\x07 😀 '; DROP TABLE x;--"


def test_hostile_text_in_every_field_is_only_text(client):
    who = {**WHO, "body_text": HOSTILE, "occupation_text": HOSTILE, "referred_by": HOSTILE, "scope_doubt": HOSTILE}
    safety = {**SAFETY, "name": HOSTILE, "post": HOSTILE, "when": HOSTILE, "needs": HOSTILE}
    what = {"narrative": HOSTILE * 3 + "\n" * 10_000, "wanted": HOSTILE, "urgent": HOSTILE}
    response = fill(client, who=who, what={**what, "narrative": HOSTILE * 3}, safety=safety)
    pages = [
        response.content.decode(),
        sent(client, who=who, what={**what, "narrative": HOSTILE}, safety=safety).content.decode(),
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert "\u202e" not in page
        assert "\x00" not in page
    complaint = Complaint.objects.get()
    assert complaint.body_text == "<script>alert(1)</script>\"'>{{ 7*7 }} gnp.exe  😀 '; DROP TABLE x;--"
    assert complaint.scope_doubt == ""


def test_a_paste_of_ten_thousand_lines_is_kept(client):
    post(client, "who", WHO)
    lines = "\n".join(f"line {n}" for n in range(10_000))
    response = post(client, "what", {"narrative": lines})
    assert "is longer than 20000 characters" in sentences(response)[0]
    assert the_draft().answers["what"]["narrative"] == [lines]
    assert "line 9999" in client.get("/en/complain/what/").content.decode()


# ---- papers -----------------------------------------------------------------------------------------


def test_each_bad_file_gets_its_sentence_and_the_good_ones_stay(client):
    post(client, "who", WHO)
    chosen = [
        pdf("good", "good.pdf"),
        SimpleUploadedFile("holiday.pdf", b"MZ\x90\x00" + b"x" * 500),
        SimpleUploadedFile("nothing.png", b""),
        SimpleUploadedFile("broken.pdf", b"%PDF-1.4 cut off"),
        SimpleUploadedFile("\u202efdp.exe", b"MZ" + b"y" * 500),
    ]
    response = post(client, "evidence", {"files": chosen, "add": "yes"})
    said = sentences(response)
    assert [line.split(" ")[0] for line in said] == ["holiday.pdf", "nothing.png", "broken.pdf", "fdp.exe"]
    assert list(DraftFile.objects.values_list("filename", flat=True)) == ["good.pdf"]
    assert "good.pdf" in text(response)


def test_more_than_ten_at_a_time_are_told_one_by_one(client):
    post(client, "who", WHO)
    response = post(client, "evidence", {"files": [pdf(str(n), f"{n}.pdf") for n in range(12)]})
    assert [line.split(" ")[0] for line in sentences(response)] == ["10.pdf", "11.pdf"]
    assert DraftFile.objects.count() == 10


def test_the_same_file_twice_is_kept_once_and_can_be_removed(client):
    post(client, "who", WHO)
    for _ in range(2):
        post(client, "evidence", {"files": [pdf()], "add": "yes"})
    paper = DraftFile.objects.get()
    other = Client()
    post(other, "who", WHO)
    post(other, "evidence", {"remove": str(paper.pk)})
    assert DraftFile.objects.exists()
    post(client, "evidence", {"remove": str(paper.pk)})
    assert not DraftFile.objects.exists()


def test_a_body_that_is_too_large_gets_a_sentence(client, monkeypatch):
    monkeypatch.setattr("complaints.views.public_filing.MAX_BODY_MB", 0)
    post(client, "who", WHO)
    response = post(client, "evidence", {"files": [pdf()]})
    assert response.status_code == 413
    assert "What you sent is too large" in sentences(response)[0]
    assert code_in(client) in text(response)


def test_a_very_long_form_is_refused_with_a_page_not_a_crash(client):
    post(client, "who", WHO)
    assert post(client, "what", {"narrative": "x" * 3_000_000}).status_code == 400
    assert client.get("/en/complain/what/").status_code == 200


# ---- machines ---------------------------------------------------------------------------------------


def test_a_machine_is_told_to_wait_and_a_person_loses_nothing(client, settings):
    settings.FORM_SECONDS = 2
    response = client.post("/en/complain/who/", {**WHO, "body_text": "Typed", "opened": guard.opened()})
    assert "too fast" in sentences(response)[0]
    assert "Typed" in response.content.decode()
    response = client.post("/en/complain/who/", {**WHO, "opened": "tampered"})
    assert "Your answers are still here" in sentences(response)[0]
    response = client.post("/en/complain/who/", {**WHO, "opened": guard.opened(), guard.TRAP: "555"})
    assert "too fast" in sentences(response)[0]
    assert not Draft.objects.exists()


def test_new_drafts_from_one_network_are_limited(client, settings):
    settings.DRAFTS_PER_HOUR = 2
    for _ in range(2):
        assert post(Client(), "who", WHO).status_code == 302
    response = post(client, "who", {**WHO, "referred_by": "Typed"})
    assert response.status_code == 429
    assert "Typed" in response.content.decode()
    assert post(client, "who", WHO, REMOTE_ADDR="198.51.100.7").status_code == 302


# ---- the draft's end --------------------------------------------------------------------------------


def test_expired_drafts_are_purged_with_papers_nobody_else_has(client):
    fill(client)
    post(client, "evidence", {"files": [pdf("alone", "alone.pdf"), pdf("both", "both.pdf")]})
    alone, both = DraftFile.objects.order_by("pk").values_list("sha256", flat=True)
    other = Client()
    fill(other)
    post(other, "evidence", {"files": [pdf("both", "both.pdf")]})
    post(other, "send", SEND)
    Draft.objects.filter(complaint=None).update(expires_on=days_ago(1))
    assert purge_expired(on=today()) == 1
    assert Draft.objects.get().complaint == Complaint.objects.get()
    store.take(both).close()
    with pytest.raises(FileNotFoundError):
        store.take(alone)


@pytest.mark.parametrize("step", ["who", "what", "when", "safety"])
def test_a_step_costs_a_constant_number_of_queries(client, step, django_assert_max_num_queries):
    fill(client)
    client.get(f"/en/complain/{step}/")
    with django_assert_max_num_queries(8):
        client.get(f"/en/complain/{step}/")
