"""`manage.py demo`: invented people and files, into a database that is empty or made for it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mobility import demo
from mobility.demo_mark import NotADemoDatabaseError, demo_is_complete, require_demo_database


class Command(BaseCommand):
    help = "Makes invented people and files through the actions, in a database that carries the demo mark or is empty."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", type=int, default=demo.FILES, help="how many files to make")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            require_demo_database()
        except NotADemoDatabaseError as error:
            raise CommandError(str(error)) from None
        demo.fill(self.stdout.write, count=options["files"])
        demo_is_complete()
