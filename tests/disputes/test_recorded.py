"""A step recorded as made forgets no addressee, and what is wrong with who joins, what is owed and who is told is said."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from disputes import actions, briefing
from disputes.choices import AlbertaIs, PackId
from disputes.dispute_models import Dispute
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Clock
from mobility.law.days import today
from mobility.outbox.models import Mail
from tests.disputes.makers import OPENED, at_state, go, make_dispute, make_measure, place
from tests.disputes.test_pages import ready
from tests.makers import Cast

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


# ---- recorded as made -------------------------------------------------------------------------------------
def test_a_step_of_ours_recorded_as_made_lists_every_addressee_until_each_is_proved(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    notice = dispute.notices.get()
    assert notice.is_recorded
    assert notice.deliveries.count() == 14
    client.force_login(cast.coordinator)
    shown = client.get(dispute.get_absolute_url()).text
    assert "0 of 14 proved" in shown
    assert "14 are missing" in shown
    assert "Recorded as made by" in shown


def test_the_proof_of_a_recorded_step_moves_the_clocks_to_the_day_of_delivery_and_keeps_the_day_before(
    cast: Cast,
) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    clock = Clock.objects.get(file=dispute.file, rule="cfta.consultations_minimum")
    assert clock.due_on == OPENED + 120 * DAY
    one = dispute.notices.get().deliveries.get(party="ON")
    actions.deliver(dispute, deliveries=[one.pk], delivered_on=OPENED + 3 * DAY, proof="Receipt 7", by=cast.coordinator)
    clock.refresh_from_db()
    assert clock.due_on == OPENED + 123 * DAY
    before, after = dispute.facts.filter(fact="request_delivered_to_replying_party").order_by("pk")
    assert (before.holds, before.on, after.holds, after.on) == (False, OPENED, True, OPENED + 3 * DAY)
    assert after.reason == "Receipt 7"


def test_a_step_with_a_notice_on_its_way_is_not_recorded_past_it(cast: Cast) -> None:
    dispute = make_dispute(cast)
    ready(cast, dispute)
    with pytest.raises(Refused, match="on its way out"):
        go(dispute, "request_consultations", OPENED, cast.coordinator)


def test_what_another_government_serves_lists_nobody_of_ours(cast: Cast) -> None:
    dispute = make_dispute(
        cast, initiating=place("ON"), replying="AB", alberta=AlbertaIs.REPLYING, measure=make_measure(cast, "AB")
    )
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    assert not dispute.notices.exists()


# ---- who joins, what is paid --------------------------------------------------------------------------------
@pytest.mark.parametrize(("pack", "state"), [(PackId.CFTA_A, "panel_requested"), (PackId.NWPTA, "panel_requested")])
def test_the_same_intervenor_twice_is_refused_under_every_agreement(cast: Cast, pack: str, state: str) -> None:
    dispute = at_state(make_dispute(cast, pack), state)
    go(dispute, "intervene", OPENED, cast.coordinator, acting="any_party:SK")
    with pytest.raises(Refused, match="takes part already"):
        go(dispute, "intervene", OPENED + DAY, cast.coordinator, acting="any_party:SK")
    assert dispute.parties.count() == 1


def test_a_government_that_is_no_party_to_the_agreement_cannot_join(cast: Cast) -> None:
    dispute = at_state(make_dispute(cast, PackId.NWPTA), "panel_requested")
    with pytest.raises(Refused, match="not for them"):
        go(dispute, "intervene", OPENED, cast.coordinator, acting="any_party:ON")


def test_a_penalty_keeps_to_the_ceiling_where_one_was_read_and_says_so_where_none_was(cast: Cast) -> None:
    dispute = make_dispute(cast, PackId.NWPTA)
    verb, state = "order_penalty", "compliance_panel"
    with pytest.raises(Refused, match="ceiling"):
        go(at_state(dispute, state), verb, OPENED, cast.coordinator, penalty=Decimal(5_000_001))
    with pytest.raises(Refused, match="no less than nothing"):
        go(at_state(dispute, state), verb, OPENED, cast.coordinator, penalty=Decimal(-1))
    go(at_state(dispute, state), verb, OPENED, cast.coordinator, penalty=Decimal(5_000_000))
    assert Dispute.objects.get(pk=dispute.pk).penalty == 5_000_000
    other = at_state(make_dispute(cast), "compliance_panel")
    step = go(other, verb, OPENED, cast.coordinator, penalty=Decimal(9_000_000))
    assert step.guards["penalty_ceiling"]["state"] == "unknown"
    assert "unconfirmed" in step.guards["penalty_ceiling"]["found"]


# ---- who is told ------------------------------------------------------------------------------------------
def kinds_to(user: User) -> list[str]:
    return list(Mail.objects.filter(to=user.email).order_by("pk").values_list("kind", flat=True))


def test_whoever_takes_part_is_written_to_when_let_in_asked_invited_and_when_dates_move(cast: Cast) -> None:
    dispute, by = make_dispute(cast), cast.coordinator
    go(dispute, "request_consultations", OPENED, by)
    actions.let_in(dispute, office=cast.ontario, by=by)
    actions.let_in(dispute, office=cast.ministry, by=by)
    actions.give_task(dispute, office=cast.ministry, what="Figures", due_on=today(), by=by)
    actions.meet(dispute, side="alberta", meets_on=today(), place="", agenda="Our line", by=by)
    fact = dispute.facts.get(holds=True)
    actions.correct_date(dispute, fact=fact.pk, on=OPENED + DAY, reason="Receipt.", by=by)
    assert kinds_to(cast.ontario_partner) == ["dispute_room", "dispute_moved"]
    assert kinds_to(cast.ministry_partner) == ["dispute_room", "dispute_task", "dispute_meeting", "dispute_moved"]
    for mail in Mail.objects.filter(kind__startswith="dispute_"):
        assert f"/partner/disputes/{dispute.file.reference}/" in mail.text
        assert "Our line" not in mail.text


def test_whoever_was_shut_out_is_not_written_to(cast: Cast) -> None:
    dispute, by = make_dispute(cast), cast.coordinator
    actions.let_in(dispute, office=cast.ontario, by=by)
    seat = dispute.file.participants.get(office=cast.ontario)
    actions.shut_out(dispute, participant=seat.pk, reason="Settled.", by=by)
    actions.meet(dispute, side="joint", meets_on=today(), place="", agenda="", by=by)
    assert kinds_to(cast.ontario_partner) == ["dispute_room"]


def test_stale_parts_are_named_in_the_language_of_the_reader(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    made = actions.brief(dispute, language="fr", by=cast.coordinator)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    fresh = Dispute.objects.select_related("file").get(pk=dispute.pk)
    assert "Chronology" in briefing.stale(made.parts, briefing.parts(fresh, on=today(), language="fr"))
    client.force_login(cast.coordinator)
    assert "Chronology" in client.get(dispute.get_absolute_url()).text.partition('id="briefings"')[2]


@pytest.mark.parametrize("days", [0, -3])
def test_an_extension_takes_no_day_away(cast: Cast, days: int) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    go(dispute, "request_panel", OPENED + 120 * DAY, cast.coordinator)
    clock = Clock.objects.get(file=dispute.file, rule="cfta.initial_submission")
    with pytest.raises(Refused, match="at least one day"):
        actions.extend_by_agreement(
            dispute, clock=clock.pk, days=days, agreed_by="Both", reason="Talks.", by=cast.coordinator
        )
