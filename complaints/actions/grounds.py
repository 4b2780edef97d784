"""Grounds, what was found, and the body's comment on it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access, asking
from complaints.choices import EventKind, Finding, Verb
from complaints.models import Complaint, ComplaintGround, Ground
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles import actions as files
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Participant
from mobility.casefiles.primitives import lock, redue, require
from mobility.correspondence import actions as requests
from mobility.law import rules
from mobility.law.days import law_date

from .dates import happened

COMMENT_BY = "unit.body_comment"


@transaction.atomic
def add_ground(
    complaint: Complaint, *, ground: Ground, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Add a ground; one that is there already stays as it is."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    _row, created = ComplaintGround.objects.get_or_create(complaint=complaint, ground=ground)
    if created:
        complaint.ground_slugs = [*complaint.ground_slugs, ground.slug]
        complaint.save(update_fields=["ground_slugs"])
        record(case, EventKind.GROUND_ADDED, by=by, at=at, facts={"ground": ground.slug})
        redue(case)
    return complaint


@transaction.atomic
def find(
    complaint: Complaint,
    *,
    ground: ComplaintGround,
    finding: str,
    reasoning: str,
    by: User,
    comment_by: dt.date | None = None,
    authority: str = "",
    name_worker: bool = False,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Say whether a ground is founded, and why.

    Records `ground_found`. A founded ground is a finding against the body: it is provisional until the body has commented or
    the day by which it may is over (`comment_by`, by default our standard, never sooner), and the body's clock to comment
    starts. The body is asked for its comment by that day where the worker's consent, or another `authority` in words, lets us
    speak to it; where not, the event keeps why, and the owner has a task. Putting the same finding in other words changes none
    of it; a finding taken back takes the request back. Refused without reasons, and where they name a worker who is not to be
    named.
    """
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    if ground.complaint_id != complaint.pk:
        raise Refused(_("This is not a ground of this complaint."))
    if finding != Finding.NOT_DETERMINED and not reasoning.strip():
        raise Refused(_("Give the reasons for the finding."))
    ground.refresh_from_db(fields=["finding", "comment_by", "comment", "commented_on", "request"])
    ground.complaint = complaint
    before, on, not_asked = ground.finding, law_date(at), ""
    ground.finding, ground.reasoning, ground.found_by, ground.found_at = Finding(finding).value, reasoning, by, at
    if ground.finding != Finding.FOUNDED:
        ground.comment_by = None
        take_back(ground, _("The finding was taken back."), by=by, at=at)
    elif before != Finding.FOUNDED or comment_by not in (None, ground.comment_by):
        soonest = comment_until(on)
        if comment_by is not None and soonest is not None and comment_by < soonest:
            raise Refused(_("Give the body until %(day)s at least to comment.") % {"day": day_words(soonest, "plain")})
        ground.comment_by, ground.comment, ground.commented_on = comment_by or soonest, "", None
        happened(complaint, "finding_sent_to_body", on)
        until(case, ground.comment_by)
        not_asked = ask_comment(complaint, ground, authority=authority, name_worker=name_worker, by=by, at=at)
    ground.save()
    if not waiting(complaint, on):
        happened(complaint, "body_commented", on)
    case = complaint.file
    record(
        case,
        EventKind.GROUND_FOUND,
        by=by,
        at=at,
        facts={
            "ground": ground.ground.slug,
            "from": before,
            "to": ground.finding,
            "reasoning": reasoning,
            "comment_by": ground.comment_by,
            **({"not_asked": not_asked} if not_asked else {}),
        },
    )
    redue(case)
    return complaint


def ask_comment(
    complaint: Complaint, ground: ComplaintGround, *, authority: str, name_worker: bool, by: User, at: dt.datetime
) -> str:
    """Ask the body for its comment on a finding, or why that cannot be, as a sentence. A part of `find`, which holds the lock.

    One that waits for an answer already is only given the longer time.
    """
    case, day = complaint.file, ground.comment_by
    if day is None:
        return ""
    before = ground.request
    if before is not None and not before.shut:
        if day > before.due_on:
            requests.extend(before, due_on=day, reason=_("The finding names a later day."), by=by, at=at)
            lock(complaint)  # it has saved the file
        return ""
    if why := asking.why_not(complaint, authority=authority):
        files.owe(case, _("Tell the body of the finding, for it was not asked by itself: the entry says why"), at=at)
        return why
    ground.request = requests.put(
        case,
        asking.about_finding(complaint, ground, day=day, authority=authority, name_worker=name_worker),
        by=by,
        at=at,
    )
    return ""


def take_back(ground: ComplaintGround, reason: str, *, by: User, at: dt.datetime) -> None:
    """The body is asked no more: the finding does not stand, or the comment came another way."""
    request = ground.request
    if request is not None and not request.answered_at and not request.revoked_at:
        requests.revoke(request, reason=reason, by=by, at=at)
        lock(ground.complaint)  # it has saved the file


def comment_until(on: dt.date) -> dt.date | None:
    """The day our standard gives a body to comment on a finding made on a day."""
    return rules.due(COMMENT_BY, on).due_on


def until(case: CaseFile, day: dt.date | None) -> None:
    """Where the body was given longer than our standard, its clock ends on the day it was given."""
    clock = Clock.objects.filter(file=case, rule=COMMENT_BY, stopped_on__isnull=True).first()
    if clock is not None and day is not None and clock.due_on != day:
        clock.due_on, clock.explanation = day, {"given_in": "finding", "due_on": day.isoformat()}
        clock.save(update_fields=["due_on", "explanation"])


def waiting(complaint: Complaint, on: dt.date) -> bool:
    """Whether a founded ground still waits for the body's comment."""
    return any(ground.is_provisional(on) for ground in ComplaintGround.objects.filter(complaint=complaint))


@transaction.atomic
def comment(
    complaint: Complaint,
    *,
    ground: ComplaintGround,
    text: str,
    on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Enter what the body says to a finding, as staff received it on a day. The finding is no longer provisional.

    Records `ground_commented`; takes back a request for the comment that is still open; stops the body's clock to comment once
    no other finding waits. Refused without a founded ground and for a day to come.
    """
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    if ground.complaint_id != complaint.pk:
        raise Refused(_("This is not a ground of this complaint."))
    if ground.finding != Finding.FOUNDED:
        raise Refused(_("Only a founded ground is commented on."))
    if on > law_date(at):
        raise Refused(_("This day is still to come."))
    ground.refresh_from_db(fields=["request"])
    ground.complaint = complaint
    take_back(ground, _("We have the comment already."), by=by, at=at)
    keep_comment(complaint, ground, text, on, by=by, at=at)
    redue(complaint.file)
    return complaint


def keep_comment(
    complaint: Complaint, ground: ComplaintGround, text: str, on: dt.date, *, by: User | Participant, at: dt.datetime
) -> None:
    """Keep what the body says to a finding: entered by staff, or answered by itself. The caller holds the lock."""
    ground.comment, ground.commented_on = text, on
    ground.save(update_fields=["comment", "commented_on"])
    if not waiting(complaint, law_date(at)):
        happened(complaint, "body_commented", on)
    facts = {"ground": ground.ground.slug, "comment": text, "on": on}
    record(complaint.file, EventKind.GROUND_COMMENTED, by=by, at=at, facts=facts)
