"""Hearing a body before anything is final: what is put to it, by when it may comment, when nothing waits for it any more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from mobility.accounts.choices import Language
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles.choices import Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import CaseFile, Document
from mobility.correspondence import actions as requests
from mobility.correspondence import naming
from mobility.correspondence.models import Request
from mobility.law.days import law_date
from regulators.models import DutyFinding, Review

from .compliance import COMMENT_BY, comment_until, given, happened


def put_to_body(
    review: Review,
    *,
    purpose: str,
    question: str,
    due_on: dt.date,
    authority: str,
    by: User,
    at: dt.datetime,
    language: str = Language.EN,
    documents: Sequence[Document] = (),
    recipient_email: str = "",
    files_behind: Iterable[CaseFile] = (),
) -> Request:
    """Ask the body something on this file: its portal where it has users, else a link to its registered addresses.

    A part of other actions; the caller holds the lock. Refused where the words name the worker of a file behind a finding.
    """
    for other in files_behind:
        if found := naming.named_in(question, naming.worker_of(other)):
            raise Refused(
                _(
                    "This would name the worker of %(reference)s (“%(found)s”). Take it out: the body is asked about its practice."
                )
                % {"reference": other.reference, "found": found}
            )
    return requests.put(
        review.file,
        requests.Asking(
            to=review.body.office,
            register=recipient_email,
            role=Role.RESPONDENT,
            purpose=purpose,
            question=question,
            due_on=due_on,
            language=language,
            authority=authority,
            documents=documents,
        ),
        by=by,
        at=at,
    )


def long_enough(day: dt.date, at: dt.datetime) -> None:
    """The body gets at least what our standard gives it to comment."""
    soonest = comment_until(law_date(at))
    if soonest is not None and day < soonest:
        raise Refused(_("Give the body until %(day)s at least to comment.") % {"day": day_words(soonest, "plain")})


def waiting(review: Review) -> list[dt.date]:
    """The days by which the body may still comment on something of this review, the earliest first."""
    found = DutyFinding.objects.filter(
        review=review, request__isnull=False, commented_on__isnull=True, final_at__isnull=True, dropped_at__isnull=True
    ).values_list("comment_by", flat=True)
    rated = review.ratings.filter(request__isnull=False, commented_on__isnull=True, decided_at__isnull=True)
    return sorted({day for day in (*found, *rated.values_list("comment_by", flat=True)) if day is not None})


def set_comment_clock(review: Review) -> None:
    """Several questions run on one clock: it stands at the earliest day."""
    if days := waiting(review):
        given(review.file, COMMENT_BY, days[0], "request")


def heard(review: Review, on: dt.date) -> None:
    """Once nothing waits for the body any more its clock to comment stops."""
    if waiting(review):
        set_comment_clock(review)
    else:
        happened(review, "body_commented", on)


def let_lapse(review: Review, request: Request | None, *, by: User, at: dt.datetime) -> None:
    """What was put to the body is decided and its day has passed: the question takes no answer any more, unless it also asked about
    something that is still open."""
    if request is None:
        return
    findings = DutyFinding.objects.filter(request=request, final_at__isnull=True, dropped_at__isnull=True)
    if not findings.exists() and not review.ratings.filter(request=request, decided_at__isnull=True).exists():
        request.file = review.file
        requests.lapse(request, by=by, at=at)
