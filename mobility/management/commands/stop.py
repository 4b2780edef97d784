"""`manage.py stop`: stops the embedded PostgreSQL of this working copy."""

from typing import Any

from django.core.management.base import BaseCommand

from mobility.embedded import embedded


class Command(BaseCommand):
    help = "Stops the embedded PostgreSQL of this working copy."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Stopped." if embedded().stop() else "It was not running.")
