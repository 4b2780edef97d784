"""Demo data goes into an empty or a demo database; nothing else is ever touched."""

import subprocess
import sys
from pathlib import Path

import pytest

from mobility.accounts.models import Office, User
from mobility.demo_mark import NotADemoDatabaseError, is_demo_database, is_empty_database, mark_as_demo

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_an_empty_database_can_be_marked_and_stays_marked_when_people_move_in():
    assert (is_empty_database(), is_demo_database()) == (True, False)
    mark_as_demo()
    User.objects.create(email="ada@example.org", name="Ada")
    assert (is_empty_database(), is_demo_database()) == (False, True)
    mark_as_demo()


@pytest.mark.django_db
def test_a_database_in_which_somebody_works_is_never_marked():
    User.objects.create(email="ada@example.org", name="Ada")
    with pytest.raises(NotADemoDatabaseError, match="nothing was changed"):
        mark_as_demo()
    assert not is_demo_database()


def demo_reset(database) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo_reset", "--without-data"],
        cwd=ROOT,
        env={**database.environment, "DEBUG": "1", "SECRET_KEY": "tests-only"},
        capture_output=True,
        text=True,
    )


def test_demo_reset_refuses_somebody_elses_database_with_one_sentence(committed_db):
    User.objects.create(email="ada@example.org", name="Ada")
    done = demo_reset(committed_db)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: This database holds people or files")
    assert done.stderr.count("\n") == 1
    assert User.objects.count() == 1


def test_demo_reset_makes_a_demo_database_new(committed_db):
    mark_as_demo()
    User.objects.create(email="ada@example.org", name="Ada")
    done = demo_reset(committed_db)
    assert (done.returncode, done.stderr) == (0, "")
    assert User.objects.count() == 0
    assert Office.objects.exists()  # the reference data is back
    assert is_demo_database()
    with committed_db.connect() as app:  # and so are the application's privileges, no more
        app.execute("SELECT count(*) FROM accounts_user")
        assert not app.execute("SELECT has_table_privilege('accounts_user', 'TRUNCATE')").fetchone()[0]
