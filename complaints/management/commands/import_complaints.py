"""Import a log of complaints from a CSV file or a workbook."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from complaints import importing


class Command(BaseCommand):
    help = "Import a log of complaints. Each row is its own transaction; the same file again imports nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a CSV, .xlsx or .ods file; its first line names the columns")
        parser.add_argument("--dry-run", action="store_true", help="check and report; keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            report = importing.run(path, dry_run=options["dry_run"])
        except FileNotFoundError:
            raise CommandError(f"There is no file {path}.") from None
        except importing.BadFile as bad:
            raise CommandError(str(bad)) from None
        for problem in report.problems:
            self.stdout.write(str(problem))
        self.stdout.write(str(report))
        if report.rejected:
            sys.exit(1)
