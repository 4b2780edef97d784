"""Which mails: they chain like a sentence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from .choices import MailState


class MailQuerySet(QuerySet[Any]):
    def waiting(self) -> MailQuerySet:
        return self.filter(state=MailState.QUEUED)

    def due(self, at: datetime) -> MailQuerySet:
        return self.waiting().filter(next_try_at__lte=at).order_by("next_try_at", "pk")

    def failed(self) -> MailQuerySet:
        return self.filter(state=MailState.FAILED)

    def sent(self) -> MailQuerySet:
        return self.filter(state=MailState.SENT)

    def about(self, reference: str) -> MailQuerySet:
        return self.filter(about=reference)
