"""A review of a body: what was found, what is to be corrected, the order that may follow; and the body's risk category."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile, Document, Task
from mobility.correspondence.models import Request
from mobility.law.models import Provision

from .compliance_choices import Assessment, Category, Occasion

USER = settings.AUTH_USER_MODEL


class ReviewFileQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ReviewFileQuerySet:
        """The unit's alone: a body sees the requests put to it, never the review."""
        from mobility.casefiles.querysets import sees_the_desk

        if not user.is_active or not sees_the_desk(user):
            return self.none()
        return self.filter(file__in=CaseFile.objects.visible_to(user))


class Review(models.Model):
    """A file in which the unit looks at whether what a body does is in line with the Act. Its reviewer is the file's owner."""

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="review")
    body = models.ForeignKey(
        "regulators.RegulatoryBody", verbose_name=_("body"), on_delete=models.PROTECT, related_name="reviews"
    )
    occasion = models.CharField(_("occasion"), max_length=20, choices=Occasion)
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    scope = models.TextField(_("what is looked at"), blank=True)
    coaching = models.TextField(_("coaching"), blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    objects: ClassVar[Any] = ReviewFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_to__gte=models.F("period_from")),
                name="review_period_in_order",
            )
        ]
        indexes = [models.Index(fields=["body", "-file"], name="review_of_body")]

    def __str__(self) -> str:
        return self.file.reference

    def get_absolute_url(self) -> str:
        return reverse("reviews:file", args=[self.file.reference])


class DutyFinding(models.Model):
    """How a body stands to one duty: what was found, what it rests on, and what the body says to it.

    Not final before it was put to the body, and before the body has commented or the day by which it may is over.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings")
    provision = models.ForeignKey(Provision, verbose_name=_("duty"), on_delete=models.PROTECT, related_name="+")
    assessment = models.CharField(_("assessment"), max_length=12, choices=Assessment)
    statement = models.TextField(_("what was found"))
    evidence = models.TextField(_("what it rests on"))
    documents = models.ManyToManyField(Document, related_name="+", blank=True)
    files = models.ManyToManyField(CaseFile, related_name="+", blank=True)
    #: Where it came from when another room recorded it, and its key there: recorded again it is the same finding.
    source = models.CharField(_("recorded by"), max_length=40, blank=True)
    key = models.CharField(_("key there"), max_length=120, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comment_by = models.DateField(_("the body may comment until"), null=True, blank=True)
    comment = models.TextField(_("the body’s comment"), blank=True)
    commented_on = models.DateField(_("commented on"), null=True, blank=True)
    final_at = models.DateTimeField(_("final"), null=True, blank=True)
    final_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.TextField(_("our answer to the comment"), blank=True)
    dropped_at = models.DateTimeField(_("dropped"), null=True, blank=True)
    dropped_why = models.CharField(_("why it was dropped"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("finding of a review")
        verbose_name_plural = _("findings of reviews")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "source", "key"],
                condition=~Q(key="") & Q(dropped_at__isnull=True),
                name="dutyfinding_once_per_key",
            ),
            models.CheckConstraint(
                condition=Q(final_at__isnull=True) | Q(request__isnull=False, comment_by__isnull=False),
                name="dutyfinding_heard_before_final",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provision_id} {self.assessment}"

    @property
    def is_draft(self) -> bool:
        return self.request_id is None and self.dropped_at is None

    @property
    def is_final(self) -> bool:
        return self.final_at is not None and self.dropped_at is None

    def may_be_final(self, on: dt.date) -> bool:
        """The body has commented, or the day by which it may is over."""
        if self.request_id is None or self.comment_by is None or self.dropped_at is not None:
            return False
        return self.commented_on is not None or self.comment_by < on


class Deficiency(models.Model):
    """A notice of what is to be corrected, with a day; answered in place by the body, accepted or sent back."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="deficiencies")
    findings = models.ManyToManyField(DutyFinding, related_name="deficiencies")
    text = models.TextField(_("what is to be corrected"))
    due_on = models.DateField(_("answer by"))
    #: The question the body answers now; sent back, another one takes its place.
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    times_returned = models.PositiveSmallIntegerField(_("times sent back"), default=0)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("sent"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.TextField(_("remark"), blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("deficiency notice")
        verbose_name_plural = _("deficiency notices")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"deficiency {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None


class Step(models.Model):
    """One step of a corrective action plan: what by when, what was done, whether the unit has seen that it was."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="steps")
    deficiency = models.ForeignKey(Deficiency, on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    what = models.TextField(_("what is done"))
    due_on = models.DateField(_("by when"))
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    evidence = models.TextField(_("what shows it"), blank=True)
    documents = models.ManyToManyField(Document, related_name="+", blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verification = models.TextField(_("how it was verified"), blank=True)

    class Meta:
        verbose_name = _("corrective step")
        verbose_name_plural = _("corrective steps")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["review"], condition=Q(verified_at__isnull=True), name="step_to_verify")]

    def __str__(self) -> str:
        return self.what[:60]

    def is_overdue(self, on: dt.date) -> bool:
        """Computed, never stored: its day is over, and nobody reported it done."""
        return self.done_on is None and self.due_on < on


class Order(models.Model):
    """The order that may follow a review: what was proposed, what the body submitted, what was ordered, how it ended.

    Whatever day stands here was stated in a paper or typed by somebody with authority; the authority stands beside it.
    """

    review = models.OneToOneField(Review, on_delete=models.PROTECT, primary_key=True, related_name="order")
    nature = models.TextField(_("nature of the proposed order"))
    steps = models.TextField(_("steps the body must take"))
    submit_by = models.DateField(_("submission by"))
    authority = models.CharField(_("authority"), max_length=300)
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("notice served"))
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    submission = models.TextField(_("submission"), blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    text = models.TextField(_("order"), blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    order_authority = models.CharField(_("authority of the order"), max_length=300, blank=True)
    comply_by = models.DateField(_("comply by"), null=True, blank=True)
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    order_request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(_("body answered on"), null=True, blank=True)
    complied_words = models.TextField(_("how it was met"), blank=True)
    penalty = models.TextField(_("penalty or prosecution"), blank=True)
    penalty_authority = models.CharField(_("authority of the penalty"), max_length=300, blank=True)
    court_from = models.CharField(_("status before the court"), max_length=30, blank=True)
    court_on = models.DateField(_("filed with the court"), null=True, blank=True)
    court = models.TextField(_("before the court"), blank=True)

    class Meta:
        verbose_name = _("compliance order")
        verbose_name_plural = _("compliance orders")

    def __str__(self) -> str:
        return f"order of {self.review_id}"

    def may_be_decided(self, on: dt.date) -> bool:
        """The submission is in, or the time stated in the notice has run."""
        return self.submitted_on is not None or self.submit_by < on


class RiskRating(models.Model):
    """One risk category of a body, as rules suggest it and a person decides. Rows are the history; the newest decided one holds."""

    body = models.ForeignKey("regulators.RegulatoryBody", on_delete=models.PROTECT, related_name="ratings")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="ratings")
    before = models.CharField(_("before"), max_length=10, choices=Category)
    suggested = models.CharField(_("the rules suggest"), max_length=10, choices=Category)
    rules = ArrayField(models.CharField(max_length=60), verbose_name=_("rules that apply"), default=list, blank=True)
    counted = models.JSONField(_("what was counted"), default=dict)
    category = models.CharField(_("category"), max_length=10, choices=Category)
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"))
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comment_by = models.DateField(_("the body may comment until"), null=True, blank=True)
    comment = models.TextField(_("the body’s comment"), blank=True)
    commented_on = models.DateField(_("commented on"), null=True, blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision = models.TextField(_("reason of the decision"), blank=True)
    is_adopted = models.BooleanField(_("adopted"), default=False)

    class Meta:
        verbose_name = _("risk category")
        verbose_name_plural = _("risk categories")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["body"], condition=Q(decided_at__isnull=True), name="riskrating_one_open_per_body"
            ),
        ]
        indexes = [models.Index(fields=["body", "-decided_at"], name="riskrating_of_body")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.category}"

    @property
    def rises(self) -> bool:
        order = list(Category.values)
        return order.index(self.category) > order.index(self.before)

    def may_be_decided(self, on: dt.date) -> bool:
        """A category that rises only after the body has commented, or the day by which it may is over."""
        if not self.rises:
            return True
        if self.request_id is None or self.comment_by is None:
            return False
        return self.commented_on is not None or self.comment_by < on
