"""The moves of a complaint: which verb leads from which status to which, and who may. Data only."""

from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table

from .choices import AT_WORK, CONCLUDED, OPEN_STATUSES, IssueStatus, IssueVerb, Status, Verb

WORK, REVIEW, DECIDE = Capability.WORK, Capability.REVIEW, Capability.DECIDE
#: No outcome yet: a file may still turn out to be for somebody else.
UNDECIDED = OPEN_STATUSES - CONCLUDED


def row(
    verb: Verb, sources: set[str] | frozenset[str], to: str | None, capability: str | None, asks: object = ""
) -> Move:
    return Move(verb.value, verb.label, frozenset(sources), to, capability, asks)  # type: ignore[arg-type]


#: ANSWER and CARRY_ON go back to the status the question was asked from, BODY_ANSWERS to accepted, or to screening when the
#: matter is not the body's, a declined proposal to where it was put, and a conclusion leads to what its outcome says;
#: `actions` fills these in (`to` None).
TABLE = Table(
    [
        row(Verb.SCREEN, {Status.RECEIVED, Status.REOPENED}, Status.SCREENING, WORK),
        row(Verb.REPLY, OPEN_STATUSES, None, WORK, _("a text to the worker")),
        row(
            Verb.ASK,
            {Status.SCREENING, Status.ACCEPTED, Status.WITH_BODY, Status.REOPENED},
            Status.NEEDS_INFORMATION,
            WORK,
            _("a question to the worker"),
        ),
        row(Verb.ANSWER, {Status.NEEDS_INFORMATION}, None, None, _("the worker's answer")),
        row(Verb.CARRY_ON, {Status.NEEDS_INFORMATION}, None, WORK, _("a reason")),
        row(Verb.ACCEPT, {Status.SCREENING, Status.REOPENED}, Status.ACCEPTED, WORK, _("a text to the worker")),
        row(
            Verb.ASK_BODY,
            {Status.ACCEPTED, Status.WITH_BODY, Status.REOPENED},
            Status.WITH_BODY,
            WORK,
            _("a question, a day to answer by, and the consent or other authority it leaves under"),
        ),
        row(Verb.BODY_ANSWERS, {Status.WITH_BODY}, None, None, _("one of the set answers")),
        row(
            Verb.PROPOSE,
            {Status.ACCEPTED, Status.WITH_BODY},
            Status.PROPOSAL,
            WORK,
            _("who offers what, and by when it would be done"),
        ),
        row(Verb.ANSWER_PROPOSAL, {Status.PROPOSAL}, None, WORK, _("whose answer it is, and what it says")),
        row(Verb.CONCLUDE, AT_WORK, None, WORK, _("an outcome and a letter with findings and reasons")),
        row(Verb.APPROVE, UNDECIDED, None, REVIEW, _("nothing; the letter goes as it stands")),
        row(Verb.SEND_BACK, UNDECIDED, None, REVIEW, _("a remark: what is to change")),
        row(Verb.OBJECT, CONCLUDED, Status.ACCEPTED, None, _("what the worker sees differently, within the time")),
        row(Verb.CLOSE, CONCLUDED, Status.CLOSED, WORK, _("nothing; the time to object must be over")),
        row(Verb.DECLINE, UNDECIDED, Status.OUT_OF_SCOPE, WORK, _("the reason, and who can help instead")),
        row(
            Verb.REFER, UNDECIDED, Status.REFERRED, WORK, _("to whom, and under what authority if the file goes along")
        ),
        row(Verb.MERGE, OPEN_STATUSES, Status.MERGED, WORK, _("the other complaint; a reason if the workers differ")),
        row(Verb.ESCALATE, OPEN_STATUSES, None, WORK, _("a question, options, a recommendation")),
        row(Verb.DECIDE, OPEN_STATUSES, None, DECIDE, _("the decision and its reasons")),
        row(Verb.MARK_FOR_DISPUTE, OPEN_STATUSES, None, WORK, _("a reason")),
        row(Verb.UNMARK_FOR_DISPUTE, OPEN_STATUSES, None, WORK, _("a reason")),
        row(Verb.WITHDRAW, OPEN_STATUSES, Status.WITHDRAWN, None),
        row(Verb.REOPEN, frozenset(Status) - OPEN_STATUSES, Status.REOPENED, REVIEW, _("a reason")),
        row(Verb.ACT_ON_DANGER, OPEN_STATUSES, None, WORK, _("what was done")),
    ],
    {status.value: status.label for status in Status},
)

ISSUE_OPEN = frozenset({IssueStatus.OPEN, IssueStatus.ACTING})
#: The few moves of a systemic issue.
ISSUES = Table(
    [
        Move(IssueVerb.ACT, IssueVerb.ACT.label, ISSUE_OPEN, IssueStatus.ACTING, WORK, _("what we do about it")),
        Move(IssueVerb.CLOSE, IssueVerb.CLOSE.label, ISSUE_OPEN, IssueStatus.CLOSED, WORK, _("what came of it")),
        Move(
            IssueVerb.REOPEN,
            IssueVerb.REOPEN.label,
            frozenset({IssueStatus.CLOSED}),
            IssueStatus.OPEN,
            WORK,
            _("a reason"),
        ),
        Move(IssueVerb.REVISE, IssueVerb.REVISE.label, ISSUE_OPEN, None, WORK),
        Move(IssueVerb.ADD, IssueVerb.ADD.label, ISSUE_OPEN, None, WORK),
        Move(IssueVerb.DROP, IssueVerb.DROP.label, ISSUE_OPEN, None, WORK),
        Move(IssueVerb.ESCALATE, IssueVerb.ESCALATE.label, ISSUE_OPEN, None, WORK, _("a question, options")),
        Move(IssueVerb.DECIDE, IssueVerb.DECIDE.label, ISSUE_OPEN, None, DECIDE, _("the decision and its reasons")),
    ],
    {status.value: status.label for status in IssueStatus},
)
