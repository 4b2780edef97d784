"""The moves on the page of a file: what is offered when, what its forms say, what comes back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import actions
from complaints.choices import Status
from mobility.accounts.kept import forget
from mobility.casefiles.models import Clock
from mobility.law.models import Jurisdiction
from tests.complaints.door import sentences, text
from tests.makers import later, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings, time_machine):
    settings.MFA_REQUIRED = False
    time_machine.move_to(later(4))


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.coordinator)
    return client


def path(complaint, verb: str = "") -> str:
    return f"/desk/complaints/{complaint.file.reference}/{verb}"


def send(desk, complaint, verb: str, **said):
    complaint.file.refresh_from_db()
    return desk.post(path(complaint, f"{verb}/"), {"version": complaint.file.version, **said})


@pytest.mark.parametrize("status", Status.values)
def test_the_page_offers_what_makes_sense_now_in_every_status(desk, cast, status):
    complaint = make_complaint(status, by=cast.senior)
    page = desk.get(path(complaint)).content.decode()
    offered = {
        verb
        for verb in ("propose", "conclude", "close", "decline", "refer", "merge", "escalate", "decide")
        if f"/{verb}/" in page
    }
    table = {
        "proposal": {"conclude", "refer", "decline", "merge", "escalate"},
        "accepted": {"propose", "conclude", "refer", "decline", "merge", "escalate"},
        "with_body": {"propose", "conclude", "refer", "decline", "merge", "escalate"},
        "resolved": {"close", "merge", "escalate"},
        "not_resolved": {"close", "merge", "escalate"},
    }
    is_open = complaint.file.is_open
    assert offered == table.get(status, {"decline", "refer", "merge", "escalate"} if is_open else set())


def test_the_letter_is_there_to_be_read_and_goes_with_what_was_chosen(desk, cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    page = desk.get(path(complaint, "conclude/"))
    letter = page.context["forms"]["conclude"]["letter"].value()
    assert "The result: [result]." in letter
    assert letter.rstrip().endswith("Carla Coordinator\nLabour Mobility office")
    assert send(desk, complaint, "conclude", outcome="explained", letter=letter).status_code == 302
    said = text(desk.get(path(complaint)))
    assert "The result: explained and accepted." in said
    assert "Resolved" in said


def test_blanks_come_back_with_what_was_typed(desk, cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    response = send(desk, complaint, "conclude", outcome="explained", letter="Because of [your reason].")
    assert response.status_code == 422
    assert sentences(response) == ["Fill in what stands in square brackets: [your reason]"]
    assert "Because of [your reason]." in response.content.decode()


def test_a_provisional_finding_keeps_the_file_open(desk, cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    ground = complaint.grounds.get()
    assert send(desk, complaint, "find", ground=ground.pk, finding="founded", reasoning="No letter").status_code == 302
    assert "the body may comment until" in text(desk.get(path(complaint)))
    response = send(desk, complaint, "conclude", outcome="registered", letter="x")
    assert response.status_code == 409
    assert "is provisional: the body may comment until 23 November 2026" in sentences(response)[0]
    assert desk.get(path(complaint, f"comment/?ground={ground.pk}")).status_code == 200
    said = {"ground": ground.pk, "text": "We lost it.", "on_day": "6", "on_month": "11", "on_year": "2026"}
    assert send(desk, complaint, "comment", **said).status_code == 302
    assert "We lost it." in text(desk.get(path(complaint)))
    assert send(desk, complaint, "conclude", outcome="registered", letter="x").status_code == 302


def test_refer_and_decline_say_what_is_missing(desk, cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    response = send(desk, complaint, "refer", leaves="consent", letter="x")
    assert set(sentences(response)) == {"Say to which office.", "Say under what the file goes along."}
    letter = desk.get(path(complaint, "decline/")).context["forms"]["decline"]["letter"].value()
    assert "[reason]" in letter
    assert send(desk, complaint, "decline", doubt="abroad", letter=letter).status_code == 302
    assert "Once a province has certified you, you are covered here" in text(desk.get(path(complaint)))


def test_merge_finds_the_other_by_its_number(desk, cast):
    complaint, other, hidden = make_complaint(), make_complaint(), make_complaint(in_danger=True)
    for into in (hidden.file.reference, "nonsense"):
        assert sentences(send(desk, complaint, "merge", into=into)) == ["There is no such complaint that you may see."]
    assert sentences(send(desk, complaint, "merge", into=complaint.file.reference)) == [
        "A complaint cannot be merged into itself."
    ]
    assert send(desk, complaint, "merge", into=other.file.reference.removeprefix("LM-").lower()).status_code == 302
    assert other.file.reference in text(desk.get(path(complaint)))
    assert complaint.file.reference in text(desk.get(path(other)))


def test_the_director_finds_the_question_on_the_file_and_on_the_desk(desk, cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    said = {"question": "Report it?", "options": "Yes\nNo", "recommendation": "Yes"}
    assert send(desk, complaint, "escalate", **said).status_code == 302
    desk.force_login(cast.director)
    assert complaint.file.reference[3:] in text(desk.get("/desk/"))
    assert "Report it?" in text(desk.get(path(complaint)))
    assert send(desk, complaint, "decide", answer="Yes", reasons="Six cases").status_code == 302
    assert "The Director decided" in text(desk.get(path(complaint)))


def test_a_mark_for_dispute_shows_on_the_file_and_in_the_list(desk, cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    send(desk, complaint, "mark_for_dispute", reason="Third case this year")
    assert "Third case this year" in text(desk.get(path(complaint)))
    assert "Dispute" in text(desk.get("/desk/complaints/"))


# ---- clocks -------------------------------------------------------------------------------------------


def test_a_clock_is_extended_where_its_rule_allows_it(desk, cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    clocks = {clock.rule: clock for clock in complaint.file.clocks.filter(stopped_on__isnull=True)}
    page = desk.get(path(complaint)).content.decode()
    assert f"/extend/?clock={clocks['unit.resolve'].pk}" in page
    assert f"/extend/?clock={clocks['lma.acknowledge'].pk}" not in page
    said = {"clock": clocks["unit.resolve"].pk, "days": "7", "authority": "Senior 1", "reason": "Illness"}
    assert send(desk, complaint, "extend", **said).status_code == 302
    assert Clock.objects.get(pk=said["clock"]).due_on == dt.date(2027, 1, 20)
    refused = send(desk, complaint, "extend", **{**said, "clock": clocks["lma.acknowledge"].pk})
    assert sentences(refused) == ["No text that was read allows this time limit to be extended."]


def test_where_dates_differ_the_clock_shows_both_and_stores_neither(desk, cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    said = {
        "fact": "application_received",
        "said_by": "body",
        "reason": "Their stamp",
        "on_day": "13",
        "on_month": "10",
        "on_year": "2026",
    }
    assert send(desk, complaint, "date", **said).status_code == 302
    clock = complaint.file.clocks.get(rule="lma.acknowledge")
    assert (clock.started_on, clock.due_on) == (dt.date(2026, 10, 5), dt.date(2026, 10, 20)), "the worker's still holds"
    page = desk.get(path(complaint))
    told = page.context["versions"][clock.pk]
    assert {(row.said_by, row.due_on, row.holds) for row in told} == {
        ("worker", dt.date(2026, 10, 20), True),
        ("body", dt.date(2026, 10, 27), False),
    }
    assert "In dispute" in text(page)
    found = {**said, "said_by": "finding", "reason": "The stamp is clear", "holds": "on"}
    assert send(desk, complaint, "date", **found).status_code == 302
    clock.refresh_from_db()
    assert clock.due_on == dt.date(2026, 10, 27)


def test_a_question_to_the_worker_pauses_no_clock_of_law(cast):
    complaint = make_complaint(
        "needs_information",
        dates={"application_received": dt.date(2026, 10, 28), "application_complete": dt.date(2026, 10, 30)},
    )
    paused = dict(complaint.file.clocks.filter(stopped_on__isnull=True).values_list("rule", "paused_on"))
    assert {rule for rule, on in paused.items() if on} == {"unit.accept"}
    assert {"lma.acknowledge", "lma.decide"} <= paused.keys()


@pytest.mark.parametrize(("place", "known"), [("BC", False), ("QC", False), ("ON", True)])
def test_a_body_elsewhere_runs_on_its_own_rules_or_has_no_confirmed_limit(desk, cast, place, known):
    complaint = make_complaint(
        "screening",
        by=cast.coordinator,
        direction="outbound",
        home=Jurisdiction.objects.get(pk="AB"),
        receiving=Jurisdiction.objects.get(pk=place),
        body=None,
        body_text="A body elsewhere",
        dates={"application_received": dt.date(2026, 10, 5), "application_complete": dt.date(2026, 10, 5)},
    )
    rules = set(complaint.file.clocks.values_list("rule", flat=True))
    assert not {rule for rule in rules if rule.startswith("lma.")}
    assert bool({rule for rule in rules if rule.startswith(f"{place.lower()}.")}) or not known
    said = text(desk.get(path(complaint)))
    assert ("No confirmed time limit." in said) == (not known)


# ---- how often the page asks ----------------------------------------------------------------------------


def test_the_page_asks_the_same_with_all_of_it_on_it(desk, cast):
    def asked(complaint, *, kept: bool = False) -> int:
        if not kept:
            cache.clear()
            forget()
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(path(complaint)).status_code == 200
        return len(captured)

    bare = make_complaint("accepted", by=cast.coordinator)
    asked(bare)
    full = make_complaint("proposal", by=cast.coordinator)
    actions.escalate(full, question="x", options="x", recommendation="x", by=cast.coordinator)
    actions.mark_for_dispute(full, reason="x", by=cast.coordinator)
    for _ in range(5):
        actions.merge(make_complaint(), into=full, by=cast.coordinator)
    actions.correct_date(
        full,
        fact="application_received",
        on=dt.date(2026, 10, 1),
        said_by="body",
        reason="x",
        holds=False,
        by=cast.coordinator,
    )
    assert asked(full) <= asked(bare) + 2, "one for the decision, one for the proposal"
    assert asked(bare) <= 25
    assert asked(full, kept=True) <= 22, "the others are asked by a process that has just begun, and kept from then on"
