"""A mail dropped on a file becomes a message with its attachments, from .eml and from Outlook's .msg."""

from __future__ import annotations

import datetime as dt
import io
from email.message import EmailMessage

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import now

from mobility.casefiles import actions, mailfiles, uploads
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import Document, DocumentVersion, Event, Message
from mobility.casefiles.primitives import complainant_of
from tests.casefiles import outlook
from tests.makers import make_complaint

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"
SENT = dt.datetime(2026, 10, 5, 14, 30, tzinfo=dt.UTC)


def eml(address="wanda@example.net", **more) -> SimpleUploadedFile:
    mail = EmailMessage()
    mail["From"] = f"Wanda Élise Worker <{address}>"
    mail["To"] = "unit@example.org"
    mail["Subject"] = "La réponse de l’ordre"
    mail["Date"] = more.pop("date", SENT)
    mail.set_content("Bonjour,\n\nvoici leur lettre. Ça date d’août.\n")
    mail.add_alternative("<p>Bonjour,</p><script>alert(1)</script>", subtype="html")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="lettre d’août.pdf")
    for name, content in more.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return SimpleUploadedFile("Réponse.eml", mail.as_bytes())


def msg() -> SimpleUploadedFile:
    since_1601 = int((SENT - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds()) * 10_000_000
    long = "Bonjour, voici leur lettre. " * 300  # longer than what a small stream holds
    return SimpleUploadedFile(
        "Réponse.msg",
        outlook.message("La réponse", long, ("Wanda Élise", "wanda@example.net"), since_1601, {"lettre.pdf": PDF}),
    )


def test_an_eml_is_read_whole():
    read = mailfiles.read(eml())
    assert (read.name, read.address, read.subject, read.sent_at) == (
        "Wanda Élise Worker",
        "wanda@example.net",
        "La réponse de l’ordre",
        SENT,
    )
    assert read.text == "Bonjour,\n\nvoici leur lettre. Ça date d’août."
    assert [(one.name, one.content) for one in read.attached] == [("lettre d’août.pdf", PDF)]


def test_an_outlook_message_is_read_whole():
    read = mailfiles.read(msg())
    assert (read.name, read.address, read.subject, read.sent_at) == (
        "Wanda Élise",
        "wanda@example.net",
        "La réponse",
        SENT,
    )
    assert read.text == ("Bonjour, voici leur lettre. " * 300).strip()
    assert [(one.name, one.content) for one in read.attached] == [("lettre.pdf", PDF)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"just words", "file_type"),
        (bytes(range(256)) * 40, "file_type"),
        (PDF, "file_type"),
        (mailfiles.OLE + b"\0" * 600, "file_broken"),
        (msg().read()[:1500], "file_broken"),
    ],
)
def test_what_is_no_mail_is_refused(content, code):
    with pytest.raises(uploads.BadUpload) as refused:
        mailfiles.read(SimpleUploadedFile("x.eml", content))
    assert refused.value.code == code


@pytest.mark.django_db
def test_a_mail_becomes_a_message_with_its_attachments_scanned(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    worker = complainant_of(complaint.file)
    mail = eml(worker.person.email, **{"macro.exe": b"MZ" + bytes(200)})
    taken = actions.take_mail(complaint.file, mail=mail, by=cast.coordinator)
    message = Message.objects.get(pk=taken.message.pk)
    assert (message.by_participant, message.at, message.channel, message.audience) == (
        worker,
        SENT,
        "email",
        [worker.pk],
    )
    assert message.text.startswith("La réponse de l’ordre\n\nBonjour")
    assert taken.left_out == ("macro.exe",)
    documents = Document.objects.filter(file=complaint.file, added_by=cast.coordinator).order_by("pk")
    assert [(one.title, one.kind, one.audience) for one in documents] == [
        ("Réponse.eml", "mail", [worker.pk]),
        ("lettre d’août.pdf", "evidence", [worker.pk]),
    ]
    assert set(DocumentVersion.objects.filter(document__in=documents).values_list("scan_state", flat=True)) == {
        "waiting"
    }
    event = Event.objects.get(file=complaint.file, kind="casefiles.mail_taken")
    assert (event.actor_user, event.kept.facts["left_out"]) == (cast.coordinator, ["macro.exe"])


@pytest.mark.django_db
def test_a_mail_from_a_stranger_is_for_the_unit_alone_and_comes_in_once(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    mail = eml("who@example.com")
    taken = actions.take_mail(complaint.file, mail=mail, by=cast.coordinator)
    assert (taken.message.audience, taken.message.by_participant) == ([], None)
    assert "who@example.com" in taken.message.text
    with pytest.raises(Refused, match="on the file already"):
        actions.take_mail(complaint.file, mail=mail, by=cast.coordinator)
    assert Message.objects.filter(file=complaint.file, channel="email").count() == 1


@pytest.mark.django_db
def test_a_date_that_cannot_be_is_the_day_it_came(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    late = eml("who@example.com", date=dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
    assert actions.take_mail(complaint.file, mail=late, by=cast.coordinator).message.at <= now()


@pytest.mark.django_db
def test_nothing_is_left_when_it_is_refused(cast):
    complaint = make_complaint("screening", by=cast.coordinator)
    before = (Message.objects.count(), Event.objects.count(), Document.objects.count())
    with pytest.raises(uploads.BadUpload):
        actions.take_mail(
            complaint.file, mail=SimpleUploadedFile("x.eml", io.BytesIO(b"no").read()), by=cast.coordinator
        )
    assert (Message.objects.count(), Event.objects.count(), Document.objects.count()) == before
