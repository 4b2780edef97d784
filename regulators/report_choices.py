"""Words of the reports that bodies owe: what state one is in, what can be done, how a version came."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportStatus(models.TextChoices):
    OWED = "owed", pgettext_lazy("report", "Owed")
    DRAFTING = "drafting", pgettext_lazy("report", "Being written")
    TO_CERTIFY = "to_certify", pgettext_lazy("report", "Waiting for certification")
    CERTIFIED = "certified", pgettext_lazy("report", "Received")
    CHECKING = "checking", pgettext_lazy("report", "Being checked")
    SENT_BACK = "sent_back", pgettext_lazy("report", "Sent back")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")
    WAIVED = "waived", pgettext_lazy("report", "Waived")


#: The body writes: forms and uploads are taken.
WRITING = frozenset({ReportStatus.OWED, ReportStatus.DRAFTING, ReportStatus.SENT_BACK})
#: The body owes it still.
UNSENT = WRITING | {ReportStatus.TO_CERTIFY}
#: The unit has it.
RECEIVED = frozenset({ReportStatus.CERTIFIED, ReportStatus.CHECKING})


class ReportVerb(models.TextChoices):
    WRITE = "write", _("Fill in")
    SEND = "send", _("Send for certification")
    RECALL = "recall", _("Take back")
    CERTIFY = "certify", _("Certify")
    UNLOCK = "unlock", _("Unlock")
    ASK_TIME = "ask_time", _("Ask for more time")
    BEGIN_CHECK = "begin_check", _("Begin checking")
    SEND_BACK = "send_back", _("Send back")
    ACCEPT = "accept", _("Accept the report")
    WAIVE = "waive", _("Waive the report")
    GRANT_TIME = "grant_time", _("Grant more time")
    REFUSE_TIME = "refuse_time", _("Refuse more time")
    LOAD = "load", _("Enter a workbook the body sent")
    SEND_FOR = "send_for", _("Ask the body to certify")
    CERTIFY_FOR = "certify_for", _("Enter a signed attestation")
    REOPEN = "reopen", _("Open the report again")
    REMIND = "remind", _("Remind the body")


class Via(models.TextChoices):
    """How a version came."""

    FORM = "form", _("web form")
    NIL = "nil", _("nil return")
    WORKBOOK = "workbook", _("workbook")
    CSV = "csv", _("CSV of applications")


class How(models.TextChoices):
    """How a version was certified."""

    SECOND = "second", _("by a second person of the body")
    ALONE = "alone", _("by the only officer of the body, through a separate link")
    PAPER = "paper", _("on paper, entered by the unit")


class UploadState(models.TextChoices):
    WAITING = "waiting", _("Waiting to be read")
    READING = "reading", _("Being read")
    TAKEN = "taken", _("Read and checked")
    REFUSED = "refused", _("Could not be taken")


class ReportEvent(models.TextChoices):
    OPENED = "regulators.report_opened", _("Report owed")
    BEGUN = "regulators.report_begun", _("Report begun")
    CHECKED = "regulators.report_checked", _("Version checked")
    REFUSED = "regulators.report_upload_refused", _("Upload not taken")
    SENT = "regulators.report_sent", _("Sent for certification")
    RECALLED = "regulators.report_recalled", _("Taken back")
    LINKED = "regulators.report_link_sent", _("Link to certify sent")
    CERTIFIED = "regulators.report_certified", _("Certified")
    UNLOCKED = "regulators.report_unlocked", _("Unlocked")
    CHECK_BEGUN = "regulators.report_check_begun", _("Checking begun")
    SENT_BACK = "regulators.report_sent_back", _("Sent back")
    ACCEPTED = "regulators.report_accepted", _("Accepted")
    WAIVED = "regulators.report_waived", _("Waived")
    REOPENED = "regulators.report_reopened", _("Opened again")
    TIME_ASKED = "regulators.report_time_asked", _("More time asked for")
    TIME_GRANTED = "regulators.report_time_granted", _("More time granted")
    TIME_REFUSED = "regulators.report_time_refused", _("More time refused")
    REMINDED = "regulators.report_reminded", _("Body reminded")
