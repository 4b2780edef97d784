"""Reviews of bodies: nothing is final before the body was heard, corrections are followed to the end, who may do what."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Clock, Event, Task
from mobility.correspondence import actions as requests
from mobility.correspondence import queries
from mobility.correspondence.models import Request
from mobility.law import rules
from mobility.law.days import law_date
from mobility.outbox.models import Mail
from regulators import actions, risk
from regulators.compliance_choices import Status, Verb
from regulators.compliance_workflow import FINAL, TABLE, marks
from regulators.models import DutyFinding, Review, RiskRating
from tests.makers import make_complaint
from tests.regulators.reviewing import (
    AUTHORITY,
    DAY,
    duty,
    issue_order,
    later,
    make_final,
    make_finding,
    make_review,
    on,
    propose_order,
    put,
)
from tests.trying import once, who_can


def answer(request: Request, cast, category: str = "disagreed", text: str = "We keep them three years.", **said):
    request = Request.objects.with_all().get(pk=request.pk)
    return requests.answer(request, category=category, text=text, by=cast.registrar, **said)


# ---- the table --------------------------------------------------------------------------------------
def test_the_moves_are_those_of_the_pack_and_carry_its_marks(db):
    pack = rules.pack("ab-lma")
    ours = {"order_proposed": "submission_window"}  # the time for a submission opens with the notice
    for move in pack.moves:
        if move.verb == "open_submissions":
            continue
        row = TABLE[move.verb]
        assert row.sources == {ours.get(one, one) for one in move.from_states}, move.verb
        to = {"=": None, "previous": None}.get(move.to, ours.get(move.to, move.to))
        assert row.to == to, move.verb
    assert marks()["penalize"] == "?"
    assert marks()["issue_order"] == "S"
    assert {state.id for state in pack.states} - {"order_proposed"} == set(Status) - {Status.CLOSED}


def test_from_a_final_status_nothing_is_possible():
    assert not any(TABLE.possible(status) for status in FINAL)


# ---- findings ---------------------------------------------------------------------------------------
def test_a_finding_is_not_final_before_the_body_has_seen_it(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    with pytest.raises(Refused, match="has not seen"):
        actions.finalize_finding(review, finding=finding, by=cast.coordinator, at=later(400))
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyFinding.objects.filter(pk=finding.pk).update(final_at=now())


def test_it_is_final_once_the_body_has_commented_and_the_comment_stays_beside_it(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    request = put(review, cast, finding)
    with pytest.raises(Refused, match="may comment until"):
        actions.finalize_finding(review, finding=finding, by=cast.coordinator)
    answer(request, cast)
    finding.refresh_from_db()
    assert "three years" in finding.comment
    assert Task.objects.filter(file=review.file, what__startswith="Read the answer").exists()
    actions.finalize_finding(review, finding=finding, remark="Since March only.", by=cast.coordinator)
    finding.refresh_from_db()
    assert finding.is_final
    assert "three years" in finding.comment
    with pytest.raises(Refused, match="is final"):
        actions.reword_finding(
            review, finding=finding, provision=finding.provision, assessment="in_line", statement="x", evidence="x",
            by=cast.coordinator,
        )  # fmt: skip


def test_it_is_final_when_the_day_has_passed_but_not_on_that_day(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    put(review, cast, finding)
    with pytest.raises(Refused, match="may comment until"):
        actions.finalize_finding(review, finding=finding, by=cast.coordinator, at=later(30))
    actions.finalize_finding(review, finding=finding, by=cast.coordinator, at=later(31))


def test_a_question_nobody_answered_closes_with_the_last_thing_it_asked_about(cast):
    review = make_review(cast)
    one, other = make_finding(review, cast), make_finding(review, cast, provision=duty("s 5"))
    request = put(review, cast, one, findings=[one, other])
    actions.finalize_finding(review, finding=one, by=cast.coordinator, at=later(31))
    assert Request.objects.open().filter(pk=request.pk).exists()
    actions.finalize_finding(review, finding=other, by=cast.coordinator, at=later(31))
    assert not Request.objects.open().filter(pk=request.pk).exists()
    assert list(Event.objects.filter(file=review.file, kind="correspondence.lapsed")) != []
    with pytest.raises(Refused, match="day to answer by has passed"):
        answer(request, cast)
    asked = Request.objects.with_all().get(pk=request.pk)
    assert (asked.shut, asked.is_shown) == ("lapsed", True)
    assert asked in queries.for_office(cast.registrar)["answered"]
    put_again = put(review, cast, make_finding(review, cast, provision=duty("acknowledgement")), due_on=on(60))
    assert Request.objects.open().filter(pk=put_again.pk).exists()


def test_a_question_that_was_answered_stays_answered(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    request = put(review, cast, finding)
    answer(request, cast)
    actions.finalize_finding(review, finding=finding, by=cast.coordinator, at=later(31))
    assert Request.objects.with_all().get(pk=request.pk).shut == "answered"


def test_a_changed_finding_is_put_to_the_body_again(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    request = put(review, cast, finding)
    answer(request, cast)
    actions.reword_finding(
        review, finding=finding, provision=finding.provision, assessment="not_in_line", statement="Worse.",
        evidence="Another caller.", by=cast.coordinator,
    )  # fmt: skip
    finding.refresh_from_db()
    assert finding.is_draft
    assert not finding.comment
    with pytest.raises(Refused):
        actions.finalize_finding(review, finding=finding, by=cast.coordinator, at=later(400))


def test_a_withdrawn_request_heard_nobody(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    request = put(review, cast, finding)
    requests.revoke(Request.objects.with_all().get(pk=request.pk), reason="wrong body", by=cast.coordinator)
    finding.refresh_from_db()
    assert finding.is_draft


def test_more_time_moves_the_day_of_the_finding_and_of_the_clock(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    request = put(review, cast, finding)
    requests.extend(Request.objects.with_all().get(pk=request.pk), due_on=on(60), reason="x", by=cast.coordinator)
    finding.refresh_from_db()
    assert finding.comment_by == on(60)
    assert Clock.objects.get(file=review.file, rule="unit.body_comment").due_on == on(60)


def test_the_body_gets_at_least_what_the_standard_gives(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    with pytest.raises(Refused, match="at least"):
        put(review, cast, finding, due_on=on(1))


def test_a_finding_needs_words_evidence_and_papers_of_its_own_file(cast):
    review = make_review(cast)
    for lacking in ("statement", "evidence"):
        with pytest.raises(Refused):
            make_finding(review, cast, **{lacking: " "})


def test_the_worker_of_a_linked_complaint_is_never_named_to_the_body(cast):
    review = make_review(cast)
    complaint = make_complaint(by=cast.senior)
    finding = make_finding(review, cast, links=[complaint.file])
    with pytest.raises(Refused, match="Wanda"):
        put(review, cast, finding, question="Why did Wanda Worker wait?")
    put(review, cast, finding)


def test_another_room_records_a_finding_once_and_opens_a_review_where_there_is_none(cast):
    said = {
        "provision": "LMA decision",
        "statement": "Reported 0 refusals; the unit holds 5.",
        "evidence": "Report 2026, complaints.",
        "occasion": "annual_report",
        "source": "contradiction",
        "key": "2026:refusals",
        "by": cast.coordinator,
    }
    first = actions.record_finding(cast.body, **said)
    again = actions.record_finding(cast.body, **said)
    assert first == again
    assert (first.review.occasion, first.is_draft, first.assessment) == ("annual_report", True, "unclear")
    other = actions.record_finding(cast.body, **{**said, "key": "2026:late"})
    assert other.review == first.review
    with pytest.raises(Refused):
        actions.record_finding(cast.body, **{**said, "key": "x", "by": cast.registrar})


# ---- corrections ------------------------------------------------------------------------------------
def notice(review, cast, finding, **said):
    words = {"findings": [finding], "text": "Keep records.", "due_on": on(60), "authority": AUTHORITY,
             "by": cast.coordinator}  # fmt: skip
    return actions.notify_deficiency(review, **{**words, **said})


def test_a_notice_rests_on_a_final_finding(cast):
    review = make_review(cast)
    with pytest.raises(Refused, match="final and not in line"):
        notice(review, cast, make_finding(review, cast))
    with pytest.raises(Refused, match="final and not in line"):
        notice(review, cast, make_final(review, cast, assessment="in_line"))


def test_a_notice_is_answered_in_place_sent_back_answered_again_and_accepted(cast):
    review = make_review(cast)
    made = notice(review, cast, make_final(review, cast))
    with pytest.raises(Refused, match="not answered"):
        actions.accept_deficiency(review, deficiency=made, by=cast.coordinator)
    answer(made.request, cast, "corrected", "A policy was written.")
    actions.return_deficiency(review, deficiency=made, remark="Send it.", due_on=on(70), by=cast.coordinator)
    made.refresh_from_db()
    assert (made.times_returned, made.answered_on, made.due_on) == (1, None, on(70))
    answer(made.request, cast, "corrected", "Here it is.")
    actions.accept_deficiency(review, deficiency=made, by=cast.coordinator)
    made.refresh_from_db()
    assert not made.is_open
    assert not Task.objects.filter(file=review.file, owed_by="body", stopped_on__isnull=True).exists()


def test_a_step_is_overdue_by_its_day_done_verified_or_open_again(cast):
    review = make_review(cast)
    step = actions.add_step(review, what="Write a policy", due_on=on(-1), by=cast.coordinator)
    assert step.is_overdue(on(0))
    review.file.refresh_from_db()
    assert (review.file.next_due_on, review.file.next_due_by) == (on(-1), "body")
    assert risk.facts(cast.body, on(0))["steps_overdue"] == 1
    with pytest.raises(Refused, match="not reported done"):
        actions.verify_step(review, step=step, verified=True, words="x", by=cast.coordinator)
    actions.report_step(review, step=step, done_on=on(0), evidence="The policy.", by=cast.coordinator)
    actions.verify_step(review, step=step, verified=False, words="Unsigned.", due_on=on(5), by=cast.coordinator)
    step.refresh_from_db()
    assert (step.done_on, step.due_on, step.is_overdue(on(6))) == (None, on(5), True)
    actions.report_step(review, step=step, done_on=on(0), evidence="Signed.", by=cast.coordinator)
    actions.verify_step(review, step=step, verified=True, words="Seen.", by=cast.coordinator)
    step.refresh_from_db()
    assert step.verified_by == cast.coordinator
    with pytest.raises(Refused):
        actions.report_step(review, step=step, done_on=on(0), evidence="x", by=cast.coordinator)


def test_a_review_does_not_end_while_something_is_open(cast):
    review = make_review(cast)
    finding = make_finding(review, cast)
    put(review, cast, finding)
    with pytest.raises(Refused, match="may still comment"):
        actions.end_review(review, result="Done.", by=cast.coordinator)
    actions.drop_finding(review, finding=finding, reason="A mistake.", by=cast.coordinator)
    step = actions.add_step(review, what="x", due_on=on(1), by=cast.coordinator)
    with pytest.raises(Refused, match="not verified"):
        actions.end_review(review, result="Done.", by=cast.coordinator)
    actions.report_step(review, step=step, done_on=on(0), evidence="x", by=cast.coordinator)
    actions.verify_step(review, step=step, verified=True, words="x", by=cast.coordinator)
    actions.end_review(review, result="In line.", by=cast.coordinator)
    review.file.refresh_from_db()
    assert review.file.status == Status.ENDED
    assert not Clock.objects.filter(file=review.file, stopped_on__isnull=True).exists()


# ---- enforcement ------------------------------------------------------------------------------------
def test_from_a_finding_to_an_order_that_is_met(cast):
    review = make_review(cast)
    with pytest.raises(Refused, match="rests on a finding"):
        propose_order(review, cast)
    make_final(review, cast)
    actions.coach(review, words="We went through the records.", by=cast.coordinator)
    order = propose_order(review, cast)
    clock = Clock.objects.get(file=review.file, rule="lma.order.submission")
    assert (clock.due_on, clock.stopped_on) == (on(20), None)
    assert "right to make a written submission" in order.request.question
    with pytest.raises(Refused, match="may make a submission until"):
        issue_order(review, cast, at=later(0))
    answer(order.request, cast, "submitted", "It would cost too much.")
    order.refresh_from_db()
    assert "cost too much" in order.submission
    order = issue_order(review, cast, at=later(1))
    comply = Clock.objects.get(file=review.file, rule="lma.order.comply")
    assert (comply.due_on, comply.confidence) == (order.comply_by, "?")
    actions.await_compliance(review, by=cast.coordinator)
    actions.accept_compliance(review, words="We saw the records.", by=cast.director, at=later(9))
    review.file.refresh_from_db()
    assert (review.file.status, review.file.closed_at is not None) == (Status.COMPLIED, True)


def test_a_penalty_waits_for_the_day_to_comply_and_the_court_gives_the_review_back(cast):
    review = make_review(cast)
    make_final(review, cast)
    propose_order(review, cast)
    order = issue_order(review, cast)
    actions.await_compliance(review, by=cast.coordinator)
    with pytest.raises(Refused, match="to comply"):
        actions.penalize(review, words="x", authority="s. z", by=cast.director, at=later(40))
    actions.go_to_court(review, filed_on=on(0), words="Quash it.", by=cast.coordinator)
    review.file.refresh_from_db()
    assert review.file.status == Status.JUDICIAL_REVIEW
    actions.return_from_court(review, words="Dismissed.", by=cast.coordinator)
    review.file.refresh_from_db()
    assert review.file.status == Status.COMPLIANCE_DUE
    with pytest.raises(Refused, match="authority"):
        actions.penalize(review, words="x", authority=" ", by=cast.director, at=later(400))
    actions.penalize(review, words="As decided.", authority="s. z", by=cast.director, at=later(400))
    actions.end_review(review, result="Paid.", by=cast.director, at=later(401))
    review.file.refresh_from_db()
    order.refresh_from_db()
    assert (review.file.status, order.penalty_authority) == (Status.CLOSED, "s. z")


def test_only_the_director_ends_what_was_proposed_as_an_order(cast):
    review = make_review(cast)
    make_final(review, cast)
    propose_order(review, cast)
    answer(review.order.request, cast, "submitted", "x")
    with pytest.raises(Refused):
        actions.end_review(review, result="x", by=cast.senior)
    actions.end_review(review, result="The submission convinced us.", by=cast.director)


# ---- risk category ----------------------------------------------------------------------------------
def test_the_same_facts_always_suggest_the_same_category():
    assert risk.suggest({}).category == "low"
    assert risk.suggest({"steps_overdue": 1}).category == "elevated"
    found = risk.suggest({"steps_overdue": 3, "promises_broken": 1})
    assert (found.category, found.rules) == ("high", ["steps-overdue", "steps-overdue-many", "promise-broken"])


def test_every_rule_has_both_languages_a_category_and_a_fact_somebody_counts(cast):
    counted = risk.facts(cast.body, on(0))
    for rule in risk.rules():
        assert rule.text_en
        assert rule.text_fr
        assert rule.category in ("elevated", "high")
        assert rule.fact in counted or rule.fact == "reports_late"


def test_a_category_that_rises_waits_for_the_body(cast):
    review = make_review(cast)
    said = {"category": "high", "reason": "Three steps are overdue.", "by": cast.coordinator}
    with pytest.raises(Refused, match="rises"):
        actions.propose_rating(review, **said)
    rating = actions.propose_rating(review, **said, due_on=on(30), authority=AUTHORITY)
    with pytest.raises(Refused, match="already proposed"):
        actions.propose_rating(review, **said, due_on=on(30), authority=AUTHORITY)
    with pytest.raises(Refused, match="may comment until"):
        actions.decide_rating(review, rating=rating, adopt=True, reason="x", by=cast.senior)
    assert risk.category_of(cast.body) == "low"
    answer(rating.request, cast, "disagreed", "They are done.")
    actions.decide_rating(review, rating=rating, adopt=True, reason="They were not.", by=cast.senior)
    assert risk.category_of(cast.body) == "high"
    rating.refresh_from_db()
    assert "They are done" in rating.comment
    down = actions.propose_rating(review, category="low", reason="All is done.", by=cast.coordinator)
    assert down.request is None
    with pytest.raises(Refused):
        actions.decide_rating(review, rating=down, adopt=True, reason="x", by=cast.coordinator)
    actions.decide_rating(review, rating=down, adopt=True, reason="Seen.", by=cast.senior)
    assert risk.category_of(cast.body) == "low"
    assert [row.category for row in RiskRating.objects.filter(body=cast.body)] == ["low", "high"]


def test_old_findings_count_no_more(cast):
    review = make_review(cast)
    make_final(review, cast)
    assert risk.facts(cast.body, on(60))["findings_not_in_line"] == 1
    assert risk.facts(cast.body, on(60 + 365 * 3))["findings_not_in_line"] == 0


# ---- who may ----------------------------------------------------------------------------------------
WORK, REVIEW, DECIDE = {"coordinator", "senior"}, {"senior", "director"}, {"director"}


def at(review: Review, status: str) -> Review:
    """The file in a status, for the table alone."""
    review.file.status = status
    review.file.save(update_fields=["status"])
    return review


def test_who_may_do_what_to_a_review(cast):
    final = make_final(make_review(cast), cast)
    review = final.review
    draft = make_finding(review, cast)
    step = actions.add_step(review, what="x", due_on=on(1), by=cast.coordinator)
    rating = actions.propose_rating(review, category="low", reason="x", by=cast.coordinator)
    found = {"provision": draft.provision, "assessment": "unclear", "statement": "x", "evidence": "x"}
    acts = {
        "open": (WORK, lambda by: make_review(cast, by=by)),
        Verb.REVISE: (WORK, lambda by: actions.revise_review(review, occasion="other", scope="x", by=by)),
        Verb.FIND: (WORK, lambda by: make_finding(review, cast, by=by)),
        Verb.REWORD: (WORK, lambda by: actions.reword_finding(review, finding=draft, **found, by=by)),
        Verb.PUT: (WORK, lambda by: put(review, cast, draft, by=by)),
        Verb.FINALIZE: (WORK, lambda by: actions.finalize_finding(review, finding=final, by=by)),
        Verb.DROP: (WORK, lambda by: actions.drop_finding(review, finding=draft, reason="x", by=by)),
        Verb.NOTIFY: (WORK, lambda by: notice(review, cast, final, by=by)),
        Verb.ACCEPT: (
            WORK,
            lambda by: actions.accept_deficiency(review, deficiency=answered(review, cast, final), by=by),
        ),
        Verb.SEND_BACK: (
            WORK,
            lambda by: actions.return_deficiency(
                review, deficiency=answered(review, cast, final), remark="x", due_on=on(9), by=by
            ),
        ),
        Verb.ADD_STEP: (WORK, lambda by: actions.add_step(review, what="x", due_on=on(1), by=by)),
        Verb.REPORT_STEP: (
            WORK,
            lambda by: actions.report_step(review, step=step, done_on=on(0), evidence="x", by=by),
        ),
        Verb.VERIFY_STEP: (
            WORK,
            lambda by: actions.verify_step(review, step=reported(review, step, cast), verified=True, words="x", by=by),
        ),
        Verb.RATE: (WORK, lambda by: proposed(review, rating, cast, by)),
        Verb.DECIDE_RATING: (
            REVIEW,
            lambda by: actions.decide_rating(review, rating=rating, adopt=True, reason="x", by=by),
        ),
        Verb.COACH: (WORK, lambda by: actions.coach(review, words="x", by=by)),
        Verb.PROPOSE_ORDER: (DECIDE, lambda by: propose_order(review, cast, by=by)),
        Verb.ISSUE_ORDER: (DECIDE, lambda by: (intended(review, cast), issue_order(review, cast, by=by))),
        Verb.AWAIT_COMPLIANCE: (WORK, lambda by: actions.await_compliance(ordered(review, cast), by=by)),
        Verb.ACCEPT_COMPLIANCE: (
            DECIDE,
            lambda by: actions.accept_compliance(ordered(review, cast, awaited=True), words="x", by=by),
        ),
        Verb.PENALIZE: (
            DECIDE,
            lambda by: actions.penalize(
                ordered(review, cast, awaited=True), words="x", authority="x", by=by, at=later(400)
            ),
        ),
        Verb.GO_TO_COURT: (
            WORK,
            lambda by: actions.go_to_court(ordered(review, cast), filed_on=on(0), words="", by=by),
        ),
        Verb.RETURN_FROM_COURT: (
            WORK,
            lambda by: actions.return_from_court(in_court(review, cast), words="x", by=by),
        ),
        Verb.END_WITHOUT_ORDER: (WORK, lambda by: actions.end_review(another(cast), result="x", by=by)),
        Verb.CLOSE: (DECIDE, lambda by: actions.end_review(at(another(cast), Status.PENALTY), result="x", by=by)),
    }
    assert set(acts) == {"open", *Verb} - {Verb.RECEIVE_SUBMISSION}

    def afresh(act):
        def done(by):
            for row in (review, review.file, draft, final, step, rating):
                row.refresh_from_db()
            return act(by)

        return done

    can = {verb: who_can(cast.by_role, afresh(act)) for verb, (_may, act) in acts.items()}
    assert can == {verb: may for verb, (may, _act) in acts.items()}


another = once(make_review)


@once
def answered(review, cast, final):
    made = notice(review, cast, final)
    answer(made.request, cast, "corrected", "x")
    return made


@once
def reported(review, step, cast):
    actions.report_step(review, step=step, done_on=on(0), evidence="x", by=cast.coordinator)
    return step


def proposed(review, rating, cast, by):
    actions.decide_rating(review, rating=rating, adopt=False, reason="x", by=cast.senior)
    return actions.propose_rating(review, category="low", reason="x", by=by)


@once
def intended(review, cast):
    propose_order(review, cast)


@once
def ordered(review, cast, awaited=False):
    propose_order(review, cast)
    issue_order(review, cast)
    if awaited:
        actions.await_compliance(review, by=cast.coordinator)
    return review


@once
def in_court(review, cast):
    actions.go_to_court(ordered(review, cast), filed_on=on(0), words="", by=cast.coordinator)
    return review


# ---- what the body sees -----------------------------------------------------------------------------
def test_the_body_sees_the_question_and_nothing_else_of_the_review(cast, client, settings):
    settings.MFA_REQUIRED = False
    review = make_review(cast)
    request = put(review, cast, make_finding(review, cast))
    client.force_login(cast.registrar)
    page = client.get(request.get_absolute_url()).content.decode()
    assert "Please comment." in page
    assert "SECRET" not in page
    assert "The person is not named" not in page
    assert request.get_absolute_url() in client.get("/portal/").content.decode()
    assert client.get(review.get_absolute_url()).status_code == 404
    assert not Review.objects.visible_to(cast.registrar).exists()
    seen = Event.objects.visible_to(cast.registrar).filter(file=review.file)
    assert not any("SECRET" in str(event.kept.facts) for event in seen)
    client.force_login(cast.other_registrar)
    assert client.get(request.get_absolute_url()).status_code == 404
    assert request.get_absolute_url() not in client.get("/portal/").content.decode()


def test_a_body_without_users_gets_a_link_of_its_own(cast):
    cast.registrar.is_active = False
    cast.registrar.save()
    review = make_review(cast)
    put(review, cast, make_finding(review, cast))
    mail = Mail.objects.get(kind="body-request")
    assert mail.to == "registrar@body.example.org"
    assert "/r/" in mail.text
    assert "destroyed" not in mail.text


def test_a_review_is_of_a_period_that_begins_before_it_ends(cast):
    review = make_review(cast, period_from=dt.date(2026, 1, 1), period_to=dt.date(2026, 12, 31))
    assert law_date(review.file.opened_at) == on(0)
    with pytest.raises(Refused, match="ends before"):
        make_review(cast, period_from=on(1), period_to=on(1) - DAY)
