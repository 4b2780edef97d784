"""The history: one chain per file, whole or found out."""

import datetime as dt
import io
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from mobility.casefiles import actions, proof, seal
from mobility.casefiles.choices import EventKind
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Event, EventFacts, Seal, SealEntry
from mobility.embedded import BASE_DIR, OWNER, SUPERUSER
from mobility.outbox.models import Mail
from tests.makers import MakeUser, make_file

VERIFIER = BASE_DIR / "mobility" / "casefiles" / "verifier.py"


def problems(outside: list[tuple[int, str]] | None = None) -> list[str]:
    """What is wrong with the history in the database."""
    with proof.one_moment():
        return list(proof.verifier(outside).run(proof.parts()))


def export(path: Path, *more: str) -> tuple[int, list[str]]:
    """Exit status and sentences of the verifier as a program of its own, on an export."""
    call_command("export_history", path, stdout=io.StringIO())
    return judge(path, *more)


def judge(path: Path, *more: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-S", str(VERIFIER), str(path), *more], capture_output=True, text=True, env={}, check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()[:-1]


def make_files(count: int = 3) -> list[CaseFile]:
    """Files with three events each."""
    by = MakeUser(role="coordinator")
    files = [make_file() for _ in range(count)]
    for file in files:
        for text in ("One", "Deux", "Dreißig ☃"):
            actions.note(file, text=text, by=by)
    return files


# ---- whole ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_history_verifies_in_the_database_and_as_an_export(tmp_path):
    make_files()
    seal.seal()
    actions.note(CaseFile.objects.first(), text="After the seal", by=MakeUser(role="coordinator"))
    assert problems() == []
    assert export(tmp_path / "export.jsonl") == (0, [])


@pytest.mark.django_db
def test_the_export_names_what_it_was_made_from(tmp_path):
    make_files(1)
    export(tmp_path / "export.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "export.jsonl").read_text().splitlines()]
    assert [row["is"] for row in rows] == ["history", "counter", "file", "event", "event", "event", "end"]
    assert rows[3]["facts"] == {"text": "One"}
    assert rows[1] == {"is": "counter", "last": 1, "year": 2026}


@pytest.mark.django_db
def test_an_export_that_breaks_off_or_is_none_cannot_be_judged(tmp_path):
    make_files(1)
    path = tmp_path / "export.jsonl"
    export(path)
    lines = path.read_text().splitlines(keepends=True)
    for broken in (lines[:-1], lines[:-2] + lines[-1:], lines[1:], ["{"], []):
        path.write_text("".join(broken))
        assert judge(path)[0] == 2


@pytest.mark.django_db
def test_verify_history_of_one_file_looks_at_that_file_only(capsys):
    first, second, _third = make_files()
    call_command("verify_history", file=second.reference)
    assert capsys.readouterr().out == "1 files, 3 events (0 disposed of), 0 seals: everything is as it was written\n"
    assert first.reference != second.reference


# ---- writers ----------------------------------------------------------------------------------------


def in_threads(count: int, work) -> None:
    """Run `work(number)` in so many threads at once, each with its own connection; errors are raised here."""
    errors: list[BaseException] = []
    start = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            start.wait(20)
            work(number)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_eight_writers_on_one_file_make_one_chain(committed_db):
    file, by = make_file(), MakeUser(role="coordinator")
    in_threads(8, lambda n: [actions.note(CaseFile.objects.get(pk=file.pk), text=f"{n}.{i}", by=by) for i in range(5)])
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))
    assert problems() == []
    file.refresh_from_db()
    assert (file.last_seq, file.version) == (40, 40)


def test_eight_writers_on_many_files_make_one_chain_each(committed_db):
    by = MakeUser(role="coordinator")
    files = [make_file().pk for _ in range(6)]

    def write(number: int) -> None:
        for i in range(6):
            actions.note(CaseFile.objects.get(pk=files[(number + i) % 6]), text=f"{number}", by=by)

    in_threads(8, write)
    assert list(CaseFile.objects.order_by("pk").values_list("last_seq", flat=True)) == [8] * 6
    assert problems() == []


def test_references_are_unique_ordered_and_without_gaps_while_some_openings_fail(committed_db):
    def open_some(number: int) -> None:
        for i in range(5):
            try:
                with transaction.atomic():
                    make_file(title=f"{number}")
                    if (number + i) % 3 == 0:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                pass

    in_threads(8, open_some)
    opened = list(CaseFile.objects.order_by("pk").values_list("reference", flat=True))
    assert opened == [f"LM-2026-{n:06d}" for n in range(1, len(opened) + 1)]
    assert 20 < len(opened) < 40
    assert problems() == []


def test_two_seals_at_once_make_one_chain(committed_db):
    make_files()
    in_threads(4, lambda n: seal.seal())
    assert sorted(Seal.objects.values_list("files", flat=True)) == [0, 0, 0, 3]
    assert problems() == []


# ---- found out --------------------------------------------------------------------------------------


def tampered(database, *statements: str) -> None:
    """What somebody with the server's own rights could do: past all triggers and checks."""
    with database.connect(SUPERUSER) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("ALTER TABLE casefiles_event DROP CONSTRAINT event_hash_is_true")
        for statement in statements:
            connection.execute(statement)


LAST = "file_id = 2 AND seq = 3"
REWRITE = (  # a careful forger: new head, true hash, the tip follows
    f"UPDATE casefiles_event SET head = replace(head, 'noted', 'named'), kind = 'casefiles.named' WHERE {LAST}",
    f"UPDATE casefiles_event SET hash = encode(sha256(convert_to(prev || head, 'UTF8')), 'hex') WHERE {LAST}",
    f"UPDATE casefiles_casefile f SET last_hash = e.hash FROM casefiles_event e WHERE e.file_id = f.id AND {LAST}",
)
DROP_TAIL = (
    f"DELETE FROM casefiles_eventfacts WHERE event_id IN (SELECT id FROM casefiles_event WHERE {LAST})",
    f"DELETE FROM casefiles_event WHERE {LAST}",
)
DROP_FILE = (
    "DELETE FROM casefiles_eventfacts WHERE event_id IN (SELECT id FROM casefiles_event WHERE file_id = 2)",
    "DELETE FROM casefiles_event WHERE file_id = 2",
    "DELETE FROM casefiles_casefile WHERE id = 2",
)
TWO = "LM-2026-000002"


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (DROP_TAIL, [f"{TWO}: event 3 is gone."]),
        (
            (
                *DROP_TAIL,
                "UPDATE casefiles_casefile f SET last_seq = 2, last_hash = e.hash FROM casefiles_event e"
                " WHERE e.file_id = f.id AND f.id = 2 AND e.seq = 2",
            ),
            [f"{TWO}: event 3 is gone, and all after it. Seal 1 holds it."],
        ),
        (
            (
                "DELETE FROM casefiles_eventfacts WHERE event_id IN"
                " (SELECT id FROM casefiles_event WHERE file_id = 2 AND seq = 2)",
                "DELETE FROM casefiles_event WHERE file_id = 2 AND seq = 2",
            ),
            [f"{TWO}: event 2 is gone."],
        ),
        (
            DROP_FILE,
            [
                "LM-2026-000002: the file is gone. Seal 1 holds its event 3.",
                "Reference 2 of 2026 was given out, and there is no such file.",
            ],
        ),
        (
            (f"UPDATE casefiles_event SET at = at - interval '1 day' WHERE {LAST}",),
            [f"{TWO}, event 3: the row was altered (at); its hashed head says something else."],
        ),
        (
            (f"UPDATE casefiles_event SET audience = ARRAY[1] WHERE {LAST}",),
            [f"{TWO}, event 3: the row was altered (audience); its hashed head says something else."],
        ),
        (
            (f"UPDATE casefiles_event SET head = replace(head, 'noted', 'named') WHERE {LAST}",),
            [
                f"{TWO}, event 3: its hash is not that of its content; it was altered.",
                f"{TWO}, event 3: the row was altered (kind); its hashed head says something else.",
            ],
        ),
        (REWRITE, [f"{TWO}, event 3: seal 1 holds another hash for it; the history was rewritten."]),
        (
            (
                "UPDATE casefiles_eventfacts SET facts = '{\"text\": \"No\"}' WHERE event_id IN"
                f" (SELECT id FROM casefiles_event WHERE {LAST})",
            ),
            [f"{TWO}, event 3: its content was altered; it is not what was hashed."],
        ),
        (
            DROP_TAIL[:1],
            [f"{TWO}, event 3: its content is gone, and no event says that it was disposed of."],
        ),
        (
            (f"UPDATE casefiles_sealentry SET hash = '{'0' * 64}' WHERE reference = '{TWO}'",),
            [
                f"{TWO}, event 3: seal 1 holds another hash for it; the history was rewritten.",
                "Seal 1 of 2026-11-03T07:00:00.000000Z: its entries are not those it was made with.",
            ],
        ),
        (
            (f"DELETE FROM casefiles_sealentry WHERE reference = '{TWO}'",),
            ["Seal 1 of 2026-11-03T07:00:00.000000Z has 2 entries; it was made with 3."],
        ),
        (
            ("DELETE FROM casefiles_seal WHERE id = 1", "DELETE FROM casefiles_sealentry WHERE seal_id = 1"),
            [
                "Seal 2 of 2026-11-04T07:00:00.000000Z does not follow the seal before it: one was removed or replaced.",
            ],
        ),
    ],
    ids=[
        "tail", "tail and tip", "middle", "file", "moment", "audience", "head", "careful rewrite", "facts", "facts gone",
        "seal entry altered", "seal entry gone", "seal gone",
    ],
)  # fmt: skip
def test_what_was_altered_is_found_and_said(committed_db, tmp_path, statements, said):
    make_files()
    for day in (3, 4):
        seal.seal(at=dt.datetime(2026, 11, day, 7, tzinfo=dt.UTC))
    assert problems() == []
    tampered(committed_db, *statements)
    assert problems() == said
    assert export(tmp_path / "export.jsonl") == (1, said)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_history")
    assert ended.value.code == 1


def test_a_history_rewritten_with_its_seals_does_not_stand_against_what_was_kept_outside(committed_db, tmp_path):
    make_files()
    kept = seal.line(seal.seal())
    tampered(committed_db, *REWRITE, "DELETE FROM casefiles_sealentry", "DELETE FROM casefiles_seal")
    seal.seal()
    assert problems() == []
    outside = tmp_path / "outside.jsonl"
    outside.write_text(kept + "\n")
    status, said = export(tmp_path / "export.jsonl", "--seals", str(outside))
    assert (status, len(said)) == (1, 1)
    assert said[0].startswith("Seal 1, kept outside as ")
    assert said[0].endswith(" is not in this history: it was removed or rewritten.")


# ---- forgetting -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_disposed_event_leaves_a_stub_and_still_verifies(tmp_path):
    (file,) = make_files(1)
    by = MakeUser(role="coordinator")
    event = file.events.get(seq=2)
    actions.dispose_facts(event, reason="Told us somebody else's name", by=by)
    assert not EventFacts.objects.filter(event=event).exists()
    assert Event.objects.get(pk=event.pk).head == event.head
    assert file.events.get(seq=4).kind == EventKind.FACTS_DISPOSED
    assert problems() == []
    assert export(tmp_path / "export.jsonl") == (0, [])
    assert "Deux" not in (tmp_path / "export.jsonl").read_text()


@pytest.mark.django_db
def test_the_record_of_a_disposal_is_not_disposed_of():
    (file,) = make_files(1)
    by = MakeUser(role="coordinator")
    actions.dispose_facts(file.events.get(seq=2), reason="Asked", by=by)
    with pytest.raises(Refused, match="record of a disposal"):
        actions.dispose_facts(file.events.get(seq=4), reason="Asked", by=by)


# ---- seals ------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_seal_holds_the_tips_that_changed_since_the_last():
    first, _second, _third = make_files()
    assert seal.seal().files == 3
    actions.note(first, text="More", by=MakeUser(role="coordinator"))
    again = seal.seal()
    assert list(SealEntry.objects.filter(seal=again).values_list("reference", "seq", "hash")) == [
        (first.reference, 4, first.last_hash)
    ]
    assert again.prev == Seal.objects.order_by("pk")[0].hash
    assert seal.seal().files == 0


def test_a_seal_goes_outside_by_mail_and_into_a_file_once(committed_db, settings):
    make_files(1)
    with override_settings(SEAL_MAILBOX="seals@example.org"):
        first, second = seal.seal(), seal.seal()
    assert list(Mail.objects.filter(kind="seal").order_by("pk").values_list("to", "subject")) == [
        ("seals@example.org", f"Seal {first.pk}"),
        ("seals@example.org", f"Seal {second.pk}"),
    ]
    assert first.hash in Mail.objects.order_by("pk")[0].text
    path = Path(settings.SEAL_DIR) / seal.FILE
    assert path.read_text().splitlines() == [seal.line(first), seal.line(second)]
    path.write_text(seal.line(first) + "\n")  # a disk that was full that night
    seal.write_out()
    assert path.read_text().splitlines() == [seal.line(first), seal.line(second)]


# ---- what the database refuses the application ------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casefiles_event SET kind = 'x'",
        "DELETE FROM casefiles_event",
        "TRUNCATE casefiles_event CASCADE",
        "ALTER TABLE casefiles_event DISABLE TRIGGER ALL",
        "ALTER TABLE casefiles_event DROP CONSTRAINT event_hash_is_true",
        "DROP TRIGGER casefiles_event_refuse ON casefiles_event",
        "SET session_replication_role = replica",
        "UPDATE casefiles_eventfacts SET facts = '{}'",
        "UPDATE casefiles_seal SET files = 0",
        "DELETE FROM casefiles_sealentry",
        "DELETE FROM casefiles_casefile",
        "UPDATE casefiles_accesslog SET detail = 'x'",
        "DELETE FROM casefiles_accesslog",
        "INSERT INTO casefiles_event (file_id, audience, side, seq, kind, at, head, prev, hash)"
        " SELECT id, '{}', '', 99, 'x', now(), '{}', '', repeat('0', 64) FROM casefiles_casefile",
    ],
)
@pytest.mark.django_db
def test_the_application_may_only_append(statement):
    from mobility.casefiles import accesslog

    (file,) = make_files(1)
    seal.seal()
    accesslog.log("opened", user=MakeUser(), file=file)
    before = Event.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Event.objects.count() == before


def test_the_owner_too_is_refused_while_the_triggers_are_on(committed_db):
    make_files(1)
    with committed_db.connect(OWNER) as owner:
        for statement in ("UPDATE casefiles_event SET kind = 'x'", "TRUNCATE casefiles_event CASCADE"):
            with pytest.raises(Exception, match="append-only"):
                owner.execute(statement)


@pytest.mark.django_db
def test_facts_hold_no_floats_and_the_tip_follows_the_last_event():
    (file,) = make_files(1)
    file.refresh_from_db()
    last = file.events.order_by("seq").last()
    assert (file.last_seq, file.last_hash) == (last.seq, last.hash)
    with pytest.raises(TypeError, match="floating point"):
        record(file, "x", by=None, at=last.at, facts={"share": 0.5})
