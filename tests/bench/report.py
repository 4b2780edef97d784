"""How long 50,000 applications of an annual report take to be read and checked, and how much memory: part of `make bench`.

    python -m tests.bench.report

Each in a fresh process, as a worker is one: the workbook is made in one, read and checked in another.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 50_000
DAY = dt.timedelta(days=1)


def make(path: str) -> None:
    """A workbook like a large body's: most decisions in time, some late, some without what they need."""
    import xlsxwriter

    from tests.regulators.reporting.cast import FACTS, FORM

    chance = random.Random(1)
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(FORM.table.sheet.en)
    sheet.write_row(0, 0, [column.label.en for column in FORM.table.columns])
    homes, occupations = list(FORM.lists["jurisdictions"].values()), list(FACTS.choices.values())
    reasons, outcomes = list(FORM.lists["reasons"].values()), FORM.lists["outcomes"]
    for number in range(1, ROWS + 1):
        received = dt.date(2025, 4, 1) + DAY * chance.randrange(300)
        complete = received + DAY * chance.randrange(30)
        decided = complete + DAY * chance.randrange(45)
        outcome = chance.choices(["registered", "registered_conditions", "refused", "withdrawn"], [80, 8, 6, 6])[0]
        reason = chance.choice(reasons).en if outcome in ("registered_conditions", "refused") else None
        values = {
            "application_ref": f"A-{number:06}",
            "occupation": chance.choice(occupations).en,
            "home_jurisdiction": chance.choice(homes).en,
            "received_on": received,
            "acknowledged_on": received + DAY * chance.randrange(16),
            "complete_on": complete,
            "decided_on": decided,
            "outcome": outcomes[outcome].en,
            "notified_on": decided + DAY * chance.randrange(15),
            "reason_code": reason,
            "requirements_asked": "Application fee; Criminal record check",
            "fee_charged": chance.choice([200, 250.5, 300]),
        }
        sheet.write_row(number, 0, [values.get(column.id) for column in FORM.table.columns])
    book.close()


def measure(path: str) -> None:
    from regulators.reporting import checking, reading
    from tests.regulators.reporting.cast import COUNTING, FACTS, FORM, whole

    began = time.monotonic(), time.process_time()
    with Path(path).open("rb") as file:
        found = reading.read(FORM, FACTS, file, "report.xlsx")
    read = time.monotonic()
    checked = checking.check(FORM, FACTS, whole(), reading=found, counting=COUNTING)
    done = time.monotonic(), time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"annual report, {len(found.rows or ())} rows: read {read - began[0]:.1f} s, checked {done[0] - read:.1f} s"
        f" (processor {done[1] - began[1]:.1f} s), peak {peak:.0f} MB, {sum(checked.counts.values())} findings",
        flush=True,
    )


def main() -> int:
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "SECRET_KEY": "bench-only", "DEBUG": "1", **os.environ}
    environment.setdefault("DATABASE_URL", "postgres:///nowhere")
    with tempfile.TemporaryDirectory() as folder:
        for step in ("make", "measure"):
            code = f"import django; django.setup(); from tests.bench import report; report.{step}({folder + '/big.xlsx'!r})"
            done = subprocess.run([sys.executable, "-c", code], env=environment, check=False)
            if done.returncode:
                return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
