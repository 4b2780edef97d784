"""`make run` as one process: it starts everything, starts again what dies, stops everything, and says what is wrong."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from mobility import mailbox, supervisor
from mobility.demo_mark import demo_is_complete, mark_as_demo
from mobility.supervisor import CannotRunError, Part, place
from tests.cluster import Database

ROOT = Path(__file__).resolve().parents[2]


class Up:
    """`manage.py up` on a database of the test's own."""

    def __init__(self, database: Database, log: Path, **settings: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = log
        environment = {**database.environment, "SECRET_KEY": "tests-only", "PORT": str(self.port), **settings}
        with log.open("wb") as out:
            command = [sys.executable, "manage.py", "up"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()

    def until(self, what, seconds: float = 40):
        end = time.monotonic() + seconds
        while not (found := what()):
            assert time.monotonic() < end, self.log.read_text()
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.05)
        return found

    def children(self, word: str) -> list[psutil.Process]:
        return [child for child in psutil.Process(self.process.pid).children() if word in said_by(child)]


def said_by(process: psutil.Process) -> list[str]:
    """The command a process was started with; nothing of one that has ended meanwhile."""
    try:
        return process.cmdline() if process.status() != psutil.STATUS_ZOMBIE else []
    except psutil.NoSuchProcess:
        return []


@pytest.fixture
def up(committed_db, tmp_path) -> Iterator[Up]:
    mark_as_demo()
    demo_is_complete()  # so that no demo data is made: it takes its time
    up = Up(committed_db, tmp_path / "up.log")
    yield up
    if up.process.poll() is None:
        up.process.kill()
        up.process.wait()


def test_it_runs_everything_starts_again_what_dies_and_stops_cleanly(up):
    up.until(lambda: "Ready after" in up.log.read_text())
    assert f"http://127.0.0.1:{up.port}/en/" in up.log.read_text()
    up.until(lambda: up.get("/health/ready")[0] == 200)
    assert json.loads(up.get("/health/ready")[1])["worker"] == "ok"

    for word in ("gunicorn", "worker", "mobility.mailbox"):
        (before,) = up.children(word)
        before.send_signal(signal.SIGKILL)
        up.until(lambda word=word, before=before: [p for p in up.children(word) if p.pid != before.pid])
    assert up.get("/health/live") == (200, "ok\n")  # the caller waits in the queue while the process starts
    assert up.log.read_text().count("it is started again") == 3

    everything = psutil.Process(up.process.pid).children(recursive=True)
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(30) == 0
    assert psutil.wait_procs(everything, timeout=5)[1] == []


def test_a_killed_supervisor_leaves_nothing_behind(up):
    up.until(lambda: "Ready after" in up.log.read_text())
    everything = psutil.Process(up.process.pid).children(recursive=True)
    up.process.kill()
    up.process.wait()
    assert psutil.wait_procs(everything, timeout=15)[1] == []


def test_a_taken_port_is_one_sentence(committed_db, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        up = Up(committed_db, tmp_path / "log", PORT=str(port))
        assert up.process.wait(20) == 1
    said = up.log.read_text()
    assert said.startswith(f"Port {port} is taken")
    assert said.count("\n") == 1


def test_a_database_out_of_reach_is_one_sentence(committed_db, tmp_path):
    up = Up(committed_db, tmp_path / "log", DATABASE_URL="postgresql://nobody@/nowhere?host=/nonexistent")
    assert up.process.wait(20) == 1
    assert up.log.read_text().startswith("The database cannot be reached, look at DATABASE_URL")


def test_a_full_disk_is_one_sentence(monkeypatch):
    monkeypatch.setattr(supervisor.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1, 1, 2**20))
    with pytest.raises(CannotRunError, match="Only 1 MB are free"):
        supervisor.Supervisor().prepare()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ("127.0.0.1", 8000, True)),
        ({"DEMO": "0"}, ("127.0.0.1", 8000, False)),
        ({"HOST": "::1", "PORT": "9000"}, ("::1", 9000, True)),
        ({"HOST": "0.0.0.0"}, ("0.0.0.0", 8000, False)),
        ({"HOST": "0.0.0.0", "DEMO": "1"}, ("0.0.0.0", 8000, False)),
        ({"HOST": "mobility.example.org"}, ("mobility.example.org", 8000, False)),
    ],
)
def test_demo_mode_is_on_by_default_and_only_where_nobody_else_can_reach_it(environment, expected):
    assert place(environment) == expected


@pytest.mark.parametrize("port", ["80x", "65536", "-1", "²"])
def test_a_port_that_is_none_is_one_sentence(port):
    with pytest.raises(CannotRunError, match="must be a number"):
        place({"PORT": port})


def test_a_process_that_keeps_dying_is_started_ever_more_slowly():
    part = Part("web", [sys.executable, "-c", "raise SystemExit(3)"])
    waits, at = [], 100.0
    for _ in range(7):
        assert part.look(dict(os.environ), at) is None
        part.process.wait()
        assert "ended (3)" in part.look(dict(os.environ), at)
        waits.append(round(part.next_start - at, 1))
        at = part.next_start
    assert waits == [0.2, 1, 2, 5, 10, 10, 10]


def test_the_demonstrations_mailbox_keeps_the_newest_mails_only(tmp_path, monkeypatch):
    monkeypatch.setattr(mailbox, "KEEP", 3)
    folder = mailbox.Folder(tmp_path / "mail")
    for number in range(5):
        folder.keep(f"Subject: {number}\n\nText\n".encode())
    assert [message["Subject"] for _, message in mailbox.messages(folder.path)] == ["4", "3", "2"]
    assert mailbox.read(folder.path, "../secret") is None
    assert mailbox.read(folder.path, "1") is None
