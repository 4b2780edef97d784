"""What the worker does for disputes. Every task may run twice."""

from __future__ import annotations

from django.utils.timezone import now
from procrastinate.contrib.django import app

from . import actions
from .actions import risks
from .dispute_models import Dispute


@app.periodic(cron="31 12 * * *")  # before the morning in Alberta: management may be written to
@app.task(name="disputes.count_risks", queueing_lock="disputes.count_risks")
def count_risks(timestamp: int) -> None:
    """Count every open risk anew."""
    risks.rescore_all(now())


@app.periodic(cron="11 8 * * *")  # after midnight in Alberta, summer and winter
@app.task(name="disputes.run_out", queueing_lock="disputes.run_out")
def run_out(timestamp: int) -> None:
    """Let the rights end whose time is over, dispute by dispute."""
    for dispute in Dispute.objects.open().select_related("file").order_by("pk"):
        actions.run_out(dispute, at=now())
