"""Who is told what. Queues, never sends; every mail to a worker goes through `casefiles.contact`."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from mobility.casefiles import contact
from mobility.casefiles.primitives import complainant_of

from .models import Complaint


def received(complaint: Complaint, at: dt.datetime) -> None:
    contact.tell(complaint.file, complainant_of(complaint.file), "receipt", at=at)


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
