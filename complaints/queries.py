"""What the desk's pages need, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobility.accounts.models import User
from mobility.casefiles import timeline
from mobility.casefiles.access import can_write
from mobility.casefiles.choices import Priority
from mobility.casefiles.models import DocumentVersion, Message, Participant, Task
from mobility.law import rules
from regulators.registry import Registry, registry

from . import access
from .choices import ApplicationFact, Flag, SaidBy
from .models import ApplicationDate, Complaint, grounds
from .workflow import TABLE

PAGE = 30
COUNT_SECONDS = 60
COUNT_UP_TO = 1000
#: What a list does not show.
LONG = ("narrative", "wanted", "urgent", "answers")

#: Sorts offered: columns, each ending in the key, and whether the first is shown newest first.
SORTS: dict[str, tuple[tuple[str, ...], bool]] = {
    "due": (("due_sort", "pk"), False),
    "opened": (("opened_at", "pk"), True),
    "priority": (("priority", "due_sort", "pk"), False),
}


@dataclass
class Row:
    """One complaint in the triage list."""

    complaint: Complaint
    due_label: str
    distance: int | None
    unit: str
    confidence: str
    age: int
    grounds: str
    priority: str
    flags: list[tuple[str, str]]


@dataclass
class Group:
    """Rows under one heading: overdue, today, this week…"""

    key: str
    title: str
    meaning: str
    rows: list[Row] = field(default_factory=list)


@dataclass
class Page:
    groups: list[Group]
    shown: int
    after: str
    before: str


def key_text(complaint: Complaint, columns: tuple[str, ...]) -> str:
    """Where a page ends, for the link to the next one."""
    values = (getattr(complaint, column) for column in columns)
    return "~".join(value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values)


def key_values(mark: str, columns: tuple[str, ...]) -> list[Any]:
    """A key as `key_text` wrote it; nothing when it is none, for another sort or made up: the list then begins anew."""
    parts = mark.split("~")
    if len(parts) != len(columns):
        return []
    try:
        return [KEY_FIELDS[column](part) for column, part in zip(columns, parts, strict=True)]
    except ValueError:
        return []


def number(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**63:
        raise ValueError(text)
    return value


KEY_FIELDS: dict[str, Callable[[str], Any]] = {
    "due_sort": dt.date.fromisoformat,
    "opened_at": dt.datetime.fromisoformat,
    "priority": lambda text: int(Priority(number(text))),
    "pk": number,
}


def beyond(columns: tuple[str, ...], values: list[Any], ascending: bool) -> Q:
    """Rows beyond a key in the order of the columns, so written that one index serves it."""
    operator = "gt" if ascending else "lt"
    query = Q(**{f"{columns[-1]}__{operator}": values[-1]})
    for column, value in zip(reversed(columns[:-1]), reversed(values[:-1]), strict=True):
        query = Q(**{f"{column}__{operator}": value}) | Q(**{column: value}) & query
    return query & Q(**{f"{columns[0]}__{operator}e": values[0]})


def page_of(found: Any, *, params: QueryDict, today: dt.date) -> Page:
    """One page of the list, without counting or skipping: it starts beyond the key in the address."""
    sort = params.get("sort", "due")
    columns, descending = SORTS.get(sort, SORTS["due"])
    backwards = "before" in params
    ascending = descending == backwards
    mark = params.get("before") or params.get("after") or ""
    query = found
    if values := key_values(mark, columns):
        query = query.filter(beyond(columns, values, ascending))
    order = [column if ascending else f"-{column}" for column in columns]
    rows = list(
        query.select_related("complainant").prefetch_related("owner").defer(*LONG).order_by(*order)[: PAGE + 1]
    )
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, bool(mark))
    return Page(
        groups=group(rows, sort=sort, today=today),
        shown=len(rows),
        after=key_text(rows[-1], columns) if rows and has_next else "",
        before=key_text(rows[0], columns) if rows and has_previous else "",
    )


def row_of(complaint: Complaint, labels: dict[str, str], library: rules.Library, today: dt.date) -> Row:
    names = {"body": complaint.body_short, "unit": _("Us"), "worker": _("Worker")}
    far, unit, confidence = None, "calendar", "V"
    if complaint.due_on is not None:
        far, unit = timeline.distance(library, complaint.due_what, complaint.due_on, today)
        confidence = mark_of(library, complaint.due_what)
    marks = [(str(Flag(flag).label), "soon" if flag == Flag.LOSS_OF_EMPLOYMENT else "mute") for flag in complaint.flags]
    if complaint.language == "fr":
        marks.append((_("French"), "mute"))
    if complaint.scope_doubt:
        marks.append((_("Scope doubt"), "mute"))
    return Row(
        complaint=complaint,
        due_label=timeline.owed_line(
            timeline.owes(complaint.due_by, names), timeline.short_duty(library, complaint.due_what)
        )
        if complaint.due_on
        else "",
        distance=far,
        unit=unit,
        confidence=confidence,
        age=max(0, (today - complaint.received_on).days),
        grounds="; ".join(labels.get(slug, slug) for slug in complaint.ground_slugs),
        priority=Priority(complaint.priority).name.lower(),
        flags=marks,
    )


def mark_of(library: rules.Library, rule_id: str) -> str:
    """The confidence shown beside a date in a list. Policy is ours: the list does not mark it as doubtful law."""
    try:
        rule = library.latest(rule_id)
    except rules.UnknownRule:
        return "V"
    return "V" if rule.is_policy else rule.confidence


def group(complaints: list[Complaint], *, sort: str, today: dt.date) -> list[Group]:
    """Rows in order, under headings by when something is due where the list is sorted so."""
    labels = ground_labels()
    library = rules.library()
    known = registry()
    for complaint in complaints:
        fill_in(complaint, known)
    rows = [row_of(complaint, labels, library, today) for complaint in complaints]
    if sort != "due":
        return [Group("all", "", "", rows)] if rows else []
    week = today + dt.timedelta(days=6 - today.weekday())
    groups: list[Group] = []
    for row in rows:
        due_on = row.complaint.due_on
        if due_on is None:
            key, words, meaning = "none", _("Nothing due"), "mute"
        elif due_on < today:
            key, words, meaning = "overdue", _("Overdue"), "late"
        elif due_on == today:
            key, words, meaning = "today", _("Due today"), "soon"
        elif due_on <= week:
            key, words, meaning = "week", _("This week"), ""
        else:
            key, words, meaning = "later", _("Later"), ""
        if not groups or groups[-1].key != key:
            groups.append(Group(key, words, meaning))
        groups[-1].rows.append(row)
    return groups


def fill_in(complaint: Complaint, known: Registry) -> None:
    """Give a complaint its body, occupation and places without asking for them. One that is too new is asked for."""
    for name, rows in (
        ("body", known.bodies),
        ("home_body", known.bodies),
        ("occupation", known.occupations),
        ("home", known.places),
        ("receiving", known.places),
    ):
        row = rows.get(getattr(complaint, f"{name}_id"))
        if row is not None:
            setattr(complaint, name, row)


def ground_labels() -> dict[str, str]:
    return {slug: ground.label for slug, ground in grounds().items()}


@dataclass(frozen=True)
class View:
    """A way to look at the list that has an address: its words, its parameters, its count."""

    title: str
    query: str
    count: str


VIEWS = [
    (gettext_lazy("All open"), ""),
    (gettext_lazy("Mine"), "owner=me"),
    (gettext_lazy("Nobody yet"), "owner=nobody"),
    (gettext_lazy("Overdue"), "due=overdue"),
    (gettext_lazy("Safety"), "safety=yes"),
]


def views(user: User, today: dt.date) -> list[View]:
    """The saved views of everybody with their counts: open files only, one grouped query, kept a minute."""
    key = f"triage-counts:{user.pk}:{today}"
    counts = cache.get(key)
    if counts is None:
        counts = list(
            Complaint.objects.visible_to(user)
            .open()
            .aggregate(
                all=Count("pk"),
                mine=Count("pk", filter=Q(owner=user)),
                nobody=Count("pk", filter=Q(owner__isnull=True)),
                overdue=Count("pk", filter=Q(due_sort__lt=today)),
                safety=Count("pk", filter=Q(in_danger=True)),
            )
            .values()
        )
        cache.set(key, counts, COUNT_SECONDS)
    return [
        View(str(words), query, f"{COUNT_UP_TO:,}+" if count > COUNT_UP_TO else str(count))
        for (words, query), count in zip(VIEWS, counts, strict=True)
    ]


# ---- the page of one file ---------------------------------------------------------------------------


@dataclass(frozen=True)
class DateCard:
    """One of the six dates: the version that holds, and the others."""

    fact: str
    label: str
    held: ApplicationDate | None
    others: list[ApplicationDate]


def application(complaint: Complaint) -> list[DateCard]:
    """The dates of the application in their order, each with all its versions. One query."""
    rows = list(ApplicationDate.objects.filter(complaint=complaint).order_by("-at", "-pk"))
    return [
        DateCard(
            fact=fact.value,
            label=str(fact.label),
            held=next((row for row in rows if row.fact == fact and row.holds), None),
            others=[row for row in rows if row.fact == fact and not row.holds],
        )
        for fact in ApplicationFact
    ]


def file_page(complaint: Complaint, user: User, *, today: dt.date, whole: bool = False) -> dict[str, Any]:
    """Everything on the page of a file."""
    case = complaint.file
    names = {"body": complaint.body_short, "unit": _("Us"), "worker": _("Worker")}
    running, stopped = timeline.dues(case, today=today, names=names)
    events, total = timeline.lines(case, limit=None if whole else 30)
    participants = list(Participant.objects.filter(file=case, until_at__isnull=True).select_related("office", "person"))
    return {
        "complaint": complaint,
        "file": case,
        "today": today,
        "running": running,
        "stopped": stopped,
        "now": running[0] if running and running[0].clock.due_on and not running[0].clock.is_paused else None,
        "dates": application(complaint),
        "said_by": dict(SaidBy.choices),
        "grounds": list(complaint.grounds.select_related("ground", "found_by")),
        "timeline": events,
        "events_total": total,
        "earlier": max(0, total - len(events)),
        "messages_shown": list(Message.objects.filter(file=case).select_related("by", "by_participant__person")),
        "participants": participants,
        "tasks": list(
            Task.objects.filter(file=case).select_related("owed_by_user").order_by("stopped_on", "due_on", "pk")
        ),
        "papers": list(
            DocumentVersion.objects.filter(document__file=case)
            .select_related("document__added_by")
            .order_by("document_id", "number")
        ),
        "seen_names": timeline.participant_names(case),
        "consents": list(case.consents.filter(withdrawn_at__isnull=True)),
        "doable": access.doable(user, complaint),
        "may_write": case.is_open and can_write(user, case),
        "moves": {move.verb: move for move in TABLE.possible(case.status)},
        "age": max(0, (today - complaint.received_on).days),
        "priority": Priority(case.priority).name.lower(),
    }
