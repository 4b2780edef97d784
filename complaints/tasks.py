"""What the worker does for complaints. Every task may run twice."""

from __future__ import annotations

from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mobility.law.days import today

from . import drafts, exporting
from .list_models import Export


@app.periodic(cron="23 8 * * *")
@app.task(name="complaints.purge_drafts", queueing_lock="complaints.purge_drafts")
def purge_drafts(timestamp: int) -> None:
    """Erase drafts that were not sent in time (the rule pack says how long they are kept), and workbooks nobody fetches any more."""
    drafts.purge_expired(on=today())
    exporting.purge(on=today())


@app.task(name="complaints.export_workbook")
def export_workbook(export_id: int) -> None:
    """Make one workbook that somebody asked for."""
    found = Export.objects.select_related("by").filter(pk=export_id).first()
    if found is None:
        return
    try:
        exporting.make_workbook(found)
    except Exception:
        exporting.broken(found, _("It could not be made. Ask for it again; if that fails, tell an administrator."))
        raise
