"""`manage.py worker`: does what waits: mails, clocks, sweeps. Any number of them may run."""

import asyncio
import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException


class Command(BaseCommand):
    help = "Does what waits in the background: mails, clocks, sweeps. Stops at Ctrl-C or SIGTERM after what it is at."

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
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
