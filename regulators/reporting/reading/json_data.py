"""A report as JSON, as the published schema has it: read whole, or told what in it could not be, never half.

What stands where no answer can be is told here; whether an answer is a date, a number, a choice of the list is for the checks of the
form, which say it as they do of a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from regulators.reporting import answers as said
from regulators.reporting.answers import Answers, Rows
from regulators.reporting.definition import BREAKDOWNS, OWN_OCCUPATIONS, Choices, Definition, Field, Words
from regulators.reporting.facts import Facts
from regulators.reporting.findings import ALREADY, MORE, Finding, shown

PARTS = ("version", "nil", "values", "texts", "explanations", "rows")
AS_SCHEMA = Words(
    "Write it as the schema of this form has it.", "Écrivez-le comme le prévoit le schéma de ce formulaire."
)
TAKE_OUT = Words(
    "Take it out, or see how it is called in the schema.", "Retirez-le, ou voyez comment il s’appelle dans le schéma."
)


@dataclass
class Given:
    """What came: answers and rows, or None where nothing could be taken; and what is wrong with how it is written."""

    answers: Answers | None = None
    rows: Rows | None = None
    findings: list[Finding] = field(default_factory=list)


class Twice(ValueError):
    """A name that stands twice in one object: one of the two would be lost."""


def read(definition: Definition, facts: Facts, file: BinaryIO) -> Given:
    """Read a report. Never raises for what somebody sent."""
    return Reader(definition, facts).read(file.read())


class Reader:
    def __init__(self, definition: Definition, facts: Facts) -> None:
        self.definition, self.facts = definition, facts
        self.given = Given()
        self.counts: dict[str, int] = {}

    def read(self, content: bytes) -> Given:
        data = self.parsed(content)
        if data is not None and self.is_of_form(data):
            values = self.values(self.part(data, "values", dict))
            texts, explanations = self.sentences(data, "texts"), self.sentences(data, "explanations")
            plain = {"nil": data.get("nil") is True, "values": values, "texts": texts, "explanations": explanations}
            answers = said.from_json(self.definition, plain)
            rows = self.rows(self.part(data, "rows", list))
            if rows is not None:
                self.given.answers = said.nil(self.definition, answers) if answers.nil else answers
                self.given.rows = said.rows_from_json(self.definition, rows) if rows else None
        for check, count in self.counts.items():
            if (more := count - self.definition.cap) > 0:
                why = Words(*(MORE.of(language).replace("{count}", str(more)) for language in ("en", "fr")))
                self.given.findings.append(
                    Finding(f"{check}:more", check, "unreadable", "body", why, ALREADY, more=more)
                )
        return self.given

    # ---- the whole

    def parsed(self, content: bytes) -> dict[str, Any] | None:
        try:
            data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=once, parse_constant=no_number)
        except UnicodeDecodeError as wrong:
            self.tell("json-encoding", "", Words(
                f"Byte {wrong.start + 1} is not UTF-8.", f"L’octet {wrong.start + 1} n’est pas en UTF-8."
            ), Words("Send JSON in UTF-8.", "Envoyez le JSON en UTF-8."))  # fmt: skip
        except json.JSONDecodeError as wrong:
            self.tell("json-syntax", "", Words(
                f"This is not JSON from line {wrong.lineno}, column {wrong.colno} on.",
                f"Ce n’est plus du JSON à partir de la ligne {wrong.lineno}, colonne {wrong.colno}.",
            ), Words(
                "Have it written by a JSON library, and sent to its end.",
                "Faites-le produire par une bibliothèque JSON et envoyez-le jusqu’à la fin.",
            ))  # fmt: skip
        except Twice as twice:
            self.tell("json-twice", str(twice), Words(
                f"“{shown(str(twice), 'en')}” stands twice in the same object.",
                f"« {shown(str(twice), 'fr')} » figure deux fois dans le même objet.",
            ), Words("Send each name once.", "Envoyez chaque nom une seule fois."))  # fmt: skip
        except (RecursionError, ValueError):
            self.tell("json-shape", "", Words(
                "Something in it is nested too deep, or is no number that JSON has.",
                "Un élément est imbriqué trop profondément, ou n’est pas un nombre au sens du JSON.",
            ), AS_SCHEMA)  # fmt: skip
        else:
            if isinstance(data, dict):
                return data
            self.shape("", "an object", "un objet")
        return None

    def is_of_form(self, data: Mapping[str, Any]) -> bool:
        for name in data:
            if name not in PARTS:
                self.unknown(name)
        if "nil" in data and not isinstance(data["nil"], bool):
            self.shape("nil", "true or false", "true ou false")
        wanted = self.definition.version
        if data.get("version") == wanted:
            return True
        self.tell("json-version", "version", Words(
            f"This is not for version {wanted} of the form: “version” says {shown(data.get('version'), 'en')}.",
            f"Ceci n’est pas pour la version {wanted} du formulaire : « version » indique {shown(data.get('version'), 'fr')}.",
        ), Words(
            f"Send “version”: “{wanted}”, after a look at what changed in the schema.",
            f"Envoyez « version » : « {wanted} », après avoir vu ce qui a changé dans le schéma.",
        ))  # fmt: skip
        return False

    def part(self, data: Mapping[str, Any], name: str, kind: type) -> Any:
        value = data.get(name)
        if value is None:
            return kind()
        if isinstance(value, kind):
            return value
        self.shape(name, *(("an object", "un objet") if kind is dict else ("a list", "une liste")))
        return kind()

    def sentences(self, data: Mapping[str, Any], name: str) -> dict[str, str]:
        kept = {}
        for key, text in self.part(data, name, dict).items():
            if name == "texts" and (key not in self.definition.by_id or not self.definition.by_id[key].with_text):
                self.unknown(f"texts.{key}")
            elif not isinstance(text, str):
                self.shape(f"{name}.{key}", "a text", "un texte")
            else:
                kept[key] = text
        return kept

    # ---- answers

    def values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        kept = {}
        for name, value in values.items():
            question = self.definition.by_id.get(name)
            if question is None:
                self.unknown(name, name)
            elif self.fits(question, value, name, name):
                kept[name] = value
        return kept

    def fits(self, wanted: Field, value: Any, name: str, question: str, row: int | None = None) -> bool:
        """Whether a value has the shape of an answer to this field."""
        if value is None:
            return True
        if wanted.by and isinstance(value, dict):
            return self.fits_breakdown(wanted, value, name, question)
        if wanted.type == "table":
            return self.fits_table(wanted, value, name, question)
        if wanted.is_several:
            if isinstance(value, list) and all(isinstance(one, str) for one in value):
                return True
            self.shape(name, "a list of texts", "une liste de textes", question, row, value)
            return False
        if isinstance(value, bool | list | dict):
            self.shape(name, *KINDS[wanted.type], question, row, value)
            return False
        return True

    def fits_breakdown(self, wanted: Field, value: Mapping[str, Any], name: str, question: str) -> bool:
        known = {"total": None, **{BREAKDOWNS[by]: self.keys_of(by) for by in wanted.by}}
        good = True
        for part, numbers in value.items():
            if part not in known:
                self.unknown(f"{name}.{part}", question)
                good = False
            elif part == "total":
                good &= self.is_figure(f"{name}.total", question, numbers)
            elif not isinstance(numbers, dict | None):
                self.shape(f"{name}.{part}", "an object", "un objet", question, None, numbers)
                good = False
            else:
                good &= all([self.is_part(f"{name}.{part}.{key}", question, key, number, known[part] or {})
                             for key, number in (numbers or {}).items()])  # fmt: skip
        return good

    def is_part(self, name: str, question: str, key: str, number: Any, keys: Choices) -> bool:
        if key in keys:
            return self.is_figure(name, question, number)
        self.unknown(name, question)
        return False

    def is_figure(self, name: str, question: str, number: Any) -> bool:
        if number is None or (isinstance(number, int | float) and not isinstance(number, bool)):
            return True
        self.shape(name, *KINDS["count"], question, None, number)
        return False

    def keys_of(self, breakdown: str) -> Choices:
        column = self.definition.table.column(breakdown)
        if column.choices == OWN_OCCUPATIONS:
            return self.facts.choices
        return self.definition.lists.get(column.choices, {})

    def fits_table(self, wanted: Field, value: Any, name: str, question: str) -> bool:
        if not isinstance(value, list):
            self.shape(name, *KINDS["table"], question, None, value)
            return False
        columns = {column.id: column for column in wanted.columns}
        good = True
        for number, line in enumerate(value, start=1):
            good &= self.fits_line(columns, line, f"{name}.{number}", question, None)
        return good

    def fits_line(self, columns: Mapping[str, Field], line: Any, name: str, question: str, row: int | None) -> bool:
        if not isinstance(line, dict):
            self.shape(name, "an object", "un objet", question, row, line)
            return False
        good = True
        for key, value in line.items():
            if key not in columns:
                self.unknown(f"{name}.{key}", question, row)
                good = False
            else:
                good &= self.fits(columns[key], value, f"{name}.{key}", question, row)
        return good

    # ---- rows

    def rows(self, rows: Iterable[Any]) -> list[dict[str, Any]] | None:
        """The rows if every one of them can be taken: figures are not worked out from some of them. None: nothing goes on."""
        table = self.definition.table
        listed = list(rows)
        if len(listed) > table.max_rows:
            self.tell("json-rows", "rows", Words(
                f"{len(listed)} rows were sent; the form takes {table.max_rows}.",
                f"{len(listed)} lignes ont été envoyées; le formulaire en accepte {table.max_rows}.",
            ), Words("Write to us: we find another way.", "Écrivez-nous : nous trouverons une autre façon."))  # fmt: skip
            return None
        columns = {column.id: column for column in table.columns}
        good = [self.fits_line(columns, row, "rows", "", number) for number, row in enumerate(listed, start=1)]
        return listed if all(good) else None

    # ---- telling

    def unknown(self, name: str, question: str = "", row: int | None = None) -> None:
        at = ("", "") if row is None else (f"Row {row}: ", f"Ligne {row} : ")
        why = Words(
            f"{at[0]}the form has no “{shown(name, 'en')}”.",
            f"{at[1]}le formulaire n’a pas de « {shown(name, 'fr')} ».",
        )
        self.tell("json-unknown", name, why, TAKE_OUT, question, row)

    def shape(self, name: str, en: str, fr: str, question: str = "", row: int | None = None, value: Any = None) -> None:
        at = ("", "") if row is None else (f"Row {row}: ", f"Ligne {row} : ")
        what = (shown(name, "en"), shown(name, "fr")) if name else ("the report", "le rapport")
        why = Words(f"{at[0]}“{what[0]}” must be {en}.", f"{at[1]}« {what[1]} » doit être {fr}.")
        self.tell("json-shape", name, why, AS_SCHEMA, question, row, value)

    def tell(
        self,
        check: str,
        name: str,
        why: Words,
        mend: Words,
        question: str = "",
        row: int | None = None,
        value: Any = None,
    ) -> None:
        """Add a finding; past the cap of the form they are only counted."""
        self.counts[check] = self.counts.get(check, 0) + 1
        if self.counts[check] > self.definition.cap:
            return
        column = name.removeprefix("rows.") if row is not None and name != "rows" else ""
        text = (
            "" if value is None else shown(value if isinstance(value, str | int | float) else json.dumps(value), "en")
        )
        key = f"{check}:{name}" if row is None else f"{check}:{name}:{row}"
        self.given.findings.append(
            Finding(key, check, "unreadable", "body", why, mend, "", name, row, column, question, text)
        )


#: What an answer of a type must be.
KINDS = {
    "count": ("a number", "un nombre"),
    "percent": ("a number", "un nombre"),
    "money": ("a number", "un nombre"),
    "date": ("a text like 2025-11-30", "un texte comme 2025-11-30"),
    "text": ("a text", "un texte"),
    "choice": ("a text of the list", "un texte de la liste"),
    "table": ("a list of objects", "une liste d’objets"),
}


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise Twice(next(name for name in names if names.count(name) > 1))
    return found


def no_number(text: str) -> Any:
    raise ValueError(text)
