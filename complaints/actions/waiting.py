"""What waits before it goes to a worker: until somebody has put it into the worker's language, until a senior has read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from complaints import letters, notices, reviewing
from complaints.choices import EventKind, Outcome, Verb
from complaints.models import Complaint, Translation
from complaints.reviewing import Review, ReviewState
from mobility.accounts import people
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Actor
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Task
from mobility.law import rules
from mobility.law.days import law_date

from .dates import happened


# ---- for its translation ------------------------------------------------------------------------------
def is_foreign(complaint: Complaint, language: str) -> bool:
    """Whether a text written in this language has to be translated for the worker."""
    return bool(language) and language != complaint.language


def wait(
    complaint: Complaint,
    text: str,
    language: str,
    *,
    verb: Verb,
    by: User,
    at: dt.datetime,
    more: dict[str, Any] | None = None,
) -> Translation:
    """Keep a text for its translation, with a task due by the unit's standard. The caller holds the lock and ends with `redue`.

    `verb` and `more` are what sending it does. The worker is told nothing yet; nothing moves, stops or starts before it is sent.
    """
    case = complaint.file
    task = Task.objects.create(
        file=case,
        what=(
            _("Translate a message to the worker into %(language)s, then send it")
            if verb in (Verb.REPLY, Verb.ASK)
            else _("Translate a letter to the worker into %(language)s, then send it")
        )
        % {"language": complaint.get_language_display()},
        owed_by=Actor.UNIT,
        owed_by_user=case.owner,
        due_on=rules.due("unit.translation", law_date(at)).due_on,
        added_at=at,
    )
    waiting = Translation.objects.create(
        complaint=complaint,
        original=text,
        language=language,
        verb=verb,
        more=more or {},
        by=by,
        at=at,
        task=task,
    )
    facts = {"translation": waiting.pk, "language": language, "verb": verb}
    record(case, EventKind.TRANSLATION_ASKED, by=by, at=at, facts=facts)
    return waiting


# ---- for a senior -------------------------------------------------------------------------------------
def read_first(
    complaint: Complaint,
    *,
    verb: Verb,
    outcome: Outcome,
    letter: str,
    later: Iterable[str],
    by: User,
    at: dt.datetime,
    more: dict[str, Any] | None = None,
) -> bool:
    """Whether a senior reads this letter first; if so it waits for that now. A letter that waited before is replaced.

    The caller holds the lock and ends with `redue`; `later` are the blanks that sending fills.
    """
    before = Review.objects.filter(complaint=complaint, state=ReviewState.WAITING).first()
    if before is not None:
        decided(before, ReviewState.REPLACED, by=by, at=at)
    if reviewing.is_asked(outcome, by):
        ask_review(complaint, verb=verb, outcome=outcome, letter=letter, later=later, more=more or {}, by=by, at=at)
        return True
    if before is not None:
        happened(complaint, "review_done", law_date(at))
    return False


def ask_review(
    complaint: Complaint,
    *,
    verb: Verb,
    outcome: Outcome,
    letter: str,
    later: Iterable[str],
    more: dict[str, Any],
    by: User,
    at: dt.datetime,
) -> Review:
    """The letter waits on the file, and the seniors have it on their desks.

    Records `review_asked`; starts the seniors' standard; tells them. Refused for a letter with blanks that sending does not
    fill, and where nobody who reviews may open the file.
    """
    case, language = complaint.file, complaint.language
    if blanks := letters.unfilled(letter, language, later=later):
        raise Refused(_("Fill in what stands in square brackets: %(blanks)s") % {"blanks": ", ".join(blanks)})
    told = reviewers(case, by)
    if not told:
        raise Refused(_("Nobody who reviews letters may open this file. Name a senior on it first."))
    review = Review.objects.create(
        complaint=complaint, verb=verb, more=more, outcome=outcome, letter=letter, asked_by=by, asked_at=at
    )
    happened(complaint, "review_asked", law_date(at))
    record(case, EventKind.REVIEW_ASKED, by=by, at=at, facts={"review": review.pk, "outcome": outcome})
    notices.review_asked(complaint, told)
    return review


def reviewers(case: CaseFile, asking: User) -> list[User]:
    """Who may read the letter: seniors who work on files, or else whoever reviews; never its author."""
    found = [
        user
        for user in people.known().values()
        if user.can(Capability.REVIEW) and user.pk != asking.pk and can_see(user, case)
    ]
    return [user for user in found if user.can(Capability.WORK)] or found


def decided(review: Review, state: ReviewState, *, by: User, at: dt.datetime, remark: str = "") -> None:
    review.state, review.reviewer, review.decided_at, review.remark = state, by, at, remark
    review.save(update_fields=["state", "reviewer", "decided_at", "remark"])
