"""What enquiries hold about whoever asked: given out and erased with the person (see casefiles.personal)."""

from __future__ import annotations

from typing import Any

from mobility.casefiles.models import CaseFile
from mobility.casefiles.personal import Keeper

from .advice_models import Enquiry


def export(file: CaseFile) -> dict[str, Any]:
    """What they asked, and what we answered."""
    enquiry = Enquiry.objects.filter(file=file).first()
    if enquiry is None:
        return {}
    return {
        "asked_by": enquiry.asked_by,
        "organization": enquiry.organization,
        "language": enquiry.language,
        "received_on": enquiry.received_on,
        "question": enquiry.question,
        "answer": enquiry.answer,
        "remark": enquiry.remark,
        "answered_on": enquiry.answered_on,
    }


def erase(file: CaseFile) -> None:
    """Empty question, answer and remark: nobody knows what in them is about the person. Title, subject and days stay."""
    Enquiry.objects.filter(file=file).update(organization="", question="", answer="", remark="")


def holds(sha256: str) -> bool:
    """Papers of enquiries are documents of their file; nothing more is kept here."""
    return False


KEEPER = Keeper("enquiry", export, erase, holds)
