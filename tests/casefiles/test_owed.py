"""Whose the unit's standards and tasks are, and what stands on whose desk."""

from __future__ import annotations

import datetime as dt

from mobility.casefiles import actions, owed
from mobility.casefiles.models import Clock, Task
from tests.makers import Cast, later, make_complaint

TODAY = dt.date(2026, 11, 9)


def on_desk(user) -> str:
    return "".join(row for day in owed.by(owed.look(user, TODAY)) for row in day.rows)


def test_the_units_standards_are_owed_by_the_files_owner(cast: Cast):
    complaint = make_complaint()
    standards = Clock.objects.filter(file=complaint.file, owed_by="unit", stopped_on__isnull=True)
    assert set(standards.values_list("owed_by_user", flat=True)) == {None}
    actions.assign(complaint.file, to=cast.coordinator, by=cast.senior)
    assert set(standards.values_list("owed_by_user", flat=True)) == {cast.coordinator.pk}
    assert not Clock.objects.exclude(owed_by="unit").filter(owed_by_user__isnull=False).exists()


def test_a_standard_that_starts_later_is_owed_by_the_owner_of_then(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    assert complaint.file.clocks.get(rule="unit.resolve").owed_by_user == cast.coordinator
    assert complaint.file.reference in on_desk(cast.coordinator)


def test_who_gets_a_file_gets_what_is_owed_on_it_but_not_what_a_third_person_owes(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    file = complaint.file
    day = dt.date(2026, 11, 12)
    own = actions.add_task(file, what="own", by=cast.coordinator, due_on=day)
    third = actions.add_task(file, what="third", by=cast.coordinator, owed_by_user=cast.senior, due_on=day)
    done = actions.complete_task(actions.add_task(file, what="done", by=cast.coordinator), by=cast.coordinator)
    actions.assign(file, to=cast.colleague, by=cast.senior)
    owners = dict(Task.objects.filter(file=file).values_list("pk", "owed_by_user"))
    assert owners == {own.pk: cast.colleague.pk, third.pk: cast.senior.pk, done.pk: cast.coordinator.pk}
    assert file.clocks.get(rule="unit.resolve").owed_by_user == cast.colleague
    assert file.clocks.get(rule="unit.first_reply").owed_by_user == cast.coordinator, "met by who owned it then"
    assert file.reference not in on_desk(cast.coordinator)
    assert file.reference in on_desk(cast.colleague)


def test_a_restricted_file_is_on_no_desk_of_somebody_not_named(cast: Cast):
    complaint = make_complaint("accepted", by=cast.senior, in_danger=True)
    actions.add_task(complaint.file, what="x", by=cast.senior, owed_by_user=cast.colleague, due_on=later(3).date())
    assert on_desk(cast.colleague) == ""
    assert complaint.file.reference in on_desk(cast.senior)
