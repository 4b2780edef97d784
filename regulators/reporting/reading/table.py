"""The table of applications, from a sheet or a CSV: headings to columns, cells to values, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from regulators.reporting.answers import Rows
from regulators.reporting.definition import Choices, Definition, Field

from .reading import Example, Reading, Troubled
from .values import Taken, Unread, as_text, folded, reader

Progress = Callable[[int, int], None]
#: Rows looked at for the headings; a title may stand above them.
HEADING_ROWS = 10
PROGRESS_EVERY = 5000


def letters(number: int) -> str:
    """0 to A, 26 to AA."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass
class Grid:
    """A sheet's rows with their numbers. `formulas` and `errors` by cell, from the file itself."""

    name: str
    rows: Iterable[tuple[int, Sequence[Any]]]
    total: int = 0
    formulas: Mapping[str, bool] = field(default_factory=dict)  # whether it has a saved result
    errors: Mapping[str, str] = field(default_factory=dict)
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
    ragged: bool = False  # a CSV: every row must have as many cells as the heading


def headings(definition: Definition) -> dict[str, Field]:
    """Every way a column may be called."""
    known: dict[str, Field] = {}
    for column in definition.table.columns:
        for name in (column.id, column.label.en, column.label.fr, *column.aliases):
            known.setdefault(folded(name), column)
    return known


def is_heading(definition: Definition, row: Sequence[Any]) -> bool:
    """Whether a row names at least half of the columns every row must have."""
    known = headings(definition)
    found = {c.id for cell in row if (c := known.get(folded(as_text(cell))))}
    required = [c.id for c in definition.table.columns if c.required]
    return sum(c in found for c in required) * 2 >= len(required)


def speaks_french(definition: Definition, row: Sequence[Any]) -> bool:
    """Whether the headings are more French than English."""
    cells = {folded(as_text(cell)) for cell in row}
    english = sum(folded(c.label.en) in cells for c in definition.table.columns)
    return sum(folded(c.label.fr) in cells for c in definition.table.columns) > english


def read(
    definition: Definition, choices: Mapping[str, Choices], grid: Grid, reading: Reading, progress: Progress | None
) -> None:
    """Put the rows of a grid, and what is to be said of them, into the reading."""
    reading.table_sheet = grid.name
    columns: dict[str, int] = {}
    raws: list[Sequence[Any]] = []
    numbers: list[int] = []
    is_french = False
    for number, row in grid.rows:
        if not columns:
            if is_heading(definition, row):
                columns = _columns(definition, row, number, reading)
                is_french = speaks_french(definition, row)
            elif number >= HEADING_ROWS:
                break
            continue
        if _is_blank(row) and not _has_formula(grid, columns, number):
            reading.blank_rows += 1
            reading.first_blank_row = reading.first_blank_row or number
            continue
        if grid.ragged and not _fits(row, reading):
            reading.ragged.append((number, len(row)))
            continue
        raws.append(row)
        numbers.append(number)
        if progress is not None and len(raws) % PROGRESS_EVERY == 0:
            progress(len(raws), max(grid.total, len(raws)))
        if len(raws) > definition.table.max_rows:
            break
    if not columns:
        reading.missing_columns = [c for c in definition.table.columns if c.required]
        return
    if raws:
        last = max(numbers)
        reading.merged += [
            (grid.name, f"{letters(a[1])}{a[0] + 1}:{letters(b[1])}{b[0] + 1}")
            for a, b in grid.merged
            if b[0] + 1 >= numbers[0] and a[0] + 1 <= last and any(a[1] <= at <= b[1] for at in columns.values())
        ]
    reading.language = "fr" if is_french else reading.language
    reading.rows_seen, reading.rows_limit = len(raws), definition.table.max_rows
    if not reading.missing_columns and len(raws) <= definition.table.max_rows:
        where = {name: letters(at) for name, at in columns.items()}
        values = _values(definition, choices, grid, raws, numbers, columns, is_french, reading)
        reading.rows = Rows(values, numbers, grid.name, where)
    if progress is not None:
        progress(len(raws), len(raws))


def _is_blank(row: Sequence[Any]) -> bool:
    return all(cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row)


def _fits(row: Sequence[Any], reading: Reading) -> bool:
    """As many cells as headings; blank ones at the end are nobody's mistake."""
    return len(row) == reading.width or (len(row) > reading.width and not any(row[reading.width :]))


def _columns(definition: Definition, row: Sequence[Any], number: int, reading: Reading) -> dict[str, int]:
    known = headings(definition)
    columns: dict[str, int] = {}
    for at, cell in enumerate(row):
        text = as_text(cell)
        if not text:
            continue
        reading.width = at + 1
        column = known.get(folded(text))
        place = f"{letters(at)}{number}"
        if column is None:
            reading.unknown.append((text, place))
        elif column.id in columns:
            reading.repeated.append((text, place, f"{letters(columns[column.id])}{number}"))
        else:
            columns[column.id] = at
    reading.missing_columns = [c for c in definition.table.columns if c.required and c.id not in columns]
    return columns


def _has_formula(grid: Grid, columns: Mapping[str, int], number: int) -> bool:
    if not grid.formulas and not grid.errors:
        return False
    cells = [f"{letters(at)}{number}" for at in columns.values()]
    return any(cell in grid.errors or cell in grid.formulas for cell in cells)


def _values(
    definition: Definition,
    choices: Mapping[str, Choices],
    grid: Grid,
    raws: list[Sequence[Any]],
    numbers: list[int],
    columns: Mapping[str, int],
    is_french: bool,
    reading: Reading,
) -> list[tuple[Any, ...]]:
    """The rows with their values. Each different text of a column is read once."""
    by_number = {number: index for index, number in enumerate(numbers)} if grid.formulas or grid.errors else {}
    separator = definition.table.many_separator
    whole: list[Sequence[Any]] = []
    blank = [None] * len(raws)
    for column in definition.table.columns:
        at = columns.get(column.id)
        if at is None:
            whole.append(blank)
            continue
        cells = [row[at] if at < len(row) else None for row in raws]
        read_one = reader(column, cells, choices.get(column.choices, {}), is_french=is_french, separator=separator)
        kept: dict[Any, Any] = {}
        values: list[Any] = []
        taken = 0
        example: tuple[int, Taken] | None = None
        for index, raw in enumerate(cells):
            key = (type(raw), raw)
            try:
                value = kept[key]
            except KeyError:
                value = kept[key] = read_one(raw)
            if isinstance(value, Taken):
                if column.type == "date" or value.mark == ",":
                    taken += 1
                    example = example or (index, value)
                value = value.value
            elif isinstance(value, Unread):
                reading.troubled.append(_troubled(column, at, numbers[index], index, value, grid.name))
                value = None
            values.append(value)
        if example is not None:
            place = f"{letters(at)}{numbers[example[0]]}"
            kind = "dates" if column.type == "date" else "numbers"
            told = as_text(example[1].value)
            reading.examples.append(Example(kind, column.id, taken, place, told, example[1].mark))
        _formulas(column, at, grid, by_number, values, reading)
        whole.append(values)
    return list(zip(*whole, strict=True))


def _troubled(column: Field, at: int, number: int, index: int, value: Unread, sheet: str) -> Troubled:
    cell = f"{letters(at)}{number}"
    return Troubled(
        key=f"{sheet}!{cell}",
        sheet=sheet,
        cell=cell,
        field=column,
        text=value.text,
        value=value.readings[0] if value.readings else value.text,
        row=number,
        index=index,
        column=column.id,
        date_readings=max(1, len(value.readings)),
    )


def _formulas(
    column: Field, at: int, grid: Grid, by_number: Mapping[int, int], values: list[Any], reading: Reading
) -> None:
    """Cells of this column that hold formulas: errors and missing results are told, saved results are counted."""
    if not by_number:
        return
    letter = letters(at)
    for cell, text in grid.errors.items():
        index = by_number.get(_row_of(cell, letter))
        if index is not None:
            reading.troubled.append(
                Troubled(
                    f"{grid.name}!{cell}", grid.name, cell, column, text, text, _row_of(cell, letter), index, column.id,
                    is_error=True,
                )
            )  # fmt: skip
            values[index] = None
    for cell, has_result in grid.formulas.items():
        index = by_number.get(_row_of(cell, letter))
        if index is None or cell in grid.errors:
            continue
        reading.formulas += 1
        if values[index] is None and not has_result:
            reading.troubled.append(
                Troubled(
                    f"{grid.name}!{cell}", grid.name, cell, column, "", None, _row_of(cell, letter), index, column.id,
                    is_formula=True,
                )
            )  # fmt: skip
        elif not reading.formula_cell:
            reading.formula_cell, reading.formula_value = cell, as_text(values[index])


def _row_of(cell: str, letter: str) -> int:
    """The row of a cell in a column; 0 for a cell of another."""
    rest = cell.removeprefix(letter)
    return int(rest) if rest != cell and rest.isdigit() else 0
