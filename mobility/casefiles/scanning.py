"""The virus check: one question to clamd about one stream of bytes. What follows from the answer is in `actions.scanned`.

Without a scanner (CLAMD_URL empty) that is recorded: documents open, marked as not checked. A scanner that is down, busy or
refuses a file leaves the document waiting and closed; it is asked again every minute.
"""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from procrastinate.contrib.django import app

from .choices import ScanState
from .models import DocumentVersion

CHUNK = 64 * 1024
TIMEOUT = 60
ANSWER = re.compile(r"^stream: (?:(?P<virus>.+) FOUND|OK)$")
TASK = "casefiles.scan"


class ScannerDown(Exception):
    """No answer about this file now. The text is for the log; it names no file and no person."""


@dataclass(frozen=True)
class Finding:
    state: str
    detail: str = ""


def ask_for(version: DocumentVersion) -> None:
    """Have a version checked as soon as the transaction is committed. The job knows its number only."""
    app.configure_task(TASK).defer(version_id=version.pk)


def check(content: IO[bytes]) -> Finding:
    """What the scanner says about these bytes. Raises ScannerDown."""
    if not settings.CLAMD_URL:
        return Finding(ScanState.NOT_SCANNED)
    answer = instream(settings.CLAMD_URL, content)
    found = ANSWER.match(answer)
    if found is None:
        raise ScannerDown(f"the scanner answered {answer[:100]!r}")
    if found["virus"]:
        return Finding(ScanState.INFECTED, found["virus"])
    return Finding(ScanState.CLEAN)


def instream(url: str, content: IO[bytes]) -> str:
    """clamd's INSTREAM: length and bytes, chunk by chunk, a length of nothing, one line back."""
    try:
        with connect(url) as clamd:
            clamd.sendall(b"nINSTREAM\n")
            while chunk := content.read(CHUNK):
                clamd.sendall(struct.pack("!L", len(chunk)) + chunk)
            clamd.sendall(struct.pack("!L", 0))
            with clamd.makefile("r", encoding="utf-8", errors="replace") as answer:
                return answer.readline(1000).strip()
    except OSError as error:
        raise ScannerDown(f"{type(error).__name__} {error.errno or ''}".strip()) from error


def connect(url: str) -> socket.socket:
    """`tcp://host:port` or `unix:///path`."""
    parts = urlsplit(url)
    if parts.scheme == "tcp" and parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=TIMEOUT)
    if parts.scheme == "unix" and parts.path:
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(TIMEOUT)
        try:
            clamd.connect(parts.path)
        except OSError:
            clamd.close()
            raise
        return clamd
    raise ValueError("CLAMD_URL is tcp://host:port or unix:///path.")
