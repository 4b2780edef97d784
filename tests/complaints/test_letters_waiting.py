"""Accepting and closing letters that wait: for their translation, as messages do; for a senior, where the unit's rule asks."""

from __future__ import annotations

import pytest

from complaints import actions, bulk, letters
from complaints.choices import Outcome, Status
from complaints.models import Complaint, Translation
from complaints.reviewing import Review, ReviewRule
from mobility.accounts.refusals import Refused
from mobility.casefiles.choices import ScanState
from mobility.casefiles.models import Message, Share, Task
from mobility.outbox.models import Mail
from tests.complaints.door import text
from tests.makers import Cast, later, make_complaint, make_document

pytestmark = pytest.mark.django_db
AT = later(3)


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def complaint(cast: Cast) -> Complaint:
    made = make_complaint(Status.SCREENING, by=cast.coordinator, language="fr")
    made.refresh_from_db()
    return made


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.coordinator)
    return client


def again(complaint: Complaint) -> Complaint:
    return Complaint.objects.select_related("file", "complainant").get(pk=complaint.pk)


def translated(complaint: Complaint, cast: Cast, words: str) -> Translation:
    waiting = Translation.objects.get()
    actions.translate(complaint, translation=waiting, text=words, by=cast.colleague, at=later(4))
    actions.send_translation(complaint, translation=waiting, by=cast.coordinator, at=later(4))
    waiting.refresh_from_db()
    return waiting


def clocks(complaint: Complaint) -> set[str]:
    return set(complaint.file.clocks.filter(stopped_on__isnull=True).values_list("rule", flat=True))


# ---- for a translation --------------------------------------------------------------------------------
def test_an_acceptance_in_the_other_language_waits_and_nothing_moves(complaint, cast):
    before, mails = clocks(complaint), Mail.objects.count()
    actions.accept(complaint, text="We take it on.", language="en", by=cast.coordinator, at=AT)
    assert (again(complaint).status, clocks(complaint), Mail.objects.count()) == (Status.SCREENING, before, mails)
    assert not Message.objects.filter(file=complaint.file).exists()
    task = Translation.objects.get().task
    assert (task.what, task.owed_by_user) == (
        "Translate a letter to the worker into French, then send it",
        cast.coordinator,
    )
    waiting = translated(complaint, cast, "Nous prenons le dossier.")
    message = Message.objects.get(file=complaint.file)
    assert (message.text, message.language, message.translation) == ("Nous prenons le dossier.", "fr", waiting)
    assert (waiting.original, waiting.translated_by) == ("We take it on.", cast.colleague)
    assert (again(complaint).status, "unit.resolve" in clocks(complaint)) == (Status.ACCEPTED, True)
    assert Task.objects.get(pk=task.pk).done_by == cast.coordinator


def test_a_conclusion_waits_with_its_outcome_and_its_blanks_are_filled_when_it_goes(complaint, cast):
    actions.accept(complaint, text="Oui", by=cast.coordinator, at=AT)
    letter = f"Outcome: {letters.blank('outcome', 'en')}, until {letters.blank('due_date', 'en')}."
    actions.conclude(complaint, outcome="explained", letter=letter, language="en", by=cast.coordinator, at=AT)
    assert (again(complaint).status, again(complaint).outcome) == (Status.ACCEPTED, "")
    french = f"Résultat : {letters.blank('outcome', 'fr')}, jusqu’au {letters.blank('due_date', 'en')}."
    waiting = translated(complaint, cast, french)
    assert (again(complaint).status, again(complaint).outcome) == (Status.RESOLVED, "explained")
    assert "[" not in waiting.message.text
    assert "novembre 2026" in waiting.message.text


def test_a_refusal_waits_with_its_reason(complaint, cast):
    letter = letters.declining(letters.in_language(complaint, "en"), cast.coordinator)
    actions.decline(complaint, doubt="wages", letter=letter, language="en", by=cast.coordinator, at=AT)
    waiting = Translation.objects.get()
    assert again(complaint).status == Status.SCREENING
    assert not letters.unfilled(waiting.original, "en", later=("due_date",)), "the translator reads the reason chosen"
    translated(complaint, cast, "Ceci n’est pas pour nous.")
    assert (again(complaint).status, again(complaint).scope_doubt) == (Status.OUT_OF_SCOPE, "wages")


def test_a_referral_waits_with_its_office_and_papers(complaint, cast):
    version = make_document(complaint.file, by=cast.coordinator)
    version.__class__.objects.update(scan_state=ScanState.CLEAN)
    actions.refer(
        complaint,
        office=cast.ministry,
        leaves="authority",
        authority="Section 12",
        documents=[version.document],
        letter="Go there.",
        language="en",
        by=cast.coordinator,
        at=AT,
    )
    assert (again(complaint).status, Share.objects.count()) == (Status.SCREENING, 0)
    translated(complaint, cast, "Allez-y.")
    assert again(complaint).status == Status.REFERRED
    share = Share.objects.get()
    assert (share.participant.office, share.authority, list(share.documents.all())) == (
        cast.ministry,
        "Section 12",
        [version.document],
    )


def test_the_form_opens_the_letter_in_the_other_language_and_says_that_it_waits(complaint, cast, desk):
    actions.accept(complaint, text="Oui", by=cast.coordinator, at=AT)
    address = f"{complaint.get_absolute_url()}conclude/"
    assert "Bonjour" in text(desk.get(address))
    page = text(desk.get(address, {"language": "en"}))
    assert "Hello" in page
    assert "Bonjour" not in page
    complaint.file.refresh_from_db()
    sent = {"version": complaint.file.version, "outcome": "explained", "letter": "Explained.", "language": "en"}
    answer = text(desk.post(address, sent, follow=True))
    assert "It waits for its translation" in answer
    assert "letter, not sent: Conclude" in answer


def test_a_translated_letter_that_a_senior_reads_first_goes_to_the_senior_in_the_workers_language(complaint, cast):
    ReviewRule.objects.create(outcome=Outcome.OUT_OF_SCOPE)
    actions.decline(complaint, doubt="wages", letter="Not ours.", language="en", by=cast.coordinator, at=AT)
    waiting = translated(complaint, cast, "Pas pour nous.")
    review = Review.objects.get()
    assert (review.letter, again(complaint).status, waiting.message) == ("Pas pour nous.", Status.SCREENING, None)
    with pytest.raises(Refused, match="sent already"):
        actions.send_translation(complaint, translation=waiting, by=cast.coordinator)
    actions.approve(complaint, by=cast.senior, at=later(5))
    waiting.refresh_from_db()
    assert (again(complaint).status, waiting.message.text) == (Status.OUT_OF_SCOPE, "Pas pour nous.")


# ---- for a senior -------------------------------------------------------------------------------------
def declined(complaint: Complaint, by, **more) -> Complaint:
    return actions.decline(complaint, doubt="wages", letter="Pas pour nous.", by=by, at=AT, **more)


def referred(complaint: Complaint, by) -> Complaint:
    return actions.refer(complaint, to="The Ombudsman", letter="Allez-y.", by=by, at=AT)


@pytest.mark.parametrize(("leave", "outcome"), [(declined, "out_of_scope"), (referred, "referred")])
def test_a_letter_that_ends_the_file_waits_for_a_senior_where_a_rule_asks(complaint, cast, leave, outcome):
    ReviewRule.objects.create(outcome=outcome)
    leave(complaint, cast.coordinator)
    review = Review.objects.get()
    assert (again(complaint).status, again(complaint).outcome, review.outcome) == (Status.SCREENING, "", outcome)
    assert not Message.objects.filter(file=complaint.file).exists()
    assert Mail.objects.filter(kind="staff-review", to=cast.senior.email).exists()
    with pytest.raises(Refused, match="You may not"):
        actions.approve(complaint, by=cast.coordinator)
    actions.approve(complaint, by=cast.senior, at=later(4))
    found = again(complaint)
    assert (found.outcome, found.is_open) == (outcome, False)
    event = complaint.file.events.get(kind=f"complaints.{'declined' if outcome == 'out_of_scope' else 'referred'}")
    assert (event.actor_user, event.kept.facts["reviewed_by"]) == (cast.coordinator, cast.senior.pk)
    assert not complaint.file.clocks.filter(rule="unit.senior_review", stopped_on__isnull=True).exists()


@pytest.mark.parametrize("leave", [declined, referred])
def test_without_a_rule_or_by_a_senior_it_goes_at_once(complaint, cast, leave):
    ReviewRule.objects.create(outcome=Outcome.UNRESOLVED)
    ReviewRule.objects.create(author=cast.senior)
    leave(complaint, cast.coordinator)
    assert (again(complaint).is_open, Review.objects.count()) == (False, 0)


def test_sent_back_the_author_goes_on_from_the_same_letter(complaint, cast, desk):
    ReviewRule.objects.create()
    declined(complaint, cast.coordinator)
    actions.send_back(complaint, remark="Kinder, please", by=cast.senior, at=later(4))
    page = text(desk.get(f"{complaint.get_absolute_url()}decline/"))
    assert "Kinder, please" in page
    assert "Pas pour nous." in page
    declined(complaint, cast.coordinator)
    assert Review.objects.filter(state="waiting").count() == 1


def test_the_form_says_that_a_senior_reads_it_first(complaint, cast, desk):
    ReviewRule.objects.create()
    complaint.file.refresh_from_db()
    sent = {"version": complaint.file.version, "to": "The Ombudsman", "leaves": "no", "letter": "Allez-y."}
    page = text(desk.post(f"{complaint.get_absolute_url()}refer/", sent, follow=True))
    assert "A senior reads the letter before it goes" in page
    assert "The file is closed" not in page


def test_many_at_once_are_not_declined_past_the_senior(complaint, cast):
    ReviewRule.objects.create()
    data = {"doubt": "wages"}
    (line,) = bulk.preview("decline", [complaint], by=cast.coordinator, data=data)
    assert "A senior reads this letter" in line.refused
    complaint.file.refresh_from_db()
    (result,) = bulk.carry_out(
        "decline", [(complaint.reference, complaint.file.version)], by=cast.coordinator, data=data
    )
    assert (result.is_done, again(complaint).status, Review.objects.count()) == (False, Status.SCREENING, 0)
