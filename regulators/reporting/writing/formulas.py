"""Checks as formulas of a workbook, where they can be: the same rules, so that template and checks cannot disagree.

A formula stays silent while a cell it reads is blank, as the rules do. What has no formula is checked at upload only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from regulators.reporting.checking.scopes import field_fact, questions_read, sides
from regulators.reporting.checking.telling import VARIABLE
from regulators.reporting.definition import NUMBER_TYPES, Check, Choices, Definition, Field, Rule
from regulators.reporting.language.syntax import (
    Call,
    If,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Operation,
    Span,
    conjuncts,
)

#: Excel takes no longer text in a formula.
LONGEST_TEXT = 250
LONGEST_FORMULA = 7000


class NoFormula(Exception):
    """A rule that a workbook cannot show."""


@dataclass
class Cells:
    """Where answers stand: a question to its cell, a question's column to its range."""

    definition: Definition
    choices: Mapping[str, Choices]
    language: str
    at: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    first_row: str = ""  # the cell of the first application: filled in, the rows answer what they can

    def of(self, question: str) -> str:
        if question not in self.at:
            raise NoFormula(question)
        return self.at[question]


def quoted(text: str) -> str:
    parts = [text[n : n + LONGEST_TEXT] for n in range(0, len(text), LONGEST_TEXT)] or [""]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)


class Writer:
    """Writes one rule. `needed` are the cells that must not be blank for it to be known."""

    def __init__(self, cells: Cells, question: Field | None = None, *, blank_is_none: bool = False) -> None:
        self.cells, self.question, self.blank_is_none = cells, question, blank_is_none
        self.needed: dict[str, None] = {}

    def text(self, node: Node) -> str:
        value = self.fold(node)
        if value is not None:
            return self.literal(value)
        match node:
            case Name():
                return self.name(node)
            case Negative(inner):
                return f"-({self.text(inner)})"
            case Not(inner):
                return f"NOT({self.text(inner)})"
            case If(condition, then, otherwise):
                other = self.text(otherwise) if otherwise is not None else "TRUE"
                return f"IF({self.text(condition)},{self.text(then)},{other})"
            case Operation():
                return self.operation(node)
            case Call():
                return self.call(node)
        raise NoFormula(str(node))

    def literal(self, value: Any) -> str:
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, dt.date):
            return f"DATE({value.year},{value.month},{value.day})"
        if isinstance(value, int | float):
            return repr(value)
        if isinstance(value, str):
            return quoted(value)
        raise NoFormula(str(value))

    def fold(self, node: Node) -> Any:
        """What is the same in every workbook, or None."""
        match node:
            case Literal(value):
                return value
            case Name(("question", part)) if self.question is not None and part != "required":
                return field_fact(self.question, part)
            case Name(("period", part)):
                return getattr(self.cells.definition.period, part)
            case Operation("=" | "!=" as sign, left, right):
                a, b = self.fold(left), self.fold(right)
                return None if a is None or b is None else (a == b) is (sign == "=")
            case Operation("in" | "not in" as sign, left, right):
                a, b = self.fold(left), self.fold(right)
                return None if a is None or b is None else (a in b) is (sign == "in")
            case Operation("or", left, right):
                found = {self.fold(left), self.fold(right)}
                return True if True in found else (False if found == {False} else None)
            case Operation("and", left, right):
                found = {self.fold(left), self.fold(right)}
                return False if False in found else (True if found == {True} else None)
            case Not(inner):
                value = self.fold(inner)
                return None if value is None else not value
        return None

    def name(self, name: Name) -> str:
        match name.parts:
            case ("value",) if self.question is not None:
                cell = self.cells.of(self.question.id)
            case ("q", question):
                cell = self.cells.of(question)
            case ("last", "value") if self.question is not None and self.question.id in self.cells.last:
                cell = self.cells.last[self.question.id]
            case ("upload", "date"):
                return "TODAY()"
            case _:
                raise NoFormula(str(name))
        self.needed[cell] = None
        asked = self.cells.definition.by_id.get(name.parts[-1])
        return f"N({cell})" if self.blank_is_none and asked is not None and asked.type in NUMBER_TYPES else cell

    def operation(self, node: Operation) -> str:
        sign = node.sign
        if sign in ("and", "or"):
            known = [part for part in (node.left, node.right) if self.fold(part) is None]
            if len(known) == 1:
                return self.text(known[0])
            return f"{sign.upper()}({self.text(node.left)},{self.text(node.right)})"
        if isinstance(node.right, Span):
            number = node.right.number if sign == "+" else -node.right.number
            day = self.text(node.left)
            return f"EDATE({day},{12 * number})" if node.right.unit == "years" else f"({day}+{number})"
        if sign in ("in", "not in"):
            raise NoFormula(sign)
        left, right = self.text(node.left), self.side(node.left, node.right)
        return f"({left}{'<>' if sign == '!=' else sign}{right})"

    def side(self, left: Node, right: Node) -> str:
        """The right side; a choice is compared by the label its cell shows."""
        if isinstance(left, Name) and isinstance(right, Literal) and isinstance(right.value, str):
            question = self.cells.definition.by_id.get(left.parts[-1])
            choices = self.cells.choices.get(question.choices, {}) if question is not None else {}
            if right.value in choices:
                return quoted(choices[right.value].of(self.cells.language))
        return self.text(right)

    def call(self, call: Call) -> str:
        first = call.arguments[0]
        if call.where is not None or call.by is not None:
            raise NoFormula(call.function)
        match call.function:
            case "blank" | "present":
                known = dict(self.needed)
                cell = self.text(first)
                self.needed = known  # a blank cell is what it asks about
                return f'({cell}{"=" if call.function == "blank" else "<>"}"")'
            case "between":
                value, low, high = map(self.text, call.arguments)
                return f"AND({value}>={low},{value}<={high})"
            case "share":
                part, whole = map(self.text, call.arguments)
                return f"IF({whole}=0,0,100*{part}/({whole}))"
            case "is_whole":
                value = self.text(first)
                return f"IF(ISNUMBER({value}),{value}=INT({value}),FALSE)"
            case "days":
                start, end = map(self.text, call.arguments)
                return f"({end}-{start})"
            case "sum" if isinstance(first, Name) and ".".join(first.parts[1:]) in self.cells.ranges:
                return f"SUM({self.cells.ranges['.'.join(first.parts[1:])]})"
        raise NoFormula(call.function)


def condition(cells: Cells, part: Node, question: Field | None = None) -> str:
    """TRUE where a part of a rule is known not to hold."""
    writer = Writer(cells, question)
    if writer.fold(part) is not None:
        raise NoFormula("always")
    holds = writer.text(part)
    known = "".join(f',{cell}<>""' for cell in writer.needed)
    return f"IF(AND(TRUE{known}),NOT({holds}),FALSE)"


def words(cells: Cells, check: Check, part: Node, question: Field | None) -> str:
    """The words of a finding as a formula; where a figure in them has none, how to mend it."""
    message = check.message.of(cells.language)
    for opening in ("{cell}: ", "{cell} : ", "{cell}\u00a0: "):
        message = message.removeprefix(opening)
    both = sides(part)
    rules: dict[str, Node] = {name: rule.node for name, rule in check.show.items()}
    if both is not None:
        rules.setdefault("value", both[0])
        rules.setdefault("expected", both[1])
    elif question is not None:
        rules.setdefault("value", Name(("value",)))
    pieces: list[str] = []
    at = 0
    try:
        for match in VARIABLE.finditer(message):
            if message[at : match.start()]:
                pieces.append(quoted(message[at : match.start()]))
            if match.group(1) not in rules:
                raise NoFormula(match.group(1))
            value = Writer(cells, question).text(rules[match.group(1)])
            pieces.append(f"IF(ISNUMBER({value}),ROUND({value},2),{value})")
            at = match.end()
        if message[at:]:
            pieces.append(quoted(message[at:]))
    except NoFormula:
        mend = check.mend.of(cells.language)
        return quoted(VARIABLE.sub("…", mend))
    return "&".join(pieces)


def of_question(cells: Cells, question: Field) -> str:
    """The formula beside a question: the first check that speaks, in the order of the form; "" where there is none."""
    said: list[tuple[str, str]] = []
    for check in cells.definition.scoped("question", "report"):
        if check.rule is None or check.audience != "body" or check.tier == "info":
            continue
        if check.id == "answer-missing":
            said += _missing(cells, check, question)
            continue
        is_each = "value" in check.rule.text or "question." in check.rule.text
        for part in conjuncts(check.rule.node):
            read = questions_read(cells.definition, part)
            place = question.id if is_each else check.at or (read[0] if read else "")
            if place != question.id:
                continue
            about = question if is_each else None
            try:
                said.append((condition(cells, part, about), words(cells, check, part, about)))
            except NoFormula:
                continue
    formula = '""'
    for failing, text in reversed(said):
        longer = f"IF({failing},{text},{formula})"
        if len(longer) < LONGEST_FORMULA:
            formula = longer
    return f"={formula}" if said else ""


def _missing(cells: Cells, check: Check, question: Field) -> list[tuple[str, str]]:
    """An answer that is asked for and not there."""
    if not question.required or question.id not in cells.at:
        return []
    rule: Rule | None = question.required_if
    blank = f'{cells.at[question.id]}=""'
    if question.from_rows is not None and cells.first_row:
        blank = f'AND({blank},{cells.first_row}="")'
    mend = quoted(check.mend.of(cells.language))
    if rule is None:
        return [(blank, mend)]
    writer = Writer(cells, blank_is_none=True)
    try:
        asked = writer.text(rule.node)
    except NoFormula:
        return []
    return [(f"IF({blank},IFERROR({asked},FALSE),FALSE)", mend)]
