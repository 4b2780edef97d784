"""Killed without a word, twenty times: what was answered with a receipt is there afterwards, once.

On a cluster of its own with PostgreSQL's default durability (the tests' other one may lose what it has acknowledged).
Complaints are filed through the public door, each with a paper and a mail, by people who try again when nothing answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mobility.casefiles.store import address
from mobility.embedded import APP, BASE_DIR, OWNER, EmbeddedPostgres
from mobility.management.commands.restore_drill import tool
from mobility.supervisor import start, web_command, worker_command
from tests.bench.client import Answer, Client
from tests.run.test_database_gone import OwnCluster
from tests.servers import Server, run_server

KILLS = 20
FILERS = 3
#: The sentence of the server's own troubles is no answer: one tries again.
TROUBLE = {500, 502, 503}


@dataclass
class Running:
    """The system under attack: its processes, and how each is started again."""

    postgres: EmbeddedPostgres
    server: Server
    environment: dict[str, str]
    listener: int
    killed: list[str] = field(default_factory=list)

    async def kill(self, which: str) -> None:
        self.killed.append(which)
        if which == "postgres":
            os.kill(self.postgres.pid(), signal.SIGKILL)
            await asyncio.to_thread(self.postgres.ensure)
        elif which == "web":
            os.killpg(self.server.web.pid, signal.SIGKILL)
            self.server.web.wait()
            self.server.web = self.start("web", web_command(self.listener))
        else:
            os.killpg(self.server.worker.pid, signal.SIGKILL)
            self.server.worker.wait()
            self.server.worker = self.start("worker", worker_command())

    def start(self, name: str, command: list[str]) -> Any:
        with (self.server.folder / f"{name}.log").open("ab") as log:
            return start(command, self.environment, [self.listener], stdout=log, stderr=log)

    def look(self) -> None:
        """The worker ends by itself when its database goes: it is started again, as the supervisor would."""
        if self.server.worker.poll() is not None:
            self.server.worker = self.start("worker", worker_command())


@pytest.fixture
def running(committed_db, tmp_path, monkeypatch):
    postgres = EmbeddedPostgres(tmp_path / "pg").ensure()
    try:
        dump = tmp_path / "template.dump"
        run(tool("pg_dump"), "--format=custom", "--no-comments", f"--file={dump}", committed_db.owner_url)
        run(tool("pg_restore"), "--no-owner", f"--dbname={postgres.url(OWNER)}", dump)
        limits = {"DRAFTS_PER_HOUR": "0", "SAVES_PER_MINUTE": "0", "FORM_SECONDS": "0"}
        started: list[dict[str, Any]] = []
        monkeypatch.setattr("tests.servers.start", remember(started))
        with run_server(OwnCluster(postgres), tmp_path, limits) as server:
            listener = started[0]["pass_fds"][0]
            running = Running(postgres, server, started[0]["environment"], listener)
            try:
                yield running
            finally:
                for process in (running.server.web, running.server.worker):
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)
    finally:
        postgres.stop()
        run("rm", "-rf", postgres.home, postgres.socket_folder)


def remember(started: list[dict[str, Any]]) -> Any:
    def start_and_remember(command: Any, environment: dict[str, str], pass_fds: Any = (), **more: Any) -> Any:
        started.append({"environment": environment, "pass_fds": list(pass_fds)})
        return start(command, environment, pass_fds, **more)

    return start_and_remember


def run(*command: object) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=BASE_DIR)
    assert done.returncode == 0, done.stderr
    return done.stdout


# ---- those who file -----------------------------------------------------------------------------------


async def until_answered(ask: Any) -> Answer:
    """Try again, as people do, until something answers that is not trouble."""
    for _turn in range(200):
        try:
            answer = await asyncio.wait_for(ask(), 20)
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.1)
            continue
        if answer.status not in TROUBLE:
            return answer
        await asyncio.sleep(0.1)
    raise AssertionError("nothing answers any more")


async def file_one(site: str, name: str) -> str:
    """Through the public door, from the first page to the receipt; the reference it shows."""
    client = Client(site)
    steps: list[tuple[str, dict[str, Any]]] = [
        (
            "who",
            {"for_whom": "self", "direction": "inbound", "body": "clpna", "occupation_text": "Nurse", "home": "ON"},
        ),
        ("what", {"narrative": f"I am {name} and nobody wrote back."}),
        ("when", {}),
        ("safety", {"contact_by": ["page", "email"], "name": name, "email": f"{name}@example.net"}),
        ("evidence", {}),
        ("send", {"speak_to_body": "with_name"}),
    ]
    for step, typed in steps:
        path = f"/en/complain/{step}/"
        papers = [("files", f"{name}.pdf", b"%PDF-1.7\n" + name.encode() + b"\n%%EOF\n")] if step == "evidence" else []

        async def go(path: str = path, typed: dict[str, Any] = typed, papers: Any = papers, step: str = step) -> Answer:
            page = await client.follow(await client.get(path))
            if step == "send" and "/receipt/" in page.address:
                return page  # the answer was lost, the complaint was not
            return page if page.status in TROUBLE else await client.submit(page, typed, papers)

        page = await until_answered(go)
    assert "/receipt/" in page.address, f"{name}: {page.address} {page.status}"
    await client.close()
    found = re.search(r"LM-\d{4}-\d{6}", page.text)
    assert found, "a receipt without a reference"
    return found[0]


async def attack(running: Running, dice: random.Random) -> dict[str, str]:
    """Kill at random moments while complaints are filed; the receipts, by name."""
    receipts: dict[str, str] = {}
    over = asyncio.Event()

    async def filer(number: int) -> None:
        turn = 0
        while not over.is_set():
            turn += 1
            name = f"filer-{number}-{turn}"
            receipts[name] = await file_one(running.server.address, name)

    filers = [asyncio.create_task(filer(number)) for number in range(FILERS)]
    for which in dice.sample([*("web", "worker", "postgres") * 6, "web", "postgres"], KILLS):
        await asyncio.sleep(dice.uniform(0.2, 1.2))
        running.look()
        await running.kill(which)
        for task in filers:
            assert not task.done() or task.result() is None
    over.set()
    await asyncio.gather(*filers)
    return receipts


def test_what_was_answered_with_a_receipt_is_there_once(running):
    receipts = asyncio.run(attack(running, random.Random()))
    assert len(running.killed) == KILLS
    assert len(receipts) >= FILERS
    running.look()
    with psycopg.connect(running.postgres.url(APP)) as connection:
        filed = dict(
            connection.execute(
                """SELECT p.name, array_agg(c.reference) FROM complaints_complaint c
                     JOIN casefiles_person p ON p.id = c.complainant_id GROUP BY p.name"""
            ).fetchall()
        )
        papers = dict(
            connection.execute(
                """SELECT c.reference, array_agg(v.sha256) FROM complaints_complaint c
                     JOIN casefiles_document d ON d.file_id = c.file_id
                     JOIN casefiles_documentversion v ON v.document_id = d.id GROUP BY c.reference"""
            ).fetchall()
        )
        (events,) = connection.execute(
            "SELECT count(*) FROM casefiles_event WHERE kind = 'complaints.filed'"
        ).fetchone()
    assert filed == {name: [reference] for name, reference in receipts.items()}
    assert events == len(receipts)
    for name, reference in receipts.items():
        assert papers.get(reference), f"{name}: {reference} has lost its paper"
        for sha256 in papers[reference]:
            assert (Path(running.environment["UPLOADS_DIR"]) / address(sha256)).is_file(), "a paper without its bytes"
    sweep = "from mobility.outbox import tasks; tasks.sweep(0)"  # it comes once a minute: not waited for
    for command in (["verify_history"], ["check_due"], ["check_copies"], ["shell", "-v0", "-c", sweep]):
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=BASE_DIR,
            env=running.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    for name in receipts:
        running.server.wait_for_mail(f"{name}@example.net")
