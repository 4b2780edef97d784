"""The workbook: what is written is read again the same, whatever is moved in between; and it comes back marked."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest

from regulators.reporting import checking, layout
from regulators.reporting.answers import Answers, Broken, Rows
from regulators.reporting.definition import Words
from regulators.reporting.facts import Occupation
from regulators.reporting.reading import read as read_file
from regulators.reporting.writing import marked, workbook

from .cast import COOK, FACTS, FORM, FOUR, WELDER, book, cells, check, found, put_rows, read, rows, saved, whole

FIGURES = whole().with_values(
    {
        "b01": Broken(4, {WELDER: 3, COOK: 1}, {"ON": 3, "BC": 1}),
        "d05": 66.7,
        "g05": [
            {"occupation": WELDER, "homes": ["ON", "QC"], "requirement": "exam", "posted_at": "https://x.example", "persons": 2}
        ],
        "e01": [{"reason": "language", "refusals": 1}],
    }
)  # fmt: skip
DRAFT = replace(
    FIGURES, texts={"d12": "Two people left."}, explanations={"b01": "We merged registers.", "g05": "One panel."}
)


def of(opened, **more):
    return check(reading=read(saved(opened)), **more)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_draft_is_written_and_read_again_the_same(language):
    reading = read(workbook.write(FORM, FACTS, language, DRAFT))
    wanted = dict(DRAFT.values)
    wanted["b01"] = replace(wanted["b01"], total=None)  # the total is a formula, which nothing has reckoned yet
    assert reading.answers == replace(DRAFT, values=wanted)
    assert (reading.language, reading.file.body_key, reading.file.template_version) == (
        language,
        "body-samples",
        "2026.1",
    )
    assert reading.rows is None
    assert (reading.missing_sheets, reading.troubled, reading.merged, reading.repeated) == ([], [], [], [])


def test_an_untouched_workbook_asks_for_every_answer_and_nothing_else():
    checked = of(book())
    assert set(found(checked)) == {"answer-missing"}
    first = checked.findings[0]
    assert first.place == "A Your body and its occupations!C4"


def test_the_nil_return_is_one_cell():
    opened = book()
    cells(opened)[layout.NIL_KEY].value = "Yes"
    assert read(saved(opened)).answers.nil


def test_headings_and_formulas_are_locked_and_answers_are_not():
    opened = book()
    sheet = opened["B Applications"]
    assert sheet.protection.sheet
    known = cells(opened)
    assert not known[f"b01.occupation.{WELDER}"].protection.locked
    assert known["b01"].protection.locked
    assert known["b01"].value.startswith("=IF(COUNT(")
    assert sheet["A3"].protection.locked
    table = opened["Applications"]
    assert table.protection.sheet
    assert not table["A2"].protection.locked
    assert {v.formula1 for v in table.data_validations.dataValidation if v.type == "list"} >= {"='_lists'!$C$2:$C$8"}


def test_last_year_stands_beside_the_question():
    facts = replace(FACTS, last=Answers({"b01": Broken(9, {WELDER: 9}, {"ON": 9}), "j01": 3}))
    known = {key: cell.offset(0, 1).value for key, cell in cells(book(facts=facts)).items()}
    assert (known["b01"], known[f"b01.occupation.{WELDER}"], known["b01.home.ON"], known["j01"]) == (9, 9, 9, 3)


def test_words_from_outside_never_become_formulas():
    facts = replace(
        FACTS,
        body_name=Words("=cmd|'/c calc'!A0", "+x"),
        occupations=(Occupation("bad", Words('=HYPERLINK("http://x")', "@x")),),
    )
    for language in ("en", "fr"):
        opened = book(language, facts, Answers({"a02": "=1+1"}, explanations={"b01": "-2+3"}))
        formulas = [c.value for s in opened.worksheets for r in s.iter_rows() for c in r if c.data_type == "f"]
        assert all("HYPERLINK" not in f and "cmd" not in f and f != "=1+1" for f in formulas)
        reading = read(saved(opened), facts=facts)
        assert reading.answers.get("a02") == "=1+1"
        assert reading.answers.get("a03") == [{"occupation": "bad"}]


def test_sheets_in_another_order_under_other_names_and_with_rows_between_are_read_the_same():
    opened = book(answers=DRAFT)
    put_rows(opened["Applications"], FOUR)
    before = read(saved(opened))
    opened._sheets.reverse()
    opened["B Applications"].title = "My numbers"
    for sheet in opened.worksheets:
        if sheet.title not in (layout.FORM_SHEET, layout.LISTS_SHEET, "Applications"):
            sheet.insert_rows(6, 3)
    opened["Applications"].insert_rows(3, 5)
    after = read(saved(opened))
    assert after.answers == before.answers
    assert after.rows.rows == before.rows.rows == FOUR.rows
    assert after.blank_rows == 5
    assert after.missing_sheets == []


def test_a_workbook_of_another_body_is_not_taken():
    other = replace(FACTS, body_key="body-other", body_name=Words("Other College", "Autre ordre"))
    checked = check(reading=read(workbook.write(FORM, FACTS, "en", whole()), facts=other), facts=other)
    assert [f.why.en for f in checked.findings] == ["report.xlsx was made for another body, not for Other College."]


def test_a_missing_sheet_is_named_with_what_was_found():
    opened = book(answers=DRAFT)
    del opened["B Applications"]
    del opened["Applications"]
    checked = of(opened)
    told = [f for f in checked.findings if f.check == "sheet-missing"]
    assert told[0].why.en.startswith("There is no sheet called “B Applications”. We found: Start here, A Your body")
    assert [f.why.en.split("”")[0] for f in told] == [
        "There is no sheet called “B Applications",
        "There is no sheet called “Applications",
    ]


def test_a_workbook_with_other_sheets_only_says_so():
    from openpyxl import Workbook

    opened = Workbook()
    opened.active["A1"] = "Hello"
    assert found(check(reading=read(saved(opened)))) == ["sheet-missing"]


def test_merged_cells_are_told_only_where_data_stands():
    opened = book(answers=whole())
    put_rows(opened["Applications"], FOUR)
    opened["Applications"].merge_cells("D3:D4")
    opened["B Applications"].merge_cells("B1:C1")
    told = [f for f in of(opened).findings if f.check == "sheet-merged"]
    assert [f.place for f in told] == ["Applications!D3:D4"]


def test_errors_and_formulas_without_result_are_told_at_their_cell_and_no_figure_is_made_up():
    from openpyxl.cell.cell import ERROR_CODES

    opened = book(answers=whole())
    put_rows(opened["Applications"], FOUR)
    known = cells(opened)
    known[f"b02.occupation.{WELDER}"].value = ERROR_CODES[1]
    known["d10"].value = "=1+1"
    opened["Applications"]["P2"] = "#REF!"
    opened["Applications"]["P3"] = "=SUM(1)"
    checked = of(opened)
    told = {(f.check, f.cell, f.value) for f in checked.findings if f.tier == "unreadable"}
    assert told == {
        ("cell-error", known[f"b02.occupation.{WELDER}"].coordinate, "#DIV/0!"),
        ("cell-formula-unsaved", known["d10"].coordinate, "blank"),
        ("cell-error", "P2", "#REF!"),
        ("cell-formula-unsaved", "P3", "blank"),
    }
    assert "answer-missing" not in found(checked)


def test_what_people_type_into_answer_cells_is_read_or_refused():
    opened = book(answers=whole())
    known = cells(opened)
    known["j01"].value = "1,234"
    known["j03"].value = "03/04/2026"
    known["h02"].value = "1 234,50 $"
    known["d05"].value = 0.811
    known["d05"].number_format = "0.0%"
    known["j02"].value = "a few"
    known["a01"].value = "oui"
    reading = read(saved(opened))
    assert reading.answers.get("j01") == 1234
    assert reading.answers.get("h02") == 1234.5
    assert reading.answers.get("d05") == 81.1
    assert reading.answers.get("a01") == "yes"
    assert {(t.question, t.date_readings) for t in reading.troubled} == {("j03", 2), ("j02", 1)}


def test_the_same_key_twice_is_told_and_not_chosen_between():
    opened = book(answers=DRAFT)
    sheet = opened["J Practices"]
    sheet.cell(80, 1, "j01")
    sheet.cell(80, 3, 99)
    checked = of(opened)
    assert checked.answers.get("j01") == 4
    assert "column-twice" in found(checked)


def test_a_marked_workbook_has_a_list_and_comments_and_can_be_uploaded_again():
    opened = book(answers=whole())
    put_rows(opened["Applications"], rows(FOUR.rows[0], FOUR.rows[0]))
    file = saved(opened)
    reading = read(file)
    checked = check(reading=reading)
    assert marked.can_mark(reading)
    content = marked.mark(FORM, file, reading, checked.findings, "fr")
    from openpyxl import load_workbook

    again = load_workbook(io.BytesIO(content))
    assert again.worksheets[0].title == "Constats"
    assert "figure déjà" in again["Applications"]["A3"].comment.text
    assert again["Applications"]["A3"].fill.fgColor.rgb == "FFF9D7D3"
    second = read(content)
    assert second.answers == reading.answers
    assert second.rows == reading.rows


def test_a_csv_comes_back_as_a_marked_workbook():
    content = b"Ref,Occupation,Certified in,Received on,Outcome\n=cmd(),Welder,Ontairo,2025-06-02,Pending\n"
    reading = read(content, "rows.csv")
    checked = check(whole(), reading=reading)
    from openpyxl import load_workbook

    again = load_workbook(io.BytesIO(marked.mark(FORM, io.BytesIO(content), reading, checked.findings, "en")))
    assert again["Applications"]["A2"].data_type == "s"
    assert "not a province" in again["Applications"]["C2"].comment.text


def test_progress_of_reading_counts_rows():
    steps = []
    opened = book(answers=whole())
    put_rows(opened["Applications"], FOUR)
    read_file(FORM, FACTS, saved(opened), "r.xlsx", progress=lambda done, total: steps.append((done, total)))
    assert steps[-1] == (4, 4)


def test_serial_dates_and_moments_of_a_spreadsheet_are_days():
    opened = book(answers=whole())
    put_rows(opened["Applications"], FOUR)
    sheet = opened["Applications"]
    sheet["E2"] = dt.datetime(2025, 6, 2, 14, 30)  # noqa: DTZ001 -- a cell has no zone
    sheet["F2"] = 45812
    sheet["F2"].number_format = "dd/mm/yyyy"
    sheet["E3"] = 45812
    sheet["E3"].number_format = "General"
    reading = read(saved(opened))
    at = FORM.table.index
    assert reading.rows.rows[0][at["received_on"]] == dt.date(2025, 6, 2)
    assert reading.rows.rows[0][at["acknowledged_on"]] == dt.date(2025, 6, 4)
    assert [(t.cell, t.text) for t in reading.troubled] == [("E3", "45812")]


def test_a_reading_says_which_file_and_nothing_else_is_kept_of_one_that_fails():
    reading = read(b"PK\x03\x04broken")
    assert (reading.answers, reading.rows) == (None, None)
    assert isinstance(check(reading=reading), checking.Checked)
    assert Rows() == Rows()
