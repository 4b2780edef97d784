"""What every action is made of: open a file, lock it, require, move, redue. `record` is in `history`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection
from django.db.models import F, Value
from django.utils.translation import gettext as _

from mobility.accounts.models import Office, User
from mobility.accounts.prepared import Prepared, Slot
from mobility.law.days import law_date

from .choices import Priority, Role, Side
from .errors import Overtaken, Refused
from .models import CaseFile, Clock, Participant, Person, Task
from .workflow import Table

SERIES = "LM"


def next_reference(on: dt.date) -> str:
    """The next number of the year's series: unique, ordered, without gaps. Serialises those who open files until they commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casefiles_referencecounter (year, last) VALUES (%s, 1) "
            "ON CONFLICT (year) DO UPDATE SET last = casefiles_referencecounter.last + 1 RETURNING last",
            [on.year],
        )
        (number,) = cursor.fetchone()
    return f"{SERIES}-{on.year}-{number:06d}"


def open_file(
    *, kind: str, title: str, status: str, at: dt.datetime, priority: int = Priority.NORMAL, **fields: Any
) -> CaseFile:
    """A new file with the next reference of the year it was opened in."""
    return CaseFile.objects.create(
        reference=next_reference(law_date(at)),
        kind=kind,
        title=title,
        status=status,
        opened_at=at,
        priority=priority,
        **fields,
    )


def lock(subject: Any, *, version: int | None = None) -> CaseFile:
    """Take the file's row for the rest of the transaction.

    `subject` is the file or a row with a `file`. A `version` that is no longer the file's raises `Overtaken`.
    The row locked becomes the subject's file, so that what follows sees the newest state.
    """
    pk = subject.pk if isinstance(subject, CaseFile) else subject.file_id
    file = CaseFile.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if version is not None and version != file.version:
        raise Overtaken(
            _(
                "Somebody changed this file while you were working on it. Nothing was overwritten: see what changed, then send again."
            ),
            version=file.version,
        )
    if isinstance(subject, CaseFile):
        for field in CaseFile._meta.concrete_fields:
            setattr(subject, field.attname, getattr(file, field.attname))
        return subject
    subject.file = file
    return file


def require(allowed: bool, refusal: str = "") -> None:
    """Raise `Refused` unless it is allowed and there is no refusal."""
    if refusal:
        raise Refused(refusal)
    if not allowed:
        raise Refused(_("You may not do this."))


def move(file: CaseFile, table: Table, verb: str) -> str:
    """Give the file its next status from the table; returns the one it had."""
    before = file.status
    file.status = table.next(before, verb)
    return before


def join(
    file: CaseFile,
    *,
    role: str,
    at: dt.datetime,
    office: Office | None = None,
    person: Person | None = None,
    side: str = Side.NONE,
) -> Participant:
    """Let an office or a person take part. Joining shows nothing that was there before."""
    if office is not None:
        participant, _created = Participant.objects.get_or_create(
            file=file, office=office, role=role, until_at=None, defaults={"from_at": at, "side": side}
        )
        return participant
    return Participant.objects.create(file=file, person=person, role=role, from_at=at, side=side)


def complainant_of(file: CaseFile) -> Participant | None:
    """The worker of a file, if it has one."""
    for worker in complainants(file=file.pk):
        worker.file = file
        return worker
    return None


complainants = Prepared(
    lambda: (
        Participant.objects.filter(file=Slot("file"), role=Role.COMPLAINANT, until_at__isnull=True)
        .select_related("person")
        .order_by("pk")[:1]
    )
)


def earliest_due(file: CaseFile) -> tuple[dt.date | None, str, str]:
    """The earliest open duty of a file: day, who owes it, what (a rule id, or `task`). A paused clock owes nothing meanwhile."""
    if not file.is_open:
        return None, "", ""
    return min(first_due(file=file.pk), key=lambda row: (row[0], row[2] == "task"), default=(None, "", ""))


#: The first clock and the first task.
first_due = Prepared(
    lambda: (
        Clock.objects.filter(
            file=Slot("file"), stopped_on__isnull=True, paused_on__isnull=True, due_on__isnull=False, sense="by"
        )
        .order_by("due_on", "pk")
        .values_list("due_on", "owed_by", "rule")[:1]
        .union(
            Task.objects.filter(file=Slot("file"), stopped_on__isnull=True, due_on__isnull=False)
            .order_by("due_on", "pk")
            .values_list("due_on", "owed_by", Value("task"))[:1],
            all=True,
        )
    )
)


def redue(file: CaseFile) -> CaseFile:
    """Write what is due next, raise the version, save. The only writer of the `next_due_*` columns; every action ends with it."""
    file.next_due_on, file.next_due_by, file.next_due_what = earliest_due(file)
    file.version += 1
    file.save()
    return file


def keep_tip(file: CaseFile) -> None:
    """Save the tip of the history and nothing else, in place of `redue`: for what the system notes while people have forms open."""
    file.save(update_fields=["last_seq", "last_hash"])


def restrict_names(file: CaseFile, users: list[User], *, by: User | None, at: dt.datetime, reason: str) -> None:
    """Name people on a restricted file; those already named stay as they are."""
    from .models import Named

    present = set(Named.objects.filter(file=file, until__isnull=True).values_list("user_id", flat=True))
    Named.objects.bulk_create(
        Named(file=file, user=user, by=by, reason=reason, since=at)
        for user in {user.pk: user for user in users}.values()
        if user.pk not in present
    )


def reference_numbers(year: int) -> int:
    """How many references a year has given out."""
    from .models import ReferenceCounter

    return ReferenceCounter.objects.filter(year=year).values_list(F("last"), flat=True).first() or 0
