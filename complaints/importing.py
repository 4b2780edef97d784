"""Brings in a log of complaints row by row: each row is a transaction of its own, so a bad row leaves nothing behind."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Model
from python_calamine import CalamineError, CalamineWorkbook

from mobility.accounts.choices import Language
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles.choices import Priority
from mobility.law.counting import FIRST_YEAR, LAST_YEAR
from mobility.law.days import ZONE, today
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

from . import actions
from .choices import ApplicationFact, Direction, Flag, Source
from .models import Complaint, Ground

#: Columns a log must have; the others we know are optional, and columns we do not know are left alone.
REQUIRED = ("received_on", "direction", "narrative")
KNOWN = (
    *REQUIRED,
    "home_jurisdiction",
    "receiving_jurisdiction",
    "occupation_slug",
    "occupation",
    "regulator_slug",
    "body_name",
    "issue_slugs",
    "language",
    "desired_outcome",
    "vulnerability_flags",
    "expected_priority",
    "name",
    "email",
    "phone",
    *ApplicationFact.values,
)
#: Columns with a place of limited length.
LONGEST = {"occupation": 150, "body_name": 200, "name": 200, "phone": 40, "email": 254}
PRIORITIES = {label.name.lower(): label.value for label in Priority}


#: A workbook larger than this when unpacked is no log of complaints.
UNPACKED_MOST = 200 * 2**20

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class BadFile(Exception):
    """The file as a whole cannot be read; the text says why."""


@dataclass(frozen=True)
class Problem:
    line: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.text}"


@dataclass
class Report:
    imported: int = 0
    rejected: int = 0
    already: int = 0
    problems: list[Problem] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.imported} imported, {self.rejected} rejected, {self.already} already there"


class BadCell(Exception):
    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column, self.text = column, text


def read(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with the line each begins on, of a workbook's first sheet or of a CSV file."""
    raw = path.read_bytes()
    return read_workbook(raw) if zipfile.is_zipfile(io.BytesIO(raw)) else read_csv(raw)


def read_workbook(raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """An .xlsx or .ods file. Dates may be dates or text; a formula counts as what it showed when it was saved."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > UNPACKED_MOST:
            raise BadFile(f"The workbook unpacks to more than {UNPACKED_MOST // 2**20} MB.")
    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise BadFile(f"The workbook cannot be read: {error}. Save it again as .xlsx, without a password.") from error
    header = [cell_text(cell) for cell in rows[0]] if rows else []
    require_columns(header)
    for number, cells in enumerate(rows[1:], start=2):
        row = {name: cell_text(cell) for name, cell in zip(header, cells, strict=False) if name}
        if any(row.values()):
            yield number, row


def cell_text(cell: object) -> str:
    """A cell as the same row of a CSV file would say it."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\x00", "").strip()


def require_columns(names: Sequence[str]) -> None:
    missing = [column for column in REQUIRED if column not in names]
    if missing:
        raise BadFile(f"The first line must name the columns; missing: {', '.join(missing)}.")


def read_csv(raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """UTF-8, with or without a mark; Windows-1252 where it is not UTF-8."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    lines = text.replace("\x00", "").splitlines(keepends=True)  # the database holds no such character
    if not lines:
        raise BadFile("The file is empty.")
    delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.DictReader(lines, delimiter=delimiter, strict=True)
    require_columns(reader.fieldnames or [])
    line = 2
    try:
        for row in reader:
            yield line, {key: (value or "").strip() for key, value in row.items() if key is not None}
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num} cannot be read: {error}.") from error


def run(path: Path, *, by: User | None = None, dry_run: bool = False) -> Report:
    """Import a file. Rows that are there already (same content) are counted, not imported again."""
    report = Report()
    for line, row in read(path):
        try:
            with transaction.atomic():
                if take(row, by=by):
                    report.imported += 1
                else:
                    report.already += 1
                if dry_run:
                    transaction.set_rollback(True)
        except BadCell as bad:
            report.rejected += 1
            report.problems.append(Problem(line, bad.column, bad.text))
        except Refused as refused:
            report.rejected += 1
            report.problems.append(Problem(line, "row", str(refused)))
    return report


def key_of(row: dict[str, str]) -> str:
    """What makes a row the same row: its content in the columns we know."""
    return hashlib.sha256("\x1f".join(row.get(column, "") for column in KNOWN).encode()).hexdigest()


def take(row: dict[str, str], *, by: User | None = None) -> bool:
    """Import one row; False when it is already there. Raises `BadCell`."""
    key = key_of(row)
    if Complaint.objects.filter(import_key=key).exists():
        return False
    received_on = day(row, "received_on")
    if received_on is None:
        raise BadCell("received_on", "The day the complaint was received is missing.")
    if received_on > today():
        raise BadCell("received_on", f"{received_on} is in the future.")
    if not row["narrative"]:
        raise BadCell("narrative", "What happened is missing.")
    for column, most in LONGEST.items():
        if len(row.get(column, "")) > most:
            raise BadCell(column, f"This is longer than {most} characters.")
    direction = one_of(row, "direction", {value: value for value in Direction.values})
    if direction is None:
        raise BadCell("direction", f"Write {' or '.join(Direction.values)}.")
    named_body = look_up(row, "regulator_slug", RegulatoryBody)
    occupation = look_up(row, "occupation_slug", Occupation)
    outbound = direction == Direction.OUTBOUND
    receiving = jurisdiction(row, "receiving_jurisdiction")
    filing = actions.Filing(
        narrative=row["narrative"],
        direction=direction,
        language=one_of(row, "language", {value: value for value in Language.values}) or Language.EN,
        home=jurisdiction(row, "home_jurisdiction"),
        receiving=receiving if outbound or receiving else Jurisdiction.objects.get(pk="AB"),
        body=None if outbound else named_body,
        home_body=named_body if outbound else None,
        body_text=row.get("body_name", ""),
        occupation=occupation,
        occupation_text=row.get("occupation", ""),
        grounds=grounds(row),
        wanted=row.get("desired_outcome", ""),
        flags=flags(row),
        dates={fact: on for fact in ApplicationFact.values if (on := day(row, fact)) is not None},
        person={
            "name": row.get("name", ""),
            "email": email(row),
            "phone": row.get("phone", ""),
            "channels": [],
        },
    )
    at = dt.datetime.combine(received_on, dt.time(12), tzinfo=ZONE)
    try:
        with transaction.atomic():
            actions.file(
                filing,
                source=Source.IMPORT,
                import_key=key,
                priority=one_of(row, "expected_priority", PRIORITIES),
                by=by,
                at=at,
            )
    except IntegrityError as error:
        if "import_key" in str(error):  # somebody imports the same file at this moment
            return False
        raise
    return True


def day(row: dict[str, str], column: str) -> dt.date | None:
    text = row.get(column, "")
    if not text:
        return None
    try:
        on = dt.date.fromisoformat(text)
    except ValueError:
        raise BadCell(column, f"“{text}” is not a day; write it as 2026-11-22.") from None
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise BadCell(column, f"“{text}” is too far away to be meant.")
    return on


def email(row: dict[str, str]) -> str:
    address = row.get("email", "")
    if address:
        try:
            validate_email(address)
        except ValidationError:
            raise BadCell("email", f"“{address}” is not an e-mail address.") from None
    return address


def one_of(row: dict[str, str], column: str, allowed: Mapping[str, T]) -> T | None:
    text = row.get(column, "").lower()
    if not text:
        return None
    if text not in allowed:
        raise BadCell(column, f"“{text}” is not known; use one of {', '.join(allowed)}.")
    return allowed[text]


def look_up(row: dict[str, str], column: str, model: type[M]) -> M | None:
    slug = row.get(column, "")
    if not slug:
        return None
    found = model._default_manager.filter(slug=slug).first()
    if found is None:
        raise BadCell(column, f"“{slug}” is not in the registry.")
    return found


def jurisdiction(row: dict[str, str], column: str) -> Jurisdiction | None:
    code = row.get(column, "").upper()
    if not code:
        return None
    found = Jurisdiction.objects.filter(pk=code).first()
    if found is None:
        raise BadCell(column, f"“{code}” is not a province or territory.")
    return found


def grounds(row: dict[str, str]) -> list[Ground]:
    slugs = [slug.strip() for slug in row.get("issue_slugs", "").split(";") if slug.strip()]
    found = {ground.slug: ground for ground in Ground.objects.filter(slug__in=slugs)}
    for slug in slugs:
        if slug not in found:
            raise BadCell("issue_slugs", f"“{slug}” is not a ground.")
    return [found[slug] for slug in dict.fromkeys(slugs)]


def flags(row: dict[str, str]) -> list[str]:
    names = [name.strip() for name in row.get("vulnerability_flags", "").split(";") if name.strip()]
    for name in names:
        if name not in Flag.values:
            raise BadCell("vulnerability_flags", f"“{name}” is not a flag; use {', '.join(Flag.values)}.")
    return list(dict.fromkeys(names))
