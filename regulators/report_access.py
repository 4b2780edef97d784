"""What a person may do to a report."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.access import can_see
from mobility.casefiles.errors import Refused

from .report_choices import ReportStatus, ReportVerb
from .report_models import Report, ReportVersion
from .report_workflow import TABLE


def is_of_body(user: User, report: Report) -> bool:
    """Whether this person answers for the body that owes it."""
    return user.can(Capability.PORTAL) and user.office_id is not None and user.office_id == report.body.office_id


def can_work(user: User, report: Report) -> bool:
    return user.can(Capability.WORK) and can_see(user, report.file)


def can_open_period(user: User) -> bool:
    return user.can(Capability.WORK)


def require_body(user: User, report: Report, verb: ReportVerb) -> None:
    require(is_of_body(user, report), report, verb)


def require_unit(user: User, report: Report, verb: ReportVerb) -> None:
    capability = TABLE[verb].capability
    require(capability is not None and user.can(capability) and can_see(user, report.file), report, verb)


def require(allowed: bool, report: Report, verb: ReportVerb) -> None:
    if not allowed:
        raise Refused(_("You may not do this."))
    if why := refusal(report, verb):
        raise Refused(why)


def refusal(report: Report, verb: ReportVerb) -> str:
    """Why it is not possible now, in a sentence a person of the body can act on; empty when it is."""
    status = report.file.status
    if not TABLE.refusal(status, verb):
        return ""
    if verb in (ReportVerb.WRITE, ReportVerb.LOAD, ReportVerb.SEND):
        if status == ReportStatus.TO_CERTIFY:
            return _("The report is locked: it waits for certification. Take it back first, then send the change.")
        if status in (ReportStatus.CERTIFIED, ReportStatus.CHECKING):
            return _("The report is locked: it was certified. Unlock it first, then send the change.")
        if status == ReportStatus.ACCEPTED:
            return _("The report was accepted and can no longer be changed. Write to us if something in it is wrong.")
        if status == ReportStatus.WAIVED:
            return _("This report is waived: nothing is owed for this period.")
    return TABLE.refusal(status, verb)


def certifying_refusal(user: User, version: ReportVersion) -> str:
    """Why this person may not certify this version; empty when they may."""
    if version.sent_by_id == user.pk:
        return _("You prepared this report. Another person of your body certifies it.")
    return ""
