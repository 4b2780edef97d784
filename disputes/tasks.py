"""What the worker does for disputes. Every task may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from .actions import risks


@app.periodic(cron="31 12 * * *")  # before the morning in Alberta: management may be written to
@app.task(name="disputes.count_risks", queueing_lock="disputes.count_risks")
def count_risks(timestamp: int) -> None:
    """Count every open risk anew."""
    risks.rescore_all(now())
