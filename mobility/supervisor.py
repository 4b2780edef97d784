"""Runs the whole system in one terminal: database, web, worker and, in the demonstration, a mailbox.

What `make run` starts (`manage.py up`). Whatever dies is started again; Ctrl-C stops all of it. In production each
process belongs to the service manager of the place instead: see docs/operations.md.
"""

from __future__ import annotations

import contextlib
import ctypes
import ipaddress
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from . import preparing
from .embedded import BASE_DIR, EmbeddedPostgres, EmbeddedPostgresError, use_embedded

LEAST_FREE_MB = 300
WAITS = [0.2, 1, 2, 5, 10]  # seconds before a process that died is started again; the last for ever
QUIET_SECONDS = 30  # after which a process counts as well again
STOP_SECONDS = 15
LOOK_EVERY = 0.25
AFTER_WEB = 1.5  # seconds that the worker leaves the processor to the web process: people wait for pages


class CannotRunError(RuntimeError):
    """The system cannot start; the text is one sentence that says what to do."""


# ---- the processes --------------------------------------------------------------------------------------


def listen(host: str, port: int) -> socket.socket:
    """The socket that web processes inherit. It outlives them: while one is restarted, callers wait in the queue."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=512)
    listener.set_inheritable(True)
    return listener


def web_command(listener: int, workers: int = 2, threads: int = 4) -> list[str]:
    """gunicorn on a socket that is already open. Its access log stays off: addresses of pages are nobody's business."""
    return [
        *(sys.executable, "-m", "gunicorn", "mobility.wsgi:application", "--bind", f"fd://{listener}"),
        *("--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)),
        *("--preload", "--no-control-socket", "--graceful-timeout", "10", "--log-level", "warning"),
    ]


def worker_command() -> list[str]:
    return [sys.executable, "manage.py", "worker"]


def mailbox_command(listener: int, folder: Path) -> list[str]:
    return [sys.executable, "-m", "mobility.mailbox", str(listener), str(folder)]


def start(command: Sequence[str], environment: dict[str, str], pass_fds: Sequence[int] = (), **more: Any) -> Any:
    """A process in a group of its own, so that Ctrl-C reaches only the supervisor; it ends when its parent dies."""
    return subprocess.Popen(  # noqa: S603
        command,
        cwd=BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        pass_fds=pass_fds,
        start_new_session=True,
        preexec_fn=_end_with_parent if _LIBC else None,
        **more,
    )


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: between fork and exec is no place for it
_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)  # type: ignore[union-attr]


def stop(process: subprocess.Popen[bytes], seconds: float = STOP_SECONDS) -> None:
    """Ask it to end; after a while, insist, to the whole group."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass
class Part:
    """One process that must always run."""

    name: str
    command: list[str]
    pass_fds: list[int] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    deaths: int = 0
    next_start: float = 0

    def look(self, environment: dict[str, str], at: float) -> str | None:
        """Start it if it should run and does not; a sentence when it has died."""
        if self.process is None:
            if at >= self.next_start:
                self.process, self.started = start(self.command, environment, self.pass_fds), at
            return None
        status = self.process.poll()
        if status is None:
            return None
        stop(self.process)  # what it may have left of its group
        self.process = None
        self.deaths = 1 if at - self.started > QUIET_SECONDS else self.deaths + 1
        wait = WAITS[min(self.deaths, len(WAITS)) - 1]
        self.next_start = at + wait
        return f"The {self.name} process ended ({status}); it is started again in {wait:g} s."


# ---- the whole ------------------------------------------------------------------------------------------


class Supervisor:
    """Everything between `make run` and Ctrl-C."""

    def __init__(self) -> None:
        self.host, self.port, self.demo = place(os.environ)
        self.parts: list[Part] = []
        self.server: EmbeddedPostgres | None = None
        self.stopping = threading.Event()
        self.listener: socket.socket | None = None

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        began = time.monotonic()
        try:
            self.prepare()
            environment = dict(os.environ)
            say_when_up = threading.Thread(target=self.announce, args=[began], daemon=True)
            say_when_up.start()
            while not self.stopping.wait(LOOK_EVERY):
                self.look(environment)
        finally:
            self.stop()

    def look(self, environment: dict[str, str]) -> None:
        at = time.monotonic()
        if self.server and not self.server.is_running():
            say("PostgreSQL ended; it is started again.")
            try:
                self.server.ensure()
            except EmbeddedPostgresError as error:
                say(str(error))
        for part in self.parts:
            if sentence := part.look(environment, at):
                say(sentence)

    def prepare(self) -> None:
        """Everything that must be there before the first page."""
        free = shutil.disk_usage(BASE_DIR).free // 2**20
        if free < LEAST_FREE_MB:
            raise CannotRunError(
                f"Only {free} MB are free on the disk of {BASE_DIR}: free {LEAST_FREE_MB} MB and start again."
            )
        try:
            self.listener = listen(self.host, self.port)
        except OSError as error:
            raise CannotRunError(_why_no_socket(self.host, self.port, error)) from None
        self.web = Part("web", web_command(self.listener.fileno()), [self.listener.fileno()])
        os.environ["DEMO"] = "1" if self.demo else "0"
        os.environ.setdefault("SITE_URL", self.address)
        if self.demo:
            self.prepare_mailbox()
        if "DATABASE_URL" not in os.environ:
            self.server = use_embedded()
        elif "SECRET_KEY" not in os.environ and not self.demo:
            raise CannotRunError(
                "SECRET_KEY is not set: set it to a long random text and keep it (docs/operations.md)."
            )
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mobility.settings")
        self.prepare_database()
        worker = Part("worker", worker_command(), next_start=time.monotonic() + AFTER_WEB)
        self.parts += [self.web, worker]

    def prepare_mailbox(self) -> None:
        """Mail of the demonstration goes through real SMTP, to nobody."""
        mail = listen("127.0.0.1", 0)
        os.environ["SMTP_HOST"], os.environ["SMTP_PORT"] = "127.0.0.1", str(mail.getsockname()[1])
        for name in ("SMTP_USER", "SMTP_PASSWORD", "SMTP_STARTTLS", "SMTP_SSL"):
            os.environ.pop(name, None)
        self.mail = mail  # kept open for the life of the supervisor
        self.parts.append(Part("mailbox", mailbox_command(mail.fileno(), BASE_DIR / "var" / "mail"), [mail.fileno()]))

    def prepare_database(self) -> None:
        """Migrations, law, reference data, translations, static files, demo data: only when something changed."""
        try:
            if preparing.is_prepared(self.demo):
                return
        except psycopg.OperationalError as error:
            raise CannotRunError(f"The database cannot be reached, look at DATABASE_URL: {error}") from None
        command = [sys.executable, "manage.py", "prepare", *(["--demo"] if self.demo else [])]
        process = start(command, dict(os.environ))
        while process.poll() is None:
            if self.stopping.wait(0.05):
                stop(process)
                return
        if process.returncode:
            raise CannotRunError("The database could not be prepared: see above.")

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = self.listener.getsockname()[1] if self.listener else self.port
        return f"http://{host}:{port}"

    def announce(self, began: float) -> None:
        """Say where everything is, once the first page answers."""
        while not self.stopping.wait(0.05):
            try:
                urllib.request.urlopen(f"{self.address}/health/live", timeout=5).close()  # noqa: S310
            except urllib.error.HTTPError:
                pass  # it answers, if only that this host is not served
            except OSError:
                continue
            break
        else:
            return
        say(f"\nReady after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.\n")
        for name, path in PAGES:
            say(f"  {name:<22}{self.address}{path}")
        if self.demo:
            say(f"  {'Mails sent':<22}{self.address}/demo/mail/")
            say("\nThis is a demonstration: every person and every story in it is invented.")
            for line in demo_people(BASE_DIR / "build" / "demo.json"):
                say(line)
        elif os.environ.get("DEMO_ASKED"):
            say("\nDemo mode is for 127.0.0.1 only: on this address the system starts without it.")

    def stop(self) -> None:
        self.stopping.set()
        for part in reversed(self.parts):  # all are asked first, so that they end together
            if part.process and part.process.poll() is None:
                part.process.terminate()
        for part in reversed(self.parts):
            if part.process:
                stop(part.process)
        if self.server:
            self.server.stop()


PAGES = [
    ("For workers", "/en/"),
    ("Pour les travailleurs", "/fr/"),
    ("Coordinators", "/desk/"),
    ("Regulatory bodies", "/portal/"),
    ("Partners", "/partner/"),
    ("Is everything well?", "/health/ready"),
]


def place(environment: Any) -> tuple[str, int, bool]:
    """Host, port, and whether this is a demonstration: by default yes, and never where others could reach it."""
    host = environment.get("HOST") or "127.0.0.1"
    port = environment.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise CannotRunError(f"PORT is {port!r}: it must be a number from 0 to 65535.")
    asked = environment.get("DEMO", "1").lower() in {"1", "true", "yes", "on"}
    demo = asked and is_loopback(host)
    if asked and not demo:
        environment["DEMO_ASKED"] = "1"
    return host, int(port), demo


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def demo_people(path: Path) -> list[str]:
    """The people one can sign in as, as the demo command wrote them."""
    try:
        people = json.loads(path.read_text())
        people = people.get("people", people) if isinstance(people, dict) else people
        return [f"  {who['role']:<28}{who['email']:<40}{who['password']}" for who in people]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _why_no_socket(host: str, port: int, error: OSError) -> str:
    import errno

    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: stop that one, or choose another port with PORT={port + 1} make run."
    if error.errno == errno.EACCES:
        return f"Port {port} is for the administrator only: choose one above 1023, for example PORT=8000 make run."
    return (
        f"This machine cannot listen on {host}: {error.strerror or error}. Choose another with HOST=127.0.0.1 make run."
    )


def say(text: str) -> None:
    print(text.rstrip("\n") if text.strip() else text, flush=True)


def main() -> int:
    """The status to leave with."""
    try:
        Supervisor().run()
    except (CannotRunError, EmbeddedPostgresError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        import errno

        if error.errno != errno.ENOSPC:
            raise
        print(f"There is no space left on the disk of {BASE_DIR}: free some and start again.", file=sys.stderr)
        return 1
    return 0
