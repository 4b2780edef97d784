"""What an uploaded file is, whatever it is called, and whether it may be opened at all."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from regulators.reporting.definition import Definition, Words

from .reading import FileFacts

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MEGABYTE = 1024 * 1024
CHUNK = 256 * 1024

PDF = Words("a PDF document", "un document PDF")
XLS = Words("an old Excel workbook (.xls)", "un ancien classeur Excel (.xls)")
XLSB = Words("a binary Excel workbook (.xlsb)", "un classeur Excel binaire (.xlsb)")
ODS = Words("an OpenDocument spreadsheet (.ods)", "une feuille de calcul OpenDocument (.ods)")
DOCX = Words("a Word document", "un document Word")
ZIP = Words("a ZIP archive", "une archive ZIP")
PICTURE = Words("a picture", "une image")
WEB = Words("a web page", "une page Web")
BINARY = Words("no spreadsheet", "autre chose qu’une feuille de calcul")
EMPTY = Words("an empty file", "un fichier vide")
WORKBOOK = Words("an Excel workbook (.xlsx)", "un classeur Excel (.xlsx)")
TEXT = Words("a text file", "un fichier texte")

STARTS: tuple[tuple[bytes, Words], ...] = (
    (b"%PDF", PDF),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"{\\rtf", DOCX),
    (b"\x1f\x8b", ZIP),
    (b"Rar!", ZIP),
    (b"7z\xbc\xaf", ZIP),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much to open: of a workbook unpacked, of one part of it, and of cells counted from A1 to the last."""

    expanded_mb: int = 384
    strings_mb: int = 96
    area: int = 12_000_000


def examine(file: BinaryIO, name: str, limits: Limits) -> FileFacts:
    """Look at the bytes; a workbook is unpacked once, counting, so that nothing it claims is believed."""
    file.seek(0, 2)
    size = file.tell()
    facts = FileFacts(name=PurePath(name).name, size=_size(size), expanded_limit_mb=limits.expanded_mb)
    file.seek(0)
    start = file.read(4096)
    if not size:
        facts.type, facts.complete, facts.looks_like = "csv", False, EMPTY
    elif start.startswith(OLE):
        _ole(file, facts)
    elif start.startswith(b"PK"):
        _zip(file, facts, limits)
    elif what := next((what for mark, what in STARTS if start.startswith(mark)), None):
        facts.type, facts.looks_like = "other", what
    elif start.lstrip()[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        facts.type, facts.looks_like = "other", WEB
    elif start.startswith((b"\xff\xfe", b"\xfe\xff")):
        facts.type, facts.looks_like, facts.encoding = "csv", TEXT, "utf-16"
        facts.bad_row, facts.bad_text = 1, start[:40].decode("utf-16", "replace")
    elif b"\x00" in start:
        facts.type, facts.looks_like = "other", BINARY
    else:
        facts.type, facts.looks_like = "csv", TEXT
    return facts


def is_readable(facts: FileFacts, definition: Definition) -> bool:
    """Whether there is any use in going on; why not is told by the checks of the form."""
    return (
        facts.type in ("xlsx", "csv")
        and facts.complete
        and not facts.has_macros
        and not facts.encrypted
        and facts.expanded_mb <= facts.expanded_limit_mb
        and facts.encoding != "utf-16"
    )


def _size(size: int) -> str:
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} kB" if size < MEGABYTE else f"{size / MEGABYTE:.1f} MB"


def _ole(file: BinaryIO, facts: FileFacts) -> None:
    """Excel keeps a protected workbook, and the workbooks of long ago, in the same container."""
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        if ENCRYPTED in before + chunk:
            facts.type, facts.encrypted, facts.looks_like = "xlsx", True, WORKBOOK
            return
        before = chunk[-len(ENCRYPTED) :]
    facts.type, facts.looks_like = "xls", XLS


def _zip(file: BinaryIO, facts: FileFacts, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            _parts(archive, facts)
            if facts.type == "xlsx" and not facts.has_macros:
                _unpack(archive, facts, limits)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        facts.type, facts.complete, facts.looks_like = "xlsx", False, WORKBOOK


def _parts(archive: zipfile.ZipFile, facts: FileFacts) -> None:
    names = archive.namelist()
    if len(set(names)) != len(names):
        raise ValueError("the same part twice")
    if any(item.flag_bits & 1 for item in archive.infolist()):
        facts.type, facts.encrypted, facts.looks_like = "xlsx", True, WORKBOOK
        return
    found = set(names)
    types = _beginning(archive, "[Content_Types].xml") if "[Content_Types].xml" in found else b""
    if "xl/workbook.bin" in found:
        facts.type, facts.looks_like = "xlsb", XLSB
    elif any(n.lower().endswith("vbaproject.bin") for n in names) or b"macroEnabled" in types:
        facts.type, facts.has_macros, facts.looks_like = "xlsx", True, WORKBOOK
    elif b"spreadsheetml.sheet.main" in types or "xl/workbook.xml" in found:
        facts.type, facts.looks_like = "xlsx", WORKBOOK
    elif "mimetype" in found and b"opendocument.spreadsheet" in _beginning(archive, "mimetype"):
        facts.type, facts.looks_like = "ods", ODS
    else:
        word = any(n.startswith("word/") for n in names)
        facts.type, facts.looks_like = "other", DOCX if word else ZIP


def _beginning(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as file:
        return file.read(MEGABYTE)


def _unpack(archive: zipfile.ZipFile, facts: FileFacts, limits: Limits) -> None:
    """Every part to its end: damage shows, and so does a bomb, before anything else opens the file."""
    total = 0
    most = limits.expanded_mb * MEGABYTE
    for item in archive.infolist():
        here = 0
        if total + item.file_size > most:
            facts.expanded_mb = (total + item.file_size) // MEGABYTE + 1
            return
        with archive.open(item) as part:
            while chunk := part.read(CHUNK):
                here += len(chunk)
        total += here
        if item.filename.endswith("sharedStrings.xml") and here > limits.strings_mb * MEGABYTE:
            facts.expanded_mb, facts.expanded_limit_mb = here // MEGABYTE + 1, limits.strings_mb
            return
    facts.expanded_mb = total // MEGABYTE
