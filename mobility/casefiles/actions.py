"""What anybody may do to a file of any kind: one function per verb, each one transaction, each one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.law import rules
from mobility.law.days import law_date

from . import access, clocks, personal, scanning, store, uploads
from .choices import Actor, Channel, Classification, EventKind, Flow, Mark, Priority, ScanState, Sensitivity
from .errors import Refused
from .history import record
from .models import (
    CaseFile,
    Clock,
    Consent,
    Document,
    DocumentVersion,
    Event,
    EventFacts,
    EventRelease,
    Message,
    Named,
    Participant,
    Person,
    Task,
)
from .primitives import keep_tip, lock, redue, require, restrict_names

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


# ---- notes, messages, tasks -------------------------------------------------------------------------


@transaction.atomic
def note(
    file: CaseFile,
    *,
    text: str,
    by: User,
    audience: Sequence[Participant] = (),
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Event:
    """Add a note to the timeline, for the unit or for chosen participants of this file."""
    at = at or now()
    lock(file, version=version)
    require(access.can_write(by, file))
    require_of_file(file, audience)
    event = record(file, EventKind.NOTED, by=by, at=at, facts={"text": text}, audience=list(audience))
    redue(file)
    return event


def say(
    file: CaseFile,
    *,
    text: str,
    language: str,
    to: Participant,
    by: User,
    at: dt.datetime,
    question: bool = False,
    channel: str = Channel.PAGE,
) -> Message:
    """Put a message to one participant on the file. A part of other actions; the caller holds the lock and tells them."""
    message = Message.objects.create(
        file=file,
        flow=Flow.OUT,
        text=text,
        language=language,
        channel=channel,
        at=at,
        by=by,
        is_question=question,
        audience=[to.pk],
    )
    record(
        file, EventKind.MESSAGE_SENT, by=by, at=at, facts={"message": message.pk, "question": question}, audience=[to]
    )
    return message


def hear(
    file: CaseFile, *, text: str, language: str, sender: Participant, at: dt.datetime, channel: str = Channel.PAGE
) -> Message:
    """Keep a message from a participant. A part of other actions; the caller holds the lock."""
    message = Message.objects.create(
        file=file,
        flow=Flow.IN,
        text=text,
        language=language,
        channel=channel,
        at=at,
        by_participant=sender,
        audience=[sender.pk],
    )
    record(file, EventKind.MESSAGE_RECEIVED, by=sender, at=at, facts={"message": message.pk}, audience=[sender])
    return message


@transaction.atomic
def add_task(
    file: CaseFile,
    *,
    what: str,
    by: User,
    due_on: dt.date | None = None,
    owed_by_user: User | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Task:
    """Add something to do, owed by the unit or one person of it."""
    at = at or now()
    lock(file, version=version)
    require(access.can_write(by, file))
    task = Task.objects.create(
        file=file, what=what, owed_by=Actor.UNIT, owed_by_user=owed_by_user or by, due_on=due_on, added_at=at
    )
    record(file, EventKind.TASK_ADDED, by=by, at=at, facts={"task": task.pk, "what": what, "due_on": due_on})
    redue(file)
    return task


@transaction.atomic
def complete_task(task: Task, *, by: User, at: dt.datetime | None = None) -> Task:
    """Tick a task off. Doing it twice changes nothing."""
    at = at or now()
    file = lock(task)
    require(access.can_write(by, file))
    task.refresh_from_db()
    if task.stopped_on is not None:
        return task
    task.stopped_on, task.done_by = law_date(at), by
    task.save(update_fields=["stopped_on", "done_by"])
    record(file, EventKind.TASK_DONE, by=by, at=at, facts={"task": task.pk, "what": task.what})
    redue(file)
    return task


# ---- who works on it, who may open it ---------------------------------------------------------------


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
    """Change the owner. A part of other actions; the caller holds the lock."""
    before, file.owner = file.owner, to
    if file.is_restricted and to is not None:
        restrict_names(file, [to], by=by, at=at, reason=_("owner"))
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
    file: CaseFile, *, to: Iterable[User], by: User | None, reason: str, at: dt.datetime | None = None
) -> CaseFile:
    """Close the file to everybody but those named."""
    at = at or now()
    lock(file)
    require(by is None or access.can_write(by, file))
    users = list(to)
    if not users:
        raise Refused(_("Name at least one person who may open the file."))
    shut(file, users, by=by, reason=reason, at=at)
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


def require_of_file(file: CaseFile, participants: Iterable[Participant]) -> None:
    """An audience is chosen among the participants of the file, never of another."""
    if any(participant.file_id != file.pk for participant in participants):
        raise Refused(_("Choose among those who take part in this file."))


# ---- documents --------------------------------------------------------------------------------------


@transaction.atomic
def add_document(
    file: CaseFile,
    upload: UploadedFile,
    *,
    by: User | Participant,
    title: str = "",
    kind: str = "evidence",
    mark: str = Mark.NONE,
    audience: Sequence[Participant] = (),
    at: dt.datetime | None = None,
) -> DocumentVersion:
    """Keep a file on the file. Checked by content first; the virus check follows, and until then it does not open.

    Raises `uploads.BadUpload` for what cannot be taken.
    """
    at = at or now()
    examined = uploads.examine(upload)
    sha256, size = store.put(upload)
    return keep_document(
        file,
        filename=examined.name,
        sha256=sha256,
        size=size,
        content_type=examined.content_type,
        by=by,
        title=title,
        kind=kind,
        mark=mark,
        audience=audience,
        at=at,
    )


@transaction.atomic
def keep_document(
    file: CaseFile,
    *,
    filename: str,
    sha256: str,
    size: int,
    content_type: str,
    by: User | Participant,
    at: dt.datetime,
    title: str = "",
    kind: str = "evidence",
    mark: str = Mark.NONE,
    audience: Sequence[Participant] = (),
) -> DocumentVersion:
    """Put bytes that are already in the store on the file."""
    lock(file)
    if isinstance(by, User):
        require(access.can_write(by, file))
    else:
        require_of_file(file, [by])
    require_of_file(file, audience)
    if mark and audience:
        raise Refused(_("A privileged paper or a Cabinet confidence is for the unit alone."))
    document = Document.objects.create(
        file=file,
        title=title or filename,
        kind=kind,
        mark=mark,
        added_at=at,
        added_by=by if isinstance(by, User) else None,
        added_by_participant=None if isinstance(by, User) else by,
        audience=sorted(participant.pk for participant in audience),
        classification=Classification.PROTECTED_B,
    )
    version = DocumentVersion.objects.create(
        document=document,
        number=1,
        filename=filename,
        sha256=sha256,
        size=size,
        content_type=content_type,
        at=at,
        scan_state=ScanState.WAITING,
    )
    record(
        file,
        EventKind.DOCUMENT_ADDED,
        by=by,
        at=at,
        facts={"document": document.pk, "title": document.title, "sha256": sha256, "size": size},
        audience=list(audience),
    )
    scanning.ask_for(version)
    redue(file)
    return version


@transaction.atomic
def scanned(
    version: DocumentVersion, *, state: str, detail: str = "", at: dt.datetime | None = None
) -> DocumentVersion:
    """Record what the virus check found. Infected files stay locked away and the sender is told on the page.

    Found once: whoever comes second, a job or the sweep, changes nothing. The file's version stays, nothing that
    somebody has open is overtaken by a virus check.
    """
    at = at or now()
    file = lock(version.document)
    version.refresh_from_db(fields=["scan_state", "scanned_at", "scan_detail", "destroyed_at"])
    if version.scan_state != ScanState.WAITING or version.destroyed_at is not None:
        return version
    version.scan_state, version.scanned_at, version.scan_detail = state, at, detail[:200]
    version.save(update_fields=["scan_state", "scanned_at", "scan_detail"])
    audience = Participant.objects.filter(pk__in=version.document.audience)
    record(
        file,
        EventKind.DOCUMENT_SCANNED,
        by=None,
        at=at,
        facts={"document": version.document_id, "title": version.document.title, "state": state, "detail": detail},
        audience=list(audience),
    )
    keep_tip(file)
    return version


@transaction.atomic
def mark_document(
    document: Document,
    *,
    mark: str,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Document:
    """Mark a paper as privileged or a Cabinet confidence, or take the mark off. Marked papers never leave the unit."""
    at = at or now()
    file = lock(document, version=version)
    require(access.can_write(by, file))
    if not reason.strip():
        raise Refused(_("Say why."))
    document.refresh_from_db(fields=["mark"])
    before, document.mark = document.mark, Mark(mark).value
    if before == document.mark:
        return document
    document.save(update_fields=["mark"])
    facts = {"document": document.pk, "from": before, "to": document.mark, "reason": reason}
    record(file, EventKind.DOCUMENT_MARKED, by=by, at=at, facts=facts)
    redue(file)
    return document


# ---- consent, clocks, hold --------------------------------------------------------------------------


def consent(
    file: CaseFile, *, participant: Participant, scope: str, recipient: str, notice_version: str, at: dt.datetime
) -> Consent:
    """Record what a person allows. A part of other actions; the caller holds the lock. A new answer ends the one before."""
    person: Any = participant.person
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


@transaction.atomic
def extend_clock(
    clock: Clock,
    *,
    days: int,
    authority: str,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Clock:
    """Add days to a clock on a named authority, within what its rule allows."""
    at = at or now()
    file = lock(clock, version=version)
    rule = rules.get(clock.rule, on=clock.started_on)
    require(access.can_write(by, file))
    if clock.stopped_on is not None:
        raise Refused(_("This clock has stopped."))
    if not rule.extendable.is_allowed:
        raise Refused(_("No text that was read allows this time limit to be extended."))
    if not authority.strip() or not reason.strip():
        raise Refused(_("Say who extended it, and why."))
    used = sum(clock.extensions.values_list("days", flat=True))
    if rule.extendable.most is not None and used + days > rule.extendable.most:
        raise Refused(_("The rule allows %(most)s more days at most.") % {"most": rule.extendable.most - used})
    before = clock.due_on
    clocks.extend(clock, days=days, authority=authority, reason=reason, by=by, at=at)
    record(
        file,
        EventKind.CLOCK_EXTENDED,
        by=by,
        at=at,
        facts={
            "rule": clock.rule,
            "days": days,
            "authority": authority,
            "reason": reason,
            "from": before,
            "to": clock.due_on,
        },
    )
    redue(file)
    return clock


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


# ---- what is known about people ---------------------------------------------------------------------


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
    papers = personal.papers_of(participant)
    versions = DocumentVersion.objects.filter(document__in=papers, destroyed_at__isnull=True)
    digests = set(versions.values_list("sha256", flat=True))
    versions.update(destroyed_at=at, filename="", scan_detail="")
    papers.update(title="")
    transaction.on_commit(lambda: [personal.destroy_bytes(sha256) for sha256 in sorted(digests)])
