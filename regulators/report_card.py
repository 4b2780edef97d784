"""What reports say on the page of a body: the newest periods, and how each stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mobility.accounts.models import User

from .body_cards import Card
from .models import RegulatoryBody
from .report_choices import UNSENT
from .report_models import Report

MOST = 5


@dataclass(frozen=True)
class Shown:
    title: str
    #: how many are still owed
    count: int
    rows: list[Report]


def make(body: RegulatoryBody, user: User, on: dt.date) -> Shown | None:
    """One query. Whoever may not open reports sees none of it."""
    rows = list(Report.objects.visible_to(user).shown().filter(body=body).order_by("-period", "-pk")[:MOST])
    return Shown(_("Annual reports"), sum(row.file.status in UNSENT for row in rows), rows) if rows else None


CARD = Card("reports", "regulators/reports/body_card.html", make, order=5)
