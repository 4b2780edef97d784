"""Words of a complaint."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    INBOUND = "inbound", _("Into Alberta")
    OUTBOUND = "outbound", _("Out of Alberta")


class Status(models.TextChoices):
    RECEIVED = "received", _("Received")
    SCREENING = "screening", _("Screening")
    NEEDS_INFORMATION = "needs_information", _("Needs information")
    ACCEPTED = "accepted", _("Accepted")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REOPENED = "reopened", _("Reopened")


OPEN_STATUSES = frozenset(
    {Status.RECEIVED, Status.SCREENING, Status.NEEDS_INFORMATION, Status.ACCEPTED, Status.REOPENED}
)


class Verb(models.TextChoices):
    SCREEN = "screen", _("Start screening")
    REPLY = "reply", _("Write to the worker")
    ASK = "ask", _("Ask the worker")
    ANSWER = "answer", _("Worker answers")
    CARRY_ON = "carry_on", _("Carry on without the answer")
    ACCEPT = "accept", _("Accept")
    CLOSE = "close", _("Close")
    WITHDRAW = "withdraw", _("Withdraw")
    REOPEN = "reopen", _("Reopen")
    ACT_ON_DANGER = "act_on_danger", _("Record that we acted on the danger")


class Outcome(models.TextChoices):
    REGISTERED = "registered", _("Registered as applied")
    CONDITIONS_ACCEPTED = "conditions_accepted", _("Registered with conditions, accepted by the worker")
    REQUIREMENT_WITHDRAWN = "requirement_withdrawn", _("Requirement withdrawn for this worker")
    PRACTICE_CHANGED = "practice_changed", _("Practice changed for all")
    EXPLAINED = "explained", _("Explained and accepted")
    REFUSAL_JUSTIFIED = "refusal_justified", _("Refusal justified: allowed requirement or valid exception")
    REFERRED = "referred", _("Referred to another office")
    UNRESOLVED = "unresolved", _("Not resolved")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")


class Source(models.TextChoices):
    WEB = "web", _("Online form")
    IMPORT = "import", _("Imported log")
    STAFF = "staff", _("Entered by staff")


class CameBy(models.TextChoices):
    """How a complaint that staff enter reached the unit."""

    PHONE = "phone", _("By telephone")
    EMAIL = "email", _("By e-mail")
    LETTER = "letter", _("By letter")
    IN_PERSON = "in_person", _("In person")
    GOVERNMENT = "government", _("From another government")
    BODY = "body", _("From a regulatory body")


class Finding(models.TextChoices):
    NOT_DETERMINED = "not_determined", _("Not determined")
    FOUNDED = "founded", _("Founded")
    NOT_FOUNDED = "not_founded", _("Not founded")


class SaidBy(models.TextChoices):
    WORKER = "worker", _("the worker")
    BODY = "body", _("the body")
    DOCUMENT = "document", _("a document")
    FINDING = "finding", _("our finding")


class ApplicationFact(models.TextChoices):
    """The dates of an application; the values are the facts of the rule packs."""

    RECEIVED = "application_received", _("Received by the body")
    ACKNOWLEDGED = "acknowledgement_sent", _("Acknowledged")
    INCOMPLETE = "deficiency_notice_sent", _("Found lacking")
    COMPLETE = "application_complete", _("Complete")
    DECIDED = "decision_made", _("Decided")
    NOTIFIED = "decision_notice_sent", _("Told in writing")


class Flag(models.TextChoices):
    """What makes a person more vulnerable; optional, and asked only to serve them well."""

    LOSS_OF_EMPLOYMENT = "loss-of-employment", _("Job at risk")
    FINANCIAL_HARDSHIP = "financial-hardship", _("Hardship")
    IMMIGRATION_STATUS = "immigration-status", _("Immigration status")
    THREATS = "threats", _("Threats")
    UNSAFE_HOUSING = "unsafe-housing", _("Unsafe housing")
    DOCUMENTS_WITHHELD = "documents-withheld", _("Papers withheld")
    WAGE_THEFT = "wage-theft", _("Pay withheld")
    HEALTH = "health", _("Health")
    PATIENT_SAFETY = "patient-safety", _("Patient safety")
    CAREGIVER = "caregiver", _("Caregiver")


#: Flags that mean danger to a person: the file is restricted and put on top.
DANGER_FLAGS = frozenset({Flag.THREATS, Flag.UNSAFE_HOUSING, Flag.DOCUMENTS_WITHHELD})


class ConsentScope(models.TextChoices):
    WITH_NAME = "with_name", _("Yes, with my name")
    ADVISE_FIRST = "advise_first", _("Not yet: advise me first")
    WITHOUT_NAME = "without_name", _("Only without my name")


class Recipient(models.TextChoices):
    BODY = "body", _("the regulatory body")
    HOME = "home", _("the coordinator of the other province")


class Authority(models.TextChoices):
    """On what authority somebody writes for a worker."""

    PERMISSION = "permission", _("The worker’s written permission")
    LAWYER = "lawyer", _("Lawyer or licensed consultant of the worker")
    UNION = "union", _("Union, association or settlement agency, at the worker’s request")
    GUARDIAN = "guardian", _("Guardian, trustee or power of attorney")
    OTHER = "other", _("Something else")


class EventKind(models.TextChoices):
    FILED = "complaints.filed", _("Complaint received")
    SCREENED = "complaints.screened", _("Screening started")
    REPLIED = "complaints.replied", _("First reply sent")
    ASKED = "complaints.asked", _("Question sent to the worker")
    ANSWERED = "complaints.answered", _("Worker answered")
    CARRIED_ON = "complaints.carried_on", _("Carried on without the answer")
    ACCEPTED = "complaints.accepted", _("Accepted")
    CLOSED = "complaints.closed", _("Closed")
    WITHDRAWN = "complaints.withdrawn", _("Withdrawn")
    REOPENED = "complaints.reopened", _("Reopened")
    DATE_SET = "complaints.date_set", _("Date of the application set")
    GROUND_ADDED = "complaints.ground_added", _("Ground added")
    GROUND_FOUND = "complaints.ground_found", _("Finding made")
    DANGER_RAISED = "complaints.danger_raised", _("Danger flag raised")
    DANGER_ACTED = "complaints.danger_acted", _("Acted on the danger")
    REPRESENTED = "complaints.represented", _("Somebody writes for the worker")
    CODE_LINK_SENT = "complaints.code_link_sent", _("Link to a new code sent")
    CODE_RENEWED = "complaints.code_renewed", _("New code fetched by the worker")
    SURVEYED = "complaints.surveyed", _("Closing questions answered")
    REOPENING_ASKED = "complaints.reopening_asked", _("Worker asks to reopen")
    TRANSLATION_ASKED = "complaints.translation_asked", _("Message waits for its translation")
    TRANSLATED = "complaints.translated", _("Message translated")
