"""What the worker does for complaints. Every task may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mobility.law.days import today

from . import drafts


@app.periodic(cron="23 8 * * *")
@app.task(name="complaints.purge_drafts", queueing_lock="complaints.purge_drafts")
def purge_drafts(timestamp: int) -> None:
    """Erase drafts that were not sent in time: the rule pack says how long they are kept."""
    drafts.purge_expired(on=today())
