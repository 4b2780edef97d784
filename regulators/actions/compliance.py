"""What all verbs of a review share: the lock and the question who may, clocks, tasks, the body among the participants."""

from __future__ import annotations

import datetime as dt

from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import clocks
from mobility.casefiles.models import CaseFile, Clock, Participant
from mobility.casefiles.primitives import lock, require
from mobility.law import rules
from regulators import compliance_access as access
from regulators.compliance_workflow import TABLE
from regulators.models import Review

COMMENT_BY = "unit.body_comment"
PACKS = ("ab-lma", "unit-standards")


def begin(review: Review, verb: str, by: User, version: int | None) -> CaseFile:
    """Lock, and refuse unless this person may do the verb now."""
    case = lock(review, version=version)
    require(access.can(by, review, verb), TABLE.refusal(case.status, verb))
    return case


def happened(review: Review, fact: str, on: dt.date) -> None:
    """Tell the file's clocks that a fact came about; what the body owes is owed by its office."""
    clocks.happened(review.file, fact, on, packs=PACKS, offices={"body": review.body.office})


def given(case: CaseFile, rule: str, day: dt.date, where: str) -> None:
    """A clock ends on the day that was stated in a paper: the rule itself only offers one, or has no number."""
    clock = Clock.objects.filter(file=case, rule=rule, stopped_on__isnull=True).first()
    if clock is not None and clock.due_on != day:
        clock.due_on, clock.explanation = day, {"given_in": where, "due_on": day.isoformat()}
        clock.save(update_fields=["due_on", "explanation"])


def comment_until(on: dt.date) -> dt.date | None:
    """The day our standard gives a body to comment on something found on a day."""
    return rules.due(COMMENT_BY, on).due_on


def body_of(review: Review) -> list[Participant]:
    """The body's row among the participants, once it was asked something."""
    return list(Participant.objects.filter(file=review.file, office=review.body.office_id, until_at__isnull=True))


def owe(review: Review, what: str, *, at: dt.datetime) -> None:
    """A task for the reviewer."""
    files.owe(review.file, what, at=at)
