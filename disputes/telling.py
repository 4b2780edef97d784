"""Mails to people of ministries and other governments who take part: a reference, neutral words, and the way to their page."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from mobility.accounts import addresses
from mobility.casefiles import mails
from mobility.casefiles.models import CaseFile, Participant
from mobility.outbox import actions as outbox


def tell(case: CaseFile, kind: str, seats: Iterable[Participant]) -> None:
    """Write to everybody of these offices who signs in, each once. Whoever is not in any more is not written to."""
    people = {
        user.email.lower(): user
        for seat in seats
        if seat.office is not None and seat.until_at is None
        for user in addresses.signing_in(seat.office)
    }
    for user in people.values():
        language = user.language
        outbox.queue_page(
            to=user.email,
            template="body",
            language=language,
            kind=kind,
            about=case.reference,
            context={
                "heading": mails.line(kind, "subject", language, reference=case.reference),
                "preview": mails.line(kind, "preview", language),
                "footer": mails.texts()["footer_body"][language],
                "signature": mails.texts()["sender_body"][language],
                "url": f"{settings.SITE_URL}{reverse('partner_dispute', args=[case.reference])}",
                "text": "",
            },
        )


def seats_in(case: CaseFile, *sides: str) -> list[Participant]:
    """Offices that are in these rooms now."""
    rows = case.participants.filter(side__in=sides, office__isnull=False, until_at__isnull=True)
    return list(rows.select_related("office").order_by("pk"))
