"""Sending mail through real SMTP: once, again, or given up."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from mobility.outbox import actions, delivery, tasks
from mobility.outbox.choices import MailState
from mobility.outbox.models import Mail
from tests.servers import Mailbox, start_smtp

HELLO = {"to": "zoe@example.org", "subject": "Voilà", "text": "Bonjour", "html": "<p>Bonjour</p>", "kind": "test"}


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    smtp = start_smtp(mailbox)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp.port
    mailbox.smtp = smtp
    yield mailbox
    mailbox.smtp.stop()


@pytest.mark.django_db
def test_a_mail_leaves_with_its_own_message_id_and_says_that_a_machine_wrote_it(mailbox, settings):
    settings.MAIL_REPLY_TO = "office@example.org"
    mail = actions.queue(**HELLO, language="fr", headers={"X-Kind": "1"})
    assert delivery.deliver(mail.pk) == MailState.SENT
    (message,) = mailbox.messages
    assert message["Message-ID"] == mail.message_id
    assert (message["To"], message["Subject"], message["Reply-To"]) == (
        "zoe@example.org",
        "Voilà",
        "office@example.org",
    )
    assert (message["Auto-Submitted"], message["Content-Language"], message["X-Kind"]) == ("auto-generated", "fr", "1")
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    mail.refresh_from_db()
    assert (mail.attempts, mail.last_error, mail.sent_at is not None) == (1, "", True)


@pytest.mark.django_db
def test_a_mail_that_was_sent_is_not_sent_again(mailbox):
    mail = actions.queue(**HELLO)
    assert [delivery.deliver(mail.pk), delivery.deliver(mail.pk)] == [MailState.SENT, None]
    assert len(mailbox.messages) == 1


@pytest.mark.django_db
def test_a_busy_mail_server_is_asked_again_ever_later(mailbox):
    mailbox.refuse = "451 try later zoe@example.org"
    mail = actions.queue(**HELLO)
    at, waits = now(), []
    for _ in range(9):
        assert delivery.deliver(mail.pk, at=at) == MailState.QUEUED
        mail.refresh_from_db()
        assert delivery.deliver(mail.pk, at=at) is None  # not due yet
        waits.append(round((mail.next_try_at - at).total_seconds() / 60))
        at = mail.next_try_at
    assert waits == [1, 2, 5, 10, 20, 30, 60, 60, 60]
    assert mail.last_error == "SMTPDataError 451"  # the code, not the server's sentence: it names the address
    mailbox.refuse = None
    assert delivery.deliver(mail.pk, at=at) == MailState.SENT


@pytest.mark.django_db
def test_after_three_days_a_mail_is_given_up(mailbox):
    mailbox.refuse = "451 try later"
    mail = actions.queue(**HELLO)
    Mail.objects.update(attempts=delivery.GIVE_UP_AFTER_TRIES - 1)
    assert delivery.deliver(mail.pk) == MailState.FAILED


@pytest.mark.django_db
def test_a_final_refusal_is_a_dead_letter_until_somebody_tries_again(mailbox):
    mailbox.refuse = "554 never"
    mail = actions.queue(**HELLO)
    assert delivery.deliver(mail.pk) == MailState.FAILED
    mailbox.refuse = None
    assert delivery.deliver(mail.pk) is None
    actions.try_again(mail)
    assert delivery.deliver(mail.pk) == MailState.SENT


@pytest.mark.django_db
def test_without_a_mail_server_mails_wait_and_leave_when_it_is_back(mailbox):
    mailbox.smtp.stop()
    mails = [actions.queue(**HELLO) for _ in range(3)]
    assert delivery.deliver(mails[0].pk) == MailState.QUEUED
    tasks.sweep(0)
    assert list(Mail.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0, 0]
    mailbox.smtp = start_smtp(mailbox, mailbox.smtp.port)
    Mail.objects.update(next_try_at=now())
    tasks.sweep(0)
    assert len(mailbox.messages) == 3
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.django_db
def test_the_sweep_sends_what_no_job_remembers_and_leaves_what_is_not_due(mailbox):
    forgotten = actions.queue(**HELLO)
    later = actions.queue(**HELLO, at=now() + timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    tasks.sweep(0)
    assert [message["Message-ID"] for message in mailbox.messages] == [forgotten.message_id]
    later.refresh_from_db()
    assert later.state == MailState.QUEUED


def test_two_workers_never_send_one_mail_at_once(committed_db, mailbox):
    mail = actions.queue(**HELLO)
    with transaction.atomic():
        Mail.objects.select_for_update().get(pk=mail.pk)  # as a worker that is sending it
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(_deliver_elsewhere, mail.pk).result() is None
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(_deliver_elsewhere, [mail.pk] * 8))
    assert (results.count(MailState.SENT), results.count(None)) == (1, 7)
    assert len(mailbox.messages) == 1


def _deliver_elsewhere(mail_id: int) -> MailState | None:
    try:
        return delivery.deliver(mail_id)
    finally:
        connection.close()
