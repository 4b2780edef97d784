"""An uploaded file with its findings marked: a fill and a comment at each cell, and the list on a sheet of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, BinaryIO

from regulators.reporting.definition import TIERS, Definition
from regulators.reporting.findings import HEADINGS, Finding, visible_to
from regulators.reporting.reading.csv_file import raw_rows
from regulators.reporting.reading.reading import Reading

from .styles import TIER_FILLS, Styles, put
from .words import FINDINGS

#: Rows up to which a workbook is opened to be marked: to change one takes many times the memory of reading it.
MOST_ROWS = 20_000
AUTHOR = "Labour Mobility"


class NotMarked(ValueError):
    """The file can be read but not written again; the list says the same."""


def can_mark(reading: Reading) -> bool:
    """Whether the file can be given back marked; a very long one, or one that could not be opened, cannot."""
    return not reading.is_lost and len(reading.rows or ()) <= MOST_ROWS


def mark(
    definition: Definition,
    file: BinaryIO,
    reading: Reading,
    findings: Iterable[Finding],
    language: str,
    *,
    audience: str = "body",
) -> bytes:
    """The file as XLSX with what was found; ask `can_mark` first. A CSV becomes a workbook of one sheet.

    NotMarked where something we did not have to read is damaged.
    """
    from openpyxl import Workbook, load_workbook

    file.seek(0)
    if reading.file.type == "csv":
        book = Workbook()
        sheet = book.active
        sheet.title = definition.table.sheet.of(language)
        for number, row in enumerate(raw_rows(definition, file), start=1):
            for at, text in enumerate(row, start=1):
                put(sheet.cell(number, at), text)
    else:
        try:
            book = load_workbook(file)
        except Exception as error:  # whatever a damaged part makes of it
            raise NotMarked("This file cannot be given back marked; the list names the same cells.") from error
    styles = Styles()
    told = visible_to(audience, findings)
    for cells in _by_cell(told).values():
        _mark(book, cells, language, styles, definition)
    _list(book, definition, told, language, styles)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _by_cell(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    cells: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.cell and finding.cell[:1].isalpha():
            cells.setdefault((finding.sheet, finding.cell), []).append(finding)
    return cells


def _mark(book: Any, findings: list[Finding], language: str, styles: Styles, definition: Definition) -> None:
    from openpyxl.comments import Comment

    first = min(findings, key=lambda f: TIERS.index(f.tier))
    sheet = book[first.sheet] if first.sheet in book.sheetnames else book.worksheets[0]
    cell = sheet[first.cell.split(":")[0]]
    if type(cell).__name__ == "MergedCell":
        return
    cell.fill = styles.fill(TIER_FILLS[first.tier])
    lines = [
        f"{definition.tier(f.tier).label.of(language)}: {f.why.of(language)} {f.mend.of(language)}" for f in findings
    ]
    cell.comment = Comment("\n\n".join(lines), AUTHOR, height=160, width=320)


def _list(book: Any, definition: Definition, findings: list[Finding], language: str, styles: Styles) -> None:
    name = FINDINGS.of(language)
    if name in book.sheetnames:
        del book[name]
    sheet = book.create_sheet(name, 0)
    keys = ("tier", "place", "value", "why", "mend", "explanation")
    for at, (key, width) in enumerate(zip(keys, (22, 24, 24, 60, 60, 40), strict=True), start=1):
        styles.heading(sheet.cell(1, at, HEADINGS[key].of(language)))
        sheet.column_dimensions[sheet.cell(1, at).column_letter].width = width
    for number, finding in enumerate(findings, start=2):
        values = (
            definition.tier(finding.tier).label.of(language),
            finding.place or str(finding.row or ""),
            finding.said(language),
            finding.why.of(language),
            finding.mend.of(language),
            finding.explanation,
        )
        for at, value in enumerate(values, start=1):
            put(sheet.cell(number, at), value)
            sheet.cell(number, at).alignment = styles.wrapped
        sheet.cell(number, 1).fill = styles.fill(TIER_FILLS[finding.tier])
        if finding.cell[:1].isalpha() and finding.sheet in book.sheetnames:
            sheet.cell(number, 2).hyperlink = f"#'{finding.sheet}'!{finding.cell}"
    sheet.freeze_panes = "A2"
    book.active = 0
