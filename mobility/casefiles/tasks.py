"""What the worker does for files. Job arguments are ids only; every task may run twice."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import connection
from django.utils.timezone import now
from procrastinate.contrib.django import app

from . import actions, personal, reminders, scanning, seal, search, store
from .choices import ScanState
from .models import DocumentVersion

logger = logging.getLogger(__name__)

SWEEP_AT_MOST = 200
MONTHS_AHEAD = 3
#: How long the nightly task looks again for bytes whose destruction was interrupted.
DESTROY_AGAIN = dt.timedelta(days=30)


@app.task(name=scanning.TASK)
def scan(version_id: int) -> None:
    """Check one document version now. When the scanner is down the sweep comes back to it."""
    version = DocumentVersion.objects.select_related("document").filter(pk=version_id).waiting().first()
    if version is not None:
        look_at(version)


@app.periodic(cron="* * * * *")
@app.task(name="casefiles.scan_waiting", queueing_lock="casefiles.scan_waiting")
def scan_waiting(timestamp: int) -> None:
    """Check whatever still waits, whether or not a job remembers it. Stops at once while the scanner is down.

    Where there is a scanner now, also what came in while there was none.
    """
    versions = DocumentVersion.objects.select_related("document")
    for version in versions.waiting()[:SWEEP_AT_MOST]:
        if not look_at(version):
            return
    if settings.CLAMD_URL:
        for version in versions.unchecked()[:SWEEP_AT_MOST]:
            if not look_at(version):
                return


def look_at(version: DocumentVersion) -> bool:
    """Check one version and record what was found; False when the scanner gives no answer."""
    try:
        with store.take(version.sha256) as content:
            finding = scanning.check(content)
    except FileNotFoundError:
        logger.error("document version %s: its bytes are not in the store", version.pk)
        return True
    except scanning.ScannerDown as down:
        logger.warning("document version %s not checked: %s", version.pk, down)
        return False
    if finding.state == ScanState.INFECTED:
        logger.warning("document version %s is infected and stays locked away", version.pk)
    actions.scanned(version, state=finding.state, detail=finding.detail)
    return True


@app.periodic(cron="7 8 * * *")  # 01:07 or 02:07 in Alberta
@app.task(name="casefiles.nightly", queueing_lock="casefiles.nightly")
def nightly(timestamp: int) -> None:
    """Months of the access log made ahead; bytes destroyed that should be; names forgotten that no file holds; the history sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT casefiles_month_partition((date_trunc('month', now()) + make_interval(months => n))::date)"
            " FROM generate_series(0, %s) AS n",
            [MONTHS_AHEAD],
        )
    gone = DocumentVersion.objects.filter(destroyed_at__gte=now() - DESTROY_AGAIN)
    for sha256 in gone.values_list("sha256", flat=True).distinct():
        personal.destroy_bytes(sha256)
    search.sweep()
    seal.seal()


@app.periodic(cron="17 16 * * *")  # in the morning in Alberta: people are written to
@app.task(name="casefiles.remind", queueing_lock="casefiles.remind")
def remind(timestamp: int) -> None:
    """Remind people of what is due before, on and after its day."""
    reminders.sweep(now())
