"""The moves of a report: which verb leads from which status to which, and who may. Data only."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table

from .report_choices import RECEIVED, UNSENT, WRITING, ReportStatus, ReportVerb

WORK, REVIEW = Capability.WORK, Capability.REVIEW
Status = ReportStatus
Verb = ReportVerb


def row(
    verb: Verb, sources: set[str] | frozenset[str], to: str | None, capability: str | None, asks: object = ""
) -> Move:
    return Move(verb.value, verb.label, frozenset(sources), to, capability, asks)  # type: ignore[arg-type]


#: What the body does has no capability of the desk. A report that was sent back stays so while it is written (`to` None); opened
#: again it goes where `reopen_report` says.
TABLE = Table(
    [
        row(Verb.WRITE, WRITING, None, None),
        row(Verb.SEND, WRITING, Status.TO_CERTIFY, None, _("the name of whoever prepared it")),
        row(Verb.RECALL, {Status.TO_CERTIFY}, Status.DRAFTING, None),
        row(Verb.CERTIFY, {Status.TO_CERTIFY}, Status.CERTIFIED, None, _("a second person of the body")),
        row(Verb.UNLOCK, RECEIVED, Status.DRAFTING, None, _("a reason")),
        row(Verb.ASK_TIME, UNSENT, None, None, _("days and a reason")),
        row(Verb.BEGIN_CHECK, {Status.CERTIFIED}, Status.CHECKING, WORK),
        row(Verb.SEND_BACK, RECEIVED, Status.SENT_BACK, WORK, _("what is missing, and a day")),
        row(Verb.ACCEPT, RECEIVED, Status.ACCEPTED, WORK),
        row(Verb.GRANT_TIME, UNSENT, None, WORK, _("a day and a reason")),
        row(Verb.REFUSE_TIME, UNSENT, None, WORK, _("a reason")),
        row(Verb.LOAD, WRITING, None, WORK, _("the workbook, and how it came")),
        row(Verb.SEND_FOR, WRITING, Status.TO_CERTIFY, WORK, _("the name of whoever prepared it")),
        row(Verb.CERTIFY_FOR, {Status.TO_CERTIFY}, Status.CERTIFIED, WORK, _("who signed, and on what paper")),
        row(Verb.REMIND, UNSENT, None, WORK),
        row(Verb.WAIVE, UNSENT, Status.WAIVED, REVIEW, _("a reason")),
        row(Verb.REOPEN, {Status.ACCEPTED, Status.WAIVED}, None, REVIEW, _("a reason; where it was waived, a day")),
    ],
    {status.value: status.label for status in Status},
)
