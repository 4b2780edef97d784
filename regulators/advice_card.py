"""What advice says on the page of a body: changes planned there, enquiries about it, guidance that it has or has not read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from mobility import counting
from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile

from .advice_models import Enquiry, GuidanceCopy, GuidanceVersion
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
    copies = GuidanceCopy.objects.filter(office=body.office)
    number, is_open, enquiries, sent, read = counting.counted(
        notices,
        notices.filter(file__closed_at__isnull=True),
        Enquiry.objects.filter(body=body, file__in=visible),
        GuidanceVersion.objects.filter(Exists(copies.filter(version=OuterRef("pk")))),
        GuidanceVersion.objects.filter(Exists(copies.filter(version=OuterRef("pk"), read_at__isnull=False))),
    )
    if not number and not enquiries and not sent:
        return None
    found = notices.filter(file__closed_at__isnull=True).select_related("file")
    return Shown(
        title=_("Advice"),
        count=is_open,
        notices=list(found.order_by("file__next_due_on", "-received_on", "pk")[:MOST]),
        all_notices=number,
        enquiries=enquiries,
        sent=sent,
        read=read,
    )


CARD = Card("advice", "regulators/advice/body_card.html", make, order=30)
