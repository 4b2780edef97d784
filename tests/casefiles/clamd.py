"""A real clamd for tests: on its own socket, with one signature of its own (EICAR), from no network."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.makers import EICAR
from tests.required import require

PROGRAM = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def clamd(folder: Path) -> Iterator[Path]:
    """A running clamd; gives its socket."""
    require(PROGRAM, "clamd", "apt-get install clamav-daemon")
    signatures = folder / "signatures"
    signatures.mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (signatures / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test\n")
    path = folder / "clamd.sock"
    config = folder / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {signatures}\nLocalSocket {path}\nForeground yes\nStreamMaxLength 30M\nMaxThreads 2\n"
    )
    with open(folder / "clamd.log", "wb") as log:
        process = subprocess.Popen([str(PROGRAM), "-c", str(config)], stdout=log, stderr=subprocess.STDOUT)
    try:
        end = time.monotonic() + 30
        while not answers(path):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"clamd did not start:\n{(folder / 'clamd.log').read_text()}")
            time.sleep(0.05)
        yield path
    finally:
        process.terminate()
        process.wait(20)


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as clamd:
        try:
            clamd.connect(str(path))
            clamd.sendall(b"nPING\n")
            return clamd.recv(10) == b"PONG\n"
        except OSError:
            return False
