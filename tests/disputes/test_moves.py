"""Every move, guard and date of the four packs, as tables; and the two panels of the past, replayed."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils.timezone import now

from disputes import actions, clocking, guards, moves, sides, tasks
from disputes.choices import AlbertaIs, Born, Lateness, MadeBy, MeasureKind, OutsidePartB, PackId
from disputes.dispute_models import Dispute
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Clock, Event
from mobility.law import packs as files
from mobility.law import rules
from mobility.law.days import today
from tests.disputes.makers import OPENED, at_state, go, make_dispute, make_measure, place, words_for
from tests.makers import Cast

pytestmark = pytest.mark.django_db
MOVES = [(name, move.verb) for name in PackId.values for move in files.pack(name).moves]
STATES = {name: [state.id for state in files.pack(name).states] for name in PackId.values}
#: Guards that need the file to be in a certain way, besides words.
ON = dt.date(2026, 10, 1)
LONG_AGO = dt.date(2022, 1, 3)
#: A day of a step under each pack, and one long before it: the former agreement is tried while it was in force.
DAYS = dict.fromkeys(PackId.values, ON) | {PackId.AIT.value: dt.date(2015, 10, 1)}
BEFORE = dict.fromkeys(PackId.values, LONG_AGO) | {PackId.AIT.value: dt.date(2011, 1, 3)}


def fit(cast: Cast, name: str, verb: str) -> Dispute:
    """A dispute on which the guards of this move are met as far as the file decides them."""
    dispute = make_dispute(cast, name, opened_on=BEFORE[name])
    move = moves.moves(moves.pack_of(name))[verb]
    Dispute.objects.filter(pk=dispute.pk).update(on_behalf="on_behalf_of_person" in move.guards or dispute.on_behalf)
    dispute.refresh_from_db()
    needed = {"own_review_first": "own_review_used", "answer_time_over": "person_request_received",
              "person_time_over": "deemed_refused"}  # fmt: skip
    for guard, fact in needed.items():
        if guard in move.guards:
            dispute.facts.create(fact=fact, on=BEFORE[name], at=dispute.file.opened_at)
    return dispute


@pytest.mark.parametrize(("name", "verb"), MOVES)
def test_each_move_is_made_from_each_of_its_states_and_from_no_other(cast: Cast, name: str, verb: str) -> None:
    move = moves.moves(moves.pack_of(name))[verb]
    dispute, on = fit(cast, name, verb), DAYS[name]
    for state in STATES[name]:
        if state in move.from_states:
            assert moves.refusal(moves.pack_of(name), state, verb) == ""
            continue
        assert moves.refusal(moves.pack_of(name), state, verb)
    closed = next(state for state in STATES[name] if state not in move.from_states)
    with pytest.raises(Refused, match="not possible"):
        go(at_state(dispute, closed), verb, on, cast.coordinator)
    here = at_state(dispute, move.from_states[-1])
    made = go(here, verb, on, cast.coordinator)
    expected = {moves.STAYS: move.from_states[-1], moves.PREVIOUS: move.from_states[-1]}.get(move.to, move.to)
    assert (made.before, made.after, here.file.status) == (move.from_states[-1], expected, expected)
    assert {row.fact for row in made.facts.all()} == set(move.facts_recorded)
    assert (here.file.closed_at is not None) == moves.states(moves.pack_of(name))[expected].final
    assert Event.objects.filter(file=here.file, kind="disputes.moved").exists()


@pytest.mark.parametrize("name", PackId.values)
def test_each_clock_of_a_move_is_counted_as_its_rule_says_or_has_no_date_where_no_number_was_read(
    cast: Cast, name: str
) -> None:
    library = rules.library()
    for move in moves.pack_of(name).moves:
        if not move.clocks_started:
            continue
        dispute = at_state(fit(cast, name, move.verb), move.from_states[0])
        on = DAYS[name]
        go(dispute, move.verb, on, cast.coordinator)
        started = {clock.rule: clock for clock in Clock.objects.filter(file=dispute.file)}
        asked_for_panel = any(row.fact in clocking.PANEL_ASKED for row in dispute.facts.all())
        for rule_id in move.clocks_started:
            rule = library.latest(rule_id)
            if rule.sense == clocking.BAR and not asked_for_panel:
                assert rule_id not in started
                continue
            clock = started[rule_id]
            assert clock.started_on == on
            assert clock.due_on == library.due(rule_id, on).due_on
            assert (clock.due_on is None) == (rule.days is None)
            assert clock.confidence == rule.confidence


# ---- guards: a row each ---------------------------------------------------------------------------------
def found(dispute: Dispute, verb: str, guard: str, *, on: dt.date = ON, party: str = "") -> guards.Checked:
    pack = moves.pack_of(dispute.pack)
    planned = guards.Planned(moves.moves(pack)[verb], on, party)
    return next(one for one in guards.check(dispute, pack, planned) if one.guard.id == guard)


@pytest.mark.parametrize(
    ("pack", "verb", "guard", "measure", "more"),
    [
        (PackId.CFTA_A, "request_consultations", "measure_actual_or_proposed", {"code": "SK"}, {}),
        (PackId.CFTA_B, "ask_own_government", "actual_measure", {"kind": MeasureKind.PROPOSED}, {}),
        (PackId.CFTA_B, "ask_own_government", "not_municipal", {"made_by": MadeBy.MUNICIPAL}, {}),
        (PackId.CFTA_B, "ask_own_government", "not_chapter_4", {"outside_part_b": OutsidePartB.CHAPTER_4}, {}),
        (PackId.CFTA_B, "ask_own_government", "not_bid_protest", {"outside_part_b": OutsidePartB.BID_PROTEST}, {}),
        (PackId.CFTA_B, "ask_own_government", "person_of_a_party", {}, {"person": None}),
        (PackId.NWPTA, "province_asks", "own_review_first", {"code": "BC"}, {}),
        (PackId.CFTA_A, "dismiss_for_standing", "on_behalf_of_person", {}, {}),
    ],
)
def test_a_bar_blocks_with_its_article_before_anything_is_sent(
    cast: Cast, pack: str, verb: str, guard: str, measure: dict[str, str], more: dict[str, object]
) -> None:
    code = measure.pop("code", "ON")
    dispute = make_dispute(cast, pack)
    Dispute.objects.filter(pk=dispute.pk).update(measure=make_measure(cast, code, **measure), **more)
    dispute.refresh_from_db()
    one = found(dispute, verb, guard)
    assert one.state == guards.UNMET
    assert one.blocks
    dispute = at_state(dispute, moves.moves(moves.pack_of(pack))[verb].from_states[0])
    with pytest.raises(Refused) as refused:
        go(dispute, verb, ON, cast.coordinator)
    assert one.guard.article in str(refused.value)
    assert not dispute.steps.exists()


def test_a_guard_on_an_unconfirmed_number_asks_a_person_and_never_blocks(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    early = found(dispute, "request_panel", "minimum_consultations_run", on=OPENED + dt.timedelta(days=20))
    assert (early.state, early.blocks, early.asks) == (guards.UNMET, False, True)
    later = found(dispute, "request_panel", "minimum_consultations_run", on=OPENED + dt.timedelta(days=120))
    assert (later.state, later.asks) == (guards.MET, True)  # confirmed with a source before it is sent
    with pytest.raises(Refused, match="person decides"):
        go(dispute, "request_panel", ON, cast.coordinator, words={"standing_for_person": "x"})


def test_the_second_forum_is_barred_once_the_first_has_begun(cast: Cast) -> None:
    measure = make_measure(cast, "BC")
    first = make_dispute(cast, PackId.NWPTA, measure=measure)
    second = make_dispute(cast, PackId.CFTA_A, measure=measure, replying="BC")
    assert found(second, "request_consultations", "one_forum").state == guards.MET
    first.facts.create(fact="own_review_used", on=OPENED, at=first.file.opened_at)
    go(first, "province_asks", OPENED, cast.coordinator)
    one = found(second, "request_consultations", "one_forum")
    assert one.blocks
    assert first.file.reference in one.found.sentence


def test_manitoba_is_a_party_to_the_western_agreement_only_since_it_joined(cast: Cast) -> None:
    dispute = make_dispute(cast, PackId.NWPTA, replying="MB", measure=make_measure(cast, "MB"))
    assert found(dispute, "province_asks", "nwpta_province", on=dt.date(2016, 12, 31)).state == guards.UNMET
    assert found(dispute, "province_asks", "nwpta_province", on=dt.date(2017, 1, 1)).state == guards.MET
    with pytest.raises(Refused, match="not a Party"):
        make_dispute(cast, PackId.NWPTA, replying="ON", measure=make_measure(cast))


def test_a_party_joins_once_and_late_only_when_a_person_decides(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    go(dispute, "join_consultations", OPENED + dt.timedelta(days=9), cast.coordinator, acting="any_party:BC")
    go(dispute, "join_consultations", OPENED + dt.timedelta(days=11), cast.coordinator, acting="any_party:SK")
    bc, sk = dispute.parties.order_by("pk")
    assert (bc.lateness, sk.lateness) == (Lateness.IN_TIME, Lateness.OPEN)
    assert sides.taking_part(dispute) == ["BC"]
    with pytest.raises(Refused, match="takes part already"):
        go(dispute, "join_consultations", OPENED + dt.timedelta(days=12), cast.coordinator, acting="any_party:BC")
    with pytest.raises(Refused, match="not for them"):
        go(dispute, "join_consultations", OPENED + dt.timedelta(days=12), cast.coordinator, acting="any_party:ON")
    assert dispute.file.tasks.filter(stopped_on__isnull=True, what__contains="late").count() == 1
    actions.decide_late(
        dispute, party=sk.pk, accept=True, reason="It told us by telephone in time.", by=cast.coordinator
    )
    assert sides.taking_part(Dispute.objects.get(pk=dispute.pk)) == ["BC", "SK"]
    assert not dispute.file.tasks.filter(stopped_on__isnull=True).exists()


# ---- the three-year bar ---------------------------------------------------------------------------------
def test_settled_in_consultations_bars_nothing_and_says_why(cast: Cast) -> None:
    measure = make_measure(cast)
    first = make_dispute(cast, measure=measure)
    go(first, "request_consultations", OPENED, cast.coordinator)
    go(first, "settle", OPENED + dt.timedelta(days=30), cast.coordinator, terms="The assessment is dropped.")
    assert first.file.closed_at is not None
    assert not Clock.objects.filter(file=first.file, stopped_on__isnull=True).exists()
    second = make_dispute(cast, measure=measure)
    bar = found(second, "request_consultations", "three_year_bar")
    assert bar.state == guards.MET
    assert "no panel was requested" in bar.found.facts[0][1]
    assert "1003.3" in bar.found.facts[0][1]


def test_settled_after_a_panel_request_bars_the_measure_for_three_years(cast: Cast) -> None:
    measure = make_measure(cast)
    first = make_dispute(cast, measure=measure, opened_on=dt.date(2025, 1, 6))
    go(first, "request_consultations", dt.date(2025, 1, 6), cast.coordinator)
    go(first, "request_panel", dt.date(2025, 5, 12), cast.coordinator)
    go(first, "settle", dt.date(2025, 6, 2), cast.coordinator)
    assert Clock.objects.get(file=first.file, rule="cfta.bar_after_settlement").due_on == dt.date(2028, 6, 2)
    second = make_dispute(cast, measure=measure)
    one = found(second, "request_consultations", "three_year_bar")
    assert one.blocks
    assert "2 June 2028" in one.found.sentence
    with pytest.raises(Refused, match=r"1003\.3"):
        go(second, "request_consultations", ON, cast.coordinator)
    third = make_dispute(cast, measure=make_measure(cast))
    assert found(third, "request_consultations", "three_year_bar").state == guards.MET


# ---- bad input ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("on", "words"),
    [
        (dt.date(2026, 3, 1), "opened on"),
        (dt.date(2099, 1, 1), "not come yet"),
        (None, "Give the day"),
    ],
)
def test_a_step_has_a_day_within_its_dispute(cast: Cast, on: dt.date | None, words: str) -> None:
    dispute = make_dispute(cast)
    with pytest.raises(Refused, match=words):
        go(dispute, "request_consultations", on, cast.coordinator)


def test_steps_are_entered_in_their_order(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED + dt.timedelta(days=10), cast.coordinator)
    with pytest.raises(Refused, match="in their order"):
        go(dispute, "begin_consulting", OPENED + dt.timedelta(days=9), cast.coordinator)


def test_no_clock_runs_under_an_agreement_not_in_force_that_day(cast: Cast) -> None:
    early = dt.date(2017, 6, 30)
    dispute = make_dispute(cast, opened_on=early)
    with pytest.raises(Refused, match="in force since"):
        go(dispute, "request_consultations", early, cast.coordinator)


@pytest.mark.parametrize(
    ("initiating", "replying", "alberta", "words"),
    [
        ("AB", "AB", AlbertaIs.INITIATING, "different"),
        ("BC", "ON", AlbertaIs.INITIATING, "does not fit"),
        ("BC", "AB", AlbertaIs.WATCHING, "one of the two sides"),
    ],
)
def test_the_two_sides_are_two_parties_and_albertas_part_fits(
    cast: Cast, initiating: str, replying: str, alberta: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        make_dispute(cast, initiating=place(initiating), replying=replying, alberta=alberta, born=Born.NOTICE)


def test_a_step_of_albertas_names_who_authorised_it(cast: Cast) -> None:
    dispute = make_dispute(cast)
    words = words_for(dispute, "request_consultations", OPENED)
    with pytest.raises(Refused, match="authorised"):
        actions.make_step(dispute, verb="request_consultations", on=OPENED, acting="initiating_party:AB", words=words,
                          by=cast.coordinator)  # fmt: skip


def test_settlement_after_the_report_is_a_decision_of_a_person(cast: Cast) -> None:
    dispute = at_state(make_dispute(cast), "report_issued")
    with pytest.raises(Refused, match="not possible"):
        go(dispute, "settle", ON, cast.coordinator)
    one = found(dispute, "settle_after_report", "person_decides_late_settlement")
    assert (one.asks, one.blocks) == (True, False)
    go(dispute, "settle_after_report", ON, cast.coordinator)
    assert dispute.file.status == "settled"


# ---- dates that change ----------------------------------------------------------------------------------
def test_a_corrected_date_moves_every_clock_that_hangs_on_it_and_the_old_value_stays(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    fact = dispute.facts.get(fact="request_delivered_to_replying_party")
    on = OPENED + dt.timedelta(days=2)
    actions.correct_date(dispute, fact=fact.pk, on=on, reason="The courier’s receipt says so.", by=cast.colleague)
    clocks = {clock.rule: clock for clock in Clock.objects.filter(file=dispute.file)}
    assert clocks["cfta.consultations_minimum"].due_on == on + dt.timedelta(days=120)
    assert clocks["cfta.join_consultations"].due_on == on + dt.timedelta(days=10)
    assert [row.on for row in dispute.facts.filter(fact=fact.fact).order_by("pk")] == [OPENED, on]
    event = Event.objects.get(file=dispute.file, kind="disputes.corrected")
    assert len(event.kept.facts["moved"]) == 2
    assert event.side == "joint"
    with pytest.raises(Refused, match="corrected already"):
        actions.correct_date(dispute, fact=fact.pk, on=on, reason="again", by=cast.colleague)


def test_a_suspension_stops_time_and_gives_every_day_back(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    asked = OPENED + dt.timedelta(days=120)
    go(dispute, "request_panel", asked, cast.coordinator)
    go(dispute, "suspend", asked + dt.timedelta(days=5), cast.coordinator)
    standing = Clock.objects.get(file=dispute.file, rule="cfta.initial_submission")
    assert (standing.paused_on, dispute.file.status) == (asked + dt.timedelta(days=5), "suspended")
    go(dispute, "resume", asked + dt.timedelta(days=25), cast.coordinator)
    again = Clock.objects.get(file=dispute.file, rule="cfta.initial_submission")
    assert dispute.file.status == "panel_requested"
    assert (again.paused_on, again.due_on) == (None, asked + dt.timedelta(days=45 + 20))
    assert sum(row["days"] for row in again.explanation["pauses"]) == 20


def test_time_is_extended_by_agreement_where_no_text_rules_it_out(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    go(dispute, "request_panel", OPENED + dt.timedelta(days=120), cast.coordinator)
    clock = Clock.objects.get(file=dispute.file, rule="cfta.initial_submission")
    due = clock.due_on
    actions.extend_by_agreement(
        dispute, clock=clock.pk, days=14, agreed_by="Both sides", reason="Holidays.", by=cast.coordinator
    )
    clock.refresh_from_db()
    assert clock.due_on == due + dt.timedelta(days=14)
    joining = Clock.objects.get(file=dispute.file, rule="cfta.join_consultations")
    with pytest.raises(Refused):
        actions.extend_by_agreement(dispute, clock=joining.pk, days=1, agreed_by="x", reason="x", by=cast.coordinator)


def test_the_joining_window_ends_by_itself(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    joining = Clock.objects.get(file=dispute.file, rule="cfta.join_consultations")
    assert (joining.stopped_why, joining.stopped_on) == ("ran_out", OPENED + dt.timedelta(days=10))


# ---- the past -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "precedent", [row for row in files.precedents() if row["pack"] == "ait"], ids=lambda row: row["id"]
)
def test_the_panels_of_the_past_come_out_of_the_clock(cast: Cast, precedent: dict[str, object]) -> None:
    initiating = str(precedent["initiating"])
    person = "person" in initiating
    dispute = make_dispute(
        cast,
        PackId.AIT,
        initiating=place("QC" if person else initiating),
        replying=str(precedent["replying"]),
        alberta=AlbertaIs.WATCHING,
        measure=make_measure(cast, str(precedent["replying"])),
        opened_on=dt.date(2010, 1, 4),
    )
    for move in precedent["moves"]:  # type: ignore[attr-defined]
        on = files.date_or_none(move["on"])
        go(dispute, move["verb"], on, cast.coordinator)
    for expected in precedent["expect"]:  # type: ignore[attr-defined]
        clock = Clock.objects.get(file=dispute.file, rule=expected["rule"])
        assert clock.started_on == expected["start"]
        assert clock.due_on == expected["due"]
        assert clock.stopped_on == expected["due"]  # the report came on the very day


def test_the_night_lets_rights_end_whose_time_is_over(cast: Cast) -> None:
    dispute = make_dispute(cast, opened_on=today() - dt.timedelta(days=30))
    go(dispute, "request_consultations", today() - dt.timedelta(days=9), cast.coordinator)
    joining = Clock.objects.get(file=dispute.file, rule="cfta.join_consultations")
    assert joining.stopped_on is None
    version = dispute.file.version
    with time_machine.travel(now() + dt.timedelta(days=3)):
        tasks.run_out(0)
    joining.refresh_from_db()
    assert (joining.stopped_why, joining.stopped_on) == ("ran_out", joining.due_on)
    assert Event.objects.filter(file=dispute.file, kind="disputes.lapsed", actor_user__isnull=True).count() == 1
    dispute.file.refresh_from_db()
    assert dispute.file.version == version
