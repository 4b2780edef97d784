"""The risk category of a body: rules suggest, a person proposes with a reason, the body is heard where it rises, a person decides."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Language
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.primitives import redue
from mobility.correspondence.choices import Purpose
from mobility.law.days import law_date
from regulators import risk
from regulators.compliance_choices import Category, EventKind, Verb
from regulators.models import RegulatoryBody, Review, RiskRating

from .compliance import begin, happened
from .hearing import heard, let_lapse, long_enough, put_to_body, set_comment_clock


@transaction.atomic
def propose_rating(
    review: Review,
    *,
    category: str,
    reason: str,
    by: User,
    due_on: dt.date | None = None,
    authority: str = "",
    language: str = Language.EN,
    recipient_email: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> RiskRating:
    """Propose a category, with what the rules suggest and what was counted beside it. Where it rises the body is asked first.

    Records `rating_proposed`. Refused while another is open for the body, without a reason, and, where it rises, without a day
    for the body's comment that is at least our standard's.
    """
    at = at or now()
    # one at a time for each body, whichever of its reviews it comes from; the body first, as `record_finding` does
    RegulatoryBody.objects.select_for_update(of=("self",)).get(pk=review.body_id)
    case = begin(review, Verb.RATE, by, version)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if RiskRating.objects.filter(body=review.body, decided_at__isnull=True).exists():
        raise Refused(_("A category is already proposed for this body. Decide that one first."))
    suggested = risk.suggest(risk.facts(review.body, law_date(at)))
    rating = RiskRating(
        body=review.body,
        review=review,
        before=risk.category_of(review.body),
        suggested=suggested.category,
        rules=suggested.rules,
        counted=dict(suggested.facts),
        category=Category(category).value,
        reason=reason,
        proposed_by=by,
        proposed_at=at,
    )
    if rating.rises:
        if due_on is None:
            raise Refused(_("The category rises: give a day until which the body may comment."))
        long_enough(due_on, at)
        rating.request = put_to_body(
            review,
            purpose=Purpose.HEARING,
            question=question(rating, language),
            due_on=due_on,
            authority=authority,
            by=by,
            at=at,
            language=language,
            recipient_email=recipient_email,
        )
        rating.comment_by = due_on
    rating.save()
    if rating.rises:
        happened(review, "finding_sent_to_body", law_date(at))
        set_comment_clock(review)
    facts = {
        "from": rating.before,
        "to": rating.category,
        "suggested": rating.suggested,
        "reason": reason,
        "due_on": rating.comment_by,
    }
    record(case, EventKind.RATING_PROPOSED, by=by, at=at, facts=facts)
    redue(case)
    return rating


def question(rating: RiskRating, language: str) -> str:
    """What the body reads, in the language of the request."""
    with translation.override(language):
        return _(
            "We propose to raise your risk category from “%(before)s” to “%(after)s”. It is not decided. %(reason)s"
        ) % {
            "before": Category(rating.before).label,
            "after": Category(rating.category).label,
            "reason": rating.reason,
        }


@transaction.atomic
def decide_rating(
    review: Review,
    *,
    rating: RiskRating,
    adopt: bool,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> RiskRating:
    """Adopt the proposed category, or not, with the reason; the body's comment stays beside it. Records `rating_decided`.

    Refused for a category that rises before the body has commented or the day by which it may is over.
    """
    at = at or now()
    case = begin(review, Verb.DECIDE_RATING, by, version)
    rating.refresh_from_db()
    if rating.review_id != review.pk or rating.decided_at is not None:
        raise Refused(_("This category is not open."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if adopt and not rating.may_be_decided(law_date(at)):
        if rating.comment_by is None:
            raise Refused(_("The body has not seen it: the request was withdrawn. Propose it anew."))
        raise Refused(
            _("The body may comment until %(day)s. The category is not decided before.")
            % {"day": day_words(rating.comment_by, "plain")}
        )
    rating.decided_by, rating.decided_at, rating.decision, rating.is_adopted = by, at, reason, adopt
    rating.save()
    heard(review, law_date(at))
    let_lapse(review, rating.request, by=by, at=at)
    facts = {"from": rating.before, "to": rating.category, "adopted": adopt, "reason": reason}
    record(case, EventKind.RATING_DECIDED, by=by, at=at, facts=facts)
    redue(case)
    return rating
