"""How the registry became what it is, and what bodies publish about applying to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .choices import ChangeKind, PublishedKind
from .sourced import Sourced

USER = settings.AUTH_USER_MODEL


FIELD_WORDS = {
    "name_en": _("Name in English"),
    "name_fr": _("Name in French"),
    "short_name": _("Short name"),
    "email": _("Office mailbox"),
    "governing_act": _("Governing Act"),
    "ministry": _("Responsible ministry"),
    "website": _("Website"),
    "sector": _("Sector"),
    "schedule": _("Schedule of the Act"),
    "confidence": _("How sure are we?"),
    "title_en": _("Title in English"),
    "title_fr": _("Title in French"),
    "noc2021": _("NOC 2021"),
    "reserved": _("Reserved title or practice"),
}


class Change(models.Model):
    """One change of the registry with the day it takes effect. Never altered; one that lies ahead is carried out on its day."""

    kind = models.CharField(_("kind"), max_length=20, choices=ChangeKind)
    body = models.ForeignKey(
        "regulators.RegulatoryBody", verbose_name=_("body"), on_delete=models.PROTECT, related_name="changes"
    )
    occupation = models.ForeignKey(
        "regulators.Occupation",
        verbose_name=_("occupation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
    )
    other_body = models.ForeignKey(
        "regulators.RegulatoryBody",
        verbose_name=_("other body"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    field = models.CharField(_("what"), max_length=40, blank=True)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("after"), blank=True)
    effective_on = models.DateField(_("takes effect"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered"))
    done_at = models.DateTimeField(_("carried out"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("change of the registry")
        verbose_name_plural = _("changes of the registry")
        ordering = ["-effective_on", "-pk"]
        indexes = [
            models.Index(fields=["effective_on"], condition=Q(done_at__isnull=True), name="change_to_come"),
        ]

    def __str__(self) -> str:
        return f"{self.effective_on} {self.kind}"

    @property
    def field_words(self) -> str:
        """What was changed, in the language of the page."""
        return str(FIELD_WORDS.get(self.field, self.field))


class Published(Sourced):
    """What a body publishes: a document, an alternative to it, a requirement, a fee. Seen on a day, until it no longer stands."""

    body = models.ForeignKey(
        "regulators.RegulatoryBody", verbose_name=_("body"), on_delete=models.PROTECT, related_name="published"
    )
    occupation = models.ForeignKey(
        "regulators.Occupation",
        verbose_name=_("occupation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="published",
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PublishedKind)
    words = models.TextField(_("what is published"))
    amount = models.DecimalField(_("amount, dollars"), max_digits=9, decimal_places=2, null=True, blank=True)
    url = models.URLField(_("page"), max_length=500, blank=True)
    seen_on = models.DateField(_("seen on"))
    until_on = models.DateField(_("no longer published since"), null=True, blank=True)
    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("published requirement")
        verbose_name_plural = _("published requirements")
        ordering = ["kind", "pk"]
        indexes = [models.Index(fields=["body", "until_on"], name="published_of_body")]

    def __str__(self) -> str:
        return self.words[:60]
