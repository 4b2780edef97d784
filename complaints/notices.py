"""Who is told what. Queues, never sends; every mail to a worker goes through `casefiles.contact`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles import contact, staff
from mobility.casefiles.models import Participant
from mobility.casefiles.primitives import complainant_of

from .group_models import Issue
from .models import Complaint


def received(complaint: Complaint, worker: Participant, at: dt.datetime) -> None:
    contact.tell(complaint.file, worker, "receipt", at=at)


def lost_code(complaint: Complaint, at: dt.datetime, token: str) -> bool:
    """The link to a new code, to the address registered as safe; False when it may not be mailed now."""
    worker = complainant_of(complaint.file)
    return contact.tell(complaint.file, worker, "lost-code", at=at, path=f"follow/new-code/{token}/")


def message(complaint: Complaint, at: dt.datetime) -> None:
    contact.tell(complaint.file, complainant_of(complaint.file), "new-message", at=at, task=_("Pass on our message"))


def asked(complaint: Complaint, at: dt.datetime, due: str) -> None:
    contact.tell(
        complaint.file, complainant_of(complaint.file), "question", at=at, task=_("Pass on our question"), due_date=due
    )


def changed(complaint: Complaint, at: dt.datetime) -> None:
    contact.tell(
        complaint.file, complainant_of(complaint.file), "status-changed", at=at, task=_("Tell the worker what changed")
    )


def promise(complaint: Complaint, at: dt.datetime) -> None:
    contact.tell(
        complaint.file,
        complainant_of(complaint.file),
        "promise-check",
        at=at,
        task=_("Ask whether the body’s promise was kept"),
    )


def closed(complaint: Complaint, at: dt.datetime) -> None:
    contact.tell(
        complaint.file, complainant_of(complaint.file), "letter-ready", at=at, task=_("Send the closing letter")
    )


def review_asked(complaint: Complaint, seniors: Iterable[User]) -> None:
    """Tell the seniors that a letter waits; the letter itself stays on the file."""
    reference = complaint.file.reference
    for user in seniors:
        staff.tell(user, "staff-review", path=complaint.get_absolute_url(), about=reference, reference=reference)


def shared(complaint: Complaint, reader: User) -> None:
    """Tell somebody of an office that something was released to it; what, stands on its page."""
    reference = complaint.file.reference
    staff.tell(reader, "office-shared", path=reverse("shared"), about=reference, reference=reference)


def decision_asked(about: Complaint | Issue, deciders: Iterable[User], due_on: dt.date | None) -> None:
    """Tell those who may decide; the question itself stays on the file."""
    for user in deciders:
        with translation.override(user.language):
            day = day_words(due_on, "plain") if due_on else "–"
        staff.tell(
            user,
            "staff-decision",
            path=about.get_absolute_url(),
            about=about.file.reference,
            reference=about.file.reference,
            due_date=day,
        )
