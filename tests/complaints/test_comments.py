"""A finding against a body asks the body for its comment: by itself where we may speak to it, and says why where not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from complaints import actions
from complaints.choices import ConsentScope
from mobility.accounts.models import OfficeContact
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Task
from mobility.correspondence import actions as requests
from mobility.correspondence.models import Request
from mobility.outbox.models import Mail
from tests.complaints.door import text
from tests.makers import Cast, ask_body, later, make_complaint

pytestmark = pytest.mark.django_db
UNTIL = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _the_day(time_machine, settings) -> None:
    time_machine.move_to(later(3))
    settings.MFA_REQUIRED = False


def found(complaint, cast: Cast, **more) -> None:
    said = {"ground": complaint.grounds.get(), "finding": "founded", "reasoning": "No letter was sent.", **more}
    actions.find(complaint, **{"by": cast.coordinator, "at": later(3), **said})


def desk_of(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def test_the_body_is_asked_for_its_comment_by_the_day_of_the_finding(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    found(complaint, cast)
    request = Request.objects.get()
    ground = complaint.grounds.get()
    assert (request.purpose, request.due_on, ground.request, ground.comment_by) == ("comment", UNTIL, request, UNTIL)
    assert "No letter was sent." in request.question
    assert Mail.objects.filter(kind="body-request").exists()
    assert complaint.file.status == "accepted", "the file goes on meanwhile"
    page = Client()
    page.force_login(cast.registrar)
    assert "We ask for your comment on a finding" in text(page.get(request.get_absolute_url()))


def test_the_bodys_answer_is_its_comment_and_makes_the_finding_final(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    found(complaint, cast)
    requests.answer(Request.objects.get(), by=cast.registrar, category="answered", text="We lost it.", at=later(4))
    ground = complaint.grounds.get()
    assert (ground.comment, ground.commented_on) == ("We lost it.", later(4).date())
    assert not ground.is_provisional(later(4).date())
    assert not complaint.file.clocks.filter(rule="unit.body_comment", stopped_on__isnull=True).exists()
    actions.conclude(complaint, outcome="registered", letter="x", by=cast.coordinator, at=later(5))


def test_without_a_comment_the_finding_is_final_after_the_day(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    found(complaint, cast)
    conclude = {"outcome": "registered", "letter": "x", "by": cast.coordinator}
    with pytest.raises(Refused, match="provisional"):
        actions.conclude(complaint, at=later(18), **conclude)
    actions.conclude(complaint, at=later(19), **conclude)


@pytest.mark.parametrize("scope", [ConsentScope.ADVISE_FIRST, None])
def test_without_consent_nothing_leaves_and_the_form_and_the_coordinator_hear_why(cast, scope):
    complaint = make_complaint("accepted", by=cast.coordinator, speak_to_body=scope or ConsentScope.WITH_NAME)
    if scope is None:
        complaint.file.consents.update(withdrawn_at=later(2))
    why = "asked to be advised first" if scope else "no consent in force"
    desk, ground = desk_of(cast), complaint.grounds.get()
    address = f"{complaint.get_absolute_url()}find/"
    form = text(desk.get(f"{address}?ground={ground.pk}"))
    assert "The body is not asked by itself" in form
    assert why in form
    sent = {"ground": ground.pk, "finding": "founded", "reasoning": "No letter", "version": complaint.file.version}
    page = text(desk.post(address, sent, follow=True))
    assert "The body was not asked" in page
    assert why in page
    assert (Request.objects.count(), Mail.objects.filter(kind="body-request").count()) == (0, 0)
    assert Task.objects.filter(file=complaint.file, what__startswith="Tell the body of the finding").exists()
    assert complaint.grounds.get().comment_by is not None, "it is provisional all the same"


def test_another_authority_in_words_lets_the_finding_leave_without_consent(cast):
    complaint = make_complaint("accepted", by=cast.coordinator, speak_to_body=ConsentScope.ADVISE_FIRST)
    found(complaint, cast, authority="Section 12 of the Act")
    request = Request.objects.get()
    assert (request.share.authority, request.with_name) == ("Section 12 of the Act", False)


def test_reasons_that_name_a_worker_who_is_not_to_be_named_do_not_leave(cast):
    complaint = make_complaint("accepted", by=cast.coordinator, speak_to_body=ConsentScope.WITHOUT_NAME)
    with pytest.raises(Refused, match="not to be named"):
        found(complaint, cast, reasoning="Wanda waited.")
    assert complaint.grounds.get().finding == "not_determined"
    found(complaint, cast, reasoning="The person waited.")
    assert Request.objects.get().with_name is False


def test_a_body_without_any_address_is_told_by_hand(cast):
    cast.registrar.is_active = False
    cast.registrar.save()
    OfficeContact.objects.filter(office=cast.body.office).delete()
    cast.body.office.__class__.objects.filter(pk=cast.body.office_id).update(email="")
    complaint = make_complaint("accepted", by=cast.coordinator)
    found(complaint, cast)
    assert not Request.objects.exists()
    event = complaint.file.events.get(kind="complaints.ground_found")
    assert "No e-mail address is registered" in event.kept.facts["not_asked"]


def test_other_words_ask_nothing_anew_and_a_later_day_gives_the_body_longer(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    found(complaint, cast)
    found(complaint, cast, reasoning="No letter at all.", at=later(4))
    assert Request.objects.get().due_on == UNTIL
    found(complaint, cast, comment_by=dt.date(2026, 12, 4), at=later(4))
    assert (Request.objects.get().due_on, complaint.grounds.get().comment_by) == (dt.date(2026, 12, 4),) * 2
    requests.extend(
        Request.objects.get(), due_on=dt.date(2026, 12, 9), reason="They asked", by=cast.coordinator, at=later(5)
    )
    assert complaint.grounds.get().comment_by == dt.date(2026, 12, 9), "more time to answer is more time to comment"
    assert complaint.file.clocks.get(rule="unit.body_comment").due_on == dt.date(2026, 12, 9)


def test_a_finding_taken_back_takes_the_request_back(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    found(complaint, cast)
    found(complaint, cast, finding="not_founded", at=later(4))
    assert Request.objects.get().revoked_at is not None
    assert Mail.objects.filter(kind="body-withdrawn").exists()


def test_a_comment_that_staff_enter_ends_the_request_for_it(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    found(complaint, cast)
    said = {"text": "By telephone: we lost it.", "on": later(4).date(), "by": cast.coordinator, "at": later(4)}
    actions.comment(complaint, ground=complaint.grounds.get(), **said)
    assert Request.objects.get().revoked_why == "We have the comment already."
    assert complaint.grounds.get().comment == "By telephone: we lost it."
    assert complaint.file.events.order_by("seq").last().kind == "complaints.ground_commented"


def test_a_question_about_a_finding_leaves_the_file_with_the_body_alone(cast):
    complaint = make_complaint("accepted", by=cast.coordinator)
    ask_body(complaint, by=cast.coordinator, at=later(3))
    found(complaint, cast)
    about = Request.objects.get(purpose="comment")
    requests.answer(about, by=cast.registrar, category="answered", text="We see it otherwise.", at=later(4))
    complaint.refresh_from_db()
    assert complaint.status == "with_body"
    position = Request.objects.get(purpose="position")
    requests.answer(position, by=cast.registrar, category="duplicate", text="See above.", at=later(4))
    complaint.refresh_from_db()
    assert complaint.status == "accepted"
