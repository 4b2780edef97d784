"""Writing to a person on a file: the one door, which keeps to what the person said is safe.

What a channel or an hour forbids is not sent: it becomes a task of the unit, with the reason.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from mobility.law.days import ZONE, law_date
from mobility.outbox import actions as outbox

from . import mails
from .choices import Actor, Channel, EventKind
from .history import record
from .models import CaseFile, Participant, Person, Task


def refusal(person: Person, channel: str, at: dt.datetime) -> str:
    """Why a person may not be reached this way now, as a sentence for staff; empty when they may."""
    if person.erased_at is not None:
        return _("This person's details were erased.")
    if channel not in person.channels:
        return _("This person did not say that %(channel)s is safe.") % {"channel": Channel(channel).label}
    if channel == Channel.EMAIL and not person.email:
        return _("No e-mail address was given.")
    local = at.astimezone(ZONE).time()
    if person.not_before and local < person.not_before:
        return _("This person asked not to be reached before %(time)s.") % {"time": person.not_before.strftime("%H:%M")}
    if person.not_after and local > person.not_after:
        return _("This person asked not to be reached after %(time)s.") % {"time": person.not_after.strftime("%H:%M")}
    return ""


def tell(
    file: CaseFile,
    participant: Participant | None,
    kind: str,
    *,
    at: dt.datetime,
    task: str = "",
    path: str = "follow/",
    **facts: str,
) -> bool:
    """Send one neutral mail to a person, if it is safe. Returns whether it was queued.

    A person who only looks at the page is told nothing and nothing is recorded: that is what they asked for. Where another
    channel is safe (telephone, letter) and `task` says what to pass on, that becomes a task.
    """
    person = participant.person if participant else None
    if participant is None or person is None:
        return False
    why_not = refusal(person, Channel.EMAIL, at)
    if not why_not:
        language = person.language
        outbox.queue_page(
            to=person.email,
            template="worker",
            language=language,
            kind=kind,
            about=file.reference,
            context={
                "heading": mails.line(kind, "subject", language, reference=file.reference, **facts),
                "preview": mails.line(kind, "preview", language, reference=file.reference, **facts),
                "footer": mails.footer(language),
                "signature": mails.sender_name(language),
                "url": f"{settings.SITE_URL}/{language}/{path}",
            },
        )
        return True
    others = [channel for channel in person.channels if channel in (Channel.PHONE, Channel.POST)]
    if task and (others or Channel.EMAIL in person.channels):
        ways = ", ".join(str(Channel(channel).label) for channel in others) or str(Channel.EMAIL.label)
        Task.objects.create(
            file=file,
            what=f"{task} ({ways})"[:300],
            owed_by=Actor.UNIT,
            owed_by_user=file.owner,
            due_on=law_date(at),
            added_at=at,
        )
        record(file, EventKind.CONTACT_REFUSED, by=None, at=at, facts={"reason": why_not, "task": task, "mail": kind})
    return False
