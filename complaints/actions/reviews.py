"""The conclusion of a complaint, and the senior who reads it first where a rule asks for that."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access, letters, notices, reviewing
from complaints.choices import EventKind, Outcome, Verb
from complaints.models import Complaint
from complaints.reviewing import Review, ReviewState
from mobility.accounts import people
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles.access import can_see
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile
from mobility.casefiles.primitives import redue
from mobility.law.days import law_date

from .dates import happened
from .moves import begin
from .outcomes import may_conclude, send_conclusion


@transaction.atomic
def conclude(
    complaint: Complaint,
    *,
    outcome: str,
    letter: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Say what came of it: settled or not, as the outcome says, with a letter to the worker.

    Records `concluded`; stops the body's clocks and ours and starts the worker's time to object; tells the worker. The file
    stays open until that time is over. Refused while a founded ground is provisional, and for a letter with blanks.

    Where a rule asks that a senior reads it first, it becomes a request for review instead (see `ask_review`): nothing goes to
    the worker, and the complaint has no outcome yet.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.CONCLUDE, by, version)
    chosen = may_conclude(complaint, outcome, law_date(at))
    before = Review.objects.filter(complaint=complaint, state=ReviewState.WAITING).first()
    if before is not None:
        decided(before, ReviewState.REPLACED, by=by, at=at)
    if reviewing.is_asked(chosen, by):
        ask_review(complaint, outcome=chosen, letter=letter, by=by, at=at)
    else:
        if before is not None:
            happened(complaint, "review_done", law_date(at))
        send_conclusion(complaint, worker, outcome=chosen, letter=letter, by=by, at=at)
    redue(case)
    return complaint


def ask_review(complaint: Complaint, *, outcome: Outcome, letter: str, by: User, at: dt.datetime) -> Review:
    """The letter waits on the file, and the seniors have it on their desks. A part of `conclude`.

    Records `review_asked`; starts the seniors' standard; tells them. A letter that waits already is replaced. Refused for a
    letter with blanks that sending does not fill, and where nobody who reviews may open the file.
    """
    case, language = complaint.file, complaint.language
    if blanks := letters.unfilled(letter, language, later=("outcome", "due_date")):
        raise Refused(_("Fill in what stands in square brackets: %(blanks)s") % {"blanks": ", ".join(blanks)})
    told = reviewers(case, by)
    if not told:
        raise Refused(_("Nobody who reviews letters may open this file. Name a senior on it first."))
    review = Review.objects.create(complaint=complaint, outcome=outcome, letter=letter, asked_by=by, asked_at=at)
    happened(complaint, "review_asked", law_date(at))
    record(case, EventKind.REVIEW_ASKED, by=by, at=at, facts={"review": review.pk, "outcome": outcome})
    notices.review_asked(complaint, told)
    return review


def reviewers(case: CaseFile, asking: User) -> list[User]:
    """Who may read the letter: seniors who work on files, or else whoever reviews; never its author."""
    found = [
        user
        for user in people.known().values()
        if user.can(Capability.REVIEW) and user.pk != asking.pk and can_see(user, case)
    ]
    return [user for user in found if user.can(Capability.WORK)] or found


def decided(review: Review, state: ReviewState, *, by: User, at: dt.datetime, remark: str = "") -> None:
    review.state, review.reviewer, review.decided_at, review.remark = state, by, at, remark
    review.save(update_fields=["state", "reviewer", "decided_at", "remark"])


def waiting(complaint: Complaint, by: User) -> Review:
    """The letter that waits on a file, for somebody else than its author."""
    review = Review.objects.filter(complaint=complaint, state=ReviewState.WAITING).select_related("asked_by").first()
    if review is None:
        raise Refused(_("No letter on this file waits for review."))
    if review.asked_by_id == by.pk:
        raise Refused(_("Somebody else has to review it."))
    return review


@transaction.atomic
def approve(complaint: Complaint, *, by: User, at: dt.datetime | None = None, version: int | None = None) -> Complaint:
    """Send the letter that waits, as its author's conclusion.

    Records `review_approved` by the senior and `concluded` by the author with the senior's number; stops the seniors' standard;
    then all as in `conclude`. The senior's own conclusion where the author works on files no more.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.APPROVE, by, version)
    review = waiting(complaint, by)
    chosen = may_conclude(complaint, review.outcome, law_date(at))
    decided(review, ReviewState.APPROVED, by=by, at=at)
    happened(complaint, "review_done", law_date(at))
    record(case, EventKind.REVIEW_APPROVED, by=by, at=at, facts={"review": review.pk, "author": review.asked_by_id})
    author = review.asked_by if access.can(review.asked_by, complaint, Verb.CONCLUDE) else by
    send_conclusion(complaint, worker, outcome=chosen, letter=review.letter, by=author, at=at, reviewed_by=by)
    redue(case)
    return complaint


@transaction.atomic
def send_back(
    complaint: Complaint, *, remark: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Review:
    """Give the letter back to its author with a remark.

    Records `review_returned`; stops the seniors' standard; a task for the author. The letter is kept: the author concludes anew
    from it.
    """
    at = at or now()
    case, _worker = begin(complaint, Verb.SEND_BACK, by, version)
    review = waiting(complaint, by)
    decided(review, ReviewState.RETURNED, by=by, at=at, remark=remark)
    happened(complaint, "review_done", law_date(at))
    facts = {"review": review.pk, "author": review.asked_by_id, "remark": remark}
    record(case, EventKind.REVIEW_RETURNED, by=by, at=at, facts=facts)
    files.owe(case, _("A letter came back from review: read the remark, and conclude again"), at=at, to=review.asked_by)
    redue(case)
    return review
