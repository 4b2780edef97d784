"""Clocks of a file: which start, stop, pause and resume when a fact happens. The rules say it; the counting is in `mobility.law`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from mobility.accounts.models import Office, User
from mobility.accounts.prepared import Prepared, Slot
from mobility.law import rules
from mobility.law.counting import Extension, Pause, Rule
from mobility.law.days import law_date

from .choices import Actor
from .models import CaseFile, Clock, ClockExtension, ClockPause

#: Senses of a rule that run as a clock by themselves. `extends` only describes another rule's extension.
RUNNING = frozenset({"by", "not_before", "lapses"})


def counted_from(
    library: rules.Library, packs: Iterable[str], fact: str, on: dt.date, jurisdiction: str
) -> Iterator[Rule]:
    """The rules of these packs that start with a fact and are in force that day, for one jurisdiction."""
    for pack in packs:
        for rule in library.pack(pack).rules:
            where = rule.more.get("jurisdiction")
            if (
                rule.counted_from == fact
                and rule.sense in RUNNING
                and rule.in_force(on)
                and where in (None, jurisdiction)
            ):
                yield rule


def happened(
    file: CaseFile,
    fact: str,
    on: dt.date,
    *,
    packs: Iterable[str],
    jurisdiction: str = "AB",
    offices: Mapping[str, Office | None] | None = None,
) -> None:
    """A fact of a rule pack came about on a day of law: stop, pause, resume and start what the rules in force that day say.

    `offices` names who stands behind an actor of the rules on this file (the body, another coordinator).
    """
    library = rules.library()
    found = running(file=file.pk)
    for clock in found:
        rule = library.get(clock.rule, clock.started_on)
        if rule.stopped_by == fact:
            stop(clock, on, fact)
            continue
        for pause in rule.pauses:
            if pause.from_fact == fact and clock.paused_on is None:
                ClockPause.objects.create(clock=clock, reason=pause.reason, from_on=on)
                clock.paused_on = on
                clock.save(update_fields=["paused_on"])
            elif pause.until_fact == fact and clock.paused_on is not None:
                resume(clock, on)
    by_rule = {clock.rule: clock for clock in reversed(found) if clock.stopped_on is None}
    for rule in counted_from(library, packs, fact, on, jurisdiction):
        clock = by_rule.get(rule.id) or Clock(file=file, rule=rule.id)
        by_rule[rule.id] = clock
        start(file, rule, on, why=fact, office=(offices or {}).get(rule.owed_by), clock=clock, library=library)


running = Prepared(lambda: Clock.objects.filter(file=Slot("file"), stopped_on__isnull=True).order_by("pk"))


def rerun(
    file: CaseFile,
    dates: Mapping[str, dt.date],
    *,
    packs: Iterable[str],
    jurisdiction: str = "AB",
    offices: Mapping[str, Office | None] | None = None,
) -> None:
    """Run the clocks that hang on dates which may be corrected: each starts and stops where the dates now say."""
    library = rules.library()
    for fact, on in dates.items():
        for rule in counted_from(library, packs, fact, on, jurisdiction):
            clock = Clock.objects.filter(file=file, rule=rule.id, why=fact).order_by("-pk").first()
            clock = start(
                file, rule, on, why=fact, office=(offices or {}).get(rule.owed_by), clock=clock, library=library
            )
            stopped_on = dates.get(rule.stopped_by)
            if clock.stopped_on != stopped_on:
                clock.stopped_on, clock.stopped_why = stopped_on, rule.stopped_by if stopped_on else ""
                clock.save(update_fields=["stopped_on", "stopped_why"])


def start(
    file: CaseFile,
    rule: Rule,
    on: dt.date,
    *,
    why: str,
    office: Office | None = None,
    clock: Clock | None = None,
    library: rules.Library | None = None,
) -> Clock:
    """Start one rule from a day; the same rule already running (or the `clock` given) is counted anew from that day."""
    if clock is None:
        running = Clock.objects.filter(file=file, rule=rule.id, stopped_on__isnull=True).first()
        clock = running or Clock(file=file, rule=rule.id)
    clock.basis = rule.kind
    clock.owed_by = rule.owed_by
    clock.owed_by_office = office
    clock.owed_by_user_id = file.owner_id if rule.owed_by == Actor.UNIT else None
    clock.sense = rule.sense
    clock.started_on = on
    clock.why = why
    clock.confidence = rule.confidence
    clock.shown_to = list(rule.shown_to)
    recount(clock, library)
    return clock


def stop(clock: Clock, on: dt.date, why: str) -> None:
    """Stop a clock; an open pause ends with it and the date stands as it was counted last."""
    if clock.paused_on is not None:
        resume(clock, on)
    clock.stopped_on, clock.stopped_why = on, why
    clock.save(update_fields=["stopped_on", "stopped_why"])


def resume(clock: Clock, on: dt.date) -> None:
    """End the open pause and count again: the days of the pause move the due date."""
    ClockPause.objects.filter(clock=clock, until_on__isnull=True).update(until_on=on)
    clock.paused_on = None
    recount(clock)


def extend(clock: Clock, *, days: int, authority: str, reason: str, by: User, at: dt.datetime) -> None:
    """Add days on an authority and count again. Whether the rule allows it is asked by the action."""
    ClockExtension.objects.create(clock=clock, days=days, authority=authority, reason=reason, by=by, at=at)
    recount(clock)


def recount(clock: Clock, library: rules.Library | None = None) -> None:
    """Count a clock from its start with all pauses and extensions, and store the date with its explanation."""
    library = library or rules.library()
    pauses: list[Pause] = []
    extensions: list[Extension] = []
    if clock.pk is not None:
        pauses = [
            Pause(begins=row.from_on, ends=row.until_on, reason=row.reason)
            for row in clock.pauses.filter(until_on__isnull=False).order_by("from_on")
        ]
        extensions = [
            Extension(days=row.days, by=str(row.by_id), authority=row.authority, on=law_date(row.at))
            for row in clock.extensions.order_by("at")
        ]
    result = library.due(clock.rule, clock.started_on, pauses, extensions, on=clock.started_on)
    clock.due_on = result.due_on
    clock.explanation = dict(result.explanation)
    clock.save()


def stop_all(file: CaseFile, on: dt.date, why: str) -> None:
    """Stop whatever still runs, when a file closes."""
    for clock in Clock.objects.filter(file=file, stopped_on__isnull=True):
        stop(clock, on, why)
