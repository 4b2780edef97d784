"""One invented body with two occupations, its report that adds up, and rows that say the same."""

from __future__ import annotations

import datetime as dt
import io
from types import MappingProxyType
from typing import Any

from mobility.law import packs, rules
from regulators.reporting import checking, loading, reading
from regulators.reporting.answers import Answers, Broken, Rows
from regulators.reporting.definition import Words
from regulators.reporting.facts import Facts, Occupation
from regulators.reporting.law import Counting
from regulators.reporting.writing import workbook

FORM = loading.definition("2026")
LAW = rules.Library(
    stamp=None,
    packs=MappingProxyType({}),
    calendars=MappingProxyType({f.id: f.calendar() for f in packs.calendar_files()}),
    versions=MappingProxyType({r.id: (r,) for p in packs.packs() for r in p.rules}),
)
COUNTING = Counting(FORM, LAW)
WELDER, COOK = "welder", "cook"
FACTS = Facts(
    upload_on=dt.date(2026, 11, 20),
    body_name=Words("College of Samples", "Ordre des exemples"),
    body_key="body-samples",
    occupations=(
        Occupation(WELDER, Words("Welder", "Soudeur")),
        Occupation(COOK, Words("Cook", "Cuisinière")),
    ),
)
DAY = dt.timedelta(days=1)
IDS = [column.id for column in FORM.table.columns]


def row(number: int = 1, **columns: Any) -> tuple[Any, ...]:
    """A welder from Ontario, registered in good time; every column can be told otherwise."""
    values = {
        "application_ref": f"A-{number:05}",
        "occupation": WELDER,
        "home_jurisdiction": "ON",
        "received_on": dt.date(2025, 6, 2),
        "acknowledged_on": dt.date(2025, 6, 4),
        "complete_on": dt.date(2025, 6, 9),
        "decided_on": dt.date(2025, 6, 18),
        "outcome": "registered",
        "notified_on": dt.date(2025, 6, 20),
        "fee_charged": 200,
    } | columns
    return tuple(values.get(name) for name in IDS)


def rows(*given: tuple[Any, ...]) -> Rows:
    from regulators.reporting.reading.table import letters

    where = {name: letters(at) for at, name in enumerate(IDS)}
    return Rows(list(given), list(range(2, len(given) + 2)), "Applications", where)


#: Four applications: three decided (one refused, late), one pending.
FOUR = rows(
    row(1),
    row(2, occupation=COOK, home_jurisdiction="BC"),
    row(
        3, outcome="refused", reason_code="language", decided_on=dt.date(2025, 9, 15), notified_on=dt.date(2025, 9, 16)
    ),
    row(4, outcome="pending", decided_on=None, notified_on=None, complete_on=None),
)


def plain_answers() -> dict[str, Any]:
    """The answers no row can give."""
    return {
        "a01": "yes",
        "a02": "Registration office, registrar@samples.example.org, 780-555-0100",
        "a03": [{"occupation": WELDER}, {"occupation": COOK}],
        "a04": Broken(by_occupation={WELDER: 600, COOK: 300}),
        "a05": "yes",
        "d10": 0,
        "d12": ["staff"],
        "e03": 0,
        "f06": "no_case",
        "g01": "https://samples.example.org/documents",
        "g02": [{"occupation": WELDER, "requirement": "fee", "local_too": "yes"}],
        "g06": "A sworn statement.",
        "h01": [{"occupation": WELDER, "name": "Application", "mobility": 200, "local": 200}],
        "h04": "https://samples.example.org/fees",
        "i01": "no",
        "i03": "None.",
        "j01": 4,
        "j02": 2,
        "j03": dt.date(2026, 9, 1),
        "j04": ["practices", "fees"],
        "j05": "yes",
    }


def whole() -> Answers:
    return Answers(plain_answers())


def check(answers: Answers | None = None, given: Rows | None = None, **more: Any) -> checking.Checked:
    facts = more.pop("facts", FACTS)
    return checking.check(FORM, facts, answers, given, counting=COUNTING, **more)


def book(language: str = "en", facts: Facts = FACTS, answers: Answers | None = None) -> Any:
    """The workbook as openpyxl has it, to fill in or to spoil."""
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(workbook.write(FORM, facts, language, answers)))


def saved(opened: Any) -> io.BytesIO:
    out = io.BytesIO()
    opened.save(out)
    out.seek(0)
    return out


def read(file: io.BytesIO | bytes, name: str = "report.xlsx", facts: Facts = FACTS, **more: Any) -> Any:
    file = io.BytesIO(file) if isinstance(file, bytes) else file
    return reading.read(FORM, facts, file, name, **more)


def found(checked: checking.Checked) -> list[str]:
    return [finding.check for finding in checked.findings]


def cells(opened: Any) -> dict[str, Any]:
    """The answer cell of every key of every sheet."""
    known = {}
    for sheet in opened.worksheets:
        for line in sheet.iter_rows(min_col=1, max_col=3):
            if isinstance(line[0].value, str):
                known.setdefault(line[0].value, line[2])
    return known


def put_rows(sheet: Any, given: Rows) -> None:
    """Write rows under the headings of the sheet, choices by their English labels."""
    for number, values in zip(given.numbers, given.rows, strict=True):
        for at, (column, value) in enumerate(zip(FORM.table.columns, values, strict=True), start=1):
            choices = FACTS.choices if column.choices == "own_occupations" else FORM.lists.get(column.choices, {})
            if isinstance(value, tuple):
                value = "; ".join(choices[v].en for v in value)
            elif isinstance(value, str) and value in choices:
                value = choices[value].en
            sheet.cell(number, at, value)
