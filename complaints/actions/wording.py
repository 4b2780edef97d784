"""Messages in the worker's language: translating what waits, and sending it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access
from complaints.choices import EventKind, Verb
from complaints.models import Complaint, Translation
from mobility.accounts.models import User
from mobility.casefiles.choices import EventKind as FileEvent
from mobility.casefiles.choices import Flow
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Message
from mobility.casefiles.primitives import lock, redue, require
from mobility.law.days import law_date

from .moves import ask, reply


@transaction.atomic
def translate(
    complaint: Complaint,
    *,
    translation: Translation,
    text: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Put what waits into the worker's language, or mend the wording. Records `translated`, with who did it. Refused once sent."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.REPLY))
    waiting = of(complaint, translation)
    waiting.text, waiting.translated_by, waiting.translated_at = text, by, at
    waiting.save(update_fields=["text", "translated_by", "translated_at"])
    record(case, EventKind.TRANSLATED, by=by, at=at, facts={"translation": waiting.pk})
    redue(case)
    return complaint


@transaction.atomic
def send_translation(
    complaint: Complaint,
    *,
    translation: Translation,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Send what was translated, as the reply or the question it was written as: same records, clocks and notices. Ends its task.

    Refused before somebody has translated it, and when the file is no longer in a state for it.
    """
    at = at or now()
    lock(complaint, version=version)
    require(access.can(by, complaint, Verb.REPLY))
    waiting = of(complaint, translation)
    if not waiting.text:
        raise Refused(_("Nobody has translated it yet."))
    if waiting.is_question:
        ask(complaint, question=waiting.text, by=by, at=at)
    else:
        reply(complaint, text=waiting.text, by=by, at=at)
    case = complaint.file
    waiting.message = Message.objects.filter(file=case, flow=Flow.OUT, by=by, at=at).order_by("-pk").first()
    waiting.save(update_fields=["message"])
    task = waiting.task
    if task.stopped_on is None:
        task.stopped_on, task.done_by = law_date(at), by
        task.save(update_fields=["stopped_on", "done_by"])
        record(case, FileEvent.TASK_DONE, by=by, at=at, facts={"task": task.pk, "what": task.what})
    redue(case)
    return complaint


def of(complaint: Complaint, translation: Translation) -> Translation:
    """What waits on this file, as it is now."""
    found = Translation.objects.filter(complaint=complaint, pk=translation.pk).select_related("task").first()
    if found is None:
        raise Refused(_("This text is not on this file."))
    if found.message_id is not None:
        raise Refused(_("It was sent already."))
    return found
