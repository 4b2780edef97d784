"""After coaching: notice of a proposed order, the body's submission, the order, and how it ends. The Director decides.

No day stands in code or comes from a rule without a number: it is the one stated in the notice or the order, typed by whoever has
the authority, which is recorded with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Language
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Document
from mobility.casefiles.primitives import move, redue
from mobility.correspondence.choices import Purpose
from mobility.law.days import law_date
from regulators.compliance_choices import Assessment, EventKind, Verb
from regulators.compliance_workflow import TABLE
from regulators.models import DutyFinding, Order, Review

from .compliance import begin, body_of, given, happened
from .corrections import ahead
from .hearing import let_lapse, put_to_body
from .reviews import finish

SUBMIT, COMPLY = "lma.order.submission", "lma.order.comply"


def order_of(review: Review) -> Order:
    order = Order.objects.select_related("request").filter(review=review).first()
    if order is None:
        raise Refused(_("No order was proposed on this review."))
    return order


def need(words: str, sentence: str) -> None:
    if not words.strip():
        raise Refused(sentence)


def name_authority(authority: str) -> None:
    need(authority, _("Name the authority: the section, the delegation, the instrument."))


def behind(review: Review) -> list[CaseFile]:
    linked = DutyFinding.files.through.objects.filter(dutyfinding__review=review).values("casefile")
    return list(CaseFile.objects.filter(pk__in=linked))


@transaction.atomic
def propose_order(
    review: Review,
    *,
    nature: str,
    steps: str,
    due_on: dt.date,
    authority: str,
    by: User,
    language: str = Language.EN,
    documents: Sequence[Document] = (),
    recipient_email: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Order:
    """Serve notice of a proposed order: its nature, the steps, the right to a written submission, and the day for it.

    The body answers in place; its time runs to the day stated. Records `order_proposed` with the authority. Refused without a
    final finding that is not in line.
    """
    at = at or now()
    case = begin(review, Verb.PROPOSE_ORDER, by, version)
    need(nature, _("Say what the order would be."))
    need(steps, _("Say which steps the body would have to take."))
    name_authority(authority)
    ahead(due_on, at)
    against = DutyFinding.objects.filter(
        review=review, final_at__isnull=False, dropped_at__isnull=True, assessment=Assessment.NOT_IN_LINE
    )
    if not against.exists():
        raise Refused(_("An order rests on a finding that is final and not in line. There is none yet."))
    request = put_to_body(
        review,
        purpose=Purpose.SUBMISSION,
        question=notice_words(nature, steps, due_on, language),
        due_on=due_on,
        authority=authority,
        by=by,
        at=at,
        language=language,
        documents=documents,
        recipient_email=recipient_email,
        files_behind=behind(review),
    )
    move(case, TABLE, Verb.PROPOSE_ORDER)
    order = Order.objects.create(
        review=review,
        nature=nature,
        steps=steps,
        submit_by=due_on,
        authority=authority,
        proposed_by=by,
        proposed_at=at,
        request=request,
    )
    happened(review, "order_notice_served", law_date(at))
    given(case, SUBMIT, due_on, "notice")
    facts = {"nature": nature, "steps": steps, "due_on": due_on, "authority": authority}
    record(case, EventKind.ORDER_PROPOSED, by=by, at=at, facts=facts, audience=body_of(review))
    redue(case)
    return order


def notice_words(nature: str, steps: str, due_on: dt.date, language: str) -> str:
    """The notice as the body reads it: the four things a notice must say, in the language of the request."""
    with translation.override(language):
        return "\n\n".join(
            (
                _("Notice of a proposed compliance order. Nothing is decided yet."),
                _("What the order would be:") + "\n" + nature,
                _("The steps you would have to take:") + "\n" + steps,
                _(
                    "You have the right to make a written submission until %(day)s. It is weighed before anything is decided."
                )
                % {"day": day_words(due_on, "full")},
            )
        )


@transaction.atomic
def issue_order(
    review: Review,
    *,
    text: str,
    reasons: str,
    due_on: dt.date,
    authority: str,
    by: User,
    language: str = Language.EN,
    documents: Sequence[Document] = (),
    recipient_email: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Order:
    """Issue the order: what the body must do by when, the reasons, the authority. It is served as a request the body answers.

    Starts the clocks of the order, the one to comply with the day stated. Records `order_issued`. Refused before the submission
    is in or its time is over.
    """
    at = at or now()
    case = begin(review, Verb.ISSUE_ORDER, by, version)
    order = order_of(review)
    if not order.may_be_decided(law_date(at)):
        raise Refused(
            _("The body may make a submission until %(day)s. Nothing is decided before.")
            % {"day": day_words(order.submit_by, "plain")}
        )
    need(text, _("Write the order."))
    need(reasons, _("Give the reasons."))
    name_authority(authority)
    ahead(due_on, at)
    request = put_to_body(
        review,
        purpose=Purpose.CORRECTION,
        question=f"{text}\n\n{reasons}",
        due_on=due_on,
        authority=authority,
        by=by,
        at=at,
        language=language,
        documents=documents,
        recipient_email=recipient_email,
        files_behind=behind(review),
    )
    let_lapse(review, order.request, by=by, at=at)
    move(case, TABLE, Verb.ISSUE_ORDER)
    order.text, order.reasons, order.order_authority, order.comply_by = text, reasons, authority, due_on
    order.issued_by, order.issued_at, order.order_request = by, at, request
    order.save()
    happened(review, "order_submission_received", law_date(at))  # its time is over: nothing runs towards it any more
    happened(review, "order_served", law_date(at))
    given(case, COMPLY, due_on, "order")
    facts = {"text": text, "reasons": reasons, "due_on": due_on, "authority": authority}
    record(case, EventKind.ORDER_ISSUED, by=by, at=at, facts=facts, audience=body_of(review))
    redue(case)
    return order


@transaction.atomic
def await_compliance(review: Review, *, by: User, at: dt.datetime | None = None, version: int | None = None) -> Review:
    """The order is served; now it is for the body. Records `compliance_awaited`."""
    case = begin(review, Verb.AWAIT_COMPLIANCE, by, version)
    order_of(review)
    move(case, TABLE, Verb.AWAIT_COMPLIANCE)
    record(case, EventKind.AWAITED, by=by, at=at or now())
    redue(case)
    return review


@transaction.atomic
def accept_compliance(
    review: Review, *, words: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Review:
    """Accept that the order is met, and how that is known. Closes the review, stops its clocks, records `complied`."""
    at = at or now()
    case = begin(review, Verb.ACCEPT_COMPLIANCE, by, version)
    order = order_of(review)
    need(words, _("Say how it is known that the order is met."))
    move(case, TABLE, Verb.ACCEPT_COMPLIANCE)
    order.complied_words = words
    order.save(update_fields=["complied_words"])
    happened(review, "order_complied", law_date(at))
    finish(review, at, words)
    record(case, EventKind.COMPLIED, by=by, at=at, facts={"words": words}, audience=body_of(review))
    redue(case)
    return review


@transaction.atomic
def penalize(
    review: Review,
    *,
    words: str,
    authority: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Review:
    """Enter the penalty or prosecution that was decided, and under which authority. Records `penalized`.

    Amounts and appeal are not in any text that was read: nothing is computed. Refused before the day to comply is over.
    """
    at = at or now()
    case = begin(review, Verb.PENALIZE, by, version)
    order = order_of(review)
    need(words, _("Say what was decided."))
    name_authority(authority)
    if order.comply_by is not None and order.comply_by >= law_date(at):
        raise Refused(_("The body has until %(day)s to comply.") % {"day": day_words(order.comply_by, "plain")})
    move(case, TABLE, Verb.PENALIZE)
    order.penalty, order.penalty_authority = words, authority
    order.save(update_fields=["penalty", "penalty_authority"])
    facts = {"words": words, "authority": authority}
    record(case, EventKind.PENALIZED, by=by, at=at, facts=facts, audience=body_of(review))
    redue(case)
    return review


@transaction.atomic
def go_to_court(
    review: Review,
    *,
    filed_on: dt.date,
    words: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Review:
    """The body asked the court to review the order, on a day. Records `court_filed`; the status before is kept."""
    at = at or now()
    case = begin(review, Verb.GO_TO_COURT, by, version)
    order = order_of(review)
    if filed_on > law_date(at):
        raise Refused(_("This day is still to come."))
    order.court_from = move(case, TABLE, Verb.GO_TO_COURT)
    order.court_on, order.court = filed_on, words
    order.save(update_fields=["court_from", "court_on", "court"])
    happened(review, "court_filed", filed_on)
    record(case, EventKind.COURT_FILED, by=by, at=at, facts={"on": filed_on, "words": words})
    redue(case)
    return review


@transaction.atomic
def return_from_court(
    review: Review, *, words: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Review:
    """The court has decided: the review goes on from where it was. Records `court_decided`."""
    case = begin(review, Verb.RETURN_FROM_COURT, by, version)
    order = order_of(review)
    need(words, _("Say what the court decided."))
    move(case, TABLE, Verb.RETURN_FROM_COURT)
    case.status, order.court_from = order.court_from, ""
    order.court = f"{order.court}\n\n{words}".strip()
    order.save(update_fields=["court_from", "court"])
    record(case, EventKind.COURT_DECIDED, by=by, at=at or now(), facts={"words": words})
    redue(case)
    return review
