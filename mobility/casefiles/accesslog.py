"""Who opened, downloaded, searched or exported what. Written in the request; read by the auditor."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.timezone import now

from mobility.accounts.models import User

from .models import CaseFile, Participant

LINE = """
INSERT INTO casefiles_accesslog (at, user_id, participant_id, file_id, kind, detail)
VALUES (%(at)s, %(user)s, %(participant)s, %(file)s, %(kind)s, %(detail)s)
"""


def line(
    kind: str,
    *,
    user: User | AnonymousUser | None = None,
    participant: Participant | None = None,
    file: CaseFile | None = None,
    detail: str = "",
) -> dict[str, Any]:
    """The values of one line. Detail holds ids and words searched, never a person's data beyond what was typed."""
    return {
        "at": now(),
        "user": user.pk if user else None,
        "participant": participant.pk if participant else None,
        "file": file.pk if file else None,
        "kind": kind,
        "detail": detail[:300],
    }


def log(kind: str, **said: Any) -> None:
    """Add one line; takes what `line` takes."""
    with connection.cursor() as cursor:
        cursor.execute(LINE, line(kind, **said))
