"""Who may see which file and which item on it. The only doors: `visible_to(user)` and `visible_to_participant`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from mobility.accounts.choices import Capability

from .choices import Sensitivity

if TYPE_CHECKING:
    from mobility.accounts.models import User

    from .models import Participant


def sees_the_desk(user: User | AnonymousUser) -> bool:
    """Whether a person reads files as the unit (or audits them) rather than as a participant."""
    return not user.is_anonymous and (user.can(Capability.DESK) or user.can(Capability.AUDIT))


def named_files(user: User) -> list[int]:
    """Ids of the restricted files that name this person. Few, by nature."""
    from .models import Named

    return list(Named.objects.filter(user=user, until__isnull=True).values_list("file_id", flat=True))


def participants_of(user: User) -> Any:
    """The rows by which a person takes part in files: those of the person's office, as long as it takes part."""
    from .models import Participant

    if not (user.can(Capability.PORTAL) or user.can(Capability.PARTNER)) or user.office_id is None:
        return Participant.objects.none()
    return Participant.objects.filter(office_id=user.office_id, until_at__isnull=True)


class CaseFileQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> CaseFileQuerySet:
        """Files a person may open. A restricted file opens only to those named on it."""
        if user.is_anonymous or not user.is_active:
            return self.none()
        if sees_the_desk(user):
            return self.filter(~Q(sensitivity=Sensitivity.RESTRICTED) | Q(pk__in=named_files(user)))
        return self.filter(Exists(participants_of(user).filter(file=OuterRef("pk"))))

    def open(self) -> CaseFileQuerySet:
        return self.filter(closed_at__isnull=True)

    def overdue(self, on: dt.date) -> CaseFileQuerySet:
        """Open files whose next due date lies before `on` (a date of law)."""
        return self.open().filter(next_due_on__lt=on)


class ItemQuerySet(models.QuerySet):
    """Events, documents, messages, tasks: each row names who, besides the unit, may see it."""

    def visible_to(self, user: User | AnonymousUser) -> ItemQuerySet:
        from .models import CaseFile

        if user.is_anonymous or not user.is_active:
            return self.none()
        if sees_the_desk(user):
            return self.filter(file__in=CaseFile.objects.visible_to(user))
        mine = list(participants_of(user).values_list("pk", "side", "file_id"))
        sides = Q(pk__in=[])
        for _pk, side, file_id in mine:
            if side:
                sides |= Q(file_id=file_id, side=side)
        return self.filter(Q(audience__overlap=[pk for pk, _s, _f in mine]) | sides)

    def visible_to_participant(self, participant: Participant) -> ItemQuerySet:
        """What one participant of one file sees: items that name it, or its side."""
        shown = Q(audience__contains=[participant.pk])
        if participant.side:
            shown |= Q(side=participant.side)
        return self.filter(shown, file_id=participant.file_id)


class DueQuerySet(ItemQuerySet):
    """Rows that carry `owed_by` and `due_on`."""

    def open(self) -> DueQuerySet:
        return self.filter(stopped_on__isnull=True, due_on__isnull=False)
