"""What the pages of reviews and extensions need, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from mobility.accounts import people
from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile, Clock, Document
from mobility.correspondence import queries as correspondence

from . import extending, risk
from .compliance_choices import Category, Status
from .compliance_workflow import EARLY, OPEN, marks
from .models import Deficiency, DutyFinding, ExtensionRequest, Order, RegulatoryBody, Review, RiskRating, Step
from .registry import knowing

#: So many rows a list shows; the filters find the rest.
MOST = 200
OF_BODY = 8


@dataclass(frozen=True)
class Filter:
    """What the list was asked for. Unknown values filter nothing."""

    state: str = "open"
    body: str = ""
    occasion: str = ""
    mine: bool = False


def listed(user: User, asked: Filter) -> list[Review]:
    """The reviews that match, what is due first. One query; bodies and names are kept by the process."""
    found = Review.objects.visible_to(user).select_related("file")
    if asked.state != "all":
        found = found.filter(file__status__in=OPEN if asked.state == "open" else set(Status) - OPEN)
    if asked.body.isdecimal():
        found = found.filter(body=int(asked.body))
    if asked.occasion:
        found = found.filter(occasion=asked.occasion)
    if asked.mine:
        found = found.filter(file__owner=user)
    rows = list(found.order_by("file__next_due_on", "-pk")[:MOST])
    known = knowing((row.body_id for row in rows), ()).bodies
    names = people.named({row.file.owner_id for row in rows if row.file.owner_id})
    for row in rows:
        row.body = known[row.body_id]
        row.file.owner = names.get(row.file.owner_id)
        row.status_words = Status(row.file.status).label
    return rows


def page(review: Review, user: User, on: dt.date) -> dict[str, Any]:
    """All that hangs on a review. A constant number of queries, whatever its length."""
    seen = CaseFile.objects.visible_to(user)
    findings: list[Any] = list(
        DutyFinding.objects.filter(review=review)
        .select_related("provision", "by", "final_by")
        .prefetch_related(
            Prefetch("documents", Document.objects.order_by("pk")), Prefetch("files", seen.order_by("pk"))
        )
    )
    for finding in findings:
        finding.may_final = finding.final_at is None and finding.may_be_final(on)
        finding.distance = (finding.comment_by - on).days if finding.comment_by else None
    steps: list[Any] = list(
        Step.objects.filter(review=review).select_related("verified_by").prefetch_related("documents")
    )
    for step in steps:
        step.late = step.is_overdue(on)
    ratings: list[Any] = list(
        RiskRating.objects.filter(body=review.body).select_related("proposed_by", "decided_by", "review__file")
    )
    for rating in ratings:
        rating.rule_words = [risk.text_of(rule) for rule in rating.rules]
        rating.is_here = rating.review_id == review.pk
        rating.may_decide = rating.is_here and rating.decided_at is None and rating.may_be_decided(on)
    known = marks()
    return {
        "review": review,
        "findings": [row for row in findings if row.dropped_at is None],
        "dropped": [row for row in findings if row.dropped_at is not None],
        "deficiencies": list(
            Deficiency.objects.filter(review=review)
            .select_related("by", "accepted_by")
            .prefetch_related("findings__provision")
        ),
        "steps": steps,
        "steps_late": sum(step.late for step in steps),
        "order": Order.objects.filter(review=review).select_related("proposed_by", "issued_by").first(),
        "ratings": ratings,
        "category": held(ratings),
        "suggested": risk.suggest(risk.facts(review.body, on)),
        "requests": correspondence.of_file(review.file),
        "marks": known,
        # looking and coaching are the unit's own way of working; what may bind the body is the law's, and as sure as we are of it
        "status_mark": "V" if review.file.status in EARLY else known.get(review.file.status, "V"),
    }


def held(ratings: list[RiskRating]) -> str:
    """The label of the category that holds, from ratings that are already there."""
    adopted = sorted((row for row in ratings if row.is_adopted), key=lambda row: (row.decided_at, row.pk))
    return str(Category(adopted[-1].category if adopted else Category.LOW).label)


# ---- extensions ---------------------------------------------------------------------------------------
def clocks_of(body: RegulatoryBody, user: User, on: dt.date) -> Any:
    """The running time limits of complaints that this person sees, that the body owes and the Minister may extend."""
    rules = [rule.id for rule in extending.extendable(on)]
    return (
        Clock.objects.visible_to(user)
        .filter(owed_by_office=body.office_id, rule__in=rules, stopped_on__isnull=True, due_on__gte=on)
        .select_related("file")
        .order_by("due_on", "pk")
    )


def most_days(on: dt.date) -> int | None:
    """The most that the rule in force allows; None where no number was read."""
    found = [rule.extendable.most for rule in extending.extendable(on) if rule.extendable.most]
    return max(found, default=None)


def extensions(user: User) -> list[ExtensionRequest]:
    """Applications this person may see, those still open first. One query."""
    found = ExtensionRequest.objects.visible_to(user).select_related("file", "body__office", "clock__file")
    return sorted(found.order_by("-pk")[:MOST], key=lambda row: not row.file.is_open)
