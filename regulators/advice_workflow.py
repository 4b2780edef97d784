"""The moves of an enquiry, and whose answers a senior reads first."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table

from .advice_choices import EnquiryStatus as S
from .advice_choices import EnquiryVerb as V

DATA = Path(__file__).parent / "data" / "advice.toml"
UNANSWERED = frozenset({S.OPEN, S.DRAFTED, S.REVIEW, S.APPROVED})
ENDED = frozenset({S.ANSWERED, S.CLOSED})


def move(verb: V, sources: frozenset[str], to: str | None, capability: str = Capability.WORK) -> Move:
    return Move(verb, verb.label, sources, to, capability)


ENQUIRIES = Table(
    [
        move(V.DRAFT, frozenset({S.OPEN, S.DRAFTED, S.APPROVED}), S.DRAFTED),
        move(V.USE, frozenset({S.OPEN, S.DRAFTED, S.APPROVED}), S.DRAFTED),
        move(V.ASK_REVIEW, frozenset({S.DRAFTED}), S.REVIEW),
        move(V.APPROVE, frozenset({S.REVIEW}), S.APPROVED, Capability.REVIEW),
        move(V.GIVE_BACK, frozenset({S.REVIEW}), S.DRAFTED, Capability.REVIEW),
        move(V.ANSWER, frozenset({S.DRAFTED, S.APPROVED}), S.ANSWERED),
        move(V.REVISE, UNANSWERED, None),
        move(V.CLOSE, UNANSWERED, S.CLOSED),
        move(V.REOPEN, ENDED, S.OPEN),
    ],
    {status: status.label for status in S},
)


@cache
def read_first() -> frozenset[str]:
    """Whose enquiries are answered only after a senior has read the answer."""
    return frozenset(tomllib.loads(DATA.read_text(encoding="utf-8"))["review"]["asked_by"])
