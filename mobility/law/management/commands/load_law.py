"""Load jurisdictions, instruments, provisions, rules and calendars from the packs; say what changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mobility.law.checking import problems
from mobility.law.loading import load_law


class Command(BaseCommand):
    help = "Load the law from its packs into the database. Idempotent; says what changed."

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems()
        if found:
            raise CommandError("The packs were not loaded:\n" + "\n".join(f"  {line}" for line in found))
        changes = load_law()
        for c in changes:
            self.stdout.write(
                f"{c.kind}: {len(c.added)} added, {len(c.changed)} changed, {len(c.removed)} removed, "
                f"{c.unchanged} unchanged" + (f", {len(c.kept)} kept as edited here" if c.kept else "")
            )
            for word in ("added", "changed", "removed", "kept"):
                names = getattr(c, word)
                if names and (word != "added" or len(names) <= 20 or options["verbosity"] > 1):
                    self.stdout.write(f"  {word}: {', '.join(names)}")
        if not any(c.any for c in changes):
            self.stdout.write("Nothing changed.")
