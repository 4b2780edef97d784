"""Reads the form of a year from its file. A mistake is told with the entry it is in and what is wrong; all of them at once."""

from __future__ import annotations

import datetime as dt
import re
import string
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from .definition import (
    BREAKDOWNS,
    FIELD_TYPES,
    OWN_OCCUPATIONS,
    SCOPES,
    TIERS,
    Attestation,
    Check,
    Definition,
    Field,
    Law,
    NilReturn,
    Period,
    Rule,
    Section,
    Table,
    Tier,
    Words,
)
from .language.syntax import Call, Literal, Name, Node, Operation, RuleError, names, parse, walk
from .reading.reading import FileFacts

DATA = Path(__file__).resolve().parents[1] / "data"
#: A rule in words: every line of the table's `order`.
ORDER_WORDS = "every line of table.order holds where both dates are present"
EVERY_DATE = "every date "
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
CHECK_ID = re.compile(r"[a-z][a-z0-9-]{0,59}")
CONFIDENCE = ("V", "S", "A", "?")
#: What a message may say without `show`: the engine knows it.
GIVEN = frozenset(
    [
        "file",
        "sheet",
        "cell",
        "row",
        "column",
        "label",
        "value",
        "expected",
        "other_value",
        "other_cell",
        "difference",
        "start",
        "end",
        "body_name",
    ]
)
#: Names by their first part, beside columns of the table; with the second parts allowed (None: any).
NAMES: dict[str, frozenset[str] | None] = {
    "rows": frozenset(),
    "period": frozenset({"start", "end"}),
    "upload": frozenset({"date", "body"}),
    "form": frozenset({"version"}),
    "unit": None,
    "peers": None,
    "file": frozenset(FileFacts.__dataclass_fields__),
    "sheet": frozenset(
        ("found", "name", "sheets", "merged_in_data", "rows", "rows_limit", "blank_rows", "first_blank_row", "formulas")
    ),
    "columns": frozenset(("missing_required", "repeated", "unknown", "count", "text_dates", "text_numbers")),
    "cell": frozenset(("is_error", "is_formula", "value", "date_readings")),
    "row": frozenset({"cells"}),
    "value": frozenset(BREAKDOWNS.values()),
}


class DefinitionError(ValueError):
    """The form cannot be used; `problems` has one sentence for each mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def editions() -> dict[str, Path]:
    """The forms the project carries, by the year in their file's name."""
    return {path.stem.removeprefix("annual-report-"): path for path in sorted(DATA.glob("annual-report-*.toml"))}


@cache
def definition(edition: str = "2026") -> Definition:
    """The form of one edition; read once. LookupError where there is none."""
    try:
        path = editions()[edition]
    except KeyError:
        raise LookupError(f"There is no form {edition!r}; known are {', '.join(editions())}.") from None
    return read(path.read_text(encoding="utf-8"))


def of_version(version: str) -> Definition:
    """The form with a version ("2026.1"), for reports and workbooks that were made with it."""
    for edition in editions():
        if definition(edition).version == version:
            return definition(edition)
    raise LookupError(f"There is no form of version {version!r}.")


def read(text: str) -> Definition:
    """The form in a text. DefinitionError, with every mistake, where it cannot be used."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([f"The file is not TOML: {error}."]) from None
    return Loader(data).whole()


class Loader:
    """Goes through the file once, and collects what is wrong on the way."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.problems: list[str] = []

    def whole(self) -> Definition:
        made = self._attempt(self._definition)
        if made is not None:
            self._look_at(made)
        if self.problems or made is None:
            raise DefinitionError(self.problems or ["The file cannot be used."])
        return made

    def _attempt(self, make: Callable[[], Definition]) -> Definition | None:
        try:
            return make()
        except KeyError as error:
            self.wrong("The file", f"has no entry {error}")
        except (TypeError, AttributeError) as error:
            self.wrong("The file", f"has an entry of the wrong kind ({error})")
        return None

    def wrong(self, entry: str, what: str) -> None:
        self.problems.append(f"{entry} {what}.")

    # ---- parts

    def words(self, entry: str, value: Any) -> Words:
        if not isinstance(value, Mapping) or not all(isinstance(value.get(x), str) and value[x] for x in ("en", "fr")):
            self.wrong(entry, "needs a text in English (en) and one in French (fr)")
            return Words("", "")
        return Words(value["en"], value["fr"])

    def rule(self, entry: str, text: Any) -> Rule:
        try:
            return Rule(text, parse(text))
        except RuleError as error:
            self.wrong(entry, f"cannot be read: {text!r}. {str(error).rstrip('.')}")
        except TypeError:
            self.wrong(entry, "is not a text")
        return Rule(str(text), Literal(True))

    def maybe(self, entry: str, data: Mapping[str, Any], key: str) -> Rule | None:
        return self.rule(f"{entry}.{key}", data[key]) if data.get(key) else None

    def field(self, entry: str, data: Mapping[str, Any]) -> Field:
        known = {
            key: data[key]
            for key in [
                "section",
                "choices",
                "many",
                "choose_max",
                "with_text",
                "format",
                "pattern",
                "max_length",
                "min",
                "max_from_rule",
                "unit",
                "decimals",
                "confidence",
                "note",
            ]
            if key in data
        }
        if data.get("type") not in FIELD_TYPES:
            self.wrong(entry, f"has the type {data.get('type')!r}; known are {', '.join(sorted(FIELD_TYPES))}")
        if not ID.fullmatch(str(data.get("id"))):
            self.wrong(entry, f"has the id {data.get('id')!r}; small letters, digits and _ only")
        return Field(
            id=data["id"],
            type=data.get("type", ""),
            label=self.words(f"{entry}.label", data.get("label")),
            help=self.words(f"{entry}.help", data["help"]) if "help" in data else None,
            required=data.get("required", True),
            required_if=self.maybe(entry, data, "required_if"),
            from_rows=self.maybe(entry, data, "from_rows"),
            by=tuple(data.get("by", ())),
            columns=tuple(self.field(f"{entry}.{c.get('id')}", c) for c in data.get("columns", ())),
            aliases=tuple(data.get("aliases", ())),
            provision=tuple(data.get("provision", ())),
            **known,
        )

    def table(self, data: Mapping[str, Any]) -> Table:
        columns = tuple(self.field(f"table.{c.get('id')}", c) for c in data["columns"])
        order: list[Rule] = []
        for line in data["order"]:
            if line.startswith(EVERY_DATE):
                rest = line.removeprefix(EVERY_DATE)
                dates = [c.id for c in columns if c.type == "date"]
                order += [self.rule("table.order", f"{column} {rest}") for column in dates]
            else:
                order.append(self.rule("table.order", line))
        return Table(
            id=data["id"],
            sheet=self.words("table.sheet", data["sheet"]),
            title=self.words("table.title", data["title"]),
            help=self.words("table.help", data["help"]),
            columns=columns,
            max_rows=data["max_rows"],
            many_separator=data["many_separator"],
            order=tuple(order),
            unique=tuple(data["unique"]),
            note=data.get("note", ""),
        )

    def check(self, data: Mapping[str, Any]) -> Check:
        entry = f"checks.{data.get('id')}"
        if not CHECK_ID.fullmatch(str(data.get("id"))):
            self.wrong(entry, "needs an id of small letters, digits and hyphens")
        for key, known in (("tier", TIERS), ("scope", SCOPES)):
            if data.get(key) not in known:
                self.wrong(entry, f"has the {key} {data.get(key)!r}; known are {', '.join(known)}")
        return Check(
            id=data["id"],
            tier=data.get("tier", "info"),
            scope=data.get("scope", "report"),
            rule=None if data["rule"] == ORDER_WORDS else self.rule(f"{entry}.rule", data["rule"]),
            message=self.words(f"{entry}.message", data.get("message")),
            mend=self.words(f"{entry}.mend", data.get("mend")),
            audience=data.get("audience", "body"),
            at=data.get("at", ""),
            show={key: self.rule(f"{entry}.show.{key}", text) for key, text in data.get("show", {}).items()},
            hides_value=data.get("hides_value", False),
        )

    def _definition(self) -> Definition:
        data, form, nil = self.data, self.data["form"], self.data["nil_return"]
        period, attestation, settings = data["period"], data["attestation"], data["tiers_settings"]
        words = self.words
        return Definition(
            id=form["id"],
            version=form["version"],
            status=form["status"],
            title=words("form.title", form["title"]),
            intro=words("form.intro", form["intro"]),
            applicant=words("applicant.text", data["applicant"]["text"]),
            basis=tuple(form["basis"]),
            confidence=form["confidence"],
            note=form.get("note", ""),
            period=Period(
                label=words("period.label", period["label"]),
                **{key: self._date(key, period[key]) for key in ("start", "end", "opens_on", "due_on")},
                due_basis=period["due_basis"],
                confidence=period["confidence"],
                extension_days_max=period["extension_days_max"],
                note=period.get("note", ""),
            ),
            law=Law(data["law"]["calendar"], dict(data["law"]["limits"])),
            nil_return=NilReturn(
                text=words("nil_return.text", nil["text"]),
                button=words("nil_return.button", nil["button"]),
                sets=dict(nil["sets"]),
                still_asked=tuple(x for x in nil["still_asked"] if x != "attestation"),
                blocked_if=self.rule("nil_return.blocked_if", nil["blocked_if"]),
                blocked_text=words("nil_return.blocked_text", nil["blocked_text"]),
            ),
            attestation=Attestation(
                persons=dict(attestation["persons"]),
                different_persons=attestation["different_persons"],
                roles={k: words(f"attestation.roles.{k}", v) for k, v in attestation["roles"].items()},
                fields=tuple(attestation["fields"]),
                **{k: words(f"attestation.{k}", attestation[k]) for k in ("prepared", "certified", "alone", "unlock")},
            ),
            lists={
                name: {key: words(f"lists.{name}.{key}", value) for key, value in choices.items()}
                for name, choices in data["lists"].items()
            },
            sections=tuple(Section(s["id"], words(f"sections.{s['id']}", s["title"])) for s in data["sections"]),
            questions=tuple(self.field(f"questions.{q.get('id')}", q) for q in data["questions"]),
            table=self.table(data["table"]),
            tiers=tuple(
                Tier(name, words(f"tiers.{name}", t), words(f"tiers.{name}.lead", t.get("lead")))
                for name, t in data["tiers"].items()
            ),
            cap=settings["cap"],
            explanation_min_characters=settings["explanation_min_characters"],
            checks=tuple(self.check(c) for c in data["checks"]),
        )

    def _date(self, key: str, value: Any) -> dt.date:
        if not isinstance(value, dt.date):
            self.wrong(f"period.{key}", "is not a date")
            return dt.date(2000, 1, 1)
        return value

    # ---- what must fit together

    def _look_at(self, made: Definition) -> None:
        self._once("sections", [s.id for s in made.sections])
        self._once("questions", [q.id for q in made.questions])
        self._once("checks", [c.id for c in made.checks])
        self._once("table.columns", [c.id for c in made.table.columns])
        if set(TIERS) != {t.id for t in made.tiers}:
            self.wrong("tiers", f"must be {', '.join(TIERS)}")
        if made.period.start >= made.period.end:
            self.wrong("period", "ends before it begins")
        sections = {s.id for s in made.sections}
        for question in made.questions:
            entry = f"questions.{question.id}"
            if question.section not in sections:
                self.wrong(entry, f"stands in the section {question.section!r}, which there is not")
            if not question.provision:
                self.wrong(entry, "names no provision it answers")
            if set(question.by) - set(BREAKDOWNS):
                self.wrong(entry, f"is broken down by {', '.join(question.by)}; known are {', '.join(BREAKDOWNS)}")
            for field in (question, *question.columns):
                self._field(f"{entry}.{field.id}" if field is not question else entry, field, made)
            self._names(f"{entry}.required_if", question.required_if, made)
            self._names(f"{entry}.from_rows", question.from_rows, made)
        for column in made.table.columns:
            self._field(f"table.{column.id}", column, made)
            self._names(f"table.{column.id}.required_if", column.required_if, made)
        for key in (*made.nil_return.sets, *made.nil_return.still_asked):
            if key not in made.by_id:
                self.wrong("nil_return", f"speaks of the question {key!r}, which there is not")
        for key in made.table.unique:
            if key not in made.table.index:
                self.wrong("table.unique", f"names the column {key!r}, which there is not")
        for line in made.table.order:
            if not isinstance(line.node, Operation):
                self.wrong("table.order", f"has a line that compares nothing: {line.text!r}")
            self._names("table.order", line, made)
        self._names("nil_return.blocked_if", made.nil_return.blocked_if, made)
        self._no_circle(made)
        for check in made.checks:
            self._check(check, made)

    def _once(self, entry: str, ids: list[str]) -> None:
        for name in sorted({i for i in ids if ids.count(i) > 1}):
            self.wrong(entry, f"has {name!r} twice")

    def _field(self, entry: str, field: Field, made: Definition) -> None:
        if field.type == "choice" and field.choices not in (*made.lists, OWN_OCCUPATIONS):
            self.wrong(entry, f"takes its choices from the list {field.choices!r}, which there is not")
        if field.confidence not in CONFIDENCE:
            self.wrong(entry, f"has the confidence {field.confidence!r}; known are {', '.join(CONFIDENCE)}")
        if field.type == "table" and not field.columns:
            self.wrong(entry, "is a table without columns")
        if field.max_from_rule and field.max_from_rule not in made.law.limits:
            self.wrong(entry, f"takes its maximum from {field.max_from_rule!r}, which law.limits does not have")
        if field.pattern:
            try:
                re.compile(field.pattern)
            except re.error as error:
                self.wrong(entry, f"has a pattern that is none ({error})")

    def _check(self, check: Check, made: Definition) -> None:
        entry = f"checks.{check.id}"
        self._names(f"{entry}.rule", check.rule, made)
        for key, rule in check.show.items():
            self._names(f"{entry}.show.{key}", rule, made)
        if check.audience not in ("body", "unit"):
            self.wrong(entry, f"has the audience {check.audience!r}; known are body and unit")
        if check.at and check.at not in made.by_id and check.at not in made.table.index:
            self.wrong(entry, f"points at {check.at!r}, which is neither a question nor a column")
        for text in (check.message.en, check.message.fr, check.mend.en, check.mend.fr):
            for _, name, _, _ in string.Formatter().parse(text):
                if name is not None and name not in GIVEN and name not in check.show:
                    self.wrong(entry, f"says {{{name}}}, and `show` does not tell what that is")

    def _names(self, entry: str, rule: Rule | None, made: Definition) -> None:
        """Every name and list an expression reads exists."""
        if rule is None:
            return
        for node in walk(rule.node):
            if isinstance(node, Call) and node.function in ("list", "limit", "rule_max"):
                self._known(entry, node, made)
        inner = self._line_columns(rule.node, made)
        for name in names(rule.node):
            if problem := self._name(name, made, inner):
                self.wrong(entry, f"reads {str(name)!r}: {problem}")

    def _known(self, entry: str, call: Call, made: Definition) -> None:
        given = call.arguments[0]
        known = (*made.lists, OWN_OCCUPATIONS) if call.function == "list" else tuple(made.law.limits)
        if isinstance(given, Literal) and given.value not in known:
            self.wrong(entry, f"asks {call.function}('{given.value}'), which there is not")

    def _line_columns(self, node: Node, made: Definition) -> set[str]:
        """Columns of the tables among the questions that an aggregate goes over."""
        found: set[str] = set()
        for name in names(node):
            question = made.by_id.get(name.parts[1]) if len(name.parts) > 1 and name.parts[0] == "q" else None
            if question is not None:
                found |= {column.id for column in question.columns}
        return found

    def _name(self, name: Name, made: Definition, inner: set[str]) -> str:
        head, *rest = name.parts
        if not rest and (head in made.table.index or head in inner):
            return ""
        if head in ("q", "last", "peers"):
            if rest == ["value"] and head == "last":
                return ""
            question = made.by_id.get(rest[0]) if rest else None
            if question is None:
                return "there is no such question"
            parts = {*BREAKDOWNS.values(), *(column.id for column in question.columns)}
            return "" if not rest[1:] or rest[1] in parts else "the question has no such part"
        if head in ("question", "column"):
            known = {*Field.__dataclass_fields__, "decimal_mark"}
            return "" if len(rest) == 1 and rest[0] in known else "nothing of that name is known of it"
        if head not in NAMES:
            return "that is neither a column nor anything else known here"
        allowed = NAMES[head]
        return "" if not rest or allowed is None or rest[0] in allowed else "nothing of that name is known of it"

    def _no_circle(self, made: Definition) -> None:
        """Whether a question is asked must not hang on itself."""
        reads = {
            q.id: [n.parts[1] for n in names(q.required_if.node) if n.parts[0] == "q"] if q.required_if else []
            for q in made.questions
        }

        def visit(question: str, path: tuple[str, ...]) -> None:
            if question in path:
                self.wrong(f"questions.{path[0]}.required_if", f"goes in a circle ({' → '.join((*path, question))})")
                return
            for other in reads.get(question, ()):
                visit(other, (*path, question))

        for question in reads:
            before = len(self.problems)
            visit(question, ())
            if len(self.problems) > before:
                return
