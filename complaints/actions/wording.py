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

from .leaving import Referral, decline, refer
from .moves import accept, ask, reply
from .reviews import conclude


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
    """Send what was translated, as the reply, question or letter it was written as: same records, clocks and notices. Ends its task.

    A letter that a senior reads first is put before the seniors instead, in the worker's language.

    Refused before somebody has translated it, and when the file is no longer in a state for it.
    """
    at = at or now()
    lock(complaint, version=version)
    require(access.can(by, complaint, Verb.REPLY))
    waiting = of(complaint, translation)
    if not waiting.text:
        raise Refused(_("Nobody has translated it yet."))
    send_as(complaint, waiting, by=by, at=at)
    case = complaint.file
    waiting.message = Message.objects.filter(file=case, flow=Flow.OUT, by=by, at=at).order_by("-pk").first()
    waiting.sent_at = at
    waiting.save(update_fields=["message", "sent_at"])
    task = waiting.task
    if task.stopped_on is None:
        task.stopped_on, task.done_by = law_date(at), by
        task.save(update_fields=["stopped_on", "done_by"])
        record(case, FileEvent.TASK_DONE, by=by, at=at, facts={"task": task.pk, "what": task.what})
    redue(case)
    return complaint


def send_as(complaint: Complaint, waiting: Translation, *, by: User, at: dt.datetime) -> None:
    """Do the verb a text was written for, with its translation."""
    text, more = waiting.text, waiting.more
    if waiting.verb == Verb.ASK:
        ask(complaint, question=text, by=by, at=at)
    elif waiting.verb == Verb.ACCEPT:
        accept(complaint, text=text, by=by, at=at)
    elif waiting.verb == Verb.CONCLUDE:
        conclude(complaint, outcome=more["outcome"], letter=text, by=by, at=at)
    elif waiting.verb == Verb.DECLINE:
        decline(complaint, doubt=more["doubt"], letter=text, by=by, at=at)
    elif waiting.verb == Verb.REFER:
        refer(complaint, letter=text, by=by, at=at, **Referral.kept(complaint, more).said)
    else:
        reply(complaint, text=text, by=by, at=at)


def of(complaint: Complaint, translation: Translation) -> Translation:
    """What waits on this file, as it is now."""
    found = Translation.objects.filter(complaint=complaint, pk=translation.pk).select_related("task").first()
    if found is None:
        raise Refused(_("This text is not on this file."))
    if found.sent_at is not None:
        raise Refused(_("It was sent already."))
    return found
