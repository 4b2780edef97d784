"""Reference data that every page needs and that hardly ever changes: kept by the process for a while instead of asked for."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection

Value = TypeVar("Value")
SECONDS = 60

_all: list[Callable[[], None]] = []


def kept(make: Callable[[], Value]) -> Callable[[], Value]:
    """What `make` returns, made anew once a minute for each database. Whoever gets it must not change it."""

    @functools.lru_cache(maxsize=2)
    def made(database: str, minute: int) -> Value:
        return make()

    @functools.wraps(make)
    def get() -> Value:
        return made(str(connection.settings_dict["NAME"]), int(time.monotonic() // SECONDS))

    _all.append(made.cache_clear)
    return get


def forget() -> None:
    """Ask anew at the next call. For tests, which change what nobody else changes."""
    for clear in _all:
        clear()
