"""What names and functions mean: in the whole report, in a row, at a question, at a place of a file."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

from regulators.reporting.answers import Answers, Broken, Rows
from regulators.reporting.definition import BREAKDOWNS, OWN_OCCUPATIONS, Choices, Definition, Field, Rule, Words
from regulators.reporting.facts import Facts
from regulators.reporting.language import functions as f
from regulators.reporting.language.running import Constant, Fn, compile
from regulators.reporting.language.syntax import AGGREGATES, Call, Name, Node, Operation, names, walk
from regulators.reporting.law import Counting
from regulators.reporting.persons import looks_like_person

#: A nearest choice must be at least this like what was written; otherwise all choices are named.
ALIKE = 0.6


class Report:
    """One report while it is checked. Knows what was answered, asked, and what the rows make."""

    def __init__(
        self, definition: Definition, facts: Facts, answers: Answers, rows: Rows | None, counting: Counting
    ) -> None:
        self.definition = definition
        self.facts = facts
        self.answers = answers
        self.rows = rows
        self.counting = counting
        self.names = ReportNames(self)
        self.row_names = RowNames(self)
        self._asked: dict[str, bool | None] = {}
        self._computed: dict[str, Any] = {}
        self._ours: frozenset[str] | None = None

    # ---- answers

    def asked(self, question: Field) -> bool | None:
        """Whether a question applies: None while an answer it hangs on is blank."""
        if self.answers.nil:
            return question.id in self.definition.nil_return.still_asked
        if question.required_if is None:
            return True
        if question.id not in self._asked:
            value = compile(question.required_if.node, self.names)(None)
            self._asked[question.id] = None if value is None else value is True
        return self._asked[question.id]

    def required(self, question: Field) -> bool:
        return question.required and self.asked(question) is True

    def answer(self, question: Field) -> Any:
        """The answer; a count that was not asked for is 0, any other blank is None."""
        value = self.answers.get(question.id)
        if value is None and question.type == "count" and self.asked(question) is False:
            return 0
        return value

    def put(self, values: Mapping[str, Any]) -> None:
        self.answers = self.answers.with_values(values)
        self._asked.clear()

    # ---- lists

    def choices(self, name: str) -> Choices:
        return self.facts.choices if name == OWN_OCCUPATIONS else self.definition.lists.get(name, {})

    def nearest(self, text: Any, keys: Iterable[str]) -> Words | None:
        """The choice most like a text; all of them where none is."""
        wanted = list(keys or ())
        labels = {key: self._label(key) for key in wanted}
        if not labels:
            return None
        spelled = {
            word.casefold(): key for key, label in labels.items() for word in (str(key), label.en, label.fr) if word
        }
        near = difflib.get_close_matches(str(text).strip().casefold(), spelled, n=1, cutoff=ALIKE)
        if near:
            return labels[spelled[near[0]]]
        return Words(", ".join(w.en for w in labels.values()), ", ".join(w.fr for w in labels.values()))

    def _label(self, key: str) -> Words:
        for choices in (self.facts.choices, *self.definition.lists.values()):
            if key in choices:
                return choices[key]
        return Words(key, key)

    @property
    def ours(self) -> frozenset[str]:
        """Words of places, lists and occupations: a text with one of them is no person's name."""
        if self._ours is None:
            labels = [w for c in self.definition.lists.values() for w in c.values()]
            labels += [w for o in self.facts.occupations for w in (o.title,)]
            texts = " ".join(f"{w.en} {w.fr}" for w in (*labels, self.facts.body_name)).lower()
            more = "exception article section number order regulation posted cfta alec règlement décret publiée"
            self._ours = frozenset(word.strip(".,()") for word in f"{texts} {more}".split() if len(word) > 2)
        return self._ours

    # ---- figures from the rows

    def computed(self, question: Field) -> Any:
        """The same figure from the rows; broken down where the question is. None where there are no rows."""
        if question.from_rows is None or not self.rows:
            return None
        if question.id not in self._computed:
            self._computed[question.id] = self._compute(question, question.from_rows)
        return self._computed[question.id]

    def _compute(self, question: Field, rule: Rule) -> Any:
        node = rule.node
        if question.by and isinstance(node, Call) and node.function == "count" and node.where is not None:
            return self._broken(question, node.where)
        value = compile(node, self.names)(None)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dict):
            key, count = question.columns[0].id, question.columns[1].id
            return [{key: k, count: n} for k, n in sorted(value.items(), key=lambda i: str(i[0])) if k is not None]
        return f.rounded(value, question.places)

    def _broken(self, question: Field, where: Node) -> Broken:
        holds = compile(where, self.row_names)
        chosen = [row for row in self.rows or () if holds(row) is True]
        parts: dict[str, dict[str, int]] = {}
        for breakdown in question.by:
            at = self.definition.table.index[breakdown]
            counts = dict.fromkeys(self.choices(self.definition.table.columns[at].choices), 0)
            for row in chosen:
                if row[at] is not None:
                    counts[row[at]] = counts.get(row[at], 0) + 1
            if breakdown == "home_jurisdiction":
                counts = {k: n for k, n in counts.items() if n}
            parts[BREAKDOWNS[breakdown]] = counts
        return Broken(len(chosen), **parts)

    def fill_in(self) -> frozenset[str]:
        """Answer from the rows what was left blank; returns which questions."""
        filled = []
        for question in self.definition.questions:
            if self.answers.get(question.id) is None and self.asked(question) is not False:
                value = self.computed(question)
                if not f.is_blank(value):
                    self.put({question.id: value})
                    filled.append(question.id)
        return frozenset(filled)


class ReportNames:
    """Names of the whole report: q, last, unit, peers, period, upload, form, rows."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def name(self, name: Name) -> Fn:
        head, rest = name.parts[0], name.parts[1:]
        definition, facts = self.report.definition, self.report.facts
        match head, rest:
            case "rows", ():
                return Constant(len(self.report.rows or ()))
            case "period", ("start" | "end" as which,):
                return Constant(getattr(definition.period, which))
            case "upload", ("date",):
                return Constant(facts.upload_on)
            case "upload", ("body",):
                return Constant(facts.body_key)
            case "form", ("version",):
                return Constant(definition.version)
            case "q", (question, *below):
                return self.answered(definition.question(question), below, self.report.answer)
            case "last", (question, *below):
                return self.answered(definition.question(question), below, self.last)
            case "peers", (question,):
                return Constant(facts.peers.get(question))
            case "unit", (key,):
                return Constant(facts.unit.get(key))
        raise KeyError(f"{name} means nothing here.")

    def last(self, question: Field) -> Any:
        return self.report.facts.last.get(question.id) if self.report.facts.last else None

    def answered(self, question: Field, below: list[str], get: Callable[[Field], Any]) -> Fn:
        """`q.ID`, or a part of it: a breakdown, or a column of all its lines."""
        if not below:
            return lambda _: get(question)
        part = below[0]
        if part in BREAKDOWNS.values():
            return lambda _: getattr(get(question), part, None)
        return lambda _: [line.get(part) for line in get(question) or []]

    def source(self, argument: Node) -> tuple[Iterable[Any] | None, Any, Node | None]:
        if isinstance(argument, Name) and argument.parts[0] in ("q", "last", "unit", "value"):
            if argument.parts[0] in ("q", "last"):
                question = self.report.definition.question(argument.parts[1])
                if question.type == "table":
                    lines = self.name(Name(argument.parts[:2]))(None) or []
                    take = Name((argument.parts[2],)) if len(argument.parts) > 2 else None
                    return lines, LineNames(self.report), take
            value = self.name(argument)(None)
            items = list(value.values()) if isinstance(value, Mapping) else value
            if items is not None and not isinstance(items, list | tuple):
                items = [items]
            return items, self, None
        if self.report.rows is None:
            return None, self.report.row_names, None
        is_rows = isinstance(argument, Name) and argument.parts == ("rows",)
        return self.report.rows.rows, self.report.row_names, None if is_rows else argument

    def keep(self, node: Node, fn: Fn) -> Fn:
        return fn

    def call(self, name: str, arguments: list[Any], call: Call) -> Any:
        counting = self.report.counting
        match name:
            case "business_days":
                first, last = arguments
                return None if first is None or last is None else counting.business_days(first, last)
            case "limit":
                return counting.limit(*arguments)
            case "rule_max":
                return counting.most(arguments[0])
            case "list":
                return list(self.report.choices(arguments[0])) if arguments[0] else None
            case "looks_like_person":
                return bool(arguments[0]) and looks_like_person(str(arguments[0]), self.report.ours)
            case "nearest":
                return self.report.nearest(*arguments)
        raise KeyError(f"The function {name} means nothing here.")


#: What is known of a cell that is no file's: it holds a value, and nothing but that.
VALUE_ALONE = {"is_error": False, "is_formula": False, "date_readings": 1, "value": True}


class LineNames(ReportNames):
    """Inside a line of a question that is a table: its columns by name."""

    def name(self, name: Name) -> Fn:
        if len(name.parts) == 1 and name.parts[0] != "rows":
            key = name.parts[0]
            return lambda line: line.get(key)
        return super().name(name)


class RowNames(ReportNames):
    """Inside a row: columns by name; with a `column`, also `value` and what is told of that column."""

    def __init__(self, report: Report, column: Field | None = None) -> None:
        super().__init__(report)
        self.column = column

    def name(self, name: Name) -> Fn:
        index = self.report.definition.table.index
        head = name.parts[0]
        if len(name.parts) == 1 and head in index:
            return itemgetter(index[head])
        if self.column is not None:
            if head == "value":
                return _itself if self.column.many else itemgetter(index[self.column.id])
            if head == "column" and len(name.parts) == 2:
                return Constant(field_fact(self.column, name.parts[1]))
            if head == "cell":
                return Constant(VALUE_ALONE[name.parts[1]])
        return super().name(name)

    def keep(self, node: Node, fn: Fn) -> Fn:
        """What reads one column alone is worked out once for each value of it."""
        if isinstance(fn, Constant) or any(isinstance(n, Call) and n.function in AGGREGATES for n in walk(node)):
            return fn
        read = columns_read(self.report, node)
        if len(read) != 1 or any(name.parts[0] == "value" for name in names(node)):
            return fn
        at = self.report.definition.table.index[read[0]]
        kept = Kept(fn, at, len(self.report.definition.table.columns))
        return lambda row: kept[row[at]]


class Kept(dict[Any, Any]):
    """Results by the one value they rest on: asked once for each value a column has."""

    def __init__(self, fn: Fn, at: int, width: int) -> None:
        super().__init__()
        self.fn, self.at, self.row = fn, at, [None] * width

    def __missing__(self, value: Any) -> Any:
        self.row[self.at] = value
        result = self[value] = self.fn(self.row)
        return result


class FieldNames(ReportNames):
    """At a question, or at one cell of a line of one: `value`, `question`, `last.value`."""

    def __init__(self, report: Report, field: Field, value: Any, required: bool, last: Any = None) -> None:
        super().__init__(report)
        self.field, self.value, self.required, self.last_value = field, value, required, last

    def name(self, name: Name) -> Fn:
        match name.parts:
            case ("value",):
                return Constant(self.value)
            case ("value", part):
                return Constant(getattr(self.value, part, None))
            case ("question", "required"):
                return Constant(self.required)
            case ("question" | "column", part):
                return Constant(field_fact(self.field, part))
            case ("cell", part):
                return Constant(VALUE_ALONE[part])
            case ("last", "value"):
                return Constant(self.last_value)
        return super().name(name)

    def call(self, name: str, arguments: list[Any], call: Call) -> Any:
        if name == "computed":
            return self.report.computed(self.field)
        return super().call(name, arguments, call)


#: Names that only reading a file gives a meaning to; elsewhere they are blank.
FACTS_OF_FILES = frozenset({"file", "sheet", "columns", "column", "cell", "row"})


class FactNames(ReportNames):
    """At a place of a file: what reading it found, `file.type`, `sheet.found`, `cell.is_error`, ..."""

    def __init__(self, report: Report, known: Mapping[str, Any]) -> None:
        super().__init__(report)
        self.known = known

    def name(self, name: Name) -> Fn:
        text = str(name)
        if text in self.known or name.parts[0] in FACTS_OF_FILES:
            return Constant(self.known.get(text))
        return super().name(name)


def field_fact(field: Field, part: str) -> Any:
    """`column.type`, `question.choices`, ... as an expression sees it."""
    value = getattr(field, part)
    if part == "by":
        return list(value)
    return True if isinstance(value, Rule) else value


def _itself(value: Any) -> Any:
    return value


def columns_read(report: Report, node: Node, column: Field | None = None) -> list[str]:
    """The columns an expression of a row reads, outside of aggregates too, in the order of the text."""
    index = report.definition.table.index
    found = []
    for name in names(node):
        if name.parts == ("value",) and column is not None:
            found.append(column.id)
        elif len(name.parts) == 1 and name.parts[0] in index:
            found.append(name.parts[0])
    return list(dict.fromkeys(found))


def questions_read(definition: Definition, node: Node) -> list[str]:
    """The questions an expression reads as `q.ID`, in the order of the text."""
    found = [n.parts[1] for n in names(node) if n.parts[0] == "q" and len(n.parts) > 1]
    return list(dict.fromkeys(q for q in found if q in definition.by_id))


def sides(node: Node) -> tuple[Node, Node] | None:
    """Left and right of the comparison a rule ends in, if it ends in one."""
    if isinstance(node, Operation):
        if node.sign in ("and", "or"):
            return sides(node.right) or sides(node.left)
        if node.sign in ("=", "<", "<=", ">", ">="):
            return node.left, node.right
    return None
