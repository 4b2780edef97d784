"""What a complaint keeps of its worker beside the file: given out and erased with the person (see casefiles.personal)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mobility.casefiles.models import CaseFile
from mobility.casefiles.personal import Keeper
from mobility.law.days import today

from .list_models import Export
from .models import ApplicationDate, Complaint, ComplaintGround, DraftFile

WORDS = ("narrative", "wanted", "urgent", "body_text", "occupation_text", "referred_by")


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
        "privacy_notice_seen": complaint.notice_version,
        "grounds": list(complaint.grounds.values("ground__slug", "finding", "reasoning")),
        "dates": list(complaint.dates.values("fact", "on", "said_by", "holds", "reason")),
    }


def erase(file: CaseFile) -> None:
    """Empty the worker's own words and ours about them. The key of an imported row stays: it keeps the row from coming back."""
    Complaint.objects.filter(file=file).update(**dict.fromkeys(WORDS, ""), answers={}, flags=[], code_hash=None)
    ComplaintGround.objects.filter(complaint=file.pk).update(reasoning="")
    ApplicationDate.objects.filter(complaint=file.pk).update(reason="")
    DraftFile.objects.filter(draft__complaint=file.pk).delete()
    # Nobody knows which workbooks name the person: none that was made before can be fetched, and the daily task destroys them.
    Export.objects.filter(state=Export.State.READY).update(expires_on=today() - dt.timedelta(days=1))


def holds(sha256: str) -> bool:
    """Papers of drafts and exported workbooks lie in the same store."""
    drafts = DraftFile.objects.filter(sha256=sha256)
    return drafts.exists() or Export.objects.filter(sha256=sha256, state__in=Export.STORED).exists()


KEEPER = Keeper("complaint", export, erase, holds)
