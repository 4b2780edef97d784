"""Consent, hold, correction, disposal: what is held about people and for how long."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles import access, personal
from mobility.casefiles.choices import EventKind
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Consent, DocumentVersion, Event, EventFacts, Participant, Person
from mobility.casefiles.primitives import lock, redue, require

#: What a correction of a person may change.
PERSON_FIELDS = (
    "name",
    "email",
    "phone",
    "post",
    "language",
    "channels",
    "when",
    "not_before",
    "not_after",
    "may_leave_voicemail",
    "needs",
)


def consent(
    file: CaseFile,
    *,
    participant: Participant,
    scope: str,
    recipient: str,
    notice_version: str,
    at: dt.datetime,
    is_first: bool = False,
) -> Consent:
    """Record what a person allows. A part of other actions; the caller holds the lock. A new answer ends the one before,
    unless the caller knows that it `is_first`, on a file just opened.
    """
    person: Any = participant.person
    if not is_first:
        Consent.objects.filter(file=file, person=person, recipient=recipient, withdrawn_at__isnull=True).update(
            withdrawn_at=at
        )
    given = Consent.objects.create(
        file=file,
        person=person,
        scope=scope,
        recipient=recipient,
        notice_version=notice_version,
        given_at=at,
    )
    record(
        file,
        EventKind.CONSENTED,
        by=participant,
        at=at,
        facts={"scope": scope, "recipient": recipient, "notice": notice_version},
        audience=[participant],
    )
    return given


def withdraw_consent(file: CaseFile, *, participant: Participant, recipient: str, at: dt.datetime) -> None:
    """Record that a person takes a consent back. A part of other actions; the caller holds the lock. What left stays away."""
    alive = Consent.objects.filter(file=file, person=participant.person, recipient=recipient, withdrawn_at__isnull=True)
    if not alive.update(withdrawn_at=at):
        return
    record(
        file, EventKind.CONSENT_WITHDRAWN, by=participant, at=at, facts={"recipient": recipient}, audience=[participant]
    )


@transaction.atomic
def hold(file: CaseFile, *, reason: str, by: User, at: dt.datetime | None = None) -> CaseFile:
    """Keep the file from disposal until the hold is lifted."""
    at = at or now()
    lock(file)
    require(access.can_write(by, file))
    file.held_at, file.held_by, file.hold_reason = at, by, reason
    record(file, EventKind.HELD, by=by, at=at, facts={"reason": reason})
    redue(file)
    return file


@transaction.atomic
def unhold(file: CaseFile, *, reason: str, by: User, at: dt.datetime | None = None) -> CaseFile:
    at = at or now()
    lock(file)
    require(access.can_write(by, file))
    file.held_at, file.held_by, file.hold_reason = None, None, ""
    record(file, EventKind.UNHELD, by=by, at=at, facts={"reason": reason})
    redue(file)
    return file


@transaction.atomic
def correct_person(
    file: CaseFile, person: Person, *, by: User | Participant, at: dt.datetime | None = None, **fields: object
) -> Person:
    """Correct a person's details on their word. The old values are kept in the history, for the unit alone."""
    at = at or now()
    lock(file)
    if isinstance(by, User):
        require(access.can_write(by, file))
    elif by.person_id != person.pk:
        raise Refused(_("You may change your own details only."))
    unknown = set(fields) - set(PERSON_FIELDS)
    if unknown:
        raise TypeError(f"not a person's detail: {sorted(unknown)}")
    changed = {field: value for field, value in fields.items() if getattr(person, field) != value}
    if not changed:
        return person
    old = {field: getattr(person, field) for field in changed}
    for field, value in changed.items():
        setattr(person, field, value)
    person.save(update_fields=sorted(changed))
    record(file, EventKind.PERSON_CORRECTED, by=by, at=at, facts={"person": person.pk, "old": old, "new": changed})
    redue(file)
    return person


@transaction.atomic
def dispose_facts(event: Event, *, reason: str, by: User | None, at: dt.datetime | None = None) -> Event:
    """Destroy the content of one event; its stub stays in the chain, which still verifies."""
    at = at or now()
    file = lock(event)
    if event.kind in (EventKind.FACTS_DISPOSED, EventKind.PERSON_ERASED):
        raise Refused(_("The record of a disposal is kept."))
    require(
        by is None or access.can_write(by, file),
        _("This file is held: nothing on it may be disposed of.") if file.held_at else "",
    )
    EventFacts.objects.filter(event=event).delete()
    record(file, EventKind.FACTS_DISPOSED, by=by, at=at, facts={"event": event.seq, "reason": reason})
    redue(file)
    return event


@transaction.atomic
def erase_person(person: Person, *, reason: str, by: User | None = None, at: dt.datetime | None = None) -> Person:
    """Erase what is held about a person: details, narrative, messages, facts, papers. Refused while one of their files is held.

    References, dates and the chain of events stay; they name nobody. Erasing twice changes nothing.
    """
    at = at or now()
    if not reason.strip():
        raise Refused(_("Say why."))
    locked: dict[int, CaseFile] = {}
    participations = list(personal.participations(person))
    for participation in participations:
        participation.file = locked.get(participation.file_id) or lock(participation)
        file = locked.setdefault(participation.file_id, participation.file)
        require(by is None or access.can_write(by, file))
        if file.held_at is not None or personal.papers_of(participation).filter(held_at__isnull=False).exists():
            raise Refused(_("%(reference)s is held; lift the hold first.") % {"reference": file.reference})
    person.refresh_from_db()
    if person.erased_at is not None:
        return person
    for participation in participations:
        destroy_papers(participation, at=at)
        personal.erase_on(participation)
    for file in locked.values():
        record(file, EventKind.PERSON_ERASED, by=by, at=at, facts={"person": person.pk, "reason": reason})
        redue(file)
    for field in ("name", "email", "phone", "post", "when", "needs"):
        setattr(person, field, "")
    person.channels, person.not_before, person.not_after, person.erased_at = [], None, None, at
    person.save()
    return person


def destroy_papers(participant: Participant, *, at: dt.datetime) -> None:
    """Destroy the papers a person brought or was shown. A part of other actions; the caller holds the lock.

    The rows stay without name; the bytes go once this is committed, unless somebody else still needs the same bytes.
    """
    destroy(personal.papers_of(participant), at=at)


def destroy(papers: Any, *, at: dt.datetime) -> None:
    """Destroy these papers: names at once, bytes when this is committed. A part of other actions; the caller holds the lock."""
    versions = DocumentVersion.objects.filter(document__in=papers, destroyed_at__isnull=True)
    digests = set(versions.values_list("sha256", flat=True))
    versions.update(destroyed_at=at, filename="", scan_detail="")
    papers.update(title="")
    transaction.on_commit(lambda: [personal.destroy_bytes(sha256) for sha256 in sorted(digests)])
