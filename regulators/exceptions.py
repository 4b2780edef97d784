"""Which posted exceptions may cover a refusal: by occupation, who applies it, where the worker comes from, and the day."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from mobility.accounts.kept import kept

from .models import Occupation, PostedException

ALL, UNNAMED = "all", "unspecified"


@dataclass(frozen=True)
class Covering:
    """One exception that may cover it. `is_sure`: occupation and both places are named in it, not left open."""

    exception: PostedException
    is_sure: bool


@kept
def posted() -> list[PostedException]:
    """The whole register: it is short."""
    return list(PostedException.objects.order_by("pk"))


def began(since: str) -> dt.date | None:
    """The first day named in a free text such as `2012-03-15 (addendum signed)` or `2012`; None when none is."""
    found = re.match(r"(\d{4})(?:-(\d{2})-(\d{2}))?", since)
    if found is None:
        return None
    try:
        return dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return None


def covering(*, occupation: Occupation | None, imposing: str, home: str, on: dt.date) -> list[Covering]:
    """Exceptions in force on a day for this occupation and these places; those that leave a place open come last."""
    if occupation is None or not imposing:
        return []
    found = []
    for row in posted():
        if row.occupation_slug != occupation.slug or row.jurisdiction_code not in (imposing, UNNAMED):
            continue
        places = row.from_jurisdictions.split(";")
        if home not in places and not {ALL, UNNAMED} & set(places):
            continue
        start = began(row.since)
        if (start is not None and start > on) or (row.until_on is not None and row.until_on <= on):
            continue
        found.append(Covering(row, row.jurisdiction_code == imposing and home in places))
    return sorted(found, key=lambda row: not row.is_sure)


def general(imposing: str) -> list[PostedException]:
    """What the register says of all occupations of one place."""
    return [
        row
        for row in posted()
        if row.occupation_slug == ALL and row.jurisdiction_code == imposing and row.until_on is None
    ]
