"""The database goes away under a running system: pages say so, readiness says so, and both recover by themselves.

On a cluster of its own, since it is killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from mobility.embedded import APP, OWNER, EmbeddedPostgres
from tests.servers import Server, run_server


@dataclass(frozen=True)
class OwnCluster:
    """As `tests.cluster.Database`, on a server that may be killed."""

    server: EmbeddedPostgres
    name: str = "mobility"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.server.url(APP),
            "DATABASE_OWNER_URL": self.server.url(OWNER),
        }


@pytest.fixture
def own(tmp_path) -> Iterator[tuple[EmbeddedPostgres, Server]]:
    postgres = EmbeddedPostgres(tmp_path / "pg").ensure()
    try:
        with run_server(OwnCluster(postgres), tmp_path, {}) as server:
            yield postgres, server
    finally:
        postgres.stop()
        subprocess.run(["rm", "-rf", str(postgres.home), str(postgres.socket_folder)], check=True)


def get(server: Server, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{server.address}{path}", timeout=20) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def test_pages_say_so_and_recover_by_themselves(own):
    postgres, server = own
    asks_the_database = "/health/ready"
    assert "migrations are missing" in json.loads(get(server, asks_the_database)[1])["migrations"]
    for _ in range(2):
        os.kill(postgres.pid(), signal.SIGKILL)
        time.sleep(0.2)
        assert get(server, "/health/live") == (200, "ok\n")
        status, body = get(server, asks_the_database)
        assert (status, json.loads(body)["database"]) == (503, "the database does not answer")
        status, page = get(server, "/en/")
        assert (status, "try again" in page.lower() or "a moment" in page.lower()) == (503, True), page
        postgres.ensure()
        assert json.loads(get(server, asks_the_database)[1])["database"] == "ok"
