"""What a body says in its report, as plain data: answers by question, and the table of applications.

Both go to JSON and come back the same. A blank is None or absent, never 0.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .definition import BREAKDOWNS, Definition, Field

Number = int | float
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """A figure with its parts. `total` is what was written as the total, if anything was."""

    total: Number | None = None
    by_occupation: Mapping[str, Number] = field(default_factory=dict)
    by_home: Mapping[str, Number] = field(default_factory=dict)

    @property
    def figure(self) -> Number | None:
        """The figure to reckon with: the written total, else what the parts make."""
        if self.total is not None:
            return self.total
        for parts in (self.by_occupation, self.by_home):
            if parts:
                return sum(parts.values())
        return None

    def parts(self, breakdown: str) -> Mapping[str, Number]:
        return self.by_home if breakdown == "home_jurisdiction" else self.by_occupation


@dataclass(frozen=True)
class Answers:
    """`values`: question to value; a number, text, date, choice or list of choices, `Broken`, or lines of a table."""

    values: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)  # the sentences beside a choice (Field.with_text)
    explanations: Mapping[str, str] = field(default_factory=dict)  # by question, or by the key of a finding
    nil: bool = False

    def get(self, question: str) -> Any:
        """The value, with empty ones as None."""
        value = self.values.get(question)
        if isinstance(value, Broken) and value.figure is None:
            return None
        return None if value in ("", [], {}) else value

    def with_values(self, values: Mapping[str, Any]) -> Answers:
        return replace(self, values={**self.values, **values})


def nil(definition: Definition, answers: Answers | None = None) -> Answers:
    """The nil return: what it sets, and of what was answered only what is still asked."""
    kept = {k: v for k, v in (answers.values if answers else {}).items() if k in definition.nil_return.still_asked}
    texts = {k: v for k, v in (answers.texts if answers else {}).items() if k in kept}
    explanations = answers.explanations if answers else {}
    return Answers({**kept, **definition.nil_return.sets}, texts, explanations, nil=True)


@dataclass(frozen=True)
class Rows:
    """The table of applications. A row is a tuple in the order of the form's columns; `numbers` are the sheet's."""

    rows: Sequence[tuple[Any, ...]] = ()
    numbers: Sequence[int] = ()
    sheet: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)  # column to its letters on the sheet

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)


# ---- JSON -------------------------------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    if isinstance(value, Broken):
        return {"total": value.total, "by_occupation": dict(value.by_occupation), "by_home": dict(value.by_home)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _typed(wanted: Field, value: Any) -> Any:
    """A value out of JSON as the field has it; what does not fit stays as it is, for the checks to tell."""
    if value in (None, "", []):
        return None
    if wanted.type == "date" and isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    if wanted.by and isinstance(value, Mapping):
        return Broken(value.get("total"), *(_numbers(value.get(name)) for name in BREAKDOWNS.values()))
    if wanted.type == "table":
        if not isinstance(value, list):
            return None
        columns = {column.id: column for column in wanted.columns}
        return [
            {name: _typed(columns[name], item) for name, item in line.items() if name in columns}
            for line in value
            if isinstance(line, Mapping)
        ]
    if wanted.is_several:
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]
    if wanted.type in ("text", "choice") or isinstance(value, list | Mapping):
        return str(value)
    return value


def _numbers(parts: Any) -> dict[str, Number]:
    return {key: number for key, number in parts.items() if number is not None} if isinstance(parts, Mapping) else {}


def to_json(answers: Answers) -> dict[str, Any]:
    return {
        "nil": answers.nil,
        "values": {key: _plain(value) for key, value in answers.values.items() if value is not None},
        "texts": dict(answers.texts),
        "explanations": dict(answers.explanations),
    }


def from_json(definition: Definition, data: Mapping[str, Any]) -> Answers:
    """Answers out of JSON; questions the form does not have are left out."""
    values = {k: _typed(definition.by_id[k], v) for k, v in data.get("values", {}).items() if k in definition.by_id}
    return Answers(
        values={key: value for key, value in values.items() if value is not None},
        texts={str(k): str(v) for k, v in data.get("texts", {}).items()},
        explanations={str(k): str(v) for k, v in data.get("explanations", {}).items()},
        nil=bool(data.get("nil")),
    )


def figure_in(values: Mapping[str, Any], question: str) -> Number | None:
    """The figure of an answer as it is kept in JSON, without making all answers of it: a number, or of a breakdown its total."""
    value = values.get(question)
    if isinstance(value, Mapping):
        value = Broken(value.get("total"), *(_numbers(value.get(name)) for name in BREAKDOWNS.values())).figure
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def rows_to_json(definition: Definition, rows: Rows) -> dict[str, Any]:
    return {
        "sheet": rows.sheet,
        "letters": dict(rows.letters),
        "columns": [column.id for column in definition.table.columns],
        "numbers": list(rows.numbers),
        "rows": [[_plain(value) for value in row] for row in rows.rows],
    }


def rows_from_json(definition: Definition, data: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Rows:
    """Rows out of JSON, ours or a list of objects as the schema has it.

    Columns go by their name, so that rows of another order or an older form are read right.
    """
    if not isinstance(data, Mapping):
        columns = [column.id for column in definition.table.columns]
        data = {"columns": columns, "rows": [[row.get(name) for name in columns] for row in data]}
    given = {name: number for number, name in enumerate(data["columns"])}
    places = [(column, given.get(column.id)) for column in definition.table.columns]
    rows = [tuple(None if at is None else _cell(column, row[at]) for column, at in places) for row in data["rows"]]
    numbers = list(data.get("numbers") or range(1, len(rows) + 1))
    return Rows(rows, numbers, data.get("sheet", ""), data.get("letters", {}))


def _cell(column: Field, value: Any) -> Any:
    value = _typed(column, value)
    return tuple(value) if isinstance(value, list) else value
