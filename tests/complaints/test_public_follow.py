"""The worker's own page: who gets in, what it shows, what can be done there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from complaints import actions, throttle
from complaints.choices import Status
from mobility.casefiles import actions as files
from mobility.casefiles.choices import ScanState
from mobility.casefiles.models import Document, DocumentVersion, Event, Message
from tests.complaints.door import sentences, text
from tests.makers import later, make_complaint, make_document, pdf, worker_of

pytestmark = pytest.mark.django_db
CODE = "ABCD-EFGH-IJKL-MNOP"
OTHER = "QRST-UVWX-YZ23-4567"


@pytest.fixture
def complaint(cast):
    complaint = make_complaint(code=CODE)
    complaint.refresh_from_db()
    return complaint


@pytest.fixture
def worker(client, complaint):
    """A worker's browser with the page open."""
    response = client.post("/en/follow/", {"reference": complaint.reference, "code": CODE})
    assert response["Location"] == "/en/follow/file/"
    return client


@pytest.fixture(autouse=True)
def _early(time_machine):
    time_machine.move_to(later(2))


def test_reference_and_code_are_read_forgivingly(client, complaint):
    number = complaint.reference.removeprefix("LM-")
    for reference, code in (
        (f" lm {number} ", "abcd efgh ijkl mnop"),
        (number, CODE.replace("-", "")),
        (complaint.reference, f"\u200b{CODE}\n"),
    ):
        assert Client().post("/fr/follow/", {"reference": reference, "code": code}).status_code == 302


def test_a_wrong_pair_says_nothing_about_what_exists(client, complaint):
    said = set()
    for reference, code in (
        (complaint.reference, OTHER),
        ("LM-2026-999999", CODE),
        ("nonsense", "x"),
        (complaint.reference, "x"),
    ):
        response = client.post("/en/follow/", {"reference": reference, "code": code})
        assert response.status_code == 200
        said.add(tuple(sentences(response)))
    assert said == {
        ("That reference and code do not go together. Check both. After several tries, wait a little between them.",)
    }


def test_guessing_is_slowed_for_a_network_and_never_for_others(client, complaint):
    for _ in range(throttle.WRONG_PAIR.times):
        client.post("/en/follow/", {"reference": complaint.reference, "code": OTHER})
    response = client.post("/en/follow/", {"reference": complaint.reference, "code": CODE})
    assert response.status_code == 429
    assert "Wait 15 minutes" in sentences(response)[0]
    pair = {"reference": complaint.reference, "code": CODE}
    assert Client().post("/en/follow/", pair, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_without_the_code_no_page_opens(client, complaint):
    for path in ("file/", "file/contact/", "file/withdraw/", "file/papers/1/"):
        assert client.get(f"/en/follow/{path}")["Location"] == "/en/follow/"
    for path in ("file/answer/", "file/evidence/", "file/withdraw/", "file/contact/"):
        assert client.post(f"/en/follow/{path}", {})["Location"] == "/en/follow/"
    assert client.get("/en/receipt/")["Location"] == "/en/follow/"
    client.cookies["holder"] = "forged:1:2"
    assert client.get("/en/follow/file/")["Location"] == "/en/follow/"


def test_the_page_says_where_it_stands_and_what_comes_next(worker):
    said = text(worker.get("/en/follow/file/"))
    assert "We have your complaint" in said
    assert "We read it and send you a first reply by Monday 9 November." in said
    assert "This is our own service standard, not a time limit in law." in said
    assert "The regulator must tell you in writing that it has your application This was due by" in said
    assert "The body may see the dates differently." in said


def test_a_date_of_ours_that_has_passed_is_not_hidden(worker, complaint, time_machine):
    time_machine.move_to(later(15))
    assert worker.get("/en/follow/file/")["Location"] == "/en/follow/", "left open for a day, the page is closed"
    worker.post("/en/follow/", {"reference": complaint.reference, "code": CODE})
    assert "We are late, and we are sorry." in text(worker.get("/en/follow/file/"))


def test_a_question_is_answered_once(worker, complaint, cast):
    actions.screen(complaint, by=cast.coordinator, at=later(1))
    actions.ask(complaint, question="Which day did you apply?", by=cast.coordinator, at=later(1))
    page = text(worker.get("/en/follow/file/"))
    assert "We need something from you" in page
    assert "Which day did you apply?" in page
    for _ in range(2):
        assert worker.post("/en/follow/file/answer/", {"text": "On 5 October"}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.status == Status.SCREENING
    assert Message.objects.filter(flow="in").count() == 1
    assert "On 5 October" in text(worker.get("/en/follow/file/"))


def test_an_empty_message_is_told_and_a_long_one_kept(worker):
    assert sentences(worker.post("/en/follow/file/answer/", {"text": " "})) == ["Write your message first."]
    response = worker.post("/en/follow/file/answer/", {"text": "y" * 20_001})
    assert "is longer than 20000 characters" in sentences(response)[0]
    assert "y" * 20_001 in response.content.decode()


def test_what_is_not_for_the_worker_is_not_on_the_page(worker, complaint, cast):
    files.note(complaint.file, text="Internal thoughts", by=cast.coordinator, at=later(1))
    make_document(complaint.file, by=cast.coordinator, upload=pdf("x", "internal.pdf"))
    page = text(worker.get("/en/follow/file/"))
    assert "Internal thoughts" not in page
    assert "internal.pdf" not in page


def test_evidence_is_added_shown_and_opened_once_checked(worker, complaint):
    chosen = [pdf("mine", "mine.pdf"), SimpleUploadedFile("bad.pdf", b"MZ" + b"x" * 300)]
    response = worker.post("/en/follow/file/evidence/", {"files": chosen})
    assert sentences(response)[0].startswith("bad.pdf is not a kind of file")
    worker.post("/en/follow/file/evidence/", {"files": [pdf("mine", "mine.pdf")]})
    document = Document.objects.get()
    assert "Waiting for the virus check" in text(worker.get("/en/follow/file/"))
    assert worker.get(f"/en/follow/file/papers/{document.pk}/").status_code == 404
    files.scanned(DocumentVersion.objects.get(), state=ScanState.CLEAN)
    response = worker.get(f"/en/follow/file/papers/{document.pk}/")
    assert response["Content-Disposition"] == 'attachment; filename="mine.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_anothers_papers_do_not_exist(worker, complaint):
    other = make_complaint(code=OTHER)
    theirs = make_document(other.file, by=worker_of(other), audience=[worker_of(other)])
    files.scanned(theirs, state=ScanState.CLEAN)
    assert worker.get(f"/en/follow/file/papers/{theirs.document_id}/").status_code == 404
    assert worker.get("/en/follow/file/papers/99999999/").status_code == 404


def test_nothing_chosen_is_told(worker):
    assert sentences(worker.post("/en/follow/file/evidence/", {})) == ["Choose at least one file."]


def test_contact_is_corrected(worker, complaint):
    page = worker.get("/en/follow/file/contact/").content.decode()
    assert "wanda@example.net" in page
    response = worker.post("/en/follow/file/contact/", {"contact_by": ["phone"], "phone": "bad", "name": "Wanda W"})
    assert "ten digits" in sentences(response)[0]
    assert "Wanda W" in response.content.decode()
    changed = {"contact_by": ["page"], "name": "Wanda W", "language": "fr"}
    assert worker.post("/en/follow/file/contact/", changed).status_code == 302
    complaint.complainant.refresh_from_db()
    person = complaint.complainant
    assert (person.name, person.channels, person.email, person.language) == ("Wanda W", ["page"], "", "fr")
    assert Event.objects.filter(file=complaint.file, kind="casefiles.person_corrected").count() == 1


def test_withdrawing_asks_first_and_happens_once(worker, complaint):
    assert "Withdraw your complaint?" in text(worker.get("/en/follow/file/withdraw/"))
    for _ in range(2):
        assert worker.post("/en/follow/file/withdraw/", {"reason": "Settled"})["Location"] == "/en/follow/file/"
    complaint.refresh_from_db()
    assert complaint.status == Status.WITHDRAWN
    page = text(worker.get("/en/follow/file/"))
    assert "You withdrew your complaint" in page
    assert "You may reopen it until" in page


def test_leaving_lets_go_of_the_code(worker):
    assert worker.post("/en/leave/")["Location"] == "/en/"
    assert worker.get("/en/follow/file/")["Location"] == "/en/follow/"


def test_leaving_quickly_goes_elsewhere(worker, settings):
    assert worker.get("/en/leave/")["Location"] == settings.QUICK_EXIT_URL
    assert worker.get("/en/follow/file/")["Location"] == "/en/follow/"


def test_a_reissued_code_voids_the_old_one(worker, complaint, cast):
    code = actions.reissue_code(complaint, check="call back", by=cast.coordinator, at=later(1))
    assert worker.get("/en/follow/file/")["Location"] == "/en/follow/"
    assert worker.post("/en/follow/", {"reference": complaint.reference, "code": code}).status_code == 302


@pytest.mark.parametrize("status", Status.values)
def test_every_status_reads_without_gaps(client, cast, status):
    complaint = make_complaint(status, by=cast.senior, code=CODE)
    complaint.refresh_from_db()
    for language in ("en", "fr"):
        client.post(f"/{language}/follow/", {"reference": complaint.reference, "code": CODE})
        for path in ("follow/file/", "receipt/"):
            said = text(client.get(f"/{language}/{path}"))
            assert "{" not in said, (language, path)
            assert "None" not in said, (language, path)


def test_the_page_costs_the_same_with_more_on_it(worker, complaint):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            worker.get("/en/follow/file/")
        return len(queries)

    def more(number: int) -> None:
        actions.answer(complaint, text=f"Message {number}", at=later(1))
        make_document(complaint.file, by=worker_of(complaint), upload=pdf(str(number)), audience=[worker_of(complaint)])

    more(1)
    first = cost()
    for number in range(2, 5):
        more(number)
    assert cost() == first
    assert first <= 15


def test_pages_of_a_worker_are_kept_nowhere(worker):
    assert worker.get("/en/follow/file/")["Cache-Control"] == "private, no-store"


# ---- outcomes and proposals ---------------------------------------------------------------------------


def open_page(client, cast, status, language="en"):
    complaint = make_complaint(status, by=cast.senior, code=CODE)
    complaint.refresh_from_db()
    client.post(f"/{language}/follow/", {"reference": complaint.reference, "code": CODE})
    return complaint


def test_the_worker_objects_within_the_time(client, cast, time_machine):
    complaint = open_page(client, cast, "resolved")
    said = text(client.get("/en/follow/file/"))
    assert "If you see it differently, tell us by Thursday 19 November." in said
    assert sentences(client.post("/en/follow/file/object/", {"text": " "})) == ["Write what you see differently first."]
    assert client.post("/en/follow/file/object/", {"text": "You missed it."}).status_code == 302
    complaint.refresh_from_db()
    assert complaint.status == Status.ACCEPTED
    assert "You missed it." in text(client.get("/en/follow/file/"))


def test_who_objects_too_late_is_told_and_loses_nothing(client, cast, time_machine):
    complaint = make_complaint("not_resolved", by=cast.senior, code=CODE)
    time_machine.move_to(later(18))
    complaint.refresh_from_db()
    client.post("/en/follow/", {"reference": complaint.reference, "code": CODE})
    said = text(client.get("/en/follow/file/"))
    assert "ended on Thursday 19 November. We now close the file." in said
    assert "I see it differently" not in said
    response = client.post("/en/follow/file/object/", {"text": "I was away."})
    assert response.status_code == 409
    assert "The time to object is over" in sentences(response)[0]


@pytest.mark.parametrize(("answer", "status"), [("accepted", Status.PROPOSAL), ("declined", Status.ACCEPTED)])
def test_the_worker_answers_a_proposal(client, cast, answer, status):
    complaint = open_page(client, cast, "proposal")
    assert "They decide within a week." in text(client.get("/en/follow/file/"))
    assert sentences(client.post("/en/follow/file/proposal/", {})) == ["Choose yes or no."]
    assert client.post("/en/follow/file/proposal/", {"answer": answer, "words": "As I said"}).status_code == 302
    complaint.refresh_from_db()
    proposal = complaint.proposals.get()
    assert (complaint.status, proposal.worker_answer, proposal.worker_words) == (status, answer, "As I said")
    said = text(client.get("/en/follow/file/"))
    if status == Status.PROPOSAL:
        assert "You accepted it." in said
        assert "We have your answer." in said
    again = client.post("/en/follow/file/proposal/", {"answer": answer})
    assert again.status_code == 409


def test_a_merged_complaint_leads_to_the_other_only_when_it_is_ones_own(client, cast):
    complaint = open_page(client, cast, "merged")
    assert f"under {complaint.merged_into.reference}" in text(client.get("/en/follow/file/"))
    person = complaint.merged_into.complainant
    person.email, person.phone = "another@example.net", ""
    person.save()
    said = text(client.get("/en/follow/file/"))
    assert complaint.merged_into.reference not in said
    assert "together with others about the same matter" in said


def test_a_referral_says_whether_anything_was_passed_on(client, cast):
    open_page(client, cast, "referred")
    assert "Contact Fair registration practices." in text(client.get("/en/follow/file/"))
    assert "We have sent them nothing about you." in text(client.get("/en/follow/file/"))


def test_what_goes_on_beside_the_status_is_said(client, cast):
    complaint = open_page(client, cast, "accepted")
    actions.escalate(complaint, question="SECRET", options="x", recommendation="x", by=cast.senior, at=later(2))
    actions.mark_for_dispute(complaint, reason="SECRET", by=cast.senior)
    said = text(client.get("/en/follow/file/"))
    assert "It is to be decided by Thursday 12 November." in said
    assert "Governments may discuss this" in said
    assert "SECRET" not in said


def test_about_a_body_elsewhere_no_limit_of_alberta_is_shown(client, cast):
    from mobility.law.models import Jurisdiction

    complaint = make_complaint(
        code=CODE,
        direction="outbound",
        home=Jurisdiction.objects.get(pk="AB"),
        receiving=Jurisdiction.objects.get(pk="BC"),
        body=None,
        body_text="A body in British Columbia",
    )
    complaint.refresh_from_db()
    client.post("/en/follow/", {"reference": complaint.reference, "code": CODE})
    said = text(client.get("/en/follow/file/"))
    assert "British Columbia: No confirmed time limit." in said
    assert "This was due by" not in said
