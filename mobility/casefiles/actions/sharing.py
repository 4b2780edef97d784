"""Opening items of a file to a participant under a named authority, and closing them again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles.choices import EventKind
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Consent, Document, Participant, Share

from .offices import require_of_file


def share(
    file: CaseFile,
    *,
    to: Participant,
    by: User,
    at: dt.datetime,
    consent: Consent | None = None,
    authority: str = "",
    documents: Sequence[Document] = (),
) -> Share:
    """Open papers of the file to a participant. A part of other actions; the caller holds the lock.

    Refused without a consent in force or another authority in words, and for papers that may not leave the unit.
    """
    require_of_file(file, [to])
    if consent is not None and (consent.file_id != file.pk or consent.withdrawn_at is not None):
        raise Refused(_("The consent was withdrawn: nothing may be sent under it."))
    if consent is None and not authority.strip():
        raise Refused(_("Name the authority under which this leaves the unit: a consent, a section, an agreement."))
    leaving = set(Document.objects.filter(file=file).leaving().values_list("pk", flat=True))
    if any(document.pk not in leaving for document in documents):
        raise Refused(_("One of these papers may not leave the unit, or waits for its virus check."))
    shared = Share.objects.create(
        file=file, participant=to, authority=authority.strip(), consent=consent, by=by, since=at
    )
    shared.documents.set(documents)
    for document in documents:
        document.audience = sorted({*document.audience, to.pk})
        document.save(update_fields=["audience"])
    record(
        file,
        EventKind.SHARED,
        by=by,
        at=at,
        facts={
            "share": shared.pk,
            "authority": shared.authority,
            "consent": consent.pk if consent else None,
            "documents": [document.pk for document in documents],
            "titles": [document.title for document in documents],
        },
        audience=[to],
    )
    return shared


def unshare(shared: Share, *, by: User, at: dt.datetime, reason: str) -> None:
    """Close what a share opened. What another share of the same participant opened stays. The caller holds the lock."""
    if shared.until is not None:
        return
    shared.until = at
    shared.save(update_fields=["until"])
    still = set(
        Document.objects.filter(shares__participant_id=shared.participant_id, shares__until__isnull=True).values_list(
            "pk", flat=True
        )
    )
    for document in shared.documents.all():
        if document.pk not in still:
            document.audience = [pk for pk in document.audience if pk != shared.participant_id]
            document.save(update_fields=["audience"])
    record(
        shared.file,
        EventKind.UNSHARED,
        by=by,
        at=at,
        facts={"share": shared.pk, "reason": reason},
        audience=[shared.participant],
    )
