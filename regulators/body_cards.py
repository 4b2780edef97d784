"""What other apps show on the page of a body: each offers a card at start (`register`), the page asks all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mobility.accounts.models import User

from .models import RegulatoryBody


@dataclass(frozen=True)
class Card:
    """`make` gives what the template shows as `card`, in a constant number of queries; None: nothing to show."""

    anchor: str
    template: str
    make: Callable[[RegulatoryBody, User, dt.date], Any]
    #: cards stand in this order; those of the registry itself come first
    order: int = 50


_cards: list[Card] = []


def register(card: Card) -> None:
    _cards.append(card)
    _cards.sort(key=lambda one: one.order)


def cards_of(body: RegulatoryBody, user: User, on: dt.date) -> list[tuple[Card, Any]]:
    made = ((card, card.make(body, user, on)) for card in _cards)
    return [(card, shown) for card, shown in made if shown is not None]
