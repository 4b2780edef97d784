"""`manage.py restore_drill`: backs up database and uploads, restores both into an empty pair, and compares.

Proves that a backup can be used, and that the commands in docs/operations.md are the right ones. Changes nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from mobility.casefiles import store
from mobility.embedded import BASE_DIR, EmbeddedPostgres, embedded

CHUNK = 2**20


class Command(BaseCommand):
    help = (
        "Backs up database and uploads, restores both into an empty pair and compares them. With DATABASE_URL set, "
        "RESTORE_DATABASE_URL must name an empty database of the owner."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        owner_url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
        began = time.monotonic()
        server = embedded() if "RESTORE_DATABASE_URL" not in os.environ else None
        if server and server.url("mobility_owner") != owner_url:
            raise CommandError("Set RESTORE_DATABASE_URL to an empty database, prepared with mobility/database.sql.")
        with tempfile.TemporaryDirectory(prefix="restore-drill-") as name:
            folder = Path(name)
            self.back_up(owner_url, folder)
            if server is None:
                self.restore(os.environ["RESTORE_DATABASE_URL"], folder)
                self.compare(owner_url, os.environ["RESTORE_DATABASE_URL"], folder)
            else:
                self.in_a_database_of_its_own(server, owner_url, folder)
        self.stdout.write(f"The backup can be used ({time.monotonic() - began:.1f} s).")

    def in_a_database_of_its_own(self, server: EmbeddedPostgres, owner_url: str, folder: Path) -> None:
        name = f"restore_drill_{os.getpid()}"
        server.create_database(name)
        try:
            restored = server.url("mobility_owner", name)
            self.restore(restored, folder)
            self.compare(owner_url, restored, folder)
        finally:
            server.drop_database(name)

    def back_up(self, url: str, folder: Path) -> None:
        """The database first: whatever it names is in the store by then, since bytes are stored before their row."""
        run(tool("pg_dump"), "--format=custom", "--no-comments", f"--file={folder / 'database.dump'}", url)
        for sha256 in documents(url):
            target = folder / "backup" / store.address(sha256)
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with store.take(sha256) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy, CHUNK)
            except FileNotFoundError:
                raise CommandError(f"The store has lost the bytes of document {sha256}.") from None

    def restore(self, url: str, folder: Path) -> None:
        run(tool("pg_restore"), "--no-owner", "--exit-on-error", f"--dbname={url}", folder / "database.dump")
        if (folder / "backup").exists():
            shutil.copytree(folder / "backup", folder / "uploads")

    def compare(self, original: str, restored: str, folder: Path) -> None:
        before, after = counts(original), counts(restored)
        if lost := {table for table in before if before[table] > after.get(table, -1)}:
            raise CommandError(f"Rows are missing in: {', '.join(sorted(lost))}.")
        self.stdout.write(f"{len(after)} tables, {sum(after.values())} rows.")
        names = documents(restored)
        for sha256 in names:
            with (folder / "uploads" / store.address(sha256)).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    raise CommandError(f"Document {sha256} is not what it was.")
        self.stdout.write(f"{len(names)} documents, every sha256 as recorded.")
        if "verify_history" in get_commands():
            environment = {**os.environ, "DATABASE_URL": restored, "UPLOADS_DIR": str(folder / "uploads")}
            done = subprocess.run(
                [sys.executable, "manage.py", "verify_history"],
                cwd=BASE_DIR,
                env=environment,
                capture_output=True,
                text=True,
            )
            self.stdout.write(done.stdout.strip())
            if done.returncode:
                raise CommandError(f"The restored history does not verify.\n{done.stderr}")


def tool(name: str) -> str:
    """PostgreSQL's own tools: the embedded server's, or those on the PATH, whichever belongs to this database."""
    shipped = embedded().package / "pginstall" / "bin" / name
    return str(shipped) if shipped.exists() else shutil.which(name) or name


def run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise CommandError(f"{Path(str(command[0])).name} failed: {done.stderr.strip()}")


def documents(url: str) -> list[str]:
    with psycopg.connect(url) as database:
        rows = database.execute("SELECT DISTINCT sha256 FROM casefiles_documentversion ORDER BY 1").fetchall()
    return [sha256 for (sha256,) in rows]


def counts(url: str) -> dict[str, int]:
    """Rows of every table but the worker's, which go on changing."""
    names = [n for n in connection.introspection.table_names() if not n.startswith("procrastinate_")]
    names = [n for n in names if n not in {"house_cache", "outbox_heartbeat", "django_session"}]
    found = {}
    with psycopg.connect(url) as database:
        for name in names:
            query = psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(name))
            row = database.execute(query).fetchone()
            found[name] = row[0] if row else 0
    return found
