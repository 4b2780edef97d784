"""What a person may do to a file. Asks for capabilities, and whether the file is theirs to see."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.accounts.models import User

from .models import CaseFile, Document, Named, Participant


def can_see(user: User, file: CaseFile) -> bool:
    """As the unit sees files; participants go through `visible_to`."""
    if not (user.can(Capability.DESK) or user.can(Capability.AUDIT)):
        return False
    return not file.is_restricted or Named.objects.filter(file=file, user=user, until__isnull=True).exists()


def can_write(user: User, file: CaseFile) -> bool:
    """Notes, tasks, documents, messages: whoever works on files, and those who review or decide."""
    works = user.can(Capability.WORK) or user.can(Capability.REVIEW) or user.can(Capability.DECIDE)
    return works and can_see(user, file)


def can_assign(user: User, file: CaseFile, to: User | None) -> bool:
    """Anybody who works may take a file or hand on their own; assigning others' needs ASSIGN."""
    if not can_see(user, file):
        return False
    if user.can(Capability.ASSIGN):
        return True
    return user.can(Capability.WORK) and (to == user or file.owner_id in (None, user.pk))


def sees_original(who: User | Participant, document: Document) -> bool:
    """A picture with all it carries: for the unit and for whoever sent it. Others get a copy (see `copies`)."""
    if isinstance(who, Participant):
        return document.added_by_participant_id == who.pk
    if who.can(Capability.DESK) or who.can(Capability.AUDIT):
        return True
    sender = document.added_by_participant
    ours = [document.added_by.office_id if document.added_by else None, sender.office_id if sender else None]
    return who.office_id is not None and who.office_id in ours
