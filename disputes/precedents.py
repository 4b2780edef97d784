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
    requirement: str
    provisions: list[str]
    steps: list[tuple[str, str]]
    intervals: list[tuple[str, int]]
    findings: list[str]
    outcome: list[str]
    mark: str
    source: str
    note: str


def named(text: str, names: Mapping[str, str]) -> str:
    """Codes of governments in a text as their names: `person (QC)` is `person (Quebec)`."""
    return CODE.sub(lambda found: names.get(found[0], found[0]), text)


def shown(row: dict[str, Any], names: Mapping[str, str]) -> Shown:
    pack = packs.pack(row["pack"])
    table = moves.moves(pack)
    return Shown(
        id=row["id"],
        title=row["title_fr"] if moves.french() else row["title_en"],
        track=row["track"],
        sides=named(f"{row['initiating']} → {row['replying']}", names),
        others=[named(f"{one['party']}: {one['role']}", names) for one in row["others"]],
        occupation=row["occupation"],
        requirement=row["requirement_kind"],
        provisions=list(row["provisions"]),
        steps=[(moves.said(table[step["verb"]]), _day(step["on"])) for step in row["moves"]],
        intervals=[(one["what"], one["days"]) for one in row["intervals"]],
        findings=list(row["findings"]),
        outcome=list(row["outcome"]),
        mark=on_screen(row["confidence"]),
        source=row["source"],
        note=row["note"],
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
            bool(occupation) and precedent.occupation.lower() in occupation.lower(),
        ),
        Compared(_("Requirement"), str(measure.ground or measure.title), precedent.requirement, False),
        Compared(
            _("Provisions"),
            ", ".join(sorted(numbers)) or "–",
            ", ".join(precedent.provisions),
            bool(numbers & set(precedent.provisions)),
        ),
        Compared(
            _("Sides"),
            f"{dispute.initiating or _('a person')} → {dispute.replying}",
            precedent.sides,
            precedent.sides.endswith(dispute.replying.name),
        ),
    ]
    for what, days in precedent.intervals:
        begun, ended = SPANS.get(what, ("", ""))
        own = str((facts[ended] - facts[begun]).days) if begun in facts and ended in facts else "–"
        rows.append(Compared(f"{what} ({_('days')})", own, str(days), own == str(days)))
    return rows
