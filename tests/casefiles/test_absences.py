"""Away until, covered by: what is on whose desk follows from the dates alone, and returns by itself."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest

from mobility.accounts.refusals import Refused
from mobility.casefiles import absences, actions, feeds, owed, reminders
from mobility.casefiles.models import Absence, Reminder
from mobility.law.days import ZONE
from mobility.outbox.models import Mail
from tests.makers import Cast, later, make_complaint, make_file

NOON = later(0)
TODAY = NOON.date()  # Monday 2 November 2026


def on(day: int) -> dt.date:
    return dt.date(2026, 11, day)


def go(user, *, first: int = 2, last: int = 6, cover, by=None, at=NOON) -> Absence:
    return actions.go_away(user, from_on=on(first), until_on=on(last), covered_by=cover, by=by or user, at=at)


def desk(user, day: int) -> str:
    return "".join(row for group in owed.by(owed.look(user, on(day))) for row in group.rows)


def task(cast: Cast, **fields):
    file = make_file(owner=cast.coordinator, **fields)
    return actions.add_task(file, what="Call back", by=cast.coordinator, due_on=on(5), at=NOON)


def test_what_is_owed_shows_on_the_covers_desk_from_the_first_to_the_last_day(cast: Cast):
    reference = task(cast).file.reference
    go(cast.coordinator, first=3, last=5, cover=cast.colleague)
    assert [reference in desk(cast.colleague, day) for day in (2, 3, 5, 6)] == [False, True, True, False]
    assert "for Carla Coordinator" in desk(cast.colleague, 4)
    assert all(reference in desk(cast.coordinator, day) for day in (2, 4, 6)), "and never leaves one's own"


def test_who_comes_back_early_has_it_alone_again(cast: Cast):
    reference = task(cast).file.reference
    go(cast.coordinator, cover=cast.colleague)
    actions.come_back(cast.coordinator, by=cast.coordinator, at=later(1))
    assert reference not in desk(cast.colleague, 3)
    events = Absence.pgh_event_model.objects.order_by("pgh_id")
    assert list(events.values_list("pgh_label", "ended_on")) == [("insert", None), ("update", on(3))]


def test_standards_of_their_files_are_covered_too(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    go(cast.coordinator, cover=cast.colleague)
    assert complaint.file.reference in desk(cast.colleague, 4)


def test_of_restricted_files_only_that_there_are_some(cast: Cast):
    complaint = make_complaint("accepted", by=cast.senior, in_danger=True)
    go(cast.senior, cover=cast.colleague)
    looking = owed.look(cast.colleague, on(4))
    assert complaint.file.reference not in desk(cast.colleague, 4)
    assert owed.out_of_sight(looking) == [(cast.senior, 1)]
    actions.name(complaint.file, user=cast.colleague, by=cast.senior, reason="covers")
    assert complaint.file.reference in desk(cast.colleague, 4)
    assert owed.out_of_sight(owed.look(cast.colleague, on(4))) == []


def test_reminders_go_to_the_cover_and_the_next_one_back(cast: Cast):
    task(cast)
    go(cast.coordinator, last=4, cover=cast.colleague)
    for day, hour in ((4, 9), (4, 10), (5, 9)):
        reminders.sweep(dt.datetime(2026, 11, day, hour, tzinfo=ZONE))
    rows = list(Reminder.objects.order_by("pk").values_list("stage", "to__name"))
    assert rows == [("before-1", "Colin Colleague"), ("on", "Carla Coordinator")]
    assert list(Mail.objects.filter(kind="staff-due").order_by("pk").values_list("to", flat=True)) == [
        cast.colleague.email,
        cast.coordinator.email,
    ]


def test_a_reminder_of_a_restricted_file_stays_with_who_is_named_on_it(cast: Cast):
    file = make_file(owner=cast.coordinator)
    actions.restrict(file, to=[cast.coordinator], by=cast.coordinator, reason="x")
    actions.add_task(file, what="x", by=cast.coordinator, due_on=on(5), at=NOON)
    go(cast.coordinator, cover=cast.colleague)
    reminders.sweep(dt.datetime(2026, 11, 5, 9, tzinfo=ZONE))
    assert Reminder.objects.get().to == cast.coordinator


def test_the_calendar_holds_what_one_covers_while_it_lasts(cast: Cast):
    reference = task(cast).file.reference
    go(cast.coordinator, cover=cast.colleague)

    def calendar(day: int) -> str:
        content = feeds.calendar(cast.colleague, today=on(day), link=str, at=NOON)
        return " ".join(str(event["summary"]) for event in icalendar.Calendar.from_ical(content).walk("VEVENT"))

    assert reference in calendar(4)
    assert reference not in calendar(7)


def test_a_cover_who_is_away_is_covered_and_two_who_cover_each_other_are_not(cast: Cast):
    go(cast.coordinator, cover=cast.colleague)
    go(cast.colleague, cover=cast.senior)
    cover = absences.on(on(4))
    assert cover.stand_in(cast.coordinator.pk) == cover.stand_in(cast.colleague.pk) == cast.senior.pk
    assert cover.covered_by(cast.senior.pk) == sorted([cast.coordinator.pk, cast.colleague.pk])
    go(cast.senior, cover=cast.coordinator)
    cover = absences.on(on(4))
    assert [cover.stand_in(user.pk) for user in (cast.coordinator, cast.senior)] == [
        cast.coordinator.pk,
        cast.senior.pk,
    ]


def test_whoever_covers_is_told_once(cast: Cast):
    go(cast.coordinator, cover=cast.colleague)
    mail = Mail.objects.get(kind="staff-cover")
    assert (mail.to, mail.subject) == (
        cast.colleague.email,
        "You cover for Carla Coordinator, 2 November 2026 to 6 November 2026",
    )


@pytest.mark.parametrize(
    ("first", "last", "cover"), [(6, 2, "colleague"), (2, 6, "coordinator"), (2, 6, "registrar"), (2, 6, "director")]
)
def test_days_the_wrong_way_round_and_covers_who_could_not_act_are_refused(cast: Cast, first, last, cover):
    with pytest.raises(Refused):
        go(cast.coordinator, first=first, last=last, cover=getattr(cast, cover))
    assert not Absence.objects.exists()


def test_one_absence_at_a_time_and_the_next_one_after_it(cast: Cast):
    go(cast.coordinator, cover=cast.colleague)
    with pytest.raises(Refused, match="away until 6 November 2026"):
        go(cast.coordinator, first=9, last=10, cover=cast.senior)
    go(cast.coordinator, first=9, last=10, cover=cast.senior, at=later(6))
    assert Absence.objects.filter(ended_on__isnull=True).get().covered_by == cast.senior
