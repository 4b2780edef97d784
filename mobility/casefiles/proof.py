"""The history as the database holds it, handed to `verifier` in the order it wants, a few files at a time."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from . import models
from .history import moment_text
from .verifier import Event, FilePart, Seal, Verifier

BATCH = 500

#: Every reference that the files or the seals know, in `verifier.reference_order`.
REFERENCES = """
SELECT reference FROM (
  SELECT reference FROM casefiles_casefile UNION SELECT reference FROM casefiles_sealentry
) AS known
ORDER BY length(reference), reference COLLATE "C"
"""
EVENTS = """
SELECT e.file_id, e.seq, e.kind,
       coalesce(nullif(concat_ws('+', 'user:' || e.actor_user_id, 'participant:' || e.actor_participant_id), ''), 'system'),
       e.at, e.audience, e.side, e.head, e.prev, e.hash, k.facts::text, k.salt
  FROM casefiles_event e LEFT JOIN casefiles_eventfacts k ON k.event_id = e.id
 WHERE e.file_id = ANY(%s)
 ORDER BY e.file_id, e.seq, e.id
"""


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside belongs to the same moment, while others go on writing."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def counters() -> dict[int, int]:
    return dict(models.ReferenceCounter.objects.values_list("year", "last"))


def seals() -> list[Seal]:
    rows = models.Seal.objects.order_by("pk").values_list("pk", "at", "files", "prev", "digest", "hash")
    return [Seal(pk, moment_text(at), files, prev, digest, hash) for pk, at, files, prev, digest, hash in rows]


def verifier(outside: list[tuple[int, str]] | None = None, *, partly: bool = False) -> Verifier:
    return Verifier(counters(), seals(), outside or [], partly)


def parts(reference: str | None = None) -> Iterator[FilePart]:
    """All files, or the one with this reference. Call within `one_moment`."""
    if reference is not None:
        yield from _batch([reference])
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(REFERENCES)
        while rows := cursor.fetchmany(BATCH):
            yield from _batch([row[0] for row in rows])


def _batch(references: list[str]) -> Iterator[FilePart]:
    files = {
        reference: (pk, (seq, hash))
        for pk, reference, seq, hash in models.CaseFile.objects.filter(reference__in=references).values_list(
            "pk", "reference", "last_seq", "last_hash"
        )
    }
    sealed: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for reference, seal_id, seq, hash in models.SealEntry.objects.filter(reference__in=references).values_list(
        "reference", "seal_id", "seq", "hash"
    ):
        sealed[reference].append((seal_id, seq, hash))
    events: dict[int, list[Event]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [[pk for pk, _tip in files.values()]])
        for file_id, *row in cursor.fetchall():
            events[file_id].append(_event(row))
    for reference in references:
        pk, tip = files.get(reference, (None, None))
        if tip is not None or reference in sealed:
            yield FilePart(reference, tip, sealed[reference], events[pk] if pk is not None else [])


def _event(row: list[Any]) -> Event:
    seq, kind, actor, at, audience, side, head, prev, hash, facts, salt = row
    return Event(
        seq,
        kind,
        actor,
        moment_text(at),
        audience,
        side,
        head,
        prev,
        hash,
        None if facts is None else json.loads(facts),
        None if salt is None else bytes(salt),
    )
