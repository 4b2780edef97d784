"""What the worker does for the registry."""

from __future__ import annotations

import datetime as dt
import logging

from django.utils.timezone import now
from procrastinate.contrib.django import app

from mobility.law.days import today

from . import actions, report_reminders
from .report_choices import UploadState
from .report_models import ReportUpload

logger = logging.getLogger(__name__)

#: An upload that said nothing for so long is read by nobody any more.
SILENT = dt.timedelta(minutes=3)


@app.periodic(cron="20 7 * * *")
@app.task(name="regulators.carry_out_changes", queueing_lock="regulators.carry_out_changes")
def carry_out_changes(timestamp: int) -> None:
    """Changes of the registry that take effect today."""
    actions.carry_out_due(today())


@app.task(name="regulators.read_report")
def read_report(upload_id: int) -> None:
    """Read and check a long upload. Runs twice harmlessly: whoever claims it reads it."""
    upload = ReportUpload.objects.filter(pk=upload_id).first()
    if upload is None:
        return
    try:
        actions.read_upload(upload)
    except Exception:
        logger.exception("upload %s of a report could not be checked", upload_id)
        actions.upload_broken(upload)


@app.periodic(cron="* * * * *")
@app.task(name="regulators.read_again", queueing_lock="regulators.read_again")
def read_again(timestamp: int) -> None:
    """Uploads whose reader was killed are read anew."""
    still = ReportUpload.objects.filter(
        state__in=(UploadState.WAITING, UploadState.READING), touched_at__lt=now() - SILENT
    )
    for upload_id in list(still.values_list("pk", flat=True)):
        ReportUpload.objects.filter(pk=upload_id).update(state=UploadState.WAITING, touched_at=now())
        read_report.defer(upload_id=upload_id)


@app.periodic(cron="41 16 * * *")  # in the morning in Alberta: people are written to
@app.task(name="regulators.remind_of_reports", queueing_lock="regulators.remind_of_reports")
def remind_of_reports(timestamp: int) -> None:
    """Remind bodies of the report they owe, before, on and after its day."""
    report_reminders.sweep(now())
