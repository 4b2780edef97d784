"""The table of applications as CSV: encodings, separators, quotation marks, French ways of writing."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

import pytest

from regulators.reporting import checking, reading

from .cast import COUNTING, FACTS, FORM, FOUR, IDS, check, found, read, whole

HEAD = [column.label.en for column in FORM.table.columns]
TETE = [column.label.fr for column in FORM.table.columns]
LINE = {
    "application_ref": "A-00001",
    "occupation": "Welder",
    "home_jurisdiction": "Ontario",
    "received_on": "2025-06-02",
    "acknowledged_on": "2025-06-04",
    "complete_on": "2025-06-09",
    "decided_on": "2025-06-18",
    "outcome": "Registered",
    "notified_on": "2025-06-20",
    "fee_charged": "200",
}


def csv(*lines: dict[str, str], head=HEAD, separator=",", encoding="utf-8", end="\r\n") -> bytes:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in (separator, '"', "\n")) else text

    out = [separator.join(map(cell, head))]
    out += [separator.join(cell((LINE | line).get(name, "")) for name in IDS) for line in lines]
    return end.join(out).encode(encoding)


def of(content: bytes):
    return check(whole(), reading=read(content, "rows.csv"))


def column(checked, name):
    return [row[IDS.index(name)] for row in checked.rows]


def test_a_plain_file_gives_the_same_rows_as_the_workbook():
    checked = of(csv({}))
    assert checked.is_readable
    assert checked.rows.rows == [FOUR.rows[0]]
    assert "text-dates" in found(checked)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_separators_and_line_ends(encoding, separator, end):
    line = {"occupation": "Cuisinière", "home_jurisdiction": "Québec", "outcome": "Inscription"}
    checked = of(csv(line, head=TETE, separator=separator, encoding=encoding, end=end))
    assert checked.is_readable, checked.findings
    assert column(checked, "occupation") == ["cook"]
    assert column(checked, "home_jurisdiction") == ["QC"]
    told = [f for f in checked.findings if f.check == "csv-dialect"]
    assert bool(told) == (encoding == "cp1252" or separator != ",")


def test_letters_of_another_house_are_refused_with_the_row():
    for encoding in ("mac_roman", "utf-16"):
        checked = of(csv({}, {"occupation": "Cuisinière"}, encoding=encoding))
        assert [f.check for f in checked.findings][:1] == ["file-encoding"]
        assert checked.rows is None
    told = of(csv({}, {"occupation": "Cuisinière"}, head=IDS, encoding="mac_roman")).findings[0]
    assert told.why.en.startswith("The letters of rows.csv cannot be read for certain, first at row 3: ")


def test_two_encodings_in_one_file_are_refused():
    content = csv({"occupation": "Cuisinière"}) + b"\r\n" + csv({"occupation": "Cuisinière"}, encoding="cp1252")
    assert found(of(content))[0] == "file-encoding"


def test_quotation_marks_separators_and_new_lines_inside_cells():
    line = {"reason_code": "", "exception_relied_on": 'No. 12, "welders"\nsecond line'}
    checked = of(csv(line, {"application_ref": "A-00002"}))
    assert checked.is_readable
    assert column(checked, "exception_relied_on")[0] == 'No. 12, "welders"\nsecond line'
    assert column(checked, "application_ref") == ["A-00001", "A-00002"]


def test_a_quotation_mark_astray_is_told_and_its_row_is_not_taken():
    content = csv({}, {"application_ref": "A-00002"}).replace(b"A-00002", b'"A-00002')
    checked = of(content)
    assert not checked.is_readable
    assert [(f.check, f.row) for f in checked.findings if f.tier == "unreadable"] == [("row-cells", 3)]
    short = of(csv({}) + b"\r\nA-00002,Welder")
    assert [(f.check, f.row) for f in short.findings if f.tier == "unreadable"] == [("row-cells", 3)]


def test_excels_own_first_line_and_blank_cells_at_the_end_are_nobodys_mistake():
    assert of(b"sep=;\r\n" + csv({}, separator=";")).is_readable
    lines = csv({}).split(b"\r\n")
    assert of(b"\r\n".join(line + b",,," for line in lines)).is_readable


def test_blank_rows_are_passed_over_and_said():
    lines = csv({}, {"application_ref": "A-00002"}).split(b"\r\n")
    checked = of(b"\r\n".join([lines[0], lines[1], b"", b"," * 19, lines[2]]))
    told = next(f for f in checked.findings if f.check == "blank-rows")
    assert told.why.en == "rows.csv: 2 blank rows were skipped, the first at row 3."
    assert len(checked.rows) == 2


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-06-18", dt.date(2025, 6, 18)),
        ("2025/6/18", dt.date(2025, 6, 18)),
        ("18/06/2025", dt.date(2025, 6, 18)),
        ("06/18/2025", dt.date(2025, 6, 18)),
        ("18 June 2025", dt.date(2025, 6, 18)),
        ("18 juin 2025", dt.date(2025, 6, 18)),
        ("1er août 2025", dt.date(2025, 8, 1)),
        ("15 sept. 2025", dt.date(2025, 9, 15)),
        ("Jun 18, 2025", dt.date(2025, 6, 18)),
        ("2025-06-18T00:00:00", dt.date(2025, 6, 18)),
    ],
)
def test_dates_that_have_one_reading_are_read(written, day):
    assert column(of(csv({"decided_on": written})), "decided_on") == [day]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("31/11/2026", "cell-date"),
        ("2025-02-30", "cell-date"),
        ("soon", "cell-date"),
        ("45826", "cell-date"),
        ("18/06/25", "cell-date"),
        ("2025-06-18T02:00:00Z", "cell-date"),
        ("03/04/2025", "cell-date-ambiguous"),
    ],
)
def test_a_date_that_is_none_or_could_be_two_is_refused_once_and_not_guessed(written, why):
    checked = of(csv({"decided_on": written}))
    told = [f for f in checked.findings if f.tier in ("unreadable", "fix")]
    assert [(f.check, f.cell, f.value) for f in told] == [(why, "J2", written)]
    assert column(checked, "decided_on") == [None]


def test_the_rest_of_the_column_settles_a_date_and_another_column_does_not():
    checked = of(csv({"received_on": "03/04/2025"}, {"application_ref": "A-2", "received_on": "15/04/2025"}))
    assert column(checked, "received_on") == [dt.date(2025, 4, 3), dt.date(2025, 4, 15)]
    american = of(csv({"received_on": "03/04/2025"}, {"application_ref": "A-2", "received_on": "03/25/2025"}))
    assert column(american, "received_on") == [dt.date(2025, 3, 4), dt.date(2025, 3, 25)]
    torn = of(
        csv(
            {"received_on": "03/04/2025"},
            {"application_ref": "A-2", "received_on": "03/25/2025"},
            {"application_ref": "A-3", "received_on": "25/03/2025"},
        )
    )
    assert column(torn, "received_on") == [None, dt.date(2025, 3, 25), dt.date(2025, 3, 25)]
    other = of(csv({"received_on": "03/04/2025", "decided_on": "18/06/2025"}))
    assert column(other, "received_on") == [None]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("1234.50", 1234.5),
        ("1234,50", 1234.5),
        ("$1,234.50", 1234.5),
        ("1 234,50 $", 1234.5),
        ("1.234,50", 1234.5),
        ("\u2212200", -200),
    ],
)
def test_numbers_in_the_ways_people_write_them(written, number):
    assert column(of(csv({"fee_charged": written})), "fee_charged") == [number]


@pytest.mark.parametrize("written", ["free", "12.34.56", "1,23,4", "(200)", "200 CAD a", "#####"])
def test_a_number_that_is_none_is_refused(written):
    checked = of(csv({"fee_charged": written}))
    assert [(f.check, f.value) for f in checked.findings if f.tier == "unreadable"] == [("cell-number", written)]


def test_one_comma_and_three_digits_are_not_guessed_where_the_column_or_the_language_writes_decimals_so():
    french = of(csv({"fee_charged": "1,234"}, head=TETE, separator=";"))
    assert column(french, "fee_charged") == [None]
    mixed = of(csv({"fee_charged": "1,234"}, {"application_ref": "A-2", "fee_charged": "12,50"}))
    assert column(mixed, "fee_charged") == [None, 12.5]


def test_headings_may_be_ids_labels_or_other_names_in_any_order_and_what_is_missing_or_twice_is_told():
    head = ["OUTCOME *", "received_on", "Province d’origine", "profession", "Ref"]
    body = ["refused", "2025-06-02", "bc", "WELDER", "A-00009"]
    checked = of(",".join(head).encode() + b"\n" + ",".join(body).encode())
    assert column(checked, "home_jurisdiction") == ["BC"]
    assert column(checked, "occupation") == ["welder"]
    missing = of(b"Ref,Occupation,Outcome,Received on\nA-1,Welder,Refused,2025-06-02")
    told = [f for f in missing.findings if f.tier == "unreadable"]
    assert "The column “Certified in” is missing from “rows.csv”." in [f.why.en for f in told]
    twice = of(csv({}, head=[*HEAD[:-1], "Ref"]))
    assert [(f.check, f.value) for f in twice.findings if f.tier == "unreadable"] == [("column-twice", "Ref")]
    unknown = of(csv({}, head=[*HEAD[:-1], "Shoe size"]))
    assert ("columns-unknown", "Shoe size") in [(f.check, f.value) for f in unknown.findings]


def test_more_rows_than_the_form_takes_are_refused_and_not_cut():
    small = replace(FORM, table=replace(FORM.table, max_rows=3))
    content = csv(*({"application_ref": f"A-{n:03}"} for n in range(4)))
    result = reading.read(small, FACTS, io.BytesIO(content), "rows.csv")
    assert result.rows is None
    checked = checking.check(small, FACTS, reading=result, counting=COUNTING)
    assert found(checked) == ["sheet-too-long"]
