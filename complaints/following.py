"""What a worker's own page shows: where the complaint stands, what comes next and by when. Read only; a constant number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobility.accounts.phrases import day_words, days_words, tongue
from mobility.casefiles.choices import Flow
from mobility.casefiles.models import Clock, Document, Message, Participant
from mobility.law import rules
from mobility.law.counting import business_days_between
from mobility.law.days import law_date

from . import counted, texts
from .choices import Status
from .models import Complaint

#: The clock whose date the status speaks of, the first that is there.
NEXT = {
    Status.RECEIVED: ["unit.first_reply"],
    Status.SCREENING: ["unit.accept", "unit.first_reply"],
    Status.NEEDS_INFORMATION: ["unit.worker_answer"],
    Status.ACCEPTED: ["unit.resolve"],
    Status.REOPENED: ["unit.first_reply"],
    Status.CLOSED: ["unit.reopen_window"],
    Status.WITHDRAWN: ["unit.reopen_window"],
}
#: The way of a complaint: title, the unit's standard that measures it.
WAY = (
    ("unit.first_reply", gettext_lazy("We read it and send you a first reply")),
    ("unit.accept", gettext_lazy("We tell you if we can take it on")),
    ("unit.resolve", gettext_lazy("We work on it and reach an outcome")),
)


@dataclass(frozen=True)
class Stage:
    """One stage of the way: past, now or to come."""

    title: str
    state: str
    on: dt.date | None = None
    planned: bool = False


@dataclass(frozen=True)
class Limit:
    """One time limit that concerns the worker: in words, with its date, how it was counted and how sure it is."""

    label: str
    sentence: str
    due_on: dt.date | None
    confidence: str
    how: list[str]
    is_late: bool


@dataclass(frozen=True)
class Standing:
    """Where a complaint stands, in plain words."""

    title: str
    reads: str
    next: str
    you: str
    due_on: dt.date | None
    is_late: bool
    how: list[str]


def clocks_of(complaint: Complaint) -> list[Clock]:
    """The clocks a worker may see, the law's and ours."""
    return list(Clock.objects.filter(file=complaint.file, shown_to__contains=["worker"]).order_by("due_on", "pk"))


def date_words(on: dt.date) -> str:
    """A date inside a sentence that has its own article."""
    return day_words(on, "long")


def standing(complaint: Complaint, clocks: list[Clock], today: dt.date) -> Standing:
    """What the status means, what comes next and by when."""
    status = complaint.file.status
    text = texts.load("status")
    words = text.get(status, text["received"])
    clock = next(
        (
            clock
            for rule in NEXT.get(Status(status), [])
            for clock in clocks
            if clock.rule == rule and clock.stopped_on is None and clock.due_on
        ),
        None,
    )
    due_on = clock.due_on if clock else None
    facts = {
        "body_name": complaint.body_short,
        "due_date": date_words(due_on) if due_on else "",
        "access_until": date_words(due_on) if due_on else "",
    }
    following = words["next"]
    if clock and clock.rule == "unit.first_reply" and status == Status.SCREENING:
        following = text["received"]["next"]
    is_late = bool(clock and due_on and due_on < today and clock.owed_by in ("unit", "worker"))
    if is_late and clock:
        following = text["late_us"] if clock.owed_by == "unit" else text["late_you"]
    return Standing(
        title=texts.say(words["title"], **facts),
        reads=filled(words["reads"], facts),
        next=filled(following, facts),
        you=filled(words["you"], facts),
        due_on=due_on,
        is_late=is_late,
        how=counted.sentences(clock.explanation) if clock else [],
    )


def filled(text: dict[str, str], facts: dict[str, str]) -> str:
    """A text with its facts; nothing where a fact it needs is not there."""
    words = text[texts.language()]
    if any("{" + name + "}" in words and not value for name, value in facts.items()):
        return ""
    return words.format(**facts)


def way(complaint: Complaint, clocks: list[Clock]) -> list[Stage]:
    """The stages, with the day they were reached or are planned for."""
    stages = [Stage(_("Received"), "past", law_date(complaint.file.opened_at))]
    newest = {clock.rule: clock for clock in clocks}
    is_over = not complaint.file.is_open
    now_given, planned = False, None
    for rule, title in WAY:
        clock = newest.get(rule)
        if clock and clock.stopped_on:
            stages.append(Stage(str(title), "past", clock.stopped_on))
            continue
        if is_over:
            continue
        if clock:
            planned = clock.due_on
        elif planned:
            planned = rules.due(rule, planned, on=law_date(complaint.file.opened_at)).due_on
        state = "" if now_given else "now"
        now_given = True
        stages.append(Stage(str(title), state, planned, planned=True))
    if is_over:
        closed = complaint.file.closed_at
        ended = _("Withdrawn") if complaint.file.status == Status.WITHDRAWN else _("Closed")
        stages.append(Stage(ended, "past", law_date(closed) if closed else None))
    return stages


def limits(clocks: list[Clock], today: dt.date) -> list[Limit]:
    """The time limits of law on the application, on the dates given. Those the worker must keep are in `own_limits`."""
    library = rules.library()
    found = []
    for clock in clocks:
        if clock.is_policy or clock.owed_by == "worker":
            continue
        rule = library.get(clock.rule, clock.started_on)
        label = rule.worker("fr" if tongue() == "fr" else "en") or rule.duty(tongue())
        found.append(
            Limit(
                label=label,
                sentence=limit_words(clock, today, library),
                due_on=clock.due_on,
                confidence=clock.confidence,
                how=counted.sentences(clock.explanation),
                is_late=bool(clock.due_on and clock.stopped_on is None and clock.due_on < today),
            )
        )
    return found


def limit_words(clock: Clock, today: dt.date, library: rules.Library) -> str:
    """When it is or was due, and whether it was kept, on the dates given."""
    if clock.due_on is None:
        return ""
    day = {"day": date_words(clock.due_on)}
    if clock.stopped_on is not None:
        if clock.stopped_on <= clock.due_on:
            return _("This was due by %(day)s, and was done by then.") % day
        return _("This was due by %(day)s, and was done late.") % day
    if clock.owed_by == "worker" and clock.due_on >= today:
        distance = days_between(clock, today, library)
        return _("Your last day is %(day)s, in %(distance)s.") % {**day, "distance": distance}
    if clock.owed_by == "worker":
        return _("Your last day was %(day)s.") % day
    if clock.due_on == today:
        return _("This is due today, %(day)s.") % day
    distance = days_between(clock, today, library)
    if clock.due_on < today:
        return _("This was due by %(day)s, %(distance)s ago.") % {**day, "distance": distance}
    return _("This is due by %(day)s, in %(distance)s.") % {**day, "distance": distance}


def days_between(clock: Clock, today: dt.date, library: rules.Library) -> str:
    """The distance from today, in the days the clock counts."""
    assert clock.due_on is not None  # noqa: S101 - the caller asked
    calendar = clock.explanation.get("calendar")
    unit = clock.explanation.get("unit", "")
    return distance_words(clock.due_on, today, unit, calendar["id"] if calendar else "", library)


def distance_words(due_on: dt.date, today: dt.date, unit: str, calendar: str, library: rules.Library) -> str:
    """How far apart two days are: `3 business days`; days, where no business day lies between."""
    if unit == "business" and calendar in library.calendars:
        number = abs(business_days_between(today, due_on, library.calendar(calendar)))
        if number:
            return days_words(number, "business")
    return days_words(abs((due_on - today).days), "calendar")


def messages_of(worker: Participant) -> list[Message]:
    """Messages both ways, oldest first."""
    return list(Message.objects.visible_to_participant(worker).order_by("at", "pk"))


def open_question(messages: list[Message]) -> Message | None:
    """The question that waits for an answer."""
    waiting = [one for one in messages if one.is_question and one.answered_at is None and one.flow == Flow.OUT]
    return waiting[-1] if waiting else None


def papers_of(worker: Participant) -> list[dict[str, Any]]:
    """The documents a worker sees, each with its newest version, and whether they brought it themselves."""
    found = Document.objects.visible_to_participant(worker).prefetch_related("versions").order_by("added_at", "pk")
    papers = []
    for document in found:
        version = max(document.versions.all(), key=lambda one: one.number, default=None)
        if version is not None:
            own = document.added_by_participant_id == worker.pk
            papers.append({"document": document, "version": version, "own": own, "may_open": version.may_be_opened})
    return papers
