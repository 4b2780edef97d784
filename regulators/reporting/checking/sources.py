"""The checks of a file: what it is, its sheets and columns, and cells that could not be read as what they should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from regulators.reporting.definition import Check
from regulators.reporting.language.running import compile
from regulators.reporting.language.syntax import names
from regulators.reporting.reading.reading import Reading

from .rows import Silent
from .scopes import FactNames, Report
from .telling import Place, Teller, Told, evidence


@dataclass(frozen=True)
class Instance:
    """One thing a check may be about: what its names mean there, and where that is."""

    known: dict[str, Any]
    place: Place
    told: dict[str, Any]
    row: int | None = None  # the row's place among the rows that were read


def of_file(
    report: Report, reading: Reading, teller: Teller, checks: list[Check], silent: dict[str, int], rows_silent: Silent
) -> None:
    for check in checks:
        assert check.rule is not None  # noqa: S101
        for instance in _instances(report, reading, check):
            key = instance.place.key
            if silent.get(key, 9) <= check.rank:
                continue
            scope = FactNames(report, instance.known)
            if compile(check.rule.node, scope)(None) is not False:
                continue
            for silenced in {key, instance.place.question or key}:
                silent[silenced] = min(silent.get(silenced, 9), check.rank)
            if instance.row is not None and instance.place.column:
                known = rows_silent.setdefault(instance.row, {})
                known[instance.place.column] = min(known.get(instance.place.column, 9), check.rank)
            if teller.is_full(check):
                continue
            told = Told(dict(instance.told))
            evidence(check, None, scope, None, told)
            teller.tell(check, instance.place, told)


def _instances(report: Report, reading: Reading, check: Check) -> Iterator[Instance]:
    """What kind of thing a check is about follows from the names it reads."""
    assert check.rule is not None  # noqa: S101
    read = {str(name) for name in names(check.rule.node)}
    sheet = reading.table_sheet
    if any(name.startswith("file.") for name in read):
        known = {f"file.{f.name}": getattr(reading.file, f.name) for f in fields(reading.file)}
        yield Instance(known, Place("file"), {})
    elif "sheet.found" in read:
        for wanted in reading.missing_sheets:
            known = {"sheet.found": False, "sheet.name": wanted, "sheet.sheets": list(reading.sheet_names)}
            yield Instance(known, Place(f"sheet {wanted.en}"), {})
    elif "sheet.merged_in_data" in read:
        for name, cells in reading.merged:
            yield Instance({"sheet.merged_in_data": True}, Place(f"{name} {cells}", name, cells), {"value": cells})
    elif "columns.missing_required" in read:
        for column in reading.missing_columns:
            known = {"columns.missing_required": column.id, "column.label": column.label}
            yield Instance(known, Place(f"column {column.id}", sheet), {})
    elif "columns.repeated" in read:
        for heading, cell, other in reading.repeated:
            place = Place(f"heading {cell}", sheet, cell)
            yield Instance({"columns.repeated": heading}, place, {"value": heading, "other_cell": other})
    elif "columns.unknown" in read:
        for heading, cell in reading.unknown:
            yield Instance({"columns.unknown": heading}, Place(f"heading {cell}", sheet, cell), {"value": heading})
    elif "row.cells" in read:
        for number, count in reading.ragged:
            known = {"row.cells": count, "columns.count": reading.width}
            yield Instance(known, Place(f"row {number}", sheet, str(number), number), {})
    elif any(name.startswith(("columns.text_dates", "columns.text_numbers")) for name in read):
        yield from _as_text(report, reading, next(n for n in read if n.startswith("columns.")))
    elif any(name.startswith("sheet.") for name in read):
        yield from _of_table_sheet(reading)
    elif check.scope == "cell":
        yield from _cells(reading)


def _as_text(report: Report, reading: Reading, name: str) -> Iterator[Instance]:
    kind = name.split(".text_")[1]
    for example in reading.examples:
        if example.kind == kind:
            column = report.definition.table.column(example.column)
            yield Instance(
                {name: example.count, "column.decimal_mark": example.mark},
                Place(f"{kind} {column.id}", reading.table_sheet, example.cell, None, column.id),
                {"value": example.value, "column": column.label},
            )


def _of_table_sheet(reading: Reading) -> Iterator[Instance]:
    known = {
        "sheet.rows": reading.rows_seen,
        "sheet.rows_limit": reading.rows_limit,
        "sheet.blank_rows": reading.blank_rows,
        "sheet.first_blank_row": reading.first_blank_row,
        "sheet.formulas": reading.formulas,
    }
    yield Instance(known, Place("rows", reading.table_sheet, reading.formula_cell), {"value": reading.formula_value})


def _cells(reading: Reading) -> Iterator[Instance]:
    for cell in reading.troubled:
        known = {
            "cell.is_error": cell.is_error,
            "cell.is_formula": cell.is_formula,
            "cell.value": cell.value,
            "cell.date_readings": cell.date_readings,
            "column.type": cell.field.type if cell.field else "",
            "value": cell.value,
        }
        place = Place(cell.key, cell.sheet, cell.cell, cell.row, cell.column, cell.question)
        yield Instance(known, place, {"value": cell.text}, cell.index)
