"""Who works on a file, who may open it, what is shown to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles import access
from mobility.casefiles.choices import Actor, EventKind, Priority, Sensitivity
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Event, EventRelease, Named, Participant, Task
from mobility.casefiles.primitives import lock, redue, require, restrict_names


def require_of_file(file: CaseFile, participants: Iterable[Participant]) -> None:
    """An audience is chosen among the participants of the file, never of another."""
    if any(participant.file_id != file.pk for participant in participants):
        raise Refused(_("Choose among those who take part in this file."))


@transaction.atomic
def assign(
    file: CaseFile,
    *,
    to: User | None,
    by: User,
    reason: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> CaseFile:
    """Give the file to a person of the unit, or to nobody. On a restricted file the new owner is named on it."""
    at = at or now()
    lock(file, version=version)
    require(access.can_assign(by, file, to), "" if file.is_open else _("This file is closed."))
    if to is not None and not to.can(Capability.WORK):
        raise Refused(_("%(name)s does not work on files.") % {"name": to})
    give(file, to, by=by, at=at, reason=reason)
    redue(file)
    return file


def give(file: CaseFile, to: User | None, *, by: User, at: dt.datetime, reason: str = "") -> None:
    """Change the owner, who from now on owes what the unit owes on the file: its running standards, and the open tasks of the
    owner before or of nobody. A task given to a third person stays theirs. A part of other actions; the caller holds the lock.
    """
    before, file.owner = file.owner, to
    if file.is_restricted and to is not None:
        restrict_names(file, [to], by=by, at=at, reason=_("owner"))
    for owed in (Clock, Task):
        of_unit = owed.objects.filter(file=file, owed_by=Actor.UNIT, stopped_on__isnull=True)
        of_unit.filter(Q(owed_by_user__isnull=True) | Q(owed_by_user=before)).update(owed_by_user=to)
    facts = {"from": before.pk if before else None, "to": to.pk if to else None, "reason": reason}
    record(file, EventKind.ASSIGNED, by=by, at=at, facts=facts)


@transaction.atomic
def set_priority(
    file: CaseFile,
    *,
    priority: int,
    by: User,
    reason: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> CaseFile:
    """Change the priority, with the reason."""
    at = at or now()
    lock(file, version=version)
    require(access.can_write(by, file), "" if file.is_open else _("This file is closed."))
    before, file.priority = file.priority, Priority(priority).value
    record(file, EventKind.PRIORITY_SET, by=by, at=at, facts={"from": before, "to": file.priority, "reason": reason})
    redue(file)
    return file


@transaction.atomic
def restrict(
    file: CaseFile,
    *,
    to: Iterable[User],
    by: User | None,
    reason: str,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> CaseFile:
    """Close the file to everybody but those named."""
    at = at or now()
    lock(file, version=version)
    require(by is None or access.can_write(by, file))
    users = list(to)
    if not users:
        raise Refused(_("Name at least one person who may open the file."))
    shut(file, users, by=by, reason=reason, at=at)
    redue(file)
    return file


@transaction.atomic
def unrestrict(
    file: CaseFile, *, by: User, reason: str, at: dt.datetime | None = None, version: int | None = None
) -> CaseFile:
    """Open a restricted file to the whole unit again: by one who is named on it and reviews.

    Records `unrestricted`; the names end with it. Refused when it is not restricted.
    """
    at = at or now()
    lock(file, version=version)
    require(by.can(Capability.REVIEW) and access.can_write(by, file))
    if not file.is_restricted:
        raise Refused(_("This file is not restricted."))
    file.sensitivity = Sensitivity.ORDINARY
    Named.objects.filter(file=file, until__isnull=True).update(until=at)
    record(file, EventKind.UNRESTRICTED, by=by, at=at, facts={"reason": reason})
    redue(file)
    return file


def shut(file: CaseFile, users: Iterable[User], *, by: User | None, reason: str, at: dt.datetime) -> None:
    """Restrict to these people. A part of other actions; the caller holds the lock."""
    users = list(users)
    file.sensitivity = Sensitivity.RESTRICTED
    restrict_names(file, users, by=by, at=at, reason=reason)
    record(
        file, EventKind.RESTRICTED, by=by, at=at, facts={"named": sorted({user.pk for user in users}), "reason": reason}
    )


@transaction.atomic
def name(file: CaseFile, *, user: User, by: User, reason: str, at: dt.datetime | None = None) -> CaseFile:
    """Let one more person open a restricted file."""
    at = at or now()
    lock(file)
    require(access.can_write(by, file))
    restrict_names(file, [user], by=by, at=at, reason=reason)
    record(file, EventKind.NAMED, by=by, at=at, facts={"user": user.pk, "reason": reason})
    redue(file)
    return file


@transaction.atomic
def unname(file: CaseFile, *, user: User, by: User, reason: str, at: dt.datetime | None = None) -> CaseFile:
    """Take a name off a restricted file; at least one must stay."""
    at = at or now()
    lock(file)
    require(access.can_write(by, file))
    if not Named.objects.filter(file=file, until__isnull=True).exclude(user=user).exists():
        raise Refused(_("At least one person must be able to open the file."))
    Named.objects.filter(file=file, user=user, until__isnull=True).update(until=at)
    record(file, EventKind.NAMED, by=by, at=at, facts={"user": user.pk, "reason": reason, "removed": True})
    redue(file)
    return file


@transaction.atomic
def release(event: Event, *, to: Participant, authority: str, by: User, at: dt.datetime | None = None) -> EventRelease:
    """Show an earlier event to somebody it was not addressed to, under a named authority."""
    at = at or now()
    file = lock(event)
    require(access.can_write(by, file))
    require_of_file(file, [to])
    if not authority.strip():
        raise Refused(_("Name the authority under which this leaves the unit: a consent, a section, an agreement."))
    released = EventRelease.objects.create(event=event, participant=to, authority=authority, at=at)
    record(
        file,
        EventKind.RELEASED,
        by=by,
        at=at,
        facts={"event": event.seq, "to": to.pk, "authority": authority},
        audience=[to],
    )
    redue(file)
    return released
