"""The table of moves as a table, and each move that settles, ends or passes on a complaint."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints import actions, letters, tasks
from complaints.choices import AT_WORK, CONCLUDED, OPEN_STATUSES, SETTLED, Finding, Outcome, Status, Verb
from complaints.models import Complaint
from complaints.workflow import TABLE
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import Decision, Message, Share, Task
from mobility.outbox.models import Mail
from tests.makers import Cast, later, make_complaint, make_filing, worker_of

S = Status
UNDECIDED = OPEN_STATUSES - CONCLUDED
#: verb: (from, to); None: it stays, or goes where the action says
MOVES = {
    Verb.SCREEN: ({S.RECEIVED, S.REOPENED}, S.SCREENING),
    Verb.REPLY: (OPEN_STATUSES, None),
    Verb.ASK: ({S.SCREENING, S.ACCEPTED, S.WITH_BODY, S.REOPENED}, S.NEEDS_INFORMATION),
    Verb.ANSWER: ({S.NEEDS_INFORMATION}, None),
    Verb.CARRY_ON: ({S.NEEDS_INFORMATION}, None),
    Verb.ACCEPT: ({S.SCREENING, S.REOPENED}, S.ACCEPTED),
    Verb.PROPOSE: ({S.ACCEPTED, S.WITH_BODY}, S.PROPOSAL),
    Verb.ANSWER_PROPOSAL: ({S.PROPOSAL}, None),
    Verb.CONCLUDE: ({S.ACCEPTED, S.WITH_BODY, S.PROPOSAL}, None),
    Verb.OBJECT: ({S.RESOLVED, S.NOT_RESOLVED}, S.ACCEPTED),
    Verb.CLOSE: ({S.RESOLVED, S.NOT_RESOLVED}, S.CLOSED),
    Verb.DECLINE: (UNDECIDED, S.OUT_OF_SCOPE),
    Verb.REFER: (UNDECIDED, S.REFERRED),
    Verb.MERGE: (OPEN_STATUSES, S.MERGED),
    Verb.ESCALATE: (OPEN_STATUSES, None),
    Verb.DECIDE: (OPEN_STATUSES, None),
    Verb.MARK_FOR_DISPUTE: (OPEN_STATUSES, None),
    Verb.UNMARK_FOR_DISPUTE: (OPEN_STATUSES, None),
    Verb.WITHDRAW: (OPEN_STATUSES, S.WITHDRAWN),
    Verb.REOPEN: ({S.CLOSED, S.OUT_OF_SCOPE, S.REFERRED, S.WITHDRAWN, S.MERGED}, S.REOPENED),
    Verb.ACT_ON_DANGER: (OPEN_STATUSES, None),
}


@pytest.mark.parametrize("verb", MOVES)
def test_the_table_of_moves(verb: str):
    assert (TABLE[verb].sources, TABLE[verb].to) == MOVES[verb]


def test_open_statuses_are_those_of_open_files(cast: Cast):
    for status in Status.values:
        assert make_complaint(status).file.is_open == (status in OPEN_STATUSES), status
    assert AT_WORK < OPEN_STATUSES


def again(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_related("file", "complainant").get(pk=complaint.pk)


def history(complaint: Complaint, after: int = 0) -> list[str]:
    return list(complaint.file.events.filter(seq__gt=after).order_by("seq").values_list("kind", flat=True))


def told(complaint: Complaint) -> list[str]:
    return list(
        Mail.objects.filter(about=complaint.file.reference, to="wanda@example.net")
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def running(complaint: Complaint) -> dict[str, dt.date | None]:
    return dict(complaint.file.clocks.filter(stopped_on__isnull=True).values_list("rule", "due_on"))


def tasks_of(complaint: Complaint) -> list[str]:
    return list(Task.objects.filter(file=complaint.file).order_by("pk").values_list("what", flat=True))


# ---- proposals ----------------------------------------------------------------------------------------


def test_a_proposal_is_a_letter_with_a_day_to_answer(cast: Cast):
    complaint = make_complaint("proposal", by=cast.coordinator)
    proposal = complaint.proposals.get()
    assert (proposal.offered_by, proposal.body_answer, proposal.worker_answer) == ("body", "accepted", "")
    assert running(complaint)["unit.proposal_answer"] == dt.date(2026, 11, 19)
    letter = Message.objects.filter(file=complaint.file, flow="out").last()
    assert letter is not None
    assert "It comes from CLPNA." in letter.text
    assert "They decide within a week." in letter.text
    assert "Please answer on your page by Thursday 19 November 2026." in letter.text
    assert "[" not in letter.text
    assert told(complaint)[-1] == "status-changed"
    assert history(complaint)[-1] == "complaints.proposed"


def test_a_worker_who_says_yes_to_what_the_body_offered_leaves_it_to_the_owner(cast: Cast):
    complaint = make_complaint("proposal", by=cast.coordinator)
    actions.answer_proposal(complaint, side="worker", answer="accepted", words="Gladly", at=later(4))
    proposal = complaint.proposals.get()
    assert (proposal.is_accepted, proposal.worker_words, again(complaint).status) == (True, "Gladly", "proposal")
    assert "unit.proposal_answer" not in running(complaint)
    assert tasks_of(complaint)[-1].startswith("Both sides accepted the proposal")
    event = complaint.file.events.order_by("-seq")[0]
    assert (event.kind, event.actor_participant) == ("complaints.proposal_answered", worker_of(complaint))
    with pytest.raises(Refused, match="answered already"):
        actions.answer_proposal(complaint, side="worker", answer="declined", at=later(5))


@pytest.mark.parametrize("came_from", ["accepted", "with_body"])
def test_a_declined_proposal_goes_back_to_where_it_was_put(cast: Cast, came_from: str):
    complaint = make_complaint(came_from, by=cast.coordinator)
    actions.propose(complaint, offered_by="unit", what="A meeting", by=cast.coordinator, at=later(4))
    actions.answer_proposal(
        complaint, side="body", answer="accepted", words="By phone", by=cast.coordinator, at=later(5)
    )
    assert again(complaint).status == "proposal"
    actions.answer_proposal(complaint, side="worker", answer="declined", at=later(6))
    assert again(complaint).status == came_from
    assert tasks_of(complaint)[-1] == "The worker declined the proposal: decide how to go on"


def test_what_the_body_said_to_a_proposal_is_for_the_unit(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    actions.propose(complaint, offered_by="worker", what="Register me", by=cast.coordinator, at=later(4))
    actions.answer_proposal(complaint, side="body", answer="declined", words="No", by=cast.coordinator, at=later(5))
    assert complaint.file.events.order_by("-seq")[0].audience == []
    assert told(complaint)[-1] == "status-changed"


# ---- the outcome --------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", SETTLED)
def test_the_outcome_says_whether_it_is_settled(cast: Cast, outcome: str):
    complaint = make_complaint("accepted")
    actions.conclude(complaint, outcome=outcome, letter="Because.", by=cast.coordinator, at=later(3))
    kept = again(complaint)
    assert (kept.status, kept.outcome, kept.is_open) == (
        "resolved" if SETTLED[Outcome(outcome)] else "not_resolved",
        outcome,
        True,
    )
    event = complaint.file.events.get(kind="complaints.concluded")
    assert (event.kept.facts, event.audience) == (
        {"outcome": outcome, "object_by": "2026-11-19"},
        [worker_of(complaint).pk],
    )
    assert told(complaint)[-1] == "letter-ready"


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - set(SETTLED)))
def test_what_has_a_move_of_its_own_is_no_conclusion(cast: Cast, outcome: str):
    with pytest.raises(Refused, match="a move of its own"):
        actions.conclude(make_complaint("accepted"), outcome=outcome, letter="x", by=cast.coordinator)


def test_an_outcome_that_is_none_is_an_error(cast: Cast):
    with pytest.raises(ValueError, match="nonsense"):
        actions.conclude(make_complaint("accepted"), outcome="nonsense", letter="x", by=cast.coordinator)


@pytest.mark.parametrize(("language", "result", "day"), [
    ("en", "The result: explained and accepted.", "by Thursday 19 November 2026 what we missed"),
    ("fr", "Le résultat\N{NO-BREAK SPACE}:", "jeudi 19 novembre 2026 ce que nous avons manqué"),
])  # fmt: skip
def test_the_closing_letter_has_findings_and_reasons_in_the_workers_language(
    cast: Cast, language: str, result: str, day: str
):
    complaint = make_complaint("accepted", by=cast.coordinator, language=language)
    ground = complaint.grounds.get()
    actions.find(
        complaint, ground=ground, finding=Finding.NOT_FOUNDED, reasoning="They wrote in time.", by=cast.coordinator
    )
    grounds = list(complaint.grounds.select_related("ground"))
    letter = letters.closing(complaint, grounds, list(complaint.file.clocks.all()), cast.coordinator, later(3).date())
    assert ground.ground.label_fr in letter if language == "fr" else ground.ground.label_en in letter
    assert "They wrote in time." in letter
    assert letters.unfilled(letter, language, later=("outcome", "due_date")) == []
    assert letters.unfilled(letter, language) != []
    actions.conclude(complaint, outcome=Outcome.EXPLAINED, letter=letter, by=cast.coordinator, at=later(3))
    sent = Message.objects.filter(file=complaint.file, flow="out").last()
    assert sent is not None
    assert "[" not in sent.text
    assert result.replace("\N{NO-BREAK SPACE}", " ") in sent.text.replace("\N{NO-BREAK SPACE}", " ")
    assert day in sent.text


def test_a_letter_with_blanks_is_not_sent(cast: Cast):
    complaint = make_complaint("accepted")
    with pytest.raises(Refused, match=r"square brackets: \[your view\]"):
        actions.conclude(complaint, outcome=Outcome.EXPLAINED, letter="We think [your view].", by=cast.coordinator)
    assert again(complaint).status == "accepted"
    assert "unit.objection_window" not in running(complaint)


def test_an_objection_within_the_time_brings_the_file_back_to_work(cast: Cast):
    complaint = make_complaint("not_resolved", by=cast.coordinator)
    before = complaint.file.last_seq
    actions.object_to(complaint, text="You missed my letter.", at=later(10))
    actions.object_to(complaint, text="You missed my letter.", at=later(10))
    kept = again(complaint)
    assert (kept.status, kept.outcome) == ("accepted", "")
    assert history(complaint, before) == ["casefiles.message_received", "complaints.objected"]
    assert complaint.file.clocks.get(rule="unit.objection_window").stopped_why == "objection_received"
    assert {"unit.resolve", "lma.acknowledge"} <= running(complaint).keys()
    task = Task.objects.get(file=complaint.file)
    assert (task.what[:35], task.owed_by_user) == ("The worker objects to the outcome: ", cast.coordinator)


def test_after_the_time_there_is_no_objection(cast: Cast):
    complaint = make_complaint("resolved")
    with pytest.raises(Refused, match="The time to object is over"):
        actions.object_to(complaint, text="Too late?", at=later(18))
    assert again(complaint).status == "resolved"
    assert not Message.objects.filter(file=complaint.file, flow="in").exists()
    actions.object_to(complaint, text="On the last day.", at=later(17))


def test_a_file_is_not_closed_while_the_worker_may_object(cast: Cast):
    complaint = make_complaint("resolved")
    with pytest.raises(Refused, match="may object until 19 November 2026"):
        actions.close(complaint, by=cast.coordinator, at=later(17))


def test_the_sweep_closes_what_nobody_objected_to_once(cast: Cast):
    over, objected, running_still = (
        make_complaint("resolved"),
        make_complaint("not_resolved"),
        make_complaint("resolved", at=later(9)),
    )
    actions.object_to(objected, text="No.", at=later(9))
    assert tasks.close_unopposed(later(18)) == 1
    assert tasks.close_unopposed(later(18)) == 0
    assert [again(row).status for row in (over, objected, running_still)] == ["closed", "accepted", "resolved"]
    closed = over.file.events.get(kind="complaints.closed")
    assert (closed.actor_user, closed.kept.facts) == (None, {"outcome": "explained", "by_sweep": True})
    assert told(over)[-1] == "status-changed"


# ---- not ours -----------------------------------------------------------------------------------------


def test_decline_says_why_and_who_can_help(cast: Cast):
    complaint = make_complaint("screening", by=cast.coordinator, scope_doubt="wages")
    letter = letters.declining(complaint, cast.coordinator)
    assert "Employment Standards" in letter
    actions.decline(complaint, doubt="abroad", letter=letter, by=cast.coordinator, at=later(2))
    sent = Message.objects.filter(file=complaint.file, flow="out").last()
    assert sent is not None
    assert "Fair registration practices" in sent.text, "the letter follows the reason chosen"
    assert "Employment Standards" not in sent.text
    assert "by Wednesday 3 February 2027 " in sent.text or "2027" in sent.text
    kept = again(complaint)
    assert (kept.status, kept.outcome, kept.is_open, kept.scope_doubt) == (
        "out_of_scope",
        "out_of_scope",
        False,
        "abroad",
    )
    assert set(running(complaint)) == {"unit.reopen_window"}
    assert (told(complaint)[-1], history(complaint)[-1]) == ("letter-ready", "complaints.declined")


def test_decline_wants_a_reason_that_is_not_ours(cast: Cast):
    for doubt in ("in_scope", "", "nonsense"):
        with pytest.raises(Refused, match="Choose why"):
            actions.decline(make_complaint(), doubt=doubt, letter="x", by=cast.coordinator)


def test_refer_without_the_file_says_where_to_go(cast: Cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    letter = letters.referring(complaint, cast.coordinator)
    actions.refer(complaint, to="The Ombudsman", letter=letter, by=cast.coordinator, at=later(2))
    sent = Message.objects.filter(file=complaint.file, flow="out").last()
    assert sent is not None
    assert "The Ombudsman is better placed" in sent.text
    assert "We have sent them nothing about you." in sent.text
    kept = again(complaint)
    assert (kept.status, kept.referred_to, kept.passed_on) == ("referred", "The Ombudsman", False)
    assert not Share.objects.exists()


@pytest.mark.parametrize("leaves", ["consent", "authority"])
def test_the_file_goes_along_only_under_a_recorded_authority(cast: Cast, leaves: str):
    complaint = make_complaint("screening", by=cast.coordinator)
    with pytest.raises(Refused, match="Say under what the file goes along"):
        actions.refer(complaint, office=cast.ministry, leaves=leaves, letter="x", by=cast.coordinator)
    assert again(complaint).status == "screening"
    actions.refer(
        complaint,
        office=cast.ministry,
        leaves=leaves,
        authority="By phone on 3 November",
        letter="x",
        by=cast.coordinator,
    )
    share = Share.objects.get()
    assert (share.participant.office, share.authority, share.by) == (
        cast.ministry,
        "By phone on 3 November",
        cast.coordinator,
    )
    assert (share.consent is not None) == (leaves == "consent")
    assert again(complaint).passed_on is True
    assert Complaint.objects.visible_to(cast.ministry_partner).exists()
    seen = complaint.file.events.visible_to(cast.ministry_partner).values_list("kind", flat=True)
    assert list(seen) == ["casefiles.shared"], "earlier items stay where they are"


# ---- merged -------------------------------------------------------------------------------------------


def test_merge_points_to_the_other_and_tells_both_files(cast: Cast):
    kept_on, complaint = make_complaint(), make_complaint()
    actions.merge(complaint, into=kept_on, by=cast.coordinator, at=later(1))
    found = again(complaint)
    assert (found.status, found.is_open, found.merged_into) == ("merged", False, kept_on)
    assert (history(complaint)[-1], history(kept_on)[-1]) == ("complaints.merged", "complaints.took_in")
    assert told(complaint).count("status-changed") == 1
    assert again(kept_on).status == "received"
    actions.reopen(complaint, reason="They are two after all", by=cast.senior, at=later(2))
    assert again(complaint).merged_into is None


def test_merge_refuses_what_makes_no_sense(cast: Cast):
    complaint, other = make_complaint(), make_complaint()
    with pytest.raises(Refused, match="into itself"):
        actions.merge(complaint, into=complaint, by=cast.coordinator)
    gone = make_complaint("merged")
    with pytest.raises(Refused, match="was merged itself"):
        actions.merge(complaint, into=gone, by=cast.coordinator)
    with pytest.raises(Refused, match="is closed"):
        actions.merge(complaint, into=make_complaint("withdrawn"), by=cast.coordinator)
    hidden = make_complaint(in_danger=True)
    with pytest.raises(Refused, match="that you may see"):
        actions.merge(complaint, into=hidden, by=cast.coordinator)
    stranger = make_complaint(person={"name": "Wanda Worker", "email": "other@example.net"})
    with pytest.raises(Refused, match="not surely the same"):
        actions.merge(stranger, into=other, by=cast.coordinator)
    assert again(complaint).status == again(stranger).status == "received"
    actions.merge(stranger, into=other, reason="Husband and wife, one letter", by=cast.coordinator)
    assert stranger.file.events.get(kind="complaints.merged").audience == [], "they do not learn the other's reference"


# ---- the Director, disputes -----------------------------------------------------------------------------


def test_escalate_asks_and_decide_answers(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    actions.escalate(
        complaint, question="Report it?", options="Yes\nNo", recommendation="Yes", by=cast.coordinator, at=later(3)
    )
    assert again(complaint).status == "accepted"
    decision = Decision.objects.get()
    clock = complaint.file.clocks.get(rule="unit.director_decision")
    assert (clock.owed_by, clock.due_on, decision.due_on) == ("director", dt.date(2026, 11, 13), dt.date(2026, 11, 13))
    mail = Mail.objects.get(kind="staff-decision")
    assert (mail.to, "Report it?" in mail.text, complaint.file.reference in mail.subject) == (
        cast.director.email,
        False,
        True,
    )
    with pytest.raises(Refused, match="already before the Director"):
        actions.escalate(complaint, question="x", options="x", recommendation="x", by=cast.senior)
    with pytest.raises(Refused, match="may not do this"):
        actions.decide(complaint, answer="Yes", reasons="x", by=cast.coordinator)
    actions.decide(complaint, answer="Yes", reasons="It is the sixth case.", by=cast.director, at=later(5))
    decision.refresh_from_db()
    clock.refresh_from_db()
    assert (decision.answer, decision.decided_by, clock.was_met) == ("Yes", cast.director, True)
    assert history(complaint)[-1] == "complaints.decided"
    task = Task.objects.get(file=complaint.file)
    assert (task.what, task.owed_by_user) == ("The Director has decided: read it, and act on it", cast.coordinator)
    with pytest.raises(Refused, match="No question"):
        actions.decide(complaint, answer="x", reasons="x", by=cast.director)


def test_a_question_may_be_needed_by_a_day_of_its_own(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    ask = {"question": "x", "options": "x", "recommendation": "x", "by": cast.coordinator, "at": later(3)}
    with pytest.raises(Refused, match="not over yet"):
        actions.escalate(complaint, due_on=later(2).date(), **ask)
    actions.escalate(complaint, due_on=later(4).date(), **ask)
    assert running(complaint)["unit.director_decision"] == later(4).date()
    clock = complaint.file.clocks.get(rule="unit.director_decision")
    with pytest.raises(Refused, match="given, not counted"):
        actions.extend(complaint, clock=clock, days=1, authority="x", reason="x", by=cast.senior)


def test_who_decides_is_named_on_a_restricted_file(cast: Cast):
    complaint = make_complaint(in_danger=True)
    complaint.file.named.filter(user=cast.director).update(until=later(1))
    assert not Complaint.objects.visible_to(cast.director).exists()
    actions.escalate(complaint, question="x", options="x", recommendation="x", by=cast.senior)
    assert Complaint.objects.visible_to(cast.director).exists()


def test_mark_for_dispute_and_take_it_off(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    actions.mark_for_dispute(complaint, reason="Third case this year", by=cast.coordinator)
    assert (again(complaint).for_dispute, again(complaint).dispute_reason) == (True, "Third case this year")
    actions.unmark_for_dispute(complaint, reason="They changed the rule", by=cast.coordinator)
    assert (again(complaint).for_dispute, again(complaint).dispute_reason) == (False, "")
    assert history(complaint)[-2:] == ["complaints.marked_for_dispute", "complaints.unmarked_for_dispute"]
    with pytest.raises(Refused, match="not marked"):
        actions.unmark_for_dispute(complaint, reason="x", by=cast.coordinator)


def test_what_the_worker_writes_to_a_closed_file_is_read_by_somebody(cast: Cast):
    complaint = make_complaint("out_of_scope", by=cast.coordinator)
    actions.answer(complaint, text="You misunderstood.", at=later(5))
    assert tasks_of(complaint) == ["The worker wrote after the file was closed: read it, and reopen if it needs more"]
    assert again(complaint).status == "out_of_scope"


def test_who_withdraws_has_that_as_the_outcome(cast: Cast):
    complaint = actions.withdraw(actions.file(make_filing(), source="web", at=later(0)), at=later(1))
    assert again(complaint).outcome == "withdrawn"


# ---- provisional findings -------------------------------------------------------------------------------


def test_a_finding_against_a_body_is_provisional_until_it_could_comment(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    ground = complaint.grounds.get()
    find = {"ground": ground, "finding": "founded", "reasoning": "No letter", "by": cast.coordinator, "at": later(3)}
    with pytest.raises(Refused, match="Give the body until 20 November 2026 at least"):
        actions.find(complaint, comment_by=dt.date(2026, 11, 19), **find)
    actions.find(complaint, **find)
    ground.refresh_from_db()
    assert ground.comment_by == running(complaint)["unit.body_comment"] == dt.date(2026, 11, 20)
    assert [ground.is_provisional(dt.date(2026, 11, day)) for day in (5, 20, 21)] == [True, True, False]
    with pytest.raises(Refused, match="provisional: the body may comment until 20 November 2026"):
        actions.conclude(complaint, outcome="registered", letter="x", by=cast.coordinator, at=later(18))
    actions.find(complaint, **{**find, "reasoning": "No letter at all", "at": later(5)})
    ground.refresh_from_db()
    assert ground.comment_by == dt.date(2026, 11, 20), "other words, the same finding"
    actions.conclude(complaint, outcome="registered", letter="x", by=cast.coordinator, at=later(19))


def test_the_bodys_comment_makes_a_finding_final(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    ground = complaint.grounds.get()
    comment = {"ground": ground, "text": "We lost it.", "on": later(4).date(), "by": cast.coordinator, "at": later(4)}
    with pytest.raises(Refused, match="Only a founded ground"):
        actions.comment(complaint, **comment)
    actions.find(
        complaint,
        ground=ground,
        finding="founded",
        reasoning="x",
        comment_by=dt.date(2026, 11, 30),
        by=cast.coordinator,
        at=later(3),
    )
    assert running(complaint)["unit.body_comment"] == dt.date(2026, 11, 30)
    with pytest.raises(Refused, match="still to come"):
        actions.comment(complaint, **{**comment, "on": later(5).date()})
    actions.comment(complaint, **comment)
    ground.refresh_from_db()
    assert (ground.comment, ground.commented_on, ground.is_provisional(later(4).date())) == (
        "We lost it.",
        later(4).date(),
        False,
    )
    assert "unit.body_comment" not in running(complaint)
    assert history(complaint)[-1] == "complaints.ground_commented"
    actions.conclude(complaint, outcome="registered", letter="x", by=cast.coordinator, at=later(5))


def test_a_finding_for_the_body_waits_for_nobody(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    actions.find(complaint, ground=complaint.grounds.get(), finding="not_founded", reasoning="x", by=cast.coordinator)
    assert complaint.grounds.get().comment_by is None
    actions.conclude(complaint, outcome="explained", letter="x", by=cast.coordinator)
