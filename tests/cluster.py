"""The tests' own PostgreSQL: one cluster, one migrated and loaded template, a clone per test process.

The template is built as a deployment builds its database: the owner migrates, the application loads the law and the
reference data. It is kept between runs until a migration or a data file changes.
"""

from __future__ import annotations

import functools
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import fasteners
import psutil
import psycopg
from psycopg import sql

from mobility.embedded import APP, BASE_DIR, DATABASE_SQL, OWNER, EmbeddedPostgres
from mobility.preparing import compile_code, compile_messages, data_fingerprint

# A crash of the machine may lose the test databases, and nobody would mind. Never run durability tests here.
QUICK = [
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"),
    *("wal_level=minimal", "max_wal_senders=0", "max_wal_size=256MB", "jit=off"),
]
#: A database is some 1,700 files, and the tests make a hundred of them: a disk may take seconds over each.
MEMORY = Path("/dev/shm")  # noqa: S108 - the cluster's folder in it is its own
LEAST_MEMORY = 8 * 2**30  # half of it for that file system; the cluster needs less than 1 GB


@dataclass(frozen=True)
class Database:
    """One cloned database: as the application sees it, and as its owner does."""

    name: str

    @property
    def url(self) -> str:
        return cluster().url(APP, self.name)

    @property
    def owner_url(self) -> str:
        return cluster().url(OWNER, self.name)

    @property
    def environment(self) -> dict[str, str]:
        """For processes that a test starts."""
        return {**os.environ, "DATABASE_URL": self.url, "DATABASE_OWNER_URL": self.owner_url}

    def connect(self, role: str = APP) -> psycopg.Connection:
        """A connection past Django, each statement committing by itself."""
        return psycopg.connect(cluster().url(role, self.name), autocommit=True)


@functools.cache
def cluster() -> EmbeddedPostgres:
    if "EMBEDDED_PG_HOME" in os.environ or not _memory_will_do():
        return EmbeddedPostgres(BASE_DIR / ".pg-test", QUICK)
    os.environ["EMBEDDED_PG_HOME"] = str(MEMORY)
    try:
        return EmbeddedPostgres(BASE_DIR / ".pg-test", QUICK)
    finally:
        del os.environ["EMBEDDED_PG_HOME"]


def _memory_will_do() -> bool:
    """Asked of what does not change: all processes of a run must come to the same answer."""
    if not os.access(MEMORY, os.W_OK):
        return False
    place = os.statvfs(MEMORY)
    executes = not place.f_flag & os.ST_NOEXEC  # as root a copy of the programs lies beside the data
    return executes and psutil.virtual_memory().total >= LEAST_MEMORY <= 2 * place.f_blocks * place.f_frsize


def template() -> str:
    """The name of the template, built now if no earlier run built the same."""
    compile_messages(lambda _said: None)  # the template may be older than this checkout
    compile_code()  # tests start some hundred processes of it
    cluster().ensure()
    name = f"template_{_fingerprint()}"
    with fasteners.InterProcessLock(str(cluster().home / ".template.lock")), cluster().superuser() as connection:
        _drop_remains(connection, keep=name)
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone()
        if not found:
            cluster().drop_database(name)
            cluster().create_database(name)
            _fill(Database(name))
            connection.execute(f"ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
    return name


@contextmanager
def clone(template_name: str, name: str) -> Iterator[Database]:
    """A database of one's own, gone afterwards. Copied file by file: half the time of going through the log."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY file_copy")
    with cluster().superuser() as connection:
        connection.execute(statement.format(*map(sql.Identifier, (name, OWNER, template_name))))
    try:
        yield Database(name)
    finally:
        cluster().drop_database(name)


def _fill(database: Database) -> None:
    environment = {"SECRET_KEY": "tests-only", **database.environment, "DEBUG": "1"}  # no static files are collected
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=BASE_DIR, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"The template database could not be made:\n{done.stdout}{done.stderr}")


def _fingerprint() -> str:
    return hashlib.sha256(DATABASE_SQL.read_bytes() + data_fingerprint().encode()).hexdigest()[:12]


def _drop_remains(connection: psycopg.Connection, keep: str) -> None:
    """Older templates, and clones of runs that were killed."""
    for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall():
        if name.startswith("template_") and name != keep:
            connection.execute(sql.SQL("ALTER DATABASE {} WITH IS_TEMPLATE false").format(sql.Identifier(name)))
            cluster().drop_database(name)
        elif name.startswith("test_") and not psutil.pid_exists(int(name.split("_")[1])):
            cluster().drop_database(name)


if __name__ == "__main__":
    template()
