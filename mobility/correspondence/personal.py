"""What requests hold about the worker of a file: given out and erased with the person (see casefiles.personal)."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now

from mobility.casefiles import actions as files
from mobility.casefiles.models import CaseFile, Document
from mobility.casefiles.personal import Keeper

from .models import Request, RequestAnswer


def export(file: CaseFile) -> dict[str, Any]:
    """What was asked about the worker, of whom, under which authority, and what was answered."""
    requests = [
        {
            "to": request.to,
            "purpose": request.purpose,
            "question": request.question,
            "told": request.summary,
            "named": request.with_name,
            "authority": request.share.authority or "consent",
            "sent_at": request.sent_at,
            "answers": list(
                request.answers.values("category", "text", "provision", "due_on", "via", "answered_on", "said_by")
            ),
        }
        for request in Request.objects.with_all().filter(file=file)
    ]
    return {"requests": requests} if requests else {}


def erase(file: CaseFile) -> None:
    """Empty questions, what we told and what was answered, and destroy the papers that came with answers."""
    Request.objects.filter(file=file).update(question="", summary="", revoked_why="")
    answers = RequestAnswer.objects.filter(request__file=file)
    files.destroy(Document.objects.filter(pk__in=answers.values("papers")), at=now())
    answers.update(text="", provision="", said_by="")


def holds(sha256: str) -> bool:
    """Papers of answers are documents of the file; nothing more is kept here."""
    return False


KEEPER = Keeper("requests", export, erase, holds)
