"""Rows of the table in `tests/test_access_matrix.py` for what is done to disputes: who may, and what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from complaints.models import Complaint
from disputes import actions
from disputes.choices import AlbertaIs, Born, PackId, Way
from disputes.dispute_models import Dispute
from disputes.notice_models import Notice
from disputes.panel_models import Panellist, RosterMember
from mobility.casefiles.models import Clock
from mobility.law.days import today
from tests.disputes.makers import OPENED, go, make_dispute, make_measure, place, words_for
from tests.makers import Cast
from tests.trying import once

WORK = {"coordinator", "senior"}
REVIEW = {"senior", "director"}
PARTNERS = {"ministry", "other province"}
Act = Callable[[Complaint, Any, Cast], object]
RULE = "cfta.consultations_minimum"
READ = {"rule_id": RULE, "confidence": "V", "source": "https://cfta-alec.ca/", "reason": "x"}


@once
def begun(cast: Cast) -> Dispute:
    made = make_dispute(cast)
    go(made, "request_consultations", OPENED, cast.coordinator)
    return made


@once
def drafted(cast: Cast, *, ask: bool = False, approve: bool = False, serve: bool = False) -> Notice:
    """A request for consultations on its way out, written by a colleague."""
    dispute = make_dispute(cast)
    kind = {"verb": "request_consultations", "kind": "notice_consultations"}
    notice = actions.draft(dispute, **kind, language="en", by=cast.colleague)
    texts = [row["text"] or "x" for row in notice.contents]
    actions.reword(dispute, notice=notice.pk, contents=texts, language="en", by=cast.colleague)
    if ask or approve or serve:
        actions.ask_review(dispute, notice=notice.pk, reviewer=cast.senior, by=cast.colleague)
    if approve or serve:
        actions.approve(dispute, notice=notice.pk, by=cast.director)
    if serve:
        served(notice, cast.colleague)
    notice.dispute = dispute
    return notice


def served(notice: Notice, by: Any) -> Notice:
    words = words_for(notice.dispute, notice.verb, OPENED)
    return actions.serve(
        notice.dispute, notice=notice.pk, on=OPENED, way=Way.HAND, authorised_by="Minister", words=words, by=by
    )


def delivered(by: Any, cast: Cast) -> object:
    notice = drafted(cast, serve=True)
    one = notice.deliveries.first()
    return actions.deliver(notice.dispute, deliveries=[one.pk], delivered_on=OPENED, proof="x", by=by)


def late(by: Any, cast: Cast) -> object:
    dispute = begun(cast)
    go(dispute, "join_consultations", OPENED + dt.timedelta(days=11), cast.colleague, acting="any_party:SK")
    return actions.decide_late(dispute, party=dispute.parties.get().pk, accept=True, reason="x", by=by)


def extended(by: Any, cast: Cast) -> object:
    dispute = begun(cast)
    go(dispute, "request_panel", OPENED + dt.timedelta(days=120), cast.colleague)
    clock = Clock.objects.get(file=dispute.file, rule="cfta.initial_submission")
    return actions.extend_by_agreement(dispute, clock=clock.pk, days=1, agreed_by="x", reason="x", by=by)


@once
def in_room(cast: Cast) -> Dispute:
    """Both partners of the table take part."""
    dispute = begun(cast)
    actions.let_in(dispute, office=cast.ministry, by=cast.colleague)
    actions.let_in(dispute, office=cast.saskatchewan, by=cast.colleague)
    return dispute


def stated(by: Any, cast: Cast) -> object:
    dispute = in_room(cast)
    issue = actions.raise_issue(dispute, question="x", side="joint", by=cast.colleague)
    return actions.state_position(dispute, issue=issue.pk, text="x", by=by)


def finished(by: Any, cast: Cast) -> object:
    dispute = in_room(cast)
    office = cast.saskatchewan if by.office_id == cast.saskatchewan.pk else cast.ministry
    task = actions.give_task(dispute, office=office, what="x", due_on=today(), by=cast.colleague)
    return actions.finish_task(dispute, task=task.pk, text="x", by=by)


def taken(by: Any, cast: Cast) -> object:
    dispute = begun(cast)
    issue = actions.raise_issue(dispute, question="x", side="", by=cast.colleague)
    return actions.take_position(dispute, issue=issue.pk, what="interest", text="x", source="x", by=by)


def shut(by: Any, cast: Cast) -> object:
    dispute = in_room(cast)
    seat = dispute.file.participants.get(office=cast.ministry)
    return actions.shut_out(dispute, participant=seat.pk, reason="x", by=by)


def minuted(by: Any, cast: Cast) -> object:
    dispute = begun(cast)
    meeting = actions.meet(dispute, side="joint", meets_on=today(), place="", agenda="", by=cast.colleague)
    return actions.minute(dispute, meeting=meeting.pk, minutes="x", decisions="", by=by)


@once
def member() -> RosterMember:
    return RosterMember.objects.create(party=place("MB"), roster="panel", name="A panellist", listed_on=OPENED)


@once
def seated(cast: Cast) -> Panellist:
    dispute = begun(cast)
    return actions.appoint(
        dispute, panel="panel", member=member(), appointed_by=dispute.replying, on=OPENED, by=cast.colleague
    )


def checked(by: Any, cast: Cast) -> object:
    dispute = begun(cast)
    go(dispute, "settle", OPENED, cast.colleague, comply_by=today())
    return actions.check_kept(dispute, kept=True, words="x", checked_on=today(), by=by)


def decided(by: Any, cast: Cast) -> object:
    change = actions.propose_change(**READ, days=90, by=cast.colleague)
    return actions.decide_change(change, approve=True, by=by)


def opened(by: Any, cast: Cast) -> object:
    return actions.open_dispute(
        title="x", pack=PackId.CFTA_A, alberta=AlbertaIs.INITIATING, initiating=place("AB"), replying=place("ON"),
        measure=make_measure(cast), born=Born.NOTICE, opened_on=OPENED, by=by,
    )  # fmt: skip


def sourced(c: Complaint, by: Any, cast: Cast) -> object:
    dispute = begun(cast)
    row = actions.add_source(dispute, reference=c.file.reference, by=cast.colleague)
    return actions.drop_source(dispute, source=row.pk, reason="x", by=by)


def revised(by: Any, cast: Cast) -> object:
    return actions.revise(begun(cast), title="x", summary="x", harm="", provisions=[], lead=None, by=by)


def corrected(by: Any, cast: Cast) -> object:
    dispute = begun(cast)
    fact = dispute.facts.get()
    return actions.correct_date(dispute, fact=fact.pk, on=OPENED + dt.timedelta(days=1), reason="x", by=by)


def unseen(by: Any, cast: Cast) -> object:
    dispute = begun(cast)
    row = actions.let_see_through(dispute, seer=cast.colleague, reason="x", by=cast.coordinator)
    return actions.stop_seeing_through(dispute, seer=row.pk, reason="x", by=by)


def stepped(by: Any, cast: Cast) -> object:
    return go(make_dispute(cast), "request_consultations", OPENED, by)


def noticed(action: Callable[..., object], **state: bool) -> Callable[[Any, Cast], object]:
    def act(by: Any, cast: Cast) -> object:
        notice = drafted(cast, **state)
        return action(notice.dispute, notice=notice.pk, by=by)

    return act


def row(who: set[str], act: Callable[[Any, Cast], object]) -> tuple[set[str], Act]:
    return who, lambda c, by, cast: act(by, cast)


DISPUTES: dict[str, tuple[set[str], Act]] = {
    "disputes.open": row(WORK, opened),
    "disputes.revise": row(WORK, revised),
    "disputes.add_source": (
        WORK,
        lambda c, by, cast: actions.add_source(begun(cast), reference=c.file.reference, by=by),
    ),
    "disputes.drop_source": (WORK, sourced),
    "disputes.let_see_through": row(
        {"coordinator"},  # who opened it sees through, and lets others
        lambda by, cast: actions.let_see_through(begun(cast), seer=cast.senior, reason="x", by=by),
    ),
    "disputes.stop_seeing_through": row({"coordinator"}, unseen),
    "disputes.correct_person": row(
        {"coordinator"},  # who opened it sees through
        lambda by, cast: actions.correct_person(
            make_dispute(cast, PackId.CFTA_B), name="x", email="", phone="", language="en", authority="x", by=by
        ),
    ),
    "disputes.make_step": row(WORK, stepped),
    "disputes.correct_date": row(WORK, corrected),
    "disputes.extend_by_agreement": row(WORK, extended),
    "disputes.decide_late": row(WORK, late),
    "disputes.draft": row(
        WORK,
        lambda by, cast: actions.draft(
            make_dispute(cast), verb="request_consultations", kind="notice_consultations", language="en", by=by
        ),
    ),
    "disputes.reword": row(
        WORK,
        noticed(lambda dispute, **said: actions.reword(dispute, contents=["x", "x", "x"], language="en", **said)),
    ),
    "disputes.ask_review": row(
        WORK,
        lambda by, cast: noticed(lambda d, **said: actions.ask_review(d, reviewer=cast.director, **said))(by, cast),
    ),
    "disputes.approve": row(REVIEW, noticed(actions.approve, ask=True)),
    "disputes.give_back": row(
        REVIEW, noticed(lambda dispute, **said: actions.give_back(dispute, remark="x", **said), ask=True)
    ),
    "disputes.withdraw": row(WORK, noticed(lambda dispute, **said: actions.withdraw(dispute, reason="x", **said))),
    "disputes.serve": row(WORK, lambda by, cast: served(drafted(cast, approve=True), by)),
    "disputes.deliver": row(WORK, delivered),
    "disputes.let_in": row(WORK, lambda by, cast: actions.let_in(begun(cast), office=cast.ministry, by=by)),
    "disputes.shut_out": row(WORK, shut),
    "disputes.say": row(WORK, lambda by, cast: actions.say(begun(cast), side="joint", text="x", by=by)),
    "disputes.say_as_partner": row(
        PARTNERS, lambda by, cast: actions.say_as_partner(in_room(cast), side="joint", text="x", by=by)
    ),
    "disputes.finish_task": row(PARTNERS, finished),
    "disputes.state_position": row(PARTNERS, stated),
    "disputes.give_task": row(
        WORK,
        lambda by, cast: actions.give_task(in_room(cast), office=cast.ministry, what="x", due_on=today(), by=by),
    ),
    "disputes.meet": row(
        WORK,
        lambda by, cast: actions.meet(begun(cast), side="joint", meets_on=today(), place="", agenda="", by=by),
    ),
    "disputes.minute": row(WORK, minuted),
    "disputes.raise_issue": row(WORK, lambda by, cast: actions.raise_issue(begun(cast), question="x", side="", by=by)),
    "disputes.take_position": row(WORK, taken),
    "disputes.list_member": row(
        WORK,
        lambda by, cast: actions.list_member(
            party=place("MB"), roster="panel", name="Somebody", listed_on=OPENED, by=by
        ),
    ),
    "disputes.take_off": row(WORK, lambda by, cast: actions.take_off(member(), on=today(), by=by)),
    "disputes.appoint": row(
        WORK,
        lambda by, cast: actions.appoint(
            begun(cast), panel="panel", member=member(), appointed_by=None, on=OPENED, by=by
        ),
    ),
    "disputes.declare": row(
        WORK,
        lambda by, cast: (lambda one: actions.declare(one.dispute, panellist=one.pk, declared_on=OPENED, by=by))(
            seated(cast)
        ),
    ),
    "disputes.leave": row(
        WORK,
        lambda by, cast: (lambda one: actions.leave(one.dispute, panellist=one.pk, on=OPENED, reason="x", by=by))(
            seated(cast)
        ),
    ),
    "disputes.check_kept": row(WORK, checked),
    "disputes.brief": row(WORK, lambda by, cast: actions.brief(begun(cast), language="en", by=by)),
    "disputes.propose_change": row(WORK, lambda by, cast: actions.propose_change(**READ, days=90, by=by)),
    "disputes.decide_change": row(REVIEW, decided),
}
