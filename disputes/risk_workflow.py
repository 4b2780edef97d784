"""The moves of a risk."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table

from .risk_choices import RiskStatus as S
from .risk_choices import RiskVerb as V

WATCHED = frozenset({S.WATCHED})


def move(verb: V, sources: frozenset[str], to: str | None) -> Move:
    return Move(verb, verb.label, sources, to, Capability.WORK)


RISKS = Table(
    [
        move(V.REVIEW, WATCHED, None),
        move(V.MITIGATE, WATCHED, None),
        move(V.SIGN, WATCHED, None),
        move(V.RESCORE, WATCHED, None),
        move(V.OVERRULE, WATCHED, None),
        move(V.LIFT, WATCHED, None),
        move(V.CLOSE, WATCHED, S.CLOSED),
        move(V.REOPEN, frozenset({S.CLOSED}), S.WATCHED),
    ],
    {status: status.label for status in S},
)
