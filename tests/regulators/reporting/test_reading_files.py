"""Files that are not what they should be: refused with a reason in both languages, never a stack trace."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache

import pytest

from regulators.reporting.reading.files import Limits

from .cast import FOUR, book, check, found, put_rows, read, saved, whole

ODS = "application/vnd.oasis.opendocument.spreadsheet"


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


@cache
def good() -> bytes:
    opened = book(answers=whole())
    put_rows(opened["Applications"], FOUR)
    return saved(opened).getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        parts = {item: made.read(item) for item in made.namelist()}
    return archive({**parts, name: part})


def one(content: bytes, name: str = "report.xlsx", **more: object):
    """The one finding of a file that cannot be read; nothing of it is taken."""
    checked = check(reading=read(content, name, **more))
    assert not checked.is_readable
    assert not checked.may_certify
    assert len(checked.findings) == 1, checked.findings
    finding = checked.findings[0]
    assert finding.why.fr
    assert finding.mend.fr
    assert "{" not in finding.why.en + finding.why.fr
    return finding


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7\n...", "report.xlsx", "report.xlsx is not an .xlsx workbook or a .csv file. Its content looks like a PDF document."),
        (archive({"mimetype": ODS.encode()}), "r.ods", "an OpenDocument spreadsheet (.ods)"),
        (archive({"xl/workbook.bin": b"x"}), "r.xlsx", "a binary Excel workbook (.xlsb)"),
        (archive({"word/document.xml": b"x"}), "r.xlsx", "a Word document"),
        (archive({"photo.txt": b"x"}), "r.xlsx", "a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "r.xls", "an old Excel workbook (.xls)"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "r.csv", "a picture"),
        (b"<!DOCTYPE html><table>", "r.xlsx", "a web page"),
        (b"abc\0def", "r.csv", "no spreadsheet"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_says_what_it_is_whatever_it_is_called(content, name, said):
    finding = one(content, name)
    assert finding.check == "file-type"
    assert said in finding.why.en


def test_a_workbook_with_macros_is_not_opened_also_when_it_is_called_xlsx():
    assert one(with_part(good(), "xl/vbaProject.bin", b"macro")).check == "file-macros"
    types = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert one(with_part(good(), "[Content_Types].xml", types)).check == "file-macros"


def test_a_password_is_told_from_an_old_workbook():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    assert one(content).check == "file-password"


@pytest.mark.parametrize("keep", [0, 10, 500, 0.5, 0.98])
def test_a_file_cut_off_anywhere_is_told_with_how_much_arrived(keep):
    content = good()
    finding = one(content[: int(keep * len(content)) if keep < 1 else keep])
    assert finding.check == "file-cut-off"
    assert finding.why.en.startswith("report.xlsx ends too early: only ")


def test_damage_inside_is_told():
    content = bytearray(good())
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        item = made.getinfo("xl/worksheets/sheet2.xml")
    at = item.header_offset + 30 + len(item.filename) + item.compress_size // 2
    content[at : at + 20] = b"\0" * 20
    assert one(bytes(content)).check == "file-cut-off"


def test_broken_xml_and_a_document_type_are_told():
    assert one(with_part(good(), "xl/worksheets/sheet2.xml", b"<worksheet><sheetData>")).check == "file-cut-off"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    assert one(with_part(good(), "xl/worksheets/sheet2.xml", bomb)).check == "file-cut-off"
    assert one(with_part(good(), "xl/workbook.xml", b"nothing")).check == "file-cut-off"


def test_a_zip_bomb_is_not_unpacked():
    bomb = with_part(good(), "xl/media/picture.png", b"\0" * (3 * 1024 * 1024))
    finding = one(bomb, limits=Limits(expanded_mb=2))
    assert finding.check == "file-too-big-inside"
    assert "the limit is 2 MB" in finding.why.en


def test_one_cell_at_the_far_end_does_not_ask_for_all_the_memory_there_is():
    opened = book()
    opened["Applications"]["XFD1048576"] = "x"
    assert one(saved(opened).getvalue()).check == "file-too-big-inside"


def sheet_xml(rows: bytes) -> bytes:
    uri = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<worksheet xmlns="' + uri + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


def test_a_million_blank_formatted_rows_are_passed_over():
    content = good()
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        names = [n for n in made.namelist() if n.startswith("xl/worksheets/sheet")]
        which = next(n for n in names if b"A-00001" in made.read(n))
        sheet = made.read(which)
    blank = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(202, 1_000_202)
    )
    checked = check(reading=read(with_part(content, which, sheet.replace(b"</sheetData>", blank + b"</sheetData>"))))
    assert checked.is_readable
    assert checked.rows is not None
    assert checked.rows.rows == FOUR.rows


def test_a_workbook_of_another_form_is_not_mixed_in():
    opened = book(answers=whole())
    opened["_form"]["B2"] = "2025.1"
    finding = one(saved(opened).getvalue())
    assert finding.check == "file-template"
    assert finding.why.en == "report.xlsx was made from form 2025.1; this report uses form 2026.1."


def test_an_empty_file_and_one_of_spaces_are_told():
    assert one(b"", "r.csv").check == "file-cut-off"
    checked = check(reading=read(b"  \n \n", "r.csv"))
    assert set(found(checked)) == {"column-missing"}


@pytest.mark.parametrize("seed", range(20))
def test_a_workbook_damaged_anywhere_is_read_or_refused_and_never_fails(seed):
    chance = random.Random(seed)
    if seed % 2:
        content = bytearray(good())
        for _ in range(chance.randrange(1, 6)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        spoiled = bytes(content)
    else:
        with zipfile.ZipFile(io.BytesIO(good())) as made:
            name = chance.choice([n for n in made.namelist() if n.endswith((".xml", ".rels"))])
            part = bytearray(made.read(name))
        at = chance.randrange(len(part))
        part[at : at + chance.randrange(30)] = chance.choice([b"<v>x</v>", b"&#0;", b'r="ZZZ9"', b"e9999", b""])
        spoiled = with_part(good(), name, bytes(part))
    for finding in check(whole(), reading=read(spoiled)).findings:
        assert finding.why.en
        assert finding.why.fr
