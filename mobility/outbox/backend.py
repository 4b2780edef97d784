"""Django's way out for mail: a row in the outbox, so that allauth's mails go the way of all others."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from . import actions


class OutboxBackend(BaseEmailBackend):
    """Writes one row per recipient within the current transaction; sending is the worker's."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            if message.attachments:
                raise ValueError("Mails carry no attachments: give a link to the page that shows the document.")
            alternatives = getattr(message, "alternatives", [])
            html = next((str(part[0]) for part in alternatives if part[1] == "text/html"), "")
            for recipient in message.recipients():
                actions.queue(
                    to=parseaddr(recipient)[1],
                    subject=str(message.subject),
                    text=str(message.body),
                    html=html,
                    language=(get_language() or "en")[:2],
                    reply_to=parseaddr(message.reply_to[0])[1] if message.reply_to else "",
                    kind="account",
                )
        return len(email_messages)
