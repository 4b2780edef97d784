"""The launcher of the embedded PostgreSQL: cold, warm, killed, raced for, half made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from mobility import embedded
from mobility.embedded import APP, OWNER, EmbeddedPostgres, EmbeddedPostgresError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server(tmp_path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path / "pg", ["fsync=off"])
    yield server
    server.stop()
    subprocess.run(["rm", "-rf", str(server.home), str(server.socket_folder)], check=True)


def who(server: EmbeddedPostgres, role: str = APP) -> str:
    with psycopg.connect(server.url(role)) as connection:
        return connection.execute("SELECT current_user || '@' || current_database()").fetchone()[0]


def test_a_life_cold_warm_stopped_and_killed(server):
    server.ensure()
    assert who(server) == "mobility_app@mobility"
    assert who(server, OWNER) == "mobility_owner@mobility"
    first = server.pid()
    assert server.ensure().pid() == first  # already running: nothing happens
    assert server.stop() is True
    assert server.stop() is False
    server.ensure()

    # killed, while a client is connected: the orphans must be gone before the next server begins
    client = psycopg.connect(server.url())
    os.kill(server.pid(), signal.SIGKILL)
    assert who(server.ensure()) == "mobility_app@mobility"
    client.close()

    # the pid file names a process that is somebody else's
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    assert who(server.ensure()) == "mobility_app@mobility"

    # only the owner may alter; the application may not even make a table
    with psycopg.connect(server.url()) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE x ()")
    assert server.home.stat().st_mode & 0o777 == 0o700
    assert not [c for c in psutil.Process(server.pid()).net_connections() if c.laddr]  # no port


def test_processes_that_start_it_at_once_all_get_the_same_server(tmp_path, server):
    code = (
        "import sys, psycopg; from pathlib import Path; from mobility.embedded import EmbeddedPostgres;"
        "s = EmbeddedPostgres(Path(sys.argv[1])).ensure();"
        "psycopg.connect(s.url()).execute('SELECT 1'); print(s.pid())"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "pg")], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    answers = [racer.communicate(timeout=60)[0].strip() for racer in racers]
    assert len(set(answers)) == 1
    assert answers[0].isdigit()


def test_a_zombie_does_not_pass_for_a_server(server):
    server.data.mkdir()
    zombie = subprocess.Popen(["true"])
    while psutil.Process(zombie.pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
    (server.data / "postmaster.pid").write_text(f"{zombie.pid}\n")
    assert not server.is_running()
    zombie.wait()


def test_a_cluster_half_made_by_a_killed_process_is_made_anew(server):
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("18\n")
    server.ensure()
    assert who(server) == "mobility_app@mobility"


def test_a_cluster_of_another_version_is_refused_with_a_sentence(server):
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("12\n")
    (server.home / "made").touch()
    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 12"):
        server.ensure()


def test_a_folder_of_somebody_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded.os, "geteuid", lambda: 54321)
    (tmp_path / "pg").mkdir()
    with pytest.raises(EmbeddedPostgresError, match="belongs to somebody else"):
        EmbeddedPostgres(tmp_path / "pg")


def test_windows_is_refused_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "WINDOWS", True)
    with pytest.raises(EmbeddedPostgresError, match="does not run on Windows"):
        EmbeddedPostgres(tmp_path)


@pytest.mark.parametrize(
    ("command", "given", "expected"),
    [
        ("migrate", {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner"}, "owner"),
        ("worker", {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner"}, "app"),
        ("migrate", {"DATABASE_URL": "app"}, "app"),
        ("help", {}, None),
    ],
)
def test_owner_commands_sign_in_as_the_owner_and_a_given_server_is_never_replaced(
    monkeypatch, command, given, expected
):
    monkeypatch.setattr(embedded, "use_embedded", lambda: pytest.fail("it started a server"))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
        if name in given:
            monkeypatch.setenv(name, given[name])
    embedded.use_database_for(command)
    assert os.environ.get("DATABASE_URL") == expected


def test_a_web_process_without_a_database_address_refuses_to_start():
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE")}
    done = subprocess.run(
        [sys.executable, "-c", "import mobility.wsgi"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("DATABASE_URL is not set")
