"""What a person may do about requests. Verbs of a kind's own table ask there as well."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.access import can_see
from mobility.casefiles.models import CaseFile

from .models import Request


def can_ask(user: User, file: CaseFile) -> bool:
    """Put a request, send it again, withdraw it, enter an answer on behalf: whoever works on the file."""
    return user.can(Capability.WORK) and can_see(user, file)


def can_answer(user: User, request: Request) -> bool:
    """People of the office asked, on their own pages."""
    if user.can(Capability.DESK) or user.office_id is None or user.office_id != request.participant.office_id:
        return False
    return Request.objects.visible_to(user).filter(pk=request.pk).exists()
