"""Whether the system lives and whether it is ready. Said in a few words, for machines and for people on duty."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now

from mobility.outbox.models import Heartbeat
from mobility.outbox.tasks import WORKER

WORKER_IS_GONE_AFTER = timedelta(seconds=60)
_migrated: set[str] = set()  # databases seen complete: code and tables do not change under a running process


def live(request: HttpRequest) -> HttpResponse:
    """The web process answers, through the whole middleware; neither session nor database is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def ready(request: HttpRequest) -> JsonResponse:
    """Everything that a visitor's day depends on: 200 when all of it is well, 503 with what is wrong otherwise."""
    answers = {name: _ask(check) for name, check in CHECKS.items()}
    well = all(answer == "ok" for answer in answers.values())
    return JsonResponse({"ready": well, **answers}, status=200 if well else 503, headers={"Cache-Control": "no-store"})


def _ask(check: Callable[[], str | None]) -> str:
    try:
        return check() or "ok"
    except (DatabaseError, InterfaceError):
        return "the database does not answer"


def database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def migrations() -> str | None:
    name = str(connection.settings_dict["NAME"])
    if name in _migrated:
        return None
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return f"{missing} migrations are missing: run manage.py migrate"
    _migrated.add(name)
    return None


def worker() -> str | None:
    beat = Heartbeat.objects.filter(name=WORKER).first()
    if beat is None:
        return "no worker has run yet: start manage.py worker"
    silent = now() - beat.at
    if silent > WORKER_IS_GONE_AFTER:
        return f"the worker has been silent for {int(silent.total_seconds())} s: start manage.py worker"
    return None


def disk() -> str | None:
    folder = Path(settings.MEDIA_ROOT)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free // 2**20
    if free < settings.MIN_FREE_MB:
        return f"{free} MB free for uploads, less than {settings.MIN_FREE_MB}"
    return None


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": database,
    "migrations": migrations,
    "worker": worker,
    "disk": disk,
}
