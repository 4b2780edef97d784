"""Runs the whole system in one terminal: what `make run` starts. (So far: the commands of its processes.)"""

from __future__ import annotations

import socket
import subprocess
import sys

from .embedded import BASE_DIR


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


def collect_static() -> None:
    """Static files where the web process looks for them."""
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    subprocess.run(command, cwd=BASE_DIR, check=True, capture_output=True)  # noqa: S603
