"""The moves of a notice of change."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table

from .change_notice_choices import NoticeStatus as S
from .change_notice_choices import NoticeVerb as V

OPEN = frozenset({S.RECEIVED, S.ANALYSIS, S.ADVISED})
ENDED = frozenset({S.ENDED, S.DROPPED})


def move(verb: V, sources: frozenset[str], to: str | None) -> Move:
    return Move(verb, verb.label, sources, to, Capability.WORK)


NOTICES = Table(
    [
        move(V.ANALYSE, OPEN, S.ANALYSIS),
        move(V.ADVISE, OPEN, S.ADVISED),
        move(V.TOUCH, OPEN, None),
        move(V.UNTOUCH, OPEN, None),
        move(V.RESULT, OPEN, S.ENDED),
        move(V.REVISE, OPEN, None),
        move(V.DROP, OPEN, S.DROPPED),
        move(V.REOPEN, ENDED, S.ANALYSIS),
    ],
    {status: status.label for status in S},
)
