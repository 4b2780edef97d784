"""Who may do what to a review and to an application for an extension."""

from __future__ import annotations

from typing import Any

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.access import can_see

from .compliance_workflow import EXTENSIONS, capability_of


def can_open(user: User) -> bool:
    """Open a review, enter an application on a body's behalf."""
    return user.can(Capability.WORK)


def can(user: User, review: Any, verb: str) -> bool:
    capability = capability_of(verb, review.file.status)
    return capability is not None and user.can(capability) and can_see(user, review.file)


def can_extend(user: User, extension: Any, verb: str) -> bool:
    capability = EXTENSIONS[verb].capability
    return capability is not None and user.can(capability) and can_see(user, extension.file)
