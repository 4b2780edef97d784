"""The real system as processes: gunicorn and the worker on a database of its own, and a mailbox behind real SMTP."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as django_settings

from mobility.preparing import collect_static
from mobility.supervisor import listen, start, stop, web_command, worker_command
from tests.cluster import Database

START_SECONDS = 30


class Mailbox:
    """Takes every mail; `refuse` makes it answer as a server in trouble does."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse: str | None = None
        self.smtp: Controller | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        message = BytesParser(policy=default).parsebytes(envelope.content or b"")
        self.messages.append(message)
        return "250 OK"


def start_smtp(mailbox: Mailbox, port: int | None = None) -> Controller:
    """A mail server in a thread of its own; call `stop()` on what is returned."""
    if port is None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    return controller


@dataclass
class Server:
    """A running system."""

    address: str
    database: Database
    mailbox: Mailbox
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]
    folder: Path
    mails: list[EmailMessage] = field(default_factory=list)

    def __str__(self) -> str:
        return self.address

    def logs(self) -> str:
        return "\n".join(f"--- {path.name}\n{path.read_text()}" for path in sorted(self.folder.glob("*.log")))

    def wait_for_mail(self, to: str, seconds: float = 10) -> EmailMessage:
        """The newest mail to this address, as soon as it has left."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in reversed(self.mails):
                if to.lower() in str(message["To"]).lower():
                    return message
            time.sleep(0.05)
        raise AssertionError(f"No mail to this address within {seconds} s.")


@contextmanager
def run_server(database: Database, folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    """Web and worker on this database until the block ends."""
    mailbox = Mailbox()
    smtp = start_smtp(mailbox)
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = {
        **database.environment,
        "SECRET_KEY": django_settings.SECRET_KEY,  # a session made in a test counts there
        "DJANGO_SETTINGS_MODULE": "mobility.settings",
        "SITE_URL": address,
        "HTTPS": "0",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp.port),
        "UPLOADS_DIR": str(folder / "uploads"),
        **environment,
    }
    collect_static(lambda text: None)
    processes = []
    try:
        for name, command in (("web", web_command(listener.fileno())), ("worker", worker_command())):
            with open(folder / f"{name}.log", "wb") as log:
                processes.append(start(command, settings, [listener.fileno()], stdout=log, stderr=subprocess.STDOUT))
        server = Server(address, database, mailbox, processes[0], processes[1], folder, mailbox.messages)
        _wait(server)
        yield server
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            stop(process)
        listener.close()
        smtp.stop()


def _wait(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.web.poll() is not None or server.worker.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{server.address}/health/live", timeout=START_SECONDS).close()  # noqa: S310
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    print(server.logs(), file=sys.stderr)
    raise RuntimeError(f"The server did not answer within {START_SECONDS} s:\n{server.logs()}")
