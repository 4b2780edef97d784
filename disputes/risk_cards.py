"""The risks of a body and of the measure of a dispute, as their pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles.choices import Kind
from mobility.casefiles.file_cards import FileCard
from mobility.casefiles.models import CaseFile
from regulators.body_cards import Card
from regulators.models import RegulatoryBody

from . import risk_queries, risk_scoring
from .risk_models import Risk
from .risk_scoring import Standards


@dataclass(frozen=True)
class Shown:
    title: str
    count: int
    risks: list[Risk]
    standards: Standards


def of_body(body: RegulatoryBody, user: User, on: dt.date) -> Shown | None:
    risks = risk_queries.of_body(body, user)
    return Shown(_("Risks of a dispute"), len(risks), risks, risk_scoring.standards()) if risks else None


def of_dispute(file: CaseFile, user: User, on: dt.date) -> Shown | None:
    """Nothing on files of other kinds, and no query."""
    if file.kind != Kind.DISPUTE:
        return None
    risks = risk_queries.of_dispute(file, user)
    return Shown(_("Risks of a dispute"), len(risks), risks, risk_scoring.standards()) if risks else None


FILE_CARD = FileCard("risks", "disputes/risks/body_card.html", of_dispute, order=40)
BODY_CARD = Card("risks", "disputes/risks/body_card.html", of_body, order=35)
