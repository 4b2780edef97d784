"""Writing mail: in the transaction of what it tells of, rendered in the reader's language."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, send_mail
from django.db import connection, transaction
from django.utils import translation

from mobility.outbox import actions
from mobility.outbox.models import Mail

HELLO = {"to": "ada@example.org", "subject": "About your file", "text": "Hello", "kind": "test"}


def jobs() -> list[tuple[str, dict]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")
        return [(name, json.loads(args)) for name, args in cursor.fetchall()]


@pytest.mark.django_db
def test_queue_writes_a_row_and_a_job_that_names_it_by_id():
    mail = actions.queue(**HELLO, about="LM-2026-000001")
    assert (mail.state, mail.attempts, mail.about) == ("queued", 0, "LM-2026-000001")
    assert jobs() == [("outbox.deliver", {"mail_id": mail.pk})]


def test_a_rollback_leaves_neither_mail_nor_job(committed_db):
    with transaction.atomic():
        actions.queue(**HELLO)
        transaction.set_rollback(True)
    assert (Mail.objects.count(), jobs()) == (0, [])
    with transaction.atomic():
        actions.queue(**HELLO)
    assert (Mail.objects.count(), len(jobs())) == (1, 1)


@pytest.mark.django_db
def test_queue_refuses_what_cannot_be_an_address():
    with pytest.raises(ValidationError):
        actions.queue(**{**HELLO, "to": "ada@example.org\nBcc: eve@example.org"})
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_a_line_break_in_the_subject_begins_no_header():
    assert actions.queue(**{**HELLO, "subject": "One\r\nBcc: two"}).subject == "One Bcc: two"


@pytest.mark.django_db
def test_djangos_own_mail_becomes_a_row_per_recipient():
    with translation.override("fr"):
        send_mail("Bonjour", "Texte", None, ["a@example.org", "B <b@example.org>"], html_message="<p>Texte</p>")
    assert list(Mail.objects.order_by("pk").values_list("to", "html", "language", "kind")) == [
        ("a@example.org", "<p>Texte</p>", "fr", "account"),
        ("b@example.org", "<p>Texte</p>", "fr", "account"),
    ]


@pytest.mark.django_db
def test_mails_carry_no_attachments():
    message = EmailMessage("Subject", "Text", to=["a@example.org"], attachments=[("a.txt", "x", "text/plain")])
    with pytest.raises(ValueError, match="no attachments"):
        message.send()


@pytest.fixture
def letter(tmp_path, settings):
    """A template of a mail, in a folder of the test's own."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "hello_subject.txt").write_text("About\n{{ reference }}\n")
    (tmp_path / "mail" / "hello.txt").write_text("Dear {{ name }},\n\nsee https://example.org/?a=1&b=2\n")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]


@pytest.mark.django_db
def test_a_page_gives_text_and_html_in_the_shell_of_all_mails(letter, settings):
    settings.MAIL_REPLY_TO = "office@example.org"
    mail = actions.queue_page(
        to="ada@example.org",
        template="hello",
        context={"name": "Zoé <O'Neil>", "reference": "LM-1"},
        language="en",
        kind="hello",
    )
    assert mail.subject == "About LM-1"
    assert mail.text.startswith("Dear Zoé <O'Neil>,\n\nsee https://example.org/?a=1&b=2\n\n--\n")
    assert "office@example.org" in mail.text
    assert '<html lang="en">' in mail.html
    assert "Zoé &lt;O&#x27;Neil&gt;" in mail.html
    assert 'href="https://example.org/?a=1&amp;b=2"' in mail.html
