"""`manage.py prepare`: migrations, law, reference data, translations, static files. Once per release; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mobility import preparing


class Command(BaseCommand):
    help = (
        "Applies migrations as the owner, loads law and reference data, compiles translations, collects static files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also fill an empty database with demo data")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            preparing.prepare(self.say, demo=options["demo"])
        except preparing.PreparationError as error:
            raise CommandError(str(error)) from error

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
