"""Notices: drafted, reviewed, approved, served; and the proof for each addressee."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Language
from mobility.accounts.models import Office
from mobility.accounts.phrases import moment_words
from mobility.casefiles.models import Document
from mobility.law.models import Jurisdiction

from .choices import NoticeState, Way
from .dispute_models import Dispute, Step

USER = settings.AUTH_USER_MODEL


class Notice(models.Model):
    """One document that a move serves: its words, where they stand on the way out, and the step it made."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="notices")
    verb = models.CharField(_("move"), max_length=40)
    kind = models.CharField(_("document"), max_length=40)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.EN)
    #: what the rule pack asks for, item by item, in order
    contents = models.JSONField(_("contents"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=NoticeState, default=NoticeState.DRAFT)
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("drafted"))
    reviewer = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    remark = models.TextField(_("the senior’s remark"), blank=True)
    served_on = models.DateField(_("served"), null=True, blank=True)
    elsewhere = models.BooleanField(_("served elsewhere"), default=False)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "verb", "kind"],
                condition=Q(state__in=["draft", "review", "approved"]),
                name="notice_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_recorded(self) -> bool:
        """Nothing was written here: a step recorded as made, whose addressees are listed for their proof."""
        return self.state == NoticeState.SERVED and self.approved_by_id is None


class Delivery(models.Model):
    """One addressee of one notice: when it was sent, when it was delivered, and what proves that."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="deliveries")
    #: the actor of the pack the addressee stands for: replying_party, other_parties, secretariat
    actor = models.CharField(_("as"), max_length=30)
    party = models.ForeignKey(
        Jurisdiction, verbose_name=_("Party"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("sent to"), max_length=254, blank=True)
    way = models.CharField(_("how"), max_length=12, choices=Way)
    sent_on = models.DateField(_("sent"))
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    proof = models.CharField(_("what proves it"), max_length=300, blank=True)
    #: when the addressee pressed the button of the link in our mail: that proves it, in words `proof_words`
    received_at = models.DateTimeField(_("received by the link"), null=True, blank=True)
    #: of the link in the mail to this addressee; only the hash is kept
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    paper = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["notice", "actor", "party"], name="delivery_once")]

    @property
    def is_proved(self) -> bool:
        return self.delivered_on is not None and bool(self.proof or self.paper_id or self.received_at)

    @property
    def proof_words(self) -> str:
        """What proves it, in the language of the reader."""
        if self.received_at is None:
            return self.proof
        said = {"address": self.address, "moment": moment_words(self.received_at, "full")}
        return gettext("Opened by the link sent to %(address)s, %(moment)s") % said
