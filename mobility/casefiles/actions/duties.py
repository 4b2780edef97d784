"""What is owed on a file: tasks, and days added to a clock."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles import access, clocks
from mobility.casefiles.choices import Actor, EventKind
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Task
from mobility.casefiles.primitives import lock, redue, require
from mobility.law import rules
from mobility.law.days import law_date


@transaction.atomic
def add_task(
    file: CaseFile,
    *,
    what: str,
    by: User,
    due_on: dt.date | None = None,
    owed_by_user: User | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Task:
    """Add something to do, owed by the unit or one person of it."""
    at = at or now()
    lock(file, version=version)
    require(access.can_write(by, file))
    task = Task.objects.create(
        file=file, what=what, owed_by=Actor.UNIT, owed_by_user=owed_by_user or by, due_on=due_on, added_at=at
    )
    record(file, EventKind.TASK_ADDED, by=by, at=at, facts={"task": task.pk, "what": what, "due_on": due_on})
    redue(file)
    return task


def owe(file: CaseFile, what: str, *, at: dt.datetime, to: User | None = None, due_on: dt.date | None = None) -> Task:
    """Something the owner (or `to`) has to do because something happened. A part of other actions, which record why."""
    return Task.objects.create(
        file=file,
        what=what[:300],
        owed_by=Actor.UNIT,
        owed_by_user=to or file.owner,
        due_on=due_on or law_date(at),
        added_at=at,
    )


@transaction.atomic
def complete_task(task: Task, *, by: User, at: dt.datetime | None = None) -> Task:
    """Tick a task off. Doing it twice changes nothing."""
    at = at or now()
    file = lock(task)
    require(access.can_write(by, file))
    task.refresh_from_db()
    if task.stopped_on is not None:
        return task
    task.stopped_on, task.done_by = law_date(at), by
    task.save(update_fields=["stopped_on", "done_by"])
    record(file, EventKind.TASK_DONE, by=by, at=at, facts={"task": task.pk, "what": task.what})
    redue(file)
    return task


@transaction.atomic
def extend_clock(
    clock: Clock,
    *,
    days: int,
    authority: str,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Clock:
    """Add days to a clock on a named authority, within what its rule allows."""
    at = at or now()
    file = lock(clock, version=version)
    rule = rules.get(clock.rule, on=clock.started_on)
    require(access.can_write(by, file))
    if clock.stopped_on is not None:
        raise Refused(_("This clock has stopped."))
    if not rule.extendable.is_allowed:
        raise Refused(_("No text that was read allows this time limit to be extended."))
    if "given_in" in clock.explanation:
        raise Refused(_("This date was given, not counted: no days can be added to it."))
    if not authority.strip() or not reason.strip():
        raise Refused(_("Say who extended it, and why."))
    used = sum(clock.extensions.values_list("days", flat=True))
    if rule.extendable.most is not None and used + days > rule.extendable.most:
        raise Refused(_("The rule allows %(most)s more days at most.") % {"most": rule.extendable.most - used})
    before = clock.due_on
    clocks.extend(clock, days=days, authority=authority, reason=reason, by=by, at=at)
    record(
        file,
        EventKind.CLOCK_EXTENDED,
        by=by,
        at=at,
        facts={
            "rule": clock.rule,
            "days": days,
            "authority": authority,
            "reason": reason,
            "from": before,
            "to": clock.due_on,
        },
    )
    redue(file)
    return clock
