"""The bench's own PostgreSQL, as durable as production's, and its databases: filled once, cloned for each run."""

from __future__ import annotations

import functools
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from psycopg import sql

from mobility.embedded import APP, BASE_DIR, DATABASE_SQL, OWNER, SUPERUSER, EmbeddedPostgres
from mobility.preparing import data_fingerprint

FOLDER = Path(__file__).parent
MEGABYTE = 1024 * 1024
SECRET_KEY = "bench-only-a-key-that-is-long-enough-for-the-checks-0123456789abcdef"


@functools.cache
def cluster() -> EmbeddedPostgres:
    """With the memory that docs/operations.md asks for, and room in its log for what is loaded: else a page that is filled is
    written whole into it again and again."""
    buffers = min(max(psutil.virtual_memory().total // 4, 128 * MEGABYTE), 4096 * MEGABYTE) // MEGABYTE
    settings = ["max_wal_size=4GB", f"shared_buffers={buffers}MB"]
    return EmbeddedPostgres(BASE_DIR / ".pg-bench", settings).ensure()


def environment(name: str) -> dict[str, str]:
    """For processes that work on one of the databases: production's settings."""
    return {
        **{key: value for key, value in os.environ.items() if key not in ("DEBUG", "DEMO")},
        "DATABASE_URL": cluster().url(APP, name),
        "DATABASE_OWNER_URL": cluster().url(OWNER, name),
        "SECRET_KEY": SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "mobility.settings",
        "HTTPS": "0",
    }


def template(rows: int) -> tuple[str, list[float]]:
    """The name of a database with so many files; if no earlier run made it, also the seconds that files and reports took."""
    made_of = fingerprint()
    name = f"bench_{made_of}_{rows}"
    with cluster().superuser() as connection:
        for (other,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench_%'").fetchall():
            if not other.startswith(f"bench_{made_of}_") or other.endswith("_run"):
                connection.execute(sql.SQL("ALTER DATABASE {} WITH IS_TEMPLATE false").format(sql.Identifier(other)))
                cluster().drop_database(other)
        found = connection.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
        if found == (True,):
            return name, []
        cluster().drop_database(name)
        cluster().create_database(name)
        _run(name, "manage.py", "prepare")
        said = _run(name, "-m", "tests.bench.filling", cluster().url(SUPERUSER, name), str(rows))
        connection.execute(f"ALTER DATABASE {name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
    return name, [float(seconds) for seconds in said.split()]


@contextmanager
def clone(template_name: str) -> Iterator[str]:
    """A copy to measure on; the template stays as it is."""
    name = f"{template_name}_run"
    cluster().drop_database(name)
    with cluster().superuser() as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template_name} STRATEGY FILE_COPY")
    try:
        yield name
    finally:
        cluster().drop_database(name)


def fingerprint() -> str:
    """Changes with the tables, the reference data and what the seed writes."""
    digest = hashlib.sha256(DATABASE_SQL.read_bytes() + data_fingerprint().encode())
    for path in (FOLDER / name for name in ("seed.py", "stories.py", "vectors.py", "yearly.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def _run(name: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=BASE_DIR, env=environment(name), capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments[:2])} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip().rpartition("\n")[2]
