"""Who may see which file and which item on it. The only doors: `visible_to(user)` and `visible_to_participant`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q

from mobility.accounts.choices import Capability
from mobility.accounts.prepared import Prepared, Slot

from .choices import OPENABLE, Mark, ScanState, Sensitivity, Side

if TYPE_CHECKING:
    from mobility.accounts.models import User

    from .models import Participant


def sees_the_desk(user: User | AnonymousUser) -> bool:
    """Whether a person reads files as the unit (or audits them) rather than as a participant."""
    return not user.is_anonymous and (user.can(Capability.DESK) or user.can(Capability.AUDIT))


def named_files(user: User) -> list[int]:
    """Ids of the restricted files that name this person. Few, by nature."""
    return named_on(user=user.pk)


def _named_on() -> Any:
    from .models import Named

    return Named.objects.filter(user=Slot("user"), until__isnull=True).values_list("file_id", flat=True)


named_on = Prepared(_named_on)


def participants_of(user: User) -> Any:
    """The rows by which a person takes part in files: those of the person's office, as long as it takes part.

    A restricted file opens to people of an office only when they are named on it, as it does for the unit.
    """
    from .models import Participant

    if not (user.can(Capability.PORTAL) or user.can(Capability.PARTNER)) or user.office_id is None:
        return Participant.objects.none()
    mine = Participant.objects.filter(office_id=user.office_id, until_at__isnull=True)
    return mine.exclude(Q(file__sensitivity=Sensitivity.RESTRICTED) & ~Q(file__in=named_files(user)))


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


class ParticipantQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ParticipantQuerySet:
        """Who takes part: the unit sees all of a file it may open, others themselves only."""
        from .models import CaseFile

        if user.is_anonymous or not user.is_active:
            return self.none()
        if sees_the_desk(user):
            return self.filter(file__in=CaseFile.objects.visible_to(user))
        return self.filter(pk__in=participants_of(user).values("pk"))


class ItemQuerySet(models.QuerySet):
    """Events, documents, messages, tasks: each row names who, besides the unit, may see it."""

    def visible_to(self, user: User | AnonymousUser) -> ItemQuerySet:
        """What a person may see: the unit all on files it may open, others what names their office or its side."""
        from .models import CaseFile

        if user.is_anonymous or not user.is_active:
            return self.none()
        if sees_the_desk(user):
            return self.filter(file__in=CaseFile.objects.visible_to(user))
        return self.shown_to(participants_of(user))

    def visible_to_participant(self, participant: Participant) -> ItemQuerySet:
        """What one participant of one file sees, as long as it takes part."""
        from .models import Participant

        return self.shown_to(Participant.objects.filter(pk=participant.pk, until_at__isnull=True)).filter(
            file_id=participant.file_id
        )

    def shown_to(self, participants: Any) -> ItemQuerySet:
        """Items that name one of these participants, or their side since they joined. Alberta's side reads the joint room too."""
        return self.filter(self.naming(participants))

    def naming(self, participants: Any) -> Q:
        one_side = participants.exclude(side=Side.NONE).filter(
            file=OuterRef("file"),
            side=OuterRef("side"),
            from_at__lte=OuterRef(self.model.MOMENT),  # type: ignore[attr-defined]
        )
        of_alberta = participants.filter(
            file=OuterRef("file"),
            side=Side.ALBERTA,
            from_at__lte=OuterRef(self.model.MOMENT),  # type: ignore[attr-defined]
        )
        return (
            Q(audience__overlap=ArraySubquery(participants.values("pk")))
            | Q(Exists(one_side))
            | Q(Exists(of_alberta), side=Side.JOINT)
        )


class EventQuerySet(ItemQuerySet):
    def naming(self, participants: Any) -> Q:
        """Also what was released to them later."""
        from .models import EventRelease

        released = EventRelease.objects.filter(event=OuterRef("pk"), participant__in=participants.values("pk"))
        return super().naming(participants) | Q(Exists(released))


class DocumentQuerySet(ItemQuerySet):
    def shown_to(self, participants: Any) -> ItemQuerySet:
        """Privileged papers and Cabinet confidences are for the unit alone, whatever their audience says."""
        return super().shown_to(participants).filter(mark=Mark.NONE)

    def leaving(self) -> DocumentQuerySet:
        """What may leave the unit in a share, an export or a PDF: not marked, and a version of it may be opened."""
        from .models import DocumentVersion

        return self.filter(Exists(DocumentVersion.objects.leaving().filter(document=OuterRef("pk"))))


class DocumentVersionQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> DocumentVersionQuerySet:
        from .models import Document

        return self.filter(document__in=Document.objects.visible_to(user))

    def visible_to_participant(self, participant: Participant) -> DocumentVersionQuerySet:
        from .models import Document

        return self.filter(document__in=Document.objects.visible_to_participant(participant))

    def openable(self) -> DocumentVersionQuerySet:
        return self.filter(scan_state__in=OPENABLE, destroyed_at__isnull=True)

    def leaving(self) -> DocumentVersionQuerySet:
        return self.openable().filter(document__mark=Mark.NONE)

    def waiting(self) -> DocumentVersionQuerySet:
        """For the virus check, the oldest first."""
        return self.filter(scan_state=ScanState.WAITING, destroyed_at__isnull=True).order_by("pk")

    def unchecked(self) -> DocumentVersionQuerySet:
        """Taken in while there was no scanner, the oldest first."""
        return self.filter(scan_state=ScanState.NOT_SCANNED, destroyed_at__isnull=True).order_by("pk")


class TaskQuerySet(ItemQuerySet):
    def open(self) -> TaskQuerySet:
        """Still to be done by some day."""
        return self.filter(stopped_on__isnull=True, due_on__isnull=False)


class ClockQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ClockQuerySet:
        """The unit sees all of a file it may open; an office the clocks it owes itself, where it takes part."""
        from .models import CaseFile

        if user.is_anonymous or not user.is_active:
            return self.none()
        if sees_the_desk(user):
            return self.filter(file__in=CaseFile.objects.visible_to(user))
        return self.filter(
            Exists(participants_of(user).filter(file=OuterRef("file"), office=OuterRef("owed_by_office")))
        )

    def open(self) -> ClockQuerySet:
        """Still running towards a day."""
        return self.filter(stopped_on__isnull=True, due_on__isnull=False)
