"""Enquiries: every move, who may, what is sent, what is found again, what is kept of whoever asked."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles import personal
from mobility.casefiles.models import Clock, Event, Person, Task
from mobility.law.days import today
from mobility.law.models import Provision
from mobility.outbox.models import Mail
from regulators import actions
from regulators.actions.advice import About, Asker
from regulators.advice_choices import EnquiryStatus as S
from regulators.advice_workflow import ENQUIRIES
from regulators.models import Enquiry

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


def entered(cast, title="Fees for transfers", *, asked_by="worker", email="wanda@example.net", **said) -> Enquiry:
    words = {"question": "May they ask for a second fee?", "channel": "email", "received_on": today(), **said}
    about = About(
        title,
        words.pop("body", cast.body),
        words.pop("occupation", None),
        words.pop("provisions", [Provision.objects.get(instrument="LMA", citation="s 5")]),
    )
    asker = Asker(asked_by, name="Wanda Worker" if email else "", email=email)
    return actions.enter_enquiry(about=about, asker=asker, by=cast.coordinator, **words)


def answered(cast, title="Fees for transfers", answer="Only the published fee.", **said) -> Enquiry:
    enquiry = entered(cast, title, **said)
    actions.draft_answer(enquiry, answer=answer, by=cast.coordinator)
    return actions.answer_enquiry(enquiry, via="phone", by=cast.coordinator)


@pytest.fixture
def enquiry(cast):
    return entered(cast)


@pytest.fixture
def desk(client, cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def kinds(enquiry) -> list[str]:
    return [kind.split(".")[1] for kind in Event.objects.filter(file=enquiry.file).values_list("kind", flat=True)]


def test_an_enquiry_runs_the_units_standard_until_it_is_answered_by_mail(cast, enquiry):
    clock = Clock.objects.get(file=enquiry.file, rule="unit.enquiry")
    assert clock.is_policy
    assert enquiry.file.next_due_on == clock.due_on > today()
    actions.draft_answer(enquiry, answer="Only the published fee.", by=cast.coordinator)
    actions.answer_enquiry(enquiry, via="email", by=cast.coordinator)
    mail = Mail.objects.get(to="wanda@example.net", about=enquiry.file.reference)
    assert "Only the published fee." in mail.text
    clock.refresh_from_db()
    assert clock.stopped_on == today()
    assert (enquiry.file.status, enquiry.file.is_open, enquiry.file.next_due_on) == (S.ANSWERED, False, None)
    assert kinds(enquiry) == ["enquiry_entered", "enquiry_drafted", "enquiry_answered"]


def test_the_answer_is_mailed_in_the_language_of_the_enquiry(cast):
    asker = Asker("worker", name="Wanda", email="w@example.net", language="fr")
    enquiry = actions.enter_enquiry(
        about=About("Frais"), asker=asker, channel="email", question="?", received_on=today(), by=cast.coordinator
    )
    actions.draft_answer(enquiry, answer="Seulement les frais publiés.", by=cast.coordinator)
    actions.answer_enquiry(enquiry, via="email", by=cast.coordinator)
    assert Mail.objects.get(to="w@example.net").subject.startswith("Notre réponse à votre question")


def test_without_an_address_nothing_is_mailed_and_a_call_is_kept_on_record(cast):
    enquiry = entered(cast, email="")
    assert enquiry.person is None
    actions.draft_answer(enquiry, answer="Yes.", by=cast.coordinator)
    with pytest.raises(Refused, match="No e-mail address"):
        actions.answer_enquiry(enquiry, via="email", by=cast.coordinator)
    with pytest.raises(Refused, match="not come yet"):
        actions.answer_enquiry(enquiry, via="phone", answered_on=today() + DAY, by=cast.coordinator)
    actions.answer_enquiry(enquiry, via="phone", answered_on=today(), by=cast.coordinator)
    assert not Mail.objects.exists()
    assert Event.objects.filter(file=enquiry.file).last().kept.facts["via"] == "phone"


@pytest.mark.parametrize("asked_by", ["media", "mla", "ministry"])
def test_a_senior_reads_such_an_answer_first_and_nobody_their_own(cast, asked_by):
    enquiry = entered(cast, asked_by=asked_by)
    actions.draft_answer(enquiry, answer="Draft.", by=cast.coordinator)
    with pytest.raises(Refused, match="senior reads this answer"):
        actions.answer_enquiry(enquiry, via="phone", by=cast.coordinator)
    with pytest.raises(Refused, match="who did not write it"):
        actions.ask_review(enquiry, reviewer=cast.coordinator, by=cast.coordinator)
    actions.ask_review(enquiry, reviewer=cast.senior, by=cast.coordinator)
    assert Task.objects.get(file=enquiry.file, stopped_on__isnull=True).owed_by_user == cast.senior
    actions.give_answer_back(enquiry, remark="Shorter.", by=cast.senior)
    assert Task.objects.get(file=enquiry.file, stopped_on__isnull=True).owed_by_user == cast.coordinator
    actions.draft_answer(enquiry, answer="Short.", by=cast.senior)
    actions.ask_review(enquiry, reviewer=cast.director, by=cast.coordinator)
    with pytest.raises(Refused, match="Somebody else"):
        actions.approve_answer(enquiry, by=cast.senior)
    actions.approve_answer(enquiry, by=cast.director)
    actions.answer_enquiry(enquiry, via="phone", by=cast.coordinator)
    assert enquiry.file.status == S.ANSWERED


def test_an_approved_answer_that_is_changed_is_read_again(cast):
    enquiry = entered(cast, asked_by="media")
    actions.draft_answer(enquiry, answer="Draft.", by=cast.coordinator)
    actions.ask_review(enquiry, reviewer=cast.senior, by=cast.coordinator)
    actions.approve_answer(enquiry, by=cast.senior)
    actions.draft_answer(enquiry, answer="Quite another.", by=cast.coordinator)
    with pytest.raises(Refused, match="senior reads this answer"):
        actions.answer_enquiry(enquiry, via="phone", by=cast.coordinator)


def test_reopened_it_is_due_again_and_the_answer_given_stays_in_the_history(cast, enquiry):
    actions.draft_answer(enquiry, answer="First.", by=cast.coordinator)
    actions.answer_enquiry(enquiry, via="phone", by=cast.coordinator)
    actions.reopen_enquiry(enquiry, reason="They wrote again", by=cast.coordinator)
    assert (enquiry.file.status, enquiry.file.is_open, enquiry.answer) == (S.OPEN, True, "First.")
    assert Clock.objects.filter(file=enquiry.file, rule="unit.enquiry", stopped_on__isnull=True).count() == 1
    assert enquiry.file.next_due_on is not None
    assert "First." in [event.kept.facts.get("answer") for event in Event.objects.filter(file=enquiry.file)]


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("verb", list(ENQUIRIES.moves))
def test_a_move_out_of_order_is_refused_and_leaves_no_trace(cast, enquiry, status, verb):
    case = enquiry.file
    actions.draft_answer(enquiry, answer="x", by=cast.coordinator)
    case.status = status
    case.save(update_fields=["status"])
    events = Event.objects.filter(file=case).count()
    about, asker = About("Another"), Asker("body")
    said = {
        "draft": (actions.draft_answer, {"answer": "y"}, cast.coordinator),
        "use": (actions.draft_answer, {"answer": "y"}, cast.coordinator),
        "ask_review": (actions.ask_review, {"reviewer": cast.senior}, cast.coordinator),
        "approve": (actions.approve_answer, {}, cast.senior),
        "give_back": (actions.give_answer_back, {"remark": "x"}, cast.senior),
        "answer": (actions.answer_enquiry, {"via": "post"}, cast.coordinator),
        "revise": (actions.revise_enquiry, {"about": about, "asker": asker, "question": "x"}, cast.coordinator),
        "close": (actions.close_enquiry, {"reason": "x"}, cast.coordinator),
        "reopen": (actions.reopen_enquiry, {"reason": "x"}, cast.coordinator),
    }
    action, facts, by = said[verb]
    move = ENQUIRIES[verb]
    if status in move.sources:
        action(enquiry, **facts, by=by)
        assert Event.objects.filter(file=case).count() > events
        assert enquiry.file.status == (move.to or status)
        return
    with pytest.raises(Refused):
        action(enquiry, **facts, by=by)
    assert Event.objects.filter(file=case).count() == events


@pytest.mark.parametrize("role", ["director", "registrar", "ministry", "other province", "administrator", "auditor"])
def test_only_who_works_on_files_enters_and_answers(cast, enquiry, role):
    by = cast.by_role[role]
    with pytest.raises(Refused):
        actions.enter_enquiry(
            about=About("x"), asker=Asker("other"), channel="phone", question="x", received_on=today(), by=by
        )
    with pytest.raises(Refused):
        actions.draft_answer(enquiry, answer="x", by=by)


def test_an_answer_is_found_by_words_in_either_language_by_a_mistyped_subject_and_by_what_it_is_about(desk, cast):
    occupation = cast.body.occupations.first()
    fees = answered(cast, occupation=occupation)
    answered(cast, "Délais de décision", "Les organismes décident en vingt jours.", body=None, provisions=[])
    url = "/desk/advice/answers/"

    def found(query: str) -> list[str]:
        return [row.file.title for row in desk.get(f"{url}?{query}").context["rows"]]

    assert found("q=published") == ["Fees for transfers"]
    assert found("q=organisme") == ["Délais de décision"]
    assert found("q=Fees+for+trnsfers") == ["Fees for transfers"]
    provision = fees.provisions.get()
    assert found(f"provision={provision.pk}") == ["Fees for transfers"]
    assert found(f"body={cast.body.pk}") == ["Fees for transfers"]
    assert found(f"occupation={occupation.pk}") == ["Fees for transfers"]
    assert found(f"body={cast.other_body.pk}") == []
    assert found("provision=nonsense&body=99999999999999999999") == []
    assert len(found("")) == 2
    assert "Fees for transfers" in desk.get(f"/desk/advice/provisions/{provision.pk}/").content.decode()


def test_an_answer_given_before_is_offered_beside_the_enquiry_and_taken_up_in_a_new_one(desk, cast, enquiry):
    before = answered(cast, "A second fee", "Only the published fee.")
    far = answered(cast, "Something else", "Quite another.", body=cast.other_body, provisions=[])
    page = desk.get(enquiry.get_absolute_url())
    assert [row.pk for row in page.context["before"]] == [before.pk]
    for source in (before, far):
        page = desk.get(f"{enquiry.get_absolute_url()}use/?source={source.pk}").content.decode()
        assert source.answer in page
        assert 'name="answer"' in page
    listed = desk.get(f"/desk/advice/answers/?for={enquiry.file.reference}").content.decode()
    assert f"use/?source={before.pk}" in listed
    url = f"{enquiry.get_absolute_url()}use/"
    said = {"source": before.pk, "answer": "Only the published fee, Ms. W.", "version": enquiry.file.version}
    assert desk.post(url, said).status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.source, enquiry.answer) == (before, "Only the published fee, Ms. W.")
    assert enquiry.file.title in desk.get(before.get_absolute_url()).content.decode()


def test_an_answer_of_a_restricted_file_is_found_and_taken_up_by_nobody_else(desk, cast, enquiry):
    secret = answered(cast, "Secret", "Hush.")
    files.restrict(secret.file, to=[cast.senior], reason="x", by=cast.senior)
    assert desk.get("/desk/advice/answers/").context["rows"] == []
    assert "Hush" not in desk.get(f"{enquiry.get_absolute_url()}use/?source={secret.pk}").content.decode()
    assert desk.get(secret.get_absolute_url()).status_code == 404
    said = {"source": secret.pk, "answer": "x", "version": enquiry.file.version}
    assert desk.post(f"{enquiry.get_absolute_url()}use/", said).status_code == 422


def test_an_enquiry_is_entered_and_changed_on_the_page(desk, cast):
    said = {
        "title": "Whose register counts?", "question": "Which one?", "asked_by": "mla", "channel": "phone",
        "received_on_day": "2", "received_on_month": "1", "received_on_year": "2026", "language": "en",
        "provisions": ["", str(Provision.objects.first().pk), ""], "organization": "Office of the member",
    }  # fmt: skip
    bad = desk.post("/desk/advice/enquiries/new/", {**said, "question": "", "email": "nonsense"})
    assert bad.status_code == 422
    assert "Whose register counts?" in bad.content.decode()
    assert desk.post("/desk/advice/enquiries/new/", said).status_code == 302
    made = Enquiry.objects.get()
    assert (made.provisions.count(), made.person, made.file.owner) == (1, None, cast.coordinator)
    url = f"{made.get_absolute_url()}revise/"
    assert "Whose register counts?" in desk.get(url).content.decode()
    assert desk.post(url, {**said, "name": "Mina", "version": made.file.version}).status_code == 302
    made.refresh_from_db()
    assert made.person.name == "Mina"


@pytest.mark.parametrize("role", ["registrar", "ministry", "other province", "stranger", "administrator"])
def test_nobody_outside_the_unit_sees_enquiries(client, cast, enquiry, role):
    client.force_login(cast.by_role[role])
    for url in ("/desk/advice/", "/desk/advice/answers/", "/desk/advice/enquiries/new/", enquiry.get_absolute_url()):
        assert client.get(url).status_code == 404


def test_an_auditor_reads_and_enters_nothing(client, cast, enquiry):
    client.force_login(cast.auditor)
    assert client.get("/desk/advice/").status_code == 200
    assert client.get(enquiry.get_absolute_url()).context["offered"] == []
    assert client.get("/desk/advice/enquiries/new/").status_code == 404


def test_what_is_held_about_who_asked_is_given_out_and_erased(cast, enquiry):
    actions.draft_answer(enquiry, answer="Dear Wanda", by=cast.coordinator)
    actions.answer_enquiry(enquiry, via="email", by=cast.coordinator)
    person = Person.objects.get(name="Wanda Worker")
    (held,) = personal.held(person)["files"]
    assert held["enquiry"]["question"] == "May they ask for a second fee?"
    assert len(held["mails"]) == 1
    files.erase_person(person, reason="Asked for", by=cast.coordinator)
    enquiry.refresh_from_db()
    assert (enquiry.question, enquiry.answer, enquiry.person.name) == ("", "", "")
    assert not Mail.objects.filter(to="wanda@example.net").exists()
    assert not any(
        "Wanda" in str(event.kept.facts) for event in Event.objects.filter(file=enquiry.file, kept__isnull=False)
    )
    assert enquiry.file.title == "Fees for transfers"


def test_lists_and_file_ask_the_same_for_one_and_for_many(desk, cast, enquiry):
    answered(cast)

    def asked() -> list[int]:
        counts = []
        for url in ("/desk/advice/?state=all", "/desk/advice/answers/", enquiry.get_absolute_url()):
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(url).status_code == 200
            counts.append(len(captured))
        return counts

    asked()
    before = asked()
    for number in range(8):
        answered(cast, f"Fees {number}", received_on=today(), occupation=cast.body.occupations.first())
    asked()
    assert asked() == before
    assert max(before) <= 32


def test_received_in_the_future_is_refused(cast):
    with pytest.raises(Refused, match="not come yet"):
        entered(cast, received_on=now().date() + 3 * DAY)
