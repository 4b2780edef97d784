"""From a rule that does not hold to a finding: the place it points to and the words, in both languages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from regulators.reporting.definition import Check, Choices, Field, Words
from regulators.reporting.findings import ALREADY, LANGUAGES, MORE, Finding, place_of, shown
from regulators.reporting.language import functions as f
from regulators.reporting.language.running import compile
from regulators.reporting.language.syntax import Name

from .scopes import Report, ReportNames, sides

VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Place:
    """Where a finding points to. `key` tells it from other places from one upload to the next."""

    key: str = ""
    sheet: str = ""
    cell: str = ""
    row: int | None = None
    column: str = ""
    question: str = ""

    @property
    def words(self) -> str:
        return place_of(self.sheet, self.cell)


@dataclass
class Told:
    """Values for the variables of a message, and the choices by which some of them have labels."""

    values: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, Choices] = field(default_factory=dict)

    def put(self, variable: str, value: Any, choices: Choices | None = None) -> None:
        self.values.setdefault(variable, value)
        if choices and variable not in self.choices:
            self.choices[variable] = choices


class Teller:
    """Makes the findings of one report, and stops listing a check's findings at the cap."""

    def __init__(self, report: Report, file_name: str = "") -> None:
        self.report = report
        self.file_name = file_name
        self.findings: list[Finding] = []
        self.counts: Counter[str] = Counter()

    def is_full(self, check: Check) -> bool:
        """Count one more; whether it is past the cap and only counted."""
        self.counts[check.id] += 1
        return self.counts[check.id] > self.report.definition.cap

    def tell(self, check: Check, place: Place, told: Told, *, message: Words | None = None) -> None:
        """Add a finding; call only when `is_full` was asked and said no."""
        definition = self.report.definition
        told.put("cell", place.words or place.question)
        told.put("sheet", place.sheet or self.file_name)
        told.put("row", place.row)
        told.put("file", self.file_name)
        told.put("body_name", self.report.facts.body_name)
        told.put("start", definition.period.start)
        told.put("end", definition.period.end)
        value, expected = (f.figure(told.values.get(name)) for name in ("value", "expected"))
        if f.is_number(value) and f.is_number(expected):
            told.put("difference", abs(value - expected))
        if check.hides_value and told.values.get("value"):
            told.values["value"] = f"{str(told.values['value']).strip()[:1]}…"
        words = {name: self._words(told, name) for name in told.values}
        explanation = self.explanation(f"{check.id}:{place.key}", place.question) if check.tier == "confirm" else ""
        self.findings.append(
            Finding(
                key=f"{check.id}:{place.key}",
                check=check.id,
                tier=check.tier,
                audience=check.audience,
                why=fill(message or check.message, words),
                mend=fill(check.mend, words),
                sheet=place.sheet,
                cell=place.cell,
                row=place.row,
                column=place.column,
                question=place.question,
                value=words["value"].en if "value" in words else "",
                explanation=explanation,
                is_explained=len(explanation.strip()) >= definition.explanation_min_characters,
            )
        )

    def explanation(self, key: str, question: str) -> str:
        given = self.report.answers.explanations
        return given.get(key) or given.get(question, "") if question else given.get(key, "")

    def close(self) -> None:
        """One line for what is past each cap."""
        for check in self.report.definition.checks:
            more = self.counts[check.id] - self.report.definition.cap
            if more <= 0:
                continue
            words = {"count": Words(str(more), str(more))}
            self.findings.append(
                Finding(
                    key=f"{check.id}:more",
                    check=check.id,
                    tier=check.tier,
                    audience=check.audience,
                    why=fill(MORE, words),
                    mend=ALREADY,
                    more=more,
                )
            )

    def _words(self, told: Told, name: str) -> Words:
        value, choices = told.values[name], told.choices.get(name)
        return Words(*(shown(value, language, choices) for language in LANGUAGES))


def fill(message: Words, words: Mapping[str, Words]) -> Words:
    """A message with its variables; what is not known stays out."""

    def one(language: str) -> str:
        known = words.get
        return VARIABLE.sub(
            lambda m: w.of(language) if (w := known(m.group(1))) is not None else "", message.of(language)
        )

    return Words(one("en"), one("fr"))


def evidence(check: Check, part: Any, names: ReportNames, at: Any, told: Told) -> None:
    """Put what `show` says, then what the failing comparison itself says."""
    report = names.report
    for variable, rule in check.show.items():
        told.put(variable, compile(rule.node, names)(at), _choices_of(report, rule.node))
    both = sides(part)
    if both is not None:
        left, right = both
        if not check.show.get("value"):
            told.put("value", compile(left, names)(at), _choices_of(report, left))
        told.put("expected", compile(right, names)(at), _choices_of(report, right))


def _choices_of(report: Report, node: Any) -> Choices | None:
    """The labels of a value that is a column or a question by itself."""
    if not isinstance(node, Name):
        return None
    field: Field | None = None
    if len(node.parts) == 1 and node.parts[0] in report.definition.table.index:
        field = report.definition.table.column(node.parts[0])
    elif node.parts[0] in ("q", "last") and len(node.parts) == 2:
        field = report.definition.by_id.get(node.parts[1])
    return report.choices(field.choices) if field is not None and field.choices else None
