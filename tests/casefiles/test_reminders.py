"""Who is reminded of what, when; and that nobody is reminded twice."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints import actions as complaints
from mobility.casefiles import actions, reminders
from mobility.casefiles.models import Reminder, Task
from mobility.law.days import ZONE
from mobility.outbox.models import Mail
from tests.makers import Cast, later, make_complaint, make_file


def on(month: int, day: int) -> dt.datetime:
    return dt.datetime(2026, month, day, 9, 30, tzinfo=ZONE)


def rows() -> list[tuple[str, str]]:
    return [
        (row.clock.rule if row.clock else "task", row.stage)
        for row in Reminder.objects.select_related("clock").order_by("pk")
    ]


def test_stages_are_business_days_of_the_rule_pack(db):
    plan = reminders.stages()
    assert plan.offsets == (-5, -1, 0, 1, 5)
    due = dt.date(2026, 11, 16)  # a Monday; the 11th is Remembrance Day
    days = [plan.day(due, offset) for offset in plan.offsets]
    assert [day.day for day in days] == [6, 13, 16, 17, 23]
    began = dt.date(2026, 10, 1)
    reached = {
        day: plan.reached(due, began, dt.date(2026, 11, day)) for day in (5, 6, 9, 10, 12, 13, 15, 16, 17, 24, 25, 26)
    }
    assert reached == {5: None, 6: -5, 9: -5, 10: -5, 12: None, 13: -1, 15: -1, 16: 0, 17: 1, 24: 5, 25: 5, 26: None}
    assert plan.reached(due, dt.date(2026, 11, 10), dt.date(2026, 11, 10)) is None, "not of what began after the stage"


def test_the_owner_is_told_once_per_stage_by_reference_only(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    actions.add_task(complaint.file, what="Call Wanda", by=cast.coordinator, due_on=dt.date(2026, 11, 16), at=later(2))
    before = Mail.objects.count()
    assert reminders.sweep(on(11, 16)) == 1
    assert reminders.sweep(on(11, 16)) == 0
    assert rows() == [("task", "on")]
    mail = Mail.objects.order_by("-pk")[0]
    assert (Mail.objects.count() - before, mail.to, mail.kind) == (1, cast.coordinator.email, "staff-due")
    assert f"{complaint.file.reference}: Mon 16 Nov" in mail.text
    for word in ("Wanda", "Call", "CLPNA", "complaint"):
        assert word not in mail.text + mail.subject
    assert reminders.sweep(on(11, 17)) == 1
    assert rows() == [("task", "on"), ("task", "after-1")]


def test_a_missed_day_is_made_up_for_with_the_newest_stage_only(cast: Cast):
    file = make_file(owner=cast.coordinator)
    actions.add_task(file, what="x", by=cast.coordinator, due_on=dt.date(2026, 11, 16), at=later(0))
    reminders.sweep(on(11, 18))
    assert rows() == [("task", "after-1")]


def test_one_mail_a_day_for_all_of_it(cast: Cast):
    for _ in range(3):
        actions.add_task(make_file(owner=cast.coordinator), what="x", by=cast.coordinator, due_on=dt.date(2026, 11, 16))
    Task.objects.update(added_at=later(0))
    assert reminders.sweep(on(11, 16)) == 3
    assert Mail.objects.filter(kind="staff-due").count() == 1
    assert Mail.objects.get(kind="staff-due").subject == "What is due: 3 on 16 November 2026"


def test_the_bodys_time_limit_is_brought_before_the_owner(cast: Cast):
    complaint = make_complaint("screening", by=cast.coordinator, dates={"application_received": dt.date(2026, 10, 28)})
    assert complaint.file.clocks.get(rule="lma.acknowledge").due_on == dt.date(2026, 11, 12)
    reminders.sweep(on(11, 12))
    assert ("lma.acknowledge", "on") in rows()
    assert Reminder.objects.get(clock__rule="lma.acknowledge").to == cast.coordinator


def test_the_workers_own_limit_is_for_the_worker_alone(cast: Cast):
    make_complaint("screening", by=cast.coordinator, review_by=dt.date(2026, 11, 20))
    reminders.sweep(on(11, 19))
    row = Reminder.objects.get(clock__owed_by="worker")
    assert (row.stage, row.to, row.to_worker) == ("before-1", None, True)
    mail = Mail.objects.get(kind="your-date")
    assert (mail.to, "20 November 2026" in mail.text) == ("wanda@example.net", True)
    reminders.sweep(on(11, 23))
    assert not Reminder.objects.filter(clock__owed_by="worker", stage__startswith="after").exists()


def test_a_worker_who_may_only_be_telephoned_is_not_written_to(cast: Cast):
    complaint = make_complaint(
        "screening",
        by=cast.coordinator,
        review_by=dt.date(2026, 11, 20),
        person={"name": "W", "email": "w@example.net", "phone": "1", "channels": ["phone"]},
    )
    reminders.sweep(on(11, 20))
    reminders.sweep(on(11, 20))
    assert not Mail.objects.filter(kind="your-date").exists()
    assert Task.objects.filter(file=complaint.file, what__startswith="Remind the worker of a date").count() == 1


def test_a_question_the_worker_left_open_comes_back_to_the_owner(cast: Cast):
    make_complaint("needs_information", by=cast.coordinator)  # to be answered by 18 November
    reminders.sweep(on(11, 18))
    assert Mail.objects.filter(kind="question-reminder", to="wanda@example.net").count() == 1
    reminders.sweep(on(11, 19))
    assert Reminder.objects.get(clock__rule="unit.worker_answer", stage="after-1").to == cast.coordinator


def test_paused_stopped_and_closed_are_left_in_peace(cast: Cast):
    make_complaint("needs_information", by=cast.coordinator)
    make_complaint("closed", by=cast.coordinator)
    for day in range(2, 30):
        reminders.sweep(on(11, day))
    assert {rule for rule, _stage in rows()} <= {"unit.worker_answer", "lma.acknowledge"}


def test_an_extended_date_is_reminded_anew(cast: Cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    clock = complaint.file.clocks.get(rule="unit.resolve")
    assert clock.due_on == dt.date(2027, 1, 13)
    at = dt.datetime(2027, 1, 13, 9, tzinfo=ZONE)
    assert reminders.sweep(at) == 1
    complaints.extend(complaint, clock=clock, days=7, authority="senior", reason="x", by=cast.senior, at=at)
    assert reminders.sweep(dt.datetime(2027, 1, 20, 9, tzinfo=ZONE)) == 1


def test_two_runs_at_once_write_once(cast: Cast):
    file = make_file(owner=cast.coordinator)
    task = actions.add_task(file, what="x", by=cast.coordinator, due_on=dt.date(2026, 11, 16), at=later(0))
    due = reminders.Due(file, "on", dt.date(2026, 11, 16), 0, task=task)
    assert reminders.remind(cast.coordinator, [due], on(11, 16)) == 1
    assert reminders.remind(cast.coordinator, [due], on(11, 16)) == 0
    assert Mail.objects.filter(kind="staff-due").count() == 1


@pytest.mark.parametrize("reminded", ["director"])
def test_the_directors_question_is_brought_before_who_decides(cast: Cast, reminded: str):
    complaint = make_complaint("accepted", by=cast.coordinator)
    complaints.escalate(complaint, question="x", options="x", recommendation="x", by=cast.coordinator, at=later(2))
    reminders.sweep(on(11, 12))
    assert Reminder.objects.get(clock__rule="unit.director_decision").to == cast.by_role[reminded]
