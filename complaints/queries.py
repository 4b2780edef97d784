"""What the desk's pages need, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobility import counting
from mobility.accounts import people
from mobility.accounts.kept import kept
from mobility.accounts.models import User
from mobility.accounts.prepared import IsOneOf, Prepared, Slot
from mobility.casefiles import file_cards, search, timeline
from mobility.casefiles.access import can_write
from mobility.casefiles.choices import NOTHING_DUE, Priority, Role
from mobility.casefiles.models import Consent, Decision, DocumentVersion, Message, Task
from mobility.casefiles.search import Matching
from mobility.correspondence import queries as correspondence
from mobility.law import rules
from regulators import exceptions
from regulators.registry import Registry, knowing, registry

from . import access, on_page
from .choices import ApplicationFact, Flag, SaidBy, Status
from .filters import TriageFilter
from .list_models import SavedView
from .models import ApplicationDate, Complaint, ComplaintGround, Promise, Proposal, grounds
from .own_limits import own_limits
from .own_review import is_between_parties
from .querysets import seen_by
from .texts import language
from .workflow import TABLE

PAGE = 30
#: What a list shows of a complaint; the long texts stay where they are.
SHOWN = (
    *("reference", "received_on", "opened_at", "is_open", "is_restricted", "in_danger", "status", "priority"),
    *("due_sort", "due_by", "due_what", "body_id", "body_text", "occupation_id", "occupation_text", "home_id"),
    *(
        "receiving_id",
        "owner_id",
        "ground_slugs",
        "flags",
        "language",
        "scope_doubt",
        "for_dispute",
        "complainant__name",
    ),
)


@cache
def listed() -> Any:
    """The list before anything narrows it. Which columns it shows is worked out once: twenty-five names take half a millisecond."""
    return Complaint.objects.values_list("pk", *SHOWN, named=True)


#: Sorts offered: columns, each ending in the key, and whether the first is shown newest first.
SORTS: dict[str, tuple[tuple[str, ...], bool]] = {
    "due": (("due_sort", "pk"), False),
    "opened": (("opened_at", "pk"), True),
    "priority": (("priority", "due_sort", "pk"), False),
}


@dataclass(frozen=True)
class Row:
    """One complaint in the triage list, in words: the template only puts them in their places."""

    reference: str
    url: str
    age: int
    due_on: dt.date | None
    due_label: str
    distance: int | None
    unit: str
    confidence: str
    is_open: bool
    worker: str
    occupation: str
    body: str
    home: str
    receiving: str
    grounds: str
    priority: str
    owner: str
    status: str
    #: word, meaning, icon
    marks: tuple[tuple[str, str, str], ...]


@dataclass
class Group:
    """Rows under one heading: overdue, today, this week…"""

    key: str
    title: str
    meaning: str
    rows: list[SafeString] = field(default_factory=list)

    @property
    def html(self) -> SafeString:
        return SafeString("".join(self.rows))


@dataclass
class Page:
    groups: list[Group]
    shown: int
    after: str
    before: str


def key_text(row: Any, columns: tuple[str, ...]) -> str:
    """Where a page ends, for the link to the next one."""
    values = (getattr(row, column) for column in columns)
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


def page_of(found: Any, *, params: QueryDict, today: dt.date, matching: Matching | None = None) -> Page:
    """One page of what is `listed`, without counting or skipping: it starts beyond the key in the address."""
    sort = params.get("sort", "due")
    columns, descending = SORTS.get(sort, SORTS["due"])
    backwards = "before" in params
    ascending = descending == backwards
    mark = params.get("before") or params.get("after") or ""
    query = found
    if values := key_values(mark, columns):
        query = query.filter(beyond(columns, values, ascending))
    rows = first_of(query, columns, ascending, matching)
    return paged(rows, sort=sort, today=today, backwards=backwards, mark=mark)


def paged(rows: list[Any], *, sort: str, today: dt.date, backwards: bool = False, mark: str = "") -> Page:
    """A page of these rows, of which there is one more than it shows if there are more."""
    columns, _descending = SORTS.get(sort, SORTS["due"])
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


def first_of(query: Any, columns: tuple[str, ...], ascending: bool, matching: Matching | None) -> list[Any]:
    """The rows of one page and one more, asked for in the way in which few are read."""
    if matching not in (Matching.NUMBERS, Matching.SET):
        return list(query.order_by(*order_of(columns, ascending))[: PAGE + 1])
    shown = Complaint.objects.all()
    shown.query.where = query.query.where  # filters know the complaint's own columns only: the worker is not joined
    return rows_among(columns, ascending).among(keys_of(shown, columns, ascending, matching))


def keys_of(query: Any, columns: tuple[str, ...], ascending: bool, matching: Matching) -> Any:
    """The keys of one page and one more, out of the index where it tells enough: many are passed by for each one shown."""
    if matching is Matching.NUMBERS:
        # as expressions, so that those files are fetched and sorted: in an index of the list each would be looked for anew
        by = [Coalesce(column, column) for column in columns]
        query = query.order_by(*(each.asc() if ascending else each.desc() for each in by))
    else:
        query = query.order_by(*order_of(columns, ascending))
    return query.values("pk")[: PAGE + 1]


def order_of(columns: tuple[str, ...], ascending: bool) -> list[str]:
    return [column if ascending else f"-{column}" for column in columns]


@cache
def rows_among(columns: tuple[str, ...], ascending: bool) -> Prepared:
    """The rows of these `keys` in this order."""
    return Prepared(lambda: listed().filter(IsOneOf(F("pk"), Slot("keys"))).order_by(*order_of(columns, ascending)))


def searched(words: str, user: User, *, params: QueryDict, today: dt.date) -> Page:
    """The first page of a search for words and nothing else, by somebody of the desk. Logged."""
    sort, only_open = params.get("sort", "due"), params.get("state") != "all"
    columns, descending = SORTS.get(sort, SORTS["due"])
    found = search.find(words, only_open=only_open, by=user)
    rows = first_found(found.matching, only_open, columns, not descending)(user=user.pk, said=found.said)
    return paged(rows, sort=sort, today=today)


@cache
def first_found(matching: Matching, only_open: bool, columns: tuple[str, ...], ascending: bool) -> Prepared:
    """As `first_of` asks it, planned once: every search has the same plan, since how it matches is decided before."""

    def make() -> Any:
        seen = Complaint.objects.filter(seen_by(Slot("user")), **({"is_open": True} if only_open else {}))
        query = seen.filter(search.matches(matching, Slot("said"), only_open=only_open))
        keys = ArraySubquery(keys_of(query, columns, ascending, matching))
        return listed().filter(IsOneOf(F("pk"), keys)).order_by(*order_of(columns, ascending))

    return Prepared(make)


class Names(NamedTuple):
    """What stands in a row for the numbers of its body, occupation, owner and grounds."""

    body: str
    occupation: str
    owner: str
    worker: str
    grounds: str


@dataclass(frozen=True)
class Words:
    """What all rows of a page take their words from, in the language of the page."""

    grounds: dict[str, str]
    statuses: dict[str, str]
    flags: dict[str, str]
    french: str
    scope_doubt: str
    dispute: str
    safety: str
    restricted: str
    names: dict[str, str]
    #: who owes what
    owed: str
    #: the address of a file's page, with `~` for its reference
    address: str


@kept
def words_of_rows(language: str) -> Words:
    return Words(
        grounds=ground_labels(),
        statuses={status.value: str(status.label) for status in Status},
        flags={flag.value: str(flag.label) for flag in Flag},
        french=_("French"),
        scope_doubt=_("Scope doubt"),
        dispute=_("Dispute"),
        safety=_("Safety"),
        restricted=_("Restricted"),
        names={"unit": _("Us"), "worker": _("Worker")},
        owed=_("%(what)s: %(sentence)s"),
        address=reverse("complaints:file", args=["~"]),
    )


def row_of(listed: Any, names: Names, library: rules.Library, today: dt.date) -> Row:
    """A row in words, from the values of `SHOWN` and the names that stand behind their numbers."""
    words = words_of_rows(language())
    due_on = None if listed.due_sort == NOTHING_DUE else listed.due_sort
    far, unit, confidence, due_label = None, "calendar", "V", ""
    if due_on is not None:
        far, unit = timeline.distance(library, listed.due_what, due_on, today)
        confidence = mark_of(library, listed.due_what)
        who = timeline.owes(listed.due_by, {"body": names.body, **words.names})
        due_label = words.owed % {"what": who, "sentence": timeline.short_duty(library, listed.due_what)}
    marks = [(words.safety, "late", "shield")] if listed.in_danger else []
    if listed.is_restricted:
        marks.append((words.restricted, "mute", "lock"))
    for flag in listed.flags:
        marks.append((words.flags.get(flag, flag), "soon" if flag == Flag.LOSS_OF_EMPLOYMENT else "mute", ""))
    if listed.language == "fr":
        marks.append((words.french, "mute", ""))
    if listed.scope_doubt:
        marks.append((words.scope_doubt, "mute", ""))
    if listed.for_dispute:
        marks.append((words.dispute, "info", ""))
    return Row(
        reference=listed.reference,
        url=words.address.replace("~", listed.reference),
        age=max(0, (today - listed.received_on).days),
        due_on=due_on,
        due_label=due_label,
        distance=far,
        unit=unit,
        confidence=confidence,
        is_open=listed.is_open,
        worker=names.worker,
        occupation=names.occupation,
        body=names.body,
        home=listed.home_id or "?",
        receiving=listed.receiving_id or "?",
        grounds=names.grounds,
        priority=Priority(listed.priority).name.lower(),
        owner=names.owner,
        status=words.statuses.get(listed.status, listed.status),
        marks=tuple(marks),
    )


def mark_of(library: rules.Library, rule_id: str) -> str:
    """The confidence shown beside a date in a list. Policy is ours: the list does not mark it as doubtful law."""
    rule = library.known(rule_id)
    return "V" if rule is None or rule.is_policy else rule.confidence


@lru_cache(maxsize=3000)
def written(listed: Any, names: Names, library: rules.Library, today: dt.date, language: str) -> SafeString:
    """A row as it stands in the page. Kept by all that it is made of: most rows are looked at again and again."""
    row = row_of(listed, names, library, today)
    return render_to_string("complaints/desk/row.html", {"row": row, "today": today})


#: Headings of the list sorted by what is due: words, meaning.
HEADINGS = {
    "none": (gettext_lazy("Nothing due"), "mute"),
    "overdue": (gettext_lazy("Overdue"), "late"),
    "today": (gettext_lazy("Due today"), "soon"),
    "week": (gettext_lazy("This week"), ""),
    "later": (gettext_lazy("Later"), ""),
}


def heading_of(due_on: dt.date, today: dt.date, week: dt.date) -> str:
    if due_on == NOTHING_DUE:
        return "none"
    if due_on <= today:
        return "today" if due_on == today else "overdue"
    return "week" if due_on <= week else "later"


def group(listed: list[Any], *, sort: str, today: dt.date) -> list[Group]:
    """Rows in order, under headings by when something is due where the list is sorted so."""
    tongue, library = language(), rules.library()
    known = knowing((row.body_id for row in listed), (row.occupation_id for row in listed))
    labels, not_given, no_name = words_of_rows(tongue).grounds, _("Not given"), _("Name not given")
    owners = people.named(row.owner_id for row in listed if row.owner_id)
    rows: list[tuple[dt.date, SafeString]] = []
    for row in listed:
        body, occupation = known.bodies.get(row.body_id), known.occupations.get(row.occupation_id)
        names = Names(
            body=body.short if body else row.body_text or not_given,
            occupation=occupation.title if occupation else row.occupation_text or not_given,
            owner=str(owners.get(row.owner_id, "")),
            worker=row.complainant__name or no_name,
            grounds="; ".join([labels.get(slug, slug) for slug in row.ground_slugs]),
        )
        hashable = row._replace(ground_slugs=tuple(row.ground_slugs), flags=tuple(row.flags))
        rows.append((row.due_sort, written(hashable, names, library, today, tongue)))
    if sort != "due":
        return [Group("all", "", "", [html for _due, html in rows])] if rows else []
    week = today + dt.timedelta(days=6 - today.weekday())
    groups: list[Group] = []
    for due_on, html in rows:
        key = heading_of(due_on, today, week)
        if not groups or groups[-1].key != key:
            words, meaning = HEADINGS[key]
            groups.append(Group(key, str(words), meaning))
        groups[-1].rows.append(html)
    return groups


def fill_in(complaint: Complaint, known: Registry, *names: str) -> None:
    """Give a complaint its body, occupation or places without asking for them. One that is too new is asked for."""
    for name in names:
        rows: Mapping[Any, Any] = getattr(known, KNOWN_AS[name])
        row = rows.get(getattr(complaint, f"{name}_id"))
        if row is not None:
            setattr(complaint, name, row)


def with_names(complaint: Complaint) -> Complaint:
    """A complaint with all that a page says of it, joined to none of the tables of names."""
    fill_in(complaint, registry(), *KNOWN_AS)
    if complaint.file.owner_id:
        complaint.file.owner = people.named([complaint.file.owner_id])[complaint.file.owner_id]
    return complaint


KNOWN_AS = {
    "body": "bodies",
    "home_body": "bodies",
    "occupation": "occupations",
    "home": "places",
    "receiving": "places",
}


def ground_labels() -> dict[str, str]:
    return {slug: ground.label for slug, ground in grounds().items()}


@dataclass(frozen=True)
class View:
    """A way to look at the list that has an address: its words, its parameters, its count; empty where it is not counted."""

    title: str
    query: str
    count: str
    is_unit: bool = False


VIEWS = [
    (gettext_lazy("All open"), ""),
    (gettext_lazy("Mine"), "owner=me"),
    (gettext_lazy("Nobody yet"), "owner=nobody"),
    (gettext_lazy("Overdue"), "due=overdue"),
    (gettext_lazy("Safety"), "safety=yes"),
]


saved_by = Prepared(
    lambda: SavedView.objects.filter(Q(owner=Slot("user")) | Q(owner__isnull=True)).order_by("owner", "name")
)


def views(user: User, today: dt.date) -> list[View]:
    """The views of everybody, the unit's and one's own, with their counts: open files only."""
    saved = saved_by(user=user.pk)
    saved.sort(key=lambda view: not view.is_unit)
    asked = tuple(view.query for view in saved if is_counted(view.query))
    counts = counts_of(user, today, asked)
    known = dict(zip(asked, counts[len(VIEWS) :], strict=True))
    rows = [
        View(str(words), query, counting.shown(count))
        for (words, query), count in zip(VIEWS, counts[: len(VIEWS)], strict=True)
    ]
    return rows + [View(view.name, view.query, counting.shown(known.get(view.query)), view.is_unit) for view in saved]


def is_counted(query: str) -> bool:
    """Words and closed files are looked for, not counted."""
    said = QueryDict(query)
    return "q" not in said and "state" not in said


@kept
def counts_of(user: User, today: dt.date, queries: tuple[str, ...]) -> list[int]:
    """How many files stand behind each of `VIEWS` and of these queries. One query, kept a minute by each process."""
    visible = Complaint.objects.visible_to(user)
    found = visible.open()
    return counting.counted(
        found,
        found.filter(owner=user),
        found.filter(owner__isnull=True),
        found.filter(due_sort__lt=today),
        found.filter(in_danger=True),
        *(TriageFilter(QueryDict(query), queryset=visible, user=user, today=today).qs for query in queries),
    )


# ---- the page of one file ---------------------------------------------------------------------------


@dataclass(frozen=True)
class DateCard:
    """One of the six dates: the version that holds, and the others."""

    fact: str
    label: str
    held: ApplicationDate | None
    others: list[ApplicationDate]


dates_of = Prepared(lambda: ApplicationDate.objects.filter(complaint=Slot("complaint")).order_by("-at", "-pk"))


def application(complaint: Complaint) -> list[DateCard]:
    """The dates of the application in their order, each with all its versions. One query."""
    rows = dates_of(complaint=complaint.pk)
    return [
        DateCard(
            fact=fact.value,
            label=str(fact.label),
            held=next((row for row in rows if row.fact == fact and row.holds), None),
            others=[row for row in rows if row.fact == fact and not row.holds],
        )
        for fact in ApplicationFact
    ]


@kept
def promises_of_bodies() -> dict[int, dict[str, int]]:
    """How many promises each body kept and broke. A minute old at most: it is a figure beside a name."""
    found: dict[int, dict[str, int]] = {}
    rows = Promise.objects.filter(body__isnull=False, kept__isnull=False).order_by().values_list("body_id", "kept")
    for body, was_kept, number in rows.annotate(number=Count("pk")):
        found.setdefault(body, {})["kept" if was_kept else "broken"] = number
    return found


def may_have(complaint: Complaint, what: str) -> bool:
    """Most files never had a proposal, a review or a decision of the Director, many have no task, paper or request: whoever fetched the
    complaint may know that already."""
    return bool(getattr(complaint, f"has_{what}", True))


def is_waiting(task: Task) -> bool:
    """Whether the task is a text that waits for its translation."""
    return hasattr(task, "translation") and task.translation.sent_at is None


# What the page of a file asks, each with all that it shows of a row.
tasks_of = Prepared(
    lambda: (
        Task.objects.filter(file=Slot("file"))
        .select_related("owed_by_user", "translation__by", "translation__translated_by")
        .order_by("stopped_on", "due_on", "pk")
    )
)
messages_of = Prepared(
    lambda: Message.objects.filter(file=Slot("file")).select_related(
        "by", "by_participant__person", "translation__translated_by"
    )
)
papers_of = Prepared(
    lambda: (
        DocumentVersion.objects.filter(document__file=Slot("file"))
        .select_related("document__added_by")
        .order_by("document_id", "number")
    )
)
decisions_of = Prepared(lambda: Decision.objects.filter(file=Slot("file")).select_related("asked_by", "decided_by")[:1])
consents_of = Prepared(lambda: Consent.objects.filter(file=Slot("file"), withdrawn_at__isnull=True))
grounds_of = Prepared(
    lambda: ComplaintGround.objects.filter(complaint=Slot("complaint")).select_related("ground", "found_by")
)
proposals_of = Prepared(lambda: Proposal.objects.filter(complaint=Slot("complaint"))[:1])


def file_page(complaint: Complaint, user: User, *, today: dt.date, whole: bool = False) -> dict[str, Any]:
    """Everything on the page of a file."""
    case = complaint.file
    names = {"body": complaint.body_short, "unit": _("Us"), "worker": _("Worker")}
    library = rules.library()
    tasks = tasks_of(file=case.pk) if may_have(complaint, "task") else []
    running, stopped = timeline.dues(case, today=today, names=names, library=library)
    takers = timeline.all_takers(case)
    requests = correspondence.of_file(case, "promise") if may_have(complaint, "request") else []
    events, total = timeline.lines(case, limit=None if whole else 30, takers=takers)
    dates = application(complaint)
    found = grounds_of(complaint=complaint.pk)
    decision = next(iter(decisions_of(file=case.pk)), None) if may_have(complaint, "decision") else None
    proposal = next(iter(proposals_of(complaint=complaint.pk)), None) if may_have(complaint, "proposal") else None
    review = None
    if may_have(complaint, "review"):
        review = complaint.reviews.select_related("asked_by", "reviewer").first()
    return {
        "complaint": complaint,
        "file": case,
        "today": today,
        "running": running,
        "own_limits": own_limits(complaint, (due.clock for due in running), today, library),
        "asks_own_review": is_between_parties(complaint, library),
        "stopped": stopped,
        "now": running[0] if running and running[0].clock.due_on and not running[0].clock.is_paused else None,
        "dates": dates,
        "said_by": dict(SaidBy.choices),
        "grounds": found,
        "provisional": {row.pk for row in found if row.is_provisional(today)},
        "exceptions": exceptions.covering(
            occupation=complaint.occupation,
            imposing=complaint.receiving_id or "",
            home=complaint.home_id or "",
            on=complaint.received_on,
        ),
        "general_exceptions": exceptions.general(complaint.receiving_id or ""),
        "timeline": events,
        "events_total": total,
        "earlier": max(0, total - len(events)),
        "messages_shown": messages_of(file=case.pk),
        "translations": [task.translation for task in tasks if is_waiting(task)],
        "body_takes_part": any(row.role == Role.RESPONDENT and row.until_at is None for row in takers.values()),
        "participants": [row for row in takers.values() if row.until_at is None],
        "tasks": tasks,
        "papers": papers_of(file=case.pk) if may_have(complaint, "paper") else [],
        "requests": requests,
        "promises": [answer.promise for row in requests for answer in row.answers.all() if hasattr(answer, "promise")],
        "promises_of_body": promises_of_bodies().get(complaint.body_id or 0, {}),
        "seen_names": timeline.participant_names(takers),
        "file_cards": file_cards.cards_of(case, user, today),
        "consents": consents_of(file=case.pk),
        "doable": access.doable(user, complaint),
        "sensible": on_page.sensible(complaint, decision, proposal, review),
        "decision": decision,
        "proposal": proposal,
        "review": review,
        "no_limit": ""
        if any(
            due.clock.due_on and due.clock.owed_by == "body" and not due.clock.is_policy for due in [*running, *stopped]
        )
        else on_page.no_limit(complaint),
        "extendable": on_page.extendable(running) if can_write(user, case) else set(),
        "versions": on_page.versions(dates, [due.clock for due in running], library),
        "may_write": case.is_open and can_write(user, case),
        "moves": {move.verb: move for move in TABLE.possible(case.status)},
        "age": max(0, (today - complaint.received_on).days),
        "priority": Priority(case.priority).name.lower(),
    }
