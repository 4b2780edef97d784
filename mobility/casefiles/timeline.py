"""What a page needs of a file's history and clocks, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template import Context, Engine
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mobility.accounts import people
from mobility.accounts.models import User
from mobility.accounts.prepared import Prepared, Slot
from mobility.law import counting, phrases, rules
from mobility.law.counting import Rule

from .choices import Actor, Role
from .models import CaseFile, Clock, Event, Participant

#: So many events a page shows before it is asked for all.
NEWEST = 30
newest = Prepared(lambda: Event.objects.filter(file=Slot("file")).select_related("kept").order_by("-seq")[:NEWEST])


@dataclass(frozen=True)
class Line:
    """One event as a sentence: when, what, by whom, and who besides the unit sees it."""

    event: Event
    sentence: str
    by: str
    seen_by: list[str]


def lines(
    file: CaseFile,
    *,
    limit: int | None = NEWEST,
    events: Any = None,
    takers: Mapping[int, Participant] | None = None,
) -> tuple[list[Line], int]:
    """The newest events first, and how many there are in all. One query, and one for `takers` when they are not given."""
    if events is None and limit == NEWEST:
        rows = newest(file=file.pk)
    else:
        found = events if events is not None else Event.objects.filter(file=file)
        rows = list(found.select_related("kept").order_by("-seq")[:limit])
    known = people.named(_user_ids(rows))
    takers = all_takers(file) if takers is None else takers
    names = participant_names(takers)
    for event in rows:
        if event.actor_user_id:
            event.actor_user = known[event.actor_user_id]
        if event.actor_participant_id in takers:
            event.actor_participant = takers[event.actor_participant_id]
    said_of = tuple((number, str(user)) for number, user in known.items())
    return [
        Line(
            event=event,
            sentence=_sentence(event, said_of),
            by=_by(event),
            seen_by=[names.get(pk, "?") for pk in event.audience],
        )
        for event in rows
    ], file.last_seq


def sentence(event: Event, people: dict[int, User] | None = None) -> str:
    """One event in words, as plain text from the template of its kind; a disposed event says so."""
    return _sentence(event, tuple((number, str(user)) for number, user in (people or {}).items()))


def _sentence(event: Event, names: tuple[tuple[int, str], ...]) -> str:
    kept = getattr(event, "kept", None)
    if kept is None:
        return _("The content of this entry was disposed of.")
    return _said(event.kind, json.dumps(kept.facts), names, get_language(), timezone.localdate().year)


@functools.lru_cache(maxsize=3000)
def _said(kind: str, facts: str, names: tuple[tuple[int, str], ...], _language: str | None, _year: int) -> str:
    """Kept by all that a sentence is made of: after each verb the same page comes again. Days of this year are said without it."""
    app, _dot, verb = kind.partition(".")
    template = Engine.get_default().get_template(f"events/{app}/{verb}.txt")
    context = {"facts": json.loads(facts), "people": dict(names)}
    return " ".join(template.render(Context(context, autoescape=False)).split())


def _user_ids(events: list[Event]) -> set[int]:
    """Everybody whom these events name: who did it, who got it."""
    ids = {event.actor_user_id for event in events if event.actor_user_id}
    for event in events:
        facts = event.kept.facts if hasattr(event, "kept") else {}
        for key in ("from", "to", "user"):
            if isinstance(facts.get(key), int) and event.kind.split(".")[1] in ("assigned", "named"):
                ids.add(facts[key])
    return ids


def _by(event: Event) -> str:
    if event.actor_user is not None:
        return str(event.actor_user)
    if event.actor_participant is not None:
        return str(event.actor_participant)
    return _("System")


def all_takers(file: CaseFile) -> dict[int, Participant]:
    """Everybody who takes or took part, by the number an audience holds."""
    return {row.pk: row for row in takers_of(file=file.pk)}


takers_of = Prepared(
    lambda: Participant.objects.filter(file=Slot("file")).select_related("office", "person").order_by("pk")
)


def participant_names(takers: Mapping[int, Participant]) -> dict[int, str]:
    """How an audience is read out: the worker is "worker", an office its short name, somebody else their name."""
    return {
        pk: row.office.short if row.office else str(row.person) if row.role == Role.RESPONDENT else _("worker")
        for pk, row in takers.items()
    }


# ---- clocks -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """One clock as a page shows it."""

    clock: Clock
    rule: Rule | None
    label: str
    duty: str
    distance: int | None
    unit: str
    remarks: list[str]
    #: what the clock is counted from, in the words of the rule pack
    fact: str

    @property
    def mark(self) -> str:
        """The confidence shown beside the date. Policy is ours: it is not marked as doubtful law."""
        return "V" if self.clock.is_policy else self.clock.confidence

    @property
    def length(self) -> str:
        """How much was counted: `20 business days`, extensions included."""
        said = self.clock.explanation
        return phrases.length(said["total"], said["unit"]) if said.get("total") else ""

    @property
    def calendar(self) -> str:
        """The calendar the days were counted with, as it was then."""
        used = self.clock.explanation.get("calendar") or {}
        return str(used.get(f"name_{_language()}") or used.get("name_en", ""))

    @property
    def grid(self) -> list[list[counting.Cell]]:
        """The days counted, as weeks of a calendar sheet; empty for rules in months or years."""
        if "spans" not in self.clock.explanation:
            return []
        return counting.day_grid(self.clock.explanation)  # type: ignore[arg-type]

    @property
    def sentences(self) -> list[str]:
        """The proof of the date in words."""
        if self.clock.explanation.get("given_in") == "request":
            return [_("The date stands in our request; it was not counted.")]
        if "spans" not in self.clock.explanation:
            if self.clock.explanation.get("given_in") == "decision letter":
                return [_("The date stands in the decision letter; it was not counted here.")]
            return [_("The day was given by the person who asked; it was not counted.")]
        return phrases.sentences(self.clock.explanation)  # type: ignore[arg-type]


def _language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def owes(actor: str, names: dict[str, str]) -> str:
    """Who owes it, in one word for a list: the body by its short name."""
    return names.get(actor) or str(Actor(actor).label if actor in Actor.values else actor)


def owed_line(who: str, what: str) -> str:
    """`CLPNA: decision`."""
    return _("%(who)s: %(what)s") % {"who": who, "what": what}


def short_duty(library: rules.Library, rule_id: str) -> str:
    """What is due in a word or two: `decision`, `first reply`."""
    if rule_id == "task":
        return _("task")
    rule = library.known(rule_id)
    if rule is None:
        return rule_id
    french = (get_language() or "en").startswith("fr")
    return str(rule.more.get("short_fr" if french else "short_en") or rule.duty(get_language() or "en"))


@functools.lru_cache(maxsize=5000)
def distance(library: rules.Library, rule_id: str, due_on: dt.date, today: dt.date) -> tuple[int, str]:
    """How far a due date is from today, in the days its rule counts; a task counts every day."""
    rule = library.known(rule_id)
    if rule is not None and rule.unit == "business" and rule.calendar in library.calendars:
        first, last = sorted((due_on, today))
        return counting.business_days_between(first, last, library.calendar(rule.calendar)), "business"
    return abs((due_on - today).days), "calendar"


def fact_words(library: rules.Library, rule: Rule | None, fact_id: str) -> str:
    """A fact of a rule's pack in the language of the page; nothing where there is none."""
    fact = library.facts(rule.pack).get(fact_id) if rule is not None and rule.pack else None
    return str(getattr(fact, f"label_{_language()}", "")) if fact else ""


clocks_of = Prepared(
    lambda: Clock.objects.filter(file=Slot("file")).select_related("owed_by_office").order_by("due_on", "pk")
)


def dues(
    file: CaseFile, *, today: dt.date, names: dict[str, str], library: rules.Library | None = None
) -> tuple[list[Due], list[Due]]:
    """The file's clocks: those that run (soonest first, paused and undated after) and those that have stopped."""
    library = library or rules.library()
    language = get_language() or "en"
    running: list[Due] = []
    stopped: list[Due] = []
    for clock in clocks_of(file=file.pk):
        rule = library.known(clock.rule)
        far, unit = distance(library, clock.rule, clock.due_on, today) if clock.due_on else (None, "calendar")
        who = clock.owed_by_office.short if clock.owed_by_office else owes(clock.owed_by, names)
        shown = Due(
            clock=clock,
            rule=rule,
            label=owed_line(who, short_duty(library, clock.rule)),
            duty=rule.duty(language) if rule else clock.rule,
            distance=far,
            unit=unit,
            remarks=phrases.remarks(clock.explanation) if "spans" in clock.explanation else [],  # type: ignore[arg-type]
            fact=fact_words(library, rule, clock.why),
        )
        (running if clock.stopped_on is None else stopped).append(shown)
    running.sort(key=lambda row: (row.clock.is_paused, row.clock.due_on is None, row.clock.due_on or today))
    return running, stopped
