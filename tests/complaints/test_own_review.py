"""The body's own review before a formal step under the New West agreement: a fact of the file, asked for by the pack."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from complaints import actions, own_review
from complaints.models import Complaint
from mobility.accounts.refusals import Refused
from mobility.law import rules
from mobility.law.models import Jurisdiction
from tests.complaints.door import text
from tests.makers import Cast, later, make_complaint, worker_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(time_machine, settings) -> None:
    time_machine.move_to(later(4))
    settings.MFA_REQUIRED = False


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.coordinator)
    return client


def from_bc(cast: Cast, **more) -> Complaint:
    made = make_complaint("accepted", by=cast.coordinator, home=Jurisdiction.objects.get(pk="BC"), **more)
    return Complaint.objects.select_related("file").get(pk=made.pk)


NOTED = {"state": "decided", "on": dt.date(2026, 10, 20), "said_by": "document", "sure": "V"}


def test_the_fact_is_kept_with_day_source_and_how_sure_and_the_worker_sees_it(cast):
    complaint = from_bc(cast)
    actions.note_own_review(complaint, **NOTED, reason="Letter of 20 October", by=cast.coordinator, at=later(4))
    kept = Complaint.objects.get(pk=complaint.pk)
    assert (kept.own_review, kept.own_review_on, kept.own_review_said_by, kept.own_review_sure) == (
        "decided",
        dt.date(2026, 10, 20),
        "document",
        "V",
    )
    event = complaint.file.events.get(kind="complaints.own_review_noted")
    assert (event.actor_user, event.audience, event.kept.facts["from"]) == (
        cast.coordinator,
        [worker_of(complaint).pk],
        "",
    )


def test_it_is_refused_without_a_day_or_for_a_day_to_come(cast):
    complaint = from_bc(cast)
    for on in (None, dt.date(2027, 1, 1)):
        with pytest.raises(Refused, match="day"):
            actions.note_own_review(complaint, **{**NOTED, "on": on}, by=cast.coordinator)
    actions.note_own_review(complaint, state="not_available", said_by="body", sure="S", by=cast.coordinator)


def test_the_mark_for_dispute_is_refused_with_article_and_mark_when_nothing_is_known(cast):
    complaint = from_bc(cast)
    with pytest.raises(Refused) as refused:
        actions.mark_for_dispute(complaint, reason="Third case", by=cast.coordinator)
    guard = own_review.missing(complaint)
    assert guard is not None
    assert guard.article in str(refused.value)
    assert "secondary source" in str(refused.value)
    assert not Complaint.objects.get(pk=complaint.pk).for_dispute
    actions.note_own_review(complaint, **NOTED, by=cast.coordinator)
    actions.mark_for_dispute(complaint, reason="Third case", by=cast.coordinator)


def test_as_long_as_the_law_is_not_confirmed_a_reason_overrides_it_on_record(cast, desk):
    complaint = from_bc(cast)
    address = f"{complaint.get_absolute_url()}mark_for_dispute/"
    assert "NWPTA Part IV(A)" in text(desk.get(address))
    sent = {"version": complaint.file.version, "reason": "Third case"}
    assert desk.post(address, sent).status_code == 422
    page = text(desk.post(address, {**sent, "override": "The body has no review"}, follow=True))
    assert "Without the body’s own review on file (NWPTA Part IV(A)), because: The body has no review" in page
    facts = complaint.file.events.get(kind="complaints.marked_for_dispute").kept.facts
    assert (facts["guard"], facts["mark"]) == ("own_review_first", "S")


def test_once_it_was_read_in_the_text_no_reason_overrides_it(cast, monkeypatch):
    complaint = from_bc(cast)
    guard = own_review.missing(complaint)
    confirmed = dataclasses.replace(guard, confidence="V")
    monkeypatch.setattr(own_review, "missing", lambda complaint, library=None: confirmed)
    with pytest.raises(Refused, match="Enter first"):
        actions.mark_for_dispute(complaint, reason="x", override="I want to", by=cast.coordinator)


def test_other_provinces_are_asked_for_nothing(cast, desk):
    complaint = make_complaint("accepted", by=cast.coordinator)
    assert own_review.missing(complaint, rules.library()) is None
    actions.mark_for_dispute(complaint, reason="Third case", by=cast.coordinator)
    page = text(desk.get(complaint.get_absolute_url()))
    assert "The New West agreement asks" not in page


def test_the_page_shows_the_fact_and_has_the_verb(cast, desk):
    complaint = from_bc(cast)
    assert "The New West agreement asks for it before a formal step." in text(desk.get(complaint.get_absolute_url()))
    address = f"{complaint.get_absolute_url()}own_review/"
    assert desk.get(address).status_code == 200
    wrong = {"version": complaint.file.version, "state": "asked", "said_by": "worker", "sure": "?"}
    answer = desk.post(address, wrong)
    assert (answer.status_code, "Give the day" in text(answer)) == (422, True)
    sent = {**wrong, "on_day": "20", "on_month": "10", "on_year": "2026"}
    page = text(desk.post(address, sent, follow=True))
    assert "The body’s own review is on record." in page
    assert "The body’s own review: asked for." in page


def test_a_worker_who_complains_of_the_review_is_the_first_answer_of_the_form(cast, desk):
    complaint = from_bc(cast)
    Complaint.objects.filter(pk=complaint.pk).update(ground_slugs=["review-denied"])
    page = desk.get(f"{complaint.get_absolute_url()}own_review/").content.decode()
    assert '<option value="asked" selected>' in page
