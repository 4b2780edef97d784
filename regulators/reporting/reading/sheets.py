"""The sheets of questions: each answer is found by the key in its line, whatever was moved, renamed or inserted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from regulators.reporting.answers import Answers, Broken
from regulators.reporting.definition import Choices, Definition, Field, Words
from regulators.reporting.facts import Facts
from regulators.reporting.layout import HEADINGS, NIL_KEY, breakdown_of, gives_lines, sheet_name

from .reading import Reading, Troubled
from .table import Grid, letters
from .values import Taken, Unread, as_text, folded, reader

KEY = {folded(HEADINGS["key"].en), folded(HEADINGS["key"].fr)}
ANSWER = {folded(HEADINGS["answer"].en), folded(HEADINGS["answer"].fr)}
EXPLANATION = {folded(HEADINGS["explanation"].en), folded(HEADINGS["explanation"].fr)}
#: Rows looked at for the headings of a sheet of questions: guidance may stand above them.
HEADING_ROWS = 40
TICKED = frozenset({"x", "yes", "oui", "true", "vrai", "1"})


def is_heading(row: Sequence[Any]) -> bool:
    cells = {folded(as_text(cell)) for cell in row}
    return bool(cells & KEY) and bool(cells & ANSWER)


class Filled:
    """Collects the answers of all sheets, then makes one of them."""

    def __init__(self, definition: Definition, choices: Mapping[str, Choices], reading: Reading) -> None:
        self.definition, self.choices, self.reading = definition, choices, reading
        self.found: set[str] = set()
        self.values: dict[str, Any] = {}
        self.parts: dict[str, dict[str, dict[str, Any]]] = {}
        self.lines: dict[str, dict[int, dict[str, Any]]] = {}
        self.several: dict[str, list[str]] = {}
        self.texts: dict[str, str] = {}
        self.explanations: dict[str, str] = {}
        self.nil = False

    # ---- reading a sheet

    def sheet(self, grid: Grid, percents: set[str]) -> None:
        key_at = answer_at = explanation_at = -1
        heads: dict[str, dict[int, Field]] = {}
        dates: list[tuple[str, Field, int, int, Any]] = []
        for number, row in grid.rows:
            if key_at < 0:
                if is_heading(row):
                    key_at, answer_at = _find(row, KEY), _find(row, ANSWER)
                    explanation_at = _find(row, EXPLANATION)
                continue
            key = as_text(row[key_at]) if key_at < len(row) else ""
            if not key:
                continue
            question = self.definition.by_id.get(key.split(".")[0])
            if key == NIL_KEY:
                self.nil = as_text(_at(row, answer_at)).casefold() in TICKED
                self.found.add(key)
                continue
            if question is None:
                continue
            if key in self.found:
                self.reading.repeated.append((key, f"{grid.name}!{letters(key_at)}{number}", self._earlier(key)))
                continue
            self.found.add(key)
            self.reading.places[key] = (grid.name, f"{letters(answer_at)}{number}")
            if key == question.id and question.type == "table":
                heads[key] = {at: column for at, cell in enumerate(row) if (column := _labelled(question, cell))}
                continue
            if explanation_at >= 0 and "." not in key and (text := as_text(_at(row, explanation_at))):
                self.explanations[question.id] = text
            if question.type == "table" and not key.endswith(".note"):
                for at, column in heads.get(question.id, {}).items():
                    self._line(grid, key, question, column, at, number, _at(row, at), dates)
                continue
            raw = _at(row, answer_at)
            cell = f"{letters(answer_at)}{number}"
            if cell in percents and isinstance(raw, int | float) and question.type == "percent":
                raw = round(raw * 100, 6)
            self._answer(grid, key, question, raw, cell, number)
        self._merged(grid, key_at, answer_at)
        self._dates(grid, dates)

    def _earlier(self, key: str) -> str:
        return "!".join(self.reading.places.get(key, ("", "")))

    def _answer(self, grid: Grid, key: str, question: Field, raw: Any, cell: str, number: int) -> None:
        _, _, rest = key.partition(".")
        if rest == "text" or rest == "note":
            if text := as_text(raw):
                (self.texts if rest == "text" else self.explanations)[question.id] = text
            return
        if cell in grid.errors:
            self._trouble(grid, key, question, question, cell, number, grid.errors[cell], is_error=True)
            return
        if cell in grid.formulas and not grid.formulas[cell] and as_text(raw) == "":
            if not (question.by and not rest):  # the total is our own formula: without a result it is no answer
                self._trouble(grid, key, question, question, cell, number, "", is_formula=True)
            return
        value = self._value(grid, key, question, question, raw, cell, number)
        if value is None:
            return
        if question.by and rest:
            part, _, name = rest.partition(".")
            self.parts.setdefault(question.id, {}).setdefault(breakdown_of(part), {})[name] = value
        elif question.is_several and rest:
            self.several.setdefault(question.id, []).append(value)
        else:
            self.values[question.id] = value

    def _line(
        self,
        grid: Grid,
        key: str,
        question: Field,
        column: Field,
        at: int,
        number: int,
        raw: Any,
        dates: list[tuple[str, Field, int, int, Any]],
    ) -> None:
        line = int(rest) if (rest := key.partition(".")[2]).isdigit() else 0
        cell = f"{letters(at)}{number}"
        cell_key = f"{key}.{column.id}"
        self.reading.places[cell_key] = (grid.name, cell)
        if cell in grid.errors:
            self._trouble(grid, cell_key, question, column, cell, number, grid.errors[cell], is_error=True)
            return
        if cell in grid.formulas and not grid.formulas[cell] and as_text(raw) == "":
            self._trouble(grid, cell_key, question, column, cell, number, "", is_formula=True)
            return
        if column.type == "date":
            dates.append((cell_key, column, line, at, raw))
            return
        value = self._value(grid, cell_key, question, column, raw, cell, number)
        if value is not None:
            self._put(question.id, line, column, value)

    def _put(self, question: str, line: int, column: Field, value: Any) -> None:
        is_list = isinstance(value, tuple)
        self.lines.setdefault(question, {}).setdefault(line, {})[column.id] = list(value) if is_list else value

    def _dates(self, grid: Grid, dates: list[tuple[str, Field, int, int, Any]]) -> None:
        """The dates of a question's table, each column as a whole: what it allows settles 03/04/2025."""
        columns: dict[tuple[str, str], list[tuple[str, Field, int, int, Any]]] = {}
        for item in dates:
            columns.setdefault((item[0].split(".")[0], item[1].id), []).append(item)
        for (question_id, _), items in columns.items():
            read_one = reader(items[0][1], [i[4] for i in items], {}, is_french=False, separator=";")
            for key, column, line, _, raw in items:
                sheet, cell = self.reading.places[key]
                value = read_one(raw)
                if isinstance(value, Unread):
                    question = self.definition.by_id[question_id]
                    self._unread(sheet, key, question, column, cell, value)
                elif value is not None:
                    self._put(question_id, line, column, value.value if isinstance(value, Taken) else value)

    def _value(self, grid: Grid, key: str, question: Field, field: Field, raw: Any, cell: str, number: int) -> Any:
        read_one = reader(
            field,
            [raw],
            self.choices.get(field.choices, {}),
            is_french=self.reading.language == "fr",
            separator=self.definition.table.many_separator,
        )
        value = read_one(raw)
        if isinstance(value, Taken):
            return value.value
        if isinstance(value, Unread):
            self._unread(grid.name, key, question, field, cell, value)
            return None
        return value

    def _unread(self, sheet: str, key: str, question: Field, field: Field, cell: str, value: Unread) -> None:
        seen = value.readings[0] if value.readings else value.text
        self.reading.troubled.append(
            Troubled(
                key, sheet, cell, field, value.text, seen, question=question.id,
                date_readings=max(1, len(value.readings)),
            )
        )  # fmt: skip

    def _trouble(
        self, grid: Grid, key: str, question: Field, field: Field, cell: str, number: int, text: str, **what: bool
    ) -> None:
        self.reading.troubled.append(
            Troubled(key, grid.name, cell, field, text, text or None, question=question.id, **what)  # type: ignore[arg-type]
        )

    def _merged(self, grid: Grid, key_at: int, answer_at: int) -> None:
        rows = {
            int("".join(c for c in cell if c.isdigit()))
            for sheet, cell in self.reading.places.values()
            if sheet == grid.name
        }
        for a, b in grid.merged:
            touches = any(number in rows for number in range(a[0] + 1, min(b[0] + 1, a[0] + 500) + 1))
            if touches and b[1] >= answer_at:
                cells = f"{letters(a[1])}{a[0] + 1}:{letters(b[1])}{b[0] + 1}"
                self.reading.merged.append((grid.name, cells))

    # ---- all of them together

    def answers(self) -> Answers:
        values = dict(self.values)
        for question in self.definition.questions:
            name = question.id
            if question.by:
                parts = self.parts.get(name, {})
                broken = Broken(values.get(name), parts.get("by_occupation", {}), parts.get("by_home", {}))
                values.pop(name, None)
                if broken.figure is not None:
                    values[name] = broken
            elif question.type == "table":
                values[name] = self._table(question)
            elif question.is_several and name in self.several:
                values[name] = self.several[name]
        return Answers(
            {k: v for k, v in values.items() if v not in (None, [])}, self.texts, self.explanations, self.nil
        )

    def _table(self, question: Field) -> list[dict[str, Any]]:
        lines = [line for _, line in sorted(self.lines.get(question.id, {}).items())]
        if gives_lines(question):
            count = question.columns[1].id
            lines = [line for line in lines if line.get(count) is not None]
        return lines

    def missing(self, facts: Facts) -> list[Words]:
        """Sheets of which not one question was found."""
        return [
            Words(sheet_name(section, "en"), sheet_name(section, "fr"))
            for section in self.definition.sections
            if not any(key.split(".")[0] == q.id for q in self.definition.of_section(section.id) for key in self.found)
        ]


def _find(row: Sequence[Any], names: set[str]) -> int:
    return next((at for at, cell in enumerate(row) if folded(as_text(cell)) in names), -1)


def _at(row: Sequence[Any], at: int) -> Any:
    return row[at] if 0 <= at < len(row) else None


def _labelled(question: Field, cell: Any) -> Field | None:
    text = folded(as_text(cell))
    names = ((column, (column.id, column.label.en, column.label.fr)) for column in question.columns)
    return next((column for column, known in names if text and text in map(folded, known)), None)
