"""What is raised at a committee: about which body or file, and what may be said of it there."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.models import Complaint
from disputes.committee_models import RaisedItem
from mobility.accounts.models import Office, User
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Kind
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import CaseFile
from mobility.casefiles.primitives import require
from mobility.correspondence.naming import named_in, worker_of
from regulators.models import RegulatoryBody, Review


@dataclass(frozen=True)
class Raised:
    """What is raised, about which body or file, and what came of it."""

    what: str
    raised_by: Office | None = None
    body: RegulatoryBody | None = None
    about: CaseFile | None = None
    position: str = ""
    decision: str = ""


FIELDS = ("what", "raised_by", "body", "about", "position", "decision")
#: Of these every version is kept.
WORDS = ("what", "position", "decision")


def describe(item: RaisedItem, raised: Raised, by: User) -> None:
    """Take over what is said. Nobody names a worker at a table with others; a restricted file is not spoken of there."""
    about = raised.about
    if about is not None and about.pk != item.about_id:
        if about.pk == item.meeting.committee_id:
            raise Refused(_("This is the committee’s own file."))
        require(can_see(by, about))
        if about.is_restricted:
            raise Refused(_("This file is restricted: what is to be said of it stays on it."))
    if about is not None:
        part = named_in(" ".join([raised.what, raised.position, raised.decision]), worker_of(about))
        if part:
            raise Refused(
                _("“%(part)s” says who the worker is. At a committee nobody is named: leave it out.") % {"part": part}
            )
    for name in FIELDS:
        setattr(item, name, getattr(raised, name))
    if item.body is None and about is not None:
        item.body = body_of(about)


def body_of(file: CaseFile) -> RegulatoryBody | None:
    """The body that a complaint or a review is about."""
    if file.kind == Kind.COMPLAINT:
        return Complaint.objects.select_related("body").get(pk=file.pk).body
    if file.kind == Kind.REVIEW:
        return Review.objects.select_related("body").get(pk=file.pk).body
    return None
