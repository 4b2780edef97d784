"""Makers of people, files and papers for tests. Everything about a file goes through the actions; nothing surprises.

Dates: what is made was received on Monday 2 November 2026 at noon in Alberta, unless `at` says otherwise. The moves that
follow come a business day apart.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints import actions, codes
from complaints.choices import ConsentScope, Outcome, Source, Status
from complaints.models import Complaint, Ground
from mobility.accounts.choices import ROLES, OfficeKind
from mobility.accounts.models import Office, OfficeContact, User
from mobility.casefiles import actions as files
from mobility.casefiles.choices import Channel, Priority, Role
from mobility.casefiles.models import CaseFile, DocumentVersion, Participant, Person
from mobility.casefiles.primitives import complainant_of, join, open_file
from mobility.law.days import ZONE, law_date
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

RECEIVED = dt.datetime(2026, 11, 2, 12, tzinfo=ZONE)
DAY = dt.timedelta(days=1)
#: The EICAR test file, taken apart so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def later(days: int, at: dt.datetime = RECEIVED) -> dt.datetime:
    """So many calendar days after a moment, at the same time of day."""
    return at + days * DAY


# ---- people -----------------------------------------------------------------------------------------


class MakeOffice(factory.django.DjangoModelFactory[Office]):
    class Meta:
        model = Office
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"office-{n}")
    name_en = factory.Sequence(lambda n: f"Office {n}")
    kind = OfficeKind.MINISTRY


class MakeUser(factory.django.DjangoModelFactory[User]):
    """A person who signs in. `role` is one of `accounts.choices.ROLES`, or empty for somebody without any right."""

    class Meta:
        model = User

    class Params:
        role = ""

    email = factory.Sequence(lambda n: f"person-{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    capabilities = factory.LazyAttribute(lambda made: sorted(ROLES[made.role]) if made.role else [])
    password = "!"


class MakePerson(factory.django.DjangoModelFactory[Person]):
    """A worker. May be reached on the page and by e-mail at any hour."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Wanda Worker {n}")
    email = factory.Sequence(lambda n: f"worker-{n}@example.net")
    phone = factory.Sequence(lambda n: f"780-555-{n:04d}")
    channels = factory.LazyFunction(lambda: [Channel.PAGE, Channel.EMAIL])


@dataclass(frozen=True)
class Cast:
    """Who appears in the tests. The two bodies are of the registry: CLPNA and CRNA."""

    unit: Office
    body: RegulatoryBody
    other_body: RegulatoryBody
    ministry: Office
    other_ministry: Office
    ontario: Office
    saskatchewan: Office
    coordinator: User
    colleague: User
    senior: User
    director: User
    registrar: User
    other_registrar: User
    ministry_partner: User
    other_ministry_partner: User
    ontario_partner: User
    saskatchewan_partner: User
    administrator: User
    auditor: User
    stranger: User

    @property
    def by_role(self) -> dict[str, User]:
        """One person per role, for tests of who may do what."""
        return {
            "coordinator": self.coordinator,
            "senior": self.senior,
            "director": self.director,
            "registrar": self.registrar,
            "other registrar": self.other_registrar,
            "ministry": self.ministry_partner,
            "other province": self.saskatchewan_partner,
            "administrator": self.administrator,
            "auditor": self.auditor,
            "stranger": self.stranger,
        }


def make_cast() -> Cast:
    """Make everybody. Tests on the rolled-back database use the fixture `cast`."""
    unit = Office.objects.get(slug="unit")
    body = RegulatoryBody.objects.select_related("office").get(slug="clpna")
    other_body = RegulatoryBody.objects.select_related("office").get(slug="crna")
    place = {"kind": OfficeKind.JURISDICTION}
    ministry, other_ministry, ontario, saskatchewan = Office.objects.bulk_create(
        [
            MakeOffice.build(slug="t-health", name_en="Ministry of Health", kind=OfficeKind.MINISTRY),
            MakeOffice.build(slug="t-trade", name_en="Ministry of Trade", kind=OfficeKind.MINISTRY),
            MakeOffice.build(slug="t-on", name_en="Ontario coordinator", jurisdiction_code="ON", **place),
            MakeOffice.build(slug="t-sk", name_en="Saskatchewan coordinator", jurisdiction_code="SK", **place),
        ]
    )
    people: list[User] = []

    def user(name: str, role: str, office: Office | None) -> User:
        email = f"{name.split()[0].lower()}@example.org"
        people.append(MakeUser.build(name=name, email=email, role=role, office=office))
        return people[-1]

    cast = Cast(
        unit=unit,
        body=body,
        other_body=other_body,
        ministry=ministry,
        other_ministry=other_ministry,
        ontario=ontario,
        saskatchewan=saskatchewan,
        coordinator=user("Carla Coordinator", "coordinator", unit),
        colleague=user("Colin Colleague", "coordinator", unit),
        senior=user("Selma Senior", "senior coordinator", unit),
        director=user("Dora Director", "director", unit),
        registrar=user("Rita Registrar", "registrar", body.office),
        other_registrar=user("Ruben Registrar", "registrar", other_body.office),
        ministry_partner=user("Hanna Health", "partner", ministry),
        other_ministry_partner=user("Tariq Trade", "partner", other_ministry),
        ontario_partner=user("Olga Ontario", "partner", ontario),
        saskatchewan_partner=user("Sasha Saskatchewan", "partner", saskatchewan),
        administrator=user("Adam Administrator", "administrator", unit),
        auditor=user("Aude Auditor", "auditor", None),
        stranger=user("Stefan Stranger", "", None),
    )
    User.objects.bulk_create(people)  # one statement: most tests begin with this
    return cast


# ---- files ------------------------------------------------------------------------------------------


def make_file(
    *, kind: str = "enquiry", title: str = "A question", at: dt.datetime = RECEIVED, **fields: Any
) -> CaseFile:
    """A file of no particular kind, with its reference and nothing on it."""
    return open_file(kind=kind, title=title, status="open", at=at, **fields)


def make_participant(file: CaseFile, office: Office, role: str = Role.MINISTRY, **fields: Any) -> Participant:
    return join(file, role=role, office=office, at=fields.pop("at", RECEIVED), **fields)


def make_filing(**changes: Any) -> actions.Filing:
    """A nurse of Ontario whose application to CLPNA was received on 5 October 2026 and not acknowledged."""
    body = RegulatoryBody.objects.get(slug="clpna")
    filing = {
        "narrative": "I sent my application and nobody wrote back.",
        "home": Jurisdiction.objects.get(pk="ON"),
        "receiving": Jurisdiction.objects.get(pk="AB"),
        "body": body,
        "occupation": Occupation.objects.filter(body=body).first(),
        "grounds": [Ground.objects.get(slug="ack-overdue")],
        "wanted": "An answer.",
        "dates": {"application_received": dt.date(2026, 10, 5)},
        "person": {"name": "Wanda Worker", "email": "wanda@example.net", "phone": "780-555-0123",
                   "channels": [Channel.PAGE, Channel.EMAIL]},
        "speak_to_body": ConsentScope.WITH_NAME,
        "notice_version": "2026-11",
    }  # fmt: skip
    return actions.Filing(**{**filing, **changes})


def make_complaint(
    status: str = Status.RECEIVED,
    *,
    by: User | None = None,
    at: dt.datetime = RECEIVED,
    source: str = Source.WEB,
    code: str = "",
    priority: int | None = None,
    **filing: Any,
) -> Complaint:
    """A complaint brought to this status by its moves. `by` does them: a person who may also review for `reopened`.

    The outcome comes on the third day, the end of the time to object on the seventeenth; a closed one is closed the day after.
    """
    complaint = actions.file(
        make_filing(**filing),
        source=source,
        code_hash=codes.hashed(code or codes.new()),
        priority=priority or Priority.NORMAL,
        at=at,
    )
    if status == Status.RECEIVED:
        return complaint
    if status == Status.WITHDRAWN:
        return actions.withdraw(complaint, at=later(1, at))
    who = by or User.objects.get(email="selma@example.org")
    actions.screen(complaint, by=who, at=later(1, at))
    if status == Status.SCREENING:
        return complaint
    if status == Status.NEEDS_INFORMATION:
        return actions.ask(complaint, question="Which day did you apply?", by=who, at=later(2, at))
    if status == Status.OUT_OF_SCOPE:
        return actions.decline(complaint, doubt="wages", letter="This is why.", by=who, at=later(2, at))
    if status == Status.REFERRED:
        return actions.refer(complaint, to="Fair registration practices", letter="Go there.", by=who, at=later(2, at))
    if status == Status.MERGED:
        other = make_complaint(at=at, **filing)
        return actions.merge(complaint, into=other, by=who, at=later(2, at))
    actions.accept(complaint, text="We take your case on.", by=who, at=later(2, at))
    if status == Status.WITH_BODY:
        return ask_body(complaint, by=who, at=later(3, at))
    if status == Status.PROPOSAL:
        actions.propose(complaint, offered_by="body", what="They decide within a week.", by=who, at=later(3, at))
    if status in (Status.RESOLVED, Status.CLOSED, Status.REOPENED):
        actions.conclude(complaint, outcome=Outcome.EXPLAINED, letter="This is why.", by=who, at=later(3, at))
    if status == Status.NOT_RESOLVED:
        actions.conclude(complaint, outcome=Outcome.UNRESOLVED, letter="This is why.", by=who, at=later(3, at))
    if status in (Status.CLOSED, Status.REOPENED):
        actions.close(complaint, by=who, at=later(18, at))
    if status == Status.REOPENED:
        actions.reopen(complaint, reason="The worker asked.", by=who, at=later(19, at))
    if complaint.file.status != status:
        raise ValueError(f"make_complaint knows no way to {status!r}")
    return complaint


def ask_body(complaint: Complaint, *, by: User, at: dt.datetime, **asked: Any) -> Complaint:
    """Put the complaint to its body, which has an address: a day two weeks ahead."""
    if complaint.body is not None:
        OfficeContact.objects.get_or_create(office=complaint.body.office, email="registrar@body.example.org")
    words = {
        "question": "Why was no decision made in time?",
        "summary": "A person certified in Ontario applied to you.",
        "due_on": law_date(later(14, at)),
    }
    return actions.ask_body(complaint, by=by, at=at, **{**words, **asked})


def worker_of(complaint: Complaint) -> Participant:
    """The worker's row among the participants."""
    worker = complainant_of(complaint.file)
    if worker is None:
        raise LookupError("this complaint has no worker on it")
    return worker


# ---- papers -----------------------------------------------------------------------------------------


def pdf(text: str = "paper", name: str = "letter.pdf") -> SimpleUploadedFile:
    """A small PDF; another text gives other bytes."""
    return SimpleUploadedFile(name, f"%PDF-1.7\n{text}\n%%EOF\n".encode(), "application/pdf")


def word(name: str = "letter.docx", **parts: bytes) -> SimpleUploadedFile:
    """A Word file; `parts` are further members, `__` standing for `/` and a last `_` part for the ending."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:document/>")
        for member, content in parts.items():
            archive.writestr(".".join(member.replace("__", "/").rsplit("_", 1)), content)
    return SimpleUploadedFile(name, held.getvalue())


def make_document(
    file: CaseFile, *, by: User | Participant, upload: SimpleUploadedFile | None = None, **fields: Any
) -> DocumentVersion:
    """A paper on a file, waiting for the virus check."""
    return files.add_document(file, upload or pdf(), by=by, at=fields.pop("at", RECEIVED), **fields)


def make_mail(address: str = "wanda@example.net") -> SimpleUploadedFile:
    """A mail somebody saved."""
    return SimpleUploadedFile("mail.eml", f"From: {address}\r\nSubject: Hello\r\n\r\nGood day.\r\n".encode())
