"""Outgoing mail and the worker's sign of life. Knows addresses, not files: who may be written to is asked elsewhere."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .choices import MailState
from .querysets import MailQuerySet


def new_message_id() -> str:
    """Made with the row and sent with every try, so that a mail that goes out twice can be recognised as one."""
    return f"<{uuid4()}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"


class Mail(models.Model):
    """One mail to one address. The row is the truth; jobs only say that it is worth a look."""

    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    language = models.CharField(_("language"), max_length=2, default="en")
    reply_to = models.EmailField(_("reply to"), blank=True)
    headers = models.JSONField(_("headers"), default=dict, blank=True)
    kind = models.CharField(_("kind"), max_length=60, help_text=_("What the mail is for, in one word of the code."))
    about = models.CharField(_("about"), max_length=40, blank=True, db_index=True, help_text=_("A file's reference."))
    message_id = models.CharField(_("message id"), max_length=200, unique=True, default=new_message_id, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="mail_waiting", condition=models.Q(state="queued")),
            models.Index(fields=["sent_at"], name="mail_sent", condition=models.Q(state="sent")),
        ]
        constraints = [
            models.CheckConstraint(name="mail_state", condition=models.Q(state__in=MailState.values)),
            models.CheckConstraint(
                name="mail_sent_at",
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"  # never the address: this ends up in logs


class Heartbeat(models.Model):
    """The last sign of life of one part of the system."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
