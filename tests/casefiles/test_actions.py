"""What anybody may do to a file of any kind: what changed, what history says, what is refused and why."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import connection

from complaints.management.commands import check_copies
from mobility.casefiles import accesslog, actions
from mobility.casefiles.choices import Priority
from mobility.casefiles.errors import Overtaken, Refused
from mobility.casefiles.models import AccessLog, CaseFile, Clock, Event, Task
from mobility.casefiles.primitives import lock, next_reference, redue, reference_numbers
from tests.makers import RECEIVED, Cast, later, make_complaint, make_file


def history(file: CaseFile) -> list[str]:
    """Kinds of the file's events, without their app."""
    return [kind.split(".")[1] for kind in file.events.order_by("seq").values_list("kind", flat=True)]


# ---- references and locks ---------------------------------------------------------------------------


def test_references_run_by_the_year_the_file_was_opened_in(cast: Cast):
    assert next_reference(dt.date(2026, 12, 31)) == "LM-2026-000001"
    assert next_reference(dt.date(2027, 1, 1)) == "LM-2027-000001"
    assert next_reference(dt.date(2026, 5, 1)) == "LM-2026-000002"
    assert (reference_numbers(2026), reference_numbers(2027), reference_numbers(2028)) == (2, 1, 0)


def test_the_year_of_a_reference_is_the_year_in_alberta(cast: Cast):
    assert make_file(at=dt.datetime(2027, 1, 1, 5, tzinfo=dt.UTC)).reference == "LM-2026-000001"


def test_a_stale_form_is_overtaken_and_changes_nothing(cast: Cast):
    file = make_file()
    opened = file.version
    actions.note(file, text="First", by=cast.coordinator, version=opened)
    with pytest.raises(Overtaken) as refused:
        actions.note(file, text="Second", by=cast.colleague, version=opened)
    assert refused.value.version == file.version == opened + 1
    assert "Nothing was overwritten" in str(refused.value)
    assert history(file) == ["noted"]


def test_lock_shows_the_newest_state(cast: Cast):
    file = make_file()
    stale = CaseFile.objects.get(pk=file.pk)
    actions.set_priority(file, priority=Priority.HIGH, by=cast.coordinator)
    assert stale.priority == Priority.NORMAL
    lock(stale)
    assert (stale.priority, stale.version) == (Priority.HIGH, file.version)


# ---- verbs ------------------------------------------------------------------------------------------


def test_note(cast: Cast):
    file = make_file()
    event = actions.note(file, text="Called back", by=cast.coordinator, at=RECEIVED)
    assert (event.kept.facts, event.actor_user, event.at, event.audience) == (
        {"text": "Called back"},
        cast.coordinator,
        RECEIVED,
        [],
    )


def test_add_and_complete_task(cast: Cast):
    file = make_file()
    task = actions.add_task(file, what="Call", by=cast.coordinator, due_on=dt.date(2026, 11, 5), at=RECEIVED)
    assert (task.owed_by, task.owed_by_user, file.next_due_on, file.next_due_by, file.next_due_what) == (
        "unit",
        cast.coordinator,
        dt.date(2026, 11, 5),
        "unit",
        "task",
    )
    actions.complete_task(task, by=cast.colleague, at=dt.datetime(2026, 11, 5, 5, 30, tzinfo=dt.UTC))
    assert (task.stopped_on, task.done_by) == (dt.date(2026, 11, 4), cast.colleague), "a date of law is Alberta's"
    actions.complete_task(task, by=cast.coordinator)
    assert history(file) == ["task_added", "task_done"]
    file.refresh_from_db()
    assert (file.next_due_on, file.next_due_by) == (None, "")


def test_assign(cast: Cast):
    file = make_file()
    actions.assign(file, to=cast.coordinator, by=cast.coordinator, reason="mine")
    actions.assign(file, to=cast.colleague, by=cast.coordinator)
    with pytest.raises(Refused, match="You may not do this"):
        actions.assign(file, to=cast.senior, by=cast.coordinator)
    with pytest.raises(Refused, match="Aude Auditor does not work on files"):
        actions.assign(file, to=cast.auditor, by=cast.senior)
    actions.assign(file, to=None, by=cast.senior)
    assert [event.kept.facts for event in file.events.order_by("seq")] == [
        {"from": None, "to": cast.coordinator.pk, "reason": "mine"},
        {"from": cast.coordinator.pk, "to": cast.colleague.pk, "reason": ""},
        {"from": cast.colleague.pk, "to": None, "reason": ""},
    ]


def test_a_closed_file_keeps_its_owner_and_priority(cast: Cast):
    file = make_complaint("closed").file
    before = history(file)
    with pytest.raises(Refused, match="This file is closed"):
        actions.assign(file, to=cast.coordinator, by=cast.senior)
    with pytest.raises(Refused, match="This file is closed"):
        actions.set_priority(file, priority=Priority.LOW, by=cast.senior)
    assert history(file) == before


def test_set_priority_says_from_what_to_what(cast: Cast):
    file = make_file()
    actions.set_priority(file, priority=Priority.URGENT, by=cast.coordinator, reason="job")
    assert file.events.get().kept.facts == {"from": 3, "to": 1, "reason": "job"}
    with pytest.raises(ValueError, match="9"):
        actions.set_priority(file, priority=9, by=cast.coordinator)


def test_hold_and_unhold(cast: Cast):
    file = make_file()
    actions.hold(file, reason="court", by=cast.coordinator, at=RECEIVED)
    assert (file.held_at, file.held_by, file.hold_reason) == (RECEIVED, cast.coordinator, "court")
    actions.unhold(file, reason="over", by=cast.coordinator)
    assert (file.held_at, file.held_by, file.hold_reason) == (None, None, "")
    assert history(file) == ["held", "unheld"]


# ---- time -------------------------------------------------------------------------------------------


def test_extend_clock_within_what_the_rule_allows(cast: Cast):
    file = make_complaint(dates={"application_complete": dt.date(2026, 11, 2)}).file
    clock = file.clocks.get(rule="lma.decide")
    before = clock.due_on
    with pytest.raises(Refused, match="10 more days at most"):
        actions.extend_clock(clock, days=11, authority="Minister", reason="x", by=cast.coordinator)
    with pytest.raises(Refused, match="who extended it, and why"):
        actions.extend_clock(clock, days=5, authority=" ", reason="x", by=cast.coordinator)
    actions.extend_clock(clock, days=5, authority="Minister", reason="x", by=cast.coordinator)
    clock.refresh_from_db()
    assert clock.due_on > before
    assert clock.explanation["due_on"] == clock.due_on.isoformat()
    with pytest.raises(Refused, match="5 more days at most"):
        actions.extend_clock(clock, days=6, authority="Minister", reason="x", by=cast.coordinator)
    extended = file.events.get(kind="casefiles.clock_extended").kept.facts
    assert (extended["days"], extended["from"], extended["to"]) == (5, before.isoformat(), clock.due_on.isoformat())


def test_a_clock_nobody_may_extend_is_not_extended(cast: Cast):
    clock = make_complaint().file.clocks.get(rule="lma.acknowledge")
    with pytest.raises(Refused, match="No text that was read"):
        actions.extend_clock(clock, days=1, authority="x", reason="y", by=cast.coordinator)


def test_a_stopped_clock_is_not_extended(cast: Cast):
    file = make_complaint("accepted").file
    with pytest.raises(Refused, match="has stopped"):
        actions.extend_clock(
            file.clocks.get(rule="unit.first_reply"), days=1, authority="x", reason="y", by=cast.coordinator
        )


def test_check_due_finds_what_no_longer_agrees(cast: Cast, capsys):
    for status in ("received", "needs_information", "accepted", "closed", "reopened", "withdrawn"):
        actions.add_task(make_complaint(status).file, what="x", by=cast.senior, due_on=later(3).date())
    call_command("check_due")
    call_command("check_copies")
    assert capsys.readouterr().out == "6 files, 0 wrong\n0 wrong\n"
    file = CaseFile.objects.filter(closed_at=None).first()
    CaseFile.objects.filter(pk=file.pk).update(next_due_on=dt.date(2030, 1, 1))
    with pytest.raises(SystemExit):
        call_command("check_due")
    out = capsys.readouterr().out
    assert out.startswith(f"{file.reference}: says ")
    assert "by 2030-01-01" in out
    assert out.endswith("6 files, 1 wrong\n")
    redue(file)
    call_command("check_due")
    assert check_copies.wrong() == []


def test_a_paused_clock_is_not_what_is_due(cast: Cast):
    complaint = make_complaint("needs_information", dates={}, body=None, receiving=None)
    paused = Clock.objects.filter(file=complaint.file, paused_on__isnull=False)
    assert list(paused.values_list("rule", flat=True)) == ["unit.accept"]
    assert (complaint.file.next_due_by, complaint.file.next_due_what) == ("worker", "unit.worker_answer")


# ---- the access log ---------------------------------------------------------------------------------


def test_the_access_log_keeps_who_did_what_and_cuts_what_is_long(cast: Cast):
    file = make_file()
    accesslog.log("searched", user=cast.coordinator, detail="x" * 400)
    accesslog.log("opened", user=cast.coordinator, file=file)
    assert list(AccessLog.objects.order_by("id").values_list("user", "file", "kind", "detail")) == [
        (cast.coordinator.pk, None, "searched", "x" * 300),
        (cast.coordinator.pk, file.pk, "opened", ""),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableoid::regclass::text FROM casefiles_accesslog")
        (partition,) = cursor.fetchone()
    assert partition.startswith("casefiles_accesslog_2")


# ---- refusals ---------------------------------------------------------------------------------------


def test_what_is_refused_leaves_no_trace(cast: Cast):
    file = make_file()
    for act in (
        lambda: actions.note(file, text="x", by=cast.auditor),
        lambda: actions.add_task(file, what="x", by=cast.registrar),
        lambda: actions.hold(file, reason="x", by=cast.stranger),
        lambda: actions.set_priority(file, priority=1, by=cast.administrator),
    ):
        with pytest.raises(Refused, match="You may not do this"):
            act()
    file.refresh_from_db()
    assert (file.version, file.last_seq, Event.objects.count(), Task.objects.count()) == (0, 0, 0, 0)
