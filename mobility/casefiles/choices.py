"""Words every kind of file shares."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Sorts after every real date; stands in lists for "nothing is due", so that one index serves both directions.
NOTHING_DUE = dt.date(9999, 12, 31)


class Kind(models.TextChoices):
    COMPLAINT = "complaint", _("Complaint")
    REPORT = "report", _("Annual report")
    REVIEW = "review", _("Compliance review")
    EXCEPTION = "exception", _("Exception request")
    DISPUTE = "dispute", _("Dispute")
    REQUEST = "request", _("Action request")
    ENQUIRY = "enquiry", _("Enquiry")
    SYSTEMIC = "systemic", _("Systemic issue")
    EXTENSION = "extension", _("Minister’s extension")
    NOTICE = "notice", _("Notice of change")
    COMMITTEE = "committee", _("Committee")
    RISK = "risk", _("Risk of a dispute")


class Priority(models.IntegerChoices):
    URGENT = 1, _("Urgent")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")
    LOW = 4, _("Low")


class Actor(models.TextChoices):
    """Who owes something; the words of the rule packs."""

    UNIT = "unit", _("Us")
    BODY = "body", _("The regulatory body")
    WORKER = "worker", _("The worker")
    COORDINATOR = "coordinator", _("Another jurisdiction's coordinator")
    SENIOR = "senior_coordinator", _("A senior coordinator")
    DIRECTOR = "director", _("The Director")
    MINISTER = "minister", _("The Minister")
    OFFICE = "office", _("Another office")


class Sensitivity(models.TextChoices):
    ORDINARY = "ordinary", _("Ordinary")
    RESTRICTED = "restricted", _("Restricted: only people named on it may open it")


class Classification(models.TextChoices):
    """Information security classification of the Government of Alberta."""

    PUBLIC = "public", _("Public")
    PROTECTED_A = "protected_a", _("Protected A")
    PROTECTED_B = "protected_b", _("Protected B")
    PROTECTED_C = "protected_c", _("Protected C")


class RetentionClass(models.TextChoices):
    """Which period of the records schedule applies; the periods themselves are not yet confirmed."""

    CASE = "case", _("Case file")
    DECISION = "decision", _("Used for a decision about a person")
    DISPUTE = "dispute", _("Dispute between governments")
    TRANSITORY = "transitory", _("Transitory")


class Role(models.TextChoices):
    """What somebody is on a file."""

    COMPLAINANT = "complainant", pgettext_lazy("role", "Worker")
    REPRESENTATIVE = "representative", _("Representative")
    RESPONDENT = "respondent", _("Body asked")
    HOME_COORDINATOR = "home_coordinator", _("Home coordinator")
    RECEIVING_COORDINATOR = "receiving_coordinator", _("Receiving coordinator")
    MINISTRY = "ministry", _("Ministry")
    OTHER_PARTY = "other_party", _("Other government")
    ENQUIRER = "enquirer", _("Who asked")


#: A file of theirs is about them: erased with the person, all its words go.
ABOUT = frozenset({Role.COMPLAINANT, Role.ENQUIRER})


class Side(models.TextChoices):
    NONE = "", "-"
    ALBERTA = "alberta", _("Alberta's side")
    JOINT = "joint", _("All governments in the dispute")


class Mark(models.TextChoices):
    """Marks that keep a document out of every share, export and PDF."""

    NONE = "", "-"
    PRIVILEGED = "privileged", _("Privileged")
    CABINET = "cabinet", _("Cabinet confidence")


class ScanState(models.TextChoices):
    WAITING = "waiting", _("Waiting for the virus check")
    CLEAN = "clean", _("Checked, no virus found")
    INFECTED = "infected", _("Quarantined: a virus was found")
    NOT_SCANNED = "not_scanned", _("Not checked for viruses")


#: A document in one of these states may be opened; without a scanner documents open unchecked, and say so.
OPENABLE = frozenset({ScanState.CLEAN, ScanState.NOT_SCANNED})


class Channel(models.TextChoices):
    PAGE = "page", _("On the follow-up page")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    POST = "post", _("Letter")


class Flow(models.TextChoices):
    IN = "in", pgettext_lazy("message", "Received")
    OUT = "out", pgettext_lazy("message", "Sent")


class AccessKind(models.TextChoices):
    OPENED = "opened", _("Opened a file")
    DOWNLOADED = "downloaded", _("Downloaded a document")
    SEARCHED = "searched", _("Searched for words or a name")
    EXPORTED = "exported", _("Exported")


class EventKind(models.TextChoices):
    """What can happen to any file. Apps add their own kinds, named `app.verb`."""

    NOTED = "casefiles.noted", _("Note added")
    ASSIGNED = "casefiles.assigned", _("Assigned")
    PRIORITY_SET = "casefiles.priority_set", _("Priority set")
    DOCUMENT_ADDED = "casefiles.document_added", _("Document added")
    DOCUMENT_SCANNED = "casefiles.document_scanned", _("Document checked")
    DOCUMENT_MARKED = "casefiles.document_marked", _("Document marked")
    MESSAGE_SENT = "casefiles.message_sent", _("Message sent")
    MESSAGE_RECEIVED = "casefiles.message_received", _("Message received")
    CALLED = "casefiles.called", _("Telephone call")
    MAIL_TAKEN = "casefiles.mail_taken", _("Mail put on the file")
    TASK_ADDED = "casefiles.task_added", _("Task added")
    TASK_DONE = "casefiles.task_done", _("Task done")
    RESTRICTED = "casefiles.restricted", _("File restricted")
    UNRESTRICTED = "casefiles.unrestricted", _("File no longer restricted")
    NAMED = "casefiles.named", _("Access given")
    PARTICIPANT_ADDED = "casefiles.participant_added", _("Added to the file")
    COPIED = "casefiles.copied", _("Copy of the file made")
    RELEASED = "casefiles.released", _("Item released")
    SHARED = "casefiles.shared", _("Shared")
    UNSHARED = "casefiles.unshared", _("Share withdrawn")
    CONSENTED = "casefiles.consented", _("Consent recorded")
    CONSENT_WITHDRAWN = "casefiles.consent_withdrawn", _("Consent withdrawn")
    CLOCK_EXTENDED = "casefiles.clock_extended", _("Time extended")
    HELD = "casefiles.held", _("Hold placed")
    UNHELD = "casefiles.unheld", _("Hold lifted")
    PERSON_CORRECTED = "casefiles.person_corrected", _("Contact details corrected")
    PERSON_ERASED = "casefiles.person_erased", _("Personal details erased")
    FACTS_DISPOSED = "casefiles.facts_disposed", _("Content disposed of")
    CONTACT_REFUSED = "casefiles.contact_refused", _("Not sent: the person asked us not to")
