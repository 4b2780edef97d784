"""`manage.py demo_reset`: throws a demo database away and makes it anew. Touches no other."""

import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from mobility import preparing
from mobility.demo_mark import NotADemoDatabaseError, mark_as_demo
from mobility.embedded import BASE_DIR


class Command(BaseCommand):
    help = "Empties a database that carries the demo mark (or is empty) and fills it with demo data again."

    def handle(self, *args: Any, **options: Any) -> None:
        preparing.migrate(self.stdout.write)  # an empty database has no table yet for the mark
        try:
            mark_as_demo()
        except NotADemoDatabaseError as error:
            raise CommandError(str(error)) from None
        connection.close()
        owner_url = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]
        preparing.empty(owner_url)
        uploads = Path(settings.MEDIA_ROOT)
        if uploads.is_relative_to(BASE_DIR):
            shutil.rmtree(uploads, ignore_errors=True)
        preparing.prepare(self.stdout.write, demo=True)
        self.stdout.write("The demo database is new.")
