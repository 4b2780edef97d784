"""What the worker does for complaints. Every task may run twice."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Clock
from mobility.law.days import law_date, today

from . import actions, drafts, exporting
from .actions.outcomes import OBJECTION
from .choices import CONCLUDED
from .list_models import Export
from .models import Complaint


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


@app.periodic(cron="11 14 * * *")  # in the morning in Alberta: the mail asks a person something
@app.task(name="complaints.ask_about_promises", queueing_lock="complaints.ask_about_promises")
def ask_about_promises(timestamp: int) -> None:
    """Ask workers about promises whose day has passed."""
    actions.ask_about_promises(on=today())


@app.periodic(cron="47 16 * * *")  # in the morning in Alberta: the workers are told
@app.task(name="complaints.close", queueing_lock="complaints.close")
def close(timestamp: int) -> None:
    """Close what nobody objected to in time."""
    close_unopposed(now())


def close_unopposed(at: dt.datetime) -> int:
    """Close the files whose time to object is over; how many were. Each in its own transaction; a second run finds none."""
    may_object = Clock.objects.filter(
        file=OuterRef("pk"), rule=OBJECTION, stopped_on__isnull=True, due_on__gte=law_date(at)
    )
    found = Complaint.objects.select_related("file", "complainant").filter(
        ~Exists(may_object), is_open=True, status__in=CONCLUDED
    )
    closed = 0
    for complaint in found.order_by("pk").iterator():
        try:
            actions.close(complaint, by=None, at=at)
        except Refused:  # somebody was faster
            continue
        closed += 1
    return closed
