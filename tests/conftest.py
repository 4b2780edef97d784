"""What every test stands on: a real PostgreSQL, signed in as the application, with all its triggers on.

* `db`: the test runs in a transaction of this process's database and is rolled back.
* `committed_db`: a database of the test's own, freshly cloned, for commits, threads and processes.
* `server`: web and worker processes of the real system on a committed database.

There is no flush anywhere: the ledgers refuse TRUNCATE. So `transactional_db` and `live_server` do not exist here.
"""

from __future__ import annotations

import copy
import gc
import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import environ
import hypothesis
import pytest
from django.utils import translation
from pytest_django import DjangoDbBlocker

from mobility.accounts import kept
from mobility.embedded import EmbeddedPostgresError
from tests import cluster
from tests.servers import Server, run_server

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.makers import Cast

# A machine that pauses for a moment is no failure of a property.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

NO_FLUSH = "This would flush the database, which the ledgers refuse: use the fixture committed_db (or server)."
_numbers = itertools.count(1)
_lives_here: list[Cast] = []
# Where Python is told not to keep bytecode, every process of every run would make that of all tests anew: ten seconds.
sys.dont_write_bytecode = False


def pytest_configure(config: pytest.Config) -> None:
    """Before any worker starts: the cluster runs and the template is there; workers inherit its name."""
    if config.option.collectonly or config.option.help or hasattr(config, "workerinput"):
        return
    try:
        os.environ["TEST_TEMPLATE"] = cluster.template()
    except (EmbeddedPostgresError, RuntimeError) as error:
        pytest.exit(str(error), returncode=1)
    os.environ["TEST_RUN"] = str(os.getpid())


#: What takes minutes begins first, so that no worker is left alone with it at the end.
LONGEST_FIRST = ("tests/run/test_kill.py", "tests/journeys/", "tests/run/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def turn(item: pytest.Item) -> int:
        return next((n for n, path in enumerate(LONGEST_FIRST) if item.nodeid.startswith(path)), len(LONGEST_FIRST))

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """What was loaded stays: the garbage collector need not go through it again and again, which took a tenth of all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = item.get_closest_marker("django_db")
    if marker and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences")):
        pytest.fail(NO_FLUSH, pytrace=False)
    fixtures = set(getattr(item, "fixturenames", ()))
    if {"committed_db", "server"} & fixtures and (marker or "db" in fixtures):
        pytest.fail("Either db (rolled back) or committed_db/server (a database of its own): not both.", pytrace=False)


@pytest.fixture
def transactional_db() -> None:
    pytest.fail(NO_FLUSH, pytrace=False)


@pytest.fixture
def live_server() -> None:
    pytest.fail(NO_FLUSH, pytrace=False)


# ---- databases ------------------------------------------------------------------------------------------


def _name(config: pytest.Config) -> str:
    worker = getattr(config, "workerinput", {}).get("workerid", "main")
    return f"test_{os.environ['TEST_RUN']}_{worker}_{next(_numbers)}"


def _point_django_at(url: str) -> None:
    """For this and every later connection of this process, in all its threads."""
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    target = environ.Env.db_url_config(url)
    for values in (settings.DATABASES["default"], connections["default"].settings_dict):
        values.update({**target, "OPTIONS": {**values["OPTIONS"], **target.get("OPTIONS", {})}})


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[cluster.Database]:
    """This process's database, for tests that are rolled back. The cast lives in it: most tests begin with everybody there."""
    from tests.makers import make_cast

    with cluster.clone(os.environ["TEST_TEMPLATE"], _name(request.config)) as database, django_db_blocker.unblock():
        _point_django_at(database.url)
        _lives_here.append(make_cast())
        django_db_blocker.block()
        yield database
        django_db_blocker.unblock()
        from django.db import connections

        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _mail_goes_to_the_outbox(django_test_environment: None) -> None:
    """Django's test environment would keep mail in memory: here it becomes rows, as it does for everybody."""
    from django.conf import settings

    settings.EMAIL_BACKEND = "mobility.outbox.backend.OutboxBackend"


@pytest.fixture(autouse=True)
def _every_test_begins_in_english() -> None:
    """A page that was asked for in French leaves its language behind in the thread; the next test must not hear it."""
    from django.utils import translation

    translation.activate("en")


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    django_db_setup: cluster.Database,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[cluster.Database]:
    """A fresh clone for one test: commits are real, any number of connections, threads and processes may join."""
    with cluster.clone(os.environ["TEST_TEMPLATE"], _name(request.config)) as database:
        monkeypatch.setenv("DATABASE_URL", database.url)
        monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
        with _django_on(database, django_db_setup, django_db_blocker):
            yield database


@contextmanager
def _django_on(database: cluster.Database, back: cluster.Database, blocker: DjangoDbBlocker) -> Iterator[None]:
    with blocker.unblock():
        _point_django_at(database.url)
        try:
            yield
        finally:
            _point_django_at(back.url)


# ---- the running system ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    """Settings of the running system; a module of tests may override this fixture."""
    return {}


@pytest.fixture(scope="module")
def _running_server(
    request: pytest.FixtureRequest, server_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    name = _name(request.config)
    with (
        cluster.clone(os.environ["TEST_TEMPLATE"], name) as database,
        run_server(database, tmp_path_factory.mktemp("server"), server_environment) as server,
    ):
        yield server


@pytest.fixture
def server(
    _running_server: Server, django_db_setup: cluster.Database, django_db_blocker: DjangoDbBlocker
) -> Iterator[Server]:
    """Web and worker processes, one pair for a module of tests; Django in the test sees the same database.

    `str(server)` is the base address; `server.mails` are the mails that left through SMTP.
    """
    with _django_on(_running_server.database, django_db_setup, django_db_blocker):
        yield _running_server


# ---- people and papers ----------------------------------------------------------------------------------


@pytest.fixture
def cast(db: None) -> Cast:
    """The small cast of the tests (see `tests/makers.py`), on the database that is rolled back: a copy of one's own."""
    return copy.deepcopy(_lives_here[0])


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process keeps of reference data may belong to the test before. A minute that ends in mid-test changes no count."""
    kept.forget()
    monkeypatch.setattr(kept, "SECONDS", 24 * 60 * 60)


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    """What a test uploads or seals lies in a folder of the test's own."""
    uploads = {**settings.STORAGES["uploads"], "OPTIONS": {"location": str(tmp_path / "uploads")}}
    settings.STORAGES = {**settings.STORAGES, "uploads": uploads}
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.SEAL_DIR = tmp_path / "seals"


@pytest.fixture(autouse=True)
def _english() -> None:
    """A page read in French by one test leaves no French behind for the next."""
    translation.activate("en")
