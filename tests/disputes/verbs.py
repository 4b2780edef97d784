"""Rows of the table in `tests/test_access_matrix.py` for what is done to committees and risks: who may, and what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from complaints.models import Complaint
from disputes.actions import committees, measures, risks
from disputes.actions.committees import Raised
from disputes.committee_models import Committee, Meeting
from disputes.dispute_models import Measure
from disputes.risk_models import Risk
from mobility.law.days import today
from mobility.law.models import Jurisdiction
from tests.makers import Cast
from tests.trying import once

WORK = {"coordinator", "senior"}
Act = Callable[[Complaint, Any, Cast], object]


@once
def committee(cast: Cast, ended: bool = False) -> Committee:
    made = committees.open_committee(title="A table", kind="forum", by=cast.senior)
    return committees.end_committee(made, result="x", by=cast.senior) if ended else made


@once
def meeting(cast: Cast, held: bool = False) -> Meeting:
    made = committees.plan_meeting(committee(cast), meets_on=today(), by=cast.senior)
    return committees.hold_meeting(made, minutes="x", by=cast.senior) if held else made


@once
def raised(cast: Cast) -> Any:
    return committees.raise_item(meeting(cast), raised=Raised("x"), by=cast.senior)


@once
def seated(cast: Cast) -> Any:
    return committees.seat_member(committee(cast), office=cast.ontario, seat="member", since_on=today(), by=cast.senior)


def revise_item(by: Any, cast: Cast) -> object:
    item = raised(cast)
    return committees.revise_item(item.meeting, item=item.pk, raised=Raised("y"), by=by)


def unseat(by: Any, cast: Cast) -> object:
    member = seated(cast)
    return committees.unseat_member(member.committee, member=member.pk, until_on=today(), by=by)


COMMITTEES: dict[str, tuple[set[str], Act]] = {
    "committees.open": (WORK, lambda c, by, cast: committees.open_committee(title="x", kind="forum", by=by)),
    "committees.revise": (
        WORK,
        lambda c, by, cast: committees.revise_committee(committee(cast), title="x", kind="forum", by=by),
    ),
    "committees.terms": (
        WORK,
        lambda c, by, cast: committees.enter_terms(committee(cast), text="x", adopted_on=today(), by=by),
    ),
    "committees.seat": (
        WORK,
        lambda c, by, cast: committees.seat_member(
            committee(cast), office=cast.ministry, seat="chair", since_on=today(), by=by
        ),
    ),
    "committees.unseat": (WORK, lambda c, by, cast: unseat(by, cast)),
    "committees.end": (WORK, lambda c, by, cast: committees.end_committee(committee(cast), result="x", by=by)),
    "committees.reopen": (
        WORK,
        lambda c, by, cast: committees.reopen_committee(committee(cast, ended=True), reason="x", by=by),
    ),
    "committees.plan": (WORK, lambda c, by, cast: committees.plan_meeting(committee(cast), meets_on=today(), by=by)),
    "committees.change": (
        WORK,
        lambda c, by, cast: committees.change_meeting(meeting(cast), meets_on=today(), by=by),
    ),
    "committees.hold": (WORK, lambda c, by, cast: committees.hold_meeting(meeting(cast), by=by)),
    "committees.write": (
        WORK,
        lambda c, by, cast: committees.write_minutes(meeting(cast, held=True), minutes="x", by=by),
    ),
    "committees.approve": (
        WORK,
        lambda c, by, cast: committees.approve_minutes(meeting(cast, held=True), approved_on=today(), by=by),
    ),
    "committees.call_off": (WORK, lambda c, by, cast: committees.call_off_meeting(meeting(cast), reason="x", by=by)),
    "committees.raise": (
        WORK,
        lambda c, by, cast: committees.raise_item(meeting(cast), raised=Raised("x", about=c.file), by=by),
    ),
    "committees.revise_item": (WORK, lambda c, by, cast: revise_item(by, cast)),
    "committees.give": (
        WORK,
        lambda c, by, cast: committees.give_action(
            meeting(cast, held=True), what="x", due_on=today(), to=cast.colleague, by=by
        ),
    ),
}


@once
def measure(cast: Cast) -> Measure:
    return Measure.objects.create(title="An exam", jurisdiction_id="AB", body=cast.body)


@once
def risk(cast: Cast, overruled: bool = False, closed: bool = False) -> Risk:
    made = risks.open_risk(measure=measure(cast), counterpart=Jurisdiction.objects.get(pk="MB"), by=cast.senior)
    if overruled:
        risks.overrule_risk(made, likelihood=2, consequence=4, reason="x", by=cast.senior)
    return risks.close_risk(made, result="x", by=cast.senior) if closed else made


DAY = dt.timedelta(days=1)
DESCRIBED = {"title": "x", "text": "", "kind": "actual", "body": None, "occupation": None, "ground": None}

RISKS: dict[str, tuple[set[str], Act]] = {
    "measures.record_measure": (
        WORK,
        lambda c, by, cast: measures.record_measure(**DESCRIBED, jurisdiction=Jurisdiction.objects.get(pk="AB"), by=by),
    ),
    "risks.open": (
        WORK,
        lambda c, by, cast: risks.open_risk(
            measure=measure(cast), counterpart=Jurisdiction.objects.get(pk="ON"), by=by
        ),
    ),
    "risks.rescore": (WORK, lambda c, by, cast: risks.rescore(risk(cast), by=by)),
    "risks.review": (
        WORK,
        lambda c, by, cast: risks.review_risk(risk(cast), reasoning="x", next_review_on=today() + DAY, by=by),
    ),
    "risks.mitigate": (WORK, lambda c, by, cast: risks.mitigate_risk(risk(cast), mitigation="x", by=by)),
    "risks.sign": (
        WORK,
        lambda c, by, cast: risks.enter_sign(risk(cast), kind="other", seen_on=today(), words="x", by=by),
    ),
    "risks.overrule": (
        WORK,
        lambda c, by, cast: risks.overrule_risk(risk(cast), likelihood=2, consequence=4, reason="x", by=by),
    ),
    "risks.lift": (WORK, lambda c, by, cast: risks.lift_overruling(risk(cast, overruled=True), reason="x", by=by)),
    "risks.close": (WORK, lambda c, by, cast: risks.close_risk(risk(cast), result="x", by=by)),
    "risks.reopen": (
        WORK,
        lambda c, by, cast: risks.reopen_risk(risk(cast, closed=True), reason="x", next_review_on=today() + DAY, by=by),
    ),
}
