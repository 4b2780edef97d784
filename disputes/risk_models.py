"""The risk of a dispute: one measure and one counterpart, with every score it ever had and how each came about."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobility.casefiles.models import CaseFile, Document, Task
from mobility.law.models import Jurisdiction

from .dispute_models import Measure
from .risk_choices import Consequence, Likelihood, RiskStatus, SignKind
from .risk_scoring import Applied, read

USER = settings.AUTH_USER_MODEL


class Risk(models.Model):
    """One measure that one government may dispute, or we may dispute with it. Shares number, owner and history with its file.

    The levels are those that hold: what the rules come to, or what a person set instead.
    """

    file = models.OneToOneField(
        CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="risk", verbose_name=_("file")
    )
    measure = models.ForeignKey(Measure, verbose_name=_("measure"), on_delete=models.PROTECT, related_name="risks")
    counterpart = models.ForeignKey(
        Jurisdiction, verbose_name=_("counterpart"), on_delete=models.PROTECT, related_name="+"
    )
    mitigation = models.TextField(_("what we do about it"), blank=True)
    next_review_on = models.DateField(_("next review"))
    #: what the owner owes until then
    review_task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), choices=Likelihood, default=Likelihood.RARE)
    consequence = models.PositiveSmallIntegerField(_("consequence"), choices=Consequence, default=Consequence.MINOR)
    #: likelihood times consequence, for lists; 0 before it was ever counted
    score = models.PositiveSmallIntegerField(_("score"), default=0)
    overruled_likelihood = models.PositiveSmallIntegerField(
        _("likelihood set by a person"), choices=Likelihood, null=True, blank=True
    )
    overruled_consequence = models.PositiveSmallIntegerField(
        _("consequence set by a person"), choices=Consequence, null=True, blank=True
    )
    overruled_why = models.TextField(_("why it was overruled"), blank=True)
    overruled_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    overruled_at = models.DateTimeField(_("overruled"), null=True, blank=True)
    #: the day it was last counted, whether or not anything had changed
    counted_on = models.DateField(_("last counted"), null=True, blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        indexes = [models.Index(fields=["-score", "file"], name="risk_score")]

    def __str__(self) -> str:
        return self.file.reference

    def get_absolute_url(self) -> str:
        return reverse("risks:file", args=[self.file.reference])

    @property
    def status_words(self) -> str:
        return str(RiskStatus(self.file.status).label)

    @property
    def is_overruled(self) -> bool:
        return self.overruled_at is not None


class RiskScore(models.Model):
    """One score as it was: the levels that held, the working of the rules in full, and whether it crossed the threshold.

    A further row is written when levels, working or an overruling change, not each time it is counted.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="scores")
    at = models.DateTimeField(_("at"))
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"), choices=Likelihood, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    consequence = models.PositiveSmallIntegerField(
        _("consequence"), choices=Consequence, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    score = models.PositiveSmallIntegerField(_("score"))
    likelihood_by_rules = models.PositiveSmallIntegerField(_("likelihood by the rules"), choices=Likelihood)
    consequence_by_rules = models.PositiveSmallIntegerField(_("consequence by the rules"), choices=Consequence)
    working = models.JSONField(_("working"), default=list)
    #: why a person overruled it, or let the rules hold again
    reason = models.TextField(_("reason"), blank=True)
    #: nobody: counted by the nightly task
    by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: it rose over the threshold, and senior management was told
    crossed = models.BooleanField(_("crossed the threshold"), default=False)
    note = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("score of a risk")
        verbose_name_plural = _("scores of risks")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), consequence__range=(1, 5)), name="riskscore_levels"
            )
        ]

    def __str__(self) -> str:
        return f"{self.score}"

    @property
    def applied(self) -> list[Applied]:
        return read(self.working)

    @property
    def is_overruled(self) -> bool:
        return (self.likelihood, self.consequence) != (self.likelihood_by_rules, self.consequence_by_rules)


class RiskSign(models.Model):
    """Something seen or heard that no record of ours counts: when, what, where it stands."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="signs")
    kind = models.CharField(_("kind"), max_length=12, choices=SignKind)
    seen_on = models.DateField(_("day"))
    words = models.TextField(_("what it says"))
    source = models.CharField(_("where it stands"), max_length=300, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("sign of a dispute")
        verbose_name_plural = _("signs of a dispute")
        ordering = ["-seen_on", "-pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())
