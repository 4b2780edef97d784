"""Check the packs as files; needs no database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mobility.law import packs
from mobility.law.checking import problems


class Command(BaseCommand):
    help = "Check all rule packs, calendars, precedents and provisions. Exit status 1 when anything is wrong."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems()
        if found:
            raise CommandError("\n".join([*found, f"{len(found)} problem(s)."]))
        for pack in packs.packs():
            unread = sum(rule.days is None for rule in pack.rules)
            self.stdout.write(
                f"{pack.id}: {len(pack.rules)} rules ({unread} without a number), {len(pack.moves)} moves"
            )
        self.stdout.write("Nothing wrong.")
