"""What the functions of the language do, on plain values. None is a blank, and what reads a blank is None."""

from __future__ import annotations

import datetime as dt
import math
import operator
import re
import statistics
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Figures closer than this are the same: what is left of reckoning in binary.
CLOSE = 1e-9


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, list | tuple | dict) and not value)


def figure(value: Any) -> Any:
    """A broken-down figure as its total; anything else as it is."""
    return value.figure if hasattr(value, "figure") else value


def same(a: Any, b: Any) -> bool | None:
    """Whether two values are the same; None where one is blank."""
    a, b = figure(a), figure(b)
    if a is None or b is None:
        return None
    if is_number(a) and is_number(b):
        return abs(a - b) < CLOSE
    if isinstance(a, list) and isinstance(b, list):
        return _lines(a) == _lines(b)
    return bool(a == b)


def _lines(lines: list[Any]) -> Any:
    """Lines of a table without order, and without those that count nothing."""
    if not all(isinstance(line, dict) for line in lines):
        return lines
    return {tuple(sorted(map(str, line.values()))) for line in lines if 0 not in line.values()}


ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def order(sign: str, a: Any, b: Any) -> bool | None:
    """`<`, `<=`, `>`, `>=`; None where one is blank or they cannot be compared."""
    a, b = figure(a), figure(b)
    if a is None or b is None:
        return None
    try:
        return bool(ORDER[sign](a, b))
    except TypeError:
        return None


def within(value: Any, low: Any, high: Any) -> bool | None:
    value, low, high = figure(value), figure(low), figure(high)
    if value is None or low is None or high is None:
        return None
    try:
        if is_number(value):
            return bool(low - CLOSE <= value <= high + CLOSE)
        return bool(low <= value <= high)
    except TypeError:
        return None


def reckon(sign: str, a: Any, b: Any) -> Any:
    a, b = figure(a), figure(b)
    if not (is_number(a) and is_number(b)):
        return None
    if sign == "+":
        return a + b
    if sign == "-":
        return a - b
    if sign == "*":
        return a * b
    return a / b if b else None


def moved(day: Any, number: int, unit: str) -> dt.date | None:
    """A date some days or years on; 29 February becomes the 28th where there is none."""
    if not isinstance(day, dt.date):
        return None
    try:
        if unit == "days":
            return day + dt.timedelta(days=number)
        try:
            return day.replace(year=day.year + number)
        except ValueError:
            return day.replace(year=day.year + number, day=28)
    except (OverflowError, ValueError):
        return None


def days(first: Any, last: Any) -> int | None:
    if isinstance(first, dt.date) and isinstance(last, dt.date):
        return (last - first).days
    return None


def share(part: Any, whole: Any) -> float | None:
    """The part in percent of the whole; nothing of nothing is no share."""
    part, whole = figure(part), figure(whole)
    if not (is_number(part) and is_number(whole)) or not whole:
        return None
    return 100.0 * part / whole


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


def matches(value: Any, pattern: str) -> bool | None:
    return None if is_blank(value) else _pattern(pattern).search(str(value)) is not None


def is_whole(value: Any) -> bool | None:
    value = figure(value)
    return None if value is None else is_number(value) and float(value).is_integer()


def numbers(values: Iterable[Any]) -> list[Any]:
    return [v for v in map(figure, values) if is_number(v)]


def total(value: Any) -> Any:
    """The sum of a list or of the parts of a mapping; a single number is its own sum. Of nothing: None."""
    if isinstance(value, Mapping):
        value = value.values()
    elif is_number(value) or hasattr(value, "figure"):
        return figure(value)
    elif not isinstance(value, list | tuple):
        return None
    found = numbers(value)
    return sum(found) if found else None


def largest(values: Iterable[Any]) -> Any:
    return max((v for v in map(figure, values) if is_number(v) or isinstance(v, dt.date)), default=None)


def median(values: Iterable[Any]) -> Any:
    found = numbers(values)
    return statistics.median(found) if found else None


def percentile(percent: Any, values: Iterable[Any]) -> Any:
    """The smallest value that at least `percent` of the values do not exceed."""
    found = sorted(numbers(values))
    return found[max(0, math.ceil(percent / 100 * len(found)) - 1)] if found else None


def rounded(value: Any, places: int) -> Any:
    """Half away from zero, as people round."""
    if not is_number(value):
        return value
    scaled = math.floor(abs(value) * 10**places + 0.5 + CLOSE) / 10**places
    scaled = math.copysign(scaled, value)
    return scaled if places else int(scaled)
