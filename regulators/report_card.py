"""What reports say on the page of a body: the newest periods, and how each stands."""

from __future__ import annotations

import datetime as dt

from mobility.accounts.models import User

from .body_cards import Card
from .models import RegulatoryBody
from .report_models import Report

MOST = 5


def make(body: RegulatoryBody, user: User, on: dt.date) -> list[Report] | None:
    """One query. Whoever may not open reports sees none of it."""
    found = Report.objects.visible_to(user).listed().filter(body=body).order_by("-period", "-pk")
    return list(found[:MOST]) or None


CARD = Card("reports", "regulators/reports/body_card.html", make, order=5)
