"""The moves of a committee and of its meetings."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table

from .committee_choices import CommitteeStatus as S
from .committee_choices import CommitteeVerb as V
from .committee_choices import MeetingStatus as M
from .committee_choices import MeetingVerb as W

ACTIVE = frozenset({S.ACTIVE})
TAKEN_PLACE = frozenset({M.HELD, M.APPROVED})


def move(verb: V | W, sources: frozenset[str], to: str | None) -> Move:
    return Move(verb, verb.label, sources, to, Capability.WORK)


COMMITTEES = Table(
    [
        move(V.PLAN, ACTIVE, None),
        move(V.TERMS, ACTIVE, None),
        move(V.SEAT, ACTIVE, None),
        move(V.UNSEAT, ACTIVE, None),
        move(V.REVISE, ACTIVE, None),
        move(V.END, ACTIVE, S.ENDED),
        move(V.REOPEN, frozenset({S.ENDED}), S.ACTIVE),
    ],
    {status: status.label for status in S},
)

#: Of one meeting; all of them ask that the committee is at work.
MEETINGS = Table(
    [
        move(W.HOLD, frozenset({M.PLANNED}), M.HELD),
        move(W.APPROVE, frozenset({M.HELD}), M.APPROVED),
        move(W.WRITE, frozenset({M.HELD}), None),
        move(W.RAISE, frozenset({M.PLANNED, M.HELD}), None),
        move(W.REVISE_ITEM, frozenset({M.PLANNED, M.HELD}), None),
        move(W.GIVE, TAKEN_PLACE, None),
        move(W.CHANGE, frozenset({M.PLANNED}), None),
        move(W.CALL_OFF, frozenset({M.PLANNED}), M.CALLED_OFF),
    ],
    {status: status.label for status in M},
)
