"""What staff wrote in the other language waits here until somebody has put it into the worker's."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from complaints.choices import EventKind
from complaints.models import Complaint, Translation
from mobility.accounts.models import User
from mobility.casefiles.choices import Actor
from mobility.casefiles.history import record
from mobility.casefiles.models import Task
from mobility.law import rules
from mobility.law.days import law_date


def wait(
    complaint: Complaint, text: str, language: str, *, by: User, at: dt.datetime, is_question: bool = False
) -> Translation:
    """Keep a text for its translation, with a task due by the unit's standard. The caller holds the lock and ends with `redue`.

    The worker is told nothing yet; a question stops nothing before it is sent.
    """
    case = complaint.file
    task = Task.objects.create(
        file=case,
        what=_("Translate a message to the worker into %(language)s, then send it")
        % {"language": complaint.get_language_display()},
        owed_by=Actor.UNIT,
        owed_by_user=case.owner,
        due_on=rules.due("unit.translation", law_date(at)).due_on,
        added_at=at,
    )
    waiting = Translation.objects.create(
        complaint=complaint, original=text, language=language, is_question=is_question, by=by, at=at, task=task
    )
    record(case, EventKind.TRANSLATION_ASKED, by=by, at=at, facts={"translation": waiting.pk, "language": language})
    return waiting
