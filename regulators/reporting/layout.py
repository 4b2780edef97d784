"""How a report lies in a workbook: which lines a section's sheet has, and the key by which each is found again.

Every line that is answered carries its key in the first column, so that rows may be inserted, sheets renamed and put in
another order. Writing and reading both follow this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .definition import BREAKDOWNS, Choices, Definition, Field, Section, Words
from .facts import Facts

FORM_SHEET = "_form"
LISTS_SHEET = "_lists"
NIL_KEY = "nil"
#: Headings of a section's sheet. `key` and `answer` must be there for a sheet to be read.
HEADINGS: dict[str, Words] = {
    "key": Words("Key", "Clé"),
    "label": Words("Question", "Question"),
    "answer": Words("Answer", "Réponse"),
    "last": Words("Last year", "L’an dernier"),
    "check": Words("Check", "Vérification"),
    "explanation": Words("Explanation", "Explication"),
}
#: Lines to write in for a question that is a table and whose lines are not given.
BLANK_LINES = 15
TOTAL = Words("Total", "Total")
HOMES = Words("By province or territory", "Par province ou territoire")
WITH_TEXT = Words("In a few sentences", "En quelques phrases")
EXPLANATION = Words("Explanation", "Explication")
SHEET_NAME_MAX = 31
#: Characters no sheet's name may have.
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")

#: How the parts of a breakdown are called in a key.
PART = {"occupation": "occupation", "home_jurisdiction": "home"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a section's sheet.

    `kind`: question (one cell), total (of parts), part, several (one of several choices), text, head (of a table: its
    labels), row (of a table), note (the explanation of a table or of a figure with parts stands at its own question).
    """

    key: str
    kind: str
    label: Words
    question: Field
    part: str = ""  # of a breakdown: the occupation or place
    number: int = 0  # of a table's row or of several choices
    given: str = ""  # a table's row: its first column, where the form gives it


def sheet_name(section: Section, language: str) -> str:
    text = f"{section.id.upper()} {section.title.of(language)}".translate(FORBIDDEN)
    if len(text) > SHEET_NAME_MAX:  # cut between words
        text = text[: SHEET_NAME_MAX + 1].rsplit(" ", 1)[0][:SHEET_NAME_MAX]
    return text.strip()


def lines(definition: Definition, section: Section, facts: Facts, choices: dict[str, Choices]) -> Iterator[Line]:
    for question in definition.of_section(section.id):
        yield from of_question(question, facts, choices)


def of_question(question: Field, facts: Facts, choices: dict[str, Choices]) -> Iterator[Line]:
    name = question.id
    if question.type == "table":
        yield Line(name, "head", question.label, question)
        given = list(choices[question.columns[0].choices]) if gives_lines(question) else []
        for number in range(1, (len(given) or BLANK_LINES + len(facts.occupations)) + 1):
            first = given[number - 1] if given else ""
            yield Line(f"{name}.{number}", "row", Words("", ""), question, number=number, given=first)
        yield Line(f"{name}.note", "note", EXPLANATION, question)
        return
    if question.by:
        yield Line(name, "total", question.label, question)
        for breakdown in question.by:
            for key, label in parts(breakdown, facts, choices).items():
                yield Line(f"{name}.{PART[breakdown]}.{key}", "part", label, question, part=key)
        return
    if question.is_several:
        for number in range(1, question.choose_max + 1):
            label = question.label if number == 1 else Words("", "")
            yield Line(f"{name}.{number}", "several", label, question, number=number)
    else:
        yield Line(name, "question", question.label, question)
    if question.with_text:
        yield Line(f"{name}.text", "text", WITH_TEXT, question)


def parts(breakdown: str, facts: Facts, choices: dict[str, Choices]) -> Choices:
    return facts.choices if breakdown == "occupation" else choices["jurisdictions"]


def gives_lines(question: Field) -> bool:
    """Whether each choice of a table's first column gets a line of its own: a choice and a count."""
    return [c.type for c in question.columns] == ["choice", "count"] and question.columns[
        0
    ].choices != "own_occupations"


def breakdown_of(part: str) -> str:
    """`by_occupation` or `by_home`, from the middle of a key."""
    return next(BREAKDOWNS[breakdown] for breakdown, name in PART.items() if name == part)
