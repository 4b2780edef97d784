"""One's due dates as a calendar another program subscribes to: references, duties, days and links; never a name.

The address holds a token; only its hash is kept, so that an address is shown once and can be revoked, not looked up.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable

import icalendar
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.prepared import Prepared, Slot
from mobility.law import rules

from . import absences
from .models import CalendarFeed, CaseFile, Clock, Task
from .owed import OWED_BY_OFFICE
from .timeline import short_duty

TOKEN_BYTES = 32
#: How far back and how much a calendar holds: what is overdue longer is worked from the desk.
DAYS_BACK = dt.timedelta(days=180)
MOST = 1000


def hashed(token: str) -> str:
    """A token of 256 random bits needs no pepper: its hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(user: User, *, at: dt.datetime | None = None) -> str:
    """A new calendar address for a person; the one before stops working. Returns the token, once."""
    at = at or now()
    revoke(user, at=at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.create(user=user, token_hash=hashed(token), made_at=at)
    return token


def revoke(user: User, *, at: dt.datetime | None = None) -> int:
    """The person's calendar address opens nothing any more; how many there were."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)  # two windows at once make one address
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=at or now())


current_of = Prepared(lambda: CalendarFeed.objects.filter(user=Slot("user"), revoked_at__isnull=True))


def current(user: User) -> CalendarFeed | None:
    return next(iter(current_of(user=user.pk)), None)


def user_of(token: str) -> User | None:
    """Whose calendar a token opens: of people who are active and work at the desk."""
    found = (
        CalendarFeed.objects.select_related("user").filter(token_hash=hashed(token), revoked_at__isnull=True).first()
    )
    return found.user if found and found.user.can(Capability.DESK) else None


def calendar(user: User, *, today: dt.date, link: Callable[[str], str], at: dt.datetime) -> bytes:
    """What a person owes and what is due on their files and on those of people they cover today, a day's entry each. `link`
    makes the address of a file's page.

    A restricted file gives its reference and the duty and nothing to click on.
    """
    library = rules.library()
    files = CaseFile.objects.visible_to(user).open()
    people = [user.pk, *absences.on(today).covered_by(user.pk)]
    mine = Q(file__owner__in=people)
    decides = Q(owed_by__in=[actor for actor, capability in OWED_BY_OFFICE.items() if user.can(capability)])
    clocks = (
        Clock.objects.filter(
            mine | decides,
            file__in=files,
            stopped_on__isnull=True,
            paused_on__isnull=True,
            due_on__gte=today - DAYS_BACK,
            sense="by",
        )
        .select_related("file")
        .order_by("due_on", "pk")[:MOST]
    )
    tasks = (
        Task.objects.filter(
            mine | Q(owed_by_user__in=people), file__in=files, stopped_on__isnull=True, due_on__gte=today - DAYS_BACK
        )
        .select_related("file")
        .order_by("due_on", "pk")[:MOST]
    )
    made = icalendar.Calendar()
    made.add("prodid", "-//Labour Mobility//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Labour Mobility: what is due"))
    rows = [("clock", clock.pk, clock.file, short_duty(library, clock.rule), clock.due_on) for clock in clocks]
    rows += [("task", task.pk, task.file, _("task"), task.due_on) for task in tasks]
    for kind, number, file, duty, due_on in rows:
        made.add_component(entry(kind, number, file, duty, due_on, link=link, at=at))
    return bytes(made.to_ical())


def entry(
    kind: str,
    number: int,
    file: CaseFile,
    duty: str,
    due_on: dt.date | None,
    *,
    link: Callable[[str], str],
    at: dt.datetime,
) -> icalendar.Event:
    """One due date. Its identity stays the same when the date moves, so that the calendar moves it too."""
    event = icalendar.Event()
    event.add("uid", f"{kind}-{number}@labour-mobility")
    event.add("dtstamp", at.astimezone(dt.UTC))
    event.add("dtstart", due_on)
    event.add("transp", "TRANSPARENT")
    event.add("summary", _("%(reference)s: %(duty)s") % {"reference": file.reference, "duty": duty})
    if not file.is_restricted:
        event.add("url", link(file.reference))
        event.add("description", link(file.reference))
    return event
