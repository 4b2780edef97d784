"""Who opened, downloaded, searched or exported what. Written in the request; read by the auditor."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils.timezone import now

from mobility.accounts.models import User

from .models import CaseFile, Participant


def log(
    kind: str,
    *,
    user: User | AnonymousUser | None = None,
    participant: Participant | None = None,
    file: CaseFile | None = None,
    detail: str = "",
) -> None:
    """Add one line. Detail holds ids and words searched, never a person's data beyond what was typed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO casefiles_accesslog (at, user_id, participant_id, file_id, kind, detail) VALUES (%s, %s, %s, %s, %s, %s)",
            [
                now(),
                user.pk if user else None,
                participant.pk if participant else None,
                file.pk if file else None,
                kind,
                detail[:300],
            ],
        )
