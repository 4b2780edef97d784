"""Reviews of bodies: opened, filled with findings, which are put to the body and become final only after it was heard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Language
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles import access as file_access
from mobility.casefiles import actions as files
from mobility.casefiles import clocks
from mobility.casefiles.choices import Kind, Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Clock, Document, Participant
from mobility.casefiles.primitives import lock, move, open_file, redue, require
from mobility.correspondence import actions as requests
from mobility.correspondence import naming
from mobility.correspondence.choices import Purpose
from mobility.correspondence.models import Request
from mobility.law import rules
from mobility.law.days import law_date
from mobility.law.models import Provision
from regulators import compliance_access as access
from regulators.compliance_choices import Assessment, EventKind, Occasion, Status, Verb
from regulators.compliance_workflow import OPEN, TABLE
from regulators.models import DutyFinding, RegulatoryBody, Review

COMMENT_BY = "unit.body_comment"
PACKS = ("ab-lma", "unit-standards")


def begin(review: Review, verb: str, by: User, version: int | None) -> CaseFile:
    """Lock, and refuse unless this person may do the verb now."""
    case = lock(review, version=version)
    require(access.can(by, review, verb), TABLE.refusal(case.status, verb))
    return case


def happened(review: Review, fact: str, on: dt.date) -> None:
    """Tell the file's clocks that a fact came about; what the body owes is owed by its office."""
    clocks.happened(review.file, fact, on, packs=PACKS, offices={"body": review.body.office})


def given(case: CaseFile, rule: str, day: dt.date, where: str) -> None:
    """A clock ends on the day that was stated in a paper: the rule itself only offers one, or has no number."""
    clock = Clock.objects.filter(file=case, rule=rule, stopped_on__isnull=True).first()
    if clock is not None and clock.due_on != day:
        clock.due_on, clock.explanation = day, {"given_in": where, "due_on": day.isoformat()}
        clock.save(update_fields=["due_on", "explanation"])


def comment_until(on: dt.date) -> dt.date | None:
    """The day our standard gives a body to comment on something found on a day."""
    return rules.due(COMMENT_BY, on).due_on


# ---- opening ----------------------------------------------------------------------------------------
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


# ---- findings ---------------------------------------------------------------------------------------
def record_finding(
    body: RegulatoryBody,
    *,
    provision: Provision | str,
    statement: str,
    evidence: str,
    by: User,
    assessment: str = Assessment.UNCLEAR,
    review: Review | None = None,
    occasion: str = Occasion.OTHER,
    links: Iterable[CaseFile] = (),
    documents: Sequence[Document] = (),
    source: str = "",
    key: str = "",
    at: dt.datetime | None = None,
) -> DutyFinding:
    """The way in for other rooms: put what they noticed about a body on its review, as a draft that a reviewer puts to the body.

    `provision` is a row of the law's data, or its name as in "LMA records". Without a `review`, the newest open one of that
    body and occasion takes it; where there is none, one is opened, owned by `by`. `source` and `key` name it in the room it
    came from ("contradiction", "2026:refusals"): recorded again it stays the one finding it was. Everything else as `find`.
    """
    at = at or now()
    if isinstance(provision, str):
        instrument, _space, citation = provision.partition(" ")
        provision = Provision.objects.get(instrument=instrument, citation=citation)
    with transaction.atomic():
        require(access.can_open(by))
        # one at a time for each body: two rooms must not open two reviews, or one finding twice
        RegulatoryBody.objects.select_for_update(of=("self",)).get(pk=body.pk)
        if key:
            there = DutyFinding.objects.filter(
                review__body=body, source=source, key=key, dropped_at__isnull=True
            ).first()
            if there is not None:
                return there
        if review is None:
            review = (
                Review.objects.visible_to(by)
                .filter(body=body, occasion=occasion, file__status__in=OPEN)
                .select_related("file", "body__office")
                .order_by("-pk")
                .first()
            ) or open_review(body, occasion=occasion, by=by, at=at)
        return find(
            review,
            provision=provision,
            assessment=assessment,
            statement=statement,
            evidence=evidence,
            documents=documents,
            links=links,
            source=source,
            key=key,
            by=by,
            at=at,
        )


@transaction.atomic
def find(
    review: Review,
    *,
    provision: Provision,
    assessment: str,
    statement: str,
    evidence: str,
    by: User,
    documents: Sequence[Document] = (),
    links: Iterable[CaseFile] = (),
    source: str = "",
    key: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> DutyFinding:
    """Enter how the body stands to one duty, with what that rests on. A draft, for the unit alone, until it is put to the body.

    Records `finding_entered`. Refused without words and evidence, for papers of another file, and for files one may not open.
    """
    at = at or now()
    case = begin(review, Verb.FIND, by, version)
    links = list(links)
    check(case, statement, evidence, documents, links, by)
    finding = DutyFinding.objects.create(
        review=review,
        provision=provision,
        assessment=Assessment(assessment).value,
        statement=statement,
        evidence=evidence,
        source=source,
        key=key,
        by=by,
        at=at,
    )
    finding.documents.set(documents)
    finding.files.set(links)
    record(case, EventKind.FOUND, by=by, at=at, facts=facts_of(finding))
    redue(case)
    return finding


def facts_of(finding: DutyFinding) -> dict[str, object]:
    return {
        "finding": finding.pk,
        "duty": str(finding.provision),
        "assessment": finding.assessment,
        "statement": finding.statement,
        "evidence": finding.evidence,
    }


def check(
    case: CaseFile, statement: str, evidence: str, documents: Sequence[Document], links: Sequence[CaseFile], by: User
) -> None:
    if not statement.strip():
        raise Refused(_("Say what was found."))
    if not evidence.strip():
        raise Refused(_("Say what the finding rests on."))
    if any(document.file_id != case.pk for document in documents):
        raise Refused(_("Choose among the papers of this file."))
    if any(not file_access.can_see(by, other) for other in links):
        raise Refused(_("There is no such file."))


@transaction.atomic
def reword_finding(
    review: Review,
    *,
    finding: DutyFinding,
    provision: Provision,
    assessment: str,
    statement: str,
    evidence: str,
    by: User,
    documents: Sequence[Document] = (),
    links: Iterable[CaseFile] = (),
    at: dt.datetime | None = None,
    version: int | None = None,
) -> DutyFinding:
    """Change a finding that is not final. It is a draft again: what the body was heard on is not what stands here now.

    Records `finding_entered`; the body's earlier comment stays in the history and with the request.
    """
    at = at or now()
    case = begin(review, Verb.REWORD, by, version)
    own(review, finding)
    if finding.is_final:
        raise Refused(_("This finding is final."))
    links = list(links)
    check(case, statement, evidence, documents, links, by)
    finding.provision, finding.assessment = provision, Assessment(assessment).value
    finding.statement, finding.evidence = statement, evidence
    finding.request, finding.comment_by, finding.comment, finding.commented_on = None, None, "", None
    finding.save()
    finding.documents.set(documents)
    finding.files.set(links)
    heard(review, law_date(at))
    record(case, EventKind.FOUND, by=by, at=at, facts=facts_of(finding))
    redue(case)
    return finding


def own(review: Review, finding: DutyFinding) -> None:
    """The row as it now is, of this review and not dropped."""
    finding.refresh_from_db()
    if finding.review_id != review.pk or finding.dropped_at is not None:
        raise Refused(_("This is not a finding of this review."))


@transaction.atomic
def drop_finding(
    review: Review,
    *,
    finding: DutyFinding,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> DutyFinding:
    """Take a finding back, with the reason; it counts no more and stays readable. Records `finding_dropped`."""
    at = at or now()
    case = begin(review, Verb.DROP, by, version)
    own(review, finding)
    if not reason.strip():
        raise Refused(_("Say why."))
    finding.dropped_at, finding.dropped_why = at, reason
    finding.save(update_fields=["dropped_at", "dropped_why"])
    heard(review, law_date(at))
    facts = {"finding": finding.pk, "duty": str(finding.provision), "reason": reason}
    record(case, EventKind.DROPPED, by=by, at=at, facts=facts)
    redue(case)
    return finding


# ---- hearing the body -------------------------------------------------------------------------------
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


@transaction.atomic
def put_findings(
    review: Review,
    *,
    findings: Sequence[DutyFinding],
    question: str,
    due_on: dt.date,
    authority: str,
    by: User,
    language: str = Language.EN,
    documents: Sequence[Document] = (),
    recipient_email: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Request:
    """Put findings to the body with a day until which it may comment; none of them is final before.

    The body sees the words of the request and the papers chosen for it, nothing else of the file. Starts its clock to comment;
    records `findings_put`. Refused for a day sooner than our standard gives, and where a worker would be named.
    """
    at = at or now()
    case = begin(review, Verb.PUT, by, version)
    findings = list(DutyFinding.objects.filter(pk__in=[row.pk for row in findings], review=review).order_by("pk"))
    if not findings or any(not row.is_draft for row in findings):
        raise Refused(_("Choose findings that were not put to the body yet."))
    long_enough(due_on, at)
    request = put_to_body(
        review,
        purpose=Purpose.HEARING,
        question=question,
        due_on=due_on,
        authority=authority,
        by=by,
        at=at,
        language=language,
        documents=documents,
        recipient_email=recipient_email,
        files_behind=CaseFile.objects.filter(
            pk__in=DutyFinding.files.through.objects.filter(dutyfinding__in=findings).values("casefile")
        ),
    )
    DutyFinding.objects.filter(pk__in=[row.pk for row in findings]).update(request=request, comment_by=due_on)
    happened(review, "finding_sent_to_body", law_date(at))
    set_comment_clock(review)
    facts = {"request": request.pk, "findings": [row.pk for row in findings], "count": len(findings), "due_on": due_on}
    record(case, EventKind.PUT, by=by, at=at, facts=facts)
    redue(case)
    return request


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


@transaction.atomic
def finalize_finding(
    review: Review,
    *,
    finding: DutyFinding,
    by: User,
    remark: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> DutyFinding:
    """Make a finding final, with our answer to the body's comment, which stays beside it. Records `finding_final`.

    Refused before it was put to the body, and before the body has commented or the day by which it may is over; the database
    refuses the first as well.
    """
    at = at or now()
    case = begin(review, Verb.FINALIZE, by, version)
    own(review, finding)
    if finding.is_final:
        return finding
    if finding.is_draft:
        raise Refused(_("The body has not seen this finding. Put it to the body first."))
    if not finding.may_be_final(law_date(at)) and finding.comment_by is not None:
        raise Refused(
            _("The body may comment until %(day)s. The finding is not final before.")
            % {"day": day_words(finding.comment_by, "plain")}
        )
    finding.final_at, finding.final_by, finding.remark = at, by, remark
    finding.save(update_fields=["final_at", "final_by", "remark"])
    heard(review, law_date(at))
    facts = {"finding": finding.pk, "duty": str(finding.provision), "assessment": finding.assessment, "remark": remark}
    record(case, EventKind.FINAL, by=by, at=at, facts=facts)
    redue(case)
    return finding


def body_of(review: Review) -> list[Participant]:
    """The body's row among the participants, once it was asked something."""
    return list(Participant.objects.filter(file=review.file, office=review.body.office_id, until_at__isnull=True))


# ---- coaching and the end ---------------------------------------------------------------------------
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


def owe(review: Review, what: str, *, at: dt.datetime) -> None:
    """A task for the reviewer."""
    files.owe(review.file, what, at=at)
