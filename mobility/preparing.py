"""Brings database, translations, static files and bytecode up to what the code expects. Quick when nothing changed.

Run at every start by the supervisor, and once per release by `manage.py prepare`.
"""

from __future__ import annotations

import compileall
import hashlib
import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from .embedded import BASE_DIR, DATABASE_SQL

Say = Callable[[str], None]
STAMP = BASE_DIR / "build" / "prepared"
PACKAGES = ["mobility", "regulators", "complaints", "disputes"]
LOADERS = ["load_law", "load_reference"]  # in this order, where the command exists
LOADED, PREPARED = "loaded", "prepared"
# What cannot change what the loaders load.
OTHER_FILES = {".html", ".txt", ".css", ".js", ".svg", ".po", ".mo", ".pyc"}

ONLY_SOME = (
    "This database has only some of the former migrations of {apps}. Run `manage.py prepare` of the last revision that still has "
    "disputes/migrations/0012_recorded_way.py, then this one again."
)


class PreparationError(RuntimeError):
    """Something could not be prepared; the text says what and shows what it said."""


def prepare(say: Say = print, demo: bool = False) -> None:
    """Everything below, in order. Needs Django set up on the database as the application."""
    from mobility.models import Mark

    compile_messages(say)
    migrate(say)
    load(say)
    collect_static(say)
    compile_code()
    if demo:
        fill_demo(say)
    state = _state(demo)
    Mark.objects.update_or_create(name=PREPARED, defaults={"value": state})
    STAMP.parent.mkdir(exist_ok=True)
    STAMP.write_text(state)


def is_prepared(demo: bool = False) -> bool:
    """Whether database and folder are as the last `prepare` of this very code left them. Asked without Django: quickly.

    psycopg.OperationalError when the database cannot be reached, whatever the folder says.
    """
    state = _state(demo)
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
        try:
            found = connection.execute("SELECT value FROM mobility_mark WHERE name = %s", [PREPARED]).fetchone()
        except psycopg.errors.UndefinedTable:
            return False
    return found == (state,) and STAMP.exists() and STAMP.read_text() == state


def fill_demo(say: Say = print) -> None:
    """Demo data, when nobody lives in this database yet."""
    from django.core.management import get_commands
    from django.db import connection

    from mobility.demo_mark import is_demo_database, is_empty_database, is_half_made, mark_as_demo

    if "demo" not in get_commands():
        return
    if is_half_made() and not is_empty_database():
        say("Demo data was left half made by a start that was stopped: it is made anew.")
        connection.close()
        empty(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
        migrate(say)
        load(say)
    elif not is_half_made() and (is_demo_database() or not is_empty_database()):
        return
    mark_as_demo()
    say("Making demo data.")
    manage("demo")


def compile_messages(say: Say = print) -> None:
    """.mo files from .po files, by Babel: GNU gettext is not on every machine."""
    for source in sorted(
        [*BASE_DIR.glob("locale/*/LC_MESSAGES/*.po"), *BASE_DIR.glob("mobility/*/locale/*/LC_MESSAGES/*.po")]
    ):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as file:
            catalog = read_po(file)
        temporary = target.with_suffix(f".{os.getpid()}")
        with temporary.open("wb") as file:
            write_mo(file, catalog)
        temporary.replace(target)
        say(f"Compiled {source.relative_to(BASE_DIR)}.")


def migrate(say: Say = print) -> None:
    """Migrations that are missing, applied as the owner of the database."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if in_part := {app for app, _name in set(executor.loader.replacements) - set(executor.loader.graph.nodes)}:
        raise PreparationError(ONLY_SOME.format(apps=", ".join(sorted(in_part))))  # Django would take them for done
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        say(f"Applying {missing} migrations.")
        connection.close()
        manage("migrate", "--no-input", "-v0", owner=True)


def load(say: Say = print) -> None:
    """Law and reference data, when their files changed since they were last loaded into this database."""
    from django.core.management import get_commands

    from mobility.models import Mark

    fingerprint = data_fingerprint()
    if Mark.objects.filter(name=LOADED, value=fingerprint).exists():
        return
    commands = get_commands()
    for loader in LOADERS:
        if loader in commands:
            say(f"Loading {loader.removeprefix('load_')} data.")
            manage(loader)
    Mark.objects.update_or_create(name=LOADED, defaults={"value": fingerprint})


def collect_static(say: Say = print) -> None:
    """Static files where the web process serves them from, compressed and with a hash in their names."""
    from django.conf import settings

    if settings.DEBUG:
        return
    import fasteners

    build = Path(settings.BUILD_DIR)
    build.mkdir(exist_ok=True)
    with fasteners.InterProcessLock(str(build / ".static.lock")):
        stamp = build / "static.stamp"
        fingerprint = _static_fingerprint()
        if stamp.exists() and stamp.read_text() == fingerprint and Path(settings.STATIC_ROOT).exists():
            return
        say("Collecting static files.")
        manage("collectstatic", "--no-input", "--clear", "-v0")
        stamp.write_text(fingerprint)


def compile_code() -> None:
    """Bytecode of our own code: where Python is told not to keep any, every start would compile all of it anew."""
    for package in PACKAGES:
        compileall.compile_dir(BASE_DIR / package, quiet=2)


def empty(owner_url: str) -> None:
    """As a database is before its first migration."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("DROP SCHEMA public CASCADE")
        owner.execute("CREATE SCHEMA public")
        owner.execute(DATABASE_SQL.read_bytes())


def manage(*arguments: str, owner: bool = False) -> str:
    """One management command in a process of its own; what it printed."""
    environment = dict(os.environ)
    if owner and environment.get("DATABASE_OWNER_URL"):
        environment["DATABASE_URL"] = environment["DATABASE_OWNER_URL"]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments], cwd=BASE_DIR, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        raise PreparationError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def data_fingerprint() -> str:
    """Changes with every data file and loader, and with the migrations they load into."""
    digest = hashlib.sha256()
    for package in ("django", "procrastinate", "django-allauth", "django-pghistory", "django-pgtrigger", "holidays"):
        digest.update(f"{package}={importlib.metadata.version(package)}\n".encode())
    for path in data_files():
        digest.update(f"\n{path.relative_to(BASE_DIR)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _state(demo: bool) -> str:
    """Of everything that is prepared: database, translations, static files."""
    digest = hashlib.sha256(data_fingerprint().encode())
    for path in [BASE_DIR / "requirements.lock", *sorted(BASE_DIR.glob("locale/*/LC_MESSAGES/*.po"))]:
        digest.update(path.read_bytes() if path.exists() else b"-")
    for path in sorted((BASE_DIR / "static").rglob("*")):
        status = path.stat()
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16] + ("-demo" if demo else "")


def data_files() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((BASE_DIR / package).rglob("*")):
            if path.is_file() and _is_data(path):
                yield path


def _is_data(path: Path) -> bool:
    if path.suffix != ".py":
        return path.suffix not in OTHER_FILES
    return "migrations" in path.parts or "law" in path.parts or path.stem in {*LOADERS, "reference"}


def _static_fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = os.stat(storage.path(name))
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
