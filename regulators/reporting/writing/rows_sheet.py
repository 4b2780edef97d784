"""The sheet with one row for each application: headings, drop-downs for whole columns, and colours where dates clash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from regulators.reporting.definition import Definition, Field
from regulators.reporting.language.syntax import Name, Operation

from .styles import BAD, Styles
from .words import NOT_A_DATE

#: Rows with drop-downs and colours; more rows may follow and are read all the same.
HELPED_ROWS = 20_000
#: Years before the period in which a date is taken for one; the checks of the form say it exactly.
YEARS_BEFORE = 30


def write_rows(sheet: Any, definition: Definition, lists: Mapping[str, str], language: str, styles: Styles) -> None:
    table = definition.table
    from openpyxl.utils import get_column_letter

    letters = {column.id: get_column_letter(n) for n, column in enumerate(table.columns, start=1)}
    for number, column in enumerate(table.columns, start=1):
        label = column.label.of(language) + (" *" if column.required else "")
        cell = sheet.cell(1, number, label)
        styles.heading(cell)
        dimension = sheet.column_dimensions[letters[column.id]]
        dimension.width = max(14, min(30, len(label) + 2))
        dimension.number_format = {"date": "yyyy-mm-dd", "text": "@", "money": "#,##0.00"}.get(column.type, "General")
        dimension.protection = styles.open
        if column.help is not None:
            _hint(cell, column.help.of(language))
        _validate(
            sheet, definition, column, f"{letters[column.id]}2:{letters[column.id]}{HELPED_ROWS}", lists, language
        )
    _formats(sheet, definition, letters, styles)
    _colours(sheet, definition, letters, styles)
    sheet.freeze_panes = "B2"
    sheet.protection.sheet = True  # only the headings are locked
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)


def _hint(cell: Any, text: str) -> None:
    from openpyxl.comments import Comment

    cell.comment = Comment(text, "Labour Mobility", height=90, width=260)


def _formats(sheet: Any, definition: Definition, letters: Mapping[str, str], styles: Styles) -> None:
    """The first rows carry their formats themselves: some programs ignore those of columns."""
    for row in range(2, 202):
        for column in definition.table.columns:
            if column.type in ("date", "text"):
                cell = sheet[f"{letters[column.id]}{row}"]
                cell.number_format = "yyyy-mm-dd" if column.type == "date" else "@"
                cell.protection = styles.open


def _validate(
    sheet: Any, definition: Definition, column: Field, where: str, lists: Mapping[str, str], language: str
) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    what: dict[str, Any] = {}
    if column.type == "choice" and not column.many and column.choices in lists:
        what = {"type": "list", "formula1": f"={lists[column.choices]}", "errorStyle": "warning"}
    elif column.type == "date":
        first = definition.period.start.year - YEARS_BEFORE
        what = {"type": "date", "operator": "greaterThan", "formula1": f"DATE({first},1,1)", "errorStyle": "warning"}
    elif column.type in ("count", "money"):
        kind = "whole" if column.type == "count" else "decimal"
        what = {"type": kind, "operator": "greaterThanOrEqual", "formula1": "0", "errorStyle": "warning"}
    if what:
        validation = DataValidation(allow_blank=True, **what)
        if column.type == "date":
            validation.error = NOT_A_DATE.of(language)
        sheet.add_data_validation(validation)
        validation.add(where)


def _colours(sheet: Any, definition: Definition, letters: Mapping[str, str], styles: Styles) -> None:
    """A date that must not come before another, and does, turns red as it is typed."""
    from openpyxl.formatting.rule import FormulaRule

    for line in definition.table.order:
        node = line.node
        if not (isinstance(node, Operation) and isinstance(node.left, Name) and isinstance(node.right, Name)):
            continue
        left, right = letters.get(str(node.left)), letters.get(str(node.right))
        if left and right and node.sign in ("<", "<="):
            clash = ">" if node.sign == "<=" else ">="
            formula = f'AND(${left}2<>"",${right}2<>"",${left}2{clash}${right}2)'
            rule = FormulaRule(formula=[formula], fill=styles.fill(BAD), stopIfTrue=False)
            sheet.conditional_formatting.add(f"{right}2:{right}{HELPED_ROWS}", rule)
