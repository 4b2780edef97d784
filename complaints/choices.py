"""Words of a complaint."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    INBOUND = "inbound", _("Into Alberta")
    OUTBOUND = "outbound", _("Out of Alberta")


class Status(models.TextChoices):
    RECEIVED = "received", _("Received")
    SCREENING = "screening", _("Screening")
    NEEDS_INFORMATION = "needs_information", _("Needs information")
    ACCEPTED = "accepted", _("Accepted")
    WITH_BODY = "with_body", _("With the body")
    PROPOSAL = "proposal", _("Proposal")
    RESOLVED = "resolved", _("Resolved")
    NOT_RESOLVED = "not_resolved", _("Not resolved")
    CLOSED = "closed", _("Closed")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")
    REFERRED = "referred", _("Referred")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")
    REOPENED = "reopened", _("Reopened")


OPEN_STATUSES = frozenset(
    {
        Status.RECEIVED,
        Status.SCREENING,
        Status.NEEDS_INFORMATION,
        Status.ACCEPTED,
        Status.WITH_BODY,
        Status.PROPOSAL,
        Status.RESOLVED,
        Status.NOT_RESOLVED,
        Status.REOPENED,
    }
)
#: The case is taken on and no outcome is reached yet.
AT_WORK = frozenset({Status.ACCEPTED, Status.WITH_BODY, Status.PROPOSAL})
#: An outcome is reached and may still be objected to.
CONCLUDED = frozenset({Status.RESOLVED, Status.NOT_RESOLVED})


class Verb(models.TextChoices):
    SCREEN = "screen", _("Start screening")
    REPLY = "reply", _("Write to the worker")
    ASK = "ask", _("Ask the worker")
    ANSWER = "answer", _("Worker answers")
    CARRY_ON = "carry_on", _("Carry on without the answer")
    ACCEPT = "accept", _("Accept")
    ASK_BODY = "ask_body", _("Ask the body")
    BODY_ANSWERS = "body_answers", _("Body answers")
    PROPOSE = "propose", _("Put a proposal")
    ANSWER_PROPOSAL = "answer_proposal", _("Enter an answer to the proposal")
    CONCLUDE = "conclude", _("Conclude")
    APPROVE = "approve", _("Approve and send")
    SEND_BACK = "send_back", _("Send back for changes")
    OBJECT = "object", _("Worker objects")
    CLOSE = "close", _("Close")
    DECLINE = "decline", _("Decline: out of scope")
    REFER = "refer", _("Refer to another office")
    MERGE = "merge", _("Merge into another complaint")
    ESCALATE = "escalate", _("Ask the Director")
    DECIDE = "decide", _("Decide the question")
    MARK_FOR_DISPUTE = "mark_for_dispute", _("Mark for dispute")
    UNMARK_FOR_DISPUTE = "unmark_for_dispute", _("Take the dispute mark off")
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
    WITHDRAWN = "withdrawn", _("Withdrawn by the worker")
    UNRESOLVED = "unresolved", _("Not resolved")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")


#: What a conclusion may say, and whether the matter is settled then. The other outcomes have moves of their own.
SETTLED = {
    Outcome.REGISTERED: True,
    Outcome.CONDITIONS_ACCEPTED: True,
    Outcome.REQUIREMENT_WITHDRAWN: True,
    Outcome.PRACTICE_CHANGED: True,
    Outcome.EXPLAINED: True,
    Outcome.REFUSAL_JUSTIFIED: False,
    Outcome.UNRESOLVED: False,
}


class Side(models.TextChoices):
    """Who answers a proposal."""

    WORKER = "worker", _("The worker")
    BODY = "body", _("The body")


class OfferedBy(models.TextChoices):
    BODY = "body", _("The body")
    WORKER = "worker", _("The worker")
    UNIT = "unit", _("Our office")
    OTHER = "other", _("Another government")


class Answer(models.TextChoices):
    ACCEPTED = "accepted", _("Accepts")
    DECLINED = "declined", _("Declines")


class Leaving(models.TextChoices):
    """Whether what the worker gave us goes along when a file is referred, and under what."""

    NO = "no", _("Nothing leaves: we only say where to go")
    CONSENT = "consent", _("The file goes along: the worker agreed")
    AUTHORITY = "authority", _("The file goes along: under another authority")


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


class OwnReview(models.TextChoices):
    """Whether the body's own review or appeal of its decision was used."""

    ASKED = "asked", _("Asked for")
    DECIDED = "decided", _("Asked for, and decided")
    NOT_AVAILABLE = "not_available", _("There is none")


class Sure(models.TextChoices):
    """How sure we are of a fact, by the marks of the rule packs."""

    SEEN = "V", _("we have it in writing")
    TOLD = "S", _("somebody told us")
    UNSURE = "?", _("not sure")


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
    REFERRAL = "referral", _("the office we refer to")


class RelationKind(models.TextChoices):
    """Why two complaints belong together."""

    SAME_WORKER = "same_worker", _("Same worker")
    SAME_PRACTICE = "same_practice", _("Same body, same practice")
    SAME_MATTER = "same_matter", _("Perhaps the same matter twice")
    OTHER = "other", _("Another reason")


class IssueStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("issue", "Being looked into")
    ACTING = "acting", pgettext_lazy("issue", "Being acted on")
    CLOSED = "closed", pgettext_lazy("issue", "Closed")


class IssueVerb(models.TextChoices):
    ACT = "act", _("Act on it")
    CLOSE = "close", _("Close it")
    REOPEN = "reopen", _("Take it up again")
    REVISE = "revise", _("Change what we think")
    ADD = "add", _("Add a complaint")
    DROP = "drop", _("Take a complaint out")
    ESCALATE = "escalate", _("Ask the Director")
    DECIDE = "decide", _("Decide the question")


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
    BODY_ASKED = "complaints.body_asked", _("The body was asked")
    BODY_ANSWERED = "complaints.body_answered", _("The body answered")
    PROMISED = "complaints.promised", _("Promise recorded")
    PROMISE_ASKED = "complaints.promise_asked", _("Worker asked about a promise")
    PROMISE_KEPT = "complaints.promise_kept", _("Promise kept")
    PROMISE_BROKEN = "complaints.promise_broken", _("Promise broken")
    COUNTERPART_ASKED = "complaints.counterpart_asked", _("The other province was asked")
    COUNTERPART_ANSWERED = "complaints.counterpart_answered", _("The other province answered")
    PROPOSED = "complaints.proposed", _("Proposal put")
    PROPOSAL_ANSWERED = "complaints.proposal_answered", _("Proposal answered")
    REVIEW_ASKED = "complaints.review_asked", _("Review asked")
    REVIEW_APPROVED = "complaints.review_approved", _("Review: approved")
    REVIEW_RETURNED = "complaints.review_returned", _("Review: sent back")
    CONCLUDED = "complaints.concluded", _("Concluded")
    OBJECTED = "complaints.objected", _("Worker objected")
    CLOSED = "complaints.closed", _("Closed")
    DECLINED = "complaints.declined", _("Declined")
    REFERRED = "complaints.referred", _("Referred")
    MERGED = "complaints.merged", _("Merged")
    TOOK_IN = "complaints.took_in", _("Another complaint merged into this one")
    ESCALATED = "complaints.escalated", _("Director asked")
    DECIDED = "complaints.decided", _("Director decided")
    MARKED_FOR_DISPUTE = "complaints.marked_for_dispute", _("Marked for dispute")
    UNMARKED_FOR_DISPUTE = "complaints.unmarked_for_dispute", _("Dispute mark taken off")
    WITHDRAWN = "complaints.withdrawn", _("Withdrawn")
    REOPENED = "complaints.reopened", _("Reopened")
    DATE_SET = "complaints.date_set", _("Date of the application set")
    OWN_REVIEW_NOTED = "complaints.own_review_noted", _("The body’s own review entered")
    PLACED = "complaints.placed", _("Body, occupation or places set")
    GROUND_ADDED = "complaints.ground_added", _("Ground added")
    GROUND_FOUND = "complaints.ground_found", _("Finding made")
    GROUND_COMMENTED = "complaints.ground_commented", _("Body commented on a finding")
    DANGER_RAISED = "complaints.danger_raised", _("Danger flag raised")
    DANGER_ACTED = "complaints.danger_acted", _("Acted on the danger")
    RELATED = "complaints.related", _("Linked with another complaint")
    UNRELATED = "complaints.unrelated", _("Link taken back")
    ISSUE_OPENED = "complaints.issue_opened", _("Systemic issue opened")
    ISSUE_REVISED = "complaints.issue_revised", _("Systemic issue described anew")
    ISSUE_JOINED = "complaints.issue_joined", _("Grouped under a systemic issue")
    ISSUE_LEFT = "complaints.issue_left", _("Taken out of a systemic issue")
    ISSUE_ACTED = "complaints.issue_acted", _("Acted on a systemic issue")
    ISSUE_CLOSED = "complaints.issue_closed", _("Systemic issue closed")
    ISSUE_REOPENED = "complaints.issue_reopened", _("Systemic issue taken up again")
    REPRESENTED = "complaints.represented", _("Somebody writes for the worker")
    CODE_LINK_SENT = "complaints.code_link_sent", _("Link to a new code sent")
    CODE_RENEWED = "complaints.code_renewed", _("New code fetched by the worker")
    SURVEYED = "complaints.surveyed", _("Closing questions answered")
    REOPENING_ASKED = "complaints.reopening_asked", _("Worker asks to reopen")
    TRANSLATION_ASKED = "complaints.translation_asked", _("Message waits for its translation")
    TRANSLATED = "complaints.translated", _("Message translated")
