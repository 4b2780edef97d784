"""What hangs on duties beside clocks and tasks: questions put to the Director, reminders, absences, calendars people subscribe to.

Models only, apart from the others because `models.py` is long; Django finds them through its import there.
"""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL
FILE, CLOCK, TASK = "casefiles.CaseFile", "casefiles.Clock", "casefiles.Task"


class Decision(models.Model):
    """One question put to the Director, with what is needed to decide it, and the decision. One is open per file."""

    file = models.ForeignKey(FILE, on_delete=models.PROTECT, related_name="decisions")
    question = models.TextField(_("question"))
    options = models.TextField(_("options"))
    recommendation = models.TextField(_("recommendation"))
    note = models.TextField(_("note"), blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("decision"), blank=True)
    reasons = models.TextField(_("reasons"), blank=True)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(decided_at__isnull=True), name="decision_one_open_per_file"
            )
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Reminder(models.Model):
    """Somebody was reminded of one due date at one stage. The row is why nobody is reminded of the same twice.

    A date that moves (an extension, a corrected date) is another date and reminded anew, so `due_on` is part of the key.
    """

    file = models.ForeignKey(FILE, on_delete=models.PROTECT, related_name="reminders")
    clock = models.ForeignKey(CLOCK, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders")
    task = models.ForeignKey(TASK, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders")
    stage = models.CharField(_("stage"), max_length=20)
    due_on = models.DateField(_("due"))
    at = models.DateTimeField(_("reminded"))
    to = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_worker = models.BooleanField(_("the worker was reminded"), default=False)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "stage", "due_on"], condition=Q(clock__isnull=False), name="reminder_clock_once"
            ),
            models.UniqueConstraint(
                fields=["task", "stage", "due_on"], condition=Q(task__isnull=False), name="reminder_task_once"
            ),
            models.CheckConstraint(
                condition=Q(clock__isnull=False, task__isnull=True) | Q(clock__isnull=True, task__isnull=False),
                name="reminder_of_clock_or_task",
            ),
        ]
        indexes = [models.Index(fields=["to", "-at"], name="reminder_to")]

    def __str__(self) -> str:
        return f"{self.stage} {self.due_on}"


@pghistory.track()
class Absence(models.Model):
    """Somebody is away for some days, and who stands in. Nothing of it is stored on files: the days alone say what stands on
    whose desk. Ended when somebody comes back early, or when the next one is entered.
    """

    user = models.ForeignKey(USER, verbose_name=_("who"), on_delete=models.PROTECT, related_name="absences")
    from_on = models.DateField(_("away from"))
    until_on = models.DateField(_("last day away"))
    covered_by = models.ForeignKey(USER, verbose_name=_("covered by"), on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("remark"), max_length=200, blank=True)
    by = models.ForeignKey(USER, verbose_name=_("entered by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("entered"))
    ended_on = models.DateField(_("back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_on__isnull=True), name="absence_one_open"),
            models.CheckConstraint(condition=Q(until_on__gte=models.F("from_on")), name="absence_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(covered_by=models.F("user")), name="absence_covered_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} until {self.until_on}"


class CalendarFeed(models.Model):
    """An address a calendar program reads a person's due dates from. Only the hash of its token is kept."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="calendarfeed_one_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
