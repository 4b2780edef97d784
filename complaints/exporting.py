"""Taking a list out: rows of the filter one sees, as CSV while they are read, or as a workbook made by the worker.

Constant memory whatever the number of rows: the database hands them over in portions. What is taken out is on record
(`Export`, and the access log); what the workers wrote is in it only when asked for.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import itertools
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import TruncDate
from django.http import QueryDict
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts import people
from mobility.accounts.models import User
from mobility.casefiles import accesslog, personal, store, timeline
from mobility.casefiles.choices import NOTHING_DUE, AccessKind, Priority
from mobility.cells import plain
from mobility.law import rules
from mobility.law.days import ZONE, law_date
from regulators.registry import registry

from .choices import Direction, Flag, Outcome, Source, Status
from .filters import TriageFilter
from .list_models import Export
from .models import Complaint, grounds
from .queries import SORTS

PORTION = 2000
#: A worksheet holds no more rows than these, one of them the heading.
SHEET_ROWS = 1_048_576
State, Format = Export.State, Export.Format


#: Control characters that the format of a workbook has no place for.
NOT_IN_A_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class WordOf(dict[Any, str]):
    """What is said for a value; for one that nothing is known of, nothing."""

    def __missing__(self, value: Any) -> str:
        return ""


def columns(with_words: bool) -> list[tuple[str, str, Callable[[Any], str]]]:
    """Heading, column of the complaint and how its value is written, in the language now active."""
    known, users, library = registry(), people.known(), rules.library()

    def of(labels: dict[Any, Any]) -> Callable[[Any], str]:
        return WordOf({key: plain(str(label)) for key, label in labels.items()}).__getitem__

    def many(labels: dict[str, str]) -> Callable[[Any], str]:
        said = lru_cache(lambda *values: "; ".join([labels.get(value, value) for value in values]))
        return lambda values: said(*values)

    @lru_cache(maxsize=5000)
    def iso(value: Any) -> str:
        return "" if value is None or value == NOTHING_DUE else str(value.isoformat())

    def duty(value: str) -> str:
        return timeline.short_duty(library, value) if value else ""

    duties: dict[str, str] = {}
    ground_words = {slug: ground.label for slug, ground in grounds().items()}
    found: list[tuple[str, str, Callable[[Any], str]]] = [
        (_("Reference"), "reference", str),
        (_("Received"), "received_on", iso),
        (_("Opened"), "opened_on", iso),
        (_("Next due"), "due_sort", iso),
        (_("What is due"), "due_what", lambda value: duties.setdefault(value, duty(value))),
        (_("Owed by"), "due_by", of({actor: timeline.owes(actor, {}) for actor in ACTORS})),
        (_("Worker"), "complainant__name", plain),
        (_("Direction"), "direction", of(dict(Direction.choices))),
        (_("Body"), "body_id", of(known.bodies)),
        (_("Body as given"), "body_text", plain),
        (_("Occupation"), "occupation_id", of(known.occupations)),
        (_("Occupation as given"), "occupation_text", plain),
        (_("From"), "home_id", lambda value: value or ""),
        (_("To"), "receiving_id", lambda value: value or ""),
        (_("Grounds"), "ground_slugs", many(ground_words)),
        (_("Priority"), "priority", of(dict(Priority.choices))),
        (_("Owner"), "owner_id", of({pk: user.name for pk, user in users.items()})),
        (_("Status"), "status", of(dict(Status.choices))),
        (_("Outcome"), "outcome", of(dict(Outcome.choices))),
        (_("Flags"), "flags", many({flag.value: str(flag.label) for flag in Flag})),
        (_("Safety"), "in_danger", of({True: _("yes"), False: ""})),
        (_("Language"), "language", str),
        (_("Came by"), "source", of(dict(Source.choices))),
    ]
    if with_words:
        found += [(_("What happened"), "narrative", plain), (_("What is wanted"), "wanted", plain)]
    return found


ACTORS = ("unit", "body", "worker", "coordinator", "senior_coordinator", "director", "minister", "office")


def listed(export: Export, *, today: dt.date) -> Any:
    """The files of the list as it was narrowed, as far as the person may see them, in its order."""
    said = QueryDict(export.query)
    seen = Complaint.objects.visible_to(export.by).annotate(opened_on=TruncDate("opened_at", tzinfo=ZONE))
    found = TriageFilter(said, queryset=seen, user=export.by, today=today).qs
    order, descending = SORTS.get(said.get("sort", "due"), SORTS["due"])
    return found.order_by(*(f"-{name}" if descending else name for name in order))


def rows(export: Export, *, today: dt.date) -> Iterator[Sequence[str]]:
    """The heading, then a row for each file; read through a server-side cursor."""
    shown = columns(export.with_words)
    yield [heading for heading, _name, _write in shown]
    writers = [write for _heading, _name, write in shown]
    names = [name for _heading, name, _write in shown]
    found = listed(export, today=today).values_list(*names).iterator(chunk_size=PORTION)
    while portion := list(itertools.islice(found, PORTION)):
        by_column = zip(writers, zip(*portion, strict=True), strict=True)  # half the time of row by row
        yield from zip(*[map(write, column) for write, column in by_column], strict=True)


def begin(*, query: str, format: str, with_words: bool, by: User, language: str, at: dt.datetime) -> Export:
    """Put on record what is taken out, by whom and when, before the first row leaves."""
    accesslog.log(AccessKind.EXPORTED, user=by, detail=f"complaints {format}: {query}")
    return Export.objects.create(
        query=query,
        format=format,
        with_words=with_words,
        by=by,
        language=language,
        at=at,
        state=State.WAITING if format == Format.XLSX else State.RUNNING,
    )


# ---- CSV, as it is read -----------------------------------------------------------------------------


def as_csv(export: Export, *, today: dt.date) -> Iterator[bytes]:
    """The list as CSV in portions; when it ends, or breaks off, the record says how much went out and its sum."""
    digest, count, state = hashlib.sha256(), 0, State.BROKEN
    try:
        with translation.override(export.language):
            lines = rows(export, today=today)
            portion = "\ufeff".encode()  # spreadsheets then read the accents
            while some := list(itertools.islice(lines, PORTION)):
                text = io.StringIO()
                csv.writer(text).writerows(some)
                portion += text.getvalue().encode()
                digest.update(portion)
                count += len(some)
                yield portion
                portion = b""
        state = State.SENT
    finally:
        Export.objects.filter(pk=export.pk).update(state=state, rows=max(0, count - 1), sha256=digest.hexdigest())


# ---- a workbook, made by the worker -----------------------------------------------------------------


def make_workbook(export: Export) -> Export:
    """Write the workbook and keep it for some days. Doing it twice changes nothing."""
    if export.state not in (State.WAITING, State.RUNNING):
        return export
    at = now()
    Export.objects.filter(pk=export.pk).update(state=State.RUNNING)
    from xlsxwriter import Workbook  # here: the worker alone makes workbooks

    with tempfile.TemporaryFile() as file, translation.override(export.language):
        book = Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet(_("Complaints"))
        sheet.freeze_panes(1, 0)
        count = -1  # the heading is no row
        for row in rows(export, today=law_date(at)):
            count += 1
            if count >= SHEET_ROWS:
                return broken(export, _("A worksheet cannot hold so many rows. Narrow the list, or take CSV."))
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(count, column, NOT_IN_A_CELL.sub("", value))
        book.close()
        with transaction.atomic():
            export.sha256, export.size = store.put(file)
            export.rows, export.state = count, State.READY
            export.expires_on = law_date(at) + dt.timedelta(days=settings.EXPORT_DAYS)
            export.save()
    return export


def broken(export: Export, why: str) -> Export:
    export.state, export.why = State.BROKEN, why
    export.save(update_fields=["state", "why"])
    return export


def purge(*, on: dt.date) -> int:
    """Destroy workbooks that waited long enough; the record of them stays. How many there were."""
    gone = list(Export.objects.filter(state=State.READY, expires_on__lt=on))
    for export in gone:
        Export.objects.filter(pk=export.pk).update(state=State.GONE)
        personal.destroy_bytes(export.sha256)
    return len(gone)
