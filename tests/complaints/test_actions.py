"""Each verb of a complaint: what changed, what history says, who was told, what was refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from complaints import actions, codes
from complaints.choices import Finding, Outcome, Status
from complaints.models import Complaint, Draft, DraftFile, Ground
from mobility.casefiles import search, store
from mobility.casefiles.choices import Priority
from mobility.casefiles.errors import Overtaken, Refused
from mobility.casefiles.models import Document, Event, Message, Task
from mobility.outbox.models import Mail
from tests.makers import RECEIVED, Cast, later, make_complaint, make_filing, pdf, worker_of


def history(complaint: Complaint, after: int = 0) -> list[str]:
    """Kinds of the events of a file."""
    return list(complaint.file.events.filter(seq__gt=after).order_by("seq").values_list("kind", flat=True))


def told(complaint: Complaint) -> list[str]:
    """Kinds of the mails to the worker, in their order."""
    return list(Mail.objects.filter(about=complaint.file.reference).order_by("pk").values_list("kind", flat=True))


def texts(complaint: Complaint) -> list[tuple[str, str]]:
    return list(Message.objects.filter(file=complaint.file).values_list("flow", "text"))


def again(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_related("file").get(pk=complaint.pk)


# ---- coming in --------------------------------------------------------------------------------------


def test_file(cast: Cast):
    complaint = make_complaint()
    assert history(complaint) == ["complaints.filed", "casefiles.consented", "complaints.date_set"]
    filed = complaint.file.events.get(seq=1)
    worker = worker_of(complaint)
    assert (filed.actor_participant, filed.audience) == (worker, [worker.pk])
    assert filed.kept.facts == {
        "source": "web",
        "direction": "inbound",
        "grounds": ["ack-overdue"],
        "notice": "2026-11",
    }
    assert told(complaint) == ["receipt"]
    kept = again(complaint)
    assert (kept.status, kept.reference, kept.received_on, kept.owner, kept.is_open) == (
        "received",
        "LM-2026-000001",
        dt.date(2026, 11, 2),
        None,
        True,
    )
    assert search.find("Wanda").files == search.find("nobody wrote back").files == [complaint.pk]


def test_the_title_names_nobody(cast: Cast):
    title = make_complaint(narrative="I am Wanda").file.title
    assert title.endswith("(ON → AB)")
    assert "Wanda" not in title


def test_what_was_not_given_may_be_missing(cast: Cast):
    complaint = actions.file(actions.Filing(narrative="Help"), source="staff", at=RECEIVED, by=cast.coordinator)
    assert (complaint.body_name, complaint.occupation_name, str(complaint.complainant)) == (
        "Not given",
        "Not given",
        "Name not given",
    )
    assert told(complaint) == []


def draft(code: str = "ABCD-EFGH-JKLM-NPQR") -> Draft:
    made = Draft.objects.create(
        code_hash=codes.hashed(code),
        answers={"narrative": "x"},
        started_at=RECEIVED,
        saved_at=RECEIVED,
        expires_on=later(30).date(),
    )
    sha256, size = store.put(pdf("proof"))
    DraftFile.objects.create(
        draft=made, filename="proof.pdf", sha256=sha256, size=size, content_type="application/pdf", at=RECEIVED
    )
    return made


def test_sending_twice_makes_one_complaint_with_its_papers_once(cast: Cast):
    first = draft()
    complaint = actions.send(first, make_filing(), at=RECEIVED)
    assert actions.send(Draft.objects.get(pk=first.pk), make_filing(narrative="Other words"), at=later(1)) == complaint
    assert Complaint.objects.count() == 1
    assert told(complaint) == ["receipt"]
    paper = Document.objects.get()
    assert (paper.title, paper.added_by_participant, paper.audience) == (
        "proof.pdf",
        worker_of(complaint),
        [worker_of(complaint).pk],
    )
    first.refresh_from_db()
    assert (first.answers, complaint.code_hash) == ({}, codes.hashed("abcd efgh jklm npqr"))


@pytest.mark.parametrize("filing", [{"in_danger": True}, {"flags": ["threats"]}, {"flags": ["documents-withheld"]}])
def test_danger_restricts_comes_first_and_must_be_met_the_same_day(cast: Cast, filing: dict[str, Any]):
    complaint = make_complaint(**filing)
    assert (complaint.file.priority, complaint.file.is_restricted, complaint.in_danger) == (Priority.URGENT, True, True)
    assert history(complaint)[-2:] == ["complaints.danger_raised", "casefiles.restricted"]
    clock = complaint.file.clocks.get(rule="unit.danger")
    assert (clock.due_on, clock.started_on) == (dt.date(2026, 11, 2), dt.date(2026, 11, 2))
    seen = {role for role, user in cast.by_role.items() if Complaint.objects.visible_to(user).exists()}
    assert seen == {"senior", "director"}
    actions.act_on_danger(complaint, what="Called the police with her", by=cast.senior, at=RECEIVED)
    clock.refresh_from_db()
    assert clock.was_met is True
    assert history(complaint)[-1] == "complaints.danger_acted"


def test_other_flags_are_no_danger(cast: Cast):
    complaint = make_complaint(flags=["financial-hardship"])
    assert (complaint.file.is_restricted, complaint.in_danger, complaint.file.priority) == (False, False, 3)
    with pytest.raises(Refused, match="No danger flag"):
        actions.act_on_danger(complaint, what="x", by=cast.coordinator)


# ---- the moves --------------------------------------------------------------------------------------


def test_screen_gives_the_file_to_whoever_starts(cast: Cast):
    complaint = make_complaint()
    actions.screen(complaint, by=cast.coordinator)
    kept = again(complaint)
    assert (kept.status, kept.owner) == (Status.SCREENING, cast.coordinator)
    assert history(complaint, after=3) == ["casefiles.assigned", "complaints.screened"]


def test_screening_a_file_that_has_an_owner_leaves_it_there(cast: Cast):
    complaint = make_complaint("reopened", by=cast.senior)
    actions.screen(complaint, by=cast.coordinator)
    assert again(complaint).owner == cast.senior


def test_reply_is_a_message_and_meets_the_standard_once(cast: Cast):
    complaint = make_complaint()
    actions.reply(complaint, text="We read it.", by=cast.coordinator, at=later(1))
    actions.reply(complaint, text="And again.", by=cast.coordinator, at=later(2))
    assert texts(complaint) == [("out", "We read it."), ("out", "And again.")]
    assert complaint.file.clocks.get(rule="unit.first_reply").stopped_on == dt.date(2026, 11, 3)
    assert complaint.file.clocks.filter(rule="unit.accept").count() == 1
    assert told(complaint) == ["receipt", "new-message", "new-message"]


def test_ask_and_answer(cast: Cast):
    complaint = make_complaint("needs_information")
    assert (complaint.asked_from, told(complaint)) == ("screening", ["receipt", "question"])
    assert "2026-11-18" in Mail.objects.get(kind="question").text, "the day by which we would like the answer"
    before = complaint.file.last_seq
    actions.answer(complaint, text="On the fifth.", at=later(5))
    kept = again(complaint)
    assert (kept.status, kept.asked_from) == (Status.SCREENING, "")
    assert texts(complaint)[-1] == ("in", "On the fifth.")
    question = Message.objects.get(is_question=True)
    assert question.answered_at == later(5)
    assert history(complaint, after=before) == ["casefiles.message_received", "complaints.answered"]


def test_writing_without_a_question_is_only_a_message(cast: Cast):
    complaint = make_complaint("accepted")
    before = complaint.file.last_seq
    actions.answer(complaint, text="One more thing.", at=later(5))
    assert again(complaint).status == Status.ACCEPTED
    assert history(complaint, after=before) == ["casefiles.message_received"]


def test_a_question_goes_back_to_where_it_was_asked_from(cast: Cast):
    complaint = make_complaint("accepted")
    actions.ask(complaint, question="And now?", by=cast.coordinator, at=later(3))
    actions.carry_on(complaint, reason="No answer in a month", by=cast.coordinator, at=later(33))
    assert again(complaint).status == Status.ACCEPTED
    assert complaint.file.events.get(kind="complaints.carried_on").kept.facts == {"reason": "No answer in a month"}


def test_accept(cast: Cast):
    complaint = make_complaint("accepted")
    assert told(complaint) == ["receipt", "status-changed"]
    assert texts(complaint) == [("out", "We take your case on.")]
    resolve = complaint.file.clocks.get(rule="unit.resolve")
    assert (resolve.started_on, resolve.stopped_on) == (dt.date(2026, 11, 4), None)


def test_close(cast: Cast):
    complaint = make_complaint("closed")
    kept = again(complaint)
    assert (kept.outcome, kept.is_open, kept.due_on, kept.file.closed_at, kept.file.retention_from) == (
        Outcome.EXPLAINED,
        False,
        None,
        later(18),
        dt.date(2026, 11, 20),
    )
    closed = complaint.file.events.get(kind="complaints.closed")
    assert (closed.kept.facts, closed.audience) == (
        {"outcome": "explained", "by_sweep": False},
        [worker_of(complaint).pk],
    )
    assert told(complaint)[-2:] == ["letter-ready", "status-changed"]


def test_withdraw_tells_nobody_else_and_can_be_reopened(cast: Cast):
    complaint = make_complaint("withdrawn")
    assert again(complaint).is_open is False
    assert told(complaint) == ["receipt"]
    withdrawn = complaint.file.events.get(kind="complaints.withdrawn")
    assert withdrawn.actor_participant == worker_of(complaint)
    actions.reopen(complaint, reason="Changed their mind", by=cast.senior, at=later(9))
    kept = again(complaint)
    assert (kept.status, kept.is_open, kept.file.closed_at, kept.file.retention_from) == ("reopened", True, None, None)


def test_reopen_takes_the_outcome_back(cast: Cast):
    complaint = make_complaint("reopened")
    assert (again(complaint).outcome, told(complaint)[-1]) == ("", "status-changed")


def test_the_whole_way_and_round_again(cast: Cast):
    complaint = make_complaint("reopened")
    actions.screen(complaint, by=cast.senior, at=later(20))
    actions.accept(complaint, text="Again.", by=cast.senior, at=later(20))
    actions.conclude(complaint, outcome=Outcome.REGISTERED, letter="Done.", by=cast.senior, at=later(21))
    actions.close(complaint, by=cast.senior, at=later(37))
    actions.reopen(complaint, reason="Once more", by=cast.senior, at=later(38))
    assert again(complaint).status == Status.REOPENED


# ---- dates and grounds ------------------------------------------------------------------------------


def test_correct_date_moves_the_clock_and_the_list(cast: Cast):
    complaint = make_complaint()
    assert again(complaint).due_on == dt.date(2026, 10, 20)
    actions.correct_date(
        complaint,
        fact="application_received",
        on=dt.date(2026, 10, 26),
        said_by="body",
        reason="Their stamp",
        by=cast.coordinator,
        at=later(1),
    )
    # ten business days from 26 October would be the 9th; ours is due that day too, and the body's comes first
    assert again(complaint).due_on == dt.date(2026, 11, 9)
    assert complaint.file.events.order_by("-seq")[0].kept.facts == {
        "fact": "application_received",
        "on": "2026-10-26",
        "said_by": "body",
        "reason": "Their stamp",
    }


def test_a_closed_file_takes_no_dates_grounds_or_findings(cast: Cast):
    complaint = make_complaint("closed")
    ground = complaint.grounds.get()
    for act in (
        lambda: actions.correct_date(
            complaint, fact="decision_made", on=dt.date(2026, 10, 26), said_by="body", reason="x", by=cast.coordinator
        ),
        lambda: actions.add_ground(complaint, ground=Ground.objects.get(slug="decision-overdue"), by=cast.coordinator),
        lambda: actions.find(complaint, ground=ground, finding="founded", reasoning="x", by=cast.coordinator),
    ):
        with pytest.raises(Refused, match="This file is closed"):
            act()


def test_grounds_are_added_once_and_found_with_reasons(cast: Cast):
    complaint = make_complaint()
    other = Ground.objects.get(slug="decision-overdue")
    before = complaint.file.last_seq
    actions.add_ground(complaint, ground=other, by=cast.coordinator)
    actions.add_ground(complaint, ground=other, by=cast.coordinator)
    assert again(complaint).ground_slugs == ["ack-overdue", "decision-overdue"]
    row = complaint.grounds.get(ground=other)
    with pytest.raises(Refused, match="Give the reasons"):
        actions.find(complaint, ground=row, finding=Finding.FOUNDED, reasoning=" ", by=cast.coordinator)
    actions.find(
        complaint, ground=row, finding=Finding.FOUNDED, reasoning="No letter", by=cast.coordinator, at=RECEIVED
    )
    row.refresh_from_db()
    assert (row.finding, row.reasoning, row.found_by, row.found_at) == (
        "founded",
        "No letter",
        cast.coordinator,
        RECEIVED,
    )
    asked = ["casefiles.shared", "correspondence.requested"]
    assert history(complaint, after=before) == ["complaints.ground_added", *asked, "complaints.ground_found"]


def test_a_ground_of_another_complaint_is_not_found_here(cast: Cast):
    mine, other = make_complaint(), make_complaint()
    with pytest.raises(Refused, match="not a ground of this complaint"):
        actions.find(mine, ground=other.grounds.get(), finding="founded", reasoning="x", by=cast.coordinator)
    assert other.grounds.get().finding == Finding.NOT_DETERMINED


# ---- the code, the version, the worker's safety -----------------------------------------------------


def test_a_new_code_voids_the_old_one(cast: Cast):
    complaint = make_complaint(code="ABCD-EFGH-JKLM-NPQR")
    code = actions.reissue_code(complaint, check="Passport seen", by=cast.coordinator)
    assert again(complaint).code_hash == codes.hashed(code) != codes.hashed("ABCD-EFGH-JKLM-NPQR")
    event = complaint.file.events.order_by("-seq")[0]
    assert (event.kind, event.kept.facts) == ("complaints.code_reissued", {"check": "Passport seen"})
    assert code not in event.head


def test_a_stale_form_is_overtaken(cast: Cast):
    complaint = make_complaint()
    opened = complaint.file.version
    actions.screen(complaint, by=cast.coordinator, version=opened)
    with pytest.raises(Overtaken):
        actions.reply(complaint, text="x", by=cast.colleague, version=opened)
    assert texts(complaint) == []
    assert told(complaint) == ["receipt"]


def test_who_may_only_be_telephoned_is_not_written_to(cast: Cast):
    complaint = make_complaint(person={"name": "W", "email": "w@example.net", "phone": "1", "channels": ["phone"]})
    actions.reply(complaint, text="Hello", by=cast.coordinator, at=later(1))
    assert told(complaint) == []
    task = Task.objects.get()
    assert (task.what, task.owed_by, task.due_on) == ("Pass on our message (Telephone)", "unit", dt.date(2026, 11, 3))
    assert "casefiles.contact_refused" in history(complaint)


def test_what_the_worker_may_see_of_a_refusal_is_nothing(cast: Cast):
    complaint = make_complaint(person={"name": "W", "phone": "1", "channels": ["phone"]})
    actions.reply(complaint, text="Hello", by=cast.coordinator, at=later(1))
    seen = Event.objects.visible_to_participant(worker_of(complaint)).values_list("kind", flat=True)
    assert "casefiles.contact_refused" not in seen
