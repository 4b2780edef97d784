"""Everybody who signs in, by number, as lists name them. Kept for a minute: a name is not worth a query for each page."""

from __future__ import annotations

from collections.abc import Iterable

from .kept import kept
from .models import User


@kept
def known() -> dict[int, User]:
    return {user.pk: user for user in User.objects.order_by("name")}


def named(numbers: Iterable[int]) -> dict[int, User]:
    """These people. Those who came within the last minute are asked for, at once."""
    wanted, people = set(numbers), known()
    missing = wanted - people.keys()
    return {**people, **User.objects.in_bulk(missing)} if missing else people
