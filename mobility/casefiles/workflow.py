"""The shape of a table of moves: status x verb -> next status, who may. Each kind of file has its own table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise


@dataclass(frozen=True)
class Move:
    """One row: from these statuses, this verb leads to that status (`None`: it stays), for holders of this capability.

    `capability` None means that the move is the worker's or the system's own, never a button on the desk.
    """

    verb: str
    label: Words
    sources: frozenset[str]
    to: str | None
    capability: str | None
    #: what the page asks for before it is done; a help page reads this
    asks: Words = ""


class Table:
    """All moves of one kind of file."""

    def __init__(self, moves: Iterable[Move], statuses: dict[str, Words]) -> None:
        self.moves = {move.verb: move for move in moves}
        self.statuses = statuses

    def __getitem__(self, verb: str) -> Move:
        return self.moves[verb]

    def next(self, status: str, verb: str) -> str:
        """The status a file has after the verb. Call only when `refusal` is empty."""
        move = self.moves[verb]
        return status if move.to is None else move.to

    def refusal(self, status: str, verb: str) -> str:
        """Why the verb is not possible from this status, as a sentence; empty when it is."""
        move = self.moves[verb]
        if status in move.sources:
            return ""
        return _("“%(verb)s” is not possible while the file is “%(status)s”.") % {
            "verb": move.label,
            "status": self.statuses[status],
        }

    def possible(self, status: str) -> list[Move]:
        return [move for move in self.moves.values() if status in move.sources]
