"""Demo data goes into an empty or a demo database; nothing else is ever touched."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from mobility import preparing
from mobility.accounts.models import User
from mobility.demo_mark import (
    NotADemoDatabaseError,
    demo_is_complete,
    is_demo_database,
    is_empty_database,
    mark_as_demo,
)
from mobility.embedded import OWNER
from mobility.preparing import empty

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def nobody_here(db: None) -> None:
    User.objects.all().delete()


@pytest.mark.usefixtures("nobody_here")
def test_an_empty_database_can_be_marked_and_stays_marked_when_people_move_in():
    assert (is_empty_database(), is_demo_database()) == (True, False)
    mark_as_demo()
    User.objects.create(email="ada@example.org", name="Ada")
    assert (is_empty_database(), is_demo_database()) == (False, True)
    mark_as_demo()


@pytest.mark.usefixtures("nobody_here")
def test_demo_data_left_half_made_is_made_anew_and_whole_demo_data_is_left_alone(monkeypatch):
    done: list[str] = []
    monkeypatch.setattr(preparing, "manage", lambda *arguments, **more: done.append(arguments[0]))
    monkeypatch.setattr(preparing, "empty", lambda url: done.append("empty"))
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setenv("DATABASE_OWNER_URL", "nowhere")
    monkeypatch.setattr(preparing, "load", lambda say: done.append("load"))
    preparing.fill_demo(lambda text: None)
    assert done == ["demo"]
    User.objects.create(email="ada@example.org", name="Ada")  # the demo command was killed after its first person
    preparing.fill_demo(lambda text: None)
    assert done == ["demo", "empty", "load", "demo"]
    demo_is_complete()
    preparing.fill_demo(lambda text: None)
    assert done == ["demo", "empty", "load", "demo"]


@pytest.mark.django_db
def test_a_database_in_which_somebody_works_is_never_marked():
    User.objects.create(email="ada@example.org", name="Ada")
    with pytest.raises(NotADemoDatabaseError, match="nothing was changed"):
        mark_as_demo()
    assert not is_demo_database()


def demo_reset(database) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo_reset"],
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


def test_emptying_leaves_what_a_new_database_has(committed_db):
    empty(committed_db.owner_url)
    with committed_db.connect(OWNER) as owner:
        assert owner.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        owner.execute("CREATE TABLE later (word text)")
        owner.execute("SELECT similarity('a', unaccent('b'))")
    with committed_db.connect() as app:
        app.execute("INSERT INTO later VALUES ('x')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE later")
