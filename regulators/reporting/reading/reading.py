"""What reading an uploaded file found: answers, rows, and everything that could not be read or needs saying. Plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from regulators.reporting.answers import Answers, Rows
from regulators.reporting.definition import Field, Words

NOTHING = Words("", "")


@dataclass
class FileFacts:
    """What a file is. The names are those of `file.*` in the form's rules."""

    name: str
    size: str = ""
    type: str = ""  # xlsx, csv, or what it is instead
    looks_like: Words = NOTHING
    has_macros: bool = False
    complete: bool = True
    encrypted: bool = False
    expanded_mb: int = 0
    expanded_limit_mb: int = 0
    encoding: str = "utf-8"
    bad_row: int | None = None
    bad_text: str = ""
    separator: str = ","
    template_version: str = ""
    body_key: str = ""  # of the body the workbook was made for


@dataclass(frozen=True, slots=True)
class Troubled:
    """A cell that could not be read as what it should be. `text` is what stands in it.

    `value` is what the rules see: the text, one of the days it could be, or None for a formula without result.
    """

    key: str
    sheet: str
    cell: str
    field: Field | None
    text: str
    value: Any
    row: int | None = None
    index: int | None = None
    column: str = ""
    question: str = ""
    is_error: bool = False
    is_formula: bool = False
    date_readings: int = 1


@dataclass(frozen=True, slots=True)
class Example:
    """Cells of a column that were text and read as dates or numbers: how many, and one of them."""

    kind: str  # dates, numbers
    column: str
    count: int
    cell: str
    value: str
    mark: str = ""


@dataclass
class Reading:
    """Everything a file said. `answers` or `rows` is None where the file does not hold them."""

    file: FileFacts
    answers: Answers | None = None
    rows: Rows | None = None
    language: str = "en"
    places: dict[str, tuple[str, str]] = field(default_factory=dict)
    sheet_names: Sequence[str] = ()
    missing_sheets: list[Words] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    troubled: list[Troubled] = field(default_factory=list)
    # the table of applications
    table_sheet: str = ""
    missing_columns: list[Field] = field(default_factory=list)
    repeated: list[tuple[str, str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    ragged: list[tuple[int, int]] = field(default_factory=list)
    width: int = 0
    rows_seen: int = 0
    rows_limit: int = 0
    blank_rows: int = 0
    first_blank_row: int | None = None
    formulas: int = 0
    formula_cell: str = ""
    formula_value: str = ""
    examples: list[Example] = field(default_factory=list)

    @property
    def is_lost(self) -> bool:
        """Nothing of the file's content could be taken."""
        return self.answers is None and self.rows is None
