"""Is the history in the database whole?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mobility.casefiles import proof
from mobility.casefiles.models import CaseFile, SealEntry
from mobility.casefiles.verifier import BadExport, outside_seals


class Command(BaseCommand):
    help = "Recompute the whole history and say what is wrong. Exit status 1 when something is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", metavar="REFERENCE", help="only this file")
        parser.add_argument(
            "--seals", type=Path, help="the seals kept outside (var/seals/seals.jsonl, or lines from mails)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reference = options["file"]
        outside = []
        if options["seals"]:
            try:
                outside = outside_seals(options["seals"].read_text(encoding="utf-8").splitlines())
            except (OSError, BadExport) as error:
                raise CommandError(str(error)) from None
        with proof.one_moment():
            if reference and not (
                CaseFile.objects.filter(reference=reference).exists()
                or SealEntry.objects.filter(reference=reference).exists()
            ):
                raise CommandError(f"There is no file {reference}.")
            verifier = proof.verifier(outside, partly=reference is not None)
            for sentence in verifier.run(proof.parts(reference)):
                self.stdout.write(sentence)
        self.stdout.write(str(verifier.report))
        if verifier.report.problems:
            sys.exit(1)
