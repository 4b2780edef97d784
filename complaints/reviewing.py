"""A senior reads a letter before it goes, where a rule asks for it. Models and the question whether a rule asks.

Apart from the other models because `models.py` is long; Django finds these through their import there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability

from .choices import SETTLED, Outcome

if TYPE_CHECKING:
    from mobility.accounts.models import User
    from mobility.casefiles.owed import Look

USER = settings.AUTH_USER_MODEL
COMPLAINT = "complaints.Complaint"


class ReviewState(models.TextChoices):
    WAITING = "waiting", _("Waiting for review")
    APPROVED = "approved", _("Approved and sent")
    RETURNED = "returned", _("Sent back")
    REPLACED = "replaced", _("Replaced by another letter")


@pghistory.track()
class ReviewRule(models.Model):
    """Which conclusions a senior reads first: those with an outcome, those of a person, or both. Kept in the admin."""

    outcome = models.CharField(
        _("outcome"),
        max_length=30,
        choices=[(outcome.value, outcome.label) for outcome in SETTLED],
        blank=True,
        help_text=_("Empty: whatever the outcome."),
    )
    author = models.ForeignKey(
        USER,
        verbose_name=_("letters of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: whoever writes it. Those who review need no review."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("rule for review")
        verbose_name_plural = _("rules for review")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display() or '*'} / {self.author or '*'}"


class ReviewQuerySet(models.QuerySet):
    def waiting(self) -> ReviewQuerySet:
        """Still to be decided, on files that are still at work."""
        return self.filter(state=ReviewState.WAITING, complaint__is_open=True)


class Review(models.Model):
    """One conclusion as its author would send it, and what the senior said. One waits per complaint."""

    complaint = models.ForeignKey(COMPLAINT, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome)
    letter = models.TextField(_("letter"))
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=10, choices=ReviewState, default=ReviewState.WAITING)
    reviewer = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    objects: ClassVar[Any] = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["complaint"], condition=Q(state="waiting"), name="review_one_waiting")
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state="waiting"), name="review_waiting")]

    def __str__(self) -> str:
        return f"review {self.pk}"


def is_asked(outcome: str, by: User) -> bool:
    """Whether a rule wants a senior to read this conclusion first. One query; none for those who review."""
    if by.can(Capability.REVIEW):
        return False
    rules = ReviewRule.objects.filter(is_active=True, outcome__in=("", outcome))
    return rules.filter(Q(author__isnull=True) | Q(author=by)).exists()


def waiting_for(looking: Look) -> list[Review]:
    """What waits for the person who looks: everything, where they may review and open the file. One query, none for others."""
    if not looking.user.can(Capability.REVIEW):
        return []
    seen = Q(complaint__is_restricted=False) | Q(complaint__in=looking.named)
    found = Review.objects.waiting().filter(seen).exclude(asked_by=looking.user)
    shown = ("outcome", "asked_at", "asked_by__name", "complaint__reference", "complaint__file__title")
    return list(found.select_related("asked_by", "complaint__file").only(*shown).order_by("asked_at")[:50])
