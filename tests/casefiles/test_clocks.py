"""Which clocks start, stop, pause and are counted anew with which fact."""

from __future__ import annotations

import datetime as dt

from complaints import actions
from mobility.casefiles.models import Clock
from tests.makers import Cast, later, make_complaint


def running(complaint) -> dict[str, dt.date | None]:
    return dict(complaint.file.clocks.filter(stopped_on__isnull=True).values_list("rule", "due_on"))


def d(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


def test_filing_starts_the_first_reply_and_the_bodys_clocks(cast: Cast):
    complaint = make_complaint()  # 2 November; the application was received on 5 October
    # ten business days from 5 October, Thanksgiving on the 12th; seven calendar days from 2 November
    assert running(complaint) == {"lma.acknowledge": d(10, 20), "unit.first_reply": d(11, 9)}
    acknowledge = complaint.file.clocks.get(rule="lma.acknowledge")
    assert (acknowledge.owed_by, acknowledge.owed_by_office) == ("body", cast.body.office)
    assert (complaint.file.next_due_on, complaint.file.next_due_by) == (d(10, 20), "body")


def test_a_date_that_stops_a_clock_stops_it(cast: Cast):
    complaint = make_complaint(dates={"application_received": d(10, 5), "acknowledgement_sent": d(10, 30)})
    clock = complaint.file.clocks.get(rule="lma.acknowledge")
    assert (clock.stopped_on, clock.stopped_why, clock.was_met) == (d(10, 30), "acknowledgement_sent", False)


def test_a_corrected_date_moves_what_hangs_on_it_and_starts_it_again(cast: Cast):
    complaint = make_complaint(dates={"application_received": d(10, 5), "acknowledgement_sent": d(10, 19)})
    clock = complaint.file.clocks.get(rule="lma.acknowledge")
    assert clock.was_met is True
    actions.correct_date(
        complaint,
        fact="application_received",
        on=d(9, 28),
        said_by="document",
        reason="courier slip",
        by=cast.coordinator,
    )
    clock.refresh_from_db()
    assert (clock.started_on, clock.due_on, clock.was_met) == (d(9, 28), d(10, 13), False)
    assert Clock.objects.filter(file=complaint.file, rule="lma.acknowledge").count() == 1
    versions = complaint.dates.filter(fact="application_received").order_by("pk")
    assert [(row.on, row.said_by, row.holds) for row in versions] == [
        (d(10, 5), "worker", False),
        (d(9, 28), "document", True),
    ]


def test_a_question_pauses_our_own_standards_and_never_the_bodys(cast: Cast):
    complaint = make_complaint("needs_information")  # asked on 4 November
    clocks = {clock.rule: clock for clock in complaint.file.clocks.all()}
    assert clocks["unit.accept"].is_paused
    assert not clocks["lma.acknowledge"].is_paused
    assert clocks["unit.first_reply"].stopped_on == d(11, 4)
    assert clocks["unit.accept"].due_on == d(11, 12), "the 11th is Remembrance Day"
    actions.answer(complaint, text="On the fifth", at=later(7))  # 9 November
    accept = complaint.file.clocks.get(rule="unit.accept")
    assert not accept.is_paused
    assert accept.due_on == d(11, 16), "seven days and the five of the pause"
    assert [(pause.from_on, pause.until_on) for pause in accept.pauses.all()] == [(d(11, 4), d(11, 9))]
    assert complaint.file.clocks.get(rule="unit.worker_answer").stopped_on == d(11, 9)


def test_carrying_on_without_the_answer_runs_them_again(cast: Cast):
    complaint = make_complaint("needs_information")
    actions.carry_on(complaint, reason="no answer", by=cast.coordinator, at=later(20))
    assert not complaint.file.clocks.filter(paused_on__isnull=False).exists()


def test_an_outcome_stops_all_and_starts_the_time_to_object_closing_the_time_to_reopen(cast: Cast):
    complaint = make_complaint("resolved")  # on 5 November
    assert running(complaint) == {"unit.objection_window": d(11, 19)}
    assert (complaint.file.next_due_on, complaint.file.next_due_by) == (d(11, 19), "worker")
    assert complaint.file.clocks.get(rule="unit.resolve").stopped_on == d(11, 5)
    assert complaint.file.clocks.get(rule="lma.acknowledge").stopped_why == "closing_letter_sent"
    actions.close(complaint, by=cast.senior, at=later(18))
    assert set(running(complaint)) == {"unit.reopen_window"}
    assert complaint.file.clocks.get(rule="unit.objection_window").stopped_why == "file_closed"
    assert complaint.file.next_due_on is None


def test_reopening_starts_the_first_reply_anew_and_the_bodys_clocks_again(cast: Cast):
    complaint = make_complaint("reopened")
    assert running(complaint)["unit.first_reply"] == d(11, 30)  # seven days end on a Saturday
    assert complaint.file.clocks.filter(rule="unit.first_reply").count() == 2
    assert running(complaint)["lma.acknowledge"] == d(10, 20)
    assert complaint.file.clocks.get(rule="unit.reopen_window").stopped_on == d(11, 21)


def test_a_clock_that_was_stopped_keeps_its_explanation(cast: Cast):
    clock = make_complaint("accepted").file.clocks.get(rule="unit.first_reply")
    assert clock.explanation["due_on"] == clock.due_on.isoformat()


def test_another_provinces_body_is_never_judged_by_albertas_act(cast: Cast):
    from mobility.law.models import Jurisdiction

    complaint = make_complaint(
        direction="outbound",
        home=Jurisdiction.objects.get(pk="AB"),
        receiving=Jurisdiction.objects.get(pk="BC"),
        body=None,
        body_text="A body in British Columbia",
    )
    assert not [rule for rule in complaint.file.clocks.values_list("rule", flat=True) if rule.startswith("lma.")]
