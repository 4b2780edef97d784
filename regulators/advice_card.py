"""What advice says on the page of a body: changes planned there, enquiries about it, guidance that it has or has not read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile

from .advice_models import Enquiry, GuidanceCopy
from .body_cards import Card
from .change_notice_models import ChangeNotice
from .models import RegulatoryBody

#: So many planned changes are named; the others are behind the link.
MOST = 5


@dataclass(frozen=True)
class Shown:
    title: str
    #: planned changes that are open
    count: int
    notices: list[ChangeNotice]
    all_notices: int
    enquiries: int
    sent: int
    read: int


def make(body: RegulatoryBody, user: User, on: dt.date) -> Shown | None:
    """Four queries. Nothing to show: no card."""
    visible = CaseFile.objects.visible_to(user)
    notices = ChangeNotice.objects.filter(body=body, file__in=visible)
    numbers = notices.aggregate(all=Count("pk"), open=Count("pk", filter=Q(file__closed_at__isnull=True)))
    enquiries = Enquiry.objects.filter(body=body, file__in=visible).count()
    guidance = GuidanceCopy.objects.filter(office=body.office).aggregate(
        sent=Count("version", distinct=True),
        read=Count("version", distinct=True, filter=Q(read_at__isnull=False)),
    )
    if not numbers["all"] and not enquiries and not guidance["sent"]:
        return None
    found = notices.filter(file__closed_at__isnull=True).select_related("file")
    return Shown(
        title=_("Advice"),
        count=numbers["open"],
        notices=list(found.order_by("file__next_due_on", "-received_on", "pk")[:MOST]),
        all_notices=numbers["all"],
        enquiries=enquiries,
        sent=guidance["sent"],
        read=guidance["read"],
    )


CARD = Card("advice", "regulators/advice/body_card.html", make, order=30)
