"""Do the copies that a complaint holds of its file's columns equal them?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

WRONG = """
SELECT f.reference
  FROM casefiles_casefile f LEFT JOIN complaints_complaint c ON c.file_id = f.id
 WHERE f.kind = 'complaint' AND (
    c.reference, c.opened_at, c.is_open, c.is_restricted, c.status, c.owner_id, c.priority, c.due_sort, c.due_by, c.due_what
  ) IS DISTINCT FROM (
    f.reference, f.opened_at, f.closed_at IS NULL, f.sensitivity = 'restricted', f.status, f.owner_id, f.priority,
    coalesce(f.next_due_on, DATE '9999-12-31'), f.next_due_by, f.next_due_what
  )
 ORDER BY f.id
"""


def wrong() -> list[str]:
    """References of the complaints whose copies differ from their file."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        return [row[0] for row in cursor.fetchall()]


class Command(BaseCommand):
    help = "Compare the columns that complaints copy from their files. Exit status 1 when one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        found = wrong()
        for reference in found:
            self.stdout.write(f"{reference}: the complaint does not say what its file says.")
        self.stdout.write(f"{len(found)} wrong")
        if found:
            sys.exit(1)
