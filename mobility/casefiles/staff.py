"""Mails to people of the unit about files: references and neutral words only, for mailboxes are read by others too."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from mobility.accounts.models import User
from mobility.outbox import actions as outbox
from mobility.outbox.models import Mail

from . import mails


def tell(user: User, kind: str, *, path: str, lines: Sequence[str] = (), about: str = "", **facts: str) -> Mail:
    """Queue one mail: its kind's subject and preview, a line per file, and where to go on. `path` is a page of the desk."""
    language = user.language
    return outbox.queue_page(
        to=user.email,
        template="staff",
        language=language,
        kind=kind,
        about=about,
        context={
            "heading": mails.line(kind, "subject", language, **facts),
            "preview": mails.line(kind, "preview", language, **facts),
            "lines": list(lines),
            "url": f"{settings.SITE_URL}{path}",
        },
    )
