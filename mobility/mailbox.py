"""The demonstration's mail server: takes every mail and puts it in a folder, newest last. Nothing leaves the machine.

Also a list of what it holds, for the page that shows it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

KEEP = 500  # mails; older ones go
LARGEST = 2 * 2**20  # bytes


class Folder:
    """One file per mail, named by its moment of arrival, so that names sort by time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.keep(envelope.content)
        return "250 kept, not sent: this is a demonstration"

    def keep(self, content: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}.eml"
        temporary = self.path / f".{name}"
        temporary.write_bytes(content)
        temporary.replace(self.path / name)
        for old in sorted(self.path.glob("*.eml"))[:-KEEP]:
            old.unlink(missing_ok=True)


def names(path: Path) -> list[str]:
    """The mails that are there, newest first."""
    return sorted((file.stem for file in path.glob("*.eml")), reverse=True)


def read(path: Path, name: str) -> EmailMessage | None:
    """One mail by its name; None when there is none of that name."""
    if not name.isascii() or not name.isdigit():
        return None
    try:
        return BytesParser(policy=default).parsebytes((path / f"{name}.eml").read_bytes())
    except FileNotFoundError:
        return None


def messages(path: Path, at_most: int = 50) -> Iterator[tuple[str, EmailMessage]]:
    for name in names(path)[:at_most]:
        if message := read(path, name):
            yield name, message


async def serve(listener: socket.socket, folder: Folder) -> None:
    from aiosmtpd.smtp import SMTP  # here: the web process reads this folder too and is no mail server

    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(folder, hostname="localhost", data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop),
        sock=listener,
    )
    async with server:
        await stopped.wait()


if __name__ == "__main__":
    os.umask(0o077)
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), Folder(Path(sys.argv[2]))))
