"""What the worker does for requests. Every task may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from . import reminders


@app.periodic(cron="29 16 * * *")  # in the morning in Alberta: people are written to
@app.task(name="correspondence.remind", queueing_lock="correspondence.remind")
def remind(timestamp: int) -> None:
    """Remind bodies and other provinces of what is asked of them, before, on and after its day."""
    reminders.sweep(now())
