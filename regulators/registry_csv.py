"""The registry as CSV: out, and in again with what differs shown before anything is changed.

Columns are those of the reference data the project carries; their names are read too. A column left out changes nothing; a row left
out removes nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.cells import bare, plain

from . import actions
from .actions.registry import OF_BODY, OF_OCCUPATION, OF_OFFICE
from .models import Occupation, RegulatoryBody

BODIES, OCCUPATIONS = "bodies", "occupations"
COLUMNS = {
    BODIES: ("slug", *OF_OFFICE, *OF_BODY),
    OCCUPATIONS: ("slug", "body", *OF_OCCUPATION),
}
#: The names of the reference data.
ALSO = {
    "name": "name_en",
    "responsible_ministry": "ministry",
    "regulator_slug": "body",
    "reserved_title_or_practice": "reserved",
}
LONGEST = {"slug": 50, "governing_act": 250, "name_en": 200, "name_fr": 200, "website": 200}
MOST_BYTES = 2 * 1024 * 1024


class BadFile(Exception):
    """The file cannot be read as the registry; the message is a sentence."""


@dataclass(frozen=True)
class Difference:
    """What one cell, or one new row, would change."""

    line: int
    slug: str
    field: str
    before: str
    after: str
    is_new: bool = False


@dataclass
class Preview:
    """What a file would do, and what in it cannot be taken."""

    what: str
    rows: int = 0
    differences: list[Difference] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)
    new: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Changes when the file or the registry does: only what was shown is carried out."""
        return hashlib.sha256(repr((self.what, self.differences)).encode()).hexdigest()


def exported(what: str) -> Iterator[list[str]]:
    """The heading and a row for each body or occupation."""
    yield list(COLUMNS[what])
    for row in current(what).values():
        yield [plain(row[name]) for name in COLUMNS[what]]


def as_csv(what: str) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(exported(what))
    return "\ufeff" + text.getvalue()


def current(what: str) -> dict[str, dict[str, str]]:
    """The registry as it stands, by slug."""
    if what == BODIES:
        bodies = RegulatoryBody.objects.select_related("office")
        return {
            body.slug: {
                "slug": body.slug,
                **{name: getattr(body.office, name) for name in OF_OFFICE},
                **{name: getattr(body, name) for name in OF_BODY},
            }
            for body in bodies
        }
    occupations = Occupation.objects.select_related("body")
    return {
        row.slug: {"slug": row.slug, "body": row.body.slug, **{name: getattr(row, name) for name in OF_OCCUPATION}}
        for row in occupations
    }


def text_of(content: bytes) -> str:
    """UTF-8 with or without a mark, else Windows-1252."""
    if len(content) > MOST_BYTES:
        raise BadFile(_("This file is too large for a registry: the most is %(n)s MB.") % {"n": MOST_BYTES // 1024**2})
    if content[:4] == b"PK\x03\x04":
        raise BadFile(_("This is a workbook. Save it as CSV and send that."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def look(text: str) -> Preview:
    """Compare a file with the registry. Raises `BadFile` where it is none."""
    lines = text.replace("\x00", "").splitlines(keepends=True)
    if not lines:
        raise BadFile(_("This file is empty."))
    delimiter = ";" if lines[0].count(";") > lines[0].count(",") else ","
    reader = csv.DictReader(lines, delimiter=delimiter, strict=True)
    names = {name: ALSO.get(name.strip().lower(), name.strip().lower()) for name in reader.fieldnames or [] if name}
    known = set(names.values())
    if "slug" not in known:
        raise BadFile(_("The first line must name the columns, “slug” among them."))
    what = OCCUPATIONS if "title_en" in known else BODIES
    preview, now_is, seen = Preview(what), current(what), set()
    bodies = set(current(BODIES))
    try:
        for raw in reader:
            line = reader.line_num
            row = {names[key]: clean(value) for key, value in raw.items() if key in names and isinstance(value, str)}
            row = {key: value for key, value in row.items() if key in COLUMNS[what]}
            if not any(row.values()):
                continue
            preview.rows += 1
            slug = row.get("slug", "")
            problem = wrong(what, row, bodies)
            if slug in seen:
                problem = ("slug", _("This row stands twice in the file."))
            seen.add(slug)
            if problem:
                preview.problems.append((line, *problem))
            elif slug not in now_is:
                preview.new[slug] = row
                title = row.get("name_en" if what == BODIES else "title_en", "")
                preview.differences.append(Difference(line, slug, "", "", title, is_new=True))
            else:
                preview.differences += [
                    Difference(line, slug, name, now_is[slug][name], value)
                    for name, value in row.items()
                    if value != now_is[slug][name]
                ]
    except csv.Error as error:
        raise BadFile(_("Line %(line)s cannot be read: %(why)s.") % {"line": reader.line_num, "why": error}) from error
    return preview


def clean(value: str) -> str:
    return bare(value.strip())


def wrong(what: str, row: Mapping[str, str], bodies: set[str]) -> tuple[str, str] | None:
    """The first thing in a row that cannot be taken: its column and a sentence."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,49}", row.get("slug", "")):
        return "slug", _("Small letters, digits and hyphens only, and not empty.")
    title = "name_en" if what == BODIES else "title_en"
    if title in row and not row[title]:
        return title, _("It needs a name.")
    for name, value in row.items():
        most = LONGEST.get(name, 60 if name == "reserved" else 150)
        if len(value) > most:
            return name, _("This is longer than %(n)s characters.") % {"n": most}
    if what == OCCUPATIONS and row.get("body") and row["body"] not in bodies:
        return "body", _("“%(slug)s” is not in the registry.") % {"slug": row["body"]}
    if row.get("confidence", "V") not in ("V", "S", "?"):
        return "confidence", _("Write V, S or ?.")
    return None


@transaction.atomic
def take_in(
    preview: Preview, *, effective_on: dt.date, source: str, reason: str, by: User, at: dt.datetime | None = None
) -> int:
    """Carry out all that the preview shows, in one transaction, as changes of the registry. How many."""
    if preview.problems:
        raise Refused(_("First mend what cannot be taken."))
    said: dict[str, Any] = {"effective_on": effective_on, "source": source, "reason": reason, "by": by, "at": at}
    bodies = {body.slug: body for body in RegulatoryBody.objects.select_related("office")}
    occupations = {row.slug: row for row in Occupation.objects.select_related("body__office")}
    by_row: dict[str, dict[str, str]] = {}
    for difference in preview.differences:
        if not difference.is_new:
            by_row.setdefault(difference.slug, {})[difference.field] = difference.after
    for slug, row in preview.new.items():
        values: dict[str, Any] = {name: value for name, value in row.items() if name not in ("slug", "body", "email")}
        if preview.what == BODIES:
            if "name_en" not in values:
                raise Refused(_("“%(slug)s” is new and has no name.") % {"slug": slug})
            actions.enter_body(slug=slug, **values, **said)
        else:
            if not row.get("body"):
                raise Refused(_("“%(slug)s” is new and says no body.") % {"slug": slug})
            actions.add_occupation(bodies[row["body"]], slug=slug, **values, **said)
    for slug, changed in by_row.items():
        if preview.what == BODIES:
            actions.change_body(bodies[slug], values=changed, **said)
            continue
        if goes_to := changed.pop("body", ""):
            actions.move_occupation(occupations[slug], to=bodies[goes_to], **said)
        if changed:
            actions.change_occupation(occupations[slug], values=changed, **said)
    return len(preview.differences)
