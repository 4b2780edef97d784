"""What is put to a body for its comment on a finding, and why that cannot be. Read only; the form and the action ask here."""

from __future__ import annotations

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from mobility.accounts import addresses
from mobility.accounts.choices import Language
from mobility.accounts.models import Office
from mobility.accounts.phrases import day_words
from mobility.accounts.refusals import Refused
from mobility.casefiles.choices import Role
from mobility.casefiles.models import Participant
from mobility.correspondence.actions import Asking
from mobility.correspondence.actions import Recipient as Named
from mobility.correspondence.choices import Purpose

from . import consent
from .choices import Recipient
from .models import Complaint, ComplaintGround


def recipient(complaint: Complaint) -> Office | Named | None:
    """Who answers for the body: its office, or whoever was asked before where it is not in the registry; None: we know nobody."""
    if complaint.body is not None:
        office = complaint.body.office
        return office if addresses.registered(office) or addresses.signing_in(office) else None
    before = Participant.objects.filter(
        file=complaint.file, role=Role.RESPONDENT, person__isnull=False, until_at__isnull=True
    ).select_related("person")
    known = next((row.person for row in before if row.person and row.person.email), None)
    return Named(known.name, known.email, complaint.receiving_id or "") if known else None


def why_not(complaint: Complaint, *, authority: str = "") -> str:
    """Why the body is not asked for its comment by itself, as a sentence; empty when it is."""
    try:
        consent.authority(complaint.file, Recipient.BODY, words=authority)
    except Refused as refused:
        return str(refused)
    if recipient(complaint) is None:
        if complaint.body is None:
            return _(
                "This body is not in our registry, and nobody of it was asked before: send it the finding yourself."
            )
        return _("No e-mail address is registered for %(office)s: send it the finding yourself.") % {
            "office": complaint.body.short
        }
    return ""


def about_finding(
    complaint: Complaint, ground: ComplaintGround, *, day: dt.date, authority: str, name_worker: bool
) -> Asking:
    """The question: the ground, our reasons, and the day by which the body may comment."""
    to = recipient(complaint)
    assert to is not None  # noqa: S101 - `why_not` was asked
    allowed = consent.authority(complaint.file, Recipient.BODY, words=authority, name_worker=name_worker)
    language = Language.EN
    with translation.override(language):
        question = _(
            "We mean to find that this is founded: %(ground)s\n\nBecause: %(reasons)s\n\n"
            "The finding is not final. Tell us by %(day)s what you say to it."
        ) % {"ground": ground.ground.label, "reasons": ground.reasoning.strip(), "day": day_words(day, "full")}
    return Asking(
        to=to,
        role=Role.RESPONDENT,
        purpose=Purpose.COMMENT,
        question=question,
        due_on=day,
        language=language,
        consent=allowed.consent,
        authority=allowed.words,
        with_name=allowed.with_name,
    )
