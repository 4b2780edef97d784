"""The known panels as records, and how a dispute compares with them: occupation, kind of requirement, provisions, time taken."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mobility.accounts.phrases import day_words
from mobility.law import packs
from mobility.law.citing import cited
from mobility.law.confidence import on_screen
from mobility.law.models import Jurisdiction

from . import moves
from .dispute_models import Dispute

CODE = re.compile(r"\b[A-Z]{2}\b")


@dataclass(frozen=True)
class Shown:
    """One precedent in words."""

    id: str
    title: str
    track: str
    sides: str
    others: list[str]
    occupation: str
    #: in both languages: a dispute may name its occupation in either
    occupation_names: list[str]
    requirement: str
    provisions: list[str]
    articles: list[str]
    steps: list[tuple[str, str]]
    #: id of the span, words, days
    intervals: list[tuple[str, str, int]]
    findings: list[str]
    outcome: list[str]
    mark: str
    source: str
    note: str


def named(text: str, names: Mapping[str, str]) -> str:
    """Codes of governments in a text as their names: `person (QC)` is `a person (Quebec)`."""
    said = CODE.sub(lambda found: names.get(found[0], found[0]), text)
    return said.replace("person", _("a person"), 1) if text.startswith("person") else said


def own(row: Mapping[str, Any], field: str) -> Any:
    """A field in the language of the page, as the packs keep both."""
    return row.get(f"{field}_fr", row[field]) if moves.french() else row[field]


def shown(row: dict[str, Any], names: Mapping[str, str]) -> Shown:
    pack = packs.pack(row["pack"])
    table = moves.moves(pack)
    return Shown(
        id=row["id"],
        title=row["title_fr"] if moves.french() else row["title_en"],
        track=own(row, "track"),
        sides=f"{named(row['initiating'], names)} → {named(row['replying'], names)}",
        others=[f"{named(one['party'], names)}{_(':')} {own(one, 'role')}" for one in row["others"]],
        occupation=own(row, "occupation"),
        occupation_names=[row["occupation"], row["occupation_fr"]],
        requirement=own(row, "requirement_kind"),
        provisions=[cited(one) for one in own(row, "provisions")],
        articles=list(row["provisions"]),
        steps=[(moves.said(table[step["verb"]]), _day(step["on"])) for step in row["moves"]],
        intervals=[(one["what"], own(one, "what"), one["days"]) for one in row["intervals"]],
        findings=list(own(row, "findings")),
        outcome=list(own(row, "outcome")),
        mark=on_screen(row["confidence"]),
        source=row["source"],
        note=own(row, "note"),
    )


def _day(value: Any) -> str:
    on = packs.date_or_none(value)
    return day_words(on, "plain") if on else _("day not known")


def every() -> list[Shown]:
    """All of them. One query."""
    names = {row.code: row.name for row in Jurisdiction.objects.all()}
    return [shown(row, names) for row in packs.precedents()]


@dataclass(frozen=True)
class Compared:
    """One line of a comparison: what the dispute has, what the precedent had."""

    what: str
    here: str
    there: str
    same: bool


#: Facts whose distance in days can be compared, as the precedents name it.
SPANS = {
    "panel request to hearing": ("panel_request_delivered_to_secretariat", "hearing_ended"),
    "panel request to report": ("panel_request_delivered_to_secretariat", "report_issued"),
    "hearing to report": ("hearing_ended", "report_issued"),
}


def compare(dispute: Dispute, precedent: Shown) -> list[Compared]:
    """The dispute beside a precedent. Words are compared as words: whether the cases are alike is for people to say."""
    measure = dispute.measure
    facts: dict[str, dt.date] = {row.fact: row.on for row in dispute.facts.all() if row.holds}
    occupation = str(measure.occupation) if measure.occupation else ""
    numbers = {str(row).replace("art ", "") for row in dispute.provisions.all()}
    rows = [
        Compared(
            _("Occupation"),
            occupation or "–",
            precedent.occupation,
            any(one.lower() in occupation.lower() for one in precedent.occupation_names),
        ),
        Compared(_("Requirement"), str(measure.ground or measure.title), precedent.requirement, False),
        Compared(
            _("Provisions"),
            ", ".join(cited(one) for one in sorted(numbers)) or "–",
            ", ".join(precedent.provisions),
            bool(numbers & set(precedent.articles)),
        ),
        Compared(
            _("Sides"),
            f"{dispute.initiating or _('a person')} → {dispute.replying}",
            precedent.sides,
            precedent.sides.endswith(dispute.replying.name),
        ),
    ]
    for span, what, days in precedent.intervals:
        begun, ended = SPANS.get(span, ("", ""))
        here = str((facts[ended] - facts[begun]).days) if begun in facts and ended in facts else "–"
        rows.append(Compared(f"{what} ({_('days')})", here, str(days), here == str(days)))
    return rows
