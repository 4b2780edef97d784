"""What reviews say on the page of a body: the risk category and why, the open reviews, what was corrected and is overdue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mobility.accounts.models import User

from . import risk
from .body_cards import Card
from .compliance_access import can_open
from .compliance_choices import Category, Status
from .compliance_queries import OF_BODY, held
from .models import ExtensionRequest, RegulatoryBody, Review, RiskRating


@dataclass(frozen=True)
class Shown:
    title: str
    count: int
    category: str
    ratings: list[RiskRating]
    suggested: risk.Suggested
    suggested_words: str
    reviews: list[Review]
    extensions: list[ExtensionRequest]
    may_open: bool


def make(body: RegulatoryBody, user: User, on: dt.date) -> Shown:
    """Some nine queries, whatever there is. Whoever may not open a review does not see it."""
    rows = list(
        Review.objects.visible_to(user)
        .filter(body=body)
        .select_related("file")
        .order_by("file__closed_at", "-pk")[:OF_BODY]
    )
    for row in rows:
        row.status_words = Status(row.file.status).label
    ratings = list(RiskRating.objects.filter(body=body).select_related("decided_by")[:OF_BODY])
    suggested = risk.suggest(risk.facts(body, on))
    asked = ExtensionRequest.objects.visible_to(user).filter(body=body).select_related("file").order_by("-pk")
    return Shown(
        title=_("Reviews"),
        count=sum(row.file.is_open for row in rows),
        category=held(ratings),
        ratings=ratings,
        suggested=suggested,
        suggested_words=str(Category(suggested.category).label),
        reviews=rows,
        extensions=list(asked[:OF_BODY]),
        may_open=can_open(user),
    )


CARD = Card("reviews", "regulators/compliance/body_card.html", make, order=20)
