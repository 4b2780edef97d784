"""Does every file say rightly what is due next?"""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

#: What `primitives.earliest_due` says of one file, said for all in the database's own words.
WRONG = """
SELECT f.reference, f.next_due_on, f.next_due_by, f.next_due_what, owed.due_on, owed.owed_by, owed.what
  FROM casefiles_casefile f
  LEFT JOIN LATERAL (
    SELECT due_on, owed_by, what FROM (
      (SELECT due_on, owed_by, rule AS what, 1 AS place, id FROM casefiles_clock
        WHERE file_id = f.id AND stopped_on IS NULL AND paused_on IS NULL AND due_on IS NOT NULL AND sense = 'by'
        ORDER BY due_on, id LIMIT 1)
      UNION ALL
      (SELECT due_on, owed_by, 'task', 2, id FROM casefiles_task
        WHERE file_id = f.id AND stopped_on IS NULL AND due_on IS NOT NULL
        ORDER BY due_on, id LIMIT 1)
    ) AS all_owed
    WHERE f.closed_at IS NULL
    ORDER BY due_on, place LIMIT 1
  ) owed ON true
 WHERE (f.next_due_on, f.next_due_by, f.next_due_what)
       IS DISTINCT FROM (owed.due_on, coalesce(owed.owed_by, ''), coalesce(owed.what, ''))
 ORDER BY f.id
"""


class Command(BaseCommand):
    help = "Compare what is due next on every file with its clocks and tasks. Exit status 1 when one differs."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(WRONG)
            while rows := cursor.fetchmany(1000):
                for reference, *said in rows:
                    wrong += 1
                    self.stdout.write(
                        f"{reference}: says {_words(*said[:3])}; its clocks and tasks say {_words(*said[3:])}."
                    )
            cursor.execute("SELECT count(*) FROM casefiles_casefile")
            (files,) = cursor.fetchone()
        self.stdout.write(f"{files} files, {wrong} wrong")
        if wrong:
            sys.exit(1)


def _words(due_on: Any, owed_by: str | None, what: str | None) -> str:
    return f"{what} by {due_on}, owed by {owed_by}" if due_on else "nothing is due"
