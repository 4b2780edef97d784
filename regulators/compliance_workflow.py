"""The moves of a review and of an application for an extension. Data only; how sure we are of each move stands in the rule pack."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table
from mobility.law import rules

from .compliance_choices import ExtensionStatus, ExtensionVerb, Status, Verb

WORK, REVIEW, DECIDE = Capability.WORK, Capability.REVIEW, Capability.DECIDE
PACK = "ab-lma"
FINAL = frozenset({Status.COMPLIED, Status.ENDED, Status.CLOSED})
OPEN = frozenset(Status) - FINAL
EARLY = frozenset({Status.OBSERVATION, Status.COACHING})


def row(
    verb: Verb | ExtensionVerb,
    sources: Iterable[str],
    to: str | None,
    capability: str | None,
    asks: object = "",
) -> Move:
    return Move(verb.value, verb.label, frozenset(sources), to, capability, asks)  # type: ignore[arg-type]


#: RETURN_FROM_COURT goes back to the status the body went to court from; `actions` fills it in (`to` None).
TABLE = Table(
    [
        row(Verb.REVISE, OPEN, None, WORK),
        row(Verb.FIND, OPEN, None, WORK, _("a duty, an assessment, and what it rests on")),
        row(Verb.REWORD, OPEN, None, WORK, _("a finding that is not final; it is put to the body again")),
        row(Verb.PUT, OPEN, None, WORK, _("findings, and a day until which the body may comment")),
        row(Verb.FINALIZE, OPEN, None, WORK, _("that the body has commented, or that its time is over")),
        row(Verb.DROP, OPEN, None, WORK, _("a reason")),
        row(Verb.NOTIFY, OPEN, None, WORK, _("final findings that are not in line, and a day")),
        row(Verb.ACCEPT, OPEN, None, WORK, _("an answer of the body")),
        row(Verb.SEND_BACK, OPEN, None, WORK, _("what is still missing, and a new day")),
        row(Verb.ADD_STEP, OPEN, None, WORK, _("what is done, and by when")),
        row(Verb.REPORT_STEP, OPEN, None, WORK, _("the day, and what shows it")),
        row(Verb.VERIFY_STEP, OPEN, None, WORK, _("how it was verified")),
        row(Verb.RATE, OPEN, None, WORK, _("a category and a reason; where it rises, a day for the body’s comment")),
        row(Verb.DECIDE_RATING, OPEN, None, REVIEW, _("a reason")),
        row(Verb.COACH, {Status.OBSERVATION}, Status.COACHING, WORK, _("what is gone through with the body")),
        row(
            Verb.PROPOSE_ORDER,
            EARLY,
            Status.SUBMISSION_WINDOW,
            DECIDE,
            _("a final finding that is not in line; the nature, the steps, the day for a submission, the authority"),
        ),
        row(Verb.RECEIVE_SUBMISSION, {Status.SUBMISSION_WINDOW}, None, None, _("the body’s answer to the notice")),
        row(
            Verb.ISSUE_ORDER,
            {Status.SUBMISSION_WINDOW},
            Status.ORDER_ISSUED,
            DECIDE,
            _("the submission, or that its time is over; the order, reasons, a day, the authority"),
        ),
        row(Verb.AWAIT_COMPLIANCE, {Status.ORDER_ISSUED}, Status.COMPLIANCE_DUE, WORK),
        row(Verb.ACCEPT_COMPLIANCE, {Status.COMPLIANCE_DUE}, Status.COMPLIED, DECIDE, _("how it was met")),
        row(Verb.PENALIZE, {Status.COMPLIANCE_DUE}, Status.PENALTY, DECIDE, _("what was decided, and the authority")),
        row(
            Verb.GO_TO_COURT,
            {Status.ORDER_ISSUED, Status.COMPLIANCE_DUE, Status.PENALTY},
            Status.JUDICIAL_REVIEW,
            WORK,
            _("the day it was filed"),
        ),
        row(Verb.RETURN_FROM_COURT, {Status.JUDICIAL_REVIEW}, None, WORK, _("what the court decided")),
        row(Verb.END_WITHOUT_ORDER, {*EARLY, Status.SUBMISSION_WINDOW}, Status.ENDED, WORK, _("what came of it")),
        row(Verb.CLOSE, {Status.PENALTY}, Status.CLOSED, DECIDE, _("what came of it")),
    ],
    dict(Status.choices),
)
#: The day for a submission and the notice behind it are in the Director's hands: from there only the Director ends it.
DECIDED_WHILE = {Verb.END_WITHOUT_ORDER.value: frozenset({Status.SUBMISSION_WINDOW.value})}

E = ExtensionStatus
EXTENSIONS = Table(
    [
        row(ExtensionVerb.ANALYSE, {E.ASKED, E.ANALYSED}, E.ANALYSED, WORK, _("an analysis")),
        row(
            ExtensionVerb.DECIDE,
            {E.ANALYSED},
            None,
            DECIDE,
            _("granted or refused, days within the rule, reasons, the authority"),
        ),
        row(ExtensionVerb.WITHDRAW, {E.ASKED, E.ANALYSED}, E.WITHDRAWN, WORK, _("a reason")),
        row(ExtensionVerb.CLAIM, {E.ASKED, E.ANALYSED, E.REFUSED, E.WITHDRAWN}, None, WORK, _("what shows it")),
    ],
    dict(ExtensionStatus.choices),
)


def capability_of(verb: str, status: str) -> str | None:
    """Who may do the verb from this status."""
    if status in DECIDED_WHILE.get(verb, frozenset()):
        return DECIDE
    return TABLE[verb].capability


def marks() -> dict[str, str]:
    """How sure we are of each state and move of enforcement, by its id in the pack. What the pack does not have is ours."""
    pack = rules.pack(PACK)
    return {
        **{state.id: state.confidence for state in pack.states},
        **{move.verb: move.confidence for move in pack.moves},
    }
