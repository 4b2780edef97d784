"""Load bodies, occupations, exceptions and grounds. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from complaints import reference as grounds
from regulators import reference as registry


class Command(BaseCommand):
    help = "Load bodies, occupations, exceptions and grounds. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = registry.load() + grounds.load()
        self.stdout.write(f"{counts['added']} added, {counts['changed']} changed, {counts['unchanged']} unchanged")
