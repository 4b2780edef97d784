"""What committees hold of the worker of a complaint: that it was raised, where and when. No words: an item that names the worker of
the file it is about is refused (`actions.committees.describe`). So nothing has to be emptied when the worker is erased."""

from __future__ import annotations

from typing import Any

from mobility.casefiles.models import CaseFile
from mobility.casefiles.personal import Keeper

from .committee_models import RaisedItem


def export(file: CaseFile) -> dict[str, Any]:
    rows = RaisedItem.objects.filter(about=file).select_related("meeting__committee__file").order_by("pk")
    raised = [{"at": str(row.meeting.committee), "on": row.meeting.meets_on, "what": row.what} for row in rows]
    return {"raised": raised} if raised else {}


def erase(file: CaseFile) -> None:
    """The items name nobody; what was said of a complaint at a table of governments stays on that table's file."""


def holds(sha256: str) -> bool:
    return False


KEEPER = Keeper("committees", export, erase, holds)
