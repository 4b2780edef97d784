"""The moves of a complaint: which verb leads from which status to which, and who may. Data only."""

from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.casefiles.workflow import Move, Table

from .choices import OPEN_STATUSES, Status, Verb

WORK, REVIEW = Capability.WORK, Capability.REVIEW


def row(
    verb: Verb, sources: set[str] | frozenset[str], to: str | None, capability: str | None, asks: object = ""
) -> Move:
    return Move(verb.value, verb.label, frozenset(sources), to, capability, asks)  # type: ignore[arg-type]


#: ANSWER and CARRY_ON go back to the status the question was asked from, BODY_ANSWERS to accepted, or to screening when the
#: matter is not the body's; `actions` fills it in (`to` None).
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
        row(Verb.CLOSE, OPEN_STATUSES, Status.CLOSED, WORK, _("an outcome and a letter with the reasons")),
        row(Verb.WITHDRAW, OPEN_STATUSES, Status.WITHDRAWN, None),
        row(Verb.REOPEN, {Status.CLOSED, Status.WITHDRAWN}, Status.REOPENED, REVIEW, _("a reason")),
        row(Verb.ACT_ON_DANGER, OPEN_STATUSES, None, WORK, _("what was done")),
    ],
    {status.value: status.label for status in Status},
)
