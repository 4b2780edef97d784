"""On the worker's own page, what comes later: consent, closing questions, asking to reopen, taking all home."""

import io
import zipfile

import pytest
from django.test import Client

from complaints import actions
from complaints.choices import ConsentScope
from complaints.models import Survey
from mobility.casefiles import actions as files
from mobility.casefiles.choices import ScanState
from mobility.casefiles.models import Consent, Event, Task
from tests.complaints.door import sentences, text
from tests.makers import later, make_complaint, make_document, pdf, worker_of

pytestmark = pytest.mark.django_db
CODE = "ABCD-EFGH-IJKL-MNOP"
PAGES = ("consent", "survey", "again", "all")


@pytest.fixture(autouse=True)
def _early(time_machine):
    time_machine.move_to(later(8))


def opened(client, status="received", code=CODE, **filing):
    """A worker's browser with the page of their complaint open."""
    complaint = make_complaint(status, code=code, **filing)
    complaint.refresh_from_db()
    client.post("/en/follow/", {"reference": complaint.reference, "code": code})
    return complaint


def test_without_the_code_nothing_opens(client, cast):
    for name in PAGES:
        assert client.get(f"/en/follow/file/{name}/")["Location"] == "/en/follow/"
    for name in PAGES[:3]:
        assert client.post(f"/en/follow/file/{name}/", {})["Location"] == "/en/follow/"


# ---- consent ----------------------------------------------------------------------------------------


def test_consent_is_taken_back_recorded_and_told_to_the_owner(client, cast):
    complaint = opened(client, "accepted", by=cast.coordinator, speak_to_home=True)
    assert "Yes, with my name" in text(client.get("/en/follow/file/consent/"))
    said = {"speak_to_body": "advise_first", "notice_version": "2026-11"}
    for _ in range(2):
        assert client.post("/en/follow/file/consent/", said)["Location"] == "/en/follow/file/consent/"
    page = text(client.get("/en/follow/file/consent/"))
    assert "Nothing has changed" in page
    assert "ended" in page
    alive = Consent.objects.filter(file=complaint.file, withdrawn_at=None)
    assert list(alive.values_list("recipient", "scope")) == [("body", ConsentScope.ADVISE_FIRST)]
    kinds = Event.objects.filter(file=complaint.file, kind="casefiles.consent_withdrawn")
    assert sorted(event.kept.facts["recipient"] for event in kinds) == ["body", "home"]
    assert all(event.actor_participant == worker_of(complaint) for event in kinds)
    tasks = Task.objects.filter(file=complaint.file, what__startswith="The worker changed what we may tell")
    assert [task.owed_by_user for task in tasks] == [cast.coordinator, cast.coordinator]


def test_consent_is_given_later_with_the_notice_that_was_seen(client, cast):
    complaint = opened(client, speak_to_body=ConsentScope.ADVISE_FIRST)
    client.post(
        "/en/follow/file/consent/",
        {"speak_to_body": "with_name", "speak_to_home": "on", "notice_version": "1999-tampered"},
    )
    alive = Consent.objects.filter(file=complaint.file, withdrawn_at=None)
    assert set(alive.values_list("recipient", "scope", "notice_version")) == {
        ("body", "with_name", ""),
        ("home", "with_name", ""),
    }


@pytest.mark.parametrize("tampered", ["", "everything", "<script>"])
def test_an_answer_that_is_none_changes_no_consent(client, cast, tampered):
    complaint = opened(client)
    response = client.post("/en/follow/file/consent/", {"speak_to_body": tampered})
    assert "Choose one of the answers" in sentences(response)[0]
    assert Consent.objects.filter(file=complaint.file).count() == 1


# ---- the closing questions --------------------------------------------------------------------------


def test_the_closing_questions_come_after_an_outcome_and_are_answered_once(client, cast):
    opened(client, "accepted", by=cast.senior)
    assert client.get("/en/follow/file/survey/")["Location"] == "/en/follow/file/"
    client.post("/en/follow/file/survey/", {"result": "yes"})
    assert not Survey.objects.exists()
    complaint = opened(client, "closed", "QRST-UVWX-YZ23-4567", by=cast.senior)
    assert "Tell us how it went" in text(client.get("/en/follow/file/"))
    assert "Can you work in your occupation now?" in text(client.get("/en/follow/file/survey/"))
    answered = {"result": "not_yet", "fair": "yes", "words": "<b>Faster</b> \u202eplease"}
    for _ in range(2):
        assert client.post("/en/follow/file/survey/", answered)["Location"] == "/en/follow/file/"
    survey = Survey.objects.get()
    assert (survey.answers, survey.words) == ({"result": "not_yet", "fair": "yes"}, "<b>Faster</b> please")
    assert Event.objects.filter(file=complaint.file, kind="complaints.surveyed").count() == 1
    assert "Tell us how it went" not in text(client.get("/en/follow/file/"))


def test_a_wrong_answer_of_the_closing_questions_keeps_the_words(client, cast):
    opened(client, "closed", by=cast.senior)
    response = client.post("/en/follow/file/survey/", {"result": "maybe", "words": "My words"})
    assert "Choose one of the answers" in sentences(response)[0]
    assert "My words" in response.content.decode()
    assert "3000" in sentences(client.post("/en/follow/file/survey/", {"words": "x" * 3001}))[0]
    assert not Survey.objects.exists()


def test_asking_to_reopen_is_a_task_for_a_senior_and_no_reopening(client, cast):
    complaint = opened(client, "closed", by=cast.senior)
    assert client.post("/en/follow/file/survey/", {"again": "yes"})["Location"] == "/en/follow/file/again/"
    assert "Tell us in a few words what we missed" in sentences(client.post("/en/follow/file/again/", {}))[0]
    for reason in ("They refused again", "They refused again", "And sent a letter"):
        assert client.post("/en/follow/file/again/", {"reason": reason})["Location"] == "/en/follow/file/"
    complaint.refresh_from_db()
    assert complaint.status == "closed"
    task = Task.objects.get(file=complaint.file, owed_by="senior_coordinator")
    assert (task.what, task.due_on.isoformat()) == ("Decide whether to reopen: the worker asks for it", "2026-11-13")
    asked = Event.objects.filter(file=complaint.file, kind="complaints.reopening_asked").order_by("seq")
    assert [event.kept.facts["reason"] for event in asked] == ["They refused again", "And sent a letter"]


def test_a_withdrawn_complaint_may_be_asked_back_and_not_for_ever(client, cast, time_machine):
    complaint = opened(client, "withdrawn")
    assert "Ask us to look again" in text(client.get("/en/follow/file/"))
    assert actions.reopen_until(complaint).isoformat() == "2027-02-01"
    time_machine.move_to(later(92))
    client.post("/en/follow/", {"reference": complaint.reference, "code": CODE})
    assert "Ask us to look again" not in text(client.get("/en/follow/file/"))
    assert client.post("/en/follow/file/again/", {"reason": "Late"})["Location"] == "/en/follow/file/"
    assert not Task.objects.filter(owed_by="senior_coordinator").exists()


# ---- all of it --------------------------------------------------------------------------------------


def test_all_that_was_sent_and_received_comes_in_one_file(client, cast):
    complaint = opened(client, "closed", by=cast.senior, narrative="<script>alert(1)</script> my story")
    worker = worker_of(complaint)
    mine = make_document(complaint.file, by=worker, audience=[worker], upload=pdf("mine", "a/../mine.pdf"))
    letter = make_document(complaint.file, by=cast.senior, audience=[worker], upload=pdf("letter", "mine.pdf"))
    hidden = make_document(complaint.file, by=cast.senior, upload=pdf("internal", "internal.pdf"))
    marked = make_document(complaint.file, by=cast.senior, audience=[worker], upload=pdf("advice", "advice.pdf"))
    bad = make_document(complaint.file, by=worker, audience=[worker], upload=pdf("bad", "bad.pdf"))
    for version in (mine, letter, hidden, marked):
        files.scanned(version, state=ScanState.CLEAN)
    files.scanned(bad, state=ScanState.INFECTED)
    files.mark_document(marked.document, mark="privileged", reason="Advice", by=cast.senior)
    files.note(complaint.file, text="Internal thoughts", by=cast.senior)
    response = client.get("/en/follow/file/all/")
    assert response["Content-Disposition"] == f'attachment; filename="{complaint.reference}.zip"'
    assert response["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["documents/01 mine.pdf", "documents/02 mine.pdf", f"{complaint.reference}.html"]
        assert b"letter" in archive.read("documents/02 mine.pdf")
        page = archive.read(f"{complaint.reference}.html").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; my story" in page
    assert "This is why." in page
    assert "bad.pdf: Quarantined" in page
    for secret in ("Internal thoughts", "internal.pdf", "advice.pdf", CODE):
        assert secret not in page


def test_anothers_complaint_is_not_in_it(client, cast):
    opened(client)
    other = Client()
    complaint = make_complaint(code="QRST-UVWX-YZ23-4567", narrative="Somebody else's story")
    complaint.refresh_from_db()
    packed = b"".join(client.get("/en/follow/file/all/").streaming_content)
    assert b"Somebody else" not in packed
    assert other.get("/en/follow/file/all/").status_code == 302


def test_a_letter_to_the_worker_opens_on_their_page_and_an_infected_paper_is_told(client, cast):
    complaint = opened(client)
    worker = worker_of(complaint)
    letter = make_document(complaint.file, by=cast.senior, audience=[worker], upload=pdf("letter", "letter.pdf"))
    bad = make_document(complaint.file, by=worker, audience=[worker], upload=pdf("bad", "bad.pdf"))
    files.scanned(letter, state=ScanState.CLEAN)
    files.scanned(bad, state=ScanState.INFECTED)
    page = text(client.get("/en/follow/file/"))
    assert "bad.pdf carries a virus. We locked it away" in page
    response = client.get(f"/en/follow/file/papers/{letter.document_id}/")
    assert b"letter" in b"".join(response.streaming_content)
    assert client.get(f"/en/follow/file/papers/{bad.document_id}/").status_code == 404
