"""What is held about a person is given out whole and erased whole; nothing personal stands where it does not belong."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from complaints import actions as complaints
from complaints.models import Complaint, Draft, DraftFile
from mobility.casefiles import actions, personal, proof, search, store, tasks
from mobility.casefiles.choices import Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import AccessLog, DocumentVersion, Event, EventFacts, FileText, Message, Person, Task
from mobility.casefiles.primitives import join, redue
from mobility.outbox.models import Mail
from tests.makers import RECEIVED, Cast, MakePerson, later, make_complaint, make_document, pdf, worker_of

#: Words that only this worker's file holds.
SECRETS = ["Wanda", "wanda@", "555-0123", "Millwoods", "my sister", "transcript from 1998", "the dog", "landlord"]


@pytest.fixture
def story(cast: Cast) -> Complaint:
    """A file full of what one worker said and sent."""
    complaint = make_complaint(
        narrative="I live in Millwoods with my sister.",
        wanted="Accept the transcript from 1998.",
        answers={"more": "Ask about the dog"},
        referred_by="my landlord",
        person={
            "name": "Wanda Worker",
            "email": "wanda@example.net",
            "phone": "780-555-0123",
            "channels": ["page", "email"],
            "needs": "Large print",
        },
    )
    worker = worker_of(complaint)
    make_document(complaint.file, by=worker, upload=pdf("the dog", "Wanda.pdf"), audience=[worker])
    complaints.screen(complaint, by=cast.coordinator, at=later(1))
    complaints.ask(complaint, question="Wanda, who is my sister?", by=cast.coordinator, at=later(2))
    complaints.answer(complaint, text="She lives in Millwoods", at=later(3))
    actions.note(complaint.file, text="Wanda called", by=cast.coordinator)
    actions.add_task(complaint.file, what="Call Wanda", by=cast.coordinator)
    ground = complaint.grounds.get()
    complaints.find(complaint, ground=ground, finding="founded", reasoning="Wanda is right", by=cast.coordinator)
    actions.correct_person(complaint.file, worker.person, by=cast.coordinator, needs="Braille, says my sister")
    return complaint


def everything(complaint: Complaint) -> str:
    """All that the tables hold about one file, as text."""
    with connection.cursor() as cursor:
        text = []
        for table, column in {
            "complaints_complaint": "file_id",
            "complaints_complaintground": "complaint_id",
            "complaints_applicationdate": "complaint_id",
            "casefiles_message": "file_id",
            "casefiles_document": "file_id",
            "casefiles_task": "file_id",
            "casefiles_filetext": "file_id",
            "casefiles_event": "file_id",
        }.items():
            cursor.execute(f"SELECT t::text FROM {table} t WHERE {column} = %s", [complaint.pk])
            text += [row[0] for row in cursor.fetchall()]
        for statement in (
            "SELECT t::text FROM casefiles_person t",
            "SELECT t::text FROM casefiles_documentversion t",
            "SELECT t::text FROM casefiles_eventfacts t",
            "SELECT t::text FROM casefiles_casefile t",
            "SELECT t::text FROM outbox_mail t",
            "SELECT t::text FROM complaints_draftfile t",
            "SELECT t::text FROM procrastinate_jobs t",
        ):
            cursor.execute(statement)
            text += [row[0] for row in cursor.fetchall()]
    return "\n".join(text)


def test_export_gives_out_everything(story: Complaint):
    out = io.StringIO()
    call_command("person_export", story.complainant_id, stdout=out)
    (held,) = json.loads(out.getvalue())
    assert held["person"]["name"] == "Wanda Worker"
    (file,) = held["files"]
    assert (file["reference"], file["role"]) == (story.file.reference, "complainant")
    assert file["complaint"]["narrative"] == "I live in Millwoods with my sister."
    assert file["complaint"]["grounds"][0]["reasoning"] == "Wanda is right"
    assert [message["flow"] for message in file["messages"]] == ["out", "in"]
    assert [paper["file"] for paper in file["documents"]] == ["Wanda.pdf"]
    assert "casefiles.noted" not in [event["kind"] for event in file["history"]]
    assert "complaints.filed" in [event["kind"] for event in file["history"]]
    assert [consent["recipient"] for consent in file["consents"]] == ["body"]
    assert len(file["mails"]) == Mail.objects.filter(to="wanda@example.net").count() > 0
    assert file["opened_by"][-1]["kind"] == "exported"
    by_mail = io.StringIO()
    call_command("person_export", email="WANDA@example.net", stdout=by_mail)
    assert json.loads(by_mail.getvalue())[0]["person"] == held["person"]
    assert AccessLog.objects.filter(kind="exported", file=story.file).count() == 2


def test_commands_say_what_is_missing(cast: Cast):
    for arguments, words in (
        (["person_export"], "number, or --email"),
        (["person_export", "999999"], "Nothing is held"),
        (["person_erase", "999999", "--reason", "x"], "Nothing is held"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command(*arguments)
    person = MakePerson()
    with pytest.raises(CommandError, match="Say why"):
        call_command("person_erase", person.pk, reason=" ")
    with pytest.raises(CommandError, match="Nobody with this address"):
        call_command("person_erase", person.pk, reason="asked", by="nobody@example.org")


def test_erasing_leaves_nothing_personal_and_a_history_that_verifies(
    story: Complaint, cast: Cast, django_capture_on_commit_callbacks, tmp_path
):
    text = everything(story)
    assert all(secret in text or secret.lower() in text for secret in SECRETS)
    events = Event.objects.filter(file=story.file).count()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("person_erase", story.complainant_id, reason="Asked for it", by="carla@example.org")
    text = everything(story).lower()
    assert [secret for secret in [*SECRETS, "Large print", "Braille"] if secret.lower() in text] == []
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    assert Event.objects.filter(file=story.file).count() == events + 1
    last = story.file.events.order_by("-seq")[0]
    assert (last.kind, last.actor_user) == ("casefiles.person_erased", cast.coordinator)
    assert last.kept.facts == {"person": story.complainant_id, "reason": "Asked for it"}
    assert EventFacts.objects.filter(event__file=story.file).count() == 1
    with proof.one_moment():
        assert list(proof.verifier().run(proof.parts())) == []
    person = Person.objects.get(pk=story.complainant_id)
    assert (str(person), person.erased_at is not None) == ("Name not given", True)
    story.refresh_from_db()
    assert (story.code_hash, story.body_id) == (None, cast.body.pk)
    assert search.find("Wanda").files == search.find("Millwoods").files == []
    # a second time nothing more happens
    actions.erase_person(person, reason="Again")
    assert Event.objects.filter(file=story.file).count() == events + 1


def test_nothing_is_erased_while_a_file_or_a_paper_is_held(story: Complaint, cast: Cast):
    actions.hold(story.file, reason="court", by=cast.coordinator)
    with pytest.raises(Refused, match=f"{story.file.reference} is held"):
        actions.erase_person(story.complainant, reason="x")
    actions.unhold(story.file, reason="over", by=cast.coordinator)
    paper = story.file.documents.get()
    paper.held_at = RECEIVED
    paper.save()
    with pytest.raises(Refused, match="is held"):
        actions.erase_person(story.complainant, reason="x")
    story.refresh_from_db()
    assert story.narrative
    assert Message.objects.exclude(text="").count() == 2


def test_disposal_too_waits_for_a_hold(story: Complaint, cast: Cast):
    actions.hold(story.file, reason="court", by=cast.coordinator)
    with pytest.raises(Refused, match="held"):
        actions.dispose_facts(story.file.events.get(seq=1), reason="x", by=cast.coordinator)


def test_a_representative_takes_along_what_is_theirs_and_no_more(story: Complaint, cast: Cast):
    friend = MakePerson(name="Fred Friend", email="fred@example.net")
    representative = join(story.file, role=Role.REPRESENTATIVE, person=friend, at=later(4))
    actions.hear(story.file, text="Fred here", language="en", sender=representative, at=later(5))
    redue(story.file)
    actions.correct_person(story.file, friend, by=cast.coordinator, phone="780-555-9999")
    actions.erase_person(friend, reason="Asked")
    text = everything(story)
    assert not [words for words in ("Fred", "555-9999") if words in text]
    assert "Millwoods" in text
    assert Message.objects.exclude(text="").count() == 2


def test_bytes_that_somebody_else_needs_stay(
    story: Complaint, cast: Cast, django_capture_on_commit_callbacks, tmp_path
):
    other = make_complaint(person={"name": "Somebody Else"})
    make_document(other.file, by=worker_of(other), upload=pdf("the dog", "copy.pdf"))
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_person(story.complainant, reason="Asked")
    sha256 = DocumentVersion.objects.get(filename="copy.pdf").sha256
    assert storages["uploads"].exists(store.address(sha256))
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_person(other.complainant, reason="Asked")
    assert not storages["uploads"].exists(store.address(sha256))


def test_bytes_of_a_draft_stay(cast: Cast):
    sha256, size = store.put(pdf("draft"))
    draft = Draft.objects.create(code_hash="x", started_at=RECEIVED, saved_at=RECEIVED, expires_on=later(30).date())
    DraftFile.objects.create(
        draft=draft, filename="x.pdf", sha256=sha256, size=size, content_type="application/pdf", at=RECEIVED
    )
    assert personal.destroy_bytes(sha256) is False
    draft.delete()
    assert personal.destroy_bytes(sha256) is True
    assert personal.destroy_bytes(sha256) is True


def test_the_nightly_task_destroys_what_an_interrupted_erasure_left(story: Complaint, cast: Cast, tmp_path):
    actions.erase_person(story.complainant, reason="Asked")  # rolled back or killed before the commit's callbacks ran
    assert [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    tasks.nightly(0)
    assert not [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]


def test_the_access_log_has_its_months_ahead(db):
    tasks.nightly(0)
    tasks.nightly(0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'casefiles_accesslog'::regclass"
            " AND c.relname >= 'casefiles_accesslog_' || to_char(now(), 'YYYYMM') AND c.relname < 'casefiles_accesslog_r'"
        )
        assert cursor.fetchone()[0] >= 4


def test_a_worker_may_correct_their_own_details_only_and_the_old_ones_are_kept_for_the_unit(story: Complaint):
    worker = worker_of(story)
    stranger = MakePerson()
    with pytest.raises(Refused, match="your own"):
        actions.correct_person(story.file, stranger, by=worker, name="X")
    with pytest.raises(TypeError):
        actions.correct_person(story.file, worker.person, by=worker, erased_at=None)
    actions.correct_person(story.file, worker.person, by=worker, phone="780-555-0199")
    event = story.file.events.order_by("-seq")[0]
    assert event.kept.facts == {
        "person": worker.person_id,
        "old": {"phone": "780-555-0123"},
        "new": {"phone": "780-555-0199"},
    }
    assert event.audience == []


def test_a_corrected_name_is_found_and_the_old_one_is_not(story: Complaint, cast: Cast):
    actions.correct_person(story.file, story.complainant, by=cast.coordinator, name="Yolanda Jobb")
    story.refresh_from_db()
    complaints.index(story)
    assert search.find("Yolanda Jobb").files == [story.pk]


def test_nothing_personal_in_jobs_heads_titles_or_logs(cast: Cast, caplog, settings):
    """A small journey; then every place that is not for personal text is searched for it."""
    settings.CLAMD_URL = "unix:///nowhere"
    with caplog.at_level(logging.DEBUG):
        complaint = make_complaint(
            "closed",
            narrative="I live in Millwoods",
            person={"name": "Wanda Worker", "email": "wanda@example.net", "phone": "555", "channels": ["email"]},
        )
        worker = worker_of(complaint)
        version = make_document(complaint.file, by=worker, upload=pdf("x", "Wanda.pdf"), audience=[worker])
        tasks.scan(version.pk)
        complaints.reopen(complaint, reason="Wanda asked", by=cast.senior, at=later(4))
        complaints.answer(complaint, text="Wanda again", at=later(5))
    secret = ("wanda", "millwoods", "example.net")
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        jobs = [row[0] for row in cursor.fetchall()]
    heads = list(Event.objects.values_list("head", flat=True))
    titles = [complaint.file.title, complaint.file.next_due_what]
    logged = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert len(jobs) > 3
    assert len(heads) > 10
    for text in (*jobs, *heads, *titles, *logged):
        assert not [word for word in secret if word in text.lower()], text
    for mail in Mail.objects.all():
        shown = f"{mail.subject} {mail.text} {mail.html}".lower()
        assert not [word for word in ("complaint", "labour", "clpna", "nurse", "wanda", "millwoods") if word in shown]
    assert FileText.objects.filter(file=complaint.file).exists()
    assert not Task.objects.filter(what__icontains="wanda").exists()
