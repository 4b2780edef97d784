"""What apps above show on the page of a file of any kind: each offers a card at start (`register`), the page asks all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mobility.accounts.models import User

from .models import CaseFile


@dataclass(frozen=True)
class FileCard:
    """`make` gives what the template shows as `card`, in a constant number of queries; None: nothing to show."""

    anchor: str
    template: str
    make: Callable[[CaseFile, User, dt.date], Any]
    order: int = 50


_cards: list[FileCard] = []


def register(card: FileCard) -> None:
    _cards.append(card)
    _cards.sort(key=lambda one: one.order)


def cards_of(file: CaseFile, user: User, on: dt.date) -> list[tuple[FileCard, Any]]:
    made = ((card, card.make(file, user, on)) for card in _cards)
    return [(card, shown) for card, shown in made if shown is not None]
