"""Applications of a body for the Minister's extension of a time limit."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile, Clock
from mobility.casefiles.querysets import participants_of, sees_the_desk

USER = settings.AUTH_USER_MODEL


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> ExtensionQuerySet:
        """The unit, and the people of the body that asked. Our analysis is on no page of theirs."""
        if not user.is_active:
            return self.none()
        if sees_the_desk(user):
            return self.filter(file__in=CaseFile.objects.visible_to(user))
        return self.filter(Exists(participants_of(user).filter(file=OuterRef("file"))), body__office=user.office_id)


class ExtensionRequest(models.Model):
    """A body asks for more time to decide on one application, before its limit: how many days, why, and what it does meanwhile."""

    file = models.OneToOneField(CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="extension")
    body = models.ForeignKey(
        "regulators.RegulatoryBody", verbose_name=_("body"), on_delete=models.PROTECT, related_name="extensions"
    )
    rule = models.CharField(_("time limit"), max_length=60)
    #: The clock of a complaint, where the application is one that was complained of.
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(_("the body’s own number of the application"), max_length=120)
    limit_on = models.DateField(_("the limit now"))
    days = models.PositiveSmallIntegerField(_("days asked for"))
    reason = models.TextField(_("reason"))
    plan = models.TextField(_("what the body does meanwhile"))
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    analysis = models.TextField(_("analysis"), blank=True)
    is_granted = models.BooleanField(_("granted"), null=True, blank=True)
    days_granted = models.PositiveSmallIntegerField(_("days granted"), null=True, blank=True)
    until_on = models.DateField(_("the limit then"), null=True, blank=True)
    authority = models.CharField(_("authority"), max_length=300, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    claimed_on = models.DateField(_("claimed without a decision"), null=True, blank=True)

    objects: ClassVar[Any] = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for an extension")
        verbose_name_plural = _("applications for an extension")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(is_granted=True) | (models.Q(days_granted__gt=0) & ~models.Q(authority="")),
                name="extension_granted_with_authority",
            )
        ]

    def __str__(self) -> str:
        return self.file.reference

    def get_absolute_url(self) -> str:
        return reverse("reviews:extension", args=[self.file.reference])
