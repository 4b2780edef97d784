"""Words to the worker in their language: the bank of sentences, and what waits for its translation."""

import pytest

from complaints import actions, bank, texts
from complaints.choices import Status
from complaints.models import Translation
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Message, Task
from mobility.outbox.models import Mail
from tests.complaints.door import sentences, text
from tests.makers import later, make_complaint, worker_of

pytestmark = pytest.mark.django_db
ENGLISH, FRENCH = "Which day did you apply?", "Quel jour avez-vous présenté votre demande?"


@pytest.fixture
def complaint(cast):
    complaint = make_complaint(Status.SCREENING, by=cast.coordinator, language="fr")
    complaint.refresh_from_db()
    return complaint


@pytest.fixture
def desk(client, cast, settings):
    settings.MFA_REQUIRED = False
    client.force_login(cast.coordinator)
    return client


def act(client, complaint, verb, **data):
    complaint.file.refresh_from_db()
    address = f"/desk/complaints/{complaint.reference}/{verb}/"
    return client.post(address, {"version": complaint.file.version, **data})


def test_free_text_in_the_other_language_waits_and_stops_nothing(complaint, cast):
    mails = Mail.objects.count()
    actions.ask(complaint, question=ENGLISH, language="en", by=cast.coordinator, at=later(2))
    waiting = Translation.objects.get()
    assert (waiting.original, waiting.text, waiting.is_question, waiting.message) == (ENGLISH, "", True, None)
    assert (waiting.task.what, waiting.task.owed_by_user) == (
        "Translate a message to the worker into French, then send it",
        cast.coordinator,
    )
    assert waiting.task.due_on is not None
    complaint.refresh_from_db()
    assert complaint.status == Status.SCREENING
    assert not Message.objects.filter(file=complaint.file).exists()
    assert Mail.objects.count() == mails
    with pytest.raises(Refused, match="Nobody has translated it yet"):
        actions.send_translation(complaint, translation=waiting, by=cast.coordinator, at=later(2))


def test_translated_and_sent_it_is_the_question_it_was_written_as(complaint, cast):
    actions.ask(complaint, question=ENGLISH, language="en", by=cast.coordinator, at=later(2))
    waiting = Translation.objects.get()
    actions.translate(complaint, translation=waiting, text=FRENCH, by=cast.colleague, at=later(3))
    actions.send_translation(complaint, translation=waiting, by=cast.coordinator, at=later(3))
    message = Message.objects.get(file=complaint.file)
    assert (message.text, message.language, message.is_question) == (FRENCH, "fr", True)
    assert message.audience == [worker_of(complaint).pk]
    assert (message.translation.original, message.translation.translated_by) == (ENGLISH, cast.colleague)
    complaint.refresh_from_db()
    assert complaint.status == Status.NEEDS_INFORMATION
    assert Task.objects.get(pk=waiting.task_id).done_by == cast.coordinator
    for again in (
        lambda: actions.send_translation(complaint, translation=waiting, by=cast.coordinator),
        lambda: actions.translate(complaint, translation=waiting, text="x", by=cast.coordinator),
    ):
        with pytest.raises(Refused, match="sent already"):
            again()


def test_in_the_workers_own_language_nothing_waits(complaint, cast):
    actions.reply(complaint, text="Bonjour", language="fr", by=cast.coordinator, at=later(2))
    assert Message.objects.get().text == "Bonjour"
    assert not Translation.objects.exists()


def test_the_text_of_another_file_is_not_sent(complaint, cast):
    other = make_complaint(Status.SCREENING, by=cast.coordinator, language="fr")
    actions.reply(other, text="Hello", language="en", by=cast.coordinator, at=later(2))
    with pytest.raises(Refused, match="not on this file"):
        actions.translate(complaint, translation=Translation.objects.get(), text="x", by=cast.coordinator)


def test_the_whole_way_at_the_desk(desk, complaint):
    page = act(desk, complaint, "reply", text="Hello", language="en")
    assert page.status_code == 302
    waiting = Translation.objects.get()
    page = text(desk.get(complaint.get_absolute_url()))
    assert "It waits for its translation; the worker sees nothing of it yet." in page
    assert "Waiting for translation" in page
    form = desk.get(f"/desk/complaints/{complaint.reference}/translate/?translation={waiting.pk}").content.decode()
    assert f'id="do-translate{waiting.pk}" open' in form
    assert act(desk, complaint, "translate", translation=waiting.pk, text="").status_code == 422
    assert act(desk, complaint, "translate", translation=waiting.pk, text="Bonjour").status_code == 302
    assert act(desk, complaint, "send_translation", translation=waiting.pk).status_code == 302
    page = text(desk.get(complaint.get_absolute_url()))
    assert "Bonjour" in page
    assert "Translated by Carla Coordinator: the original" in page
    assert "Waiting for translation" not in page


def test_a_sentence_of_the_bank_is_inserted_in_the_workers_language_and_sent_by_nobody(desk, complaint):
    response = act(desk, complaint, "reply", text="Bonjour.", language="fr", phrase="ask-complete-date", insert="yes")
    assert response.status_code == 200
    assert "Bonjour.\n\nQuel jour CLPNA vous a-t-il dit" in response.content.decode()
    assert not Message.objects.filter(file=complaint.file).exists()
    nothing = act(desk, complaint, "reply", text="Bonjour.", phrase="no-such", insert="yes")
    assert nothing.status_code == 200


def test_a_blank_that_nobody_filled_in_is_not_sent(desk, complaint):
    inserted = bank.sentence("ask-requirement-text", complaint)
    assert "[requirement]" in inserted
    response = act(desk, complaint, "ask", question=inserted)
    assert response.status_code == 422
    assert sentences(response) == ["Fill in the blank first: [requirement]"]
    assert act(desk, complaint, "ask", question="Le [sic] texte").status_code == 302


def test_every_sentence_of_the_bank_can_be_offered_and_inserted(complaint):
    rows = bank.offered(("ask",))
    assert len(rows) == len({key for key, _words in rows}) > 20
    known = {row["id"]: row for row in texts.load("phrases")["phrases"]}
    for key, _words in rows:
        said = bank.sentence(key, complaint)
        assert said
        assert "{" not in said
        assert set(bank.left_open(said)) <= set(known[key]["variables"])
