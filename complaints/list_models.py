"""What belongs to the list rather than to a complaint: views that people keep, and what was taken out of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class SavedView(models.Model):
    """A filter of the list under a name: one person's, or the whole unit's where it has no owner."""

    owner = models.ForeignKey(
        USER, verbose_name=_("owner"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=1500, blank=True)
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="savedview_name"),
            models.UniqueConstraint(Lower("name"), condition=Q(owner__isnull=True), name="savedview_unit_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unit(self) -> bool:
        return self.owner_id is None


class Export(models.Model):
    """One list that somebody took out: what it was, how far it is, and its sum. The rows stand nowhere here."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", _("Excel workbook")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        RUNNING = "running", _("Being written")
        READY = "ready", _("Ready")
        SENT = "sent", _("Sent as it was asked for")
        BROKEN = "broken", _("Broken off")
        GONE = "gone", _("No longer kept")

    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    query = models.CharField(_("filter"), max_length=1500, blank=True)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    with_words = models.BooleanField(_("with what the worker wrote"), default=False)
    language = models.CharField(_("language"), max_length=2, default="en")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(_("why"), max_length=300, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.BigIntegerField(_("size in bytes"), default=0)
    expires_on = models.DateField(_("kept until"), null=True, blank=True)

    #: Bytes of these lie in the store.
    STORED: ClassVar[frozenset[str]] = frozenset({State.READY})

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="export_by")]

    def __str__(self) -> str:
        return f"{self.get_format_display()}, {self.at:%Y-%m-%d}"
