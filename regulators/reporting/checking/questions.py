"""The checks of answers: each question, each cell of a question that is a table, and the report as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from regulators.reporting.definition import Check, Field
from regulators.reporting.language.running import compile
from regulators.reporting.language.syntax import Node, conjuncts, names

from .rows import Silent
from .scopes import FieldNames, Report, columns_read, questions_read
from .telling import Place, Teller, Told, evidence

#: Where answers stand in a workbook: "b01", "b01.occupation.welder", "e01.2.reason" to sheet and cell.
Places = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Spot:
    """A question, or one cell of a line of one."""

    key: str
    question: Field
    field: Field
    value: Any
    required: bool
    last: Any = None


def of_answers(
    report: Report, teller: Teller, checks: list[Check], places: Places, silent: dict[str, int], rows_silent: Silent
) -> None:
    spots = list(_spots(report))
    for check in checks:
        assert check.rule is not None  # noqa: S101
        for spot in spots if _is_for_each(check) else [None]:
            for part in conjuncts(check.rule.node):
                _part(report, teller, check, part, spot, places, silent, rows_silent)


def _is_for_each(check: Check) -> bool:
    assert check.rule is not None  # noqa: S101
    return any(n.parts[0] in ("value", "question", "cell") for n in names(check.rule.node))


def _spots(report: Report) -> Iterator[Spot]:
    for question in report.definition.questions:
        value = report.answers.get(question.id)
        last = report.names.last(question)
        yield Spot(question.id, question, question, value, report.required(question), last)
        if question.type != "table" or not isinstance(value, list):
            continue
        for number, line in enumerate(value, start=1):
            for column in question.columns:
                given = line.get(column.id)
                yield Spot(f"{question.id}.{number}.{column.id}", question, column, given, column.required)


def _part(
    report: Report,
    teller: Teller,
    check: Check,
    part: Node,
    spot: Spot | None,
    places: Places,
    silent: dict[str, int],
    rows_silent: Silent,
) -> None:
    read = questions_read(report.definition, part)
    if spot is not None:
        scope: Any = FieldNames(report, spot.field, spot.value, spot.required, spot.last)
        read = [spot.key, *read]
    else:
        scope = report.names
    if any(silent.get(key, 9) <= check.rank for key in read):
        return
    if compile(part, scope)(None) is not False:
        return
    if spot is not None and _rests_on_bad_rows(report, check, spot, rows_silent):
        return
    key = spot.key if spot is not None else check.at or (read[0] if read else "")
    if teller.is_full(check):
        return
    told = Told()
    evidence(check, part, scope, None, told)
    field = spot.field if spot is not None else report.definition.by_id.get(key)
    if field is not None:
        if spot is not None and not check.show.get("value"):
            told.values["value"] = spot.value
        told.put("label", field.label)
        if field.choices:
            told.choices.setdefault("value", report.choices(field.choices))
    others = [q for q in read if q != key]
    if others:
        told.put("other_cell", ", ".join("!".join(p for p in places.get(q, ("", q)) if p) for q in others[:1]))
    sheet, cell = places.get(key, ("", key))
    question = spot.question.id if spot is not None else key
    teller.tell(check, Place(key, sheet, cell, None, "", question), told)
    silent[key] = min(silent.get(key, 9), check.rank)


def _rests_on_bad_rows(report: Report, check: Check, spot: Spot, rows_silent: Silent) -> bool:
    """A figure worked out from rows that are themselves to be mended: one mistake gives one finding."""
    assert check.rule is not None  # noqa: S101
    if "computed(" not in check.rule.text or spot.field.from_rows is None:
        return False
    read = set(columns_read(report, spot.field.from_rows.node))
    return any(rank <= 1 and column in read for row in rows_silent.values() for column, rank in row.items())
