"""Questions put to the Director, and the mark of what may become a dispute between governments. The status stays."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import notices, own_review
from complaints.choices import EventKind, IssueVerb, Verb
from complaints.group_models import Issue
from complaints.models import Complaint
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import clocks
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Clock, Decision
from mobility.casefiles.primitives import redue, restrict_names
from mobility.law.days import law_date

from .issues import begin as begin_issue
from .moves import begin

DECIDE_BY = "unit.director_decision"
STANDARDS = ("unit-standards",)


@transaction.atomic
def escalate(
    complaint: Complaint,
    *,
    question: str,
    options: str,
    recommendation: str,
    by: User,
    note: str = "",
    due_on: dt.date | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Decision:
    """Put a question to the Director, by a day of one's own or by our standard.

    Records `escalated`; starts the Director's clock; tells all who may decide, who are named on a restricted file. The status
    stays. Refused while another question is open.
    """
    at = at or now()
    begin(complaint, Verb.ESCALATE, by, version)
    asked = put_question(complaint, question, options, recommendation, note, due_on, by=by, at=at)
    redue(complaint.file)
    return asked


@transaction.atomic
def escalate_issue(
    issue: Issue,
    *,
    question: str,
    options: str,
    recommendation: str,
    by: User,
    note: str = "",
    due_on: dt.date | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Decision:
    """Put a question about a systemic issue to the Director: as `escalate`."""
    at = at or now()
    begin_issue(issue, IssueVerb.ESCALATE, by, version)
    asked = put_question(issue, question, options, recommendation, note, due_on, by=by, at=at)
    redue(issue.file)
    return asked


def put_question(
    about: Complaint | Issue,
    question: str,
    options: str,
    recommendation: str,
    note: str,
    due_on: dt.date | None,
    *,
    by: User,
    at: dt.datetime,
) -> Decision:
    """What asking the Director is on a file of any kind. The caller holds the lock and ends with `redue`."""
    case = about.file
    if Decision.objects.filter(file=case, decided_at__isnull=True).exists():
        raise Refused(_("A question on this file is already before the Director."))
    on = law_date(at)
    if due_on is not None and due_on < on:
        raise Refused(_("Give a day that is not over yet."))
    clocks.happened(case, "decision_asked", on, packs=STANDARDS)
    clock = Clock.objects.filter(file=case, rule=DECIDE_BY, stopped_on__isnull=True).first()
    if clock is not None and due_on is not None:
        clock.due_on, clock.explanation = due_on, {"given_in": "question", "due_on": due_on.isoformat()}
        clock.save(update_fields=["due_on", "explanation"])
    decision = Decision.objects.create(
        file=case,
        question=question,
        options=options,
        recommendation=recommendation,
        note=note,
        due_on=due_on or (clock.due_on if clock else None),
        asked_by=by,
        asked_at=at,
    )
    deciders = list(User.objects.filter(is_active=True, capabilities__contains=[Capability.DECIDE]).order_by("pk"))
    if case.is_restricted and deciders:
        restrict_names(case, deciders, by=by, at=at, reason=_("asked to decide"))
    facts = {
        "decision": decision.pk,
        "question": question,
        "options": options,
        "recommendation": recommendation,
        "due_on": decision.due_on,
    }
    record(case, EventKind.ESCALATED, by=by, at=at, facts=facts)
    notices.decision_asked(about, deciders, decision.due_on)
    return decision


@transaction.atomic
def decide(
    complaint: Complaint,
    *,
    answer: str,
    reasons: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Decision:
    """Decide the open question. Records `decided`; stops the Director's clock; a task for the owner. The status stays."""
    at = at or now()
    begin(complaint, Verb.DECIDE, by, version)
    decision = give_decision(complaint, answer, reasons, by=by, at=at)
    redue(complaint.file)
    return decision


@transaction.atomic
def decide_issue(
    issue: Issue,
    *,
    answer: str,
    reasons: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Decision:
    """Decide the open question about a systemic issue: as `decide`."""
    at = at or now()
    begin_issue(issue, IssueVerb.DECIDE, by, version)
    decision = give_decision(issue, answer, reasons, by=by, at=at)
    redue(issue.file)
    return decision


def give_decision(about: Complaint | Issue, answer: str, reasons: str, *, by: User, at: dt.datetime) -> Decision:
    """What deciding is on a file of any kind. The caller holds the lock and ends with `redue`."""
    case = about.file
    decision = Decision.objects.filter(file=case, decided_at__isnull=True).first()
    if decision is None:
        raise Refused(_("No question on this file is before the Director."))
    decision.answer, decision.reasons, decision.decided_by, decision.decided_at = answer, reasons, by, at
    decision.save()
    clocks.happened(case, "decision_given", law_date(at), packs=STANDARDS)
    facts = {"decision": decision.pk, "question": decision.question, "answer": answer, "reasons": reasons}
    record(case, EventKind.DECIDED, by=by, at=at, facts=facts)
    files.owe(case, _("The Director has decided: read it, and act on it"), at=at, to=case.owner or decision.asked_by)
    return decision


@transaction.atomic
def mark_for_dispute(
    complaint: Complaint,
    *,
    reason: str,
    by: User,
    override: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Mark what may become a dispute between governments, with the reason; again with another reason replaces it.

    Where both provinces are in the New West agreement and nothing is known of the body's own review, it is refused with what
    the pack asks. As long as that was not read in the text itself, `override` says why we go on all the same, which is recorded.
    """
    at = at or now()
    case, _worker = begin(complaint, Verb.MARK_FOR_DISPUTE, by, version)
    facts = {"reason": reason}
    if guard := own_review.missing(complaint):
        if own_review.stops(guard) or not override.strip():
            raise Refused(
                _("Enter first whether the body’s own review was used. %(guard)s") % {"guard": own_review.words(guard)}
            )
        facts |= {"guard": guard.id, "article": guard.article, "mark": guard.confidence, "override": override}
    complaint.for_dispute, complaint.dispute_reason = True, reason
    complaint.save(update_fields=["for_dispute", "dispute_reason"])
    record(case, EventKind.MARKED_FOR_DISPUTE, by=by, at=at, facts=facts)
    redue(case)
    return complaint


@transaction.atomic
def unmark_for_dispute(
    complaint: Complaint, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Complaint:
    """Take the mark off, with the reason. Refused when there is none."""
    at = at or now()
    case, _worker = begin(complaint, Verb.UNMARK_FOR_DISPUTE, by, version)
    if not complaint.for_dispute:
        raise Refused(_("This file is not marked for a dispute."))
    complaint.for_dispute, complaint.dispute_reason = False, ""
    complaint.save(update_fields=["for_dispute", "dispute_reason"])
    record(case, EventKind.UNMARKED_FOR_DISPUTE, by=by, at=at, facts={"reason": reason})
    redue(case)
    return complaint
