"""What pages need of disputes, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, Q
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile, Clock
from mobility.casefiles.timeline import short_duty
from mobility.law import rules
from mobility.law.citing import cited
from mobility.law.confidence import on_screen

from . import clocking, guards, moves, particulars, plan, sides
from .choices import OURS, Lateness, NoticeState, PackId
from .dispute_models import Dispute, FactDate, SeesThrough, Source, Step
from .notice_models import Delivery, Notice

#: So many a list shows; filters narrow it.
MOST = 100
#: The actor of the packs whose own case it may be.
PERSON = "person"
PHASES = (
    "informal",
    "before",
    "consultations",
    "panel",
    "report",
    "appeal",
    "compliance",
    "retaliation",
    "suspended",
    "end",
)


@dataclass(frozen=True)
class Row:
    """One dispute in the list."""

    dispute: Dispute
    state: str
    phase: str
    mark: str
    next: Clock | None
    what: str


def phase_words(phase: str) -> str:
    return {
        "informal": _("Informal talks"),
        "before": _("Before consultations"),
        "consultations": _("Consultations"),
        "panel": _("Panel"),
        "report": _("Report"),
        "appeal": _("Appeal"),
        "compliance": _("Compliance"),
        "retaliation": _("Retaliation"),
        "suspended": _("Suspended"),
        "end": _("Over"),
    }[phase]


@rules.held()
def listed(user: User, said: dict[str, str]) -> list[Row]:
    """Disputes of the list by what is due next; three queries."""
    found = Dispute.objects.visible_to(user).select_related("file__owner", "measure", "initiating", "replying", "lead")
    if said.get("state") == "over":
        found = found.filter(file__closed_at__isnull=False)
    elif said.get("state") != "all":
        found = found.filter(file__closed_at__isnull=True)
    if said.get("pack") in PackId.values:
        found = found.filter(pack=said["pack"])
    if said.get("party"):
        code = said["party"]
        found = found.filter(Q(initiating=code) | Q(replying=code) | Q(parties__party=code)).distinct()
    if said.get("q"):
        words = said["q"]
        found = found.filter(
            Q(file__title__icontains=words) | Q(file__reference__icontains=words) | Q(measure__title__icontains=words)
        )
    clocks = Clock.objects.filter(stopped_on__isnull=True, paused_on__isnull=True, due_on__isnull=False).exclude(
        sense=clocking.BAR
    )
    rows = list(
        found.prefetch_related(Prefetch("file__clocks", clocks.order_by("due_on", "pk"), to_attr="running")).order_by(
            F("file__next_due_on").asc(nulls_last=True), "-file__opened_at", "file"
        )[:MOST]
    )
    library = rules.library()
    made = []
    for row in rows:
        pack = library.pack(row.pack)
        state = moves.states(pack)[row.file.status]
        first = next(iter(row.file.running), None)
        what = short_duty(library, first.rule) if first else ""
        made.append(Row(row, moves.said(state), state.phase, state.confidence, first, what))
    return [one for one in made if not said.get("phase") or one.phase == said["phase"]]


@rules.held()
def by_phase(user: User) -> list[tuple[str, str, int]]:
    """How many open disputes stand in each phase, for the board: phase, words, count. One query."""
    counted: dict[str, int] = {}
    library = rules.library()
    rows = Dispute.objects.visible_to(user).open().values_list("pack", "file__status").annotate(n=Count("pk"))
    for pack_id, status, number in rows.order_by():
        phase = moves.states(library.pack(pack_id))[status].phase
        counted[phase] = counted.get(phase, 0) + number
    return [(phase, phase_words(phase), counted[phase]) for phase in PHASES if counted.get(phase)]


# ---- one dispute ----------------------------------------------------------------------------------------
def fetch_set(user: User) -> Any:
    """Six queries."""
    return (
        Dispute.objects.visible_to(user)
        .select_related(
            "file__owner", "measure__body__office", "measure__jurisdiction", "initiating", "replying", "lead", "person"
        )
        .prefetch_related(
            Prefetch("steps", Step.objects.select_related("party", "by").order_by("number")),
            Prefetch("facts", FactDate.objects.select_related("by").order_by("at", "pk")),
            "parties__party",
            "file__clocks",
            "provisions",
        )
    )


@dataclass(frozen=True)
class Offer:
    """A move as the page offers it: of ours with a notice, or to be recorded."""

    verb: str
    label: str
    article: str
    mark: str
    documents: list[tuple[str, str]]
    ours: bool


def offers(dispute: Dispute) -> list[Offer]:
    """The moves of the table from here, in its order."""
    pack = moves.pack_of(dispute.pack)
    made = []
    for move in moves.possible(pack, dispute.file.status):
        ours = any(one.party == OURS for one in sides.may_act(dispute, pack, move))
        titles = [(kind, moves.said(moves.notices(pack)[kind], "title")) for kind in move.documents]
        made.append(Offer(move.verb, moves.said(move), cited(move.article), on_screen(move.confidence), titles, ours))
    return made


@dataclass(frozen=True)
class NoticeShown:
    notice: Notice
    title: str
    article: str
    items: list[tuple[str, str, str]]
    deliveries: list[Delivery]
    proved: int

    @property
    def all(self) -> int:
        return len(self.deliveries)

    @property
    def missing(self) -> int:
        return self.all - self.proved

    @property
    def unproved(self) -> list[Delivery]:
        return [one for one in self.deliveries if not one.is_proved]

    @property
    def proved_rows(self) -> list[Delivery]:
        return [one for one in self.deliveries if one.is_proved]


def notices_of(dispute: Dispute) -> list[NoticeShown]:
    """Two queries."""
    pack = moves.pack_of(dispute.pack)
    kinds = moves.notices(pack)
    language = "fr" if moves.french() else "en"
    rows = dispute.notices.exclude(state=NoticeState.WITHDRAWN).select_related(
        "drafted_by", "reviewer", "approved_by", "document", "step"
    )
    made = []
    for row in rows.prefetch_related(
        Prefetch("deliveries", Delivery.objects.select_related("party", "office", "paper").order_by("pk"))
    ).order_by("-pk"):
        kind = kinds[row.kind]
        items = [
            (item[language], text["text"], on_screen(item["confidence"]))
            for item, text in zip(kind.contents, row.contents, strict=True)
        ]
        deliveries = list(row.deliveries.all())
        for one in deliveries:
            one.name = str(one.party) if one.party else moves.actor(one.actor)  # type: ignore[attr-defined]
            one.as_what = moves.actor(one.actor) if one.actor != "other_parties" else ""  # type: ignore[attr-defined]
        proved = sum(one.is_proved for one in deliveries)
        made.append(NoticeShown(row, moves.said(kind, "title"), cited(kind.article), items, deliveries, proved))
    return made


@dataclass(frozen=True)
class StepShown:
    step: Step
    label: str
    by: str
    article: str
    mark: str
    facts: list[FactDate]
    said: list[tuple[str, str]]


def steps_of(dispute: Dispute) -> list[StepShown]:
    """The steps made, the newest first, with their dates: those that hold and those that were corrected. No query."""
    pack = moves.pack_of(dispute.pack)
    table = moves.moves(pack)
    texts = {guard.id: moves.said(guard, "text") for guard in pack.guards}
    facts: dict[int | None, list[FactDate]] = {}
    for row in dispute.facts.all():
        row.label = moves.fact(pack, row.fact)  # type: ignore[attr-defined]
        facts.setdefault(row.step_id, []).append(row)
    made = []
    for step in reversed(list(dispute.steps.all())):
        move = table[step.verb]
        who = str(step.party) if step.party else moves.actor(step.actor)
        said = [(texts[name], one["said"]) for name, one in step.guards.items() if one.get("said") and name in texts]
        made.append(
            StepShown(
                step,
                moves.said(move),
                who,
                cited(move.article),
                on_screen(move.confidence),
                facts.get(step.pk, []),
                said,
            )
        )
    return made


@dataclass(frozen=True)
class SourceShown:
    source: Source
    #: the number, for those who may see through
    reference: str
    url_kind: str


def sources_of(dispute: Dispute, user: User, through: bool) -> list[SourceShown]:
    """Where the dispute comes from. Complaints stand under pseudonyms, with their number only for who may see through. Two queries."""
    rows = list(dispute.sources.filter(dropped_at__isnull=True).select_related("file"))
    if not rows:
        return []
    open_to = set(CaseFile.objects.visible_to(user).filter(disputes_from__dispute=dispute).values_list("pk", flat=True))
    return [
        SourceShown(
            row, row.file.reference if row.file_id in open_to and (through or not row.pseudonym) else "", row.file.kind
        )
        for row in rows
    ]


def seers(dispute: Dispute) -> list[SeesThrough]:
    return list(dispute.seen_through_by.select_related("user", "by").order_by("pk"))


@dataclass(frozen=True)
class BarShown:
    text: str
    sentence: str
    article: str
    state: str
    mark: str
    facts: tuple[tuple[str, str], ...]


def bars_of(dispute: Dispute, on: dt.date) -> list[BarShown]:
    """What stands in the way of Alberta's next formal steps, or of the person's whose case it is, computed now: every guard of them that
    the file can judge, once."""
    pack = moves.pack_of(dispute.pack)
    known = {guard.id: guard for guard in pack.guards}
    facts = {row.fact: row.on for row in dispute.facts.all() if row.holds}
    shown: dict[str, BarShown] = {}
    for move in moves.possible(pack, dispute.file.status):
        theirs = dispute.is_of_person and PERSON in move.who
        if not theirs and not any(one.party == OURS for one in sides.may_act(dispute, pack, move)):
            continue
        for name in move.guards:
            if name in shown or name == "not_joined_before":
                continue
            guard = known[name]
            found = guards.find(guard, dispute, pack, guards.Planned(move, on), facts)
            if found.state != guards.SAID:
                mark = on_screen(guard.confidence)
                shown[name] = BarShown(
                    moves.said(guard, "text"), found.sentence, cited(guard.article), found.state, mark, found.facts
                )
    return list(shown.values())


@rules.held()
def page(dispute: Dispute, user: User, on: dt.date) -> dict[str, Any]:
    """What the page of a dispute shows besides what is common to all files."""
    pack = moves.pack_of(dispute.pack)
    phases = plan.of(dispute, today=on)
    state = moves.states(pack)[dispute.file.status]
    shown = notices_of(dispute)
    confirmed, all_phases = plan.sure(phases)
    who_sees = seers(dispute)
    through = any(row.user_id == user.pk for row in who_sees)
    sources = sources_of(dispute, user, through)
    evidence = list(dispute.evidence.select_related("source__file", "ground"))
    return {
        "dispute": dispute,
        "pack": pack,
        "pack_title": moves.said(pack, "title"),
        "status": moves.said(state),
        "state_mark": on_screen(state.confidence),
        "phases": phases,
        "current": plan.current(phases),
        "confirmed": confirmed,
        "all_phases": all_phases,
        "offers": offers(dispute) if dispute.file.is_open else [],
        "notices": shown,
        "unproved": sum(one.missing for one in shown),
        "steps": steps_of(dispute),
        "sources": sources,
        "sees_through": through,
        "summary": particulars.summary(dispute, evidence),
        "harm": particulars.harm(dispute, [one.source for one in sources]),
        "seers": who_sees,
        "evidence": evidence,
        "bars": bars_of(dispute, on) if dispute.file.is_open else [],
        "late_parties": [row for row in dispute.parties.all() if row.lateness == Lateness.OPEN],
        "owed": owed(dispute, on),
        "panellists": list(
            dispute.panellists.filter(left_on__isnull=True).select_related("member__party", "appointed_by")
        ),
        "ceiling": guards.ceiling_of(pack, dispute.replying_id),
    }


@dataclass(frozen=True)
class Owed:
    """Something owed under the agreement by a day: by whom, under which article, how sure the date is."""

    clock: Clock
    duty: str
    who: str
    article: str
    mark: str
    is_ours: bool
    distance: int | None
    #: whether the sides may agree on more time, as far as the text was read
    extendable: bool


def owed(dispute: Dispute, on: dt.date) -> list[Owed]:
    """The clocks that run, soonest first. No query: they were fetched with the dispute."""
    pack = moves.pack_of(dispute.pack)
    library = rules.library()
    two = (dispute.initiating, dispute.replying, *(row.party for row in dispute.parties.all()))
    names = {one.code: one.name for one in two if one is not None}
    made = []
    for clock in dispute.file.clocks.all():
        if clock.stopped_on is not None:
            continue
        rule = library.latest(clock.rule)
        behind = sides.governments(dispute, pack, rule.owed_by)
        who = ", ".join(names.get(code, code) for code in behind) if 0 < len(behind) < 3 else moves.actor(rule.owed_by)
        far = (clock.due_on - on).days if clock.due_on else None
        made.append(
            Owed(
                clock,
                moves.said(rule, "duty"),
                who,
                cited(rule.citation),
                on_screen(rule.confidence),
                OURS in behind,
                far,
                clocking.extendable(clock, rule),
            )
        )
    return sorted(
        made,
        key=lambda one: (
            one.clock.sense == clocking.BAR,
            one.clock.paused_on is not None,
            one.clock.due_on is None,
            one.clock.due_on or on,
        ),
    )
