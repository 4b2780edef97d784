"""Papers: kept once, checked by a real scanner, handed over as something no browser runs."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from mobility.casefiles import actions, scanning, store, tasks
from mobility.casefiles.choices import Role, ScanState
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import AccessLog, Document, DocumentVersion, Event
from tests.casefiles.clamd import clamd
from tests.makers import (
    EICAR,
    Cast,
    MakeUser,
    make_complaint,
    make_document,
    make_file,
    make_participant,
    pdf,
    worker_of,
)


@pytest.fixture(scope="module")
def scanner():
    with tempfile.TemporaryDirectory(prefix="clamd") as folder, clamd(Path(folder)) as path:
        yield path


def jobs() -> list[tuple[str, dict]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs WHERE task_name LIKE 'casefiles.%' ORDER BY id")
        return [(name, json.loads(args)) for name, args in cursor.fetchall()]


def infected() -> SimpleUploadedFile:
    """As it would come past the look at its type: the scanner knows the bytes, not the name."""
    return SimpleUploadedFile("letter.pdf", EICAR)


def keep(file, upload: SimpleUploadedFile, by, **fields) -> DocumentVersion:
    """Past the check of the type, so that bytes of any kind reach the scanner."""
    from tests.makers import RECEIVED

    sha256, size = store.put(upload)
    return actions.keep_document(
        file,
        filename=upload.name,
        sha256=sha256,
        size=size,
        content_type="application/pdf",
        by=by,
        at=RECEIVED,
        **fields,
    )


# ---- the virus check --------------------------------------------------------------------------------


def test_keeping_a_document_asks_for_the_check_in_the_same_transaction(cast: Cast):
    version = make_document(make_file(), by=cast.coordinator)
    assert (version.scan_state, version.may_be_opened) == (ScanState.WAITING, False)
    assert jobs() == [("casefiles.scan", {"version_id": version.pk})]


def test_clean_papers_open_and_infected_ones_never_do(cast: Cast, scanner, settings):
    settings.CLAMD_URL = f"unix://{scanner}"
    complaint = make_complaint()
    worker = worker_of(complaint)
    good = make_document(complaint.file, by=worker, audience=[worker])
    bad = keep(complaint.file, infected(), worker, audience=[worker])
    version = complaint.file.version
    tasks.scan(good.pk)
    tasks.scan_waiting(0)
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.scan_state, good.may_be_opened) == ("clean", True)
    assert (bad.scan_state, bad.scan_detail, bad.may_be_opened) == ("infected", "Eicar-Test.UNOFFICIAL", False)
    told = Event.objects.visible_to_participant(worker).filter(kind="casefiles.document_scanned").order_by("seq")
    assert [event.kept.facts["state"] for event in told] == ["clean", "infected"]
    complaint.file.refresh_from_db()
    assert complaint.file.version == version, "nobody's open form is overtaken by a virus check"


def test_a_tcp_scanner_is_asked_the_same_way(cast: Cast, scanner):
    with open(__file__, "rb") as content:
        assert scanning.check(content).state == ScanState.NOT_SCANNED  # no scanner is set
    with pytest.raises(ValueError, match="tcp://host:port"):
        scanning.connect("http://somewhere")
    with pytest.raises(scanning.ScannerDown, match="ConnectionRefusedError"), open(__file__, "rb") as content:
        scanning.instream("tcp://127.0.0.1:1", content)


def test_a_large_file_goes_through_in_chunks(scanner, settings, tmp_path):
    settings.CLAMD_URL = f"unix://{scanner}"
    big = tmp_path / "big"
    big.write_bytes(b"\0" * 25 * 1024 * 1024)
    with big.open("rb") as content:
        assert scanning.check(content) == scanning.Finding(ScanState.CLEAN)
    big.write_bytes(b"\0" * 31 * 1024 * 1024)
    with big.open("rb") as content, pytest.raises(scanning.ScannerDown):
        scanning.check(content)


def test_a_scanner_that_is_down_leaves_papers_waiting_and_is_asked_again(cast: Cast, scanner, settings, caplog):
    settings.CLAMD_URL = "unix:///nowhere/clamd.sock"
    versions = [make_document(make_file(), by=cast.coordinator, upload=pdf(str(n))) for n in range(3)]
    events = Event.objects.count()
    with caplog.at_level(logging.WARNING):
        tasks.scan_waiting(0)
    assert len([line for line in caplog.messages if "not checked" in line]) == 1, "it stops at the first"
    assert Event.objects.count() == events
    assert set(DocumentVersion.objects.values_list("scan_state", flat=True)) == {"waiting"}
    settings.CLAMD_URL = f"unix://{scanner}"
    tasks.scan_waiting(0)
    assert set(DocumentVersion.objects.values_list("scan_state", flat=True)) == {"clean"}
    assert len(versions) == 3


def test_without_a_scanner_papers_open_and_say_that_nobody_checked(cast: Cast, settings):
    settings.CLAMD_URL = ""
    version = make_document(make_file(), by=cast.coordinator)
    tasks.scan(version.pk)
    version.refresh_from_db()
    assert (version.scan_state, version.may_be_opened) == ("not_scanned", True)


def test_what_nobody_checked_is_checked_once_there_is_a_scanner(cast: Cast, scanner, settings):
    settings.CLAMD_URL = ""
    clean = make_document(make_file(), by=cast.coordinator, upload=pdf("clean"))
    bad = keep(make_file(), infected(), cast.coordinator)
    tasks.scan_waiting(0)
    events = Event.objects.count()
    tasks.scan_waiting(0)
    assert Event.objects.count() == events, "without a scanner nothing is asked twice"
    settings.CLAMD_URL = f"unix://{scanner}"
    tasks.scan_waiting(0)
    clean.refresh_from_db()
    bad.refresh_from_db()
    assert (clean.scan_state, bad.scan_state, bad.may_be_opened) == ("clean", "infected", False)


def test_found_twice_is_found_once(cast: Cast):
    version = make_document(make_file(), by=cast.coordinator)
    stale = DocumentVersion.objects.select_related("document").get(pk=version.pk)
    actions.scanned(version, state=ScanState.INFECTED, detail="X")
    actions.scanned(stale, state=ScanState.CLEAN)
    version.refresh_from_db()
    assert version.scan_state == ScanState.INFECTED
    assert Event.objects.filter(kind="casefiles.document_scanned").count() == 1
    tasks.scan(version.pk)
    assert Event.objects.filter(kind="casefiles.document_scanned").count() == 1


def test_lost_bytes_are_an_error_in_the_log_and_hold_up_nobody_else(cast: Cast, caplog):
    lost = make_document(make_file(), by=cast.coordinator, upload=pdf("lost"))
    other = make_document(make_file(), by=cast.coordinator, upload=pdf("other"))
    storages["uploads"].delete(store.address(lost.sha256))
    tasks.scan_waiting(0)
    assert f"document version {lost.pk}: its bytes are not in the store" in caplog.messages
    other.refresh_from_db()
    assert other.scan_state == ScanState.NOT_SCANNED


# ---- handed over ------------------------------------------------------------------------------------


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def paper(cast: Cast) -> DocumentVersion:
    """A paper that may be opened, shown to one ministry."""
    file = make_file()
    ministry = make_participant(file, cast.ministry)
    make_participant(file, cast.saskatchewan, Role.OTHER_PARTY)
    version = make_document(file, by=cast.coordinator, upload=pdf("secret", "Año 1.pdf"), audience=[ministry])
    return actions.scanned(version, state=ScanState.CLEAN)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


def test_a_document_is_saved_never_shown_never_kept(cast: Cast, paper: DocumentVersion):
    for user in (cast.coordinator, cast.ministry_partner, cast.auditor):
        response = signed_in(user).get(f"/desk/documents/{paper.pk}/")
        assert response.status_code == 200
        assert b"secret" in b"".join(response.streaming_content)
        headers = response.headers
        assert headers["Content-Disposition"] == "attachment; filename*=utf-8''A%C3%B1o%201.pdf"
        assert headers["Content-Type"] == "application/pdf"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Content-Length"] == str(paper.size)
    logged = AccessLog.objects.order_by("id").values_list("user", "file", "kind", "detail")
    assert list(logged) == [
        (user.pk, paper.document.file_id, "downloaded", f"document version {paper.pk}")
        for user in (cast.coordinator, cast.ministry_partner, cast.auditor)
    ]


def test_what_one_may_not_see_does_not_exist(cast: Cast, paper: DocumentVersion):
    address = f"/desk/documents/{paper.pk}/"
    for user in (cast.saskatchewan_partner, cast.registrar, cast.administrator, cast.stranger, cast.ontario_partner):
        assert signed_in(user).get(address).status_code == 404
    assert signed_in(cast.coordinator).get("/desk/documents/999999/").status_code == 404
    assert signed_in(cast.coordinator).post(address).status_code == 405
    assert Client().get(address).status_code == 302
    actions.mark_document(paper.document, mark="privileged", reason="Advice", by=cast.coordinator)
    assert signed_in(cast.ministry_partner).get(address).status_code == 404
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(
    ("state", "sentence"), [("waiting", "waits for the virus check"), ("infected", "A virus was found")]
)
def test_what_may_not_be_opened_says_why(cast: Cast, state: str, sentence: str):
    version = make_document(make_file(), by=cast.coordinator)
    if state != "waiting":
        actions.scanned(version, state=state)
    response = signed_in(cast.coordinator).get(f"/desk/documents/{version.pk}/")
    assert (response.status_code, sentence in response.content.decode()) == (409, True)
    assert not AccessLog.objects.exists()


def test_bytes_that_are_gone_are_said_to_be_gone(cast: Cast, paper: DocumentVersion):
    storages["uploads"].delete(store.address(paper.sha256))
    response = signed_in(cast.coordinator).get(f"/desk/documents/{paper.pk}/")
    assert response.status_code == 409
    assert "An administrator has to look into it" in response.content.decode()


# ---- kept -------------------------------------------------------------------------------------------


def test_the_same_bytes_are_kept_once(cast: Cast, tmp_path):
    first = make_document(make_file(), by=cast.coordinator, upload=pdf("same"))
    second = make_document(make_file(), by=cast.coordinator, upload=pdf("same", "other.pdf"))
    assert first.sha256 == second.sha256
    assert len([path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]) == 1


def test_a_version_never_changes(cast: Cast):
    from django.db import DatabaseError, transaction

    version = make_document(make_file(), by=cast.coordinator)
    for change in ({"sha256": "0" * 64}, {"filename": "other.pdf"}, {"size": 1}, {"filename": ""}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            DocumentVersion.objects.filter(pk=version.pk).update(**change)


def test_who_may_not_write_puts_nothing_on_a_file(cast: Cast):
    file = make_file()
    for user in (cast.auditor, cast.registrar, cast.stranger, MakeUser(role="administrator")):
        with pytest.raises(Refused):
            make_document(file, by=user)
    assert not Document.objects.exists()
