"""The clocks of a dispute, counted from its steps: made anew whenever a step is added or a date is corrected.

The steps are the truth and the clocks follow from them, so that a corrected date moves every clock that hangs on it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from mobility.accounts.choices import OfficeKind
from mobility.accounts.models import Office
from mobility.casefiles.choices import Actor
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import Clock, ClockPause
from mobility.law import counting, rules
from mobility.law.counting import Extension, Pause, PauseReason, Rule
from mobility.law.days import law_date
from mobility.law.packs import Move, Pack

from . import moves, sides
from .choices import OURS
from .dispute_models import Dispute, FactDate, Step, StepClock

BAR = "barred_until"
#: A right that ends: nobody owes anything when it has.
ENDS = "lapses"
SUSPENSION = "suspension"
#: Facts by which a panel was asked for; without one no bar of CFTA 1003.3 (mark V) begins.
PANEL_ASKED = ("panel_request_delivered_to_secretariat", "panel_requested")


@dataclass
class Planned:
    """One clock as the steps say it should be."""

    step: Step
    rule: Rule
    started_on: dt.date
    why: str
    stopped_on: dt.date | None = None
    stopped_why: str = ""
    pauses: list[Pause] = field(default_factory=list)
    #: where it goes on after a suspension that has not ended
    paused_on: dt.date | None = None

    @property
    def runs(self) -> bool:
        return self.stopped_on is None


def known_facts(dispute: Dispute) -> list[FactDate]:
    return list(dispute.facts.filter(holds=True).select_related("step").order_by("step__number", "pk"))


def planned(dispute: Dispute, pack: Pack) -> list[Planned]:
    """Every clock that the steps made so far started, with when it stopped and stood still.

    Raises `Refused` where a rule was not in force on the day it would start.
    """
    table, library = moves.moves(pack), rules.library()
    facts = known_facts(dispute)
    asked = any(row.fact in PANEL_ASKED for row in facts)
    running: list[Planned] = []
    for step in dispute.steps.all():
        move = table[step.verb]
        on = step.on
        if on is not None:
            _stop(running, move, on)
            _suspend(running, move, on)
            if move.to == moves.PREVIOUS:
                _resume(running, on)
        for rule_id in move.clocks_started:
            rule = library.latest(rule_id)
            if rule.sense == BAR and not asked:
                continue  # 1003.3: only where a panel was asked for on the same measure
            began = _start_of(rule, step, facts)
            if began is None:
                continue
            try:
                rule = library.get(rule_id, began)
            except rules.NotInForce:
                raise Refused(
                    _("The rule “%(rule)s” was not in force on %(day)s: no time limit can be counted by it.")
                    % {"rule": moves.said(rule, "duty"), "day": began.isoformat()}
                ) from None
            for before in running:
                if before.rule.id == rule.id and before.runs:
                    before.stopped_on, before.stopped_why = began, "started_again"
            running.append(Planned(step, rule, began, rule.counted_from))
    return running


def _start_of(rule: Rule, step: Step, facts: list[FactDate]) -> dt.date | None:
    """The day a rule counts from: its fact in this step, else the latest one before; without any, the day of the step."""
    own = [row.on for row in facts if row.fact == rule.counted_from and row.step_id == step.pk]
    if own:
        return own[-1]
    earlier = [
        row.on
        for row in facts
        if row.fact == rule.counted_from and (row.step is None or row.step.number <= step.number)
    ]
    if earlier:
        return earlier[-1]
    return None if rule.counted_from in _delivered(step) else step.on


def _delivered(step: Step) -> set[str]:
    """Facts of the step's own move that wait for a delivery: nothing is counted from them until it is proved."""
    pack = moves.pack_of(step.dispute.pack)
    return {fact for fact in moves.moves(pack)[step.verb].facts_recorded if addressee_of(fact)}


def addressee_of(fact: str) -> str:
    """The actor whose delivery a fact is: packs name such facts `…_delivered_to_ACTOR`."""
    _what, found, actor = fact.partition("_delivered_to_")
    return actor if found else ""


def _stop(running: list[Planned], move: Move, on: dt.date) -> None:
    for one in running:
        if (one.runs and one.rule.sense != BAR and moves.ALL in move.clocks_stopped) or (
            one.runs and one.rule.id in move.clocks_stopped
        ):
            one.stopped_on, one.stopped_why = on, move.verb
        if one.stopped_on == on and one.paused_on is not None:
            one.pauses.append(Pause(begins=one.paused_on, ends=on, reason=SUSPENSION))
            one.paused_on = None


def _suspend(running: list[Planned], move: Move, on: dt.date) -> None:
    for one in running:
        named = moves.ALL in move.clocks_suspended or one.rule.id in move.clocks_suspended
        if one.runs and named and one.paused_on is None and _can_stand(one.rule):
            one.paused_on = on


def _resume(running: list[Planned], on: dt.date) -> None:
    for one in running:
        if one.runs and one.paused_on is not None:
            one.pauses.append(Pause(begins=one.paused_on, ends=on, reason=SUSPENSION))
            one.paused_on = None


def _can_stand(rule: Rule) -> bool:
    """Bars outlive the dispute; months and years are not counted day by day."""
    return rule.sense != BAR and rule.unit in ("calendar", "business")


def extendable(clock: Clock, rule: Rule) -> bool:
    """Whether more time may be agreed on: not where a text that was read rules it out, nor while the proceeding stands still."""
    allowed = rule.extendable.by != "none" and rule.sense != BAR
    return allowed and clock.due_on is not None and clock.paused_on is None


def suspendable(rule: Rule) -> Rule:
    """The rule with the pause that the agreement's suspension gives it; the move names the article."""
    return replace(rule, pauses=(*rule.pauses, PauseReason(SUSPENSION, "suspended", "resumed")))


def due(one: Planned, extensions: list[Extension]) -> counting.Result:
    """The date of a planned clock, with its explanation."""
    library = rules.library()
    rule = suspendable(one.rule) if one.pauses else one.rule
    known = rule.calendar and rule.calendar != "unknown"
    return counting.count(
        one.started_on, rule, library.calendar(rule.calendar) if known else None, one.pauses, extensions
    )


def day_of(rule: Rule, start: dt.date) -> dt.date | None:
    """The strict day a rule gives from a start, for planning."""
    library = rules.library()
    known = rule.calendar and rule.calendar != "unknown"
    return counting.count(start, rule, library.calendar(rule.calendar) if known else None).due_on


@rules.held()
def sync(dispute: Dispute, *, today: dt.date) -> list[tuple[Clock, dt.date | None]]:
    """Make the file's clocks what the steps say; gives those whose date moved, with the date before.

    A right that has run out by `today` stops by itself. The caller holds the file's row and ends with `redue`.
    """
    pack = moves.pack_of(dispute.pack)
    known = {
        (row.step_id, row.clock.rule): row.clock
        for row in StepClock.objects.filter(step__dispute=dispute).select_related("clock")
    }
    offices = {
        office.jurisdiction_code: office
        for office in Office.objects.filter(kind=OfficeKind.JURISDICTION, is_active=True).order_by("-pk")
    }
    moved: list[tuple[Clock, dt.date | None]] = []
    wanted: set[tuple[int, str]] = set()
    # First those that have stopped: the same rule may run once only.
    for one in sorted(planned(dispute, pack), key=lambda row: row.runs):
        key = (one.step.pk, one.rule.id)
        wanted.add(key)
        clock = known.get(key)
        before = clock.due_on if clock else None
        clock = _write(dispute, pack, one, clock, offices, today)
        if key not in known:
            StepClock.objects.create(step=one.step, clock=clock)
        elif before != clock.due_on:
            moved.append((clock, before))
    for key, clock in known.items():
        if key not in wanted and clock.stopped_on is None:
            clock.stopped_on, clock.stopped_why = today, "no_longer_counted"
            clock.save(update_fields=["stopped_on", "stopped_why"])
    return moved


def _write(
    dispute: Dispute, pack: Pack, one: Planned, clock: Clock | None, offices: dict[str, Office], today: dt.date
) -> Clock:
    clock = clock or Clock(file=dispute.file, rule=one.rule.id)
    extensions = (
        [
            Extension(days=row.days, by=str(row.by_id), authority=row.authority, on=law_date(row.at))
            for row in clock.extensions.order_by("at")
        ]
        if clock.pk
        else []
    )
    found = due(one, extensions)
    behind = sides.governments(dispute, pack, one.rule.owed_by)
    ours = OURS in behind and one.rule.sense != BAR
    clock.basis, clock.sense, clock.confidence = one.rule.kind, one.rule.sense, one.rule.confidence
    clock.owed_by = Actor.UNIT if ours else Actor.OFFICE
    clock.owed_by_user_id = dispute.file.owner_id if ours else None
    clock.owed_by_office = offices.get(behind[0]) if len(behind) == 1 and not ours else None
    clock.started_on, clock.why, clock.shown_to = one.started_on, one.why, list(one.rule.shown_to)
    clock.stopped_on, clock.stopped_why, clock.paused_on = one.stopped_on, one.stopped_why, one.paused_on
    clock.due_on, clock.explanation = found.due_on, dict(found.explanation)
    if one.runs and one.rule.sense == ENDS and clock.due_on is not None and clock.due_on < today:
        clock.stopped_on, clock.stopped_why = clock.due_on, "ran_out"
    clock.save()
    _write_pauses(clock, one)
    return clock


def _write_pauses(clock: Clock, one: Planned) -> None:
    spans = [(row.begins, row.ends) for row in one.pauses]
    if one.paused_on is not None:
        spans.append((one.paused_on, None))
    if list(clock.pauses.order_by("from_on").values_list("from_on", "until_on")) != spans:
        clock.pauses.all().delete()
        ClockPause.objects.bulk_create(
            ClockPause(clock=clock, reason=SUSPENSION, from_on=begins, until_on=ends) for begins, ends in spans
        )
