"""`manage.py prepare`: migrations, law, reference data, translations, static files. Once per release; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mobility import preparing


class Command(BaseCommand):
    help = (
        "Applies migrations as the owner, loads law and reference data, compiles translations, collects static files."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            preparing.prepare(self.stdout.write)
        except preparing.PreparationError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Ready.")
