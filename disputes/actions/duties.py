"""Tasks that a dispute gives and takes back by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from disputes import moves
from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile
from mobility.law.days import law_date


def done_with(case: CaseFile, words: Callable[[], str], *, by: User, at: dt.datetime) -> None:
    """Tick off the task that says so. It was written in the language of whoever caused it, so it is looked for in both."""
    said = moves.in_both("task", words).values()
    for task in case.tasks.filter(what__in=said, stopped_on__isnull=True):
        task.stopped_on, task.done_by = law_date(at), by
        task.save(update_fields=["stopped_on", "done_by"])
