"""What a body is to correct: deficiency notices, answered in place, and the steps of a corrective action plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Language
from mobility.accounts.models import User
from mobility.casefiles.choices import Actor
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Document, Task
from mobility.casefiles.primitives import redue
from mobility.correspondence.choices import Purpose
from mobility.law.days import law_date
from regulators.compliance_choices import Assessment, EventKind, Verb
from regulators.models import Deficiency, DutyFinding, Review, Step

from .compliance import begin, body_of
from .hearing import put_to_body


def owed_by_body(case: CaseFile, what: str, due_on: dt.date, at: dt.datetime) -> Task:
    """What the body owes by a day; the reviewer is reminded of it as of any task."""
    return Task.objects.create(
        file=case, what=what[:300], owed_by=Actor.BODY, owed_by_user=case.owner, due_on=due_on, added_at=at
    )


def done(task: Task, on: dt.date, by: User | None) -> None:
    if task.stopped_on is None:
        task.stopped_on, task.done_by = on, by
        task.save(update_fields=["stopped_on", "done_by"])


def ahead(day: dt.date, at: dt.datetime) -> None:
    if day < law_date(at):
        raise Refused(_("Give a day that is still ahead."))


@transaction.atomic
def notify_deficiency(
    review: Review,
    *,
    findings: Sequence[DutyFinding],
    text: str,
    due_on: dt.date,
    authority: str,
    by: User,
    language: str = Language.EN,
    documents: Sequence[Document] = (),
    recipient_email: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Deficiency:
    """Tell the body what is to be corrected, by a day; it answers in place. Records `deficiency_sent`; a task with that day.

    It rests on final findings that are not in line: refused without one.
    """
    at = at or now()
    case = begin(review, Verb.NOTIFY, by, version)
    chosen = list(DutyFinding.objects.filter(pk__in=[row.pk for row in findings], review=review))
    if not chosen or any(not row.is_final or row.assessment != Assessment.NOT_IN_LINE for row in chosen):
        raise Refused(_("A notice rests on findings that are final and not in line. Choose at least one."))
    ahead(due_on, at)
    behind = CaseFile.objects.filter(
        pk__in=DutyFinding.files.through.objects.filter(dutyfinding__in=chosen).values("casefile")
    )
    request = put_to_body(
        review,
        purpose=Purpose.CORRECTION,
        question=text,
        due_on=due_on,
        authority=authority,
        by=by,
        at=at,
        language=language,
        documents=documents,
        recipient_email=recipient_email,
        files_behind=behind,
    )
    what = _("%(body)s answers the deficiency notice") % {"body": review.body.short}
    notice = Deficiency.objects.create(
        review=review,
        text=text,
        due_on=due_on,
        request=request,
        task=owed_by_body(case, what, due_on, at),
        by=by,
        at=at,
    )
    notice.findings.set(chosen)
    facts = {"deficiency": notice.pk, "text": text, "due_on": due_on}
    record(case, EventKind.NOTIFIED, by=by, at=at, facts=facts, audience=body_of(review))
    redue(case)
    return notice


def own(review: Review, notice: Deficiency) -> None:
    notice.refresh_from_db()
    if notice.review_id != review.pk or not notice.is_open:
        raise Refused(_("This notice is not open."))
    if notice.answered_on is None:
        raise Refused(_("The body has not answered this notice yet."))


@transaction.atomic
def accept_deficiency(
    review: Review,
    *,
    deficiency: Deficiency,
    by: User,
    remark: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Deficiency:
    """Accept what the body answered. Records `deficiency_accepted`, which the body may see. Refused before it has answered."""
    at = at or now()
    case = begin(review, Verb.ACCEPT, by, version)
    own(review, deficiency)
    deficiency.accepted_at, deficiency.accepted_by, deficiency.remark = at, by, remark
    deficiency.save(update_fields=["accepted_at", "accepted_by", "remark"])
    done(deficiency.task, law_date(at), by)
    facts = {"deficiency": deficiency.pk, "remark": remark}
    record(case, EventKind.ACCEPTED, by=by, at=at, facts=facts, audience=body_of(review))
    redue(case)
    return deficiency


@transaction.atomic
def return_deficiency(
    review: Review,
    *,
    deficiency: Deficiency,
    remark: str,
    due_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Deficiency:
    """Send the answer back with what is still missing and a new day: the body is asked again. Records `deficiency_returned`."""
    at = at or now()
    case = begin(review, Verb.SEND_BACK, by, version)
    own(review, deficiency)
    if not remark.strip():
        raise Refused(_("Say what is still missing."))
    ahead(due_on, at)
    asked = deficiency.request
    linked = CaseFile.objects.filter(
        pk__in=DutyFinding.files.through.objects.filter(dutyfinding__in=deficiency.findings.all()).values("casefile")
    )
    request = put_to_body(
        review,
        purpose=Purpose.CORRECTION,
        question=f"{remark}\n\n{deficiency.text}",
        due_on=due_on,
        authority=asked.share.authority,
        by=by,
        at=at,
        language=asked.language,
        documents=list(asked.share.documents.all()),
        files_behind=linked,
    )
    done(deficiency.task, law_date(at), by)
    what = _("%(body)s answers the deficiency notice") % {"body": review.body.short}
    deficiency.request, deficiency.due_on, deficiency.answered_on = request, due_on, None
    deficiency.task = owed_by_body(case, what, due_on, at)
    deficiency.remark, deficiency.times_returned = remark, deficiency.times_returned + 1
    deficiency.save()
    facts = {"deficiency": deficiency.pk, "remark": remark, "due_on": due_on}
    record(case, EventKind.RETURNED, by=by, at=at, facts=facts, audience=body_of(review))
    redue(case)
    return deficiency


# ---- the plan ---------------------------------------------------------------------------------------
@transaction.atomic
def add_step(
    review: Review,
    *,
    what: str,
    due_on: dt.date,
    by: User,
    deficiency: Deficiency | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Step:
    """Put one step of the body's plan on record: what it does, by when. Records `step_added`; a task with that day.

    The day may lie behind us: a plan is entered as it is.
    """
    at = at or now()
    case = begin(review, Verb.ADD_STEP, by, version)
    if not what.strip():
        raise Refused(_("Say what the body does."))
    if deficiency is not None and deficiency.review_id != review.pk:
        raise Refused(_("This is not a notice of this review."))
    step = Step.objects.create(
        review=review,
        deficiency=deficiency,
        what=what,
        due_on=due_on,
        task=owed_by_body(case, f"{review.body.short}: {what}", due_on, at),
        by=by,
        at=at,
    )
    facts = {"step": step.pk, "what": what, "due_on": due_on}
    record(case, EventKind.STEP_ADDED, by=by, at=at, facts=facts, audience=body_of(review))
    redue(case)
    return step


def step_of(review: Review, step: Step) -> None:
    step.refresh_from_db()
    if step.review_id != review.pk or step.verified_at is not None:
        raise Refused(_("This step is not open."))


@transaction.atomic
def report_step(
    review: Review,
    *,
    step: Step,
    done_on: dt.date,
    evidence: str,
    by: User,
    documents: Sequence[Document] = (),
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Step:
    """Enter that a step was done, on which day, and what shows it. Records `step_reported`; a task to verify it."""
    at = at or now()
    case = begin(review, Verb.REPORT_STEP, by, version)
    step_of(review, step)
    if done_on > law_date(at):
        raise Refused(_("This day is still to come."))
    if not evidence.strip():
        raise Refused(_("Say what shows that it was done."))
    if any(document.file_id != case.pk for document in documents):
        raise Refused(_("Choose among the papers of this file."))
    done(step.task, done_on, by)
    what = _("Verify: %(step)s") % {"step": step.what}
    step.task = Task.objects.create(
        file=case, what=what[:300], owed_by=Actor.UNIT, owed_by_user=case.owner, due_on=law_date(at), added_at=at
    )
    step.done_on, step.evidence = done_on, evidence
    step.save(update_fields=["done_on", "evidence", "task"])
    step.documents.set(documents)
    facts = {"step": step.pk, "what": step.what, "done_on": done_on, "evidence": evidence}
    record(case, EventKind.STEP_REPORTED, by=by, at=at, facts=facts)
    redue(case)
    return step


@transaction.atomic
def verify_step(
    review: Review,
    *,
    step: Step,
    verified: bool,
    words: str,
    by: User,
    due_on: dt.date | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Step:
    """Say whether the unit has seen that a step was done. Not seen, it is open again with the day it had, or a new one.

    Records `step_verified`. Refused before it was reported done, and without words.
    """
    at = at or now()
    case = begin(review, Verb.VERIFY_STEP, by, version)
    step_of(review, step)
    if step.done_on is None:
        raise Refused(_("This step was not reported done yet."))
    if not words.strip():
        raise Refused(_("Say how it was verified, or what is missing."))
    done(step.task, law_date(at), by)
    step.verification = words
    if verified:
        step.verified_at, step.verified_by = at, by
    else:
        step.done_on, step.due_on = None, due_on or step.due_on
        step.task = owed_by_body(case, f"{review.body.short}: {step.what}", step.due_on, at)
    step.save()
    facts = {"step": step.pk, "what": step.what, "verified": verified, "words": words, "due_on": step.due_on}
    record(case, EventKind.STEP_VERIFIED, by=by, at=at, facts=facts)
    redue(case)
    return step
