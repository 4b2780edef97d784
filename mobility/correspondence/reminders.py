"""Reminders to bodies and other provinces, before, on and after the day of an open request; the days are data of `unit-standards`.

Who is written to, and how, is the affair of `actions.remind` and `notices`; people of the unit still remind by hand when they like.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator

from mobility.casefiles.reminders import name, stages
from mobility.law.days import law_date

from . import actions
from .models import Request, RequestReminder

logger = logging.getLogger(__name__)

LADDER = "reminders_to_bodies"


def waiting(today: dt.date) -> Iterator[tuple[Request, str]]:
    """Open requests whose newest stage has come and was not told yet, with that stage. A constant number of queries."""
    plan = stages(LADDER)
    first, last = plan.span(today)
    near = {"due_on__gte": first, "due_on__lte": last}
    told = set(RequestReminder.objects.filter(**near).values_list("request_id", "due_on", "stage"))
    for request in Request.objects.open().with_all().filter(**near).order_by("pk").iterator(chunk_size=500):
        offset = plan.reached(request.due_on, law_date(request.sent_at), today)
        if offset is not None and (request.pk, request.due_on, name(offset)) not in told:
            yield request, name(offset)


def sweep(at: dt.datetime) -> int:
    """Remind everybody whose stage has come; how many were. Each in its own transaction: a second run on the same day finds none."""
    return sum(actions.remind(request, stage=stage, at=at) for request, stage in list(waiting(law_date(at))))
