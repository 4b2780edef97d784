"""Somebody goes away for some days, somebody else covers; and comes back."""

from __future__ import annotations

import datetime as dt

import pghistory
from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles import staff
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import Absence
from mobility.casefiles.primitives import require
from mobility.law.days import law_date


def may_enter(by: User, user: User) -> bool:
    """One's own absence is one's own affair; those who assign files enter it for who fell ill."""
    return by.can(Capability.DESK) and (by.pk == user.pk or by.can(Capability.ASSIGN))


def lock_person(user: User) -> None:
    """Two windows at once enter one absence."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


@transaction.atomic
def go_away(
    user: User,
    *,
    from_on: dt.date,
    until_on: dt.date,
    covered_by: User,
    by: User,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Absence:
    """Away from a day until a day, both included, covered by somebody who works on files.

    Kept with its history; tells who covers. While it lasts dates, tasks and reminders also come to who covers; files keep
    their owner. Refused for days that are over, while another absence is entered, and for a cover who could not act.
    """
    at = at or now()
    lock_person(user)
    require(may_enter(by, user))
    today = law_date(at)
    if until_on < max(from_on, today):
        raise Refused(_("The last day away lies before the first, or is over."))
    if covered_by.pk == user.pk:
        raise Refused(_("Somebody else has to cover."))
    if not (user.can(Capability.DESK) and covered_by.can(Capability.DESK)):
        raise Refused(_("%(name)s does not work at the desk.") % {"name": covered_by})
    if user.can(Capability.WORK) and not covered_by.can(Capability.WORK):
        raise Refused(_("%(name)s does not work on files.") % {"name": covered_by})
    before = Absence.objects.filter(user=user, ended_on__isnull=True).first()
    if before is not None and before.until_on >= today:
        raise Refused(
            _("%(name)s is away until %(day)s already: end that first.")
            % {"name": user, "day": day_words(before.until_on, "plain")}
        )
    with pghistory.context(verb="go_away", by=by.pk):
        if before is not None:
            end(before, before.until_on)
        absence = Absence.objects.create(
            user=user, from_on=from_on, until_on=until_on, covered_by=covered_by, reason=reason, by=by, at=at
        )
    with translation.override(covered_by.language):
        days = {"from_date": day_words(from_on, "plain"), "until_date": day_words(until_on, "plain")}
    staff.tell(covered_by, "staff-cover", path="/desk/", name=str(user), **days)
    return absence


@transaction.atomic
def come_back(user: User, *, by: User, at: dt.datetime | None = None) -> Absence:
    """End an absence before its last day, or call it off. From now on everything comes to the person alone again."""
    at = at or now()
    lock_person(user)
    require(may_enter(by, user))
    absence = Absence.objects.filter(user=user, ended_on__isnull=True).first()
    if absence is None:
        raise Refused(_("%(name)s is not away.") % {"name": user})
    with pghistory.context(verb="come_back", by=by.pk):
        end(absence, law_date(at))
    return absence


def end(absence: Absence, day: dt.date) -> None:
    absence.ended_on = day
    absence.save(update_fields=["ended_on"])
