"""The two rooms: who finds what, what stays with the unit, and what partners can do there and nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from disputes import actions
from disputes.dispute_models import Dispute
from disputes.room_models import Position
from mobility.accounts.models import OfficeContact
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles.choices import Mark, ScanState
from mobility.casefiles.models import CaseFile, DocumentVersion
from mobility.law.days import today
from tests.disputes.makers import OPENED, go, make_dispute
from tests.makers import Cast, make_document, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


@pytest.fixture
def dispute(cast: Cast) -> Dispute:
    """In consultations; the health ministry on Alberta’s side, Ontario in the joint room."""
    made = make_dispute(cast)
    go(made, "request_consultations", OPENED, cast.coordinator)
    actions.let_in(made, office=cast.ministry, by=cast.coordinator)
    actions.let_in(made, office=cast.ontario, by=cast.coordinator)
    return made


def seen_by(client: Client, user: object, dispute: Dispute) -> str:
    client.force_login(user)  # type: ignore[arg-type]
    answer = client.get(reverse("partner_dispute", args=[dispute.file.reference]))
    assert answer.status_code == 200
    return answer.text


def test_each_room_is_read_by_its_side_and_albertas_side_reads_both(
    client: Client, cast: Cast, dispute: Dispute
) -> None:
    actions.say(dispute, side="alberta", text="Our line is firm.", by=cast.coordinator)
    actions.say(dispute, side="joint", text="We propose a meeting.", by=cast.coordinator)
    ours = seen_by(client, cast.ministry_partner, dispute)
    theirs = seen_by(client, cast.ontario_partner, dispute)
    assert "Our line is firm." in ours
    assert "We propose a meeting." in ours
    assert "Our line is firm." not in theirs
    assert "We propose a meeting." in theirs


def test_who_joins_later_does_not_see_what_was_before(client: Client, cast: Cast, dispute: Dispute) -> None:
    actions.say(dispute, side="joint", text="Before you came.", by=cast.coordinator)
    actions.let_in(dispute, office=cast.saskatchewan, by=cast.coordinator)
    actions.say(dispute, side="joint", text="Welcome.", by=cast.coordinator)
    seen = seen_by(client, cast.saskatchewan_partner, dispute)
    assert "Welcome." in seen
    assert "Before you came." not in seen


def test_others_find_no_dispute_and_who_is_shut_out_neither(client: Client, cast: Cast, dispute: Dispute) -> None:
    address = reverse("partner_dispute", args=[dispute.file.reference])
    for user in (
        cast.other_ministry_partner,
        cast.saskatchewan_partner,
        cast.registrar,
        cast.coordinator,
        cast.stranger,
    ):
        client.force_login(user)
        assert client.get(address).status_code == 404
    seat = dispute.file.participants.get(office=cast.ontario)
    actions.shut_out(dispute, participant=seat.pk, reason="Settled with them.", by=cast.coordinator)
    client.force_login(cast.ontario_partner)
    assert client.get(address).status_code == 404
    client.force_login(cast.ministry_partner)
    for name in ("file", "plan"):
        assert client.get(reverse(f"disputes:{name}", args=[dispute.file.reference])).status_code == 404


def test_what_alberta_wants_is_shown_to_the_unit_alone(client: Client, cast: Cast, dispute: Dispute) -> None:
    issue = actions.raise_issue(
        dispute, question="Does the exception reach degree holders?", side="joint", by=cast.coordinator
    )
    for what, text in (("interest", "Proof of degree alone."), ("bottom_line", "Ten business days.")):
        actions.take_position(
            dispute, issue=issue.pk, what=what, text=text, source="Director, memo", by=cast.coordinator
        )
    actions.take_position(
        dispute,
        issue=issue.pk,
        what="position",
        party=dispute.replying,
        text="It covers all.",
        source="Letter 12",
        by=cast.coordinator,
    )
    for user in (cast.ministry_partner, cast.ontario_partner):
        seen = seen_by(client, user, dispute)
        assert "Does the exception reach degree holders?" in seen
        assert "Proof of degree alone." not in seen
        assert "Ten business days." not in seen
    assert "It covers all." in seen_by(client, cast.ontario_partner, dispute)
    assert "It covers all." not in seen_by(client, cast.ministry_partner, dispute)
    client.force_login(cast.coordinator)
    desk = client.get(dispute.get_absolute_url()).text
    assert "Ten business days." in desk
    assert "Letter 12" in desk


def test_a_partner_states_its_own_position_and_the_one_before_is_kept(
    client: Client, cast: Cast, dispute: Dispute
) -> None:
    issue = actions.raise_issue(dispute, question="Which proof is enough?", side="alberta", by=cast.coordinator)
    address = reverse("partner_dispute", args=[dispute.file.reference])
    client.force_login(cast.ministry_partner)
    for text in ("A letter.", "A letter and a transcript."):
        assert client.post(address, {"verb": "position", "issue": issue.pk, "text": text}).status_code == 302
    rows = Position.objects.filter(issue=issue).order_by("pk")
    assert [(row.text, row.number, row.holds) for row in rows] == [
        ("A letter.", 1, False),
        ("A letter and a transcript.", 2, True),
    ]
    client.force_login(cast.ontario_partner)
    refused = client.post(address, {"verb": "position", "issue": issue.pk, "text": "Ours too"})
    assert refused.status_code == 409
    assert Position.objects.filter(issue=issue).count() == 2


def test_a_task_of_another_office_is_done_by_it_alone(client: Client, cast: Cast, dispute: Dispute) -> None:
    with pytest.raises(Refused, match="Let"):
        actions.give_task(dispute, office=cast.other_ministry, what="Figures", due_on=today(), by=cast.coordinator)
    task = actions.give_task(
        dispute,
        office=cast.ministry,
        what="Figures of registrants",
        due_on=today() + dt.timedelta(days=3),
        by=cast.coordinator,
    )
    assert "Figures of registrants" in seen_by(client, cast.ministry_partner, dispute)
    assert "Figures of registrants" not in seen_by(client, cast.ontario_partner, dispute)
    address = reverse("partner_dispute", args=[dispute.file.reference])
    assert client.post(address, {"verb": "done", "task": task.pk, "text": "Done."}).status_code == 409
    client.force_login(cast.ministry_partner)
    assert client.post(address, {"verb": "done", "task": task.pk, "text": "Sent by mail."}).status_code == 302
    task.refresh_from_db()
    assert (task.stopped_on, task.done_by) == (today(), cast.ministry_partner)


def test_a_contribution_is_asked_for_and_answered_in_place(client: Client, cast: Cast, dispute: Dispute) -> None:
    OfficeContact.objects.create(office=cast.ministry, email="health@example.org")
    request = actions.ask_office(
        dispute, office=cast.ministry, question="Your position on degree holders?", due_on=today() + dt.timedelta(days=5),
        authority="Consultation across ministries", by=cast.coordinator,
    )  # fmt: skip
    assert "Your position on degree holders?" in seen_by(client, cast.ministry_partner, dispute)
    assert client.get(request.get_absolute_url()).status_code == 200
    client.force_login(cast.coordinator)
    desk = client.get(dispute.get_absolute_url()).text
    assert "Your position on degree holders?" in desk
    assert "Remind" in desk


def test_a_paper_is_opened_to_a_room_on_purpose_and_a_privileged_one_to_none(
    client: Client, cast: Cast, dispute: Dispute
) -> None:
    version = make_document(dispute.file, by=cast.coordinator)
    DocumentVersion.objects.filter(pk=version.pk).update(scan_state=ScanState.CLEAN)
    title = version.document.title
    assert title not in seen_by(client, cast.ministry_partner, dispute)
    actions.open_paper(dispute, document=version.document_id, side="alberta", by=cast.coordinator)
    assert title in seen_by(client, cast.ministry_partner, dispute)
    assert title not in seen_by(client, cast.ontario_partner, dispute)
    assert client.get(reverse("casefiles:document", args=[version.pk])).status_code == 404
    files.mark_document(version.document, mark=Mark.PRIVILEGED, reason="Legal advice.", by=cast.senior)
    assert title not in seen_by(client, cast.ministry_partner, dispute)
    with pytest.raises(Refused, match="may not leave"):
        actions.open_paper(dispute, document=version.document_id, side="joint", by=cast.coordinator)


def test_a_partner_brings_a_paper_that_its_room_reads_once_it_is_checked(
    client: Client, cast: Cast, dispute: Dispute
) -> None:
    address = reverse("partner_dispute", args=[dispute.file.reference])
    client.force_login(cast.ontario_partner)
    upload = pdf()
    answer = client.post(address, {"verb": "paper", "title": "Our standards", "side": "joint", "upload": upload})
    assert answer.status_code == 302
    DocumentVersion.objects.filter(document__title="Our standards").update(scan_state=ScanState.CLEAN)
    assert "Our standards" in seen_by(client, cast.ministry_partner, dispute)
    client.force_login(cast.ontario_partner)
    bad = SimpleUploadedFile("notes.exe", b"MZ" + bytes(100), "application/octet-stream")
    refused = client.post(address, {"verb": "paper", "title": "Typed title", "side": "joint", "upload": bad})
    assert refused.status_code in (409, 422)
    assert "Typed title" in refused.text


def test_a_meeting_has_agenda_minutes_decisions_and_actions_across_offices(
    client: Client, cast: Cast, dispute: Dispute
) -> None:
    meeting = actions.meet(
        dispute, side="joint", meets_on=today(), place="By video, 10 am", agenda="1. The exception", by=cast.coordinator
    )
    assert dispute.file.tasks.filter(due_on=today(), stopped_on__isnull=True).exists()
    actions.minute(
        dispute, meeting=meeting.pk, minutes="The sides met.", decisions="Ontario sends figures.", by=cast.coordinator,
        todo="Send figures", todo_office=cast.ontario, todo_due_on=today() + dt.timedelta(days=10),
    )  # fmt: skip
    seen = seen_by(client, cast.ontario_partner, dispute)
    for words in ("By video, 10 am", "The exception", "The sides met.", "Ontario sends figures.", "Send figures"):
        assert words in seen
    assert not dispute.file.tasks.filter(what__startswith="Meeting", stopped_on__isnull=True).exists()


def test_nothing_is_added_by_partners_once_it_is_over(client: Client, cast: Cast, dispute: Dispute) -> None:
    go(dispute, "settle", OPENED + dt.timedelta(days=40), cast.coordinator, terms="Dropped.")
    client.force_login(cast.ontario_partner)
    address = reverse("partner_dispute", args=[dispute.file.reference])
    answer = client.post(address, {"verb": "say", "side": "joint", "text": "One more thing"})
    assert answer.status_code == 409
    assert "This dispute is over" in answer.text


def test_a_partner_writing_overtakes_nobody(client: Client, cast: Cast, dispute: Dispute) -> None:
    before = CaseFile.objects.get(pk=dispute.pk).version
    actions.say_as_partner(dispute, side="joint", text="Hello.", by=cast.ontario_partner)
    assert CaseFile.objects.get(pk=dispute.pk).version == before
