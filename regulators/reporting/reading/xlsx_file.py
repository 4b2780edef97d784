"""A workbook: which sheet is which, the answers by their keys, and the table of applications."""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from regulators.reporting.definition import Choices, Definition
from regulators.reporting.facts import Facts
from regulators.reporting.layout import FORM_SHEET, LISTS_SHEET

from . import sheets as answer_sheets
from . import table
from .files import MEGABYTE, Limits
from .reading import Reading
from .scan import Broken, Scan, all_of
from .values import as_text, folded

#: What the reader of values keeps for a cell; to say how large an area is.
BYTES_A_CELL = 32


def read(
    definition: Definition,
    facts: Facts,
    file: BinaryIO,
    reading: Reading,
    limits: Limits,
    progress: Callable[[int, int], None] | None,
) -> None:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(file) as archive:
            scans = dict(all_of(archive, limits.area))
    except (Broken, zipfile.BadZipFile, ValueError, UnicodeError):
        reading.file.complete = False
        return
    widest = max((s.area for s in scans.values()), default=0)
    if widest > limits.area:
        reading.file.expanded_mb = max(widest * BYTES_A_CELL // MEGABYTE, limits.expanded_mb + 1)
        return
    file.seek(0)
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            _sheets(definition, facts, workbook, scans, reading, progress)
    except (CalamineError, OSError, ValueError):
        _forget(reading)
        reading.file.complete = False


def _forget(reading: Reading) -> None:
    """A workbook that fails half way through gives nothing at all."""
    reading.answers = reading.rows = None
    reading.troubled.clear()
    reading.merged.clear()


def _sheets(
    definition: Definition,
    facts: Facts,
    workbook: Any,
    scans: Mapping[str, Scan],
    reading: Reading,
    progress: Callable[[int, int], None] | None,
) -> None:
    names = [name for name in workbook.sheet_names if name in scans]
    reading.sheet_names = [n for n in names if n not in (FORM_SHEET, LISTS_SHEET)]
    if FORM_SHEET in names:
        about = {
            as_text(row[0]): as_text(row[1]) for _, row in _rows(workbook.get_sheet_by_name(FORM_SHEET)) if len(row) > 1
        }
        reading.file.template_version = about.get("version", "")
        reading.language = about.get("language", reading.language)
        reading.file.body_key = about.get("body", "")
    if reading.file.template_version not in ("", definition.version):
        return
    if reading.file.body_key not in ("", facts.body_key):
        return
    choices: dict[str, Choices] = {**definition.lists, "own_occupations": facts.choices}
    filled = answer_sheets.Filled(definition, choices, reading)
    wanted = {folded(w) for w in (definition.table.sheet.en, definition.table.sheet.fr)}
    table_name = next((name for name in names if folded(name) in wanted), "")
    for name in reading.sheet_names:
        if name == table_name:
            continue
        sheet = workbook.get_sheet_by_name(name)
        first = list(itertools.islice(_rows(sheet), answer_sheets.HEADING_ROWS))
        if any(answer_sheets.is_heading(row) for _, row in first):
            filled.sheet(_grid(sheet, scans[name]), scans[name].percents)
        elif not table_name and any(table.is_heading(definition, row) for _, row in first[: table.HEADING_ROWS]):
            table_name = name
    if filled.found:
        reading.answers = filled.answers()
        reading.missing_sheets += filled.missing(facts)
    elif reading.file.template_version:
        reading.missing_sheets += filled.missing(facts)
    if table_name:
        table.read(
            definition, choices, _grid(workbook.get_sheet_by_name(table_name), scans[table_name]), reading, progress
        )
        _drop_empty_table(reading)
    elif reading.file.template_version or not filled.found:
        reading.missing_sheets.append(definition.table.sheet)


def _drop_empty_table(reading: Reading) -> None:
    """The table is optional: a sheet with nothing but its headings is a table that was not sent."""
    if reading.rows is not None and not len(reading.rows) and reading.answers is not None:
        reading.rows = None


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Rows of a sheet with their numbers, each from column A."""
    if sheet.start is None:
        return
    row, column = sheet.start
    before = [""] * column
    for number, cells in enumerate(sheet.iter_rows(), start=row + 1):
        yield number, before + cells if before else cells


def _grid(sheet: Any, scan: Scan) -> table.Grid:
    return table.Grid(
        sheet.name, _rows(sheet), sheet.height, scan.formulas, scan.errors, sheet.merged_cell_ranges or ()
    )
