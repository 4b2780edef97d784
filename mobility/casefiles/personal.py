"""What is held about a person, so that it can be given out whole and erased whole.

Personal text stands in this app and in those above it. Each app above registers a `Keeper` when it starts (see
docs/decisions/0002), so that nothing here needs to know them and nothing they keep is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from mobility.outbox.models import Mail

from . import search, store
from .choices import ABOUT
from .models import (
    AccessLog,
    CaseFile,
    Consent,
    Decision,
    Document,
    DocumentVersion,
    Event,
    EventFacts,
    Message,
    Participant,
    Person,
    Task,
)

DETAILS = ("name", "email", "phone", "post", "language", "channels", "when", "not_before", "not_after",
           "may_leave_voicemail", "needs", "erased_at")  # fmt: skip


@dataclass(frozen=True)
class Keeper:
    """What one app above keeps of the person a file is about, beside the file itself."""

    app: str
    #: What it holds about the worker of this file, as plain data; empty when the file is none of its own.
    export: Callable[[CaseFile], dict[str, Any]]
    #: Empty it, within the caller's transaction and lock.
    erase: Callable[[CaseFile], None]
    #: Whether it still needs these bytes of the store.
    holds: Callable[[str], bool]


KEEPERS: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Called by an app's `ready`. A second time changes nothing."""
    if keeper.app not in {known.app for known in KEEPERS}:
        KEEPERS.append(keeper)


# ---- given out --------------------------------------------------------------------------------------


def held(person: Person) -> dict[str, Any]:
    """Everything held about one person, as plain data."""
    return {
        "person": {"id": person.pk, **{field: getattr(person, field) for field in DETAILS}},
        "files": [held_on(participant) for participant in participations(person)],
    }


def participations(person: Person) -> Iterator[Participant]:
    yield from person.participations.select_related("file").order_by("file_id", "pk")


def held_on(participant: Participant) -> dict[str, Any]:
    """What one file holds about one of its people."""
    file, person = participant.file, participant.person
    events = Event.objects.visible_to_participant(participant) | Event.objects.filter(
        file=file, actor_participant=participant
    )
    papers = DocumentVersion.objects.filter(document__in=papers_of(participant)).select_related("document")
    return {
        "reference": file.reference,
        "kind": file.kind,
        "status": file.status,
        "opened_at": file.opened_at,
        "closed_at": file.closed_at,
        "role": participant.role,
        "since": participant.from_at,
        "until": participant.until_at,
        **(
            {keeper.app: kept for keeper in KEEPERS if (kept := keeper.export(file))}
            if participant.role in ABOUT
            else {}
        ),
        "decisions": list(
            Decision.objects.filter(file=file)
            .order_by("pk")
            .values("question", "options", "recommendation", "note", "answer", "reasons")
        )
        if participant.role in ABOUT
        else [],
        "messages": list(
            Message.objects.filter(messages_of(participant)).values("at", "flow", "channel", "language", "text")
        ),
        "consents": list(
            Consent.objects.filter(file=file, person=person)
            .order_by("pk")
            .values("scope", "recipient", "notice_version", "given_at", "withdrawn_at")
        ),
        "documents": [
            {
                "title": version.document.title,
                "file": version.filename,
                "type": version.content_type,
                "size": version.size,
                "sha256": version.sha256,
                "received": version.at,
                "virus_check": version.scan_state,
                "destroyed_at": version.destroyed_at,
            }
            for version in papers.order_by("pk")
        ],
        "history": [
            {
                "seq": event.seq,
                "at": event.at,
                "kind": event.kind,
                "facts": event.kept.facts if kept_of(event) else None,
            }
            for event in events.select_related("kept").order_by("seq").distinct()
        ],
        "mails": list(
            Mail.objects.filter(about=file.reference, to=person.email)
            .order_by("pk")
            .values("created_at", "sent_at", "subject")
        )
        if person is not None and person.email
        else [],
        "opened_by": list(
            AccessLog.objects.filter(file=file)
            .order_by("at", "pk")
            .values("at", "kind", "user__name", "participant_id")
        ),
    }


def kept_of(event: Event) -> bool:
    return hasattr(event, "kept")


# ---- erased -----------------------------------------------------------------------------------------


def erase_on(participant: Participant) -> None:
    """Empty what one file holds about one of its people. The caller holds the lock.

    The file of a worker or of somebody who asked is about them: all its text goes. Somebody else on it (a representative) takes
    along only what they said, and what was said to them.
    """
    file = participant.file
    person = participant.person
    Message.objects.filter(messages_of(participant)).update(text="")
    if participant.role in ABOUT:
        EventFacts.objects.filter(event__file=file).delete()
        Task.objects.filter(file=file).update(what="")
        Decision.objects.filter(file=file).update(
            question="", options="", recommendation="", note="", answer="", reasons=""
        )
        search.forget(file)
        for keeper in KEEPERS:
            keeper.erase(file)
    else:
        theirs = Q(event__actor_participant=participant) | Q(event__audience__contains=[participant.pk])
        EventFacts.objects.filter(theirs | Q(facts__person=participant.person_id), event__file=file).delete()
    if person is not None and person.email:
        Mail.objects.filter(about=file.reference, to=person.email).delete()


def messages_of(participant: Participant) -> Q:
    """On the worker's file every message is about the worker; others have theirs."""
    if participant.role in ABOUT:
        return Q(file_id=participant.file_id)
    theirs = Q(audience__contains=[participant.pk]) | Q(by_participant=participant)
    return theirs & Q(file_id=participant.file_id)


def papers_of(participant: Participant) -> Any:
    """The papers a participant brought or was shown."""
    theirs = Q(audience__contains=[participant.pk]) | Q(added_by_participant=participant)
    return Document.objects.filter(theirs, file_id=participant.file_id)


def holds(sha256: str) -> bool:
    """Whether anybody still needs these bytes."""
    if DocumentVersion.objects.filter(sha256=sha256, destroyed_at__isnull=True).exists():
        return True
    return any(keeper.holds(sha256) for keeper in KEEPERS)


def destroy_bytes(sha256: str) -> bool:
    """Take the bytes out of the store unless somebody still needs them. Whether they are gone now."""
    with store.alone_with(sha256):
        if holds(sha256):
            return False
        store.remove(sha256)
        return True
