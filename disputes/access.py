"""What a person may do to a dispute."""

from __future__ import annotations

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.access import can_see
from mobility.casefiles.models import CaseFile

from .dispute_models import Dispute, SeesThrough


def can_work(user: User, file: CaseFile) -> bool:
    """Steps, notices, particulars: whoever works on files, while this one is open."""
    return file.is_open and user.can(Capability.WORK) and can_see(user, file)


def can_work_closed(user: User, file: CaseFile) -> bool:
    """What is still entered when it is over: deliveries, corrected dates, what a settlement promised."""
    return user.can(Capability.WORK) and can_see(user, file)


def can_check(user: User, file: CaseFile) -> bool:
    """Whether what was settled or ordered was done: asked once there is a day for it."""
    return can_work_closed(user, file) and file.dispute.comply_by is not None


def can_let_see(user: User, file: CaseFile) -> bool:
    """Who sees through lets others see, and ends it."""
    return can_work_closed(user, file) and sees_through(user, file.dispute)


def can_name(user: User, file: CaseFile) -> bool:
    """Who the person is whose case it is: for those who see through, over or not."""
    return file.dispute.person_id is not None and can_let_see(user, file)


def can_review(user: User, file: CaseFile) -> bool:
    return file.is_open and user.can(Capability.REVIEW) and can_see(user, file)


def sees_through(user: User, dispute: Dispute) -> bool:
    """Who the workers behind the pseudonyms are: only people let in by name."""
    return SeesThrough.objects.filter(dispute=dispute, user=user).exists()
