"""The list behind a check that counts rows ("3 decisions took more than the time limit"): which, and how each was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from regulators.reporting.answers import Answers, Rows
from regulators.reporting.definition import Definition
from regulators.reporting.facts import Facts
from regulators.reporting.language.running import compile
from regulators.reporting.language.syntax import Call, Node, names, walk
from regulators.reporting.law import Counting

from .scopes import Report

#: What is told of a row: the days it took and the days it had.
TOLD = ("business_days", "limit", "days")


@dataclass(frozen=True, slots=True)
class Counted:
    """One row: its number on the sheet, what makes it one application, the dates read, and each reckoning."""

    number: int
    reference: tuple[Any, ...]
    read: Mapping[str, Any]
    reckoned: Mapping[str, Any]  # by function: business_days, limit


def counted(
    definition: Definition, facts: Facts, rows: Rows, check_id: str, *, counting: Counting | None = None
) -> Iterator[Counted]:
    """The rows that a check of the form `count(rows where ...) = 0` counts. LookupError where it is no such check."""
    report = Report(definition, facts, Answers(), rows, counting or Counting(definition))
    where = _where(definition, check_id)
    holds = compile(where, report.row_names)
    calls = {n.function: n for n in walk(where) if isinstance(n, Call) and n.function in TOLD}
    reckon = {name: compile(call, report.row_names) for name, call in calls.items()}
    index = definition.table.index
    read = [str(name) for call in calls.values() for name in names(call) if str(name) in index]
    for number, row in zip(rows.numbers, rows.rows, strict=True):
        if holds(row) is True:
            yield Counted(
                number,
                tuple(row[index[name]] for name in definition.table.unique),
                {name: row[index[name]] for name in dict.fromkeys(read)},
                {name: fn(row) for name, fn in reckon.items()},
            )


def _where(definition: Definition, check_id: str) -> Node:
    check = next((c for c in definition.checks if c.id == check_id), None)
    if check is not None and check.rule is not None:
        for node in walk(check.rule.node):
            if isinstance(node, Call) and node.function == "count" and node.where is not None:
                return node.where
    raise LookupError(f"There is no check {check_id!r} that counts rows.")
