"""What the worker does for the mail. Job arguments are ids only; every task may run twice."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from . import delivery
from .models import Heartbeat, Mail

logger = logging.getLogger(__name__)

WORKER = "worker"
AHEAD_OF_MAIL = 10  # a priority: a thousand waiting mails must not hold up the sign of life
SWEEP_AT_MOST = 500
KEEP_SENT_MAIL = timedelta(days=90)
KEEP_FAILED_JOBS_HOURS = 24 * 30
STALLED_AFTER_SECONDS = 60


@app.task(name="outbox.deliver")
def deliver(mail_id: int) -> None:
    """Look at one mail at once."""
    delivery.deliver(mail_id)


@app.periodic(cron="* * * * *")
@app.task(name="outbox.sweep", priority=AHEAD_OF_MAIL, queueing_lock="outbox.sweep")
def sweep(timestamp: int) -> None:
    """Send whatever waits and is due, whether or not a job remembers it."""
    due = list(Mail.objects.due(now()).values_list("pk", flat=True)[:SWEEP_AT_MOST])
    if not due:
        return
    with delivery.one_connection() as smtp:
        if smtp is None:
            return
        for mail_id in due:
            delivery.deliver(mail_id, smtp)


@app.periodic(cron="* * * * * */10")  # seconds come last: every ten of them
@app.task(name="outbox.beat", priority=AHEAD_OF_MAIL, queueing_lock="outbox.beat")
def beat(timestamp: int) -> None:
    """Say that the worker lives: the clock ticks, the queue moves, the database takes rows."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": now()})


@app.periodic(cron="* * * * *")
@app.task(name="outbox.take_up_stalled_jobs", priority=AHEAD_OF_MAIL, queueing_lock="outbox.take_up_stalled_jobs")
async def take_up_stalled_jobs(timestamp: int) -> None:
    """Jobs of a worker that was killed stay `doing` for ever: put them back in the queue."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        logger.warning("job %s (%s) was left behind by a worker that is gone", job.id, job.task_name)
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:  # its successor already waits
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)


@app.periodic(cron="17 9 * * *")
@app.task(name="outbox.forget", queueing_lock="outbox.forget")
async def forget(timestamp: int) -> None:
    """Sent mail is kept 90 days (what was said stands in the file), failed jobs for 30."""
    await Mail.objects.sent().filter(sent_at__lt=now() - KEEP_SENT_MAIL).adelete()
    await app.job_manager.delete_old_jobs(KEEP_FAILED_JOBS_HOURS, include_failed=True, include_aborted=True)
