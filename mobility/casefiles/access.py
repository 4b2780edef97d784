"""What a person may do to a file. Asks for capabilities, and whether the file is theirs to see."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.accounts.models import User

from .models import CaseFile, Named


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
