"""Committees on which Alberta sits: terms of reference, members, meetings, what was raised there and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import Office
from mobility.casefiles.models import CaseFile, Task

from .committee_choices import CommitteeKind, CommitteeStatus, MeetingStatus, Seat

USER = settings.AUTH_USER_MODEL


class Committee(models.Model):
    """A table that meets, with or without a dispute. Shares number, name, owner, status and history with its file."""

    file = models.OneToOneField(
        CaseFile, on_delete=models.PROTECT, primary_key=True, related_name="committee", verbose_name=_("file")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CommitteeKind)
    #: the committee that a sub-committee or a project belongs to
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    purpose = models.TextField(_("what it is for"), blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("file")), name="committee_is_not_its_own_part"),
        ]

    def __str__(self) -> str:
        return self.file.title

    def get_absolute_url(self) -> str:
        return reverse("committees:file", args=[self.file.reference])

    @property
    def status_words(self) -> str:
        return str(CommitteeStatus(self.file.status).label)


class Terms(models.Model):
    """One version of a committee's terms of reference. The newest holds; the earlier ones stay."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("terms of reference"))
    adopted_on = models.DateField(_("adopted"))
    by = models.ForeignKey(USER, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("terms of reference")
        verbose_name_plural = _("terms of reference")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="terms_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class Member(models.Model):
    """An office on a committee, in a role, for a time; who speaks for it, in words."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="members")
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(_("role"), max_length=10, choices=Seat)
    speaker = models.CharField(_("who speaks for it"), max_length=150, blank=True)
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("member of a committee")
        verbose_name_plural = _("members of committees")
        ordering = ["since_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "office", "seat"], condition=Q(until_on__isnull=True), name="member_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="member_left_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return self.office.short


class Meeting(models.Model):
    """One meeting: when, where, agenda, minutes. Called by the committee's reference and its own number."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveSmallIntegerField(_("number"))
    meets_on = models.DateField(_("day"))
    place = models.CharField(_("place and time"), max_length=200, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=MeetingStatus, default=MeetingStatus.PLANNED)
    approved_on = models.DateField(_("minutes approved"), null=True, blank=True)
    #: what the committee's owner has on the desk until the meeting is held or called off
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-meets_on", "-number"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="meeting_number_once")]
        indexes = [models.Index(fields=["meets_on"], condition=Q(status="planned"), name="meeting_to_come")]

    def __str__(self) -> str:
        return gettext("Meeting %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("committees:meeting", args=[self.reference])

    @property
    def file(self) -> CaseFile:
        """The committee's: whoever may open that may open its meetings."""
        return self.committee.file

    @property
    def reference(self) -> str:
        return f"{self.committee.file.reference}-{self.number}"


class RaisedItem(models.Model):
    """What was raised at a meeting: by whom, about which body or file; the position Alberta took; what was decided."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField(_("number"))
    what = models.CharField(_("what is raised"), max_length=300)
    #: nobody: Alberta's unit
    raised_by = models.ForeignKey(
        Office, verbose_name=_("raised by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.ForeignKey(
        "regulators.RegulatoryBody", verbose_name=_("body"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="raised_items",
    )  # fmt: skip
    about = models.ForeignKey(
        CaseFile, verbose_name=_("file"), on_delete=models.PROTECT, null=True, blank=True, related_name="raised_items"
    )
    position = models.TextField(_("Alberta’s position"), blank=True)
    decision = models.TextField(_("what was decided"), blank=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("item of a meeting")
        verbose_name_plural = _("items of meetings")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="raiseditem_number_once")]

    def __str__(self) -> str:
        return self.what


class ActionItem(models.Model):
    """Something to be done that a meeting gave to somebody. When by and whether it is done: its task on the committee's file."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(RaisedItem, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="action_item")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.task.what
