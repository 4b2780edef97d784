"""A request put to an office or a named recipient about one file, and what was answered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Language
from mobility.accounts.models import Office
from mobility.casefiles.models import CaseFile, Document, Participant, Share

from .choices import INTERIM, Category, Purpose, Shut, Via
from .querysets import RequestQuerySet

USER = settings.AUTH_USER_MODEL


class Request(models.Model):
    """One question to one participant of a file, with a day to answer by and the share it leaves under.

    The share holds the authority (a consent or another one in words) and the papers that go along.
    """

    file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="requests")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="requests")
    share = models.OneToOneField(Share, on_delete=models.PROTECT, related_name="request")
    purpose = models.CharField(_("asks for"), max_length=12, choices=Purpose)
    question = models.TextField(_("question"))
    summary = models.TextField(_("what we tell them"), blank=True)
    with_name = models.BooleanField(_("names the worker"), default=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    jurisdiction_code = models.CharField(_("jurisdiction"), max_length=2, blank=True)
    due_on = models.DateField(_("answer by"))
    sent_at = models.DateTimeField(_("sent"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    revoked_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_why = models.CharField(_("why it was withdrawn"), max_length=500, blank=True)
    lapsed_at = models.DateTimeField(_("lapsed unanswered"), null=True, blank=True)

    objects: ClassVar[Any] = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["participant", "-id"], name="request_participant"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(answered_at__isnull=True, revoked_at__isnull=True, lapsed_at__isnull=True),
                name="request_due_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    def get_absolute_url(self) -> str:
        """Its page for people of the office who sign in."""
        return reverse("asked", args=[self.pk])

    @property
    def office(self) -> Office | None:
        return self.participant.office

    @property
    def to(self) -> str:
        """Who was asked, in a word."""
        return str(self.participant)

    @property
    def shut(self) -> str:
        """Why it takes no answer any more; empty while it does."""
        if self.revoked_at is not None:
            return Shut.REVOKED
        if self.answered_at is not None:
            return Shut.ANSWERED
        if self.lapsed_at is not None:
            return Shut.LAPSED
        if not self.share.is_in_force:
            return Shut.CONSENT
        return "" if self.file.is_open else Shut.FILE

    @property
    def is_shown(self) -> bool:
        """Whether whoever was asked may still read what we wrote."""
        return self.revoked_at is None and self.share.is_in_force and (self.file.is_open or bool(self.answered_at))


class RequestLink(models.Model):
    """One link sent to one address. Only the hash of its token is kept; it opens its request until that is answered or withdrawn."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    address = models.EmailField(_("sent to"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")


class RequestReminder(models.Model):
    """Whoever was asked was reminded of one day at one stage, by itself. A day that moves has its stages anew."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="reminders")
    stage = models.CharField(_("stage"), max_length=12)
    due_on = models.DateField(_("answer by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder of a request")
        verbose_name_plural = _("reminders of requests")
        constraints = [models.UniqueConstraint(fields=["request", "due_on", "stage"], name="requestreminder_once")]

    def __str__(self) -> str:
        return f"{self.stage} {self.due_on}"


class RequestAnswer(models.Model):
    """One answer: by a person who signs in, by whoever held the link, or entered by staff on behalf of whoever answered."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="answers")
    category = models.CharField(_("answer"), max_length=24, choices=Category)
    text = models.TextField(_("in words"), blank=True)
    provision = models.CharField(_("provision or exception relied on"), max_length=500, blank=True)
    due_on = models.DateField(_("day named"), null=True, blank=True)
    is_final = models.BooleanField(_("ends the request"), default=True)
    via = models.CharField(_("came"), max_length=8, choices=Via)
    answered_on = models.DateField(_("answered on"))
    said_by = models.CharField(_("name of who answered"), max_length=150, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"))
    papers = models.ManyToManyField(Document, related_name="+", blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(is_final=True), name="requestanswer_one_final"),
            models.CheckConstraint(
                condition=Q(is_final=False) | ~Q(category__in=sorted(INTERIM)), name="requestanswer_interim_stays_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.pk}"

    @property
    def on_behalf(self) -> bool:
        return self.via not in (Via.LINK, Via.PORTAL)
