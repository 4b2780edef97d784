"""What a kind of file does when the Minister's extension of one of its clocks is granted. Each app above registers its own at start.

Called within the deciding action's transaction and lock: it extends the clock with the authority it is given, and tells its own.
"""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles.models import Clock
from mobility.law import rules
from mobility.law.counting import Rule

from .compliance_workflow import PACK

MINISTER = "minister"


class Extend(Protocol):
    def __call__(self, clock: Clock, *, days: int, authority: str, reason: str, by: User, at: dt.datetime) -> Clock: ...


_registered: dict[str, Extend] = {}


def register(kind: str, extend: Extend) -> None:
    """Called by an app's `ready`."""
    _registered[kind] = extend


def extend(clock: Clock, *, days: int, authority: str, reason: str, by: User, at: dt.datetime) -> Clock:
    doing = _registered.get(clock.file.kind, files.extend_clock)
    return doing(clock, days=days, authority=authority, reason=reason, by=by, at=at)


def extendable(on: dt.date) -> list[Rule]:
    """The time limits that the Minister may extend, by the pack in force that day."""
    return [rule for rule in rules.pack(PACK).rules if rule.extendable.by == MINISTER and rule.in_force(on)]
