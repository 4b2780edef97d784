"""What a worker's own page shows: where the complaint stands, what comes next and by when. Read only; a constant number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobility.accounts.phrases import day_words, days_words, tongue
from mobility.accounts.prepared import Prepared, Slot
from mobility.casefiles.choices import Flow
from mobility.casefiles.models import Clock, Decision, Document, Message, Participant
from mobility.law import rules
from mobility.law.counting import business_days_between
from mobility.law.days import law_date

from . import counted, texts
from .actions import same_worker
from .actions.outcomes import OBJECTION
from .choices import CONCLUDED, Status
from .models import Complaint, Promise, Proposal

#: The clock whose date the status speaks of, the first that is there.
NEXT = {
    Status.RECEIVED: ["unit.first_reply"],
    Status.SCREENING: ["unit.accept", "unit.first_reply"],
    Status.NEEDS_INFORMATION: ["unit.worker_answer"],
    Status.ACCEPTED: ["unit.resolve"],
    Status.WITH_BODY: ["unit.body_answer", "unit.resolve"],
    Status.PROPOSAL: ["unit.proposal_answer"],
    Status.RESOLVED: ["unit.objection_window"],
    Status.NOT_RESOLVED: ["unit.objection_window"],
    Status.REOPENED: ["unit.first_reply"],
    Status.CLOSED: ["unit.reopen_window"],
    Status.OUT_OF_SCOPE: ["unit.reopen_window"],
    Status.REFERRED: ["unit.reopen_window"],
    Status.WITHDRAWN: ["unit.reopen_window"],
}
#: The way of a complaint: title, the unit's standard that measures it.
WAY = (
    ("unit.first_reply", gettext_lazy("We read it and send you a first reply")),
    ("unit.accept", gettext_lazy("We tell you if we can take it on")),
    ("unit.resolve", gettext_lazy("We work on it and reach an outcome")),
)


#: Endings that the way of a complaint calls by their own word.
ENDED = frozenset({Status.WITHDRAWN, Status.REFERRED, Status.MERGED})


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
    return shown_clocks(file=complaint.file_id)


shown_clocks = Prepared(
    lambda: Clock.objects.filter(file=Slot("file"), shown_to__contains=["worker"]).order_by("due_on", "pk")
)


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
        **ending_facts(complaint),
    }
    words = fitting(words, complaint, status)
    following = words["next"]
    if clock and clock.rule == "unit.first_reply" and status == Status.SCREENING:
        following = text["received"]["next"]
    is_late = bool(clock and due_on and due_on < today and clock.owed_by in ("unit", "worker"))
    if is_late and clock:
        following = text["late_us"] if clock.owed_by == "unit" else words.get("late", text["late_you"])
    return Standing(
        title=texts.say(words["title"], **facts),
        reads=filled(words["reads"], facts),
        next=filled(following, facts),
        you=filled(words["you"], facts),
        due_on=due_on,
        is_late=is_late,
        how=counted.sentences(clock.explanation) if clock else [],
    )


def ending_facts(complaint: Complaint) -> dict[str, str]:
    """What the words of an ending name: the office, the day, the other complaint."""
    closed = complaint.file.closed_at
    return {
        "office_name": complaint.referred_to,
        "sent_date": date_words(law_date(closed)) if closed else "",
        "other_reference": complaint.merged_into.reference if complaint.merged_into else "",
    }


def fitting(words: dict[str, Any], complaint: Complaint, status: str) -> dict[str, Any]:
    """The words of a status where it has several: passed on or not, merged with one's own complaint or with another's."""
    if status == Status.REFERRED and complaint.passed_on:
        return {**words, "reads": words["passed"]}
    if status == Status.MERGED and not (complaint.merged_into and same_worker(complaint, complaint.merged_into)):
        return {**words, "reads": words["others"], "next": words["others_next"]}
    if status == Status.PROPOSAL:
        proposal = complaint.proposals.first()
        if proposal and proposal.worker_answer:
            return {**words, "next": words["answered"], "you": texts.load("status")["screening"]["you"]}
    return words


def last_day_to_object(complaint: Complaint, clocks: list[Clock], today: dt.date) -> dt.date | None:
    """Until when the worker can object here and now; None when there is nothing to object to, or no time left."""
    if complaint.file.status not in CONCLUDED:
        return None
    days = [clock.due_on for clock in clocks if clock.rule == OBJECTION and clock.stopped_on is None]
    return next((day for day in days if day and today <= day), None)


def proposal_for(complaint: Complaint) -> Proposal | None:
    """The proposal that is on the table."""
    return complaint.proposals.first() if complaint.file.status == Status.PROPOSAL else None


def beside(complaint: Complaint) -> list[dict[str, str]]:
    """What goes on beside the status: a question before the Director, a mark that governments may discuss it."""
    if not complaint.file.is_open:
        return []
    text, notes = texts.load("status"), []
    for asked in questions_asked(file=complaint.file_id):
        facts = {"due_date": date_words(asked.due_on) if asked.due_on else ""}
        notes.append(("escalated", facts))
    if complaint.for_dispute:
        notes.append(("marked_for_dispute", {}))
    return [
        {part: filled(text[name][part], facts) for part in ("title", "reads", "next", "you")} for name, facts in notes
    ]


questions_asked = Prepared(
    lambda: Decision.objects.filter(file=Slot("file"), decided_at__isnull=True).order_by("pk")[:1]
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
        ended = str(Status(complaint.file.status).label) if complaint.file.status in ENDED else _("Closed")
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
        return _("No confirmed time limit.")
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


asked_promises_of = Prepared(
    lambda: (
        Promise.objects.filter(complaint=Slot("complaint"))
        .put_to_worker()
        .select_related("answer")
        .order_by("due_on", "pk")
    )
)


def promises_of(complaint: Complaint) -> list[Promise]:
    """The promises whose day has passed and of which we ask whether they were kept."""
    return asked_promises_of(complaint=complaint.pk)


def any_worker() -> Participant:
    """Stands in a prepared query for the participant that is asked for."""
    return Participant(pk=Slot("worker"), file_id=Slot("file"))


messages_seen = Prepared(lambda: Message.objects.visible_to_participant(any_worker()).order_by("at", "pk"))
papers_seen = Prepared(
    lambda: (
        Document.objects.visible_to_participant(any_worker()).prefetch_related("versions").order_by("added_at", "pk")
    )
)


def messages_of(worker: Participant) -> list[Message]:
    """Messages both ways, oldest first."""
    return messages_seen(worker=worker.pk, file=worker.file_id)


def open_question(messages: list[Message]) -> Message | None:
    """The question that waits for an answer."""
    waiting = [one for one in messages if one.is_question and one.answered_at is None and one.flow == Flow.OUT]
    return waiting[-1] if waiting else None


def papers_of(worker: Participant) -> list[dict[str, Any]]:
    """The documents a worker sees, each with its newest version, and whether they brought it themselves."""
    papers = []
    for document in papers_seen(worker=worker.pk, file=worker.file_id):
        version = max(document.versions.all(), key=lambda one: one.number, default=None)
        if version is not None:
            own = document.added_by_participant_id == worker.pk
            papers.append({"document": document, "version": version, "own": own, "may_open": version.may_be_opened})
    return papers
