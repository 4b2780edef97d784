"""What a body still owes of its report, in words for its page, for reminders and for the board."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .report_choices import ReportStatus
from .report_models import Report


def open_items(report: Report) -> list[str]:
    """The steps that lie between the body and its receipt, one sentence each."""
    if report.file.status == ReportStatus.TO_CERTIFY:
        return [_("certification by a second person")]
    version = report.current
    if report.file.status == ReportStatus.SENT_BACK and (version is None or version.certified_at is not None):
        return [_("what it was sent back for")]
    if version is None or version.certified_at is not None:
        begun = report.file.status != ReportStatus.OWED
        return [_("the report: it was begun and not yet checked") if begun else _("the report: it was not begun yet")]
    found = version.found()
    fix = sum(finding.tier in ("unreadable", "fix") for finding in found)
    confirm = sum(finding.tier == "confirm" and finding.blocks for finding in found)
    items = []
    if fix:
        items.append(ngettext("%(n)s thing to fix", "%(n)s things to fix", fix) % {"n": fix})
    if confirm:
        items.append(ngettext("%(n)s thing to explain", "%(n)s things to explain", confirm) % {"n": confirm})
    return items or [_("sending it for certification")]


def open_words(report: Report) -> str:
    return ", ".join(open_items(report))
