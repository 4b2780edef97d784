"""Rows of the table in `tests/test_access_matrix.py` for what is done to committees and risks: who may, and what is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from complaints.models import Complaint
from disputes.actions import committees
from disputes.actions.committees import Raised
from disputes.committee_models import Committee, Meeting
from mobility.law.days import today
from tests.makers import Cast

WORK = {"coordinator", "senior"}
Act = Callable[[Complaint, Any, Cast], object]


def committee(cast: Cast, ended: bool = False) -> Committee:
    made = committees.open_committee(title="A table", kind="forum", by=cast.senior)
    return committees.end_committee(made, result="x", by=cast.senior) if ended else made


def meeting(cast: Cast, held: bool = False) -> Meeting:
    made = committees.plan_meeting(committee(cast), meets_on=today(), by=cast.senior)
    return committees.hold_meeting(made, minutes="x", by=cast.senior) if held else made


def raised(cast: Cast) -> Any:
    return committees.raise_item(meeting(cast), raised=Raised("x"), by=cast.senior)


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
