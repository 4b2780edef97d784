"""What was written anew keeps what stood there before: minutes of both kinds of meetings, and what a committee said of an item."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .committee_models import Meeting, RaisedItem
from .room_models import RoomMeeting


class Version(models.Model):
    """One version of a text: which, whose, when. The newest one is also what the row itself says."""

    number = models.PositiveSmallIntegerField(_("version"))
    #: nobody: written before versions were kept
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("at"))

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        abstract = True
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number}"


class RoomMinutes(Version):
    meeting = models.ForeignKey(RoomMeeting, on_delete=models.PROTECT, related_name="versions")
    minutes = models.TextField(_("minutes"), blank=True)
    decisions = models.TextField(_("decisions"), blank=True)

    class Meta(Version.Meta):
        verbose_name = _("version of minutes on a dispute")
        verbose_name_plural = _("versions of minutes on disputes")
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="roomminutes_number")]


class MeetingMinutes(Version):
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="versions")
    minutes = models.TextField(_("minutes"), blank=True)

    class Meta(Version.Meta):
        verbose_name = _("version of a committee’s minutes")
        verbose_name_plural = _("versions of committees’ minutes")
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="meetingminutes_number")]


class ItemWords(Version):
    item = models.ForeignKey(RaisedItem, on_delete=models.PROTECT, related_name="versions")
    what = models.CharField(_("what is raised"), max_length=300)
    position = models.TextField(_("Alberta’s position"), blank=True)
    decision = models.TextField(_("what was decided"), blank=True)

    class Meta(Version.Meta):
        verbose_name = _("version of an item")
        verbose_name_plural = _("versions of items")
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="itemwords_number")]
