"""Exceptions that Alberta makes: proposed, tested, consulted on, decided, posted, reviewed, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Capability
from mobility.accounts.kept import forget
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Kind, Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile
from mobility.casefiles.primitives import lock, move, open_file, redue, require
from mobility.correspondence import actions as correspondence
from mobility.correspondence.choices import Purpose
from mobility.correspondence.models import Request
from mobility.law.days import law_date
from regulators import exception_tests
from regulators.exception_choices import ExceptionEvent as Event
from regulators.exception_choices import ExceptionStatus, ExceptionVerb
from regulators.exception_models import ExceptionFile, LimbAssessment
from regulators.exception_workflow import EXCEPTIONS
from regulators.exceptions import ALL
from regulators.models import Occupation, PostedException

#: Alberta imposes it: the province whose unit this is.
HERE = "AB"


def begin_verb(exception: ExceptionFile, verb: str, by: User, version: int | None) -> CaseFile:
    """Lock the file and ask whether the move may be made by this person."""
    case = lock(exception, version=version)
    capability = EXCEPTIONS[verb].capability
    require(capability is not None and by.can(capability) and can_see(by, case), EXCEPTIONS.refusal(case.status, verb))
    exception.refresh_from_db(fields=[field.attname for field in ExceptionFile._meta.concrete_fields])
    exception.file = case
    return case


@transaction.atomic
def propose_exception(
    *,
    occupation: Occupation,
    from_jurisdictions: Sequence[str],
    requirement: str,
    objectives: Sequence[str] = (),
    rationale: str = "",
    by: User,
    at: dt.datetime | None = None,
) -> ExceptionFile:
    """Open a file for an exception that a body or a ministry proposes; whoever opens it owns it. Records `exception_proposed`."""
    at = at or now()
    require(by.can(Capability.WORK))
    case = open_file(
        kind=Kind.EXCEPTION,
        title=_("Exception: %(occupation)s") % {"occupation": occupation},
        status=ExceptionStatus.PROPOSED,
        at=at,
        owner=by,
    )
    exception = ExceptionFile.objects.create(
        file=case,
        occupation=occupation,
        body=occupation.body,
        from_jurisdictions=list(from_jurisdictions),
        objectives=list(objectives),
        requirement=requirement,
        rationale=rationale,
    )
    record(case, Event.PROPOSED, by=by, at=at, facts={"requirement": requirement, "from": list(from_jurisdictions)})
    redue(case)
    return exception


@transaction.atomic
def revise_exception(
    exception: ExceptionFile,
    *,
    from_jurisdictions: Sequence[str],
    objectives: Sequence[str],
    requirement: str,
    rationale: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExceptionFile:
    """Describe it anew before it is decided. Records `exception_revised` with the requirement as it was."""
    case = begin_verb(exception, ExceptionVerb.REVISE, by, version)
    facts = {"before": exception.requirement, "requirement": requirement, "from": list(from_jurisdictions)}
    exception.from_jurisdictions, exception.objectives = list(from_jurisdictions), list(objectives)
    exception.requirement, exception.rationale = requirement, rationale
    exception.save()
    record(case, Event.REVISED, by=by, at=at or now(), facts=facts)
    redue(case)
    return exception


@transaction.atomic
def begin_analysis(
    exception: ExceptionFile, *, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ExceptionFile:
    """Take it up. Records `exception_begun`."""
    case = begin_verb(exception, ExceptionVerb.BEGIN, by, version)
    move(case, EXCEPTIONS, ExceptionVerb.BEGIN)
    record(case, Event.BEGUN, by=by, at=at or now(), facts={})
    redue(case)
    return exception


@transaction.atomic
def assess_limb(
    exception: ExceptionFile,
    *,
    limb: str,
    assessment: str,
    reasoning: str,
    evidence: str = "",
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> LimbAssessment:
    """Say whether one of the three tests is met, why, and on what evidence. The one before stays. Records `exception_assessed`."""
    at = at or now()
    case = begin_verb(exception, ExceptionVerb.ASSESS, by, version)
    if limb not in exception_tests.limbs():
        raise Refused(_("There is no such test."))
    found = LimbAssessment.objects.create(
        exception=exception, limb=limb, assessment=assessment, reasoning=reasoning, evidence=evidence, by=by, at=at
    )
    record(case, Event.ASSESSED, by=by, at=at, facts={"limb": limb, "assessment": assessment, "reasoning": reasoning})
    redue(case)
    return found


@transaction.atomic
def consult_office(
    exception: ExceptionFile,
    *,
    office: Office,
    question: str,
    due_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Request:
    """Ask a body, a ministry or another government what it thinks, by a day. It sees the question, what is proposed and nothing else.
    Records `exception_consulted`; reminders and the answer as for every request."""
    at = at or now()
    case = begin_verb(exception, ExceptionVerb.CONSULT, by, version)
    move(case, EXCEPTIONS, ExceptionVerb.CONSULT)
    request = correspondence.put(
        case,
        correspondence.Asking(
            to=office,
            role=Role.RESPONDENT
            if office.kind == "body"
            else Role.MINISTRY
            if office.kind == "ministry"
            else Role.OTHER_PARTY,
            purpose=Purpose.CONSULTATION,
            question=question,
            summary=summary_of(exception),
            due_on=due_on,
            authority=_("consultation on a proposed exception"),
        ),
        by=by,
        at=at,
    )
    record(case, Event.CONSULTED, by=by, at=at, facts={"office": office.short, "due_on": due_on})
    redue(case)
    return request


def summary_of(exception: ExceptionFile) -> str:
    """What those consulted read."""
    words = exception_tests.objectives()
    served = "; ".join(words.get(key, key) for key in exception.objectives)
    lines = [
        _("Occupation: %(words)s") % {"words": exception.occupation},
        _("For workers from: %(words)s") % {"words": places_of(exception.from_jurisdictions)},
        _("Additional requirement: %(words)s") % {"words": exception.requirement},
    ]
    if served:
        lines.append(_("Objective: %(words)s") % {"words": served})
    if exception.rationale:
        lines.append(_("Rationale: %(words)s") % {"words": exception.rationale})
    return "\n".join(lines)


def places_of(codes: Sequence[str]) -> str:
    return _("all jurisdictions") if ALL in codes else ", ".join(codes)


@transaction.atomic
def recommend_exception(
    exception: ExceptionFile,
    *,
    recommendation: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExceptionFile:
    """Put the recommendation to the Minister or Cabinet. Refused until each of the three tests was assessed and an objective is named.
    Records `exception_recommended`."""
    case = begin_verb(exception, ExceptionVerb.RECOMMEND, by, version)
    assessed = set(exception.assessments.values_list("limb", flat=True))
    missing = [limb.title for limb in exception_tests.limbs().values() if limb.id not in assessed]
    if missing:
        raise Refused(_("First assess: %(limbs)s.") % {"limbs": ", ".join(missing)})
    if not exception.objectives:
        raise Refused(_("First name the objective that it serves."))
    exception.recommendation = recommendation
    exception.save(update_fields=["recommendation"])
    move(case, EXCEPTIONS, ExceptionVerb.RECOMMEND)
    record(case, Event.RECOMMENDED, by=by, at=at or now(), facts={"recommendation": recommendation})
    redue(case)
    return exception


def decided(
    exception: ExceptionFile, verb: str, kind: str, facts: dict[str, Any], *, by: User, at: dt.datetime
) -> ExceptionFile:
    """Save, move, record: what the moves after the recommendation have in common. The caller holds the lock."""
    case = exception.file
    exception.save()
    move(case, EXCEPTIONS, verb)
    record(case, kind, by=by, at=at, facts=facts)
    if case.status in (ExceptionStatus.REFUSED, ExceptionStatus.WITHDRAWN, ExceptionStatus.DROPPED):
        case.closed_at = at
    redue(case)
    return exception


@transaction.atomic
def approve_exception(
    exception: ExceptionFile,
    *,
    approved_on: dt.date,
    authority: str,
    decision: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExceptionFile:
    """Enter that the government approved it, who decided and when. A body cannot approve its own. Records `exception_approved`."""
    at = at or now()
    begin_verb(exception, ExceptionVerb.APPROVE, by, version)
    if approved_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    exception.approved_on, exception.authority, exception.decision = approved_on, authority, decision
    facts = {"approved_on": approved_on, "authority": authority, "decision": decision}
    return decided(exception, ExceptionVerb.APPROVE, Event.APPROVED, facts, by=by, at=at)


@transaction.atomic
def refuse_exception(
    exception: ExceptionFile,
    *,
    authority: str,
    decision: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExceptionFile:
    """Enter that it was refused, by whom and why. The file is closed. Records `exception_refused`."""
    begin_verb(exception, ExceptionVerb.REFUSE, by, version)
    exception.authority, exception.decision = authority, decision
    facts = {"authority": authority, "decision": decision}
    return decided(exception, ExceptionVerb.REFUSE, Event.REFUSED, facts, by=by, at=at or now())


@transaction.atomic
def forward_exception(
    exception: ExceptionFile,
    *,
    forwarded_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExceptionFile:
    """Enter that it went to the Forum of Labour Market Ministers. Records `exception_forwarded`."""
    begin_verb(exception, ExceptionVerb.FORWARD, by, version)
    if exception.approved_on and forwarded_on < exception.approved_on:
        raise Refused(_("It was approved later than that."))
    exception.forwarded_on = forwarded_on
    facts = {"forwarded_on": forwarded_on}
    return decided(exception, ExceptionVerb.FORWARD, Event.FORWARDED, facts, by=by, at=at or now())


@transaction.atomic
def post_exception(
    exception: ExceptionFile,
    *,
    posted_on: dt.date,
    url: str,
    review_due_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExceptionFile:
    """Enter that it is posted, where, and when it is to be reviewed. From that day complaints find it in the register; the review is a
    task of the owner. Records `exception_posted`."""
    at = at or now()
    case = begin_verb(exception, ExceptionVerb.POST, by, version)
    if exception.forwarded_on and posted_on < exception.forwarded_on:
        raise Refused(_("It was forwarded later than that."))
    if review_due_on <= posted_on:
        raise Refused(_("The review comes after the posting."))
    exception.posted_on, exception.url, exception.review_due_on = posted_on, url, review_due_on
    PostedException.objects.update_or_create(
        jurisdiction_code=HERE,
        occupation_slug=exception.occupation.slug,
        from_jurisdictions=";".join(exception.from_jurisdictions),
        description=exception.requirement,
        defaults={
            "file": case,
            "legal_basis": exception.authority,
            "since": posted_on.isoformat(),
            "until_on": None,
            "confidence": "V",
        },
    )
    files.owe(case, _("Review the exception"), at=at, due_on=review_due_on)
    forget()
    facts = {"posted_on": posted_on, "url": url, "review_due_on": review_due_on}
    return decided(exception, ExceptionVerb.POST, Event.POSTED, facts, by=by, at=at)


@transaction.atomic
def review_exception(
    exception: ExceptionFile,
    *,
    reasoning: str,
    review_due_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExceptionFile:
    """It was looked at again and stays; the next review is a new task. Records `exception_reviewed`."""
    at = at or now()
    case = begin_verb(exception, ExceptionVerb.REVIEW, by, version)
    if review_due_on <= law_date(at):
        raise Refused(_("The next review lies ahead."))
    exception.review_due_on = review_due_on
    exception.save(update_fields=["review_due_on"])
    files.owe(case, _("Review the exception"), at=at, due_on=review_due_on)
    record(case, Event.REVIEWED, by=by, at=at, facts={"reasoning": reasoning, "review_due_on": review_due_on})
    redue(case)
    return exception


@transaction.atomic
def withdraw_exception(
    exception: ExceptionFile,
    *,
    withdrawn_on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ExceptionFile:
    """It no longer holds from a day on: complaints of later days do not find it any more. Records `exception_withdrawn`."""
    at = at or now()
    case = begin_verb(exception, ExceptionVerb.WITHDRAW, by, version)
    if exception.posted_on and withdrawn_on < exception.posted_on:
        raise Refused(_("It was posted later than that."))
    exception.withdrawn_on = withdrawn_on
    PostedException.objects.filter(file=case).update(until_on=withdrawn_on)
    forget()
    facts = {"withdrawn_on": withdrawn_on, "reason": reason}
    return decided(exception, ExceptionVerb.WITHDRAW, Event.WITHDRAWN, facts, by=by, at=at)


@transaction.atomic
def drop_exception(
    exception: ExceptionFile, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ExceptionFile:
    """Nobody pursues it any more. The file is closed. Records `exception_dropped`."""
    begin_verb(exception, ExceptionVerb.DROP, by, version)
    return decided(exception, ExceptionVerb.DROP, Event.DROPPED, {"reason": reason}, by=by, at=at or now())
