"""The workbook to fill in: made from the form, a language and a body. `write` is the whole interface."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from regulators.reporting import layout
from regulators.reporting.answers import Answers, Broken
from regulators.reporting.definition import Choices, Definition, Field, Section, Words
from regulators.reporting.facts import Facts
from regulators.reporting.findings import shown
from regulators.reporting.language.functions import figure
from regulators.reporting.layout import HEADINGS, Line

from . import formulas
from .rows_sheet import write_rows
from .styles import Styles, height, put
from .words import COVER, COVER_LINES, GUIDE, NIL, NIL_HINT, TICK

KEY, LABEL, ANSWER = 1, 2, 3
LAST, CHECK, EXPLANATION = 4, 5, 6
FIRST_LINE = 4
WIDTHS = {"A": 13, "B": 58, "C": 24, "D": 24, "E": 34, "F": 34, "G": 24}
FORMATS = {"date": "yyyy-mm-dd", "money": "#,##0.00", "count": "0", "percent": "0.0"}


def write(definition: Definition, facts: Facts, language: str, answers: Answers | None = None) -> bytes:
    """The workbook as XLSX. `answers`: a draft to begin with; last year's figures come from the facts."""
    from openpyxl import Workbook

    return Book(Workbook(), definition, facts, language, answers or Answers()).bytes()


class Book:
    """One workbook while it is written."""

    def __init__(self, book: Any, definition: Definition, facts: Facts, language: str, answers: Answers) -> None:
        self.book, self.definition, self.facts = book, definition, facts
        self.language, self.answers = language, answers
        self.choices: dict[str, Choices] = {**definition.lists, "own_occupations": facts.choices}
        self.styles = Styles()
        self.lists: dict[str, str] = {}
        self.cells = formulas.Cells(definition, self.choices, language)
        self.checks: list[tuple[Any, int, Field]] = []

    def bytes(self) -> bytes:
        self.book.remove(self.book.active)
        cover = self.book.create_sheet(COVER.of(self.language))
        sections = [(s, self.book.create_sheet(layout.sheet_name(s, self.language))) for s in self.definition.sections]
        rows = self.book.create_sheet(self.definition.table.sheet.of(self.language))
        self.cells.first_row = f"'{rows.title}'!$A$2"
        self._lists()
        for section, sheet in sections:
            self._section(section, sheet)
        for sheet, number, question in self.checks:
            if formula := formulas.of_question(self.cells, question):
                cell = sheet.cell(number, CHECK, formula)
                self.styles.check(cell)
        self._cover(cover)
        write_rows(rows, self.definition, self.lists, self.language, self.styles)
        self._form()
        self.book.active = 0
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def said(self, words: Words) -> str:
        return words.of(self.language)

    # ---- sheets that are not seen

    def _lists(self) -> None:
        """What the drop-downs offer: one column for each list."""
        sheet = self.book.create_sheet(layout.LISTS_SHEET)
        sheet.sheet_state = "veryHidden"
        for number, (name, choices) in enumerate(self.choices.items(), start=1):
            letter = sheet.cell(1, number, name).column_letter
            for row, label in enumerate(choices.values(), start=2):
                put(sheet.cell(row, number), self.said(label))
            if choices:
                self.lists[name] = f"'{layout.LISTS_SHEET}'!${letter}$2:${letter}${len(choices) + 1}"

    def _form(self) -> None:
        """Which form this is, for whom and in which language."""
        sheet = self.book.create_sheet(layout.FORM_SHEET)
        sheet.sheet_state = "veryHidden"
        period = self.definition.period
        about = {
            "form": self.definition.id,
            "version": self.definition.version,
            "language": self.language,
            "body": self.facts.body_key,
            "period_start": period.start.isoformat(),
            "period_end": period.end.isoformat(),
        }
        for row, (key, value) in enumerate(about.items(), start=1):
            sheet.cell(row, 1, key)
            put(sheet.cell(row, 2), value)
            sheet.cell(row, 2).number_format = "@"

    # ---- the cover

    def _cover(self, sheet: Any) -> None:
        definition, said = self.definition, self.said
        sheet.column_dimensions["A"].width = 13
        sheet.column_dimensions["B"].width = 100
        sheet.column_dimensions["C"].width = 14
        self.styles.title(sheet.cell(1, 2, said(definition.title)))
        put(sheet.cell(2, 2), said(self.facts.body_name))
        sheet.cell(2, 2).font = self.styles.font(size=13)
        sheet.cell(3, 2, said(definition.period.label))
        texts = [said(definition.intro), said(definition.applicant), *(said(line) for line in GUIDE)]
        number = 5
        for text in texts:
            put(sheet.cell(number, 2), text)
            self.styles.label(sheet.cell(number, 2))
            sheet.row_dimensions[number].height = height((text, 96, 15))
            number += 1
        number += 1
        for column, key in ((1, "key"), (2, "label"), (3, "answer")):
            self.styles.heading(sheet.cell(number, column, said(HEADINGS[key])))
        number += 1
        sheet.cell(number, 1, layout.NIL_KEY)
        self.styles.key(sheet.cell(number, 1))
        put(sheet.cell(number, 2), f"{said(NIL)} {said(definition.nil_return.text)}")
        sheet.row_dimensions[number].height = height((f"{said(NIL)} {said(definition.nil_return.text)}", 85, 15))
        self.styles.label(sheet.cell(number, 2), bold=True)
        self.styles.answer(sheet.cell(number, 3))
        if self.answers.nil:
            sheet.cell(number, 3, said(TICK))
        self._offer(sheet, sheet.cell(number, 3).coordinate, f'"{said(TICK)}"')
        put(sheet.cell(number + 1, 2), said(NIL_HINT))
        self.styles.quiet(sheet.cell(number + 1, 2))
        number += 3
        for section in definition.sections:
            name = layout.sheet_name(section, self.language)
            cell = sheet.cell(number, 2, name)
            cell.hyperlink = f"#'{name}'!A1"
            cell.font = self.styles.font(color=HEAD_LINK, underline="single")
            number += 1
        for line in COVER_LINES:
            put(sheet.cell(number + 1, 2), said(line))
            self.styles.quiet(sheet.cell(number + 1, 2))
            number += 1
        self._protect(sheet)

    # ---- a section

    def _section(self, section: Section, sheet: Any) -> None:
        for letter, width in WIDTHS.items():
            sheet.column_dimensions[letter].width = width
        self.styles.title(sheet.cell(1, 2, self.said(section.title)))
        put(sheet.cell(2, 2), self.said(self.definition.period.label))
        self.styles.quiet(sheet.cell(2, 2))
        columns = {
            KEY: "key",
            LABEL: "label",
            ANSWER: "answer",
            LAST: "last",
            CHECK: "check",
            EXPLANATION: "explanation",
        }
        for column, key in columns.items():
            self.styles.heading(sheet.cell(3, column, self.said(HEADINGS[key])))
        sheet.freeze_panes = "C4"
        number = FIRST_LINE
        previous = ""
        for line in layout.lines(self.definition, section, self.facts, self.choices):
            if previous and line.question.id != previous:
                number += 1
            previous = line.question.id
            self._line(sheet, number, line)
            number += 1
        self._protect(sheet)

    def _line(self, sheet: Any, number: int, line: Line) -> None:
        sheet.cell(number, KEY, line.key)
        self.styles.key(sheet.cell(number, KEY))
        self._label(sheet, number, line)
        question, place = line.question, f"'{sheet.title}'!"
        if line.kind == "head":
            self._heads(sheet, number, line)
        elif line.kind == "row":
            self._row(sheet, number, line)
        else:
            cell = sheet.cell(number, ANSWER)
            self.styles.answer(cell)
            if line.kind in ("text", "note"):
                put(cell, self._given(line))
            else:
                self._field(sheet, cell, question, self._given(line))
            if line.kind in ("question", "total", "several") and line.number <= 1:
                self.cells.at[question.id] = f"{place}$C${number}"
                self._beside(sheet, number, question)
            if line.kind == "total":
                self._total(sheet, number, question)
            if line.kind == "part":
                put(sheet.cell(number, LAST), self._last(line))

    def _label(self, sheet: Any, number: int, line: Line) -> None:
        cell, title = sheet.cell(number, LABEL), self.said(line.label)
        is_first = line.kind in ("question", "total", "head", "several") and line.number <= 1
        self.styles.label(cell, bold=is_first, indent=0 if is_first else 2)
        help = self.said(line.question.help) if is_first and line.question.help is not None else ""
        cell.value = self.styles.asked(title, help) if help else title
        if is_first:
            sheet.row_dimensions[number].height = max(34, height((title, 52, 15), (help, 68, 13)))
        elif not title.strip():
            return
        else:
            put(cell, title)

    def _beside(self, sheet: Any, number: int, question: Field) -> None:
        last = self._shown(question, self.facts.last.get(question.id)) if self.facts.last else None
        if last is not None:
            put(sheet.cell(number, LAST), last)
            self.cells.last[question.id] = f"'{sheet.title}'!$D${number}"
        self.styles.quiet(sheet.cell(number, LAST))
        explanation = sheet.cell(number, EXPLANATION)
        self.styles.answer(explanation)
        put(explanation, self.answers.explanations.get(question.id))
        self.checks.append((sheet, number, question))

    def _total(self, sheet: Any, number: int, question: Field) -> None:
        """The total adds up its occupations by itself; nobody types it, unless a draft has a total and no parts."""
        count = len(self.facts.occupations)
        value = self.answers.get(question.id)
        if not count or (value is not None and not getattr(value, "by_occupation", None)):
            return
        cell = sheet.cell(number, ANSWER)
        first, last = f"C{number + 1}", f"C{number + count}"
        cell.value = f'=IF(COUNT({first}:{last})=0,"",SUM({first}:{last}))'
        cell.protection = self.styles._parts.Protection(locked=True)
        cell.fill = self.styles.fill("FFF2F4F7")
        cell.font = self.styles.font(bold=True)

    def _heads(self, sheet: Any, number: int, line: Line) -> None:
        for at, column in enumerate(line.question.columns, start=ANSWER):
            self.styles.heading(sheet.cell(number, at, self.said(column.label)))
        rows = [x for x in layout.of_question(line.question, self.facts, self.choices) if x.kind == "row"]
        for at, column in enumerate(line.question.columns, start=ANSWER):
            letter = sheet.cell(number, at).column_letter
            whole = f"'{sheet.title}'!${letter}${number + 1}:${letter}${number + len(rows)}"
            self.cells.ranges[f"{line.question.id}.{column.id}"] = whole

    def _row(self, sheet: Any, number: int, line: Line) -> None:
        given = self.answers.get(line.question.id) or []
        known: Mapping[str, Any] = {}
        if line.given:
            first = line.question.columns[0].id
            known = next((item for item in given if item.get(first) == line.given), {first: line.given})
        elif line.number <= len(given):
            known = given[line.number - 1]
        elif not given and line.question.columns[0].choices == "own_occupations" and self._is_register(line.question):
            slugs = [o.slug for o in self.facts.occupations]
            known = {line.question.columns[0].id: slugs[line.number - 1]} if line.number <= len(slugs) else {}
        for at, column in enumerate(line.question.columns, start=ANSWER):
            cell = sheet.cell(number, at)
            if line.given and at == ANSWER:
                put(cell, self._shown(column, line.given))
                self.styles.label(cell)
                continue
            self.styles.answer(cell)
            self._field(sheet, cell, column, known.get(column.id))

    @staticmethod
    def _is_register(question: Field) -> bool:
        """A table in which nothing but the occupation is required: our register knows it, so it is filled in."""
        return not any(column.required for column in question.columns[1:])

    def _field(self, sheet: Any, cell: Any, field: Field, value: Any) -> None:
        cell.number_format = FORMATS.get(field.type, "@" if field.type == "text" else "General")
        if value is not None:
            put(cell, self._shown(field, value))
        where = cell.coordinate
        if field.type == "choice" and not field.many and field.choices in self.lists:
            self._offer(sheet, where, f"={self.lists[field.choices]}")
        elif field.type in ("count", "percent", "money"):
            self._bounds(sheet, where, field)

    def _given(self, line: Line) -> Any:
        """What a draft says in this line."""
        question = line.question
        if line.kind == "text":
            return self.answers.texts.get(question.id)
        if line.kind == "note":
            return self.answers.explanations.get(question.id)
        value = self.answers.get(question.id)
        if line.kind == "several":
            return value[line.number - 1] if isinstance(value, list) and line.number <= len(value) else None
        if line.kind == "part":
            return self._part(value, line)
        return figure(value)

    def _last(self, line: Line) -> Any:
        return self._part(self.facts.last.get(line.question.id), line) if self.facts.last else None

    @staticmethod
    def _part(value: Any, line: Line) -> Any:
        if not isinstance(value, Broken):
            return None
        return getattr(value, layout.breakdown_of(line.key.split(".")[1])).get(line.part)

    def _shown(self, field: Field, value: Any) -> Any:
        """A value as its cell has it: choices by their labels, several of them in one cell with the separator."""
        value = figure(value)
        choices = self.choices.get(field.choices, {})
        if isinstance(value, list | tuple):
            if value and isinstance(value[0], dict):
                return None
            return f"{self.definition.table.many_separator} ".join(shown(v, self.language, choices) for v in value)
        return choices[value].of(self.language) if isinstance(value, str) and value in choices else value

    # ---- what a cell takes

    def _offer(self, sheet: Any, where: str, formula: str) -> None:
        """A drop-down. It warns and does not forbid: an answer nobody foresaw is for the checks to tell."""
        self._validate(sheet, where, type="list", formula1=formula, errorStyle="warning")

    def _bounds(self, sheet: Any, where: str, field: Field) -> None:
        if field.type == "percent":
            self._validate(sheet, where, type="decimal", operator="between", formula1="0", formula2="100")
        elif field.type == "count":
            self._validate(sheet, where, type="whole", operator="greaterThanOrEqual", formula1="0")
        else:
            self._validate(sheet, where, type="decimal", operator="greaterThanOrEqual", formula1="0")

    def _validate(self, sheet: Any, where: str, **what: Any) -> None:
        """Cells of a sheet that take the same share one entry."""
        from openpyxl.worksheet.datavalidation import DataValidation

        kept = self.__dict__.setdefault("_validations", {})
        key = (sheet.title, *sorted(what.items()))
        if key not in kept:
            kept[key] = DataValidation(allow_blank=True, **what)
            sheet.add_data_validation(kept[key])
        kept[key].add(where)

    @staticmethod
    def _protect(sheet: Any) -> None:
        """Against slips, without a password: whoever needs to, may. And on paper a sheet is as wide as the page."""
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.sheet_view.showGridLines = False
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.formatRows = False


HEAD_LINK = "FF0B4F6C"
