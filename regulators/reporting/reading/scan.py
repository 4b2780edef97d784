"""What a workbook's own XML says and a reader of values does not: formulas, errors, percent formats, how far cells go."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
DIGITS = "0123456789"
PERCENT_FORMATS = frozenset({9, 10})
#: Formulas and errors kept one by one; past these a sheet is not a form that was filled in.
MOST_KEPT = 400_000


class Broken(ValueError):
    """The workbook's own parts do not fit together."""


@dataclass
class Scan:
    """One sheet. `formulas`: by cell, whether a result was saved; `errors`: by cell, what it shows."""

    formulas: dict[str, bool] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    percents: set[str] = field(default_factory=set)
    last_row: int = 0
    widest: str = "A"

    @property
    def area(self) -> int:
        """Cells from A1 to the last one with content: what a reader of values keeps in memory."""
        width = 0
        for letter in self.widest:
            width = width * 26 + ord(letter) - 64
        return width * self.last_row


def sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheets by name, and the part each is in. Broken where the workbook does not say."""
    try:
        targets = {
            item.get("Id"): item.get("Target", "")
            for item in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 -- expat limits entities
        }
        root = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    except (KeyError, ElementTree.ParseError) as error:
        raise Broken(str(error)) from None
    found = {}
    for uri in MAIN:
        for sheet in root.iter(f"{{{uri}}}sheet"):
            target = targets.get(next((sheet.get(r) for r in RELATION if sheet.get(r)), None), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            found[sheet.get("name", "")] = part
    return found


def percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """Numbers of the cell styles that show percent: 0.811 there means 81.1."""
    try:
        root = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return frozenset()
    uri = re.match(r"\{(.*)\}", root.tag)
    ns = f"{{{uri.group(1)}}}" if uri else ""
    formats = {
        int(f.get("numFmtId", 0))
        for f in root.iter(f"{ns}numFmt")
        if "%" in re.sub(r'"[^"]*"', "", f.get("formatCode", ""))
    } | PERCENT_FORMATS
    cells = root.find(f"{ns}cellXfs")
    styles = cells if cells is not None else ()
    return frozenset(str(n) for n, xf in enumerate(styles) if int(xf.get("numFmtId", 0)) in formats)


def scan(archive: zipfile.ZipFile, part: str, percents: frozenset[str]) -> Scan:
    """Go through a sheet once, without keeping it."""
    found = Scan()
    names = {f"{uri} {tag}": tag for uri in MAIN for tag in ("row", "c", "f", "v", "is")}
    widths: dict[int, set[str]] = {1: {"A"}, 2: set(), 3: set()}
    cell, kind, has_formula, row = "", "", False, 0
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def text(data: str) -> None:
        if kind == "e":
            found.errors[cell] = (found.errors[cell] + data.strip())[:20]
        elif has_formula and data.strip():
            found.formulas[cell] = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cell, kind, has_formula, row
        tag = names.get(name)
        if tag == "c":
            cell, kind = attributes.get("r", ""), attributes.get("t", "")
            has_formula = False
            if parser.CharacterDataHandler is not None:
                parser.CharacterDataHandler = None
            if attributes.get("s") in percents:
                found.percents.add(cell)
        elif tag == "v" or tag == "is":
            letter = cell.rstrip(DIGITS)
            widths[len(letter) or 1].add(letter or "A")
            found.last_row = max(found.last_row, row, int(cell[len(letter) :] or 0))
            if kind == "e":
                found.errors[cell] = ""
            if kind == "e" or has_formula:
                parser.CharacterDataHandler = text
        elif tag == "f":
            has_formula = True
            if len(found.formulas) < MOST_KEPT:
                found.formulas[cell] = kind == "str"  # a formula whose result is "" has one
        elif tag == "row":
            row = int(attributes.get("r", row + 1))
            if parser.CharacterDataHandler is not None:
                parser.CharacterDataHandler = None

    def refuse(*_: object) -> None:
        raise Broken("a document type has no business in a workbook")

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        with archive.open(part) as file:
            parser.ParseFile(file)
    except (expat.ExpatError, KeyError, ValueError) as error:
        raise Broken(str(error)) from None
    longest = max(n for n, seen in widths.items() if seen)
    found.widest = max(widths[longest])
    return found


#: A part larger than this is first looked at as bytes.
LARGE = 1024 * 1024
#: A cell with content beyond column BZ or row 99,999: then the sheet is gone through to see how far it reaches.
FAR_CELL = re.compile(rb'<c r="(?:(?:[C-Z][A-Z]|[A-Z]{3})[0-9]|[A-Z]+[0-9]{6,}"[^>/]*>)')
NEAR = ("BZ", 99_999)
#: A formula, an error, a document type, or names written in another way.
SPEAKING = re.compile(rb"""<f[ />]|t=["']e["']|<!DOCTYPE|:c[ >]""")


def glance(archive: zipfile.ZipFile, part: str) -> Scan | None:
    """A large sheet as bytes: where it is written as all common programs do, has neither formula nor error and does not
    reach far, there is nothing more to find. None: it must be gone through.
    """
    rest = b""
    with archive.open(part) as file:
        while chunk := file.read(LARGE):
            chunk = rest + chunk
            cut = chunk.rfind(b"<")
            chunk, rest = chunk[:cut], chunk[cut:]
            if SPEAKING.search(chunk) or FAR_CELL.search(chunk):
                return None
            if chunk.count(b'<c r="') != chunk.count(b"<c ") + chunk.count(b"<c>"):
                return None
    widest, last_row = NEAR
    return Scan(last_row=last_row, widest=widest)


def all_of(archive: zipfile.ZipFile, most: int) -> Iterator[tuple[str, Scan]]:
    """Every sheet. `most`: the area up to which a glance is enough."""
    percents = percent_styles(archive)
    parts = set(archive.namelist())
    for name, part in sheets(archive).items():
        if part in parts:
            seen = glance(archive, part) if archive.getinfo(part).file_size > LARGE else None
            yield name, seen if seen is not None and seen.area <= most else scan(archive, part, percents)
