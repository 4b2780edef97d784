"""The form of one year as frozen data. Made by `loading`; nothing here reads a file or counts anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .language.syntax import Node

#: A list that is not in the form: the occupations of the body that reports.
OWN_OCCUPATIONS = "own_occupations"
NUMBER_TYPES = frozenset({"count", "percent", "money"})
FIELD_TYPES = frozenset({"count", "percent", "money", "date", "text", "choice", "table"})
#: From the strictest to the mildest; a finding of an earlier one silences the later ones at the same place.
TIERS = ("unreadable", "fix", "confirm", "info")
SCOPES = ("file", "sheet", "cell", "row", "table", "question", "report")
#: How a breakdown is called in `by`, and in an expression after the answer's name.
BREAKDOWNS = {"occupation": "by_occupation", "home_jurisdiction": "by_home"}


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    en: str
    fr: str

    def of(self, language: str) -> str:
        return self.fr if language.startswith("fr") else self.en


Choices = Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Rule:
    """An expression: as written, and parsed."""

    text: str
    node: Node


@dataclass(frozen=True)
class Field:
    """A question, a column of a question that is a table, or a column of the table of applications."""

    id: str
    type: str
    label: Words
    help: Words | None = None
    section: str = ""
    required: bool = True
    required_if: Rule | None = None
    choices: str = ""
    many: bool = False
    choose_max: int = 1
    with_text: bool = False
    format: str = ""
    pattern: str = ""
    max_length: int | None = None
    min: int | None = None
    max_from_rule: str = ""
    unit: str = ""
    decimals: int | None = None
    by: tuple[str, ...] = ()
    from_rows: Rule | None = None
    columns: tuple[Field, ...] = ()
    aliases: tuple[str, ...] = ()
    provision: tuple[str, ...] = ()
    confidence: str = "?"
    note: str = ""

    @property
    def is_several(self) -> bool:
        """Whether an answer is a list of choices."""
        return self.many or self.choose_max > 1

    @property
    def places(self) -> int:
        """Decimals a figure of this field is compared and shown to."""
        if self.decimals is not None:
            return self.decimals
        return {"money": 2, "percent": 1}.get(self.type, 0)

    def column(self, name: str) -> Field:
        return next(column for column in self.columns if column.id == name)


@dataclass(frozen=True)
class Check:
    """What must hold, where, how gravely, and what is said where it does not."""

    id: str
    tier: str
    scope: str
    rule: Rule | None  # None: every line of Table.order
    message: Words
    mend: Words
    audience: str = "body"
    at: str = ""
    show: Mapping[str, Rule] = field(default_factory=dict)
    hides_value: bool = False

    @property
    def rank(self) -> int:
        return TIERS.index(self.tier)


@dataclass(frozen=True)
class Table:
    """The optional table with one row for each application."""

    id: str
    sheet: Words
    title: Words
    help: Words
    columns: tuple[Field, ...]
    max_rows: int
    many_separator: str
    order: tuple[Rule, ...]
    unique: tuple[str, ...]
    note: str = ""

    @cached_property
    def index(self) -> Mapping[str, int]:
        return {column.id: number for number, column in enumerate(self.columns)}

    def column(self, name: str) -> Field:
        return self.columns[self.index[name]]


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: Words


@dataclass(frozen=True, slots=True)
class Period:
    label: Words
    start: dt.date
    end: dt.date
    opens_on: dt.date
    due_on: dt.date
    due_basis: str
    confidence: str
    extension_days_max: int
    note: str = ""


@dataclass(frozen=True)
class NilReturn:
    text: Words
    button: Words
    sets: Mapping[str, str]
    still_asked: tuple[str, ...]
    blocked_if: Rule
    blocked_text: Words


@dataclass(frozen=True, slots=True)
class Attestation:
    persons: Mapping[str, int]
    different_persons: bool
    roles: Mapping[str, Words]
    fields: tuple[str, ...]
    prepared: Words
    certified: Words
    alone: Words
    unlock: Words


@dataclass(frozen=True, slots=True)
class Tier:
    id: str
    label: Words
    lead: Words


@dataclass(frozen=True, slots=True)
class Law:
    """Which rules of the packs `limit` and `rule_max` ask, and which calendar `business_days` counts with."""

    calendar: str
    limits: Mapping[str, str]


@dataclass(frozen=True)
class Definition:
    """One year's form. `basis` and `confidence` say how sure we are that the law asks for it."""

    id: str
    version: str
    status: str
    title: Words
    intro: Words
    applicant: Words
    basis: tuple[str, ...]
    confidence: str
    note: str
    period: Period
    law: Law
    nil_return: NilReturn
    attestation: Attestation
    lists: Mapping[str, Choices]
    sections: tuple[Section, ...]
    questions: tuple[Field, ...]
    table: Table
    tiers: tuple[Tier, ...]
    cap: int
    explanation_min_characters: int
    checks: tuple[Check, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        return {question.id: question for question in self.questions}

    def question(self, name: str) -> Field:
        return self.by_id[name]

    def of_section(self, section: str) -> Iterator[Field]:
        return (question for question in self.questions if question.section == section)

    def scoped(self, *scopes: str) -> list[Check]:
        """The checks of some scopes, in the order of the file, tier by tier."""
        return sorted((c for c in self.checks if c.scope in scopes), key=lambda check: check.rank)

    def tier(self, name: str) -> Tier:
        return next(tier for tier in self.tiers if tier.id == name)
