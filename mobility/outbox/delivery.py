"""Sends one mail through SMTP, or says when to try again. Called by the worker only."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.db import transaction
from django.utils.timezone import now

from .choices import MailState
from .models import Mail

logger = logging.getLogger(__name__)

MINUTES_BETWEEN_TRIES = [1, 2, 5, 10, 20, 30, 60]  # then every hour
GIVE_UP_AFTER_TRIES = 75  # three days; while the mail server cannot be reached at all, the sweep does not count


def deliver(mail_id: int, smtp: EmailBackend | None = None, at: datetime | None = None) -> MailState | None:
    """Send this mail if it waits and is due; None when there was nothing to do.

    The row stays locked until the mail server has answered, so two workers never send it at once. Killed after the
    server took it and before the commit, it goes out again with the same Message-ID: twice rather than never.
    """
    at = at or now()
    with transaction.atomic():
        mail = Mail.objects.select_for_update(skip_locked=True).due(at).filter(pk=mail_id).first()
        if mail is None:
            return None
        mail.attempts += 1
        try:
            _send(mail, smtp)
        except (SMTPException, OSError, ValueError) as error:
            _postpone(mail, error, at)
        else:
            mail.state, mail.sent_at, mail.last_error = MailState.SENT, at, ""
        mail.save(update_fields=["state", "attempts", "sent_at", "next_try_at", "last_error"])
    logger.info("mail %s %s: %s %s", mail.pk, mail.kind, mail.state, mail.last_error)
    return MailState(mail.state)


@contextmanager
def one_connection() -> Iterator[EmailBackend | None]:
    """A connection to the mail server for many mails; None when it cannot be reached."""
    smtp = EmailBackend()
    try:
        smtp.open()
    except (SMTPException, OSError) as error:
        logger.warning("mail server not reached: %s", _cause(error))
        yield None
        return
    try:
        yield smtp
    finally:
        smtp.close()


def _send(mail: Mail, smtp: EmailBackend | None) -> None:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        reply_to=[reply_to] if (reply_to := mail.reply_to or settings.MAIL_REPLY_TO) else None,
        headers={
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
            **mail.headers,
            "Message-ID": mail.message_id,
        },
        connection=smtp or EmailBackend(),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()


def _postpone(mail: Mail, error: Exception, at: datetime) -> None:
    mail.last_error = _cause(error)
    if _is_final(error) or mail.attempts >= GIVE_UP_AFTER_TRIES:
        mail.state = MailState.FAILED
        return
    tried = min(mail.attempts, len(MINUTES_BETWEEN_TRIES))
    mail.next_try_at = at + timedelta(minutes=MINUTES_BETWEEN_TRIES[tried - 1])


def _is_final(error: Exception) -> bool:
    """Whether this address or this content will never be taken. Trouble with our sign-in or the line will pass."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def _cause(error: Exception) -> str:
    """Kind and code, never the server's sentence: it likes to repeat the address."""
    name = type(error).__name__
    if isinstance(error, SMTPRecipientsRefused):
        return f"{name} {' '.join(str(code) for code, _ in error.recipients.values())}"
    if isinstance(error, SMTPResponseException):
        return f"{name} {error.smtp_code}"
    return name
