"""Reviews of bodies: opened for a period or an occasion, revised, coached, ended."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles import clocks
from mobility.casefiles.choices import Kind
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.primitives import lock, move, open_file, redue, require
from mobility.law.days import law_date
from regulators import compliance_access as access
from regulators.compliance_choices import EventKind, Occasion, Status, Verb
from regulators.compliance_workflow import TABLE
from regulators.models import RegulatoryBody, Review

from .compliance import begin
from .hearing import waiting


@transaction.atomic
def open_review(
    body: RegulatoryBody,
    *,
    occasion: str,
    by: User,
    title: str = "",
    scope: str = "",
    period_from: dt.date | None = None,
    period_to: dt.date | None = None,
    reviewer: User | None = None,
    at: dt.datetime | None = None,
) -> Review:
    """Open a file in which the unit looks at a body, for a period or an occasion. The reviewer owns it; nobody outside is told.

    Records `review_opened`. Refused for a period that ends before it begins, and for a reviewer who does not work on files.
    """
    at = at or now()
    require(access.can_open(by))
    reviewer = reviewer or by
    if not access.can_open(reviewer):
        raise Refused(_("%(name)s does not work on files.") % {"name": reviewer})
    in_order(period_from, period_to)
    title = title.strip() or f"{body.short}: {Occasion(occasion).label}"
    case = open_file(kind=Kind.REVIEW, title=title, status=Status.OBSERVATION, at=at, owner=reviewer)
    review = Review.objects.create(
        file=case,
        body=body,
        occasion=Occasion(occasion).value,
        scope=scope,
        period_from=period_from,
        period_to=period_to,
    )
    facts = {"body": body.short, "occasion": review.occasion, "scope": scope}
    record(case, EventKind.OPENED, by=by, at=at, facts=facts)
    redue(case)
    return review


def in_order(first: dt.date | None, last: dt.date | None) -> None:
    if first is not None and last is not None and last < first:
        raise Refused(_("The period ends before it begins."))


@transaction.atomic
def revise_review(
    review: Review,
    *,
    occasion: str,
    scope: str,
    by: User,
    period_from: dt.date | None = None,
    period_to: dt.date | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Review:
    """Change what is looked at. Records `review_revised` with what stood there."""
    case = begin(review, Verb.REVISE, by, version)
    in_order(period_from, period_to)
    facts = {"from": review.scope, "scope": scope, "occasion": occasion}
    review.occasion, review.scope = Occasion(occasion).value, scope
    review.period_from, review.period_to = period_from, period_to
    review.save(update_fields=["occasion", "scope", "period_from", "period_to"])
    record(case, EventKind.REVISED, by=by, at=at or now(), facts=facts)
    redue(case)
    return review


@transaction.atomic
def coach(review: Review, *, words: str, by: User, at: dt.datetime | None = None, version: int | None = None) -> Review:
    """Go through it with the body before anything formal. Records `coached` with what is gone through."""
    case = begin(review, Verb.COACH, by, version)
    if not words.strip():
        raise Refused(_("Say what you go through with the body."))
    move(case, TABLE, Verb.COACH)
    review.coaching = words
    review.save(update_fields=["coaching"])
    record(case, EventKind.COACHED, by=by, at=at or now(), facts={"words": words})
    redue(case)
    return review


@transaction.atomic
def end_review(
    review: Review, *, result: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Review:
    """Close a review without an order, or after a penalty, with what came of it. Stops its clocks; records `review_ended`.

    Refused while a deficiency notice or a corrective step is open, and while a finding waits for the body.
    """
    at = at or now()
    case = lock(review, version=version)
    verb = Verb.CLOSE if case.status == Status.PENALTY else Verb.END_WITHOUT_ORDER
    require(access.can(by, review, verb), TABLE.refusal(case.status, verb))
    if not result.strip():
        raise Refused(_("Say what came of it."))
    if review.deficiencies.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).exists():
        raise Refused(_("A deficiency notice is still open."))
    if review.steps.filter(verified_at__isnull=True).exists():
        raise Refused(_("A corrective step is not verified yet."))
    if waiting(review):
        raise Refused(_("The body may still comment on a finding."))
    if review.ratings.filter(decided_at__isnull=True).exists():
        raise Refused(_("A risk category is proposed: decide it first."))
    move(case, TABLE, verb)
    finish(review, at, result)
    record(case, EventKind.ENDED, by=by, at=at, facts={"result": result, "to": case.status})
    redue(case)
    return review


def finish(review: Review, at: dt.datetime, result: str) -> None:
    """What every end shares: the day, the result, no clock runs on."""
    review.file.closed_at = at
    review.result = result
    review.save(update_fields=["result"])
    clocks.stop_all(review.file, law_date(at), "file_closed")
