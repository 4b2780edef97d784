"""A senior reads a letter before it goes, where a rule asks for it. Models and the question whether a rule asks.

Apart from the other models because `models.py` is long; Django finds these through their import there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.casefiles.models import Clock

from .choices import SETTLED, Outcome, Verb

if TYPE_CHECKING:
    from mobility.accounts.models import User
    from mobility.casefiles.owed import Look

USER = settings.AUTH_USER_MODEL
COMPLAINT = "complaints.Complaint"
REVIEW_BY = "unit.senior_review"
#: So many letters a desk shows.
MOST = 20
#: Letters that a senior may read first: conclusions, and those that say we do not take it on.
READ_FIRST = (*SETTLED, Outcome.OUT_OF_SCOPE, Outcome.REFERRED)


class ReviewState(models.TextChoices):
    WAITING = "waiting", _("Waiting for review")
    APPROVED = "approved", _("Approved and sent")
    RETURNED = "returned", _("Sent back")
    REPLACED = "replaced", _("Replaced by another letter")


@pghistory.track()
class ReviewRule(models.Model):
    """Which letters a senior reads first: those with an outcome, those of a person, or both. Kept in the admin."""

    outcome = models.CharField(
        _("outcome"),
        max_length=30,
        choices=[(outcome.value, outcome.label) for outcome in READ_FIRST],
        blank=True,
        help_text=_("Empty: whatever the outcome, also out of scope and referred."),
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
    """One letter that ends a complaint as its author would send it, and what the senior said. One waits per complaint."""

    complaint = models.ForeignKey(COMPLAINT, on_delete=models.PROTECT, related_name="reviews")
    verb = models.CharField(_("sent as"), max_length=20, default=Verb.CONCLUDE.value)
    #: what the verb needs besides outcome and letter: reason, office, papers
    more = models.JSONField(_("with"), default=dict, blank=True)
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
    """Whether a rule wants a senior to read the letter with this outcome first. One query; none for those who review."""
    if by.can(Capability.REVIEW):
        return False
    rules = ReviewRule.objects.filter(is_active=True, outcome__in=("", outcome))
    return rules.filter(Q(author__isnull=True) | Q(author=by)).exists()


def waiting_for(looking: Look) -> list[Review]:
    """What waits for the person who looks: everything, where they may review and open the file. One query, none for others."""
    if not looking.user.can(Capability.REVIEW):
        return []
    seen = Q(complaint__is_restricted=False) | Q(complaint__in=looking.named)
    clock = Clock.objects.filter(file=OuterRef("complaint"), rule=REVIEW_BY, stopped_on__isnull=True)
    found = Review.objects.waiting().filter(seen).exclude(asked_by=looking.user)
    found = found.annotate(due_on=Subquery(clock.values("due_on")[:1]))
    shown = ("outcome", "asked_at", "asked_by__name", "complaint__reference", "complaint__file__title")
    return list(found.select_related("asked_by", "complaint__file").only(*shown).order_by("due_on", "asked_at")[:MOST])
