"""A complaint comes in, whichever the door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import notices
from complaints.choices import (
    DANGER_FLAGS,
    ApplicationFact,
    CameBy,
    ConsentScope,
    Direction,
    EventKind,
    Recipient,
    SaidBy,
    Source,
    Status,
)
from complaints.drafts import MovedOn
from complaints.models import Complaint, ComplaintGround, Draft, Ground
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import mailfiles, search, store
from mobility.casefiles.choices import Kind, Priority, Role
from mobility.casefiles.history import record
from mobility.casefiles.models import Participant, Person
from mobility.casefiles.primitives import join, open_file, redue, require
from mobility.law.days import law_date
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

from .dates import enter_date, happened, note_review_limit, recount_application


@dataclass(frozen=True)
class Filing:
    """What a complaint is made of, whichever door it came through."""

    narrative: str
    direction: str = Direction.INBOUND
    language: str = "en"
    home: Jurisdiction | None = None
    receiving: Jurisdiction | None = None
    body: RegulatoryBody | None = None
    body_text: str = ""
    home_body: RegulatoryBody | None = None
    occupation: Occupation | None = None
    occupation_text: str = ""
    grounds: Sequence[Ground] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    wanted: str = ""
    urgent: str = ""
    flags: Sequence[str] = ()
    in_danger: bool = False
    dates: Mapping[str, dt.date] = field(default_factory=dict)
    #: Fact of a date -> who says so; the worker where it is not said.
    dates_said_by: Mapping[str, str] = field(default_factory=dict)
    review_by: dt.date | None = None
    for_somebody_else: bool = False
    #: Who writes for the worker: fields of a Person; and on what authority.
    representative: Mapping[str, object] = field(default_factory=dict)
    authority: str = ""
    authority_text: str = ""
    referred_by: str = ""
    scope_doubt: str = ""
    person: Mapping[str, object] = field(default_factory=dict)
    speak_to_body: str = ConsentScope.ADVISE_FIRST
    speak_to_home: bool = False
    notice_version: str = ""
    came_by: str = ""


@transaction.atomic
def file(
    filing: Filing,
    *,
    source: str,
    code_hash: str | None = None,
    import_key: str | None = None,
    priority: int | None = None,
    by: User | None = None,
    at: dt.datetime | None = None,
) -> Complaint:
    """Open a complaint.

    Records `filed`, and `represented` when somebody writes for the worker; starts the unit's first-reply standard
    and, on the dates given, the body's statutory clocks;
    a danger flag restricts the file, puts it on top and starts the same-day standard; tells the worker where it is safe.
    """
    at = at or now()
    complaint, worker = opened(
        filing, source=source, code_hash=code_hash, import_key=import_key, priority=priority, by=by, at=at
    )
    if source != Source.IMPORT:
        notices.received(complaint, worker, at)
    redue(complaint.file)
    return complaint


def opened(
    filing: Filing,
    *,
    source: str,
    code_hash: str | None,
    at: dt.datetime,
    import_key: str | None = None,
    priority: int | None = None,
    by: User | None = None,
) -> tuple[Complaint, Participant]:
    """The new file with all that was said. A part of `file` and `send`, which tell the worker and end with `redue`."""
    received_on = law_date(at)
    danger = filing.in_danger or bool(DANGER_FLAGS & set(filing.flags))
    case = open_file(
        kind=Kind.COMPLAINT,
        title=title(filing),
        status=Status.RECEIVED,
        at=at,
        priority=Priority.URGENT if danger else priority or Priority.NORMAL,
    )
    person = Person.objects.create(**{"language": filing.language, **filing.person})
    complaint = Complaint(
        file=case,
        direction=filing.direction,
        home=filing.home,
        receiving=filing.receiving,
        body=filing.body,
        body_text=filing.body_text,
        home_body=filing.home_body,
        occupation=filing.occupation,
        occupation_text=filing.occupation_text,
        complainant=person,
        narrative=filing.narrative,
        wanted=filing.wanted,
        urgent=filing.urgent,
        answers=dict(filing.answers),
        language=filing.language,
        flags=list(filing.flags),
        in_danger=danger,
        scope_doubt=filing.scope_doubt,
        for_somebody_else=filing.for_somebody_else,
        authority=filing.authority,
        authority_text=filing.authority_text,
        referred_by=filing.referred_by,
        received_on=received_on,
        source=source,
        import_key=import_key,
        notice_version=filing.notice_version,
        code_hash=code_hash,
        ground_slugs=[ground.slug for ground in filing.grounds],
        opened_at=at,
    )
    complaint.save(force_insert=True)
    ComplaintGround.objects.bulk_create(
        ComplaintGround(complaint=complaint, ground=ground) for ground in filing.grounds
    )
    worker = join(case, role=Role.COMPLAINANT, person=person, at=at)
    record(
        case,
        EventKind.FILED,
        by=by or (worker if source == Source.WEB else None),
        at=at,
        facts={
            "source": source,
            "direction": filing.direction,
            "grounds": complaint.ground_slugs,
            "notice": filing.notice_version,
            **({"came_by": filing.came_by} if filing.came_by else {}),
        },
        audience=[worker],
    )
    if source != Source.IMPORT:
        files.consent(
            case,
            participant=worker,
            scope=filing.speak_to_body,
            recipient=Recipient.BODY,
            notice_version=filing.notice_version,
            at=at,
            is_first=True,
        )
        if filing.speak_to_home:
            files.consent(
                case,
                participant=worker,
                scope=ConsentScope.WITH_NAME,
                recipient=Recipient.HOME,
                notice_version=filing.notice_version,
                at=at,
                is_first=True,
            )
    if filing.for_somebody_else and (filing.representative or filing.authority):
        represent(complaint, filing, at=at, by=by)
    happened(complaint, "complaint_received", received_on)
    for fact in ApplicationFact.values:
        if fact in filing.dates:
            enter_date(
                complaint,
                fact,
                filing.dates[fact],
                filing.dates_said_by.get(fact, SaidBy.WORKER),
                at=at,
                by=by or (worker if source == Source.WEB else None),
            )
    if filing.dates:
        recount_application(complaint)
    if filing.review_by is not None:
        note_review_limit(case, filing.review_by)
    index(complaint)
    if danger:
        raise_danger(complaint, at=at)
    return complaint, worker


def represent(complaint: Complaint, filing: Filing, *, at: dt.datetime, by: User | None) -> None:
    """Put whoever writes for the worker on the file, with the authority they name. They see what the worker shows them."""
    case = complaint.file
    person = Person.objects.create(**{"language": filing.language, **filing.representative})
    representative = join(case, role=Role.REPRESENTATIVE, person=person, at=at)
    record(
        case,
        EventKind.REPRESENTED,
        by=by or representative,
        at=at,
        facts={"person": person.pk, "authority": filing.authority, "words": filing.authority_text},
    )


@transaction.atomic
def enter(filing: Filing, *, once: str, code_hash: str, by: User, at: dt.datetime | None = None) -> Complaint:
    """Enter a complaint that came by another door. The same form sent twice (`once`) makes one complaint."""
    require(by.can(Capability.WORK))
    key = f"entry:{once}"
    with connection.cursor() as cursor:  # two sendings at the same moment: the second waits for the first
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    found = Complaint.objects.filter(import_key=key).select_related("file").first()
    if found is not None:
        return found
    if filing.receiving is None and filing.direction == Direction.INBOUND:
        filing = replace(filing, receiving=Jurisdiction.objects.get(pk="AB"))
    return file(filing, source=Source.STAFF, code_hash=code_hash, import_key=key, by=by, at=at)


@transaction.atomic
def enter_mail(mail: UploadedFile, *, code_hash: str, by: User, at: dt.datetime | None = None) -> Complaint:
    """Start a file from a saved mail (.eml, .msg). The same mail again is the same complaint.

    The narrative is the mail's text; body, occupation and places are set afterwards (`place`). Nothing is sent: nobody
    said yet what is safe. Raises `uploads.BadUpload` for what is no mail.
    """
    require(by.can(Capability.WORK))
    read = mailfiles.read(mail)
    sha256, _size = store.put(mail)
    filing = Filing(
        narrative=read.words or read.sender,
        person={"name": read.name[:200], "email": read.address[:254], "channels": []},
        came_by=CameBy.EMAIL,
    )
    complaint = enter(filing, once=f"mail:{sha256[:40]}", code_hash=code_hash, by=by, at=at)
    if complaint.code_hash == code_hash:
        files.take_mail(complaint.file, mail=mail, by=by, at=at)
    return complaint


@transaction.atomic
def send(draft: Draft, filing: Filing, *, at: dt.datetime | None = None) -> Complaint:
    """Send a draft: `file` with its papers, recorded as `document_added`.

    Sending it again, from another window or after a lost connection, gives the same complaint.
    Raises MovedOn when another window saved an answer since the draft was read: nothing is sent that nobody looked at.
    """
    at = at or now()
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if locked.complaint is not None:
        return locked.complaint
    if locked.answers != draft.answers:
        raise MovedOn(locked)
    complaint, worker = opened(filing, source=Source.WEB, code_hash=locked.code_hash, at=at)
    for paper in locked.files.all():
        files.put_document(
            complaint.file,
            filename=paper.filename,
            sha256=paper.sha256,
            size=paper.size,
            content_type=paper.content_type,
            by=worker,
            audience=[worker],
            at=at,
        )
    locked.complaint, locked.answers = complaint, {}
    locked.save(update_fields=["complaint", "answers"])
    notices.received(complaint, worker, at)
    redue(complaint.file)
    return complaint


def title(filing: Filing) -> str:
    """What the file is about, in words that name nobody: occupation, first ground, from where to where."""
    with translation.override("en"):
        occupation = str(filing.occupation or filing.occupation_text or _("Occupation not given"))
        ground = filing.grounds[0].label if filing.grounds else _("complaint")
        where = f"{filing.home.code if filing.home else '?'} → {filing.receiving.code if filing.receiving else '?'}"
        return f"{occupation}: {ground[0].lower()}{ground[1:]} ({where})"[:250]


def index(complaint: Complaint) -> None:
    """Write what the complaint is found by."""
    person = complaint.complainant
    search.index(
        complaint.file,
        names=[person.name, complaint.body_short, complaint.body_text, str(complaint.body or "")],
        texts=[
            complaint.narrative,
            complaint.wanted,
            complaint.urgent,
            complaint.occupation_name,
            *complaint.answers.values(),
        ],
    )


def raise_danger(complaint: Complaint, *, at: dt.datetime) -> None:
    """Restrict the file to those who assign work and its owner, and start the same-day standard. The caller holds the lock."""
    file_row = complaint.file
    seniors = list(User.objects.filter(is_active=True, capabilities__contains=[Capability.ASSIGN, Capability.REVIEW]))
    happened(complaint, "danger_flag_raised", law_date(at))
    record(file_row, EventKind.DANGER_RAISED, by=None, at=at, facts={"flags": list(complaint.flags)})
    named = seniors + ([file_row.owner] if file_row.owner else [])
    if named:
        files.shut(file_row, named, by=None, reason=_("danger flag"), at=at)
