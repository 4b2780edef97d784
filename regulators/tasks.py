"""What the worker does for the registry."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mobility.law.days import today

from . import actions


@app.periodic(cron="20 7 * * *")
@app.task(name="regulators.carry_out_changes", queueing_lock="regulators.carry_out_changes")
def carry_out_changes(timestamp: int) -> None:
    """Changes of the registry that take effect today."""
    actions.carry_out_due(today())
