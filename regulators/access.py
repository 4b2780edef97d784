"""What a person may do to the registry."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.accounts.models import User


def can_keep(user: User) -> bool:
    """Change the registry: whoever works on files, and whoever keeps reference data."""
    return user.can(Capability.WORK) or user.can(Capability.REFERENCE)
