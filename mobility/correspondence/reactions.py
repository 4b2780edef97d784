"""What a kind of file does when a request of it is answered or changes. Each app above registers its own at start.

Called within the action's transaction and lock, before `redue`: it changes and records, it does not lock or save the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from .models import Request, RequestAnswer


@dataclass(frozen=True)
class Reaction:
    """One kind's reaction."""

    kind: str
    answered: Callable[[Request, RequestAnswer, dt.datetime], None]
    #: It was withdrawn, or its day was moved.
    changed: Callable[[Request, dt.datetime], None]


REACTIONS: dict[str, Reaction] = {}


def register(reaction: Reaction) -> None:
    """Called by an app's `ready`."""
    REACTIONS[reaction.kind] = reaction


def answered(request: Request, answer: RequestAnswer, at: dt.datetime) -> None:
    if reaction := REACTIONS.get(request.file.kind):
        reaction.answered(request, answer, at)


def changed(request: Request, at: dt.datetime) -> None:
    if reaction := REACTIONS.get(request.file.kind):
        reaction.changed(request, at)
