"""What the worker does for accounts."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from . import actions


@app.periodic(cron="40 6 * * *")
@app.task(name="accounts.lapse_idle", queueing_lock="accounts.lapse_idle")
def lapse_idle(timestamp: int) -> None:
    """Tell people whose account nobody used, and close those that stayed quiet."""
    actions.lapse_idle(at=now())
