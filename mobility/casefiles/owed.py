"""What is owed on files of any kind, by date: for one person's desk and for the unit's load."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.core.cache import cache
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mobility.accounts import people
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.law import rules
from mobility.law.days import ZONE

from .choices import Actor
from .models import CaseFile, Clock, Reminder, Task
from .timeline import distance, short_duty

#: So many rows a desk shows; whoever has more works the list, not the desk.
MOST = 100
LOAD_SECONDS = 60


@dataclass(frozen=True)
class Owed:
    """One thing somebody owes: what, on which file, by when."""

    reference: str
    title: str
    what: str
    due_on: dt.date
    distance: int
    unit: str


@dataclass(frozen=True)
class Day:
    """What is owed under one heading: overdue, today, this week, later."""

    title: str
    meaning: str
    rows: list[SafeString]


@dataclass(frozen=True)
class Load:
    """One person's open files."""

    user: User | None
    open: int
    overdue: int


def by(user: User, *, today: dt.date) -> list[Day]:
    """Everything the person owes: the unit's standards on the files they own, the tasks given to them, and the questions put to
    those who decide. Two queries."""
    library = rules.library()
    visible = CaseFile.objects.visible_to(user)
    duties = Q(file__owner=user, owed_by=Actor.UNIT)
    if user.can(Capability.DECIDE):
        duties |= Q(owed_by=Actor.DIRECTOR)
    clocks = (
        Clock.objects.filter(
            duties,
            file__in=visible.open(),
            stopped_on__isnull=True,
            paused_on__isnull=True,
            due_on__isnull=False,
        )
        .select_related("file")
        .only("rule", "due_on", "file__reference", "file__title")
        .order_by("due_on", "pk")[:MOST]
    )
    tasks = (
        Task.objects.filter(owed_by_user=user, stopped_on__isnull=True, due_on__isnull=False, file__in=visible)
        .select_related("file")
        .only("what", "due_on", "file__reference", "file__title")
        .order_by("due_on", "pk")[:MOST]
    )
    rows = [
        Owed(
            clock.file.reference,
            clock.file.title,
            short_duty(library, clock.rule),
            clock.due_on,
            *distance(library, clock.rule, clock.due_on, today),
        )
        for clock in clocks
        if clock.due_on
    ]
    rows += [
        Owed(
            task.file.reference,
            task.file.title,
            task.what,
            task.due_on,
            abs((task.due_on - today).days),
            "calendar",
        )
        for task in tasks
        if task.due_on
    ]
    return days(sorted(rows, key=lambda row: (row.due_on, row.reference))[:MOST], today)


@lru_cache(maxsize=3000)
def written(row: Owed, today: dt.date, language: str | None) -> SafeString:
    """A row as it stands on a desk. Kept, as the rows of the lists are."""
    return render_to_string("desk/owed.html", {"row": row, "today": today})


@dataclass(frozen=True)
class Reminded:
    """One reminder of the last days: of what, on which file, when it is or was due."""

    file: CaseFile
    what: str
    due_on: dt.date
    is_over: bool


def reminded(user: User, *, today: dt.date) -> list[Reminded]:
    """What the person was reminded of in the last week and is still open, the newest first. One query."""
    library = rules.library()
    week_ago = dt.datetime.combine(today - dt.timedelta(weeks=1), dt.time(), tzinfo=ZONE)
    rows = (
        Reminder.objects.filter(to=user, at__gte=week_ago, file__in=CaseFile.objects.visible_to(user).open())
        .exclude(clock__stopped_on__isnull=False)
        .exclude(task__stopped_on__isnull=False)
        .select_related("file", "clock", "task")
        .order_by("-at", "due_on", "pk")[:MOST]
    )
    found: dict[tuple[int | None, int | None], Reminded] = {}
    for row in rows:
        what = row.task.what if row.task else short_duty(library, row.clock.rule if row.clock else "")
        found.setdefault((row.clock_id, row.task_id), Reminded(row.file, what, row.due_on, row.due_on < today))
    return list(found.values())


def days(rows: list[Owed], today: dt.date) -> list[Day]:
    """Rows in order of date, under headings."""
    week = today + dt.timedelta(days=6 - today.weekday())
    headings = [
        (_("Overdue"), "late", lambda on: on < today),
        (_("Due today"), "soon", lambda on: on == today),
        (_("This week"), "", lambda on: today < on <= week),
        (_("Later"), "", lambda on: on > week),
    ]
    language = get_language()
    found = [
        Day(title, meaning, [written(row, today, language) for row in rows if belongs(row.due_on)])
        for title, meaning, belongs in headings
    ]
    return [day for day in found if day.rows]


def load(user: User, *, today: dt.date) -> list[Load]:
    """Open files per owner, those of nobody last. One grouped query, kept a minute."""
    key = f"load:{user.pk}:{today}"
    counts = cache.get(key)
    if counts is None:
        counts = count_open(user, today)
        cache.set(key, counts, LOAD_SECONDS)
    known = people.named(row["owner"] for row in counts if row["owner"])
    loads = [Load(known.get(row["owner"]), row["open"], row["overdue"]) for row in counts]
    return sorted(loads, key=lambda row: row.user is None)


def count_open(user: User, today: dt.date) -> list[dict[str, int]]:
    return list(
        CaseFile.objects.visible_to(user)
        .open()
        .values("owner")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(next_due_on__lt=today)))
        .order_by("-open")
    )
