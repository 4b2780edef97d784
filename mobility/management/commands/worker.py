"""`manage.py worker`: does what waits: mails, clocks, sweeps. Any number of them may run."""

import asyncio
import logging
import os
import threading
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from mobility.outbox.models import Heartbeat
from mobility.outbox.tasks import WORKER

#: No sign of life for so long (they come every ten seconds): the worker hangs. Longer than it takes to start.
SILENT_SECONDS = 40
LOOK_EVERY_SECONDS = 5


class Command(BaseCommand):
    help = "Does what waits in the background: mails, clocks, sweeps. Stops at Ctrl-C or SIGTERM after what it is at."

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        threading.Thread(target=watch, daemon=True).start()
        try:
            asyncio.run(self.work())
        except ConnectorException as error:
            raise CommandError("The database went away: the worker ends, so that it can be started again.") from error
        finally:
            connection.close()

    async def work(self) -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:  # type: ignore[attr-defined]
            async with worker_app.open_async():
                await worker_app.run_worker_async()


def watch() -> None:
    """End this process when nothing has been heard of any worker for too long, so that it is started again.

    A worker whose database was killed may wait for ever for an answer that does not come; nothing inside it notices.
    """
    heard = time.monotonic()
    while time.monotonic() - heard < SILENT_SECONDS:
        time.sleep(LOOK_EVERY_SECONDS)
        try:
            connection.close_if_unusable_or_obsolete()
            lately = now() - timedelta(seconds=3 * LOOK_EVERY_SECONDS)
            if Heartbeat.objects.filter(name=WORKER, at__gte=lately).exists():
                heard = time.monotonic()
        except DatabaseError:
            connection.close()
    logging.getLogger(__name__).error("no sign of life for %s s: the worker ends, to be started again", SILENT_SECONDS)
    os._exit(1)
