"""The history of a file: one chain of hashed events, provable and able to forget.

Hashed: the hash before it, then `head`, a canonical JSON text with kind, actor, time, audience and the salted hash of the facts.
Personal text stands in the facts only; they lie in a side table that disposal may empty, and the chain still verifies.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import TYPE_CHECKING, Any

from django.db import connection

from .models import CaseFile, Event
from .verifier import HEAD_FORMAT, canonical, chain_hash, facts_digest

if TYPE_CHECKING:
    from mobility.accounts.models import User

    from .models import Participant


#: An event and its facts in one go: every action writes some.
WRITE = """
WITH happened AS (
  INSERT INTO casefiles_event
    (file_id, seq, kind, at, actor_user_id, actor_participant_id, audience, side, head, prev, hash)
  VALUES (%(file_id)s, %(seq)s, %(kind)s, %(at)s, %(actor_user_id)s, %(actor_participant_id)s,
          %(audience)s::bigint[], %(side)s, %(head)s, %(prev)s, %(hash)s)
  RETURNING id
)
INSERT INTO casefiles_eventfacts (event_id, facts, salt) SELECT id, %(facts)s::jsonb, %(salt)s FROM happened RETURNING event_id
"""


def moment_text(at: dt.datetime) -> str:
    """A moment as it stands in a head: UTC, microseconds, Z."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: Any) -> Any:
    """Facts as JSON keeps them: dates and moments as text, sets sorted, lazy words as words."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(inner) for inner in value)
    if isinstance(value, dt.datetime):
        return moment_text(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        raise TypeError("Facts hold whole numbers or text, not floating point.")
    return str(value)


def head_of(
    file: CaseFile, seq: int, kind: str, actor: str, at: dt.datetime, audience: list[int], side: str, digest: str
) -> str:
    """The text that is hashed."""
    return canonical(
        {
            "v": HEAD_FORMAT,
            "file": file.reference,
            "seq": seq,
            "kind": kind,
            "actor": actor,
            "at": moment_text(at),
            "audience": audience,
            "side": side,
            "facts": digest,
        }
    )


def actor_name(by: User | Participant | None) -> str:
    """Who did it, as it stands in a head: a number, never a name."""
    if by is None:
        return "system"
    return f"{'user' if by._meta.model_name == 'user' else 'participant'}:{by.pk}"


def record(
    file: CaseFile,
    kind: str,
    *,
    by: User | Participant | None,
    at: dt.datetime,
    facts: dict[str, Any] | None = None,
    audience: list[Participant] | tuple[Participant, ...] = (),
    side: str = "",
) -> Event:
    """Append one event to the file's chain.

    The caller holds the file's row (see `primitives.lock`) and ends with `redue`, which saves the new tip; an action that
    forgets it breaks on the next event, loudly.
    """
    kept = plain(facts or {})
    salt = secrets.token_bytes(16)
    ids = sorted(participant.pk for participant in audience)
    seq = file.last_seq + 1
    head = head_of(file, seq, kind, actor_name(by), at, ids, side, facts_digest(salt, kept))
    user = by.pk if by is not None and by._meta.model_name == "user" else None
    columns: dict[str, Any] = {
        "seq": seq,
        "kind": str(kind),
        "at": at,
        "actor_user_id": user,
        "actor_participant_id": by.pk if by is not None and user is None else None,
        "audience": ids,
        "side": str(side),
        "head": head,
        "prev": file.last_hash,
        "hash": chain_hash(file.last_hash, head),
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {**columns, "file_id": file.pk, "facts": json.dumps(kept), "salt": salt})
        (pk,) = cursor.fetchone()
    event = Event(pk=pk, file=file, **columns)
    event._state.adding, event._state.db = False, connection.alias
    file.last_seq, file.last_hash = event.seq, event.hash
    return event
