"""A mail saved as a file, .eml or Outlook's .msg: who wrote, when, what, and what was attached. Reads bytes; stores nothing."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from django.core.files.uploadedfile import UploadedFile
from django.utils.html import strip_tags

from .uploads import MAX_FILES, MAX_MB, BadUpload, safe_name

EML, MSG = "message/rfc822", "application/vnd.ms-outlook"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LONGEST = 20_000


@dataclass(frozen=True)
class Attached:
    name: str
    content: bytes


@dataclass(frozen=True)
class MailFile:
    """One mail. `text` is plain, at most 20,000 characters; the whole is in the file itself."""

    name: str
    address: str
    subject: str
    text: str
    sent_at: dt.datetime | None
    attached: tuple[Attached, ...]
    content_type: str

    @property
    def sender(self) -> str:
        return f"{self.name} <{self.address}>" if self.name and self.address else self.address or self.name

    @property
    def words(self) -> str:
        """Subject and text, as a message on a file says them."""
        return "\n\n".join(part for part in (self.subject, self.text) if part)


def read(upload: UploadedFile) -> MailFile:
    """Raises `BadUpload`: too large, empty, or not a mail."""
    name, size = safe_name(upload.name or "mail"), upload.size or 0
    if size == 0:
        raise BadUpload("file_empty", file=name)
    if size > MAX_MB * 1024 * 1024:
        raise BadUpload("file_big", file=name, size=str(round(size / 1024 / 1024)), max=str(MAX_MB))
    upload.seek(0)
    raw = upload.read()
    upload.seek(0)
    try:
        found = read_msg(raw) if raw.startswith(OLE) else read_eml(raw)
    except (MessageError, ValueError, LookupError, OSError, AssertionError, TypeError, AttributeError) as error:
        raise BadUpload("file_broken", file=name) from error
    if not (found.address or found.name) or not (found.words or found.attached):
        raise BadUpload("file_type", file=name, types=".eml, .msg")
    return found


def read_eml(raw: bytes) -> MailFile:
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - what this policy makes
    body = mail.get_body(("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        text = strip_tags(text)
    name, address = parseaddr(str(mail.get("From", "")))
    sent = mail.get("Date")
    return MailFile(
        name=name,
        address=address,
        subject=clean(str(mail.get("Subject", ""))),
        text=clean(text),
        sent_at=aware(getattr(sent, "datetime", None)),
        attached=tuple(attachments(mail)),
        content_type=EML,
    )


def attachments(mail: EmailMessage) -> Iterator[Attached]:
    for number, part in enumerate(mail.iter_attachments(), start=1):
        if number > MAX_FILES:
            return
        content = part.get_content() if not part.is_multipart() else part.as_bytes()
        if isinstance(content, str):
            content = content.encode()
        elif not isinstance(content, bytes):  # a mail in the mail
            content = bytes(content)
        yield Attached(safe_name(part.get_filename() or f"attachment-{number}"), content)


def read_msg(raw: bytes) -> MailFile:
    from oxmsg import Message  # here: few people ever drop one

    mail = Message.load(io.BytesIO(raw))
    name, address = parseaddr(mail.sender or "")
    text = mail.body or strip_tags(mail.html_body or "")
    found = tuple(
        Attached(safe_name(one.file_name or f"attachment-{number}"), one.file_bytes)
        for number, one in enumerate(mail.attachments[:MAX_FILES], start=1)
        if one.file_bytes
    )
    return MailFile(name, address, clean(mail.subject), clean(text), aware(mail.sent_date), found, MSG)


def clean(text: str) -> str:
    """Without characters the database refuses, and no longer than a message may be."""
    kept = "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or c.isprintable())
    return kept.strip()[:LONGEST]


def aware(at: dt.datetime | None) -> dt.datetime | None:
    return at.replace(tzinfo=dt.UTC) if at is not None and at.tzinfo is None else at
