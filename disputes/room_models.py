"""The two rooms of a dispute: what was said and met about, and the positions of everybody on each issue."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import Office
from mobility.casefiles.choices import Side
from mobility.casefiles.models import Document, Task
from mobility.law.models import Jurisdiction

from .dispute_models import Dispute

USER = settings.AUTH_USER_MODEL


class RoomMeeting(models.Model):
    """One meeting in one room: agenda, minutes, decisions; what is to be done stands as tasks on the file."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="meetings")
    side = models.CharField(_("room"), max_length=12, choices=Side)
    number = models.PositiveSmallIntegerField(_("number"))
    meets_on = models.DateField(_("day"))
    place = models.CharField(_("place and time"), max_length=200, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    decisions = models.TextField(_("decisions"), blank=True)
    held = models.BooleanField(_("held"), default=False)
    tasks = models.ManyToManyField(Task, related_name="+", blank=True)
    at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("meeting on a dispute")
        verbose_name_plural = _("meetings on disputes")
        ordering = ["-meets_on", "-number"]
        constraints = [models.UniqueConstraint(fields=["dispute", "side", "number"], name="roommeeting_number")]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.number}"


class IssueOnTable(models.Model):
    """One question the sides differ on: a row of the position matrix. `side` says to which room the question itself is open."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField(_("number"))
    question = models.CharField(_("question"), max_length=300)
    side = models.CharField(_("open to"), max_length=12, choices=Side, default=Side.NONE, blank=True)

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dispute", "number"], name="issueontable_number")]

    def __str__(self) -> str:
        return self.question


class Position(models.Model):
    """One version of one cell: what a government or a ministry says on an issue, and the source; or what Alberta wants (unit only)."""

    class What(models.TextChoices):
        POSITION = "position", _("Position")
        INTEREST = "interest", _("Alberta’s interest")
        BOTTOM_LINE = "bottom_line", _("Bottom line")

    issue = models.ForeignKey(IssueOnTable, on_delete=models.PROTECT, related_name="positions")
    what = models.CharField(_("what"), max_length=12, choices=What, default=What.POSITION)
    party = models.ForeignKey(
        Jurisdiction, verbose_name=_("Party"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    office = models.ForeignKey(
        Office, verbose_name=_("ministry"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("in words"))
    #: blank: its own side stated it on its page
    source = models.CharField(_("source"), max_length=300, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    holds = models.BooleanField(_("holds"), default=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["issue", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="position", party__isnull=False, office__isnull=True)
                | Q(what="position", party__isnull=True, office__isnull=False)
                | Q(~Q(what="position"), party__isnull=True, office__isnull=True),
                name="position_of_one",
            ),
            models.UniqueConstraint(
                fields=["issue", "what", "party", "office"],
                condition=Q(holds=True),
                name="position_one_holds",
                nulls_distinct=False,
            ),
        ]

    @property
    def source_words(self) -> str:
        """Where it comes from, in the language of the reader."""
        return self.source or gettext("stated by themselves")
