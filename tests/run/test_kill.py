"""kill -9 of web, worker and PostgreSQL while people file: what was answered with a receipt is there afterwards, once.

On a cluster of its own with PostgreSQL's default durability: the cluster of the other tests loses what it acknowledged.
"""

from __future__ import annotations

import http.client
import http.cookiejar
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import psutil
import psycopg
import pytest

from mobility.embedded import OWNER, EmbeddedPostgres
from mobility.management.commands.restore_drill import run, tool
from tests.cluster import Database

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20
PEOPLE = 3


class System:
    """`manage.py up` with its own database, as it runs for a unit: no demonstration, durable.

    Its tables and reference data are restored from the tests' template: to migrate them anew would take most of the test.
    """

    def __init__(self, folder: Path, log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.log = log
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "DJANGO", "TEST"))
        }
        self.environment = {
            **kept,
            **{"EMBEDDED_PG_HOME": str(folder), "UPLOADS_DIR": str(log.parent / "uploads"), "PORT": str(self.port)},
            **{"DEMO": "0", "HTTPS": "0", "SECRET_KEY": "tests-only", "FORM_SECONDS": "0"},
            **{"DRAFTS_PER_HOUR": "0", "SAVES_PER_MINUTE": "0", "SMTP_PORT": "9"},
        }
        os.environ["EMBEDDED_PG_HOME"] = str(folder)
        try:
            self.postgres = EmbeddedPostgres(ROOT / ".pg")
        finally:
            del os.environ["EMBEDDED_PG_HOME"]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, like: Database) -> None:
        dump = self.log.with_name("database.dump")
        run(tool("pg_dump"), "--format=custom", "--no-comments", f"--file={dump}", like.owner_url)
        restored = self.postgres.ensure().url(OWNER)
        run(tool("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={restored}", dump)
        with self.log.open("wb") as out:
            command = [sys.executable, "manage.py", "up"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=out, stderr=subprocess.STDOUT
            )

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(30)
        self.postgres.stop()

    def wait(self, seconds: float = 120) -> None:
        """Until everything is well again, the worker too."""
        end = time.monotonic() + seconds
        said = ""
        while True:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, f"{said}\n{self.log.read_text()[-3000:]}"
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5):
                    return
            except urllib.error.HTTPError as error:
                said = error.read().decode()
                time.sleep(0.2)
            except OSError as error:
                said = repr(error)
                time.sleep(0.2)

    def wait_for_a_sign_of_life(self, since: float, seconds: float = 60) -> None:
        """Until the worker has done a job after this moment; for readiness one of the last minute is enough."""
        end = time.monotonic() + seconds
        with psycopg.connect(self.postgres.url(OWNER), autocommit=True) as connection:
            while not connection.execute(
                "SELECT 1 FROM outbox_heartbeat WHERE at > to_timestamp(%s)", [since]
            ).fetchone():
                assert time.monotonic() < end, self.log.read_text()[-3000:]
                time.sleep(0.2)

    def victims(self, kind: str) -> list[int]:
        if kind == "postgres":
            return [pid] if (pid := self.postgres.pid()) else []
        word = "gunicorn" if kind == "web" else "worker"
        found = psutil.Process(self.process.pid).children(recursive=True)
        return [child.pid for child in found if any(word in part for part in commands(child))]

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, "DATABASE_URL": self.postgres.url(OWNER)}
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def commands(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


class Somebody(threading.Thread):
    """Files complaints through the public door, one after another, and tries again whatever did not go through."""

    def __init__(self, number: int, system: System) -> None:
        super().__init__(daemon=True)
        self.number, self.system, self.stopping = number, system, threading.Event()
        self.receipts: dict[str, str] = {}

    def run(self) -> None:
        count = 0
        while not self.stopping.is_set():
            count += 1
            story = f"Story {self.number}-{count} of somebody who waits."
            self.receipts[story] = self.file(story, f"somebody-{self.number}-{count}@example.net")

    def file(self, story: str, email: str) -> str:
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.step("who", {"body": "clpna", "occupation": "licensed-practical-nurse", "home": "ON"})
        self.step("what", {"narrative": story})
        self.step("safety", {"contact_by": "email", "email": email})
        page = self.step("send", {"speak_to_body": "advise_first", "notice_version": "2026-11"})
        found = re.search(r"LM-\d{4}-\d{6}", page)
        assert found, page
        return found[0]

    def step(self, name: str, answers: dict[str, str]) -> str:
        address = f"http://127.0.0.1:{self.system.port}/en/complain/{name}/"
        last: Exception | None = None
        for _try in range(400):
            try:
                with self.browser.open(address, timeout=20) as answer:
                    page, there = answer.read().decode(), answer.url
                if "/receipt/" in there:
                    return page
                hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
                data = {**{key: unescape(value) for key, value in hidden.items()}, **answers}
                request = urllib.request.Request(
                    address, urllib.parse.urlencode(data).encode(), headers={"Referer": address}
                )
                with self.browser.open(request, timeout=20) as answer:
                    page, there = answer.read().decode(), answer.url
                if there != address:
                    return page
                raise AssertionError(page)
            except (
                OSError,
                http.client.HTTPException,
            ) as error:  # killed under our hands: look again, as a person does
                last = error
                time.sleep(0.1)
        said = last.read().decode() if isinstance(last, urllib.error.HTTPError) else ""
        raise AssertionError(f"{name} never went through: {last!r} {said[:2000]}")


@pytest.fixture
def system(tmp_path: Path, committed_db: Database) -> Iterator[System]:
    folder = Path(tempfile.mkdtemp(prefix="mobility-kill-", dir="/var/tmp"))
    folder.chmod(0o755)
    system = System(folder, tmp_path / "up.log")
    try:
        system.start(like=committed_db)
        yield system
    finally:
        system.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_what_was_answered_with_a_receipt_is_there_once_whatever_is_killed(system: System):
    dice = random.Random(9)
    system.wait()
    people = [Somebody(number, system) for number in range(PEOPLE)]
    for person in people:
        person.start()
    for turn in range(KILLS):
        time.sleep(dice.uniform(0.2, 1.2))
        kind = ["web", "postgres", "web", "worker"][turn % 4]
        victims = system.victims(kind)
        if victims:
            os.kill(dice.choice(victims), signal.SIGKILL)
        if kind == "postgres":
            system.wait()
    for person in people:
        person.stopping.set()
    for person in people:
        person.join(60)
        assert not person.is_alive()
    system.wait()
    system.wait_for_a_sign_of_life(since=time.time())

    receipts = {story: reference for person in people for story, reference in person.receipts.items()}
    assert len(receipts) >= PEOPLE, "too few were filed to say anything"
    with psycopg.connect(system.postgres.url(OWNER)) as connection:
        filed = connection.execute("SELECT narrative, reference FROM complaints_complaint").fetchall()
        first = dict(
            connection.execute("SELECT file_id, count(*) FROM casefiles_event WHERE seq = 1 GROUP BY 1").fetchall()
        )
        mails = dict(connection.execute("SELECT about, count(*) FROM outbox_mail GROUP BY 1").fetchall())
    assert sorted(filed) == sorted(receipts.items())
    assert set(first.values()) == {1}
    assert mails == dict.fromkeys(receipts.values(), 1)
    verified = system.manage("verify_history")
    assert verified.returncode == 0, verified.stdout + verified.stderr
