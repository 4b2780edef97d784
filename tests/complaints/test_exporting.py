"""A list taken out: what is in it, what is not, what is on record, and how long it is kept."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io

import openpyxl
import pytest
from django.utils.timezone import now

from complaints import exporting, tasks
from complaints.list_models import Export
from mobility import cells
from mobility.casefiles import actions as files
from mobility.casefiles import store
from mobility.casefiles.models import AccessLog
from mobility.law.days import today
from tests.makers import make_complaint

pytestmark = pytest.mark.django_db
PATH = "/desk/complaints/export/"


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def taken(client, **said) -> tuple[list[dict[str, str]], bytes]:
    answer = client.post(PATH, {"format": "csv", "query": "", **said})
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")))), content


def ask(by, query="", with_words=False, format="xlsx") -> Export:
    return exporting.begin(query=query, format=format, with_words=with_words, by=by, language="en", at=now())


def test_csv_holds_the_filter_and_no_story_unless_asked_for(client, cast):
    client.force_login(cast.coordinator)
    here = make_complaint(narrative="My story.", person={"name": "Wanda Worker"})
    make_complaint("closed")
    rows, content = taken(client)
    assert [row["Reference"] for row in rows] == [here.file.reference]
    assert (rows[0]["Worker"], rows[0]["Received"], rows[0]["From"], rows[0]["To"]) == (
        "Wanda Worker",
        "2026-11-02",
        "ON",
        "AB",
    )
    assert "My story." not in content.decode()
    assert taken(client, with_words="on")[0][0]["What happened"] == "My story."
    assert len(taken(client, query="state=all")[0]) == 2


def test_an_export_is_on_record_for_the_auditor(client, cast):
    client.force_login(cast.coordinator)
    make_complaint()
    _rows, content = taken(client, query="priority=3&x=1")
    export = Export.objects.get()
    assert (export.by, export.query, export.state, export.rows) == (cast.coordinator, "priority=3", "sent", 1)
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert AccessLog.objects.filter(kind="exported", detail="complaints csv: priority=3").count() == 1
    client.force_login(cast.auditor)
    assert "priority=3" in client.get("/admin/complaints/export/").content.decode()
    client.force_login(cast.administrator)
    assert client.get("/admin/complaints/export/").status_code == 403


def test_an_export_broken_off_says_so(cast):
    make_complaint()
    export = ask(cast.coordinator, format="csv")
    written = exporting.as_csv(export, today=today())
    next(written)
    written.close()
    export.refresh_from_db()
    assert export.state == "broken"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(client, cast, name):
    assert cells.plain(name) == f"'{name}"
    client.force_login(cast.coordinator)
    make_complaint(person={"name": name.strip() or "x"}, body=None, body_text="=cmd", narrative="=2+2")
    rows, _content = taken(client, with_words="on")
    for value in rows[0].values():
        assert not value.startswith(cells.FORMULA)
    export = exporting.make_workbook(ask(cast.coordinator, with_words=True))
    sheet = openpyxl.load_workbook(store.take(export.sha256), read_only=True).active
    for cell in list(sheet.rows)[1]:
        assert cell.data_type != "f"
        assert not str(cell.value or "").startswith(cells.FORMULA)


def test_restricted_files_go_out_only_to_those_named(client, cast):
    secret = make_complaint(in_danger=True)
    client.force_login(cast.coordinator)
    assert taken(client)[0] == []
    files.name(secret.file, user=cast.coordinator, by=cast.senior, reason="works on it")
    assert len(taken(client)[0]) == 1
    assert exporting.make_workbook(ask(cast.colleague)).rows == 0


def test_a_workbook_is_made_by_the_worker_and_fetched_by_its_owner_alone(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    page = client.post(PATH, {"format": "xlsx", "query": ""}, follow=True).content.decode()
    assert "Waiting for its turn" in page
    export = Export.objects.get()
    tasks.export_workbook(export_id=export.pk)
    tasks.export_workbook(export_id=export.pk)
    assert "Download the workbook" in client.get(PATH).content.decode()
    answer = client.get(f"{PATH}{export.pk}/")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
    rows = list(book.active.values)
    assert (rows[0][0], rows[1][0], len(rows)) == ("Reference", complaint.file.reference, 2)
    client.force_login(cast.colleague)
    assert client.get(f"{PATH}{export.pk}/").status_code == 404


def test_a_workbook_is_destroyed_after_its_time(client, cast):
    client.force_login(cast.coordinator)
    make_complaint()
    export = exporting.make_workbook(ask(cast.coordinator))
    assert exporting.purge(on=export.expires_on) == 0
    assert exporting.purge(on=export.expires_on + dt.timedelta(days=1)) == 1
    export.refresh_from_db()
    assert (export.state, export.rows) == ("gone", 1)
    with pytest.raises(FileNotFoundError):
        store.take(export.sha256)
    assert client.get(f"{PATH}{export.pk}/").status_code == 404


def test_who_is_erased_is_in_no_workbook_any_more(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    export = exporting.make_workbook(ask(cast.coordinator))
    files.erase_person(complaint.complainant, reason="asked for", by=cast.senior)
    assert client.get(f"{PATH}{export.pk}/").status_code == 404
    assert exporting.purge(on=today()) == 1


def test_characters_that_a_workbook_cannot_hold_are_left_out(cast):
    make_complaint(narrative="Bell\x07 and \x0bmore 😀 \u202e.")
    export = exporting.make_workbook(ask(cast.coordinator, with_words=True))
    row = list(openpyxl.load_workbook(store.take(export.sha256), read_only=True).active.values)[1]
    assert "Bell and more 😀 \u202e." in row


def test_too_many_rows_for_a_sheet_is_a_sentence(cast, monkeypatch):
    monkeypatch.setattr(exporting, "SHEET_ROWS", 1)
    make_complaint()
    export = exporting.make_workbook(ask(cast.coordinator))
    assert (export.state, export.why) == (
        "broken",
        "A worksheet cannot hold so many rows. Narrow the list, or take CSV.",
    )
