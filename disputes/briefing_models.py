"""Briefing packs: what was said when, from which items of the file, so that one can see what has gone stale since."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mobility.casefiles.models import Document

from .dispute_models import Dispute

USER = settings.AUTH_USER_MODEL

#: The kind of the documents a pack is kept as.
KIND = "briefing"


class Briefing(models.Model):
    """One package as it was made. `parts` holds each statement with the item it rests on, and a fingerprint per part."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="briefings")
    number = models.PositiveSmallIntegerField(_("number"))
    language = models.CharField(_("language"), max_length=2)
    parts = models.JSONField(_("parts"), default=list)
    pdf = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    docx = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("briefing pack")
        verbose_name_plural = _("briefing packs")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="briefing_number")]

    def __str__(self) -> str:
        return f"{self.dispute_id} {self.number}"
