"""Words of reviews, of what follows from them, and of the Minister's extensions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Occasion(models.TextChoices):
    """Why a body is looked at."""

    ANNUAL_REPORT = "annual_report", _("Annual report")
    COMPLAINTS = "complaints", _("Complaints")
    COACHING = "coaching", pgettext_lazy("occasion", "Coaching")
    OTHER = "other", pgettext_lazy("occasion", "Another occasion")


class Status(models.TextChoices):
    """States of the rule pack `ab-lma`, by its ids; CLOSED alone is ours: no text that was read says how a penalty ends."""

    OBSERVATION = "observation", _("Observation")
    COACHING = "coaching", pgettext_lazy("status", "Coaching")
    SUBMISSION_WINDOW = "submission_window", _("Order proposed: the body may make a submission")
    ORDER_ISSUED = "order_issued", _("Order issued")
    COMPLIANCE_DUE = "compliance_due", _("Compliance awaited")
    COMPLIED = "complied", _("Complied")
    PENALTY = "penalty", _("Penalty or prosecution")
    JUDICIAL_REVIEW = "judicial_review", _("Before the court")
    ENDED = "ended", _("Ended without an order")
    CLOSED = "closed", _("Closed after a penalty")


class Verb(models.TextChoices):
    """What one does to a review. Those that are moves of the pack carry its ids."""

    REVISE = "revise", _("Change what is looked at")
    FIND = "find", _("Add a finding")
    REWORD = "reword", _("Change the finding")
    PUT = "put", _("Put findings to the body")
    FINALIZE = "finalize", _("Make final")
    DROP = "drop", _("Drop the finding")
    NOTIFY = "notify", _("Send a deficiency notice")
    ACCEPT = "accept", _("Accept the answer")
    SEND_BACK = "send_back", pgettext_lazy("deficiency", "Send back")
    ADD_STEP = "add_step", _("Add a corrective step")
    REPORT_STEP = "report_step", _("Enter what was done")
    VERIFY_STEP = "verify_step", _("Verify")
    RATE = "rate", _("Propose a risk category")
    DECIDE_RATING = "decide_rating", _("Decide the category")
    COACH = "coach", _("Coach")
    PROPOSE_ORDER = "propose_order", _("Serve notice of a proposed order")
    RECEIVE_SUBMISSION = "receive_submission", _("Receive the submission")
    ISSUE_ORDER = "issue_order", _("Issue the order")
    AWAIT_COMPLIANCE = "await_compliance", _("Wait for compliance")
    ACCEPT_COMPLIANCE = "accept_compliance", _("Accept that the order is met")
    PENALIZE = "penalize", _("Enter a penalty or prosecution")
    GO_TO_COURT = "go_to_court", _("The body goes to court")
    RETURN_FROM_COURT = "return_from_court", _("The court has decided")
    END_WITHOUT_ORDER = "end_without_order", _("Close without an order")
    CLOSE = "close", _("Close after the penalty")


class Assessment(models.TextChoices):
    IN_LINE = "in_line", _("In line")
    NOT_IN_LINE = "not_in_line", _("Not in line")
    UNCLEAR = "unclear", _("Unclear")


class Category(models.TextChoices):
    """How much a body needs to be looked at; in rising order."""

    LOW = "low", pgettext_lazy("risk", "Low")
    ELEVATED = "elevated", pgettext_lazy("risk", "Elevated")
    HIGH = "high", pgettext_lazy("risk", "High")


RISING = tuple(Category.values)


class ExtensionStatus(models.TextChoices):
    """States of an application for the Minister's extension."""

    ASKED = "asked", pgettext_lazy("extension", "Asked for")
    ANALYSED = "analysed", _("Before the Director")
    GRANTED = "granted", pgettext_lazy("extension", "Granted")
    REFUSED = "refused", pgettext_lazy("extension", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("extension", "Withdrawn")


class ExtensionVerb(models.TextChoices):
    ANALYSE = "analyse", _("Enter the analysis")
    DECIDE = "decide", pgettext_lazy("extension", "Decide")
    WITHDRAW = "withdraw", _("Withdraw the application")
    CLAIM = "claim", _("The body acts as if it were granted")


class EventKind(models.TextChoices):
    OPENED = "regulators.review_opened", _("Review opened")
    REVISED = "regulators.review_revised", _("Review changed")
    FOUND = "regulators.finding_entered", _("Finding entered")
    PUT = "regulators.findings_put", _("Findings put to the body")
    COMMENTED = "regulators.finding_commented", _("Body commented")
    FINAL = "regulators.finding_final", _("Finding final")
    DROPPED = "regulators.finding_dropped", _("Finding dropped")
    NOTIFIED = "regulators.deficiency_sent", _("Deficiency notice sent")
    ACCEPTED = "regulators.deficiency_accepted", _("Answer accepted")
    RETURNED = "regulators.deficiency_returned", _("Answer sent back")
    STEP_ADDED = "regulators.step_added", _("Corrective step added")
    STEP_REPORTED = "regulators.step_reported", _("Corrective step reported done")
    STEP_VERIFIED = "regulators.step_verified", _("Corrective step verified")
    RATING_PROPOSED = "regulators.rating_proposed", _("Risk category proposed")
    RATING_DECIDED = "regulators.rating_decided", _("Risk category decided")
    COACHED = "regulators.coached", _("Coaching")
    ORDER_PROPOSED = "regulators.order_proposed", _("Notice of a proposed order served")
    SUBMITTED = "regulators.submission_received", _("Submission received")
    ORDER_ISSUED = "regulators.order_issued", _("Order issued")
    AWAITED = "regulators.compliance_awaited", _("Compliance awaited")
    COMPLIED = "regulators.complied", _("Order met")
    PENALIZED = "regulators.penalized", _("Penalty or prosecution")
    COURT_FILED = "regulators.court_filed", _("Court asked")
    COURT_DECIDED = "regulators.court_decided", _("Court decided")
    ENDED = "regulators.review_ended", _("Review ended")
    EXTENSION_ASKED = "regulators.extension_asked", _("Extension asked for")
    EXTENSION_ANALYSED = "regulators.extension_analysed", _("Extension analysed")
    EXTENSION_DECIDED = "regulators.extension_decided", _("Extension decided")
    EXTENSION_WITHDRAWN = "regulators.extension_withdrawn", _("Application for an extension withdrawn")
    EXTENSION_CLAIMED = "regulators.extension_claimed", _("Extension claimed without a decision")
