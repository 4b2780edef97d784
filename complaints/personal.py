"""What a complaint keeps of its worker beside the file: given out and erased with the person (see casefiles.personal)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q

from mobility.casefiles.models import CaseFile
from mobility.casefiles.personal import Keeper
from mobility.law.days import today

from .group_models import Relation
from .list_models import Export
from .models import (
    ApplicationDate,
    CodeLink,
    Complaint,
    ComplaintGround,
    DraftFile,
    Promise,
    Proposal,
    Survey,
    Translation,
)
from .reviewing import Review

WORDS = (
    "narrative",
    "wanted",
    "urgent",
    "body_text",
    "occupation_text",
    "referred_by",
    "authority_text",
    "dispute_reason",
)


def export(file: CaseFile) -> dict[str, Any]:
    """What the worker told us, and what was found."""
    complaint = Complaint.objects.filter(file=file).first()
    if complaint is None:
        return {}
    return {
        **{field: getattr(complaint, field) for field in WORDS},
        "answers": complaint.answers,
        "flags": complaint.flags,
        "in_danger": complaint.in_danger,
        "language": complaint.language,
        "received_on": complaint.received_on,
        "home": complaint.home_id,
        "receiving": complaint.receiving_id,
        "body": complaint.body_name,
        "occupation": complaint.occupation_name,
        "outcome": complaint.outcome,
        "own_review": complaint.own_review,
        "own_review_on": complaint.own_review_on,
        "privacy_notice_seen": complaint.notice_version,
        "authority": complaint.authority,
        "survey": list(Survey.objects.filter(complaint=complaint).values("answers", "words", "at")),
        "translations": list(complaint.translations.values("at", "language", "original", "text", "translated_at")),
        "promises": list(complaint.promises.values("what", "due_on", "kept", "words")),
        "referred_to": complaint.referred_to,
        "linked_because": [
            reason
            for reason in Relation.objects.filter(Q(one=file.pk) | Q(other=file.pk)).values_list("reason", flat=True)
            if reason
        ],
        "grounds": list(complaint.grounds.values("ground__slug", "finding", "reasoning", "comment")),
        "reviews": list(complaint.reviews.values("outcome", "letter", "state", "remark")),
        "proposals": list(
            complaint.proposals.values(
                "offered_by", "what", "done_by", "worker_answer", "worker_words", "body_answer", "body_words"
            )
        ),
        "dates": list(complaint.dates.values("fact", "on", "said_by", "holds", "reason")),
    }


def erase(file: CaseFile) -> None:
    """Empty the worker's own words and ours about them. The key of an imported row stays: it keeps the row from coming back."""
    Complaint.objects.filter(file=file).update(**dict.fromkeys(WORDS, ""), answers={}, flags=[], code_hash=None)
    ComplaintGround.objects.filter(complaint=file.pk).update(reasoning="", comment="")
    Proposal.objects.filter(complaint=file.pk).update(what="", worker_words="", body_words="")
    Review.objects.filter(complaint=file.pk).update(letter="", remark="", more={})
    ApplicationDate.objects.filter(complaint=file.pk).update(reason="")
    CodeLink.objects.filter(complaint=file.pk).delete()
    Survey.objects.filter(complaint=file.pk).update(answers={}, words="")
    Translation.objects.filter(complaint=file.pk).update(original="", text="", more={})
    Promise.objects.filter(complaint=file.pk).update(what="", words="")
    DraftFile.objects.filter(draft__complaint=file.pk).delete()
    Relation.objects.filter(Q(one=file.pk) | Q(other=file.pk)).update(reason="")
    # Nobody knows which workbooks name the person: none that was made before can be fetched, and the daily task destroys them.
    Export.objects.filter(state=Export.State.READY).update(expires_on=today() - dt.timedelta(days=1))


def holds(sha256: str) -> bool:
    """Papers of drafts and exported workbooks lie in the same store."""
    drafts = DraftFile.objects.filter(sha256=sha256)
    return drafts.exists() or Export.objects.filter(sha256=sha256, state__in=Export.STORED).exists()


KEEPER = Keeper("complaint", export, erase, holds)
