"""The checks of the table of applications: each row, and all of them together.

Fast because a rule becomes one function for a whole column or row, and what depends on one value alone is asked once
for each value there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from regulators.reporting.answers import Rows
from regulators.reporting.definition import Check, Field
from regulators.reporting.language.running import Constant, compile
from regulators.reporting.language.syntax import Call, Name, Node, Operation, conjuncts, names, walk

from .scopes import Report, RowNames, columns_read
from .telling import Place, Teller, Told, evidence

#: What a row or answer has a finding of: column to the rank of its strictest one.
Silent = dict[int, dict[str, int]]


def of_rows(
    report: Report, rows: Rows, teller: Teller, silent: Silent, checks: list[Check], step: Callable[[], None]
) -> None:
    """Run checks of the scopes row and table that ask the rows alone."""
    for check in checks:
        if check.rule is None:
            _order(report, rows, teller, silent, check)
        elif (call := _duplicates(check.rule.node)) is not None:
            _twice(report, rows, teller, silent, check, call)
        elif check.scope == "table":
            _all_rows(report, rows, teller, check)
        else:
            for column in _columns(report, check):
                for part in conjuncts(check.rule.node):
                    _part(report, rows, teller, silent, check, part, column)
        step()


def is_about_rows(check: Check) -> bool:
    """Whether a check asks the rows themselves and not how they were read."""
    if check.rule is None:
        return True
    return not any(n.parts[0] in ("row", "sheet", "columns", "file", "cell") for n in names(check.rule.node))


def _columns(report: Report, check: Check) -> Iterator[Field | None]:
    """Each column for a check of `column` or `value`; once for a check that names its columns."""
    assert check.rule is not None  # noqa: S101
    if any(n.parts[0] in ("column", "value", "cell") for n in names(check.rule.node)):
        yield from report.definition.table.columns
    else:
        yield None


def _duplicates(node: Node) -> Call | None:
    return next((n for n in walk(node) if isinstance(n, Call) and n.function == "duplicates"), None)


def _part(
    report: Report, rows: Rows, teller: Teller, silent: Silent, check: Check, part: Node, column: Field | None
) -> None:
    scope = RowNames(report, column)
    holds = compile(part, scope)
    if isinstance(holds, Constant):
        return
    read = columns_read(report, part, column)
    if not read:
        return
    index = report.definition.table.index
    if column is not None and column.many and read == [column.id]:
        failing = _of_elements(rows, holds, index[column.id])
    elif len(read) == 1:
        failing = _of_values(rows, holds, index[read[0]])
    else:
        failing = ((number, row) for number, row in enumerate(rows.rows) if holds(row) is False)
    for number, at in failing:
        if _is_silent(silent, number, read, check) or teller.is_full(check):
            continue
        row = rows.rows[number]
        spot, other = _spots(check, read, row, index)
        told = Told()
        evidence(check, part if check.show else None, scope, at, told)
        _put_cells(report, rows, told, number, spot, other)
        if column is not None and column.many:
            told.values["value"] = at
        teller.tell(check, place(report, rows, number, spot, check), told)
        _silence(silent, number, spot, check)


def _of_values(rows: Rows, holds: Callable[[Any], Any], at: int) -> Iterator[tuple[int, Any]]:
    """Rows that fail, where the rule reads one column: each value is asked about once."""
    asked: dict[Any, bool] = {}
    for number, row in enumerate(rows.rows):
        value = row[at]
        fails = asked.get(value)
        if fails is None:
            fails = asked[value] = holds(row) is False
        if fails:
            yield number, row


def _of_elements(rows: Rows, holds: Callable[[Any], Any], at: int) -> Iterator[tuple[int, Any]]:
    """The same for a column of several choices: each of them must hold; the first that does not is told."""
    asked: dict[Any, bool] = {}
    for number, row in enumerate(rows.rows):
        for value in row[at] or ():
            fails = asked.get(value)
            if fails is None:
                fails = asked[value] = holds(value) is False
            if fails:
                yield number, value
                break


def _spots(check: Check, read: list[str], row: tuple[Any, ...], index: Any) -> tuple[str, str]:
    """The column a finding points to and the next one the rule reads."""
    spot = check.at or next((c for c in read if row[index[c]] is not None), read[0])
    return spot, next((c for c in read if c != spot), "")


def _put_cells(report: Report, rows: Rows, told: Told, number: int, spot: str, other: str) -> None:
    table = report.definition.table
    for variable, name in (("value", spot), ("other_value", other)):
        if name:
            column = table.column(name)
            value = rows.rows[number][table.index[name]]
            told.put(variable, value, report.choices(column.choices) if column.choices else None)
    told.put("column", table.column(spot).label)
    told.put("label", table.column(spot).label)
    if other:
        told.put("other_cell", _cell(rows, number, other, report))


def _cell(rows: Rows, number: int, column: str, report: Report) -> Any:
    letters = rows.letters.get(column)
    return f"{letters}{rows.numbers[number]}" if letters else report.definition.table.column(column).label


def place(report: Report, rows: Rows, number: int, column: str, check: Check) -> Place:
    """A cell of the table. Its key is the application's own number, unless that is what must not be kept."""
    index = report.definition.table.index
    parts = [rows.rows[number][index[name]] for name in report.definition.table.unique]
    key = f"row {rows.numbers[number]}" if check.hides_value or None in parts else "/".join(map(str, parts))
    letters = rows.letters.get(column, "")
    cell = f"{letters}{rows.numbers[number]}" if letters else str(rows.numbers[number])
    return Place(f"{column}:{key}", rows.sheet, cell, rows.numbers[number], column)


def _is_silent(silent: Silent, number: int, read: list[str], check: Check) -> bool:
    known = silent.get(number)
    return known is not None and any(known.get(column, 9) <= check.rank for column in read)


def _silence(silent: Silent, number: int, column: str, check: Check) -> None:
    known = silent.setdefault(number, {})
    known[column] = min(known.get(column, 9), check.rank)


# ---- all rows together ------------------------------------------------------------------------------------------------


def _order(report: Report, rows: Rows, teller: Teller, silent: Silent, check: Check) -> None:
    """Every line of the table's order holds where both dates are there; of a row the first that fails is told."""
    done: set[int] = set()
    index = report.definition.table.index
    for line in report.definition.table.order:
        scope = RowNames(report)
        holds = compile(line.node, scope)
        read = columns_read(report, line.node)
        assert isinstance(line.node, Operation)  # noqa: S101 -- loading has seen to it
        right = str(line.node.right)
        spot = right if isinstance(line.node.right, Name) and right in index else read[0]
        other = next((column for column in read if column != spot), "")
        for number, row in enumerate(rows.rows):
            if holds(row) is not False or number in done or _is_silent(silent, number, read, check):
                continue
            done.add(number)
            if not teller.is_full(check):
                told = Told()
                _put_cells(report, rows, told, number, spot, other)
                teller.tell(check, place(report, rows, number, spot, check), told)
            _silence(silent, number, spot, check)


def _twice(report: Report, rows: Rows, teller: Teller, silent: Silent, check: Check, call: Call) -> None:
    """Rows that are the same in all the columns named."""
    index = report.definition.table.index
    columns = [str(argument) for argument in call.arguments]
    places = [index[column] for column in columns]
    first: dict[tuple[Any, ...], int] = {}
    for number, row in enumerate(rows.rows):
        key = tuple(row[at] for at in places)
        if None in key:
            continue
        earlier = first.setdefault(key, number)
        if earlier == number or _is_silent(silent, number, columns, check) or teller.is_full(check):
            continue
        told = Told({"other_cell": _cell(rows, earlier, columns[0], report)})
        _put_cells(report, rows, told, number, columns[0], "")
        spot = place(report, rows, number, columns[0], check)
        teller.tell(check, Place(f"{spot.key}:{number}", spot.sheet, spot.cell, spot.row, spot.column), told)
        _silence(silent, number, columns[0], check)


def _all_rows(report: Report, rows: Rows, teller: Teller, check: Check) -> None:
    assert check.rule is not None  # noqa: S101
    scope = RowNames(report)
    if compile(check.rule.node, scope)(None) is not False or teller.is_full(check):
        return
    told = Told()
    evidence(check, check.rule.node if check.show else None, scope, None, told)
    letters = rows.letters.get(check.at, "")
    cell = f"{letters}{rows.numbers[0]}:{letters}{rows.numbers[-1]}" if letters else ""
    teller.tell(check, Place(check.at, rows.sheet, cell, None, check.at), told)
