"""Seal the history now, as the worker does every night."""

from typing import Any

from django.core.management.base import BaseCommand

from mobility.casefiles import seal


class Command(BaseCommand):
    help = "Seal all files that changed since the last seal, and send the seal outside."

    def handle(self, *args: Any, **options: Any) -> None:
        made = seal.seal()
        self.stdout.write(f"Seal {made.pk}: {made.files} files, {made.hash}")
