"""Notes and messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now

from mobility.accounts.models import User
from mobility.casefiles import access
from mobility.casefiles.choices import Actor, Channel, EventKind, Flow
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Event, Message, Participant, Task
from mobility.casefiles.primitives import lock, redue, require

from .offices import require_of_file


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


@transaction.atomic
def call(
    file: CaseFile,
    *,
    said: str,
    who: str = "",
    promised: str = "",
    promised_by: str = Actor.UNIT,
    due_on: dt.date | None = None,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Event:
    """Keep what was said on the telephone, with whom; for the unit alone. What was promised becomes a task of whoever did."""
    at = at or now()
    lock(file, version=version)
    require(access.can_write(by, file))
    if promised:
        Task.objects.create(
            file=file,
            what=promised,
            owed_by=Actor(promised_by).value,
            owed_by_user=(file.owner or by) if promised_by == Actor.UNIT else None,
            due_on=due_on,
            added_at=at,
        )
    facts = {
        "who": who,
        "said": said,
        "promised": promised,
        "promised_by": promised_by if promised else "",
        "due_on": due_on,
    }
    event = record(file, EventKind.CALLED, by=by, at=at, facts=facts)
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
