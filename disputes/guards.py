"""What must be so before a step: each guard of the packs, computed from the file where that is possible, else said by a person.

What a guard may do stands in its pack: block, warn, or leave it to a person. A guard that rests on an unconfirmed number, or whose facts
are not known, never blocks: a person decides, and the reason is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from mobility.accounts.phrases import day_words, money_words
from mobility.law import rules
from mobility.law.citing import cited
from mobility.law.packs import Guard, Move, Pack

from . import bars, moves, sides
from .choices import MadeBy, MeasureKind, OutsidePartB
from .dispute_models import Dispute, DisputeParty

MET, UNMET, UNKNOWN, SAID = "met", "unmet", "unknown", "said"
UNCONFIRMED = ("A", "?")
#: It only marks the Party late: somebody decides later, and the notice is on file meanwhile.
MARKS_LATE = "joined_in_time"


@dataclass(frozen=True)
class Planned:
    """The step somebody wants to make."""

    move: Move
    on: dt.date | None
    party: str = ""
    acting: str = ""
    penalty: Decimal | None = None


@dataclass(frozen=True)
class Found:
    """What the file says about a guard: whether it is met, in a sentence, with the facts it used."""

    state: str
    sentence: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Checked:
    """A guard as the page shows it and as the action judges it."""

    guard: Guard
    found: Found
    asks: bool
    blocks: bool

    @property
    def text(self) -> str:
        return moves.said(self.guard, "text")

    @property
    def state(self) -> str:
        return self.found.state

    @property
    def name(self) -> str:
        """The field of the form in which a person answers it."""
        return f"guard_{self.guard.id}"


def of(pack: Pack, move: Move) -> list[Guard]:
    known = {guard.id: guard for guard in pack.guards}
    return [known[name] for name in move.guards]


def rests_on_unconfirmed(guard: Guard) -> bool:
    library = rules.library()
    return any(library.latest(rule).confidence in UNCONFIRMED for rule in guard.rules)


def check(dispute: Dispute, pack: Pack, planned: Planned) -> list[Checked]:
    """Every guard of a move, in the order of the table."""
    facts = {row.fact: row.on for row in dispute.facts.filter(holds=True).order_by("pk")}
    return [judged(guard, find(guard, dispute, pack, planned, facts)) for guard in of(pack, planned.move)]


def find(guard: Guard, dispute: Dispute, pack: Pack, planned: Planned, facts: Mapping[str, dt.date]) -> Found:
    if guard.id in TIMED:
        return timed(guard, pack, planned, facts, dispute)
    computed = COMPUTED.get(guard.id)
    return computed(dispute, pack, planned, facts) if computed else Found(SAID)


def judged(guard: Guard, found: Found) -> Checked:
    """What follows: does it block, does it ask a person for words?"""
    doubtful = rests_on_unconfirmed(guard)
    if found.state == SAID:
        return Checked(guard, found, asks=guard.effect != "warns", blocks=False)
    if found.state == UNMET:
        blocks = guard.effect == "blocks" and not doubtful
        return Checked(guard, found, asks=guard.effect != "warns" and not blocks, blocks=blocks)
    if found.state == UNKNOWN:
        return Checked(guard, found, asks=guard.effect != "warns", blocks=False)
    # Met, but by a number nobody has confirmed: it may be planned with, and a person confirms it with a source before sending.
    return Checked(guard, found, asks=guard.effect == "person_decides" and doubtful, blocks=False)


# ---- time ---------------------------------------------------------------------------------------------
WITHIN, AFTER, FROM = "within", "after", "from"
#: How a guard compares the day of the step with the day its rule gives: up to it, after it, or from it on.
TIMED = {
    "joined_in_time": WITHIN,
    "minimum_consultations_run": FROM,
    "person_minimum_consultations_run": FROM,
    "appeal_in_time": WITHIN,
    "appeal_time_over": AFTER,
    "objection_in_time": WITHIN,
    "objection_time_over": AFTER,
    "compliance_time_over": AFTER,
    "suspension_over_36_months": AFTER,
    "answer_time_over": AFTER,
    "person_in_time": WITHIN,
    "person_time_over": AFTER,
}


def timed(guard: Guard, pack: Pack, planned: Planned, facts: Mapping[str, dt.date], dispute: Dispute) -> Found:
    """Compare the day of the step with what the guard's rules give. Of several rules the latest one whose start is known counts."""
    library = rules.library()
    if guard.id == "compliance_time_over" and dispute.comply_by is not None:
        return _compared(
            TIMED[guard.id],
            planned.on,
            dispute.comply_by,
            ((_("Day set by the panel"), day_words(dispute.comply_by, "plain")),),
        )
    ends: list[tuple[dt.date, tuple[str, str]]] = []
    for rule_id in guard.rules:
        rule = library.latest(rule_id)
        start = facts.get(rule.counted_from)
        if start is None:
            continue
        clock = next(
            (row for row in dispute.file.clocks.all() if row.rule == rule_id and row.started_on == start), None
        )
        due = clock.due_on if clock else library.due(rule_id, start).due_on
        if due is not None:
            ends.append((due, (moves.fact(pack, rule.counted_from), day_words(start, "plain"))))
    if not ends:
        return Found(UNKNOWN, _("The day it counts from, or the number of days, is not known."))
    day, fact = max(ends)
    return _compared(TIMED[guard.id], planned.on, day, (fact,))


def _compared(how: str, on: dt.date | None, day: dt.date, facts: tuple[tuple[str, str], ...]) -> Found:
    if on is None:
        return Found(UNKNOWN, _("The day of the step is not known."), facts)
    met = on <= day if how == WITHIN else on > day if how == AFTER else on >= day
    words = {
        WITHIN: _("The last day is %(day)s."),
        AFTER: _("The time runs until %(day)s."),
        FROM: _("Not before %(day)s."),
    }
    return Found(
        MET if met else UNMET,
        words[how] % {"day": day_words(day, "plain")},
        (*facts, (_("Day counted to"), day_words(day, "plain"))),
    )


# ---- facts of the file --------------------------------------------------------------------------------
Facts = Mapping[str, dt.date]
Rule = Callable[[Dispute, Pack, Planned, Facts], Found]


def yes(met: bool, sentence: str, *facts: tuple[str, str]) -> Found:
    return Found(MET if met else UNMET, "" if met else sentence, tuple(facts))


def measure_of_another(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    measure = dispute.measure
    named = (_("Measure"), measure.title), (_("Whose"), str(measure.jurisdiction))
    ok = measure.jurisdiction_id == dispute.replying_id and dispute.initiating_id != dispute.replying_id
    return yes(ok, _("The measure must be one of the Replying Party, and not one’s own."), *named)


def actual(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    kind = dispute.measure.kind
    return yes(
        kind == MeasureKind.ACTUAL,
        _(
            "The measure is only proposed. A person can ask about a measure in force; a government can act on a proposed one."
        ),
        (_("Measure"), str(dispute.measure.get_kind_display())),
    )


def not_municipal(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    maker = dispute.measure.made_by
    return yes(
        maker != MadeBy.MUNICIPAL,
        _("Measures of regional, local, district or municipal governments are outside Part B."),
        (_("Made by"), str(dispute.measure.get_made_by_display())),
    )


def not_chapter_4(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    return yes(dispute.measure.outside_part_b != OutsidePartB.CHAPTER_4, _("Chapter 4 is outside Part B."))


def not_bid_protest(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    return yes(dispute.measure.outside_part_b != OutsidePartB.BID_PROTEST, _("Bid protests are outside Part B."))


def not_ait_case(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    since = pack.effective_from
    if since is None or planned.on is None:
        return Found(UNKNOWN)
    return yes(
        planned.on >= since,
        _("Disputes begun under the former agreement finish under it."),
        (_("In force since"), day_words(since, "plain")),
    )


def a_party(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    own = dispute.initiating_id or ""
    return yes(
        dispute.person_id is not None and own in sides.codes(pack),
        _("Say who the person is, and which Party is the person’s own government."),
        (_("Own government"), own),
    )


def three_years(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    found = bars.on_measure(dispute, planned.on)
    shown = tuple((bar.what, bar.sentence) for bar in found)
    holding = [bar for bar in found if bar.bars]
    if any(bar.bars is None for bar in found) and not holding:
        return Found(UNKNOWN, _("An earlier dispute on this measure has a date that is not known."), shown)
    sentence = holding[0].sentence if holding else ""
    return Found(UNMET if holding else MET, sentence, shown)


def incentives(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    if not dispute.measure.is_incentive:
        return Found(MET, "", ((_("About incentives"), _("no")),))
    known = facts.get("incentive_known")
    if known is None or planned.on is None:
        return Found(UNKNOWN, _("Enter the day the incentive was known."))
    last = rules.library().due("cfta.bar_incentives", known).due_on
    return yes(
        last is not None and planned.on <= last,
        _("More than two years since it was known."),
        (_("Known since"), day_words(known, "plain")),
    )


def parallel(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    others = bars.others_on(dispute).filter(file__closed_at__isnull=True)
    named = [row.file.reference for row in others]
    return yes(not named, _("Another dispute on this measure is open: %(files)s.") % {"files": ", ".join(named)},
               *[(_("Open"), name) for name in named])  # fmt: skip


def one_forum(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    """One agreement for one complaint (mark S): a dispute on the measure, or from the same file, that was begun in the other one."""
    chosen = bars.other_forum(dispute)
    if chosen is None:
        return Found(MET, "", ((_("Agreement"), str(dispute.get_pack_display())),))
    return Found(
        UNMET,
        _("%(file)s was begun under the other agreement (%(pack)s): it bars this one for the same complaint.")
        % {"file": chosen.file.reference, "pack": chosen.get_pack_display()},
        ((_("Chosen before"), str(chosen.get_pack_display())),),
    )


def own_review(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    used = facts.get("own_review_used") or bars.own_review_of(dispute)
    return yes(
        used is not None,
        _("The body’s own review or appeal comes first. Enter when it was used up."),
        (_("Own review used"), day_words(used, "plain") if used else "–"),
    )


def nwpta_sides(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    listed = sides.codes(pack)
    joined: Mapping[str, dt.date] = (pack.more.get("parties") or {}).get("joined") or {}
    both = [code for code in (dispute.initiating_id, dispute.replying_id) if code]
    outside = [code for code in both if code not in listed]
    early = [code for code in both if planned.on and code in joined and planned.on < _day(joined[code])]
    return yes(
        not outside and not early and len(both) == 2,
        _("Both sides must be Parties to this agreement on the day: %(codes)s.") % {"codes": ", ".join(listed)},
        (_("Sides"), ", ".join(both)),
    )


def _day(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def not_joined(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    role = role_of(planned.move)
    there = DisputeParty.objects.filter(dispute=dispute, party_id=planned.party, role=role).exists()
    return yes(not there, _("This Party takes part already."), (_("Party"), planned.party or "–"))


def role_of(move: Move) -> str:
    return "intervenor" if "intervene" in move.verb else "consulting_participant"


def standing(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    return Found(SAID if dispute.on_behalf else MET)


def behalf(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    ok = dispute.on_behalf or dispute.person_id is not None
    return yes(ok, _("This dispute is not made on behalf of a person."))


def no_intervenor(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    two = {dispute.initiating_id, dispute.replying_id}
    return yes(
        not planned.party or planned.party in two, _("An Intervenor may not appeal."), (_("Appellant"), planned.party)
    )


def committee_met(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    met = facts.get("committee_met")
    if met is None:
        return Found(UNKNOWN, _("Enter when the Committee discussed it, or say why this is done without."))
    return Found(MET, "", ((moves.fact(pack, "committee_met"), day_words(met, "plain")),))


#: Which panel a move is about, where it is about one.
PANEL_OF = {"appoint_panellists": "panel", "select_chair": "panel", "form_panel": "panel"}


def from_rosters(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    """Everybody on the panel is on a roster, and nobody was appointed by the Party that lists them."""
    sitting = [
        row
        for row in dispute.panellists.select_related("member")
        if row.panel == PANEL_OF.get(planned.move.verb) and row.left_on is None
    ]
    if not sitting:
        return Found(UNKNOWN, _("Enter who sits on the panel, or say where that is recorded."))
    own = [row for row in sitting if row.appointed_by_id and row.appointed_by_id == row.member.party_id]
    named = tuple((row.member.name, f"{row.member.party_id} → {row.appointed_by_id or '–'}") for row in sitting)
    sentence = _("Appointed by the Party that lists them: %(names)s.") % {
        "names": ", ".join(row.member.name for row in own)
    }
    return Found(UNMET if own else MET, sentence if own else "", named)


def free_of_conflicts(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    """Everybody on the panel has declared, and a conflict was dealt with."""
    sitting = [
        row
        for row in dispute.panellists.select_related("member")
        if row.panel == PANEL_OF.get(planned.move.verb) and row.left_on is None
    ]
    if not sitting:
        return Found(UNKNOWN, _("Enter who sits on the panel and what they declared, or say where that is recorded."))
    waiting = [row.member.name for row in sitting if not row.is_free]
    sentence = _("Not declared, or with an open conflict: %(names)s.") % {"names": ", ".join(waiting)}
    declared = tuple(
        (row.member.name, day_words(row.declared_on, "plain") if row.declared_on else "–") for row in sitting
    )
    return Found(UNMET if waiting else MET, sentence if waiting else "", declared)


def ceiling_of(pack: Pack, party: str) -> tuple[Decimal | None, str, str]:
    """The most a Party can be ordered to pay, its citation and mark; None where no amount was confirmed."""
    rows = [row for row in pack.more.get("penalty_ceiling", ()) if row["party"] in (party, "*")]
    row = next((one for one in rows if one["party"] == party), rows[0] if rows else None)
    if row is None:
        return None, "", "?"
    amount = row["amount_cad"]
    return (None if amount == "unknown" else Decimal(amount)), row["citation"], row["confidence"]


def under_ceiling(dispute: Dispute, pack: Pack, planned: Planned, facts: Facts) -> Found:
    most, citation, _mark = ceiling_of(pack, dispute.replying_id)
    if most is None:
        return Found(
            UNKNOWN,
            _("The ceiling for %(party)s is unconfirmed (%(article)s).")
            % {"party": dispute.replying, "article": cited(citation)},
        )
    shown = ((_("Ceiling"), money_words(most)),)
    if planned.penalty is None:
        return Found(UNKNOWN, _("Enter the amount."), shown)
    return Found(
        MET if planned.penalty <= most else UNMET,
        _("The ceiling is %(most)s (%(article)s).") % {"most": money_words(most), "article": cited(citation)},
        shown,
    )


COMPUTED: dict[str, Rule] = {
    "measure_actual_or_proposed": measure_of_another,
    "actual_measure": actual,
    "not_municipal": not_municipal,
    "not_chapter_4": not_chapter_4,
    "not_bid_protest": not_bid_protest,
    "not_ait_case": not_ait_case,
    "person_of_a_party": a_party,
    "three_year_bar": three_years,
    "incentives_bar": incentives,
    "parallel_proceedings": parallel,
    "one_forum": one_forum,
    "own_review_first": own_review,
    "nwpta_province": nwpta_sides,
    "not_joined_before": not_joined,
    "standing_for_person": standing,
    "on_behalf_of_person": behalf,
    "intervenor_cannot_appeal": no_intervenor,
    "committee_discussed": committee_met,
    "roster_rule": from_rosters,
    "no_conflict_of_interest": free_of_conflicts,
    "penalty_ceiling": under_ceiling,
}
