"""A senior reads a letter before it goes, where a rule asks; where none asks nothing is different."""

from __future__ import annotations

import pytest

from complaints import actions, letters
from complaints.choices import Outcome
from complaints.models import Complaint
from complaints.reviewing import Review, ReviewRule
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles import owed, personal
from mobility.casefiles.models import Message, Task
from mobility.outbox.models import Mail
from tests.makers import Cast, later, make_complaint

pytestmark = pytest.mark.django_db
AT = later(3)


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def complaint(cast: Cast) -> Complaint:
    return make_complaint("accepted", by=cast.coordinator)


def conclude(complaint: Complaint, by, outcome=Outcome.EXPLAINED, letter="This is why."):
    return actions.conclude(complaint, outcome=outcome, letter=letter, by=by, at=AT)


def kinds(complaint: Complaint, number: int) -> list[str]:
    return [event.kind.partition(".")[2] for event in complaint.file.events.order_by("seq")][-number:]


def test_without_a_rule_a_conclusion_goes_at_once(cast: Cast, complaint):
    ReviewRule.objects.create(outcome=Outcome.UNRESOLVED)
    ReviewRule.objects.create(author=cast.colleague)
    ReviewRule.objects.create(is_active=False)
    conclude(complaint, cast.coordinator)
    assert (complaint.file.status, Review.objects.count()) == ("resolved", 0)


@pytest.mark.parametrize("by_outcome", [True, False])
def test_where_a_rule_asks_the_letter_waits_and_the_worker_is_told_nothing(cast: Cast, complaint, by_outcome):
    ReviewRule.objects.create(**({"outcome": Outcome.EXPLAINED} if by_outcome else {"author": cast.coordinator}))
    mails, said = Mail.objects.count(), Message.objects.count()
    conclude(complaint, cast.coordinator)
    assert (complaint.file.status, complaint.outcome, Message.objects.count()) == ("accepted", "", said)
    assert Review.objects.get().letter == "This is why."
    assert kinds(complaint, 1) == ["review_asked"]
    clock = complaint.file.clocks.get(rule="unit.senior_review", stopped_on=None)
    assert (clock.owed_by, str(clock.due_on)) == ("senior_coordinator", "2026-11-09")
    told = Mail.objects.order_by("pk")[mails:]
    assert [(mail.kind, mail.to) for mail in told] == [("staff-review", cast.senior.email)]
    assert complaint.file.reference in "".join(
        row for day in owed.by(owed.look(cast.senior, AT.date())) for row in day.rows
    )


def test_approved_it_goes_as_the_authors_conclusion_with_the_senior_on_record(cast: Cast, complaint):
    ReviewRule.objects.create()
    conclude(complaint, cast.coordinator)
    actions.approve(complaint, by=cast.senior, at=AT)
    assert complaint.file.status == "resolved"
    message = Message.objects.filter(file=complaint.file).latest("pk")
    assert (message.text, message.by) == ("This is why.", cast.coordinator)
    assert kinds(complaint, 3)[0] == "review_approved"
    event = complaint.file.events.get(kind="complaints.concluded")
    assert (event.actor_user, event.kept.facts["reviewed_by"]) == (cast.coordinator, cast.senior.pk)
    assert not complaint.file.clocks.filter(rule="unit.senior_review", stopped_on=None).exists()
    with pytest.raises(Refused):
        actions.approve(complaint, by=cast.director, at=AT)


def test_sent_back_the_author_has_a_task_with_the_remark_and_asks_again(cast: Cast, complaint):
    ReviewRule.objects.create()
    conclude(complaint, cast.coordinator)
    actions.send_back(complaint, remark="Name the provision.", by=cast.senior, at=AT)
    assert Task.objects.get(file=complaint.file).owed_by_user == cast.coordinator
    assert complaint.file.status == "accepted"
    conclude(complaint, cast.coordinator, letter="Better.")
    conclude(complaint, cast.coordinator, letter="Best.")
    states = list(Review.objects.order_by("pk").values_list("letter", "state"))
    assert states == [("This is why.", "returned"), ("Better.", "replaced"), ("Best.", "waiting")]


def test_a_senior_who_concludes_needs_no_review_and_replaces_a_letter_that_waits(cast: Cast, complaint):
    ReviewRule.objects.create()
    conclude(complaint, cast.coordinator)
    conclude(complaint, cast.senior, letter="Mine.")
    assert complaint.file.status == "resolved"
    assert Review.objects.get().state == "replaced"


def test_a_letter_with_blanks_is_not_put_to_review(cast: Cast, complaint):
    ReviewRule.objects.create()
    with pytest.raises(Refused, match="square brackets"):
        conclude(complaint, cast.coordinator, letter="Dear [name of somebody]")


def test_on_a_restricted_file_a_senior_has_to_be_named(cast: Cast, complaint):
    ReviewRule.objects.create()
    files.restrict(complaint.file, to=[cast.coordinator], by=cast.coordinator, reason="x")
    with pytest.raises(Refused, match="Name a senior"):
        conclude(complaint, cast.coordinator)
    files.name(complaint.file, user=cast.senior, by=cast.coordinator, reason="reviews")
    conclude(complaint, cast.coordinator)


def test_what_the_letter_said_goes_with_the_person(cast: Cast, complaint):
    ReviewRule.objects.create()
    conclude(complaint, cast.coordinator)
    assert "This is why." in str(personal.held(complaint.complainant))
    files.erase_person(complaint.complainant, by=cast.senior, reason="asked")
    assert Review.objects.get().letter == ""


def test_the_pages_of_author_and_senior(client, cast: Cast, complaint):
    ReviewRule.objects.create()
    file = complaint.get_absolute_url()
    client.force_login(cast.coordinator)
    complaint.file.refresh_from_db()
    blanks = [letters.blank(name, "en") for name in ("outcome", "due_date")]
    letter = f"This is what we found: {blanks[0]}. You may object until {blanks[1]}."
    form = {"outcome": "explained", "letter": letter, "version": complaint.file.version}
    said = client.post(f"{file}conclude/", form, follow=True).content.decode()
    assert "A senior reads the letter before it goes" in said
    assert "Approve and send" not in said
    client.force_login(cast.senior)
    assert complaint.file.reference[3:] in client.get("/desk/").content.decode().partition("Letters to review")[2]
    page = client.get(file).content.decode()
    assert "Approve and send" in page
    complaint.file.refresh_from_db()
    response = client.post(f"{file}send_back/", {"version": complaint.file.version, "remark": ""})
    assert response.status_code == 422
    response = client.post(f"{file}send_back/", {"version": complaint.file.version, "remark": "Shorter."}, follow=True)
    assert "Shorter." in response.content.decode()
    client.force_login(cast.coordinator)
    form = client.get(f"{file}conclude/").content.decode().partition('name="letter"')[2].partition("</textarea>")[0]
    assert "This is what we found" in form, "the author goes on from the letter as it was"
