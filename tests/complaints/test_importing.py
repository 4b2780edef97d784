"""Import of a log: each row its own transaction, bad rows reported by line and column, nothing half imported."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from complaints import importing
from complaints.models import Complaint
from mobility.casefiles.models import CaseFile, Event, Person, ReferenceCounter
from mobility.embedded import BASE_DIR
from mobility.outbox.models import Mail

SAMPLE = BASE_DIR / "complaints" / "samples" / "sample_complaints.csv"
GOOD = "2026-03-02,inbound,They never answered me"


def run(path: Path, *more: str) -> tuple[int, list[str]]:
    out = io.StringIO()
    status = 0
    try:
        call_command("import_complaints", path, *more, stdout=out)
    except SystemExit as ended:
        status = int(ended.code or 0)
    return status, out.getvalue().splitlines()


def write(path: Path, *rows: str, columns: str = "received_on,direction,narrative") -> Path:
    path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.django_db
def test_the_sample_comes_in_whole_and_once():
    assert run(SAMPLE) == (0, ["40 imported, 0 rejected, 0 already there"])
    assert Complaint.objects.count() == 40
    assert not Mail.objects.exists()
    first = Complaint.objects.order_by("pk")[0]
    assert (first.received_on.isoformat(), first.language, first.ground_slugs, str(first.complainant)) == (
        "2026-01-06",
        "en",
        ["ack-overdue", "decision-overdue"],
        "Name not given",
    )
    assert first.narrative.startswith("My name is Sample Applicant 01")
    outbound = Complaint.objects.filter(direction="outbound").exclude(home_body=None)[0]
    assert outbound.body is None
    events = Event.objects.count()
    assert run(SAMPLE) == (0, ["0 imported, 0 rejected, 40 already there"])
    assert (Complaint.objects.count(), Event.objects.count()) == (40, events)
    assert ReferenceCounter.objects.get(year=2026).last == 40


@pytest.mark.django_db
def test_bad_rows_leave_nothing_and_good_ones_stay(tmp_path):
    path = write(
        tmp_path / "log.csv",
        f"{GOOD},1",
        "2026-13-02,inbound,x,",
        "2199-01-01,inbound,x,",
        ",inbound,x,",
        "2026-03-02,sideways,x,",
        "2026-03-02,,x,",
        "2026-03-02,inbound,,",
        '2026-03-02,inbound,"two\nlines",',
        "2026-03-02,inbound,x,,nobody",
        f"2026-03-02,inbound,x,,,{'o' * 151}",
        "2026-03-02,inbound,x,,,,not-an-address",
        "2026-03-02,inbound,x,,,,,0001-01-01",
        "2026-03-02,inbound,x,,,,,,vulnerable",
        "2026-03-02,inbound,x,,,,,,,no-such-ground",
        "2026-03-02,inbound,x,,,,,,,,XX",
        columns="received_on,direction,narrative,phone,regulator_slug,occupation,email,application_received,"
        "vulnerability_flags,issue_slugs,home_jurisdiction",
    )
    status, said = run(path)
    assert (status, said[-1]) == (1, "2 imported, 13 rejected, 0 already there")
    places = [line.split(":")[0] for line in said[:-1]]
    assert places == [
        "line 3, received_on",
        "line 4, received_on",
        "line 5, received_on",
        "line 6, direction",
        "line 7, direction",
        "line 8, narrative",
        "line 11, regulator_slug",
        "line 12, occupation",
        "line 13, email",
        "line 14, application_received",
        "line 15, vulnerability_flags",
        "line 16, issue_slugs",
        "line 17, home_jurisdiction",
    ]
    assert all(line.endswith(".") for line in said[:-1])
    assert (Complaint.objects.count(), CaseFile.objects.count(), Person.objects.count()) == (2, 2, 2)
    assert ReferenceCounter.objects.get(year=2026).last == 2
    assert Complaint.objects.order_by("pk")[1].narrative == "two\nlines"


@pytest.mark.django_db
@pytest.mark.parametrize("bad", ["x\x00y", "\x00"])
def test_characters_no_text_has_are_taken_out_or_reported(tmp_path, bad):
    status, said = run(write(tmp_path / "log.csv", f"2026-03-02,inbound,{bad}", GOOD))
    assert said[-1] in ("2 imported, 0 rejected, 0 already there", "1 imported, 1 rejected, 0 already there")
    assert Complaint.objects.filter(narrative="They never answered me").exists()
    assert status in (0, 1)


@pytest.mark.django_db
def test_a_file_that_is_no_log_says_why(tmp_path):
    for content, words in (
        (b"", "The file is empty"),
        (b"a,b\n1,2\n", "missing: received_on, direction, narrative"),
        (b'received_on,direction,narrative\n2026-03-02,inbound,"open', "cannot be read"),
    ):
        path = tmp_path / "log.csv"
        path.write_bytes(content)
        with pytest.raises(CommandError, match=words):
            call_command("import_complaints", path)
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_complaints", tmp_path / "nothing.csv")
    assert not Complaint.objects.exists()


@pytest.mark.django_db
def test_excel_s_own_ways_are_understood(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(
        "received_on;direction;narrative;language\r\n2026-03-02;inbound;Été à Hull;fr\r\n".encode("cp1252")
    )
    assert run(path) == (0, ["1 imported, 0 rejected, 0 already there"])
    assert Complaint.objects.get().narrative == "Été à Hull"
    path.write_text("\ufeffreceived_on,direction,narrative\r\n2026-03-03,inbound,Déjà\r\n", encoding="utf-8")
    assert run(path) == (0, ["1 imported, 0 rejected, 0 already there"])


@pytest.mark.django_db
def test_a_dry_run_keeps_nothing(tmp_path):
    assert run(SAMPLE, "--dry-run") == (0, ["40 imported, 0 rejected, 0 already there"])
    assert not CaseFile.objects.exists()
    assert not ReferenceCounter.objects.exists()


@pytest.mark.django_db
def test_a_day_is_a_day_of_alberta(tmp_path):
    run(write(tmp_path / "log.csv", GOOD))
    complaint = Complaint.objects.get()
    assert (complaint.received_on.isoformat(), complaint.source) == ("2026-03-02", "import")
    assert importing.day({"x": "2026-03-02"}, "x") == complaint.received_on


@pytest.mark.django_db
def test_a_workbook_comes_in_as_its_csv_would(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    with SAMPLE.open(encoding="utf-8") as file:
        for row in csv.reader(file):
            sheet.append(row)
    for cell in sheet["A"][1:4]:  # some dates as dates, some as text, as people's workbooks have them
        cell.value = dt.datetime.fromisoformat(cell.value)
    sheet.append([])
    book.save(tmp_path / "log.xlsx")
    assert run(tmp_path / "log.xlsx") == (0, ["40 imported, 0 rejected, 0 already there"])
    assert run(SAMPLE) == (0, ["0 imported, 0 rejected, 40 already there"])


@pytest.mark.django_db
def test_what_is_no_workbook_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "other.xlsx").write_bytes(b"PK\x05\x06" + bytes(18))  # an empty archive
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "other.xlsx")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(importing.UNPACKED_MOST + 1))
    with pytest.raises(CommandError, match="unpacks to more than 200 MB"):
        run(tmp_path / "bomb.xlsx")
    assert not Complaint.objects.exists()
