"""A backup that cannot be restored is none."""

import subprocess
import sys
from pathlib import Path

from mobility.outbox import actions
from tests.cluster import cluster

ROOT = Path(__file__).resolve().parents[2]


def test_a_backup_is_restored_into_an_empty_pair_and_compared(committed_db):
    actions.queue(to="ada@example.org", subject="Hello", text="Text", kind="test")
    empty = f"{committed_db.name}_restored"
    cluster().create_database(empty)
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "restore_drill"],
            cwd=ROOT,
            env={
                **committed_db.environment,
                "RESTORE_DATABASE_URL": cluster().url("mobility_owner", empty),
                "DEBUG": "1",
                "SECRET_KEY": "tests-only",
            },
            capture_output=True,
            text=True,
        )
    finally:
        cluster().drop_database(empty)
    assert done.returncode == 0, done.stderr
    assert "The backup can be used" in done.stdout
