"""The bench's files are what the actions would have left."""

import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection

from complaints import codes
from complaints.management.commands.check_copies import wrong
from mobility.outbox.models import Mail
from tests.bench import seed, stories
from tests.cluster import cluster

ROWS = 300
#: Numbers of rows, and what hangs on them: they differ from one making to the next.
NUMBERS = {
    "id", "file_id", "person_id", "event_id", "clock_id", "complaint_id", "complainant_id", "actor_participant_id",
    "audience", "reference", "head", "prev", "hash", "last_hash", "salt", "code_hash",
}  # fmt: skip
OF_FILE = {
    "casefiles_casefile": ("id = %(file)s", "id"),
    "casefiles_person": ("id = %(person)s", "id"),
    "casefiles_participant": ("file_id = %(file)s", "id"),
    "casefiles_named": ("file_id = %(file)s", "user_id"),
    "casefiles_event": ("file_id = %(file)s", "seq"),
    "casefiles_eventfacts": ("event_id IN (SELECT id FROM casefiles_event WHERE file_id = %(file)s)", "event_id"),
    "casefiles_consent": ("file_id = %(file)s", "id"),
    "casefiles_clock": ("file_id = %(file)s", "id"),
    "casefiles_clockpause": ("clock_id IN (SELECT id FROM casefiles_clock WHERE file_id = %(file)s)", "id"),
    "casefiles_message": ("file_id = %(file)s", "id"),
    "casefiles_task": ("file_id = %(file)s", "id"),
    "casefiles_filetext": ("file_id = %(file)s", "file_id"),
    "complaints_complaint": ("file_id = %(file)s", "file_id"),
    "complaints_complaintground": ("complaint_id = %(file)s", "id"),
    "complaints_applicationdate": ("complaint_id = %(file)s", "id"),
}
#: Tables that may have rows of a file and have none here: the stories have no papers, shares, mails.
NONE = {
    "casefiles_document", "casefiles_documentversion", "casefiles_share", "casefiles_eventrelease", "casefiles_seal",
    "casefiles_sealentry", "casefiles_clockextension", "casefiles_decision", "casefiles_reminder",
    "complaints_codelink", "complaints_promise", "complaints_proposal", "complaints_review", "complaints_survey",
    "complaints_translation", "correspondence_request", "correspondence_requestreminder", "outbox_mail",
    "complaints_relation", "complaints_issue", "complaints_issuecase",
    "regulators_review", "regulators_extensionrequest", "regulators_dutyfinding_files",
    "regulators_exceptionfile", "regulators_enquiry", "regulators_changenotice",
    "regulators_report", "disputes_committee", "disputes_dispute", "disputes_raiseditem", "disputes_risk", "disputes_source",
    "disputes_stepclock",
}  # fmt: skip


@pytest.fixture
def seeded(committed_db):
    seed.read_book.cache_clear()
    seed.fill(cluster().url("mobility", committed_db.name), ROWS)
    return committed_db


def everything(file: int, person: int) -> dict[str, list[dict]]:
    """All rows of one file, table by table, without what is a number only."""
    found = {}
    with connection.cursor() as cursor:
        for table, (where, order) in OF_FILE.items():
            cursor.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY {order}", {"file": file, "person": person})
            names = [column.name for column in cursor.description]
            found[table] = [
                {name: value for name, value in zip(names, row, strict=True) if name not in NUMBERS}
                for row in cursor.fetchall()
            ]
    for row in found["casefiles_eventfacts"]:
        facts = json.loads(row["facts"])
        row["facts"] = {key: value for key, value in facts.items() if key not in ("message", "task")}
    return found


def pick_stories(book) -> list[stories.Story]:
    """One of every end, way and sort among the first that were told."""
    chosen: dict[tuple, stories.Story] = {}
    for number in range(ROWS):
        story = stories.tell(number, ROWS, book)
        outbound, danger = (
            story.filing.direction == "outbound",
            bool(seed.DANGER_FLAGS & set(story.filing.flags)),
        )
        verbs = {step.verb for step in story.steps}
        new = story.at.year == 2026
        for key in (
            (story.status, outbound, new),
            (danger,),
            *((verb,) for verb in verbs),
            *((fact, outbound, new) for fact in story.filing.dates),
        ):
            chosen.setdefault(key, story)
    return list({story.number: story for story in chosen.values()}.values())


def test_a_file_made_by_the_seed_equals_one_made_by_the_actions(seeded):
    book = stories.read_book()
    chosen = pick_stories(book)
    assert {story.status for story in chosen} == {*stories.OPEN, "closed", "withdrawn"}
    for story in chosen:
        complaint = stories.perform(replace(story, code=codes.new()))
        by_seed = everything(story.number + 1, story.number + 1)
        by_actions = everything(complaint.pk, complaint.complainant_id)
        for table in OF_FILE:
            assert by_seed[table] == by_actions[table], f"{table} of story {story.number}"
    assert not Mail.objects.exists()


def test_every_table_of_a_file_is_written_or_known_to_be_empty(seeded):
    with connection.cursor() as cursor:
        for table in NONE:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = ANY(%s::regclass[])",
            [["casefiles_casefile", "complaints_complaint", "casefiles_event", "casefiles_clock"]],
        )
        tables = {name for (name,) in cursor.fetchall()}
    assert tables - OF_FILE.keys() - NONE == {"complaints_draft", "regulators_postedexception"}


def test_the_proofs_hold(seeded):
    said = io.StringIO()
    call_command("verify_history", stdout=said)
    assert said.getvalue().startswith(f"{ROWS} files, ")
    assert "everything is as it was written" in said.getvalue()
    call_command("check_due", stdout=said)
    assert said.getvalue().endswith(f"{ROWS} files, 0 wrong\n")
    assert wrong() == []


def test_one_in_five_is_open_and_indexes_are_back(committed_db):
    before = indexes(committed_db)
    seed.read_book.cache_clear()
    seed.fill(cluster().url("mobility", committed_db.name), ROWS)
    with committed_db.connect() as connection:
        (is_open,) = connection.execute("SELECT count(*) FROM complaints_complaint WHERE is_open").fetchone()
    assert ROWS * 0.14 < is_open < ROWS * 0.26
    assert indexes(committed_db) == before


def indexes(database) -> set[tuple[str, str]]:
    with database.connect() as connection:
        return set(connection.execute("SELECT indexname, indexdef FROM pg_indexes").fetchall())
