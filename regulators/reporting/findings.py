"""A finding: where, what stands there, why it matters and how to mend it, in both languages. Plain data."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .definition import Choices, Definition, Words

LANGUAGES = ("en", "fr")
BLANK = Words("blank", "vide")
YES, NO = Words("yes", "oui"), Words("no", "non")
#: One line for all findings of a check past the cap.
MORE = Words("{count} more of the same kind are not listed.", "{count} autres du même genre ne sont pas énumérées.")
ALREADY = Words("Mend those listed and check again.", "Corrigez celles de la liste et vérifiez de nouveau.")
NOT_THE_PLACE = frozenset("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Finding:
    """`key` is the same from one upload to the next, so that an explanation stays with it.

    `audience` is body, or unit: those the body never sees. `more`: how many further ones this line stands for.
    """

    key: str
    check: str
    tier: str
    audience: str
    why: Words
    mend: Words
    sheet: str = ""
    cell: str = ""
    row: int | None = None
    column: str = ""
    question: str = ""
    value: str = ""
    more: int = 0
    explanation: str = ""
    is_explained: bool = False

    @property
    def place(self) -> str:
        return place_of(self.sheet, self.cell)

    def said(self, language: str) -> str:
        """The value, with a blank called by its name in the language."""
        return BLANK.of(language) if self.value == BLANK.en else self.value

    @property
    def blocks(self) -> bool:
        """Whether the report cannot be certified while it stands."""
        return self.tier in ("unreadable", "fix") or (
            self.tier == "confirm" and self.audience == "body" and not self.is_explained
        )


def place_of(sheet: str, cell: str) -> str:
    return f"{sheet}!{cell}" if sheet and cell else sheet or cell


def shown(value: Any, language: str, choices: Choices | None = None) -> str:
    """A value as people of a language read it."""
    if isinstance(value, Words):
        return value.of(language)
    if choices and isinstance(value, str) and value in choices:
        return choices[value].of(language)
    if value is None or value == "":
        return BLANK.of(language)
    if isinstance(value, bool):
        return (YES if value else NO).of(language)
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    if isinstance(value, list | tuple | frozenset | set):
        return ", ".join(shown(v, language, choices) for v in value)
    if hasattr(value, "figure"):
        return shown(value.figure, language)
    if isinstance(value, Mapping):
        parts = (f"{shown(k, language, choices)} {shown(v, language)}" for k, v in value.items())
        return ", ".join(parts)
    if isinstance(value, float):
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if language.startswith("fr") else text
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else text[:119] + "…"


def to_json(finding: Finding) -> dict[str, Any]:
    return asdict(finding)


def from_json(data: Mapping[str, Any]) -> Finding:
    return Finding(**{**data, "why": Words(**data["why"]), "mend": Words(**data["mend"])})


HEADINGS = {
    "tier": Words("Kind", "Genre"),
    "place": Words("Sheet, cell", "Feuille, cellule"),
    "row": Words("Row", "Ligne"),
    "value": Words("Value", "Valeur"),
    "why": Words("Why", "Pourquoi"),
    "mend": Words("How to mend", "Comment corriger"),
    "explanation": Words("Your explanation", "Votre explication"),
    "check": Words("Check", "Vérification"),
}


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text and (text[0] in NOT_THE_PLACE or text.lstrip()[:1] in NOT_THE_PLACE) else text


def as_csv(definition: Definition, findings: Iterable[Finding], language: str, *, audience: str = "body") -> bytes:
    """The list as CSV in UTF-8 with BOM, which spreadsheets open with their accents whole."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language.startswith("fr") else ",")
    writer.writerow(heading.of(language) for heading in HEADINGS.values())
    for finding in visible_to(audience, findings):
        line = [
            definition.tier(finding.tier).label.of(language),
            finding.place,
            "" if finding.row is None else str(finding.row),
            finding.said(language),
            finding.why.of(language),
            finding.mend.of(language),
            finding.explanation,
            finding.check,
        ]
        writer.writerow(map(inert, line))
    return out.getvalue().encode("utf-8-sig")


def visible_to(audience: str, findings: Iterable[Finding]) -> list[Finding]:
    """What a body may see, or for the unit all of them."""
    return [f for f in findings if audience == "unit" or f.audience == "body"]
