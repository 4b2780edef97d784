"""Reference data that every page needs and that hardly ever changes: kept by the process for a while instead of asked for."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import connection

Given = ParamSpec("Given")
Value = TypeVar("Value")
SECONDS = 60

_all: list[Callable[[], None]] = []


def kept(make: Callable[Given, Value]) -> Callable[Given, Value]:
    """What `make` returns, made anew once a minute for each database. Whoever gets it must not change it."""

    @functools.lru_cache(maxsize=64)
    def made(database: str, minute: int, *args: Any) -> Value:
        return make(*args)  # type: ignore[call-arg]

    @functools.wraps(make)
    def get(*args: Given.args, **kwargs: Given.kwargs) -> Value:
        return made(str(connection.settings_dict["NAME"]), int(time.monotonic() // SECONDS), *args)

    _all.append(made.cache_clear)
    return get


def forget() -> None:
    """Ask anew at the next call. For tests, which change what nobody else changes."""
    for clear in _all:
        clear()
