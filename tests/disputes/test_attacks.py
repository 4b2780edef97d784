"""What people do to a dispute that nobody planned: other people's numbers, two tabs, strange dates, hostile words, and closed doors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from complaints import casefile
from disputes import actions, plan
from disputes.choices import AlbertaIs, Born, PackId
from disputes.dispute_models import Dispute
from disputes.room_models import Position, RoomMeeting
from disputes.step_forms import StepForm
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles.choices import Mark, ScanState, Sensitivity
from mobility.casefiles.models import CaseFile, Clock, DocumentVersion, Message, Task
from mobility.law.days import today
from tests.disputes.makers import OPENED, go, make_dispute, make_measure, words_for
from tests.disputes.test_pages import date_parts
from tests.makers import Cast, make_complaint, make_document

pytestmark = pytest.mark.django_db

#: Larger than any number PostgreSQL keeps.
HUGE = "99999999999999999999999"
HOSTILE = "É « à l’œuvre » 🧭 <script>alert(1)</script> {{ 1 }} %s ‮" + "x" * 50


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def dispute(cast: Cast) -> Dispute:
    """In consultations; the health ministry on Alberta’s side, Ontario in the joint room."""
    made = make_dispute(cast)
    go(made, "request_consultations", OPENED, cast.coordinator)
    actions.let_in(made, office=cast.ministry, by=cast.coordinator)
    actions.let_in(made, office=cast.ontario, by=cast.coordinator)
    return made


def version(dispute: Dispute) -> int:
    return CaseFile.objects.get(pk=dispute.pk).version


def act(client: Client, dispute: Dispute, verb: str, **said: Any) -> Any:
    address = reverse("disputes:act", args=[dispute.file.reference, verb])
    return client.post(address, {"version": version(dispute), **said})


# ---- other people's numbers ------------------------------------------------------------------------------
def test_numbers_of_another_dispute_change_nothing(desk: Client, cast: Cast, dispute: Dispute) -> None:
    other = make_dispute(cast)
    go(other, "request_consultations", OPENED, cast.coordinator)
    notice = actions.draft(other, verb="settle", kind="notice_settlement", language="en", by=cast.coordinator)
    actions.let_in(other, office=cast.ontario, by=cast.coordinator)
    theirs = {
        "fact": other.facts.get().pk,
        "clock": other.file.clocks.first().pk,  # type: ignore[union-attr]
        "participant": other.file.participants.get(office=cast.ontario).pk,
        "issue": actions.raise_issue(other, question="Which?", side="joint", by=cast.coordinator).pk,
        "meeting": actions.meet(other, side="joint", meets_on=today(), place="", agenda="", by=cast.coordinator).pk,
        "document": make_document(other.file, by=cast.coordinator).document_id,
        "notice": notice.pk,
    }
    DocumentVersion.objects.update(scan_state=ScanState.CLEAN)
    before = (version(other), version(dispute))
    for row in (theirs, dict.fromkeys(theirs, HUGE), dict.fromkeys(theirs, "-1")):
        tries = [
            act(desk, dispute, "correct", fact=row["fact"], reason="x", **date_parts("on", OPENED)),
            act(desk, dispute, "extend", clock=row["clock"], days=3, agreed_by="x", reason="x"),
            act(desk, dispute, "shut_out", participant=row["participant"], reason="x"),
            act(desk, dispute, "take_position", issue=row["issue"], what="interest", text="x", source="x"),
            act(desk, dispute, "minute", meeting=row["meeting"], minutes="x"),
            act(desk, dispute, "open_paper", document=row["document"], side="joint"),
            act(desk, dispute, "withdraw_notice", notice=row["notice"], reason="x"),
            act(desk, dispute, "ask_review", notice=row["notice"], reviewer=cast.senior.pk),
            act(desk, dispute, "delivered", notice=row["notice"], deliveries=[1], proof="x", **date_parts("delivered_on", OPENED)),
            act(desk, dispute, "declare", panellist=row["notice"], **date_parts("declared_on", OPENED)),
            act(desk, dispute, "leave", panellist=row["notice"], reason="x", **date_parts("on", OPENED)),
            act(desk, dispute, "drop_source", source=row["notice"], reason="x"),
            act(desk, dispute, "decide_late", party=row["notice"], accept="yes", reason="x"),
            act(desk, dispute, "task_done", task=row["notice"]),
        ]  # fmt: skip
        assert {answer.status_code for answer in tries} <= {404, 409, 422}
    for name in ("notice", "serve"):
        assert desk.get(reverse(f"disputes:{name}", args=[dispute.file.reference, notice.pk])).status_code == 404
        assert desk.post(reverse(f"disputes:{name}", args=[dispute.file.reference, notice.pk])).status_code == 404
    assert (version(other), version(dispute)) == before


def test_partners_cannot_use_numbers_that_are_not_theirs(client: Client, cast: Cast, dispute: Dispute) -> None:
    inner = actions.raise_issue(dispute, question="Alberta alone?", side="alberta", by=cast.coordinator)
    secret = actions.raise_issue(dispute, question="The unit alone?", side="", by=cast.coordinator)
    task = actions.give_task(dispute, office=cast.ministry, what="Figures", due_on=today(), by=cast.coordinator)
    address = reverse("partner_dispute", args=[dispute.file.reference])
    client.force_login(cast.ontario_partner)
    for said in (
        {"verb": "say", "side": "alberta", "text": "Let me in"},
        {"verb": "say", "side": "", "text": "Nowhere"},
        {"verb": "position", "issue": inner.pk, "text": "x"},
        {"verb": "position", "issue": secret.pk, "text": "x"},
        {"verb": "position", "issue": HUGE, "text": "x"},
        {"verb": "done", "task": task.pk, "text": "x"},
        {"verb": "done", "task": HUGE, "text": "x"},
        {"verb": "done", "task": "\x00", "text": "x"},
        {"verb": "say", "side": "joint", "text": "a\x00b"},
    ):
        assert client.post(address, said).status_code in (409, 422)
    assert client.post(address, {"verb": "shut_out"}).status_code == 404
    assert not Message.objects.exists()
    assert not Position.objects.exists()


# ---- addresses ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("bad", ["%00", "a%00b", HUGE, "%F0%9F%A7%AD", "%E9", "9999-99-99", "0001-01-01", "9999-12-31"])
def test_no_address_breaks_a_page(desk: Client, cast: Cast, dispute: Dispute, bad: str) -> None:
    plan_of = reverse("disputes:plan", args=[dispute.file.reference])
    for address in (
        *(f"{reverse('disputes:list')}?{name}={bad}" for name in ("q", "state", "phase", "pack", "party")),
        *(f"{plan_of}?{fact}={bad}" for fact, _label, _known in plan.changeable(dispute)),
        f"{reverse('disputes:precedents')}?with={bad}",
        f"{reverse('disputes:new')}?from={bad}&measure={bad}",
        reverse("disputes:act", args=[dispute.file.reference, "correct"]) + f"?fact={bad}",
        reverse("disputes:act", args=[dispute.file.reference, "delivered"]) + f"?notice={bad}",
        f"/desk/disputes/{bad}/",
        f"/desk/disputes/rules/{bad}/",
    ):
        assert desk.get(address).status_code in (200, 400, 404), address


# ---- two tabs, twice ------------------------------------------------------------------------------------
def test_a_step_made_in_another_tab_leaves_what_was_typed(desk: Client, cast: Cast, dispute: Dispute) -> None:
    address = reverse("disputes:step", args=[dispute.file.reference, "settle"])
    said = {"version": version(dispute), "acting": "disputing_parties:AB", "authorised_by": "Minister", "note": "keep me",
            "terms": "Dropped.", **{f"guard_{guard}": "So it is." for guard in words_for(dispute, "settle", None)},
            **date_parts("on", OPENED + dt.timedelta(days=1))}  # fmt: skip
    go(dispute, "settle", OPENED + dt.timedelta(days=1), cast.coordinator, terms="Dropped.")
    for _ in range(2):
        answer = desk.post(address, said)
        assert answer.status_code == 409
        assert "keep me" in answer.text
    assert dispute.steps.count() == 2
    led = desk.get(address, follow=True)
    assert led.redirect_chain
    assert "not possible while" in led.text


def test_a_notice_changed_in_one_tab_and_withdrawn_in_another_keeps_the_words(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    notice = actions.draft(
        dispute, verb="request_consultations", kind="notice_consultations", language="en", by=cast.coordinator
    )
    seen = version(dispute)
    actions.withdraw(dispute, notice=notice.pk, reason="Another way.", by=cast.coordinator)
    address = reverse("disputes:notice", args=[dispute.file.reference, notice.pk])
    answer = desk.post(address, {"version": seen, "language": "en", "item_0": "What I wrote"})
    assert answer.status_code == 409
    assert "What I wrote" in answer.text
    assert "not at that point any more" in desk.get(address, follow=True).text


def test_the_same_form_sent_twice_is_done_once(desk: Client, cast: Cast, dispute: Dispute) -> None:
    seen = version(dispute)
    for verb, said in (
        ("say", {"side": "joint", "text": "Once"}),
        ("raise_issue", {"question": "Once?", "side": "joint"}),
        ("meet", {"side": "joint", **date_parts("meets_on", today())}),
    ):
        seen = version(dispute)
        address = reverse("disputes:act", args=[dispute.file.reference, verb])
        assert desk.post(address, {"version": seen, **said}).status_code == 302
        assert desk.post(address, {"version": seen, **said}).status_code == 409
    assert (Message.objects.count(), dispute.issues.count(), RoomMeeting.objects.count()) == (1, 1, 1)


def test_a_dispute_opened_twice_by_the_same_form_is_one(desk: Client, cast: Cast) -> None:
    measure = make_measure(cast)
    said = {"title": "Alberta and Ontario", "pack": PackId.CFTA_A, "alberta": AlbertaIs.INITIATING, "initiating": "AB",
            "case_of": "governments", "replying": "ON", "born": Born.NOTICE, "measure": measure.pk,
            **date_parts("opened_on", today())}  # fmt: skip
    assert desk.post(reverse("disputes:new"), said).status_code == 302
    again = desk.post(reverse("disputes:new"), said)
    assert again.status_code == 422
    assert Dispute.objects.get().file.reference in again.text


# ---- strange dates --------------------------------------------------------------------------------------
def test_a_settlement_cannot_be_complied_with_before_it_is_made_nor_in_a_hundred_years(
    desk: Client, cast: Cast, dispute: Dispute
) -> None:
    address = reverse("disputes:step", args=[dispute.file.reference, "settle"])
    on = OPENED + dt.timedelta(days=20)
    for day in (OPENED, dt.date(2199, 12, 31), dt.date(1900, 1, 1)):
        answer = desk.post(
            address,
            {"version": version(dispute), "acting": "disputing_parties:AB", "authorised_by": "Minister", "terms": "x",
             **date_parts("on", on), **date_parts("comply_by", day)},
        )  # fmt: skip
        assert answer.status_code in (409, 422), day
        assert "id_comply_by" in answer.text or "comply" in answer.text
    with pytest.raises(Refused):
        go(dispute, "settle", on, cast.coordinator, terms="x", comply_by=OPENED)
    assert dispute.steps.count() == 1


def test_hostile_days_of_a_step_are_refused_in_words(desk: Client, cast: Cast, dispute: Dispute) -> None:
    address = reverse("disputes:step", args=[dispute.file.reference, "settle"])
    for parts in (
        {"on_day": "31", "on_month": "2", "on_year": "2026"},
        {"on_day": "1", "on_month": "1", "on_year": "1900"},
        {"on_day": "1", "on_month": "1", "on_year": "2199"},
        {"on_day": HUGE, "on_month": "x", "on_year": "🧭"},
        {"on_day": "\x00", "on_month": "1", "on_year": "2026"},
        {},
    ):
        answer = desk.post(address, {"version": version(dispute), "acting": "x", "authorised_by": "y", **parts})
        assert answer.status_code == 422
    assert dispute.steps.count() == 1


# ---- words ----------------------------------------------------------------------------------------------
def test_long_and_strange_words_stand_on_every_page(client: Client, cast: Cast, dispute: Dispute) -> None:
    long = (HOSTILE + " ") * 200
    long = long[:19_900]
    by = cast.coordinator
    actions.say(dispute, side="joint", text=long, by=by)
    issue = actions.raise_issue(dispute, question=HOSTILE[:300], side="joint", by=by)
    for what in ("interest", "bottom_line"):
        actions.take_position(dispute, issue=issue.pk, what=what, text=long, source=HOSTILE, by=by)
    meeting = actions.meet(dispute, side="joint", meets_on=today(), place=HOSTILE, agenda=long, by=by)
    actions.minute(dispute, meeting=meeting.pk, minutes=long, decisions=long, by=by)
    client.force_login(by)
    answer = act(client, dispute, "revise", title=HOSTILE[:200], summary=long, harm=long, provisions=[], lead="")
    assert answer.status_code == 302, answer.text[:500]
    for address in (dispute.get_absolute_url(), reverse("disputes:list")):
        shown = client.get(address).text
        assert "<script>alert" not in shown
        assert "É « à l’œuvre » 🧭" in shown
    assert act(client, dispute, "brief", language="fr").status_code == 302
    notice = actions.draft(
        make_dispute(cast), verb="request_consultations", kind="notice_consultations", language="fr", by=by
    )
    texts = [long for _row in notice.contents]
    other = notice.dispute
    actions.reword(other, notice=notice.pk, contents=texts, language="fr", by=by)
    actions.ask_review(other, notice=notice.pk, reviewer=cast.senior, by=by)
    back = actions.give_back(other, notice=notice.pk, remark=long, by=cast.senior)
    assert back.remark == long
    actions.ask_review(other, notice=notice.pk, reviewer=cast.senior, by=by)
    assert actions.approve(other, notice=notice.pk, by=cast.senior).document is not None
    client.force_login(cast.ontario_partner)
    theirs = client.get(reverse("partner_dispute", args=[dispute.file.reference])).text
    assert "<script>alert" not in theirs


def test_too_long_words_come_back_with_the_page(desk: Client, cast: Cast, dispute: Dispute) -> None:
    assert act(desk, dispute, "say", side="joint", text="x" * 20_001).status_code == 422
    assert act(desk, dispute, "revise", title="x" * 201, summary="x").status_code == 422
    assert act(desk, dispute, "say", side="joint", text="a\x00b").status_code == 422


# ---- two languages --------------------------------------------------------------------------------------
def test_a_task_begun_in_one_language_is_done_in_the_other(cast: Cast, dispute: Dispute) -> None:
    other = make_dispute(cast)
    notice = actions.draft(
        other, verb="request_consultations", kind="notice_consultations", language="en", by=cast.coordinator
    )
    actions.reword(other, notice=notice.pk, contents=["x"] * len(notice.contents), language="en", by=cast.coordinator)
    with translation.override("fr"):
        actions.ask_review(other, notice=notice.pk, reviewer=cast.senior, by=cast.coordinator)
        meeting = actions.meet(dispute, side="joint", meets_on=today(), place="", agenda="", by=cast.coordinator)
        go(dispute, "settle", today(), cast.coordinator, terms="x", comply_by=today())
    with translation.override("en"):
        actions.approve(other, notice=notice.pk, by=cast.senior)
        actions.check_kept(dispute, kept=True, words="Seen.", checked_on=today(), by=cast.coordinator)
    assert not Task.objects.filter(file=other.file, stopped_on__isnull=True).exists()
    left = Task.objects.filter(file=dispute.file, stopped_on__isnull=True)
    assert [row.what for row in left if "Réunion" not in row.what] == []
    assert meeting.number == 1


def test_the_timeline_names_duties_and_governments_and_shows_no_codes(
    desk: Client, cast: Cast, dispute: Dispute
) -> None:
    go(dispute, "request_panel", OPENED + dt.timedelta(days=150), cast.coordinator)
    clock = Clock.objects.get(file=dispute.file, rule="cfta.appoint_panellists", stopped_on__isnull=True)
    actions.extend_by_agreement(dispute, clock=clock.pk, days=5, agreed_by="Both", reason="Talks.", by=cast.coordinator)
    fact = dispute.facts.filter(holds=True).first()
    actions.correct_date(
        dispute, fact=fact.pk, on=OPENED + dt.timedelta(days=1), reason="Receipt.", by=cast.coordinator
    )
    shown = desk.get(dispute.get_absolute_url()).text
    timeline = shown[shown.index('id="timeline"') : shown.index('id="tasks"')]
    assert "cfta." not in timeline
    assert "5 days more" in timeline
    assert "AB," not in timeline
    assert "Alberta" in timeline


# ---- what stays inside ----------------------------------------------------------------------------------
def test_a_briefing_pack_is_opened_to_no_room(desk: Client, cast: Cast, dispute: Dispute) -> None:
    pack = actions.brief(dispute, language="en", by=cast.coordinator)
    DocumentVersion.objects.update(scan_state=ScanState.CLEAN)
    for side in ("joint", "alberta"):
        with pytest.raises(Refused, match="briefing pack"):
            actions.open_paper(dispute, document=pack.pdf_id, side=side, by=cast.coordinator)
    form = desk.get(reverse("disputes:act", args=[dispute.file.reference, "open_paper"])).text
    assert f'<option value="{pack.pdf_id}"' not in form


def test_a_privileged_paper_is_not_named_in_a_briefing(cast: Cast, dispute: Dispute) -> None:
    kept = make_document(dispute.file, by=cast.coordinator)
    files.mark_document(kept.document, mark=Mark.PRIVILEGED, reason="Legal advice.", by=cast.senior)
    pack = actions.brief(dispute, language="en", by=cast.coordinator)
    said = str(pack.parts)
    assert kept.document.title not in said


def test_a_restricted_dispute_is_found_by_its_owner_and_not_by_others(
    client: Client, cast: Cast, dispute: Dispute
) -> None:
    CaseFile.objects.filter(pk=dispute.pk).update(sensitivity=Sensitivity.RESTRICTED)
    client.force_login(cast.colleague)
    for address in (
        dispute.get_absolute_url(),
        reverse("disputes:plan", args=[dispute.file.reference]),
        reverse("disputes:precedents") + f"?with={dispute.file.reference}",
        reverse("disputes:step", args=[dispute.file.reference, "settle"]),
    ):
        assert client.get(address).status_code == 404
    for address in (reverse("disputes:list") + "?state=all", reverse("disputes:precedents"), reverse("disputes:rules")):
        shown = client.get(address).text
        assert dispute.file.title not in shown
        assert dispute.file.reference not in shown


def test_who_is_shut_out_cannot_write_and_may_be_let_in_again(client: Client, cast: Cast, dispute: Dispute) -> None:
    address = reverse("partner_dispute", args=[dispute.file.reference])
    seat = dispute.file.participants.get(office=cast.ontario)
    actions.shut_out(dispute, participant=seat.pk, reason="Settled.", by=cast.coordinator)
    client.force_login(cast.ontario_partner)
    for verb in ("say", "paper", "done", "position"):
        assert client.post(address, {"verb": verb, "side": "joint", "text": "x"}).status_code == 404
    assert dispute.file.title not in client.get(reverse("partner")).text
    actions.say(dispute, side="joint", text="While they were out.", by=cast.coordinator)
    actions.let_in(dispute, office=cast.ontario, by=cast.coordinator)
    back = client.get(address)
    assert back.status_code == 200
    assert "While they were out." not in back.text


def test_a_closed_dispute_takes_no_more_but_is_read_and_corrected(desk: Client, cast: Cast, dispute: Dispute) -> None:
    go(dispute, "settle", OPENED + dt.timedelta(days=9), cast.coordinator, terms="x")
    reference = dispute.file.reference
    assert desk.get(dispute.get_absolute_url()).status_code == 200
    assert desk.get(reverse("disputes:plan", args=[reference])).status_code == 200
    for verb, said in (
        ("say", {"side": "joint", "text": "x"}),
        ("raise_issue", {"question": "x", "side": ""}),
        ("invite", {"office": cast.saskatchewan.pk}),
        ("revise", {"title": "x", "summary": "x", "harm": "", "lead": ""}),
    ):
        answer = act(desk, dispute, verb, **said)
        assert answer.status_code == 409, verb
        assert "over" in answer.text
    assert desk.post(reverse("disputes:draft", args=[reference]), {"verb": "settle", "kind": "x"}).status_code == 302
    assert act(desk, dispute, "brief", language="fr").status_code == 302
    fact = dispute.facts.filter(holds=True).order_by("pk").first()
    assert (
        act(
            desk, dispute, "correct", fact=fact.pk, reason="Receipt.", **date_parts("on", OPENED + dt.timedelta(days=1))
        ).status_code
        == 302
    )


def test_the_measure_must_be_that_of_the_replying_party(desk: Client, cast: Cast) -> None:
    said = {"title": "Alberta and Ontario", "pack": PackId.CFTA_A, "alberta": AlbertaIs.INITIATING, "initiating": "AB",
            "case_of": "governments", "replying": "ON", "born": Born.NOTICE, "measure": make_measure(cast, "BC").pk,
            **date_parts("opened_on", today())}  # fmt: skip
    answer = desk.post(reverse("disputes:new"), said)
    assert answer.status_code == 422
    assert "The measure chosen is one of British Columbia" in answer.text
    assert not Dispute.objects.exists()


def test_an_upload_that_is_no_document_leaves_the_step_unmade(desk: Client, cast: Cast, dispute: Dispute) -> None:
    bad = SimpleUploadedFile("notes.exe", b"MZ" + bytes(100), "application/octet-stream")
    answer = desk.post(
        reverse("disputes:step", args=[dispute.file.reference, "settle"]),
        {"version": version(dispute), "acting": "disputing_parties:AB", "authorised_by": "Minister", "terms": "x", "note": "keep me",
         "paper": bad, **date_parts("on", OPENED + dt.timedelta(days=9))},
    )  # fmt: skip
    assert answer.status_code in (409, 422)
    assert "keep me" in answer.text
    assert dispute.steps.count() == 1


def test_a_step_asks_what_its_own_day_asks(cast: Cast, dispute: Dispute) -> None:
    """The page is drawn for today; the form that comes back is judged by the day typed into it, as the step will be."""
    said = {"version": 1, "acting": "any_party:BC", **date_parts("on", OPENED + dt.timedelta(days=5))}
    drawn = {one.guard.id: one.state for one in StepForm(dispute=dispute, verb="join_consultations").checked}
    typed = {one.guard.id: one.state for one in StepForm(said, dispute=dispute, verb="join_consultations").checked}
    assert (drawn["joined_in_time"], typed["joined_in_time"]) == ("unmet", "met")


def test_the_page_of_a_partner_shows_its_messages_once(client: Client, cast: Cast, dispute: Dispute) -> None:
    actions.say(dispute, side="joint", text="We propose a meeting.", by=cast.coordinator)
    client.force_login(cast.ontario_partner)
    shown = client.get(reverse("partner_dispute", args=[dispute.file.reference])).text
    assert "Message object" not in shown
    assert shown.count("We propose a meeting.") == 1


def test_nobody_is_late_while_a_dispute_is_suspended(desk: Client, cast: Cast, dispute: Dispute) -> None:
    go(dispute, "request_panel", OPENED + dt.timedelta(days=130), cast.coordinator)
    assert "Overdue" in desk.get(reverse("disputes:list")).text
    go(dispute, "suspend", OPENED + dt.timedelta(days=140), cast.coordinator)
    assert "Overdue" not in desk.get(reverse("disputes:list")).text
    assert "overdue since" not in desk.get(dispute.get_absolute_url()).text


def test_a_dispute_stands_when_a_worker_behind_it_is_erased(desk: Client, cast: Cast) -> None:
    complaint = make_complaint(body=cast.body)
    person = complaint.complainant
    name = person.name
    dispute = make_dispute(cast, born=Born.COMPLAINTS, sources=[complaint.file])
    files.erase_person(person, reason="Asked for.")
    shown = desk.get(dispute.get_absolute_url())
    assert shown.status_code == 200
    assert "Worker A" in shown.text
    assert name not in shown.text
    assert act(desk, dispute, "brief", language="fr").status_code == 302


def test_known_panels_name_governments(desk: Client, cast: Cast, dispute: Dispute) -> None:
    shown = desk.get(reverse("disputes:precedents") + f"?with={dispute.file.reference}").text
    assert "Alberta → Ontario" in shown
    assert "AB → ON" not in shown


def test_a_sign_that_no_font_has_breaks_no_paper_of_a_complaint(cast: Cast) -> None:
    complaint = make_complaint(narrative="They never wrote back 🙁 not once.")
    written = casefile.pdf(complaint, audience=None, language="en", by="x", at=now())
    assert written.startswith(b"%PDF")
