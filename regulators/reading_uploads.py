"""Reading and checking one upload: outside of any transaction, so that its progress can be seen while it goes on."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from typing import Any

from django.utils.timezone import now

from mobility.casefiles import store

from . import report_drafts, report_facts, report_peers
from .report_models import Report, ReportUpload, ReportVersion
from .reporting import checking
from .reporting import reading as reader
from .reporting.checking import Checked
from .reporting.facts import Facts
from .reporting.reading.reading import Reading

#: So often progress is written down, at most.
EVERY_SECONDS = 0.5
#: The check whose findings say that the file names a person: such a file is not kept.
NAMES_SOMEBODY = "row-name"


class Progress:
    """Writes down how far an upload is, now and then."""

    def __init__(self, upload: ReportUpload) -> None:
        self.upload, self.written_at = upload, 0.0

    def stage(self, *, is_checking: bool) -> None:
        self.written_at = time.monotonic()
        self._write(done=0, total=0, is_checking=is_checking)

    def __call__(self, done: int, total: int) -> None:
        if time.monotonic() - self.written_at >= EVERY_SECONDS:
            self.written_at = time.monotonic()
            self._write(done=done, total=total)

    def _write(self, **values: int) -> None:
        ReportUpload.objects.filter(pk=self.upload.pk).update(touched_at=now(), **values)


def look(report: Report, upload: ReportUpload, on: dt.date) -> tuple[Reading, Checked]:
    """What the file says and what is wrong with it. What it does not hold stands as it was: the draft, the rows sent before."""
    facts, progress = report_facts.facts_of(report, on), Progress(upload)
    with store.take(upload.sha256) as content:
        found = reader.read(report.form, facts, content, upload.filename, progress=progress)
    progress.stage(is_checking=True)
    return found, check(report, facts, reading=found, progress=progress)


def check(report: Report, facts: Facts, *, reading: Reading | None = None, progress: Progress | None = None) -> Checked:
    """The draft with the rows sent before, or an upload on top of them; set against bodies of like size."""
    draft = report_drafts.draft_of(report)
    said = reading.answers if reading is not None and reading.answers is not None else draft
    facts = report_peers.with_peers(facts, report.body, report.form, said)
    before = report.current.rows() if report.current and not (reading and reading.rows is not None) else None
    return checking.check(report.form, facts, draft, before, reading=reading, progress=progress)


def names_somebody(checked: Checked) -> bool:
    return any(finding.check == NAMES_SOMEBODY for finding in checked.findings)


def digest(version: ReportVersion, rows: dict[str, Any] | None) -> str:
    """The sha256 of what a version says, whatever way it came: answers and rows as JSON with sorted keys."""
    plain = {
        "form": version.report.form_version,
        "answers": {key: version.answers[key] for key in ("nil", "texts", "values")},
        "rows": rows["rows"] if rows else [],
    }
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
