"""One cell to one value. What has two readings is not guessed: the whole column may settle it, or it is refused."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from regulators.reporting.definition import NUMBER_TYPES, Choices, Field, Words

MONTHS = {
    name: number
    for number, known in enumerate(
        [
            "january jan janvier janv",
            "february feb fevrier fevr fev",
            "march mar mars",
            "april apr avril avr",
            "may mai",
            "june jun juin",
            "july jul juillet juil",
            "august aug aout",
            "september sept sep septembre",
            "october oct octobre",
            "november nov novembre",
            "december dec decembre",
        ],
        start=1,
    )
    for name in known.split()
}
YEAR_FIRST = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
DAY_MONTH = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4})")
MONTH_DAY = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
SPACES = "\u00a0\u202f\u2009\u2007 "
GROUPED = rf"\d{{1,3}}(?:[{SPACES}]\d{{3}})+|\d+"
PLAIN = re.compile(rf"({GROUPED}|\d{{1,3}}(?:,\d{{3}})+)(?:\.(\d+))?")
COMMA = re.compile(rf"({GROUPED}|\d{{1,3}}(?:\.\d{{3}})+),(\d+)")
#: One comma and three digits: a thousand in English, three decimals in French.
EITHER = re.compile(r"\d{1,3},\d{3}")
MINUS = "-\u2212\u2013"


class Unread:
    """A value that could not be read. `readings`: the days it could be, where there is more than one."""

    __slots__ = ("readings", "text")

    def __init__(self, text: str, readings: tuple[dt.date, ...] = ()) -> None:
        self.text, self.readings = text, readings


@dataclass(frozen=True, slots=True)
class Taken:
    """A value taken from text as a date or a number, so that the person is told how."""

    value: Any
    mark: str = ""


def folded(text: str) -> str:
    """A heading or label without case, accents, spaces, underscores and asterisks."""
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe"))
    return "".join(c for c in text if not unicodedata.combining(c) and not c.isspace() and c not in "_*").casefold()


def as_text(raw: Any) -> str:
    """A cell as the text a person would see, or close to it; "" where it is blank."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    if isinstance(raw, dt.date | dt.time):
        return raw.isoformat()
    return str(raw).replace("\u200b", "").strip(SPACES + "\t\r\n\ufeff")


# ---- dates ------------------------------------------------------------------------------------------------------------


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def readings(text: str) -> tuple[dict[str, dt.date], str]:
    """The days a text can be, by how it was read (ymd, dmy, mdy, name); and the pattern it follows."""
    if match := YEAR_FIRST.fullmatch(text):
        day = _day(int(match[1]), int(match[3]), int(match[4]))
        return ({"ymd": day} if day else {}), "ymd"
    if match := YEAR_LAST.fullmatch(text):
        a, b, year = int(match[1]), int(match[3]), int(match[4])
        found = {"dmy": _day(year, b, a), "mdy": _day(year, a, b)}
        return {how: day for how, day in found.items() if day}, "year last"
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern, at in ((DAY_MONTH, (3, 2, 1)), (MONTH_DAY, (3, 1, 2))):
        if (match := pattern.fullmatch(plain)) and (month := MONTHS.get(match[at[1]])):
            day = _day(int(match[at[0]]), month, int(match[at[2]]))
            return ({"name": day} if day else {}), "name"
    return {}, ""


def date_reader(raws: Iterable[Any]) -> Callable[[Any], Any]:
    """How to read the dates of one column. `raws` is the whole column: what it allows settles 03/04/2025."""
    allowed = {"dmy", "mdy"}
    for text in {as_text(raw) for raw in raws if isinstance(raw, str)}:
        found, pattern = readings(text)
        if pattern == "year last" and found:
            allowed &= set(found)

    def read(raw: Any) -> Any:
        if isinstance(raw, dt.datetime):
            return raw.date()
        if isinstance(raw, dt.date):
            return raw
        text = as_text(raw)
        if not text:
            return None
        if not isinstance(raw, str):
            return Unread(text)
        found, pattern = readings(text)
        if pattern == "year last" and len(set(found.values())) > 1 and len(allowed) == 1:
            found = {how: day for how, day in found.items() if how in allowed}
        days = tuple(dict.fromkeys(found.values()))
        return Taken(days[0]) if len(days) == 1 else Unread(text, days)

    return read


# ---- numbers ----------------------------------------------------------------------------------------------------------


def number_reader(raws: Iterable[Any], *, is_french: bool, is_whole: bool) -> Callable[[Any], Any]:
    """How to read the numbers of one column. Whether its decimal mark is a comma settles 1,234."""
    marks = {mark for text in {as_text(raw) for raw in raws if isinstance(raw, str)} if (mark := _mark(text))}

    def read(raw: Any) -> Any:
        if isinstance(raw, (bool, dt.date | dt.time | dt.timedelta)):
            return Unread(as_text(raw))
        if isinstance(raw, int):
            return raw
        if isinstance(raw, float):
            return _tidy(raw) if raw == raw and abs(raw) != float("inf") else Unread(str(raw))
        text = as_text(raw)
        return _number(text, marks, is_french=is_french, is_whole=is_whole) if text else None

    return read


def _tidy(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _bare(text: str) -> tuple[str, bool]:
    """Without sign, dollar and percent; and whether it is below nothing."""
    text = text.strip("$%" + SPACES)
    minus = text[:1] in MINUS and text != ""
    return text.lstrip(MINUS + "+").strip("$" + SPACES), minus


def _mark(text: str) -> str:
    """The decimal mark a text surely uses; "" where it has none or could have either."""
    text, _ = _bare(text)
    if EITHER.fullmatch(text):
        return ""
    if COMMA.fullmatch(text):
        return ","
    match = PLAIN.fullmatch(text)
    return "." if match and (match[2] or "," in match[1]) else ""


def _number(text: str, marks: set[str], *, is_french: bool, is_whole: bool) -> Any:
    bare, minus = _bare(text)
    sign = -1 if minus else 1
    if EITHER.fullmatch(bare):
        if "," in marks or (is_french and not is_whole and "." not in marks):
            return Unread(text)
        return Taken(sign * int(bare.replace(",", "")), ".")
    if (match := COMMA.fullmatch(bare)) is not None:
        whole = re.sub(rf"[.{SPACES}]", "", match[1])
        return Taken(sign * _tidy(float(f"{whole}.{match[2]}")), ",")
    if (match := PLAIN.fullmatch(bare)) is not None:
        if match[2] and len(match[2]) == 3 and not is_french and "," in marks:
            return Unread(text)  # 1.234 in a column whose decimal mark is a comma
        if match[2] and len(match[2]) == 3 and (is_french or is_whole):
            return Unread(text)
        whole = re.sub(rf"[,{SPACES}]", "", match[1])
        return Taken(sign * (_tidy(float(f"{whole}.{match[2]}")) if match[2] else int(whole)), "." if match[2] else "")
    return Unread(text)


# ---- choices and texts ------------------------------------------------------------------------------------------------


def choice_reader(choices: Choices) -> Callable[[Any], Any]:
    """A key, or its label in either language, as the key; any other text as it is, for the checks to tell."""
    known: dict[str, str | None] = {}
    for key, label in choices.items():
        for name in (key, label.en, label.fr):
            spelled = folded(name)
            known[spelled] = key if known.get(spelled, key) == key else None
    return lambda raw: known.get(folded(text)) or text if (text := as_text(raw)) else None


def several_reader(choices: Choices, separator: str) -> Callable[[Any], Any]:
    one = choice_reader(choices)

    def read(raw: Any) -> Any:
        parts = [value for part in as_text(raw).split(separator) if (value := one(part)) is not None]
        return tuple(dict.fromkeys(parts)) or None

    return read


def text_reader(raw: Any) -> str | None:
    return as_text(raw).removeprefix("'") or None


def reader(
    field: Field, raws: Iterable[Any], choices: Mapping[str, Words], *, is_french: bool, separator: str
) -> Callable[[Any], Any]:
    """The function that reads the cells of one column, or of one answer."""
    if field.type == "date":
        return date_reader(raws)
    if field.type in NUMBER_TYPES:
        return number_reader(raws, is_french=is_french, is_whole=field.type == "count")
    if field.type == "choice":
        return several_reader(choices, separator) if field.many else choice_reader(choices)
    return text_reader
