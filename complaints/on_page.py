"""What the page of a file offers, and says beside its rows: which verbs make sense, dates in dispute, where no limit is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from mobility.casefiles.models import Clock, Decision
from mobility.casefiles.timeline import Due
from mobility.law import rules
from mobility.law.counting import Extension, Pause

from .choices import Verb
from .models import Complaint, Proposal
from .reviewing import Review, ReviewState
from .texts import language
from .workflow import TABLE


def sensible(
    complaint: Complaint, decision: Decision | None, proposal: Proposal | None, review: Review | None
) -> set[str]:
    """The verbs that have something to act on: the table knows the status, not what lies on the file."""
    verbs = set(TABLE.moves)
    is_asked = decision is not None and decision.decided_at is None
    verbs -= {Verb.ESCALATE} if is_asked else {Verb.DECIDE}
    verbs -= {Verb.MARK_FOR_DISPUTE} if complaint.for_dispute else {Verb.UNMARK_FOR_DISPUTE}
    if not complaint.in_danger:
        verbs.discard(Verb.ACT_ON_DANGER)
    if proposal is None or (proposal.worker_answer and proposal.body_answer):
        verbs.discard(Verb.ANSWER_PROPOSAL)
    if review is None or review.state != ReviewState.WAITING:
        verbs -= {Verb.APPROVE, Verb.SEND_BACK}
    return {str(verb) for verb in verbs}


def extendable(running: list[Due]) -> set[int]:
    """The clocks whose rule lets somebody add days to them, and whose date was counted."""
    return {
        due.clock.pk
        for due in running
        if due.rule is not None and due.rule.extendable.is_allowed and "given_in" not in due.clock.explanation
    }


@dataclass(frozen=True)
class Version:
    """A due date as another version of the date it is counted from would have it."""

    on: dt.date
    said_by: str
    holds: bool
    due_on: dt.date | None


def versions(dates: list[Any], clocks: list[Clock], library: rules.Library | None = None) -> dict[int, list[Version]]:
    """For each clock whose start is in dispute: its due date under each version of that date. Counted, never stored."""
    told = {card.fact: [card.held, *card.others] for card in dates if card.held and card.others}
    found: dict[int, list[Version]] = {}
    if not told:
        return found
    library = library or rules.library()
    for clock in clocks:
        rows, seen = [], set()
        for date in told.get(clock.why, []):
            if (date.on, date.said_by) in seen:
                continue
            seen.add((date.on, date.said_by))
            due_on = clock.due_on if date.holds else library.due(clock.rule, date.on, *more(clock), on=date.on).due_on
            rows.append(Version(date.on, date.said_by, date.holds, due_on))
        if len({row.on for row in rows}) > 1:
            found[clock.pk] = rows
    return found


def more(clock: Clock) -> tuple[list[Pause], list[Extension]]:
    """The pauses and extensions a clock was last counted with, from its explanation."""
    said = clock.explanation
    pauses = [
        Pause(dt.date.fromisoformat(row["begins"]), dt.date.fromisoformat(row["ends"]), row["reason"])
        for row in said.get("pauses", [])
        if row["ends"]
    ]
    extensions = [Extension(row["days"], row["by"], row["authority"]) for row in said.get("extensions", [])]
    return pauses, extensions


def no_limit(complaint: Complaint) -> str:
    """What is said of a body elsewhere for which no number of days was read; empty where there are clocks, or it is ours."""
    where = complaint.receiving_id
    if not where or where == "AB":
        return ""
    for row in rules.pack("other-jurisdictions").more.get("destination", []):
        if row["code"] == where:
            return str(row[f"say_{language()}"])
    return ""
