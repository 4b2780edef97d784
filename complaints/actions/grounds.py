"""Grounds, and what was found."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access
from complaints.choices import EventKind, Finding, Verb
from complaints.models import Complaint, ComplaintGround, Ground
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock
from mobility.casefiles.primitives import lock, redue, require
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
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Say whether a ground is founded, and why.

    Records `ground_found`. A founded ground is a finding against the body: it is provisional until the body has commented or
    the day by which it may is over (`comment_by`, by default our standard, never sooner), and the body's clock to comment
    starts. Putting the same finding in other words changes neither. Refused without reasons.
    """
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    if ground.complaint_id != complaint.pk:
        raise Refused(_("This is not a ground of this complaint."))
    if finding != Finding.NOT_DETERMINED and not reasoning.strip():
        raise Refused(_("Give the reasons for the finding."))
    ground.refresh_from_db(fields=["finding", "comment_by", "comment", "commented_on"])
    before, on = ground.finding, law_date(at)
    ground.finding, ground.reasoning, ground.found_by, ground.found_at = Finding(finding).value, reasoning, by, at
    if ground.finding != Finding.FOUNDED:
        ground.comment_by = None
    elif before != Finding.FOUNDED or comment_by not in (None, ground.comment_by):
        soonest = comment_until(on)
        if comment_by is not None and soonest is not None and comment_by < soonest:
            raise Refused(_("Give the body until %(day)s at least to comment.") % {"day": day_words(soonest, "plain")})
        ground.comment_by, ground.comment, ground.commented_on = comment_by or soonest, "", None
        happened(complaint, "finding_sent_to_body", on)
        until(case, ground.comment_by)
    ground.save()
    if not waiting(complaint, on):
        happened(complaint, "body_commented", on)
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
        },
    )
    redue(case)
    return complaint


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

    Records `ground_commented`; stops the body's clock to comment once no other finding waits. Refused without a founded ground
    and for a day to come.
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
    ground.comment, ground.commented_on = text, on
    ground.save(update_fields=["comment", "commented_on"])
    if not waiting(complaint, law_date(at)):
        happened(complaint, "body_commented", on)
    facts = {"ground": ground.ground.slug, "comment": text, "on": on}
    record(case, EventKind.GROUND_COMMENTED, by=by, at=at, facts=facts)
    redue(case)
    return complaint
