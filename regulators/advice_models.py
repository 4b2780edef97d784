"""Enquiries with their answers, and guidance notes: what was written, to whom it was sent, who has read it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Language
from mobility.accounts.models import Office
from mobility.casefiles.models import CaseFile, Person, Task
from mobility.law.models import Provision

from .advice_choices import CHANNELS, AskedBy, EnquiryStatus

USER = settings.AUTH_USER_MODEL


class Enquiry(models.Model):
    """A question somebody put to the unit, and the answer. Shares number, owner, status and history with its file."""

    file = models.OneToOneField(
        CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="enquiry", verbose_name=_("file")
    )
    asked_by = models.CharField(_("asked by"), max_length=10, choices=AskedBy)
    #: whom the answer goes to; nobody where the office is enough, or where they did not say
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    organization = models.CharField(_("organization"), max_length=200, blank=True)
    channel = models.CharField(_("how it reached us"), max_length=10, choices=CHANNELS)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    received_on = models.DateField(_("received"))
    question = models.TextField(_("question"))
    body = models.ForeignKey(
        "regulators.RegulatoryBody", verbose_name=_("about the body"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="enquiries",
    )  # fmt: skip
    occupation = models.ForeignKey(
        "regulators.Occupation", verbose_name=_("about the occupation"), on_delete=models.PROTECT, null=True,
        blank=True, related_name="enquiries",
    )  # fmt: skip
    provisions = models.ManyToManyField(Provision, verbose_name=_("provisions"), related_name="enquiries", blank=True)
    answer = models.TextField(_("answer"), blank=True)
    #: whose answer was taken up in this one
    source = models.ForeignKey(
        "self", verbose_name=_("taken from"), on_delete=models.PROTECT, null=True, blank=True, related_name="used_in"
    )
    drafted_by = models.ForeignKey(
        USER, verbose_name=_("drafted by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    #: what the senior owes who is to read the answer
    review_task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.TextField(_("the senior’s remark"), blank=True)
    answered_on = models.DateField(_("answered"), null=True, blank=True)
    answered_via = models.CharField(_("answered by"), max_length=10, choices=CHANNELS, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        indexes = [models.Index(fields=["-answered_on", "-file"], name="enquiry_answered")]

    def __str__(self) -> str:
        return self.file.reference

    def get_absolute_url(self) -> str:
        return reverse("advice:enquiry", args=[self.file.reference])

    @property
    def status_words(self) -> str:
        return str(EnquiryStatus(self.file.status).label)


class GuidanceNote(models.Model):
    """A note of the unit on how a provision is to be read. What it says stands in its versions."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=500, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("guidance note")
        verbose_name_plural = _("guidance notes")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"GN-{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("advice:note", args=[self.number])


class GuidanceVersion(models.Model):
    """What a note says since a day. A new version replaces it; it stays readable."""

    note = models.ForeignKey(GuidanceNote, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    title_en = models.CharField(_("title in English"), max_length=200)
    title_fr = models.CharField(_("title in French"), max_length=200)
    text_en = models.TextField(_("text in English"))
    text_fr = models.TextField(_("text in French"))
    provisions = models.ManyToManyField(Provision, verbose_name=_("provisions"), related_name="guidance", blank=True)
    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("version of a guidance note")
        verbose_name_plural = _("versions of guidance notes")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["note", "number"], name="guidanceversion_number")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_french(self) -> bool:
        return (get_language() or "en").startswith("fr")

    @property
    def title(self) -> str:
        return self.title_fr if self.is_french else self.title_en

    @property
    def text(self) -> str:
        return self.text_fr if self.is_french else self.text_en


class GuidanceCopy(models.Model):
    """One version as one reader has it: somebody who signs in for a body, or a registered address of it with its link.

    Read is what somebody said by a button; opening alone is not.
    """

    version = models.ForeignKey(GuidanceVersion, on_delete=models.PROTECT, related_name="copies")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="guidance")
    user = models.ForeignKey(
        USER, verbose_name=_("reader"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    address = models.EmailField(_("address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    sent_at = models.DateTimeField(_("sent"))
    by = models.ForeignKey(USER, verbose_name=_("sent by"), on_delete=models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    read_by = models.CharField(_("read by"), max_length=200, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("copy of a guidance note")
        verbose_name_plural = _("copies of guidance notes")
        constraints = [
            models.CheckConstraint(
                name="guidancecopy_one_reader",
                condition=Q(user__isnull=False, address="") | Q(user__isnull=True) & ~Q(address=""),
            ),
            models.UniqueConstraint(
                fields=["version", "office", "user"], condition=Q(user__isnull=False), name="guidancecopy_user_once"
            ),
            models.UniqueConstraint(
                fields=["version", "office", "address"], condition=~Q(address=""), name="guidancecopy_address_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.office_id}"

    @property
    def reader(self) -> str:
        return str(self.user) if self.user else self.read_by or self.address


class GuidanceLink(models.Model):
    """The way in to one copy without an account. Of its token only the hash is kept; a reminder makes a further one."""

    copy = models.ForeignKey(GuidanceCopy, on_delete=models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField(_("sent"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("link to a guidance note")
        verbose_name_plural = _("links to guidance notes")
