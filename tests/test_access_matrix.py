"""Every verb × every role, as one table: who may, on a file that is in the right status. The others are refused and leave no trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now

from complaints import access, workflow
from complaints import actions as complaints
from complaints.choices import Finding, Outcome, Status, Verb
from complaints.models import Complaint, Ground, Translation
from complaints.reviewing import ReviewRule
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles.models import CaseFile, Event
from mobility.correspondence import actions as correspondence
from mobility.correspondence.models import Request
from mobility.law.days import law_date, today
from tests.disputes import verbs as of_disputes
from tests.disputes.dispute_verbs import DISPUTES
from tests.makers import (
    Cast,
    ask_body,
    later,
    make_complaint,
    make_document,
    make_filing,
    make_mail,
    make_participant,
    worker_of,
)
from tests.trying import once, who_can

ROLES = ["coordinator", "senior", "director", "registrar", "other registrar", "ministry", "other province",
         "administrator", "auditor", "stranger"]  # fmt: skip
WORK = {"coordinator", "senior"}
REVIEW = {"senior", "director"}
DECIDE = {"director"}
WRITE = {"coordinator", "senior", "director"}
READ = WRITE | {"auditor"}
NOBODY: set[str] = set()  # the worker's own, never a button of the desk

Act = Callable[[Complaint, Any, Cast], object]


def another(complaint: Complaint) -> Complaint:
    """One to merge into, of the same worker; the complaint itself where there is no other."""
    others = Complaint.objects.select_related("file", "complainant").exclude(pk=complaint.pk)
    return others.order_by("pk").last() or complaint


def asked(complaint: Complaint, cast: Cast, by: Any) -> object:
    """A question is open, and somebody decides it."""
    complaints.escalate(complaint, question="x", options="x", recommendation="x", by=cast.senior)
    return complaints.decide(complaint, answer="x", reasons="x", by=by)


@once
def linked(complaint: Complaint, cast: Cast) -> Complaint:
    other = make_complaint()
    complaints.relate(complaint, other=other, kind="other", by=cast.senior)
    return other


@once
def issue_of(cast: Cast) -> Any:
    return complaints.open_issue(title="A practice", hypothesis="x", by=cast.senior)


@once
def asked_of(cast: Cast) -> Any:
    """A systemic issue with a question before the Director."""
    issue = issue_of(cast)
    complaints.escalate_issue(issue, question="x", options="x", recommendation="x", by=cast.senior)
    return issue


@once
def units_view(cast: Cast) -> Any:
    return complaints.save_view(name="x", query="", for_unit=True, by=cast.senior)


@once
def reviewed(complaint: Complaint, cast: Cast) -> Complaint:
    """A letter of the coordinator waits for review; on a file that is at work."""
    if complaint.file.status == Status.ACCEPTED:
        ReviewRule.objects.get_or_create(author=cast.coordinator)
        complaints.conclude(complaint, outcome=Outcome.EXPLAINED, letter="x", by=cast.coordinator)
    return complaint


#: verb: (status it is tried in, who may, what is done)
VERBS: dict[str, tuple[str, set[str], Act]] = {
    Verb.SCREEN: (Status.RECEIVED, WORK, lambda c, by, cast: complaints.screen(c, by=by)),
    Verb.REPLY: (Status.RECEIVED, WORK, lambda c, by, cast: complaints.reply(c, text="x", by=by)),
    Verb.ASK: (Status.ACCEPTED, WORK, lambda c, by, cast: complaints.ask(c, question="x", by=by)),
    Verb.ANSWER: (Status.NEEDS_INFORMATION, NOBODY, lambda c, by, cast: None),
    Verb.CARRY_ON: (Status.NEEDS_INFORMATION, WORK, lambda c, by, cast: complaints.carry_on(c, reason="x", by=by)),
    Verb.ACCEPT: (Status.REOPENED, WORK, lambda c, by, cast: complaints.accept(c, text="x", by=by)),
    Verb.ASK_BODY: (Status.ACCEPTED, WORK, lambda c, by, cast: ask_body(c, by=by, at=now())),
    Verb.BODY_ANSWERS: (Status.WITH_BODY, NOBODY, lambda c, by, cast: None),
    Verb.PROPOSE: (
        Status.ACCEPTED,
        WORK,
        lambda c, by, cast: complaints.propose(c, offered_by="body", what="x", by=by),
    ),
    Verb.ANSWER_PROPOSAL: (
        Status.PROPOSAL,
        WORK,
        lambda c, by, cast: complaints.answer_proposal(c, side="worker", answer="accepted", by=by),
    ),
    Verb.CONCLUDE: (
        Status.ACCEPTED,
        WORK,
        lambda c, by, cast: complaints.conclude(c, outcome=Outcome.EXPLAINED, letter="x", by=by),
    ),
    Verb.APPROVE: (Status.ACCEPTED, REVIEW, lambda c, by, cast: complaints.approve(reviewed(c, cast), by=by)),
    Verb.SEND_BACK: (
        Status.ACCEPTED,
        REVIEW,
        lambda c, by, cast: complaints.send_back(reviewed(c, cast), remark="x", by=by),
    ),
    Verb.OBJECT: (Status.RESOLVED, NOBODY, lambda c, by, cast: None),
    Verb.CLOSE: (Status.RESOLVED, WORK, lambda c, by, cast: complaints.close(c, by=by, at=later(30))),
    Verb.DECLINE: (
        Status.SCREENING,
        WORK,
        lambda c, by, cast: complaints.decline(c, doubt="wages", letter="x", by=by),
    ),
    Verb.REFER: (Status.SCREENING, WORK, lambda c, by, cast: complaints.refer(c, to="x", letter="x", by=by)),
    Verb.MERGE: (Status.ACCEPTED, WORK, lambda c, by, cast: complaints.merge(c, into=another(c), by=by)),
    Verb.ESCALATE: (
        Status.ACCEPTED,
        WORK,
        lambda c, by, cast: complaints.escalate(c, question="x", options="x", recommendation="x", by=by),
    ),
    Verb.DECIDE: (Status.ACCEPTED, DECIDE, lambda c, by, cast: asked(c, cast, by)),
    Verb.MARK_FOR_DISPUTE: (
        Status.ACCEPTED,
        WORK,
        lambda c, by, cast: complaints.mark_for_dispute(c, reason="x", by=by),
    ),
    Verb.UNMARK_FOR_DISPUTE: (
        Status.ACCEPTED,
        WORK,
        lambda c, by, cast: complaints.unmark_for_dispute(
            complaints.mark_for_dispute(c, reason="x", by=cast.senior), reason="x", by=by
        ),
    ),
    Verb.WITHDRAW: (Status.RECEIVED, NOBODY, lambda c, by, cast: None),
    Verb.REOPEN: (Status.CLOSED, REVIEW, lambda c, by, cast: complaints.reopen(c, reason="x", by=by)),
    Verb.ACT_ON_DANGER: (Status.RECEIVED, WORK, lambda c, by, cast: complaints.act_on_danger(c, what="x", by=by)),
}


@once
def waiting(complaint: Complaint, cast: Cast, text: str = "") -> Translation:
    """A text on this file that waits for its translation, translated or not yet."""
    complaints.reply(complaint, text="x", language="fr", by=cast.senior)
    found = complaint.translations.get()
    if text:
        complaints.translate(complaint, translation=found, text=text, by=cast.senior)
    return found


@once
def founded(complaint: Complaint, cast: Cast) -> Complaint:
    return complaints.find(
        complaint, ground=complaint.grounds.get(), finding=Finding.FOUNDED, reasoning="x", by=cast.senior
    )


def away(user: Any, cast: Cast, by: Any = None) -> Any:
    """Somebody is away tomorrow, covered by a colleague."""
    day = law_date(later(1, now()))
    cover = cast.coordinator if user == cast.colleague else cast.colleague
    return files.go_away(user, from_on=day, until_on=day, covered_by=cover, by=by or user)


OTHERS: dict[str, tuple[set[str], Act]] = {
    "complaints.relate": (
        WRITE,
        lambda c, by, cast: complaints.relate(c, other=make_complaint(), kind="other", by=by),
    ),
    "complaints.unrelate": (
        WRITE,
        lambda c, by, cast: complaints.unrelate(c, other=linked(c, cast), by=by),
    ),
    "complaints.open_issue": (WORK, lambda c, by, cast: complaints.open_issue(title="x", hypothesis="x", by=by)),
    "complaints.revise_issue": (
        WORK,
        lambda c, by, cast: complaints.revise_issue(issue_of(cast), hypothesis="x", requirement="", bodies=[], by=by),
    ),
    "complaints.add_case": (WORK, lambda c, by, cast: complaints.add_case(issue_of(cast), complaint=c, by=by)),
    "complaints.drop_case": (
        WORK,
        lambda c, by, cast: complaints.drop_case(
            complaints.add_case(issue_of(cast), complaint=c, by=cast.senior), complaint=c, by=by
        ),
    ),
    "complaints.act_on_issue": (
        WORK,
        lambda c, by, cast: complaints.act_on_issue(issue_of(cast), action="x", by=by),
    ),
    "complaints.escalate_issue": (
        WORK,
        lambda c, by, cast: complaints.escalate_issue(
            issue_of(cast), question="x", options="x", recommendation="x", by=by
        ),
    ),
    "complaints.decide_issue": (
        DECIDE,
        lambda c, by, cast: complaints.decide_issue(asked_of(cast), answer="x", reasons="x", by=by),
    ),
    "complaints.close_issue": (WORK, lambda c, by, cast: complaints.close_issue(issue_of(cast), result="x", by=by)),
    "complaints.reopen_issue": (
        WORK,
        lambda c, by, cast: complaints.reopen_issue(
            complaints.close_issue(issue_of(cast), result="x", by=cast.senior), reason="x", by=by
        ),
    ),
    "complaints.save_view": (
        READ,
        lambda c, by, cast: complaints.save_view(name="x", query="", for_unit=False, by=by),
    ),
    "complaints.save_view of the unit": (
        REVIEW,
        lambda c, by, cast: complaints.save_view(name="x", query="", for_unit=True, by=by),
    ),
    "complaints.rename_view": (
        REVIEW,
        lambda c, by, cast: complaints.rename_view(units_view(cast), name="y", by=by),
    ),
    "complaints.delete_view": (REVIEW, lambda c, by, cast: complaints.delete_view(units_view(cast), by=by)),
    "complaints.note_own_review": (
        WORK,
        lambda c, by, cast: complaints.note_own_review(c, state="not_available", said_by="body", sure="V", by=by),
    ),
    "complaints.correct_date": (
        WORK,
        lambda c, by, cast: complaints.correct_date(
            c, fact="application_received", on=dt.date(2026, 10, 1), said_by="document", reason="x", by=by
        ),
    ),
    "complaints.add_ground": (
        WORK,
        lambda c, by, cast: complaints.add_ground(c, ground=Ground.objects.get(slug="decision-overdue"), by=by),
    ),
    "complaints.find": (
        WORK,
        lambda c, by, cast: complaints.find(c, ground=c.grounds.get(), finding=Finding.FOUNDED, reasoning="x", by=by),
    ),
    "complaints.place": (
        WORK,
        lambda c, by, cast: complaints.place(
            c,
            direction=c.direction,
            body=cast.other_body,
            body_text="",
            occupation=None,
            occupation_text="x",
            home=c.home,
            receiving=c.receiving,
            by=by,
        ),
    ),
    "complaints.comment": (
        WORK,
        lambda c, by, cast: complaints.comment(
            founded(c, cast), ground=c.grounds.get(), text="x", on=dt.date(2026, 11, 3), by=by
        ),
    ),
    "complaints.extend": (
        WRITE,
        lambda c, by, cast: complaints.extend(
            c, clock=c.file.clocks.get(rule="unit.first_reply"), days=1, authority="senior", reason="x", by=by
        ),
    ),
    "complaints.enter": (
        WORK,
        lambda c, by, cast: complaints.enter(make_filing(), once="a form", code_hash="x" * 64, by=by),
    ),
    "complaints.reissue_code": (WORK, lambda c, by, cast: complaints.reissue_code(c, check="passport", by=by)),
    "complaints.translate": (
        WORK,
        lambda c, by, cast: complaints.translate(c, translation=waiting(c, cast), text="x", by=by),
    ),
    "complaints.send_translation": (
        WORK,
        lambda c, by, cast: complaints.send_translation(c, translation=waiting(c, cast, "x"), by=by),
    ),
    "complaints.ask_counterpart": (
        WORK,
        lambda c, by, cast: complaints.ask_counterpart(
            c, question="x", summary="x", due_on=law_date(later(5, now())), authority="s. 1", by=by
        ),
    ),
    "correspondence.ask": (WORK, lambda c, by, cast: correspondence.ask(c.file, asking(cast), by=by)),
    "correspondence.resend": (WORK, lambda c, by, cast: correspondence.resend(request_of(c, cast), by=by)),
    "correspondence.chase": (WORK, lambda c, by, cast: correspondence.chase(request_of(c, cast), by=by)),
    "correspondence.revoke": (WORK, lambda c, by, cast: correspondence.revoke(request_of(c, cast), reason="x", by=by)),
    "correspondence.extend": (
        WORK,
        lambda c, by, cast: correspondence.extend(
            request_of(c, cast), due_on=law_date(later(9, now())), reason="x", by=by
        ),
    ),
    "correspondence.answer_on_behalf": (
        WORK,
        lambda c, by, cast: correspondence.answer_on_behalf(
            request_of(c, cast), category="answered", text="x", via="phone", answered_on=today(), name="x", by=by
        ),
    ),
    "correspondence.answer": (
        {"ministry"},
        lambda c, by, cast: correspondence.answer(request_of(c, cast), category="answered", text="x", by=by),
    ),
    "casefiles.copied": (
        READ,
        lambda c, by, cast: files.copied(c.file, audience=None, purpose="x", by=by),
    ),
    "casefiles.call": (WRITE, lambda c, by, cast: files.call(c.file, said="x", by=by)),
    "casefiles.take_mail": (WRITE, lambda c, by, cast: files.take_mail(c.file, mail=make_mail(), by=by)),
    "casefiles.note": (WRITE, lambda c, by, cast: files.note(c.file, text="x", by=by)),
    "casefiles.add_task": (WRITE, lambda c, by, cast: files.add_task(c.file, what="x", by=by)),
    "casefiles.complete_task": (
        WRITE,
        lambda c, by, cast: files.complete_task(files.add_task(c.file, what="x", by=cast.senior), by=by),
    ),
    "casefiles.assign": (WRITE, lambda c, by, cast: files.assign(c.file, to=cast.coordinator, by=by)),
    "casefiles.assign others'": (
        REVIEW,
        lambda c, by, cast: files.assign(
            files.assign(c.file, to=cast.colleague, by=cast.senior), to=cast.senior, by=by
        ),
    ),
    "casefiles.set_priority": (WRITE, lambda c, by, cast: files.set_priority(c.file, priority=1, by=by)),
    "casefiles.restrict": (WRITE, lambda c, by, cast: files.restrict(c.file, to=[cast.senior], by=by, reason="x")),
    "casefiles.unrestrict": (
        REVIEW,
        lambda c, by, cast: files.unrestrict(
            files.restrict(c.file, to=[cast.senior, cast.director], by=cast.senior, reason="x"), by=by, reason="x"
        ),
    ),
    "casefiles.name": (WRITE, lambda c, by, cast: files.name(c.file, user=cast.colleague, by=by, reason="x")),
    "casefiles.release": (
        WRITE,
        lambda c, by, cast: files.release(
            c.file.events.first(), to=c.file.participants.first(), authority="s. 1", by=by
        ),
    ),
    "casefiles.add_document": (WRITE, lambda c, by, cast: make_document(c.file, by=by)),
    "casefiles.mark_document": (
        WRITE,
        lambda c, by, cast: files.mark_document(
            make_document(c.file, by=worker_of(c)).document, mark="cabinet", reason="x", by=by
        ),
    ),
    "casefiles.extend_clock": (
        WRITE,
        lambda c, by, cast: files.extend_clock(
            c.file.clocks.get(rule="unit.first_reply"), days=1, authority="senior", reason="x", by=by
        ),
    ),
    "casefiles.go_away": (WRITE, lambda c, by, cast: away(by, cast)),
    "casefiles.go_away another's": (REVIEW, lambda c, by, cast: away(cast.colleague, cast, by=by)),
    "casefiles.come_back": (
        WRITE,
        lambda c, by, cast: files.come_back(away(by, cast, by=cast.senior).user, by=by),
    ),
    "casefiles.come_back another's": (
        REVIEW,
        lambda c, by, cast: files.come_back(away(cast.colleague, cast, by=cast.senior).user, by=by),
    ),
    "casefiles.hold": (WRITE, lambda c, by, cast: files.hold(c.file, reason="x", by=by)),
    "casefiles.unhold": (WRITE, lambda c, by, cast: files.unhold(c.file, reason="x", by=by)),
    "casefiles.correct_person": (
        WRITE,
        lambda c, by, cast: files.correct_person(c.file, c.complainant, by=by, phone="1"),
    ),
    "casefiles.dispose_facts": (
        WRITE,
        lambda c, by, cast: files.dispose_facts(c.file.events.first(), reason="x", by=by),
    ),
    "casefiles.erase_person": (WRITE, lambda c, by, cast: files.erase_person(c.complainant, reason="x", by=by)),
    **DISPUTES,
    **of_disputes.COMMITTEES,
    **of_disputes.RISKS,
}


def asking(cast: Cast) -> correspondence.Asking:
    """A question to the ministry, whose people sign in."""
    return correspondence.Asking(
        to=cast.ministry,
        role="ministry",
        purpose="information",
        question="x",
        due_on=law_date(later(5, now())),
        authority="s. 1",
    )


@once
def request_of(complaint: Complaint, cast: Cast) -> Request:
    """The question as put by somebody who may."""
    return correspondence.ask(complaint.file, asking(cast), by=cast.senior)


def allowed(cast: Cast, complaint: Complaint, act: Act) -> set[str]:
    """The roles that can do it, each on the file as it stands."""
    fresh = Complaint.objects.select_related("file", "complainant")
    return who_can(cast.by_role, lambda person: act(fresh.get(pk=complaint.pk), person, cast))


def on_file(cast: Cast, status: str = Status.RECEIVED, **filing: Any) -> Complaint:
    """A complaint on which everybody who could takes part: taking part gives no right to change anything."""
    complaint = make_complaint(status, **filing)
    for office in (cast.body.office, cast.other_body.office, cast.ministry, cast.saskatchewan):
        make_participant(complaint.file, office)
    return complaint


def test_the_table_has_a_row_for_every_verb_and_role(cast: Cast):
    assert set(VERBS) == set(workflow.TABLE.moves)
    assert set(cast.by_role) == set(ROLES)


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_which_verb(cast: Cast, verb: str):
    status, who, act = VERBS[verb]
    filing = {"in_danger": True} if verb == Verb.ACT_ON_DANGER else {}
    if verb == Verb.MERGE:
        make_complaint()
    complaint = on_file(cast, status, **filing)
    if complaint.file.is_restricted:
        files.name(complaint.file, user=cast.coordinator, by=cast.senior, reason="works on it")
    if who:
        assert allowed(cast, complaint, act) == who
    buttons = {role for role in ROLES if verb in access.doable(cast.by_role[role], complaint)}
    assert buttons == who, "the page shows what the action allows"


@pytest.mark.parametrize("app", sorted({name.split(".")[0] for name in OTHERS}))
def test_who_may_do_what_is_no_move(cast: Cast, app: str):
    rows = {name: row for name, row in OTHERS.items() if name.startswith(f"{app}.")}
    complaint = on_file(cast)
    can = {name: allowed(cast, complaint, act) for name, (_who, act) in rows.items()}
    assert can == {name: who for name, (who, _act) in rows.items()}


#: These change another file, open one, or change none.
ELSEWHERE = {
    *("casefiles.assign others'", "complaints.enter", "complaints.open_issue", "complaints.revise_issue"),
    *("complaints.act_on_issue", "complaints.close_issue", "complaints.reopen_issue", "complaints.save_view"),
    *("complaints.escalate_issue", "complaints.decide_issue", "casefiles.unrestrict"),
    *("complaints.save_view of the unit", "complaints.rename_view", "complaints.delete_view"),
    *(name for name in OTHERS if "go_away" in name or "come_back" in name),
    *DISPUTES,
    *of_disputes.COMMITTEES,
    *of_disputes.RISKS,
}


def test_on_a_restricted_file_only_those_named_may_do_anything(cast: Cast):
    complaint = on_file(cast, in_danger=True)
    for name, (_who, act) in OTHERS.items():
        if name not in ELSEWHERE:
            assert allowed(cast, complaint, act) <= {"senior", "director"}, name
    assert allowed(cast, complaint, VERBS[Verb.SCREEN][2]) == {"senior"}


@pytest.mark.parametrize("status", Status.values)
def test_a_verb_is_refused_with_a_sentence_in_every_other_status(cast: Cast, status: str):
    complaint = make_complaint(status)
    before = (complaint.file.version, Event.objects.count())
    for verb, (_status, _who, act) in VERBS.items():
        move = workflow.TABLE[verb]
        if status in move.sources or move.capability is None:
            continue
        with pytest.raises(Refused) as refused:
            act(complaint, cast.senior, cast)
        said = f"is not possible while the file is “{Status(status).label}”."
        assert str(refused.value).endswith(said), verb
        complaint = Complaint.objects.select_related("file", "complainant").get(pk=complaint.pk)
        assert (complaint.file.version, Event.objects.count()) == before, verb


def test_strangers_find_nothing(cast: Cast):
    on_file(cast)
    assert not CaseFile.objects.visible_to(cast.stranger).exists()
    assert not Complaint.objects.visible_to(cast.stranger).exists()
