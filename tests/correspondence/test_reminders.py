"""Bodies are reminded by themselves: before, on and after the day of a request, once each, and only while it is open."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from complaints.models import Complaint
from mobility.accounts.models import OfficeContact
from mobility.casefiles.models import Event
from mobility.correspondence import actions, reminders
from mobility.correspondence.models import Request, RequestReminder
from mobility.law.days import ZONE
from mobility.outbox.models import Mail
from tests.complaints.door import text
from tests.makers import ask_body, later, make_complaint

pytestmark = pytest.mark.django_db
#: The request of the fixture is due on Thursday 19 November 2026.
DUE = dt.date(2026, 11, 19)


def on(day: int) -> dt.datetime:
    return dt.datetime(2026, 11, day, 9, 30, tzinfo=ZONE)


def kinds() -> list[str]:
    return list(
        Mail.objects.filter(kind__in=("body-reminder", "body-overdue")).order_by("pk").values_list("kind", flat=True)
    )


def test_the_ladder_is_data_and_each_stage_is_told_once(asked: Request):
    assert asked.due_on == DUE
    told = {day: reminders.sweep(on(day)) for day in range(10, 31)}
    assert {day for day, count in told.items() if count} == {16, 19, 20, 26}
    assert kinds() == ["body-reminder", "body-reminder", "body-overdue", "body-overdue"]
    assert list(RequestReminder.objects.order_by("pk").values_list("stage", flat=True)) == [
        "before-3",
        "on",
        "after-1",
        "after-5",
    ]
    assert sum(reminders.sweep(on(19)) for _again in range(2)) == 0


def test_it_is_on_the_file_by_nobody_and_overtakes_nobody(asked: Request, complaint: Complaint, cast):
    version = asked.file.version
    reminders.sweep(on(19))
    event = Event.objects.get(kind="correspondence.chased")
    assert (event.actor_user, event.audience, event.kept.facts["stage"]) == (None, [asked.participant_id], "on")
    asked.file.refresh_from_db()
    assert asked.file.version == version
    desk = Client()
    desk.force_login(cast.senior)
    assert "was reminded by itself" in text(desk.get(complaint.get_absolute_url()))


def test_only_registered_addresses_are_written_to(asked: Request):
    OfficeContact.objects.filter(office=asked.office).update(is_active=False)
    asked.office.__class__.objects.filter(pk=asked.office.pk).update(email="desk@body.example.org")
    asked.participant.refresh_from_db()
    reminders.sweep(on(19))
    assert set(Mail.objects.filter(kind="body-reminder").values_list("to", flat=True)) == {"desk@body.example.org"}


def test_an_office_without_any_address_leaves_no_trace_of_a_reminder(asked: Request):
    OfficeContact.objects.filter(office=asked.office).delete()
    asked.office.__class__.objects.filter(pk=asked.office.pk).update(email="")
    assert reminders.sweep(on(19)) == 0
    assert not Event.objects.filter(kind="correspondence.chased").exists()


@pytest.mark.parametrize("ended", ["answered", "revoked", "consent", "closed"])
def test_what_is_over_reminds_nobody(asked: Request, cast, ended: str):
    if ended == "answered":
        said = {"category": "duplicate", "text": "In May.", "name": "R."}
        actions.answer(asked, by=asked.participant, **said, at=on(12))
    elif ended == "revoked":
        actions.revoke(asked, reason="Solved", by=cast.senior, at=on(12))
    elif ended == "consent":
        asked.file.consents.update(withdrawn_at=on(12))
    else:
        asked.file.__class__.objects.filter(pk=asked.file_id).update(closed_at=on(12))
    assert sum(reminders.sweep(on(day)) for day in range(12, 30)) == 0


def test_more_time_begins_the_ladder_anew(asked: Request, cast):
    reminders.sweep(on(19))
    actions.extend(asked, due_on=dt.date(2026, 11, 26), reason="They asked", by=cast.senior, at=on(19))
    told = {day: reminders.sweep(on(day)) for day in range(19, 28)}
    assert {day for day, count in told.items() if count} == {23, 26, 27}


def test_staff_still_remind_by_hand(asked: Request, cast):
    reminders.sweep(on(19))
    actions.chase(asked, by=cast.senior, at=on(19))
    assert kinds() == ["body-reminder", "body-reminder"]


def test_offices_that_sign_in_are_told_of_their_page_and_no_link_is_made(cast):
    complaint = make_complaint("accepted", by=cast.senior)
    ask_body(complaint, by=cast.senior, at=later(3), due_on=DUE)
    reminders.sweep(on(19))
    mail = Mail.objects.get(kind="body-reminder", to=cast.registrar.email)
    assert Request.objects.get().get_absolute_url() in mail.text
    assert "/r/" not in mail.text


@pytest.mark.parametrize("many", [1, 6])
def test_looking_costs_the_same_however_many_wait(cast, many, django_assert_num_queries):
    for _number in range(many):
        ask_body(make_complaint("accepted", by=cast.senior), by=cast.senior, at=later(3), due_on=DUE)
    reminders.stages(reminders.LADDER)
    with django_assert_num_queries(3):
        assert len(list(reminders.waiting(DUE))) == many
