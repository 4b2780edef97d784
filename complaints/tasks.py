"""What the worker does for complaints. Every task may run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mobility.law.days import today

from . import actions, drafts


@app.periodic(cron="23 8 * * *")
@app.task(name="complaints.purge_drafts", queueing_lock="complaints.purge_drafts")
def purge_drafts(timestamp: int) -> None:
    """Erase drafts that were not sent in time: the rule pack says how long they are kept."""
    drafts.purge_expired(on=today())


@app.periodic(cron="11 14 * * *")  # in the morning in Alberta: the mail asks a person something
@app.task(name="complaints.ask_about_promises", queueing_lock="complaints.ask_about_promises")
def ask_about_promises(timestamp: int) -> None:
    """Ask workers about promises whose day has passed."""
    actions.ask_about_promises(on=today())
