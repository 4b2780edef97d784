"""Findings of a review: entered, put to the body, final only after it was heard, dropped with a reason."""

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
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Document
from mobility.casefiles.primitives import redue, require
from mobility.correspondence.choices import Purpose
from mobility.correspondence.models import Request
from mobility.law.days import law_date
from mobility.law.models import Provision
from regulators import compliance_access as access
from regulators.compliance_choices import Assessment, EventKind, Occasion, Verb
from regulators.compliance_workflow import OPEN
from regulators.models import DutyFinding, RegulatoryBody, Review

from .compliance import begin, happened
from .hearing import heard, let_lapse, long_enough, put_to_body, set_comment_clock
from .reviews import open_review


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
    let_lapse(review, finding.request, by=by, at=at)
    facts = {"finding": finding.pk, "duty": str(finding.provision), "assessment": finding.assessment, "remark": remark}
    record(case, EventKind.FINAL, by=by, at=at, facts=facts)
    redue(case)
    return finding
