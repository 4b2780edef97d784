"""What is written anew does not take away what stood there: minutes of both kinds of meetings, items, positions."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from disputes import actions
from disputes.actions import committees
from disputes.actions.committees import Raised
from disputes.dispute_models import Dispute
from mobility.casefiles import personal
from mobility.law.days import today
from tests.disputes.makers import make_dispute
from tests.makers import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def minuted_twice(cast: Cast, dispute: Dispute) -> int:
    by = cast.coordinator
    meeting = actions.meet(dispute, side="joint", meets_on=today(), place="", agenda="", by=by)
    actions.minute(dispute, meeting=meeting.pk, minutes="Ontario agreed to look.", decisions="A list by June.", by=by)
    actions.minute(
        dispute, meeting=meeting.pk, minutes="Ontario agreed.", decisions="A list by May.", by=cast.colleague
    )
    return meeting.pk


def test_minutes_of_a_room_entered_again_keep_those_before(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    meeting = dispute.meetings.get(pk=minuted_twice(cast, dispute))
    newest, first = meeting.versions.all()
    assert (meeting.minutes, meeting.decisions) == ("Ontario agreed.", "A list by May.")
    assert (newest.number, newest.by, first.number, first.by) == (2, cast.colleague, 1, cast.coordinator)
    assert (first.minutes, first.decisions) == ("Ontario agreed to look.", "A list by June.")
    shown = desk.get(dispute.get_absolute_url()).text
    rooms = shown[shown.index('id="rooms"') : shown.index('id="requests"')]
    assert rooms.index("A list by May.") < rooms.index("Earlier versions") < rooms.index("A list by June.")
    assert "written anew (version 2)" in shown
    form = desk.get(reverse("disputes:act", args=[dispute.file.reference, "minute"]) + f"?meeting={meeting.pk}").text
    assert "Ontario agreed.</textarea>" in form


def test_the_same_words_sent_again_are_no_further_version(cast: Cast) -> None:
    dispute = make_dispute(cast)
    pk = minuted_twice(cast, dispute)
    actions.minute(dispute, meeting=pk, minutes="Ontario agreed.", decisions="A list by May.", by=cast.coordinator)
    assert dispute.meetings.get(pk=pk).versions.count() == 2


def test_a_partner_reads_the_last_minutes_and_that_they_were_changed(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    actions.let_in(dispute, office=cast.ontario, by=cast.coordinator)
    minuted_twice(cast, dispute)
    client.force_login(cast.ontario_partner)
    shown = client.get(reverse("partner_dispute", args=[dispute.file.reference])).text
    assert "A list by May." in shown
    assert "(version 2)" in shown
    assert cast.colleague.name not in shown


def test_every_version_goes_when_the_person_of_the_dispute_is_erased(cast: Cast) -> None:
    dispute = make_dispute(cast, "cfta-10b")
    meeting = dispute.meetings.get(pk=minuted_twice(cast, dispute))
    next(one for one in personal.KEEPERS if one.app == "disputes").erase(dispute.file)
    assert set(meeting.versions.values_list("minutes", "decisions")) == {("", "")}


def test_what_a_position_was_can_be_read_beside_what_it_is(desk: Client, cast: Cast) -> None:
    dispute, by = make_dispute(cast), cast.coordinator
    issue = actions.raise_issue(dispute, question="How long?", side="joint", by=by)
    for text in ("Twelve weeks at most.", "Eight weeks at most."):
        for what, party in (("position", dispute.replying), ("bottom_line", None)):
            said = {"text": f"{what}: {text}", "source": f"Letter on {text}"}
            actions.take_position(dispute, issue=issue.pk, what=what, party=party, by=by, **said)
    shown = desk.get(dispute.get_absolute_url()).text
    matrix = shown[shown.index('id="positions"') : shown.index('id="rooms"')]
    for what in ("position", "bottom_line"):
        assert matrix.index(f"{what}: Eight") < matrix.index(f"{what}: Twelve")
    assert matrix.count("Earlier versions") == 2


def test_minutes_and_items_of_a_committee_keep_what_they_said(desk: Client, cast: Cast) -> None:
    table = committees.open_committee(title="Working group", kind="forum", by=cast.senior)
    meeting = committees.plan_meeting(table, meets_on=today(), by=cast.senior)
    item = committees.raise_item(meeting, raised=Raised("The assessment"), by=cast.senior)
    committees.revise_item(meeting, item=item.pk, raised=Raised("The assessment", position="We ask."), by=cast.senior)
    committees.revise_item(
        meeting, item=item.pk, raised=Raised("The assessment", position="We insist."), by=cast.senior
    )
    committees.hold_meeting(meeting, by=cast.senior)
    committees.write_minutes(meeting, minutes="First words.", by=cast.senior)
    committees.write_minutes(meeting, minutes="Better words.", by=cast.coordinator)
    assert [(row.number, row.minutes, row.by) for row in meeting.versions.all()] == [
        (2, "Better words.", cast.coordinator),
        (1, "First words.", cast.senior),
    ]
    assert [row.position for row in item.versions.all()] == ["We insist.", "We ask.", ""]
    shown = desk.get(meeting.get_absolute_url()).text
    assert shown.index("Better words.") < shown.index("First words.")
    assert shown.index("We insist.") < shown.index("We ask.")
