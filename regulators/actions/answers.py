"""What follows on a review when the body answers a request, or a request is withdrawn or its day moved (see correspondence.reactions)."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from mobility.casefiles.choices import Kind
from mobility.casefiles.history import record
from mobility.correspondence.choices import Category
from mobility.correspondence.models import Request, RequestAnswer
from mobility.correspondence.reactions import Reaction
from mobility.law.days import law_date
from regulators.compliance_choices import EventKind
from regulators.models import Deficiency, DutyFinding, Order, Review, RiskRating

from .compliance import given, happened, owe
from .corrections import done
from .enforcement import COMPLY, SUBMIT
from .hearing import heard, set_comment_clock


def review_of(request: Request) -> Review:
    review = Review.objects.select_related("body__office").get(pk=request.file_id)
    review.file = request.file
    return review


def words_of(answer: RequestAnswer) -> str:
    """What the body said, as it is kept beside what it was asked about."""
    parts = [str(answer.get_category_display()), answer.provision, answer.text]
    return "\n".join(part for part in parts if part)


def answered(request: Request, answer: RequestAnswer, at: dt.datetime) -> None:
    """Keep the comment beside each finding or category, the answer with its notice, the submission with the order; a task to read it."""
    review = review_of(request)
    facts = {"office": request.to, "answer": answer.get_category_display()}
    if not answer.is_final:
        if answer.category == Category.LONGER:
            owe(review, _("%(office)s asks for more time: give it, or not") % facts, at=at)
        return
    on, words = answer.answered_on, words_of(answer)
    comment = {"comment": words, "commented_on": on}
    commented = DutyFinding.objects.filter(request=request, final_at__isnull=True).update(**comment)
    commented += RiskRating.objects.filter(request=request, decided_at__isnull=True).update(**comment)
    if commented:
        record(
            request.file, EventKind.COMMENTED, by=answer.by or request.participant, at=at,
            facts={"request": request.pk, "count": commented, "on": on}, audience=[request.participant],
        )  # fmt: skip
        heard(review, law_date(at))
    for notice in Deficiency.objects.filter(request=request).select_related("task"):
        notice.answered_on = on
        notice.save(update_fields=["answered_on"])
        done(notice.task, on, answer.by)
    order = Order.objects.filter(review=review).first()
    if order is not None and order.request_id == request.pk:
        order.submission, order.submitted_on = words, on
        order.save(update_fields=["submission", "submitted_on"])
        happened(review, "order_submission_received", on)
        record(
            request.file, EventKind.SUBMITTED, by=answer.by or request.participant, at=at,
            facts={"request": request.pk, "on": on}, audience=[request.participant],
        )  # fmt: skip
    if order is not None and order.order_request_id == request.pk:
        order.answered_on = on
        order.save(update_fields=["answered_on"])
    owe(review, _("Read the answer. %(office)s: %(answer)s") % facts, at=at)


def changed(request: Request, at: dt.datetime) -> None:
    """Withdrawn: what it asked about was not put to the body any more. Its day moved: so did the day of what it asked about."""
    review = review_of(request)
    findings = DutyFinding.objects.filter(request=request, final_at__isnull=True)
    ratings = RiskRating.objects.filter(request=request, decided_at__isnull=True)
    notices = Deficiency.objects.filter(request=request, accepted_at__isnull=True)
    if request.revoked_at is not None:
        unheard = {"comment_by": None, "comment": "", "commented_on": None}
        findings.update(request=None, **unheard)
        ratings.update(request=None, **unheard)
        for notice in notices.select_related("task"):
            notice.withdrawn_at = at
            notice.save(update_fields=["withdrawn_at"])
            done(notice.task, law_date(at), None)
        heard(review, law_date(at))
        return
    findings.update(comment_by=request.due_on)
    ratings.update(comment_by=request.due_on)
    for notice in notices.select_related("task"):
        notice.due_on = notice.task.due_on = request.due_on
        notice.save(update_fields=["due_on"])
        notice.task.save(update_fields=["due_on"])
    if Order.objects.filter(review=review, request=request).update(submit_by=request.due_on):
        given(request.file, SUBMIT, request.due_on, "notice")
    if Order.objects.filter(review=review, order_request=request).update(comply_by=request.due_on):
        given(request.file, COMPLY, request.due_on, "order")
    set_comment_clock(review)


REACTION = Reaction(Kind.REVIEW, answered, changed)
