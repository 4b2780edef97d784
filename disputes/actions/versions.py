"""A text is written anew, and what stood there before stays. A part of other actions; the caller holds the lock."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mobility.accounts.models import User


def keep_version(row: Any, fields: tuple[str, ...], *, by: User, at: dt.datetime) -> int:
    """Keep what the row says now as its next version, unless that is what the last one says. Which number it has."""
    said = {name: getattr(row, name) for name in fields}
    last = row.versions.order_by("-number").first()
    if last is not None and all(getattr(last, name) == words for name, words in said.items()):
        return int(last.number)
    made = row.versions.create(number=last.number + 1 if last else 1, by=by, at=at, **said)
    return int(made.number)
