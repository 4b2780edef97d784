"""What the unit does with reports that bodies owe: checks, sends back, accepts, waives, opens again, reminds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import clocks
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.primitives import lock, move, redue
from mobility.law.days import law_date
from regulators import report_access, report_asking, report_notices
from regulators.report_choices import ReportEvent, ReportStatus, ReportVerb
from regulators.report_models import Report, ReportReminder
from regulators.report_workflow import TABLE

from .report_moves import PACKS, answer_time, settle
from .reports import body_of, hold_report, owe


@transaction.atomic
def begin_check(report: Report, *, by: User, at: dt.datetime | None = None, version: int | None = None) -> Report:
    """Say that the report is being checked. Records `report_check_begun`; a file without owner becomes `by`'s."""
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.BEGIN_CHECK)
    move(report.file, TABLE, ReportVerb.BEGIN_CHECK)
    if report.file.owner_id is None:
        files.give(report.file, by, by=by, at=at)
    record(report.file, ReportEvent.CHECK_BEGUN, by=by, at=at, audience=[body_of(report)])
    redue(report.file)
    return report


@transaction.atomic
def send_report_back(
    report: Report, *, reason: str, due_on: dt.date, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Report:
    """Send a received report back with what is missing and a day. Records `report_sent_back`; the body owes it by then and is told."""
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.SEND_BACK)
    if due_on <= law_date(at):
        raise Refused(_("Give the body a day that lies ahead."))
    move(report.file, TABLE, ReportVerb.SEND_BACK)
    report.duty = owe(report.file, body_of(report), report.duty.what, due_on, at=at)
    report.save(update_fields=["duty"])
    clocks.happened(report.file, "report_check_ended", law_date(at), packs=PACKS)
    facts = {"reason": reason, "due_on": due_on, "version": report.current.number if report.current else None}
    record(report.file, ReportEvent.SENT_BACK, by=by, at=at, facts=facts, audience=[body_of(report)])
    report_notices.tell(report, "deficiency", lambda: {"text": reason})
    redue(report.file)
    return report


@transaction.atomic
def accept_report(
    report: Report, *, by: User, reason: str = "", at: dt.datetime | None = None, version: int | None = None
) -> Report:
    """Accept the certified version: it can no longer be changed. Records `report_accepted`; the file closes and the body is told."""
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.ACCEPT)
    move(report.file, TABLE, ReportVerb.ACCEPT)
    number = report.current.number if report.current else None
    facts = {"version": number, "reason": reason}
    shut(report, ReportEvent.ACCEPTED, facts, by=by, at=at)
    report_notices.tell(report, "report-accepted", lambda: {"version": str(number)})
    redue(report.file)
    return report


@transaction.atomic
def waive_report(
    report: Report, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Report:
    """Let the body off this report, with the reason on record. Records `report_waived`; the file closes and the body is told."""
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.WAIVE)
    if not reason.strip():
        raise Refused(_("Say why."))
    move(report.file, TABLE, ReportVerb.WAIVE)
    settle(report, at=at)
    answer_time(report, granted=False, due_on=None, answer=_("Waived"), by=by, at=at)
    shut(report, ReportEvent.WAIVED, {"reason": reason}, by=by, at=at)
    report_notices.tell(report, "report-waived", lambda: {"text": reason})
    redue(report.file)
    return report


@transaction.atomic
def reopen_report(
    report: Report,
    *,
    reason: str,
    by: User,
    due_on: dt.date | None = None,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Report:
    """Open an accepted or a waived report again. Accepted, it is being checked again as it was certified: the body can unlock it, the
    unit can send it back. Waived, the body owes it again by a day.

    Records `report_reopened`; the body is told. Refused without a reason, and where it was waived without a day that lies ahead.
    """
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.REOPEN)
    if not reason.strip():
        raise Refused(_("Say why."))
    if before_was_waived := report.file.status == ReportStatus.WAIVED:
        if due_on is None or due_on <= law_date(at):
            raise Refused(_("Give the body a day that lies ahead."))
        begun = report.versions.exists() or report.sections.exists()
        report.file.status = ReportStatus.DRAFTING if begun else ReportStatus.OWED
        report.duty = owe(report.file, body_of(report), report.duty.what, due_on, at=at)
        report.save(update_fields=["duty"])
    else:
        report.file.status = ReportStatus.CHECKING
        clocks.happened(report.file, "report_received", law_date(at), packs=PACKS)
    report.file.closed_at = None
    facts = {"reason": reason, "due_on": due_on if before_was_waived else None}
    record(report.file, ReportEvent.REOPENED, by=by, at=at, facts=facts, audience=[body_of(report)])
    report_notices.tell(report, "report-reopened", lambda: {"text": reason})
    redue(report.file)
    return report


def shut(report: Report, kind: str, facts: dict[str, Any], *, by: User, at: dt.datetime) -> None:
    clocks.happened(report.file, "report_check_ended", law_date(at), packs=PACKS)
    clocks.stop_all(report.file, law_date(at), "closed")
    report.file.closed_at = at
    record(report.file, kind, by=by, at=at, facts=facts, audience=[body_of(report)])


@transaction.atomic
def remind_of_report(
    report: Report, *, by: User | None, stage: str = "", at: dt.datetime | None = None, version: int | None = None
) -> int:
    """Write to the body what it still owes and by when; returns how many mails that were. Records `report_reminded`.

    `stage`: of the ladder, by the worker, each once for each day; by hand without one.
    """
    at = at or now()
    lock(report, version=version)
    hold_report(report)
    if by is not None:
        report_access.require_unit(by, report, ReportVerb.REMIND)
    elif report_access.refusal(report, ReportVerb.REMIND):
        return 0
    if report.duty.due_on is None:
        return 0
    try:
        with transaction.atomic():
            ReportReminder.objects.create(report=report, due_on=report.duty.due_on, stage=stage, by=by, at=at)
    except IntegrityError:
        return 0
    kind = "report-late" if report.duty.due_on < law_date(at) else "report-soon"
    told = report_notices.tell(report, kind, lambda: {"open_items": report_asking.open_words(report)})
    record(report.file, ReportEvent.REMINDED, by=by, at=at, facts={"stage": stage, "mails": told})
    redue(report.file)
    return told
