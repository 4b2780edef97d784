"""The moves of an exception."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table

from .exception_choices import ExceptionStatus as S
from .exception_choices import ExceptionVerb as V

OPEN = frozenset({S.PROPOSED, S.ANALYSIS, S.CONSULTATION})
UNDECIDED = OPEN | {S.RECOMMENDED}


def move(verb: V, sources: frozenset[str], to: str | None, capability: str = Capability.WORK) -> Move:
    return Move(verb, verb.label, sources, to, capability)


EXCEPTIONS = Table(
    [
        move(V.BEGIN, frozenset({S.PROPOSED}), S.ANALYSIS),
        move(V.ASSESS, frozenset({S.ANALYSIS, S.CONSULTATION, S.POSTED}), None),
        move(V.CONSULT, frozenset({S.ANALYSIS, S.CONSULTATION}), S.CONSULTATION),
        move(V.RECOMMEND, frozenset({S.ANALYSIS, S.CONSULTATION}), S.RECOMMENDED),
        move(V.APPROVE, frozenset({S.RECOMMENDED}), S.APPROVED, Capability.DECIDE),
        move(V.REFUSE, frozenset({S.RECOMMENDED}), S.REFUSED, Capability.DECIDE),
        move(V.FORWARD, frozenset({S.APPROVED}), S.FORWARDED),
        move(V.POST, frozenset({S.FORWARDED}), S.POSTED),
        move(V.REVIEW, frozenset({S.POSTED}), None),
        move(V.WITHDRAW, frozenset({S.APPROVED, S.FORWARDED, S.POSTED}), S.WITHDRAWN, Capability.REVIEW),
        move(V.REVISE, UNDECIDED, None),
        move(V.DROP, UNDECIDED, S.DROPPED),
    ],
    {status: status.label for status in S},
)
