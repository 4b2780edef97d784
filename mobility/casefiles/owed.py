"""What is owed on files of any kind, by date: for one person's desk, for those they cover, and for the unit's load."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.core.cache import cache
from django.db.models import Count, F, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mobility.accounts import people
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.prepared import IsOneOf, Prepared, Slot
from mobility.law import rules
from mobility.law.days import ZONE

from . import absences
from .choices import Actor, Sensitivity
from .models import Absence, CaseFile, Clock, Reminder, Task
from .querysets import named_files
from .timeline import distance, short_duty

#: So many rows a desk shows; whoever has more works the list, not the desk.
MOST = 50
LOAD_SECONDS = 60
#: What nobody owes in person but whoever may do it.
OWED_BY_OFFICE = {Actor.DIRECTOR: Capability.DECIDE, Actor.SENIOR: Capability.REVIEW}


@dataclass(frozen=True)
class Look:
    """Who looks at a desk on which day: which files are open to them, and for whom they act. Asked once for all of a page."""

    user: User
    today: dt.date
    cover: absences.Cover
    covered: dict[int, User]
    named: list[int]

    @property
    def seen(self) -> Q:
        """Rows with a `file` that this person may see."""
        return ~Q(file__sensitivity=Sensitivity.RESTRICTED) | Q(file__in=self.named)

    @property
    def people(self) -> list[int]:
        """The person and those they cover."""
        return [self.user.pk, *self.covered]

    @property
    def away(self) -> Absence | None:
        """The person's own absence, going on or to come."""
        return self.cover.entered.get(self.user.pk)

    def whose(self, number: int | None) -> str:
        """For whom something is done, where it is not one's own."""
        return str(self.covered.get(number or 0, ""))


def look(user: User, today: dt.date) -> Look:
    """Two queries."""
    cover = absences.on(today)
    numbers = cover.covered_by(user.pk)
    known = people.named(numbers) if numbers else {}
    return Look(user, today, cover, {number: known[number] for number in numbers}, named_files(user))


@dataclass(frozen=True)
class Owed:
    """One thing somebody owes: what, on which file, by when; and for whom, where somebody else is away."""

    reference: str
    title: str
    what: str
    due_on: dt.date
    distance: int
    unit: str
    whose: str = ""


@dataclass(frozen=True)
class Day:
    """What is owed under one heading: overdue, today, this week, later."""

    title: str
    meaning: str
    rows: list[SafeString]


#: `Look.seen` as a prepared query asks it.
SEEN = ~Q(file__sensitivity=Sensitivity.RESTRICTED) | Q(IsOneOf(F("file"), Slot("named")))

#: Whose: one's own alone, which an index gives in the order of the days, or also of those one covers.
OWN, ALL = Q(owed_by_user=Slot("user")), Q(IsOneOf(F("owed_by_user"), Slot("people")))


def _clocks(whose: Q) -> QuerySet:
    return (
        Clock.objects.filter(
            SEEN,
            whose,
            file__closed_at__isnull=True,
            stopped_on__isnull=True,
            paused_on__isnull=True,
            due_on__isnull=False,
        )
        .order_by("due_on", "pk")
        .values_list("file__reference", "file__title", "rule", "due_on", "owed_by_user")[:MOST]
    )


def _tasks(whose: Q) -> QuerySet:
    return (
        Task.objects.filter(SEEN, whose, stopped_on__isnull=True, due_on__isnull=False)
        .order_by("due_on", "pk")
        .values_list("file__reference", "file__title", "what", "due_on", "owed_by_user")[:MOST]
    )


own_clocks, all_clocks = Prepared(lambda: _clocks(OWN)), Prepared(lambda: _clocks(ALL))
own_tasks, all_tasks = Prepared(lambda: _tasks(OWN)), Prepared(lambda: _tasks(ALL))


def by(looking: Look) -> list[Day]:
    """Everything the person owes, and everything owed by those they cover: the unit's standards on their files and the tasks given
    to them. Found by who owes them, not by their files; what whoever may review or decide owes has cards of its own. Two queries.
    """
    library, today = rules.library(), looking.today
    said = {"named": looking.named, "user": looking.user.pk, "people": looking.people}
    clocks = all_clocks(**said) if looking.covered else own_clocks(**said)
    tasks = all_tasks(**said) if looking.covered else own_tasks(**said)
    rows = [
        Owed(
            reference,
            title,
            short_duty(library, rule),
            due_on,
            *distance(library, rule, due_on, today),
            looking.whose(user),
        )
        for reference, title, rule, due_on, user in clocks
        if due_on
    ]
    rows += [
        Owed(reference, title, what, due_on, abs((due_on - today).days), "calendar", looking.whose(user))
        for reference, title, what, due_on, user in tasks
        if due_on
    ]
    return days(sorted(rows, key=lambda row: (row.due_on, row.reference))[:MOST], today)


def out_of_sight(looking: Look) -> list[tuple[User, int]]:
    """Of each person covered: how many open restricted files the one who covers is not named on. One query, none where nobody
    is covered."""
    if not looking.covered:
        return []
    counts = (
        CaseFile.objects.open()
        .filter(owner__in=looking.covered, sensitivity=Sensitivity.RESTRICTED)
        .exclude(pk__in=looking.named)
        .order_by("owner")
        .values_list("owner")
        .annotate(Count("pk"))
    )
    return [(looking.covered[owner], number) for owner, number in counts]


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


reminders_to = Prepared(
    lambda: (
        Reminder.objects.filter(SEEN, to=Slot("user"), at__gte=Slot("since"), file__closed_at__isnull=True)
        .exclude(clock__stopped_on__isnull=False)
        .exclude(task__stopped_on__isnull=False)
        .select_related("file", "clock", "task")
        .only("due_on", "clock__rule", "task__what", "file__reference", "file__title")
        .order_by("-at", "due_on", "pk")[:MOST]
    )
)


def reminded(looking: Look) -> list[Reminded]:
    """What the person was reminded of in the last week and is still open, the newest first. One query."""
    library, today = rules.library(), looking.today
    week_ago = dt.datetime.combine(today - dt.timedelta(weeks=1), dt.time(), tzinfo=ZONE)
    rows = reminders_to(named=looking.named, user=looking.user.pk, since=week_ago)
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


# ---- the unit ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Load:
    """One person's open files: how many, how many overdue, due this week, and waiting for a worker; and whether they are away."""

    owner: User | None
    open: int
    overdue: int
    week: int
    paused: int
    away: Absence | None = None
    cover: User | None = None

    @property
    def later(self) -> int:
        """Neither overdue nor due this week."""
        return self.open - self.overdue - self.week


NOTHING = {"open": 0, "overdue": 0, "week": 0, "paused": 0}


def load(looking: Look) -> list[Load]:
    """Open files of each person who works on files, the most first, those of nobody last. Two grouped queries, kept a minute."""
    user, today = looking.user, looking.today
    key = f"load:{user.pk}:{today}"
    counts = cache.get(key)
    if counts is None:
        counts = count_open(user, today)
        cache.set(key, counts, LOAD_SECONDS)
    away = looking.cover.away
    known = people.named(
        {row["owner"] for row in counts if row["owner"]} | {row.covered_by_id for row in away.values()}
    )
    idle = {number for number, user in known.items() if user.can(Capability.WORK)} - {row["owner"] for row in counts}
    rows = []
    for row in [*counts, *({**NOTHING, "owner": number} for number in sorted(idle))]:
        absence = away.get(row["owner"])
        rows.append(
            Load(
                **{**row, "owner": known.get(row["owner"])},
                away=absence,
                cover=known[absence.covered_by_id] if absence else None,
            )
        )
    return sorted(rows, key=lambda row: row.owner is None)


def count_open(user: User, today: dt.date) -> list[dict[str, int]]:
    """Per owner, as numbers."""
    week = today + dt.timedelta(days=6 - today.weekday())
    files = CaseFile.objects.visible_to(user).open()
    counts = files.values("owner").annotate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(next_due_on__lt=today)),
        week=Count("pk", filter=Q(next_due_on__gte=today, next_due_on__lte=week)),
    )
    paused = Clock.objects.filter(file__in=files, stopped_on__isnull=True, paused_on__isnull=False)
    waiting = dict(paused.order_by().values_list("file__owner").annotate(Count("file", distinct=True)))
    return [{**row, "paused": waiting.get(row["owner"], 0)} for row in counts.order_by("-open", "owner")]
