"""What a person may do to a complaint; the page's buttons and the actions ask here."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.access import can_see

from .group_models import Issue
from .list_models import SavedView
from .models import Complaint
from .workflow import ISSUES, TABLE


def can(user: User, complaint: Complaint, verb: str) -> bool:
    """Whether a person may do a verb of the table, whatever the status."""
    capability = TABLE[verb].capability
    return capability is not None and user.can(capability) and can_see(user, complaint.file)


def refusal(complaint: Complaint, verb: str) -> str:
    """Why the verb is not possible now, as a sentence; empty when it is."""
    return TABLE.refusal(complaint.file.status, verb)


def doable(user: User, complaint: Complaint) -> set[str]:
    """The verbs a person can do now: the buttons of the page."""
    return {move.verb for move in TABLE.possible(complaint.file.status) if can(user, complaint, move.verb)}


def can_keep_view(user: User, view: SavedView) -> bool:
    """Everybody keeps their own views of the list; those of the unit are for whoever assigns its work."""
    if not (user.can(Capability.DESK) or user.can(Capability.AUDIT)):
        return False
    return user.can(Capability.ASSIGN) if view.is_unit else view.owner_id == user.pk


def can_do(user: User, issue: Issue, verb: str) -> bool:
    """Whether a person may do a verb of a systemic issue, whatever its status."""
    capability = ISSUES[verb].capability
    return capability is not None and user.can(capability) and can_see(user, issue.file)
