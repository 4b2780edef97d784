"""Links between two complaints. Both files record it; nobody outside the unit sees it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints.choices import EventKind, RelationKind
from complaints.group_models import Relation
from complaints.models import Complaint
from mobility.accounts.models import User
from mobility.casefiles.access import can_write
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.primitives import lock, redue, require


def lock_both(one: Complaint, other: Complaint, version: int | None = None) -> None:
    """Always in the same order, so that two people do not wait for each other. The version is that of the first."""
    for row in sorted((one, other), key=lambda row: row.pk):
        lock(row, version=version if row.pk == one.pk else None)


@transaction.atomic
def relate(
    complaint: Complaint,
    *,
    other: Complaint,
    kind: str,
    reason: str = "",
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Relation:
    """Link two complaints. Records `related` on both; tells nobody. Refused with itself, twice, and for files one may not see."""
    at = at or now()
    if complaint.pk == other.pk:
        raise Refused(_("A complaint cannot be linked with itself."))
    lock_both(complaint, other, version)
    require(can_write(by, complaint.file) and can_write(by, other.file))
    first, second = sorted((complaint, other), key=lambda row: row.pk)
    if Relation.objects.filter(one=first, other=second, until_at__isnull=True).exists():
        raise Refused(_("The two are linked already."))
    relation = Relation.objects.create(
        one=first, other=second, kind=RelationKind(kind).value, reason=reason, by=by, at=at
    )
    for here, there in ((complaint, other), (other, complaint)):
        facts = {"other": there.file.reference, "kind": relation.kind, "reason": reason}
        record(here.file, EventKind.RELATED, by=by, at=at, facts=facts)
        redue(here.file)
    return relation


@transaction.atomic
def unrelate(
    complaint: Complaint, *, other: Complaint, by: User, at: dt.datetime | None = None, version: int | None = None
) -> None:
    """Take a link back. Records `unrelated` on both. Done twice it changes nothing."""
    at = at or now()
    lock_both(complaint, other, version)
    require(can_write(by, complaint.file) and can_write(by, other.file))
    first, second = sorted((complaint, other), key=lambda row: row.pk)
    if not Relation.objects.filter(one=first, other=second, until_at__isnull=True).update(until_at=at):
        return
    for here, there in ((complaint, other), (other, complaint)):
        record(here.file, EventKind.UNRELATED, by=by, at=at, facts={"other": there.file.reference})
        redue(here.file)
