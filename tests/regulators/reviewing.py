"""Makers for tests of reviews: a review, a finding, one put to the body, a final one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.timezone import now

from mobility.accounts.models import OfficeContact
from mobility.law.days import law_date, today
from mobility.law.models import Provision
from regulators import actions
from regulators.models import DutyFinding, Review
from tests.makers import Cast

DAY = dt.timedelta(days=1)
AUTHORITY = "LMA general duty"


def later(days: int) -> dt.datetime:
    return now() + days * DAY


def on(days: int) -> dt.date:
    return today() + days * DAY


def duty(citation: str = "records") -> Provision:
    return Provision.objects.get(instrument="LMA", citation=citation)


def make_review(cast: Cast, **said: Any) -> Review:
    OfficeContact.objects.get_or_create(office=cast.body.office, email="registrar@body.example.org")
    words = {"occasion": "complaints", "scope": "How records are kept.", "by": cast.coordinator}
    return actions.open_review(cast.body, **{**words, **said})


def make_finding(review: Review, cast: Cast, **said: Any) -> DutyFinding:
    words = {
        "provision": duty(),
        "assessment": "not_in_line",
        "statement": "Records are destroyed after one year.",
        "evidence": "SECRET: what a caller told us.",
        "by": cast.coordinator,
    }
    return actions.find(review, **{**words, **said})


def put(review: Review, cast: Cast, finding: DutyFinding, **said: Any) -> Any:
    words = {
        "findings": [finding],
        "question": "Please comment.",
        "due_on": on(30),
        "authority": AUTHORITY,
        "by": cast.coordinator,
    }
    return actions.put_findings(review, **{**words, **said})


def make_final(review: Review, cast: Cast, **said: Any) -> DutyFinding:
    finding = make_finding(review, cast, **said)
    put(review, cast, finding)
    return actions.finalize_finding(review, finding=finding, by=cast.coordinator, at=later(40))


def propose_order(review: Review, cast: Cast, **said: Any) -> Any:
    words = {
        "nature": "Keep records.",
        "steps": "Write a policy.",
        "due_on": on(20),
        "authority": "s. x, delegated",
        "by": cast.director,
    }
    return actions.propose_order(review, **{**words, **said})


def issue_order(review: Review, cast: Cast, **said: Any) -> Any:
    at = said.get("at") or later(30)
    words = {
        "text": "Keep records three years.",
        "reasons": "Because.",
        "due_on": law_date(at) + 30 * DAY,
        "authority": "s. y, delegated",
        "by": cast.director,
        "at": at,
    }
    return actions.issue_order(review, **{**words, **said})
