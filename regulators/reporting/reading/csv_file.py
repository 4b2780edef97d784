"""A CSV with the table of applications: its encoding, its separator, and its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from regulators.reporting.definition import Definition
from regulators.reporting.facts import Facts

from . import table
from .reading import Reading
from .values import as_text, folded

SEPARATORS = (",", ";", "\t", "|")
#: What English and French texts hold beyond ASCII; a byte that becomes anything else was written by another house.
KNOWN_LETTERS = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ«»’‘“”–—…°€£§©®ñÑáíóúÁÍÓÚ½¼¾\u00a0\u202f•·ºª²³")
#: A cell longer than this is a quotation mark astray.
LONGEST_CELL = 131_072


def read(
    definition: Definition,
    facts: Facts,
    file: BinaryIO,
    reading: Reading,
    progress: Callable[[int, int], None] | None,
) -> None:
    text = _decoded(file.read(), reading)
    if text is None:
        return
    text, separator = _separator(definition, text)
    reading.file.separator = separator
    choices = {**definition.lists, "own_occupations": facts.choices}
    total = text.count("\n")
    grid = table.Grid("", _rows(text, separator, reading), total, ragged=True)
    table.read(definition, choices, grid, reading, progress)


def _decoded(content: bytes, reading: Reading) -> str | None:
    """UTF-8 with or without its mark, else Windows-1252 where every letter is one of our languages; else refused."""
    for encoding in ("utf-8-sig", "utf-8") if content.startswith(b"\xef\xbb\xbf") else ("utf-8",):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        reading.file.encoding = "utf-8"
        return text
    text = content.decode("cp1252", "replace")
    strange = next((at for at, c in enumerate(text) if ord(c) > 127 and c not in KNOWN_LETTERS), None)
    if strange is None:
        reading.file.encoding = "windows-1252"
        return text
    reading.file.encoding = "unknown"
    reading.file.bad_row = text.count("\n", 0, strange) + 1
    begins = max(text.rfind("\n", 0, strange) + 1, strange - 30)
    reading.file.bad_text = text[begins : strange + 20].split("\n", 1)[0]
    return None


def _separator(definition: Definition, text: str) -> tuple[str, str]:
    """The text without Excel's own line `sep=;`, and the separator by which most headings are known."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return rest, first[4]
    known = table.headings(definition)
    beginning = text[:20_000]

    def score(separator: str) -> int:
        rows = csv.reader(io.StringIO(beginning), delimiter=separator)
        try:
            heads = [row for _, row in zip(range(table.HEADING_ROWS), rows, strict=False)]
        except csv.Error:
            return 0
        return max((sum(folded(as_text(c)) in known for c in row) for row in heads), default=0)

    return text, max(SEPARATORS, key=score)


def _rows(text: str, separator: str, reading: Reading) -> Iterator[tuple[int, Sequence[str]]]:
    """Rows with their numbers as a spreadsheet counts them. A quotation mark that never ends is told and ends it all."""
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            reading.ragged.append((number, 1))
            return
        yield number, row


def raw_rows(definition: Definition, file: BinaryIO) -> Iterator[Sequence[str]]:
    """The rows as they stand, headings too; for a copy that shows what was found."""
    from .reading import FileFacts

    reading = Reading(FileFacts(""))
    text = _decoded(file.read(), reading)
    if text is not None:
        text, separator = _separator(definition, text)
        yield from (row for _, row in _rows(text, separator, reading))
