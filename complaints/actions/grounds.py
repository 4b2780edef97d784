"""Grounds, and what was found."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access
from complaints.choices import EventKind, Finding, Verb
from complaints.models import Complaint, ComplaintGround, Ground
from mobility.accounts.models import User
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.primitives import lock, redue, require


@transaction.atomic
def add_ground(
    complaint: Complaint, *, ground: Ground, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Add a ground; one that is there already stays as it is."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    _row, created = ComplaintGround.objects.get_or_create(complaint=complaint, ground=ground)
    if created:
        complaint.ground_slugs = [*complaint.ground_slugs, ground.slug]
        complaint.save(update_fields=["ground_slugs"])
        record(case, EventKind.GROUND_ADDED, by=by, at=at, facts={"ground": ground.slug})
        redue(case)
    return complaint


@transaction.atomic
def find(
    complaint: Complaint,
    *,
    ground: ComplaintGround,
    finding: str,
    reasoning: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Say whether a ground is founded, and why."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    if ground.complaint_id != complaint.pk:
        raise Refused(_("This is not a ground of this complaint."))
    if finding != Finding.NOT_DETERMINED and not reasoning.strip():
        raise Refused(_("Give the reasons for the finding."))
    before = ground.finding
    ground.finding, ground.reasoning, ground.found_by, ground.found_at = Finding(finding).value, reasoning, by, at
    ground.save()
    record(
        case,
        EventKind.GROUND_FOUND,
        by=by,
        at=at,
        facts={"ground": ground.ground.slug, "from": before, "to": ground.finding, "reasoning": reasoning},
    )
    redue(case)
    return complaint
