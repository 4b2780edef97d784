"""What a body promised: kept with its day; after that day the worker is asked; a broken one counts."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import notices
from complaints.choices import EventKind
from complaints.models import Complaint, Promise
from mobility.casefiles.choices import Actor
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Task
from mobility.casefiles.primitives import complainant_of, lock, redue
from mobility.correspondence.models import RequestAnswer
from mobility.law.days import law_date

from .dates import happened

#: So many a sweep asks at once; the next one goes on.
SWEEP_AT_MOST = 500


def promise(complaint: Complaint, answer: RequestAnswer, *, at: dt.datetime) -> Promise:
    """Keep what an answer promises. A part of answering; the caller holds the lock."""
    if answer.due_on is None:
        raise ValueError("A promise names a day.")
    made = Promise.objects.create(
        complaint=complaint, answer=answer, body=complaint.body, what=answer.text, due_on=answer.due_on, made_at=at
    )
    record(
        complaint.file,
        EventKind.PROMISED,
        by=None,
        at=at,
        facts={"promise": made.pk, "to": answer.request.to, "due_on": made.due_on, "what": made.what},
    )
    return made


def ask_about_promises(*, on: dt.date, at: dt.datetime | None = None) -> int:
    """Ask the workers of all promises whose day lies before `on`. Each in its own transaction; asking again asks nobody twice."""
    due = Promise.objects.to_ask(on).order_by("due_on", "pk").values_list("pk", flat=True)[:SWEEP_AT_MOST]
    return sum(ask_about_promise(Promise.objects.get(pk=pk), at=at) for pk in list(due))


@transaction.atomic
def ask_about_promise(made: Promise, *, at: dt.datetime | None = None) -> bool:
    """Put the question on the worker's page and say so in a neutral mail, if that is safe. Whether it was asked now.

    Meets the unit's standard of asking soon after the day.
    """
    at = at or now()
    complaint = Complaint.objects.select_related("body__office").get(pk=made.complaint_id)
    case = lock(complaint)
    made.refresh_from_db(fields=["asked_at", "kept"])
    if made.asked_at is not None or made.kept is not None:
        return False
    made.asked_at = at
    made.save(update_fields=["asked_at"])
    if case.is_open:
        happened(complaint, "promise_date_passed", made.due_on)
        happened(complaint, "promise_checked", law_date(at))
    worker = complainant_of(case)
    record(
        case,
        EventKind.PROMISE_ASKED,
        by=None,
        at=at,
        facts={"promise": made.pk, "due_on": made.due_on},
        audience=[worker] if worker else [],
    )
    notices.promise(complaint, at)
    redue(case)
    return True


@transaction.atomic
def answer_promise(made: Promise, *, kept: bool, words: str = "", at: dt.datetime | None = None) -> Promise:
    """The worker says whether it was kept. The first word counts; a broken promise counts on the body and is a task of the owner."""
    at = at or now()
    case = lock(made.complaint)
    made.refresh_from_db(fields=["asked_at", "kept"])
    worker = complainant_of(case)
    if made.asked_at is None or worker is None:
        raise Refused(_("Nobody has asked about this yet."))
    if made.kept is not None:
        return made
    made.kept, made.words, made.answered_at = kept, words, at
    made.save(update_fields=["kept", "words", "answered_at"])
    record(
        case,
        EventKind.PROMISE_KEPT if kept else EventKind.PROMISE_BROKEN,
        by=worker,
        at=at,
        facts={"promise": made.pk, "due_on": made.due_on, "words": words},
        audience=[worker],
    )
    if not kept:
        Task.objects.create(
            file=case,
            what=_("The promise was not kept, says the worker: go back to the body"),
            owed_by=Actor.UNIT,
            owed_by_user=case.owner,
            due_on=law_date(at),
            added_at=at,
        )
    redue(case)
    return made
