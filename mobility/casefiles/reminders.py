"""Reminders before, on and after a due date: who is told of what, once per date and stage. The stages are data of the rule pack
`unit-standards`; overdue itself is never stored.

Whose duty it is says who is told: the worker's own time limits only the worker, through `contact`; everything else the owner
of the file (a task: whoever it was given to), the Director's whoever may decide.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mobility.accounts import people
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.law import rules
from mobility.law.counting import Calendar, business_day
from mobility.law.days import law_date

from . import absences, contact, staff
from .access import can_see
from .choices import Actor
from .models import CaseFile, Clock, Reminder, Task
from .owed import OWED_BY_OFFICE
from .primitives import complainant_of, lock, redue

logger = logging.getLogger(__name__)

PACK = "unit-standards"


@dataclass(frozen=True)
class Stages:
    """When somebody is reminded: business days after the due date (negative: before), from the earliest to the latest."""

    offsets: tuple[int, ...]
    calendar: Calendar
    #: how many business days late a missed run is still made up for
    catch_up: int

    def day(self, due_on: dt.date, offset: int) -> dt.date:
        return business_day(due_on, offset, self.calendar)

    def reached(self, due_on: dt.date, since: dt.date, today: dt.date) -> int | None:
        """The newest stage that has come since the duty began and not long ago; None when there is none."""
        oldest = max(since, business_day(today, -self.catch_up, self.calendar))
        for offset in reversed(self.offsets):
            on = self.day(due_on, offset)
            if on <= today:
                return offset if on >= oldest else None
        return None

    def span(self, today: dt.date) -> tuple[dt.date, dt.date]:
        """Between which due dates a stage can lie today."""
        first = business_day(today, -(self.offsets[-1] + self.catch_up) - 1, self.calendar)
        return first, business_day(today, -self.offsets[0] + 1, self.calendar)


def stages(ladder: str = "reminders") -> Stages:
    """The stages as the rule pack has them: by default those of people of the unit and of workers."""
    library = rules.library()
    pack = library.pack(PACK)
    said = pack.more[ladder]
    offsets = [-days for days in said["business_days_before"]] + list(said["business_days_after"])
    if said["on_the_day"]:
        offsets.append(0)
    return Stages(tuple(sorted(offsets)), library.calendar(pack.calendar), said["catch_up_business_days"])


def name(offset: int) -> str:
    """A stage as its row calls it: `before-5`, `on`, `after-1`."""
    return "on" if offset == 0 else f"{'before' if offset < 0 else 'after'}-{abs(offset)}"


@dataclass
class Due:
    """One duty whose stage has come."""

    file: CaseFile
    stage: str
    due_on: dt.date
    offset: int
    clock: Clock | None = None
    task: Task | None = None
    to: list[User] = field(default_factory=list)

    def row(self, at: dt.datetime, *, to: User | None = None, to_worker: bool = False) -> Reminder:
        return Reminder(
            file=self.file,
            clock=self.clock,
            task=self.task,
            stage=self.stage,
            due_on=self.due_on,
            at=at,
            to=to,
            to_worker=to_worker,
        )


def waiting(today: dt.date) -> Iterator[Due]:
    """Duties on open files whose newest stage has come and was not told yet."""
    plan = stages()
    first, last = plan.span(today)
    told = set(
        Reminder.objects.filter(due_on__gte=first, due_on__lte=last).values_list("clock", "task", "stage", "due_on")
    )
    clocks = (
        Clock.objects.filter(
            stopped_on__isnull=True,
            paused_on__isnull=True,
            due_on__gte=first,
            due_on__lte=last,
            file__closed_at__isnull=True,
            sense__in=("by", "lapses"),
        )
        .select_related("file")
        .order_by("file_id", "pk")
    )
    for clock in clocks.iterator():
        assert clock.due_on is not None  # noqa: S101 - asked for
        offset = plan.reached(clock.due_on, clock.started_on, today)
        if offset is not None and (clock.pk, None, name(offset), clock.due_on) not in told:
            yield Due(clock.file, name(offset), clock.due_on, offset, clock=clock)
    tasks = (
        Task.objects.filter(stopped_on__isnull=True, due_on__gte=first, due_on__lte=last, file__closed_at__isnull=True)
        .select_related("file")
        .order_by("file_id", "pk")
    )
    for task in tasks.iterator():
        assert task.due_on is not None  # noqa: S101
        offset = plan.reached(task.due_on, law_date(task.added_at), today)
        if offset is not None and (None, task.pk, name(offset), task.due_on) not in told:
            yield Due(task.file, name(offset), task.due_on, offset, task=task)


def is_workers(due: Due) -> bool:
    return due.clock is not None and due.clock.owed_by == Actor.WORKER


def sweep(at: dt.datetime) -> int:
    """Remind everybody of what has come; how many reminders were written. A second run on the same day writes none."""
    written = 0
    by_person: dict[int, list[Due]] = defaultdict(list)
    cover = absences.on(law_date(at))
    for due in waiting(law_date(at)):
        if is_workers(due) and due.offset <= 0:
            written += remind_worker(due, at)
        elif not is_workers(due) or (due.clock is not None and due.clock.is_policy):
            for user in who_is_told(due, cover):
                by_person[user.pk].append(due)
    known = people.named(by_person)
    for pk, dues in sorted(by_person.items()):
        written += remind(known[pk], dues, at)
    return written


def who_is_told(due: Due, cover: absences.Cover) -> list[User]:
    """The person one duty is brought before: the one it was given to, who may decide, else the owner of the file.

    While they are away, whoever covers; of a restricted file only one who is named on it.
    """
    known = people.known()
    if due.task is not None and due.task.owed_by_user_id:
        numbers = [due.task.owed_by_user_id]
    elif due.clock is not None and due.clock.owed_by in OWED_BY_OFFICE:
        # one reminder per stage: the first who may, and is there, has it on the desk, all see the clock
        capability = OWED_BY_OFFICE[Actor(due.clock.owed_by)]
        able = [user.pk for user in known.values() if user.can(capability)]
        able.sort(key=lambda number: (number in cover.away, not known[number].can(Capability.WORK)))
        numbers = able[:1]
    else:
        numbers = [due.file.owner_id] if due.file.owner_id else []
    users = people.named([*numbers, *map(cover.stand_in, numbers)])
    told = [stand_in if can_see(stand_in, due.file) else user
            for user, stand_in in ((users[number], users[cover.stand_in(number)]) for number in numbers)]  # fmt: skip
    return [user for user in told if user.is_active]


@transaction.atomic
def remind(user: User, dues: Iterable[Due], at: dt.datetime) -> int:
    """Write one person's reminders and one mail with the references, or neither: what another run has written stays its own."""
    dues = list(dues)
    try:
        with transaction.atomic():
            Reminder.objects.bulk_create(due.row(at, to=user) for due in dues)
    except IntegrityError:
        logger.info("reminders of user %s were written by another run", user.pk)
        return 0
    with translation.override(user.language):
        lines = [
            _("%(reference)s: %(day)s") % {"reference": reference, "day": day_words(due_on, "short")}
            for due_on, reference in sorted({(due.due_on, due.file.reference) for due in dues})
        ]
        today = day_words(law_date(at), "plain")
    staff.tell(user, "staff-due", path="/desk/", lines=lines, count=str(len(dues)), date=today)
    return len(dues)


@transaction.atomic
def remind_worker(due: Due, at: dt.datetime) -> int:
    """Remind the worker of a day of their own, if it is safe; where only another way is safe it becomes a task."""
    file = lock(due.file)
    try:
        with transaction.atomic():
            due.row(at, to_worker=True).save(force_insert=True)
    except IntegrityError:
        return 0
    worker = complainant_of(file)
    before = file.last_seq
    if worker is not None and worker.person is not None:
        with translation.override(worker.person.language):
            day = day_words(due.due_on, "plain")
        asked = due.clock is not None and due.clock.rule == "unit.worker_answer"
        kind, facts = ("question-reminder", {"due_date": day}) if asked else ("your-date", {"date": day})
        contact.tell(file, worker, kind, at=at, task=_("Remind the worker of a date"), **facts)
    if file.last_seq != before:
        redue(file)
    return 1
