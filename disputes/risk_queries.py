"""What the pages of the risk register need, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from complaints.choices import Finding
from complaints.models import Complaint, ComplaintGround, Ground, grounds
from mobility.accounts.models import User
from mobility.casefiles import search
from mobility.casefiles.models import CaseFile
from mobility.law.models import Jurisdiction
from regulators.advice_queries import narrowed, number
from regulators.models import RegulatoryBody
from regulators.registry import registry

from . import risk_facts, risk_scoring
from .choices import OURS
from .dispute_models import Dispute, Measure
from .risk_choices import Consequence, Likelihood, RiskStatus
from .risk_models import Risk, RiskScore
from .risk_scoring import Category, Change, Standards

#: A list shows so many rows; what is older is found by narrowing it.
MOST = 200
#: So many complaints, disputes and scores stand on the page of a risk.
MOST_BESIDE = 20
MOST_SCORES = 100


def visible(user: User) -> QuerySet[Risk]:
    return Risk.objects.filter(file__in=CaseFile.objects.visible_to(user))


def risks(user: User, said: Mapping[str, str], by: Standards) -> list[Risk]:
    """Risks by words, body, counterpart, category, cell of the grid and state; the highest first."""
    rows = visible(user)
    if said["state"] == "closed":
        rows = rows.filter(file__status=RiskStatus.CLOSED)
    elif said["state"] != "all":
        rows = rows.filter(file__status=RiskStatus.WATCHED)
    if said["body"]:
        rows = rows.filter(measure__body=number(said["body"]))
    if said["counterpart"]:
        rows = rows.filter(counterpart=said["counterpart"])
    rows = narrowed(rows, said, "likelihood", "consequence")
    if said["category"]:
        rows = rows.filter(score__range=span(said["category"], by))
    if said["q"]:
        rows = search.narrow(rows, said["q"])
    related = ("file__owner", "measure__ground", "measure__jurisdiction", "measure__body__office", "counterpart")
    return list(rows.select_related(*related).order_by("-score", "next_review_on", "pk")[:MOST])


def span(category: str, by: Standards) -> tuple[int, int]:
    """From which score to which a category reaches; for one that does not exist, none."""
    begins = [row.at_least for row in by.categories]
    for place, row in enumerate(by.categories):
        if row.id == category:
            return row.at_least, begins[place + 1] - 1 if place + 1 < len(begins) else 25
    return 0, 0


# ---- the grid ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One likelihood and one consequence: how many risks, and which category that is."""

    likelihood: int
    consequence: int
    number: int
    category: Category


@dataclass(frozen=True)
class GridRow:
    likelihood: int
    label: str
    cells: list[Cell]


def grid(user: User, by: Standards) -> list[GridRow]:
    """The open risks, likelihood from the top down and consequence from left to right. One query."""
    counted = {
        (row["likelihood"], row["consequence"]): row["n"]
        for row in visible(user)
        .filter(file__status=RiskStatus.WATCHED)
        .order_by()
        .values("likelihood", "consequence")
        .annotate(n=Count("pk"))
    }
    return [
        GridRow(
            likelihood,
            str(Likelihood(likelihood).label),
            [
                Cell(likelihood, consequence, counted.get((likelihood, consequence), 0), by.category(product))
                for consequence in Consequence.values
                for product in [likelihood * consequence]
            ],
        )
        for likelihood in reversed(Likelihood.values)
    ]


# ---- offered -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """Complaints about one requirement of one body that no risk covers yet, and who the counterpart would be."""

    body: RegulatoryBody
    ground: Ground
    counterpart: Jurisdiction | None
    number: int


def offers(on: dt.date, by: Standards) -> list[Offer]:
    """What may be put on the register: so many complaints about one requirement of one of our bodies. Two queries."""
    known, slugs = registry(), {ground.pk: ground for ground in grounds().values()}
    wanted = [pk for pk, ground in slugs.items() if ground.slug in by.requirements]
    rows = (
        ComplaintGround.objects.filter(
            ground__in=wanted,
            complaint__received_on__gte=by.since(on),
            complaint__body__isnull=False,
            complaint__receiving=OURS,
        )
        .exclude(finding=Finding.NOT_FOUNDED)
        .order_by()
        .values_list("complaint__body", "ground", "complaint__home")
        .annotate(n=Count("pk"))
    )
    found: dict[tuple[int, int], dict[str | None, int]] = {}
    for body, ground, home, n in rows:
        found.setdefault((body, ground), {})[home] = n
    taken = set(
        Risk.objects.filter(file__closed_at__isnull=True, measure__body__isnull=False).values_list(
            "measure__body", "measure__ground"
        )
    )
    offered = []
    for (body, ground), homes in found.items():
        total = sum(homes.values())
        if total < by.suggest_at or (body, ground) in taken or body not in known.bodies:
            continue
        most = max((home for home in homes if home not in (None, OURS)), key=lambda home: homes[home], default=None)
        offered.append(Offer(known.bodies[body], slugs[ground], known.places.get(most or ""), total))
    return sorted(offered, key=lambda row: (-row.number, row.body.short, row.ground.slug))[:MOST_BESIDE]


# ---- one risk ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One score with what was different from the one before."""

    score: RiskScore
    changed: list[Change]


def history(scores: Sequence[RiskScore]) -> list[Told]:
    """Newest first, as the scores come."""
    earlier = [*(row.applied for row in scores[1:]), []]
    return [
        Told(score, risk_scoring.changes(before, score.applied)) for score, before in zip(scores, earlier, strict=True)
    ]


def of_risk(risk: Risk, user: User, on: dt.date, by: Standards) -> dict[str, Any]:
    """All that the page of one risk shows. Six queries."""
    scores = list(risk.scores.select_related("by")[:MOST_SCORES])
    measure = risk.measure
    complaints: list[Complaint] = []
    if measure.ground_id is not None:
        about = risk_facts.complaints_about(measure, by.since(on)).values("complaint")
        rows = Complaint.objects.visible_to(user).filter(pk__in=about)
        complaints = list(rows.order_by("-received_on", "-pk")[:MOST_BESIDE])
    disputes = Dispute.objects.filter(measure=measure, file__in=CaseFile.objects.visible_to(user))
    return {
        "scores": scores,
        "told": history(scores),
        "newest": scores[0] if scores else None,
        "signs": list(risk.signs.select_related("by")),
        "provisions": list(measure.provisions.all()),
        "complaints": complaints,
        "disputes": list(disputes.select_related("file").order_by("-pk")[:MOST_BESIDE]),
        "panels": risk_facts.panels_of(risk.counterpart_id),
    }


def same_measure(body: RegulatoryBody | None, ground: Ground | None) -> Measure | None:
    """The measure that stands for a requirement of a body, where somebody has described it."""
    if body is None or ground is None:
        return None
    return Measure.objects.filter(body=body, ground=ground).order_by("-pk").first()


def of_body(body: RegulatoryBody, user: User) -> list[Risk]:
    """The open risks of one body, the highest first. One query."""
    rows = visible(user).filter(measure__body=body, file__status=RiskStatus.WATCHED)
    related = ("file__owner", "measure__ground", "counterpart")
    return list(rows.select_related(*related).order_by("-score", "pk")[:MOST_BESIDE])


def of_dispute(file: CaseFile, user: User) -> list[Risk]:
    """The risks, open or not, of the measure that a dispute is about. One query."""
    rows = visible(user).filter(measure__disputes=file.pk)
    related = ("file__owner", "measure__ground", "counterpart")
    return list(rows.select_related(*related).order_by("-score", "pk")[:MOST_BESIDE])
