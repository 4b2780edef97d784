"""A number of an agreement changes from a day on, by two people; open disputes it touches are counted anew."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from disputes import actions
from disputes.rule_models import RuleChange
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Clock, Event
from mobility.law import rules
from mobility.law.loading import load_law
from tests.disputes.makers import OPENED, go, make_dispute
from tests.makers import Cast

pytestmark = pytest.mark.django_db
RULE = "cfta.consultations_minimum"
SAID = {
    "rule_id": RULE,
    "confidence": "V",
    "source": "https://cfta-alec.ca/cfta-agreement",
    "reason": "Read in the text.",
}


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


def test_a_number_confirmed_from_the_text_is_counted_on_open_disputes(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    change = actions.propose_change(**SAID, days=90, by=cast.coordinator)
    assert Clock.objects.get(file=dispute.file, rule=RULE).due_on == OPENED + dt.timedelta(days=120)
    with pytest.raises(Refused):
        actions.decide_change(change, approve=True, by=cast.coordinator)
    done = actions.decide_change(change, approve=True, by=cast.senior)
    assert done.touched == [dispute.file.reference]
    clock = Clock.objects.get(file=dispute.file, rule=RULE)
    assert (clock.due_on, clock.confidence) == (OPENED + dt.timedelta(days=90), "V")
    event = Event.objects.get(file=dispute.file, kind="disputes.recounted")
    assert event.kept.facts["moved"] == [
        {
            "rule": RULE,
            "from": (OPENED + dt.timedelta(days=120)).isoformat(),
            "to": (OPENED + dt.timedelta(days=90)).isoformat(),
        }
    ]
    load_law()
    assert rules.latest(RULE).days == 90  # what was decided here outlives the next release of the pack


def test_a_new_number_from_a_day_on_leaves_what_began_before(cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    since = OPENED + dt.timedelta(days=30)
    change = actions.propose_change(**SAID, days=60, effective_from=since, by=cast.coordinator)
    actions.decide_change(change, approve=True, by=cast.senior)
    assert Clock.objects.get(file=dispute.file, rule=RULE).due_on == OPENED + dt.timedelta(days=120)
    later = make_dispute(cast, opened_on=since)
    go(later, "request_consultations", since, cast.coordinator)
    assert Clock.objects.get(file=later.file, rule=RULE).due_on == since + dt.timedelta(days=60)


def test_one_change_at_a_time_and_nobody_decides_on_their_own(cast: Cast) -> None:
    change = actions.propose_change(**SAID, days=90, by=cast.senior)
    with pytest.raises(Refused, match="waits for a decision"):
        actions.propose_change(**SAID, days=91, by=cast.coordinator)
    with pytest.raises(Refused, match="their own"):
        actions.decide_change(change, approve=True, by=cast.senior)
    actions.decide_change(change, approve=False, by=cast.director)
    assert rules.latest(RULE).days == 120
    with pytest.raises(Refused, match="decided already"):
        actions.decide_change(change, approve=True, by=cast.director)


def test_the_page_shows_each_number_how_sure_it_is_and_what_rests_on_it(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    client.force_login(cast.coordinator)
    page = client.get(reverse("disputes:rules")).text
    assert dispute.file.reference[3:] in page
    answer = client.post(
        reverse("disputes:change_rule", args=[RULE]),
        {"days": "100", "confidence": "V", "source": SAID["source"], "reason": "Read."},
    )
    assert answer.status_code == 302
    change = RuleChange.objects.get()
    assert client.post(reverse("disputes:decide_rule", args=[change.pk]), {"answer": "approve"}).status_code == 404
    client.force_login(cast.senior)
    assert client.post(reverse("disputes:decide_rule", args=[change.pk]), {"answer": "approve"}).status_code == 302
    assert rules.latest(RULE).days == 100
    assert client.get(reverse("disputes:change_rule", args=["no.such_rule"])).status_code == 404
