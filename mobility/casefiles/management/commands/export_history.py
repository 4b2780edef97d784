"""Write the whole history into a file that `verifier.py` can judge without the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from mobility.casefiles import proof, verifier


class Command(BaseCommand):
    help = "Write the history as JSON lines. The file holds personal data: keep it as you keep the database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="where to write; a file that is there is replaced")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        path.touch(mode=0o600)
        with proof.one_moment(), open(path, "w", encoding="utf-8") as export:
            export.writelines(verifier.lines_of(proof.counters(), proof.seals(), proof.parts()))
        self.stdout.write(f"{path} written. Judge it with: python mobility/casefiles/verifier.py {path}")
