"""Where a body or a file was raised at a committee, as their pages show it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles.file_cards import FileCard
from mobility.casefiles.models import CaseFile
from regulators.body_cards import Card
from regulators.models import RegulatoryBody

from . import committee_queries
from .committee_models import RaisedItem


@dataclass(frozen=True)
class Shown:
    title: str
    count: int
    items: list[RaisedItem]


def of_body(body: RegulatoryBody, user: User, on: dt.date) -> Shown | None:
    items, number = committee_queries.raised_of_body(body, user)
    return Shown(_("Raised at committees"), number, items) if number else None


def of_file(file: CaseFile, user: User, on: dt.date) -> Shown | None:
    items = committee_queries.raised_about(file, user)
    return Shown(_("Raised at committees"), len(items), items) if items else None


BODY_CARD = Card("raised", "disputes/committees/body_card.html", of_body, order=40)
FILE_CARD = FileCard("raised", "disputes/committees/file_card.html", of_file)
