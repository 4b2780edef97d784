"""Which body, which occupation, from where to where: set right after filing, with the clocks of the law that then applies."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access
from complaints.choices import Direction, EventKind, Verb
from complaints.models import Complaint
from mobility.accounts.models import User
from mobility.casefiles import clocks
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Clock
from mobility.casefiles.primitives import lock, redue, require
from mobility.law import rules
from mobility.law.days import law_date
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

from .dates import recount_application
from .filing import index

FIELDS = ("direction", "body", "body_text", "occupation", "occupation_text", "home", "receiving")
#: A date that stands in a letter, whatever law applies.
GIVEN = "decision_letter"


@transaction.atomic
def place(
    complaint: Complaint,
    *,
    direction: str,
    body: RegulatoryBody | None,
    body_text: str,
    occupation: Occupation | None,
    occupation_text: str,
    home: Jurisdiction | None,
    receiving: Jurisdiction | None,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Set the body, the occupation and the places.

    Records `placed` with what was there before. The time limits of the law that no longer applies stop, those of the law
    that now applies run from the dates given; what the body owes is owed by its office. Refused once the file is closed.
    """
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.SCREEN), "" if case.is_open else _("This file is closed."))
    if direction == Direction.OUTBOUND and receiving is not None and receiving.pk == "AB":
        raise Refused(
            _("A complaint out of Alberta is about a body elsewhere: choose where it sits, or turn the direction.")
        )
    if body is not None and receiving is not None and receiving.pk != "AB":
        raise Refused(_("The bodies in the list sit in Alberta: name the other body in words."))
    said = {
        "direction": Direction(direction).value,
        "body": body,
        "body_text": body_text,
        "occupation": occupation,
        "occupation_text": occupation_text,
        "home": home,
        "receiving": receiving,
    }
    changed = {name: value for name, value in said.items() if getattr(complaint, name) != value}
    if not changed:
        return complaint
    facts = {name: {"from": kept(getattr(complaint, name)), "to": kept(value)} for name, value in changed.items()}
    for name, value in changed.items():
        setattr(complaint, name, value)
    complaint.save(update_fields=list(changed))
    stop_strangers(complaint, law_date(at))
    recount_application(complaint)
    index(complaint)
    record(case, EventKind.PLACED, by=by, at=at, facts={"changed": facts})
    redue(case)
    return complaint


def kept(value: object) -> str:
    """A value as the history keeps it: the key of a row, or the words."""
    return str(getattr(value, "pk", value) or "")


def stop_strangers(complaint: Complaint, on: dt.date) -> None:
    """Stop the time limits of a law that does not apply to this file."""
    library = rules.library()
    ours = {
        rule.id
        for pack in complaint.packs
        for rule in library.pack(pack).rules
        if rule.more.get("jurisdiction") in (None, complaint.receiving_id)
    }
    for clock in Clock.objects.filter(file=complaint.file, stopped_on__isnull=True).exclude(why=GIVEN):
        if clock.rule not in ours:
            clocks.stop(clock, on, "placed")
