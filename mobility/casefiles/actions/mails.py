"""A mail that was saved as a file comes onto a case file, with what was attached to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles import access, mailfiles, store, uploads
from mobility.casefiles.choices import Channel, EventKind, Flow
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, DocumentVersion, Message, Participant
from mobility.casefiles.primitives import lock, redue, require

from .papers import keep_document


@dataclass(frozen=True)
class Taken:
    """What became of a mail: the message, and the attachments that could not be kept by themselves."""

    message: Message
    left_out: tuple[str, ...]


@transaction.atomic
def take_mail(
    file: CaseFile, *, mail: UploadedFile, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Taken:
    """Put a saved mail (.eml, .msg) on the file.

    The text becomes a message from whoever on the file has that address, else one for the unit alone. The mail itself and
    its attachments are kept as documents and checked for viruses; what may not be kept by itself stays in the mail.
    Records `mail_taken`. Refused when this very mail is there already. Raises `uploads.BadUpload` for what is no mail.
    """
    at = at or now()
    lock(file, version=version)
    require(access.can_write(by, file))
    read = mailfiles.read(mail)
    sha256, size = store.put(mail)
    if DocumentVersion.objects.filter(document__file=file, sha256=sha256).exists():
        raise Refused(_("This mail is on the file already."))
    sender = sender_of(file, read.address)
    audience = [sender] if sender else []
    sent_at = read.sent_at if read.sent_at is not None and read.sent_at <= at else at
    message = Message.objects.create(
        file=file,
        flow=Flow.IN,
        text=read.words if sender else f"{read.sender}\n\n{read.words}",
        language=sender.person.language if sender and sender.person else "en",
        channel=Channel.EMAIL,
        at=sent_at,
        by_participant=sender,
        audience=[one.pk for one in audience],
    )
    keep_document(
        file,
        filename=uploads.safe_name(mail.name or "mail.eml"),
        sha256=sha256,
        size=size,
        content_type=read.content_type,
        by=by,
        at=at,
        kind="mail",
        audience=audience,
    )
    left_out = []
    for one in read.attached:
        attached = SimpleUploadedFile(one.name, one.content)
        try:
            examined = uploads.examine(attached)
        except uploads.BadUpload:
            left_out.append(one.name)
            continue
        sha256, size = store.put(attached)
        keep_document(
            file,
            filename=examined.name,
            sha256=sha256,
            size=size,
            content_type=examined.content_type,
            by=by,
            at=at,
            audience=audience,
        )
    record(
        file,
        EventKind.MAIL_TAKEN,
        by=by,
        at=at,
        facts={"message": message.pk, "sender": read.sender, "left_out": left_out},
        audience=audience,
    )
    redue(file)
    return Taken(message, tuple(left_out))


def sender_of(file: CaseFile, address: str) -> Participant | None:
    """Who on the file writes from this address."""
    if not address:
        return None
    takers = Participant.objects.filter(file=file, until_at__isnull=True).select_related("person", "office")
    for taker in takers:
        known = taker.person.email if taker.person else taker.office.email if taker.office else ""
        if known and known.lower() == address.lower():
            return taker
    return None
