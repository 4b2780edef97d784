"""What a dispute holds of a person: of one whose own case it is, and of workers whose complaints are behind it under pseudonyms."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now

from mobility.casefiles.actions import destroy
from mobility.casefiles.models import CaseFile, Document
from mobility.casefiles.personal import Keeper

from .briefing_models import KIND as PACK
from .briefing_models import Briefing
from .dispute_models import Dispute, Source, Step
from .notice_models import Notice
from .room_models import IssueOnTable, Position, RoomMeeting
from .version_models import RoomMinutes

#: Papers made from the words of a dispute, and those that came with a step.
NOTICE, STEP = "notice", "step"


def export(file: CaseFile) -> dict[str, Any]:
    """Of a complaint: behind which disputes it stands, and as whom. Of a person's own dispute: what it says."""
    rows = Source.objects.filter(file=file, dropped_at__isnull=True).select_related("dispute__file")
    behind = [{"dispute": row.dispute.file.reference, "called": row.called, "about": row.about_words} for row in rows]
    own = Dispute.objects.filter(file=file, person__isnull=False).first()
    found: dict[str, Any] = {"behind_disputes": behind} if behind else {}
    if own is not None:
        found |= {"summary": own.summary, "harm": own.harm, "terms": own.terms, "check": own.check_words,
                  "authority": own.person_authority}  # fmt: skip
        found["steps"] = list(own.steps.values("verb", "on", "note"))
    return found


def erase(file: CaseFile) -> None:
    """A pseudonym says nothing by itself and stays; what the unit wrote about it, and the words of a person's own dispute, go."""
    Source.objects.filter(file=file).update(about="", shows={})
    own = Dispute.objects.filter(file=file, person__isnull=False)
    own.update(summary="", harm="", terms="", check_words="", person_authority="")
    Step.objects.filter(dispute__in=own).update(note="", guards={})
    Notice.objects.filter(dispute__in=own).update(remark="")
    for notice in Notice.objects.filter(dispute__in=own):
        notice.contents = [{"text": ""} for _row in notice.contents]
        notice.save(update_fields=["contents"])
    Briefing.objects.filter(dispute__in=own).update(parts=[])
    RoomMeeting.objects.filter(dispute__in=own).update(agenda="", minutes="", decisions="")
    RoomMinutes.objects.filter(meeting__dispute__in=own).update(minutes="", decisions="")
    issues = IssueOnTable.objects.filter(dispute__in=own)
    Position.objects.filter(issue__in=issues).update(text="", source="")
    issues.update(question="")
    if own.filter(
        on_behalf=False
    ).exists():  # nobody's matter but the person's: what was written from its words goes too
        destroy(Document.objects.filter(file=file, kind__in=[NOTICE, PACK, STEP]), at=now())


def holds(sha256: str) -> bool:
    return False


KEEPER = Keeper("disputes", export, erase, holds)
