"""The conclusion of a complaint, and the senior who reads a letter first where a rule asks for that."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access
from complaints.choices import EventKind, Verb
from complaints.models import Complaint, Translation
from complaints.reviewing import Review, ReviewState
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles.choices import Flow
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Message
from mobility.casefiles.primitives import redue, require
from mobility.law.days import law_date

from .dates import happened
from .leaving import Referral, send_referral, send_refusal
from .moves import begin
from .outcomes import may_conclude, send_conclusion
from .waiting import decided, is_foreign, read_first, wait


@transaction.atomic
def conclude(
    complaint: Complaint,
    *,
    outcome: str,
    letter: str,
    by: User,
    language: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Say what came of it: settled or not, as the outcome says, with a letter to the worker.

    Records `concluded`; stops the body's clocks and ours and starts the worker's time to object; tells the worker. The file
    stays open until that time is over. Refused while a founded ground is provisional, and for a letter with blanks.

    Written in another `language` than the worker's, it waits for its translation first (see `wording`). Where a rule asks that
    a senior reads it first, it becomes a request for review instead (see `waiting.ask_review`): nothing goes to the worker, and
    the complaint has no outcome yet.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.CONCLUDE, by, version)
    chosen = may_conclude(complaint, outcome, law_date(at))
    if is_foreign(complaint, language):
        wait(complaint, letter, language, verb=Verb.CONCLUDE, more={"outcome": chosen.value}, by=by, at=at)
    elif not read_first(
        complaint, verb=Verb.CONCLUDE, outcome=chosen, letter=letter, later=("outcome", "due_date"), by=by, at=at
    ):
        send_conclusion(complaint, worker, outcome=chosen, letter=letter, by=by, at=at)
    redue(case)
    return complaint


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
    """Send the letter that waits, as its author's conclusion, refusal or referral.

    Records `review_approved` by the senior and the verb's own event by the author with the senior's number; stops the seniors'
    standard; then all as in `conclude`, `decline` or `refer`. The senior's own deed where the author works on files no more.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.APPROVE, by, version)
    review = waiting(complaint, by)
    require(True, access.refusal(complaint, review.verb))
    decided(review, ReviewState.APPROVED, by=by, at=at)
    happened(complaint, "review_done", law_date(at))
    record(case, EventKind.REVIEW_APPROVED, by=by, at=at, facts={"review": review.pk, "author": review.asked_by_id})
    author = review.asked_by if access.can(review.asked_by, complaint, review.verb) else by
    sending: dict[str, Any] = {"letter": review.letter, "by": author, "at": at, "reviewed_by": by}
    if review.verb == Verb.DECLINE:
        send_refusal(complaint, worker, doubt=review.more["doubt"], **sending)
    elif review.verb == Verb.REFER:
        send_referral(complaint, worker, Referral.kept(complaint, review.more), **sending)
    else:
        chosen = may_conclude(complaint, review.outcome, law_date(at))
        send_conclusion(complaint, worker, outcome=chosen, **sending)
    keep_original(complaint, review, at)
    redue(case)
    return complaint


def keep_original(complaint: Complaint, review: Review, at: dt.datetime) -> None:
    """A letter that was translated before the senior read it has its original beside it, like any other."""
    found = Translation.objects.filter(complaint=complaint, verb=review.verb, message=None, sent_at__isnull=False)
    translated = found.filter(text=review.letter).order_by("-pk").first()
    if translated is not None:
        out = Message.objects.filter(file=complaint.file, flow=Flow.OUT, at=at, translation=None)
        translated.message = out.order_by("-pk").first()
        translated.save(update_fields=["message"])


@transaction.atomic
def send_back(
    complaint: Complaint, *, remark: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Review:
    """Give the letter back to its author with a remark.

    Records `review_returned`; stops the seniors' standard; a task for the author. The letter is kept: the author writes anew
    from it.
    """
    at = at or now()
    case, _worker = begin(complaint, Verb.SEND_BACK, by, version)
    review = waiting(complaint, by)
    decided(review, ReviewState.RETURNED, by=by, at=at, remark=remark)
    happened(complaint, "review_done", law_date(at))
    facts = {"review": review.pk, "author": review.asked_by_id, "remark": remark}
    record(case, EventKind.REVIEW_RETURNED, by=by, at=at, facts=facts)
    files.owe(case, _("A letter came back from review: read the remark, and write it again"), at=at, to=review.asked_by)
    redue(case)
    return review
