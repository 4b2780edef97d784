"""Workbooks that LibreOffice has opened and saved: read the same, and its reckoning of our formulas agrees with the checks."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest

from regulators.reporting.answers import Answers, Broken
from regulators.reporting.writing import workbook
from tests.required import require

from .cast import COOK, FACTS, FORM, FOUR, WELDER, book, cells, check, found, plain_answers, put_rows, read, saved

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
Convert = Callable[[dict[str, bytes], str], dict[str, bytes]]


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    require(PROGRAM, "LibreOffice Calc", "apt-get install --no-install-recommends libreoffice-calc")
    profile = tmp_path_factory.mktemp("profile")

    def run(files: dict[str, bytes], to: str) -> dict[str, bytes]:
        here = tmp_path_factory.mktemp("files")
        (here / "out").mkdir()
        for name, content in files.items():
            (here / name).write_bytes(content)
        command = [PROGRAM, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
        command += ["--convert-to", to, "--outdir", str(here / "out"), *(str(here / name) for name in files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, stdin=subprocess.DEVNULL)
        made = {path.stem: path.read_bytes() for path in sorted((here / "out").iterdir())}
        assert len(made) == len(files), done.stdout + done.stderr
        return made

    return run


def figures() -> Answers:
    """Without rows, and with mistakes the workbook's own formulas can see."""
    return Answers(
        {
            **plain_answers(),
            "a05": "no",
            "b01": Broken(None, {WELDER: 7, COOK: 3}, {"ON": 10}),
            "b02": Broken(None, {WELDER: 0, COOK: 0}),
            "b04": Broken(None, {WELDER: 1, COOK: 0}),
            "b05": Broken(None, {WELDER: 0, COOK: 0}),
            "b06": Broken(None, {WELDER: 3, COOK: 0}),
            "c01": Broken(None, {WELDER: 5, COOK: 1}, {"ON": 6}),
            "c02": Broken(None, {WELDER: 0, COOK: 0}),
            "c03": Broken(None, {WELDER: 2, COOK: 0}, {"BC": 2}),
            "c04": Broken(None, {WELDER: 0, COOK: 0}),
            "e01": [{"reason": "language", "refusals": 1}],
            "j02": 9,
            "j05": "no",
            "d05": 140,
        }
    )


@pytest.fixture(scope="module")
def by_libreoffice(convert: Convert) -> dict[str, bytes]:
    english, french = book(answers=figures()), book("fr", answers=figures())
    put_rows(english["Applications"], FOUR)
    put_rows(french["Demandes"], FOUR)
    english["Applications"]["P2"] = "=100+100"
    bare = book(answers=figures())
    head = ",".join(column.id for column in FORM.table.columns)
    table = f"{head}\nA-00001,Cook,,Ontario,2025-06-02,,,2025-06-09,,2025-06-18,Registered,,,,,200.5,,,,\n"
    files = {"en.xlsx": english, "fr.xlsx": french, "bare.xlsx": bare}
    contents = {name: saved(opened).getvalue() for name, opened in files.items()} | {"table.csv": table.encode()}
    contents["ours.xlsx"] = workbook.write(FORM, FACTS, "fr", figures())
    made = convert(contents, "xlsx:Calc MS Excel 2007 XML")
    old = {"old.xlsx": saved(bare).getvalue()}
    return made | {f"old {kind}": content for kind in ("ods", "xls") for content in convert(old, kind).values()}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_workbook_saved_by_libreoffice_is_read_the_same(by_libreoffice, language):
    reading = read(by_libreoffice[language])
    ours = figures().values
    for question, value in reading.answers.values.items():
        wanted = ours[question]
        assert (replace(value, total=None) if isinstance(value, Broken) else value) == wanted, question
    assert set(reading.answers.values) == set(ours)
    assert reading.answers.get("b01").total == 10  # the formula has its result now
    assert reading.rows.rows == FOUR.rows
    assert (reading.troubled, reading.missing_sheets, reading.merged, reading.unknown) == ([], [], [], [])
    assert (reading.language, reading.file.template_version) == (language, "2026.1")


def test_the_saved_result_of_a_formula_is_read_and_said(by_libreoffice):
    reading = read(by_libreoffice["en"])
    assert (reading.formulas, reading.formula_cell, reading.formula_value) == (1, "P2", "200")
    assert "formulas-read" in found(check(reading=reading))
    assert read(by_libreoffice["fr"]).formulas == 0


def test_our_own_file_as_it_leaves_us_is_read_the_same(by_libreoffice):
    assert read(by_libreoffice["ours"]).answers == read(by_libreoffice["fr"]).answers


def test_formulas_of_the_workbook_say_what_the_checks_say(by_libreoffice):
    from openpyxl import load_workbook

    opened = load_workbook(io.BytesIO(by_libreoffice["bare"]), data_only=True)
    said = {key: text for key, cell in cells(opened).items() if (text := cell.offset(0, 2).value) and key in FORM.by_id}
    said = {key: text for key, text in said.items() if FORM.by_id[key].type != "table"}
    checked = check(reading=read(by_libreoffice["bare"]))
    ours = {f.question: f for f in checked.findings if f.tier in ("fix", "confirm") and f.question not in ("e01",)}
    assert set(said) == set(ours)
    for question, finding in ours.items():
        why = finding.why.en.removeprefix(f"{finding.place}: ")
        assert said[question] in (why, finding.mend.en, finding.mend.en.replace("{", "…")), question
    assert said["b06"] == "10 applications came in or were open, but 12 were decided, withdrawn, closed or left open."
    assert said["j02"].startswith("Correct the smaller") or said["j02"].startswith("9 is more than 4")


def test_a_table_that_libreoffice_made_of_a_csv_is_read(by_libreoffice):
    reading = read(by_libreoffice["table"])
    assert reading.answers is None
    assert len(reading.rows) == 1
    at = FORM.table.index
    row = reading.rows.rows[0]
    assert [row[at[name]] for name in ("occupation", "home_jurisdiction", "outcome")] == [COOK, "ON", "registered"]
    assert [row[at[name]] for name in ("received_on", "fee_charged")] == [dt.date(2025, 6, 2), 200.5]


@pytest.mark.parametrize(("kind", "said"), [("ods", "OpenDocument"), ("xls", "old Excel workbook")])
def test_other_formats_of_libreoffice_are_refused_by_name(by_libreoffice, kind, said):
    checked = check(reading=read(by_libreoffice[f"old {kind}"], "renamed.xlsx"))
    assert found(checked) == ["file-type"]
    assert said in checked.findings[0].why.en
