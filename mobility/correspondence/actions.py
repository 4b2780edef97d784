"""Everything that changes a request: ask, open, answer, answer on behalf, revoke, lapse, resend, chase, extend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts import addresses
from mobility.accounts.choices import Language
from mobility.accounts.models import Office, User
from mobility.casefiles import accesslog
from mobility.casefiles import actions as files
from mobility.casefiles.choices import AccessKind, Channel
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Consent, Document, Participant, Person
from mobility.casefiles.primitives import join, keep_tip, lock, redue, require
from mobility.law.days import law_date

from . import access, naming, notices, reactions
from .choices import CATEGORIES, DATED, INTERIM, ON_BEHALF, Category, EventKind, Shut, Via
from .models import Request, RequestAnswer, RequestReminder

#: The same words again within this time are the same answer.
SAME_WORDS = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Recipient:
    """Somebody asked who is no office of ours: a body of another province, for instance."""

    name: str
    email: str
    jurisdiction: str = ""


@dataclass(frozen=True)
class Asking:
    """What is asked of whom, and under which authority it leaves."""

    to: Office | Recipient
    role: str
    purpose: str
    question: str
    due_on: dt.date
    summary: str = ""
    language: str = Language.EN
    consent: Consent | None = None
    authority: str = ""
    with_name: bool = False
    documents: Sequence[Document] = ()
    #: An address to register with the office first, where it has none.
    register: str = ""


# ---- asking -----------------------------------------------------------------------------------------
@transaction.atomic
def ask(
    file: CaseFile, asking: Asking, *, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Request:
    """Put a request on a file whose kind has no verb of its own for it. See `put`."""
    at = at or now()
    lock(file, version=version)
    require(access.can_ask(by, file), "" if file.is_open else _("This file is closed."))
    request = put(file, asking, by=by, at=at)
    redue(file)
    return request


def put(file: CaseFile, asking: Asking, *, by: User, at: dt.datetime) -> Request:
    """Ask somebody. A part of other actions; the caller holds the lock.

    Lets whoever is asked take part, shares the chosen papers under the authority, records `requested` for the unit and
    them, and writes to their registered addresses. Refused without authority, without address, for a past day, and where
    the text names a worker who is not to be named.
    """
    if not asking.question.strip():
        raise Refused(_("Write what you ask."))
    if asking.due_on < law_date(at):
        raise Refused(_("The day to answer by has passed already."))
    if not asking.with_name:
        stay_unnamed(file, asking)
    participant = take_in(file, asking, at=at)
    share = files.share(
        file,
        to=participant,
        by=by,
        at=at,
        consent=asking.consent,
        authority=asking.authority,
        documents=asking.documents,
    )
    request = Request.objects.create(
        file=file,
        participant=participant,
        share=share,
        purpose=asking.purpose,
        question=asking.question,
        summary=asking.summary,
        with_name=asking.with_name,
        language=asking.language,
        jurisdiction_code=(asking.to.jurisdiction if isinstance(asking.to, Recipient) else asking.to.jurisdiction_code),
        due_on=asking.due_on,
        sent_at=at,
        by=by,
    )
    record(
        file,
        EventKind.REQUESTED,
        by=by,
        at=at,
        facts={"request": request.pk, "to": request.to, "purpose": request.purpose, "due_on": request.due_on},
        audience=[participant],
    )
    if not notices.asked(request, at):
        raise Refused(
            _("No e-mail address is registered for %(office)s. Give one, and it is registered with the office.")
            % {"office": request.to}
        )
    return request


def stay_unnamed(file: CaseFile, asking: Asking) -> None:
    """Nothing that leaves may say who the worker is: neither our words nor the worker's own papers."""
    worker = naming.worker_of(file)
    titles = " / ".join(document.title for document in asking.documents)
    if found := naming.named_in(f"{asking.question}\n{asking.summary}\n{titles}", worker):
        raise Refused(
            _("The worker is not to be named, and the text says “%(words)s”. Take it out.") % {"words": found}
        )
    if any(document.added_by_id is None for document in asking.documents):
        raise Refused(_("The worker is not to be named: choose papers of ours only, not those the worker sent."))


def take_in(file: CaseFile, asking: Asking, *, at: dt.datetime) -> Participant:
    """The participant who is asked: the office, or the recipient as a person of this file, joined once."""
    if isinstance(asking.to, Office):
        if asking.register:
            addresses.register(asking.to, asking.register, language=asking.language)
        return join(file, role=asking.role, office=asking.to, at=at)
    email = asking.to.email.strip().lower()
    known = file.participants.filter(
        role=asking.role, person__email=email, person__name=asking.to.name, until_at__isnull=True
    ).first()
    if known is not None:
        return known
    person = Person.objects.create(name=asking.to.name, email=email, language=asking.language, channels=[Channel.EMAIL])
    return join(file, role=asking.role, person=person, at=at)


def opened(request: Request, *, by: User | Participant) -> None:
    """Log an opening by whoever was asked; the first one is an event. Nothing that the unit has open is overtaken."""
    accesslog.log(
        AccessKind.OPENED,
        user=by if isinstance(by, User) else None,
        participant=request.participant,
        file=request.file,
        detail=f"request {request.pk}" + ("" if isinstance(by, User) else " by link"),
    )
    if request.opened_at is not None:
        return
    with transaction.atomic():
        at = now()
        file = lock(request)
        if not Request.objects.filter(pk=request.pk, opened_at__isnull=True).update(opened_at=at):
            return
        request.opened_at = at
        record(
            file, EventKind.OPENED, by=by, at=at, facts={"request": request.pk, "to": request.to},
            audience=[request.participant],
        )  # fmt: skip
        keep_tip(file)


# ---- answering --------------------------------------------------------------------------------------
@transaction.atomic
def answer(
    request: Request,
    *,
    category: str,
    by: User | Participant,
    text: str = "",
    provision: str = "",
    due_on: dt.date | None = None,
    name: str = "",
    papers: Sequence[UploadedFile] = (),
    at: dt.datetime | None = None,
) -> RequestAnswer:
    """Whoever was asked answers, by the link or in the portal. Answering again gives the answer that is there.

    Keeps the papers for the unit and whoever was asked; records `answered`; the file's kind moves on; a copy goes to the
    registered addresses. Refused when the request was withdrawn or closed.
    """
    if isinstance(by, User):
        require(access.can_answer(by, request))
        name = name or by.name
    elif by.pk != request.participant_id:
        raise Refused(_("You may not do this."))
    said = RequestAnswer(
        category=category,
        text=text,
        provision=provision,
        due_on=due_on,
        said_by=name,
        via=Via.PORTAL if isinstance(by, User) else Via.LINK,
    )
    return keep(request, said, papers, by=by, at=at or now())


@transaction.atomic
def answer_on_behalf(
    request: Request,
    *,
    category: str,
    via: str,
    answered_on: dt.date,
    name: str,
    by: User,
    text: str = "",
    provision: str = "",
    due_on: dt.date | None = None,
    papers: Sequence[UploadedFile] = (),
    at: dt.datetime | None = None,
    version: int | None = None,
) -> RequestAnswer:
    """Enter an answer that came by mail, telephone or on paper: the same as `answer`, with who said it, how and when.

    The copy to the registered addresses lets whoever answered object.
    """
    at = at or now()
    file = lock(request, version=version)
    require(access.can_ask(by, file))
    if via not in ON_BEHALF:
        raise Refused(_("Say how the answer reached us."))
    if answered_on > law_date(at):
        raise Refused(_("An answer cannot have come on a day that is still ahead."))
    said = RequestAnswer(
        category=category,
        text=text,
        provision=provision,
        due_on=due_on,
        said_by=name,
        via=via,
        answered_on=answered_on,
        by=by,
    )
    return keep(request, said, papers, by=by, at=at)


def keep(
    request: Request,
    said: RequestAnswer,
    papers: Sequence[UploadedFile],
    *,
    by: User | Participant,
    at: dt.datetime,
) -> RequestAnswer:
    """Lock, ask, keep, record, react, tell: what both ways of answering share."""
    file = lock(request)
    request.refresh_from_db(fields=["answered_at", "revoked_at", "lapsed_at", "due_on"])
    if there := answered_before(request, said, at):
        return there
    shut = request.shut
    if shut and not (said.on_behalf and shut == Shut.CONSENT):
        raise Refused(str(Shut(shut).label))
    if wrong := lacking(request, said, at):
        raise Refused(wrong)
    said.request, said.at = request, at
    said.is_final = said.category not in INTERIM
    said.answered_on = said.answered_on or law_date(at)
    said.by = by if isinstance(by, User) else None
    said.save()
    # what came in belongs to the office, whoever of it sent it: its people have no right to write on the file itself
    sender = by if said.on_behalf else request.participant
    kept = [
        files.add_document(file, paper, by=sender, kind="answer", audience=[request.participant], at=at)
        for paper in papers
    ]
    said.papers.set([version.document_id for version in kept])
    if said.is_final:
        request.answered_at = at
        request.save(update_fields=["answered_at"])
    record(
        file,
        EventKind.ANSWERED,
        by=by,
        at=at,
        facts={
            "request": request.pk,
            "to": request.to,
            "category": said.category,
            "due_on": said.due_on,
            "via": said.via,
            "said_by": said.said_by,
        },
        audience=[request.participant],
    )
    reactions.answered(request, said, at)
    redue(file)
    notices.copied(request, said)
    return said


def answered_before(request: Request, said: RequestAnswer, at: dt.datetime) -> RequestAnswer | None:
    """The answer that is there already: the one that ended the request, or the same words a moment ago."""
    found = RequestAnswer.objects.filter(request=request)
    if request.answered_at is not None:
        return found.filter(is_final=True).first()
    return found.filter(category=said.category, text=said.text, at__gt=at - SAME_WORDS).first()


def lacking(request: Request, said: RequestAnswer, at: dt.datetime) -> str:
    """What an answer of this category lacks, as a sentence; empty when nothing."""
    if said.category not in CATEGORIES[request.purpose]:
        return _("Choose one of the answers.")
    if said.category == Category.MAINTAINED and not said.provision.strip():
        return _("Name the provision or the exception you rely on.")
    if said.category in DATED and (said.due_on is None or said.due_on < law_date(at)):
        return _("Give a day that is still ahead.")
    if not said.text.strip():
        return _("Add a sentence in your own words.")
    return ""


# ---- afterwards -------------------------------------------------------------------------------------
def still_open(request: Request, by: User, version: int | None) -> CaseFile:
    """Lock, and refuse unless this person works on the file and the request still waits for an answer."""
    file = lock(request, version=version)
    request.refresh_from_db(fields=["answered_at", "revoked_at", "lapsed_at", "due_on"])
    require(access.can_ask(by, file), str(Shut(request.shut).label) if request.shut else "")
    return file


@transaction.atomic
def revoke(
    request: Request, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Request:
    """Withdraw a request: its links open nothing any more, its papers are closed again, whoever was asked is told."""
    at = at or now()
    file = lock(request, version=version)
    request.refresh_from_db(fields=["answered_at", "revoked_at", "lapsed_at"])
    gone = request.shut in (Shut.ANSWERED, Shut.REVOKED, Shut.LAPSED)
    require(access.can_ask(by, file), str(Shut(request.shut).label) if gone else "")
    if not reason.strip():
        raise Refused(_("Say why."))
    request.revoked_at, request.revoked_by, request.revoked_why = at, by, reason
    request.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    request.share.file = file
    files.unshare(request.share, by=by, at=at, reason=reason)
    record(
        file,
        EventKind.REVOKED,
        by=by,
        at=at,
        facts={"request": request.pk, "to": request.to, "reason": reason},
    )
    reactions.changed(request, at)
    redue(file)
    notices.withdrawn(request)
    return request


def lapse(request: Request, *, by: User, at: dt.datetime) -> None:
    """The day passed without an answer and the matter went on: it takes no answer any more. A part of other actions; the caller
    holds the lock.

    Records `lapsed`, which whoever was asked may see; the question and its papers stay readable to them. Nothing happens where it
    was answered or withdrawn, or where its day is not over.
    """
    request.refresh_from_db(fields=["answered_at", "revoked_at", "lapsed_at", "due_on"])
    if request.shut or law_date(at) <= request.due_on:
        return
    request.lapsed_at = at
    request.save(update_fields=["lapsed_at"])
    facts = {"request": request.pk, "to": request.to, "due_on": request.due_on}
    record(request.file, EventKind.LAPSED, by=by, at=at, facts=facts, audience=[request.participant])


@transaction.atomic
def resend(request: Request, *, by: User, at: dt.datetime | None = None, version: int | None = None) -> Request:
    """Send the request again, to the addresses registered now. Links sent before stay good."""
    at = at or now()
    file = still_open(request, by, version)
    sent = notices.asked(request, at)
    record(file, EventKind.RESENT, by=by, at=at, facts={"request": request.pk, "to": request.to, "mails": sent})
    redue(file)
    return request


@transaction.atomic
def chase(request: Request, *, by: User, at: dt.datetime | None = None, version: int | None = None) -> Request:
    """Remind whoever was asked; after the day the mail says that it has passed."""
    at = at or now()
    file = still_open(request, by, version)
    notices.reminded(request, at)
    record(
        file, EventKind.CHASED, by=by, at=at, facts={"request": request.pk, "to": request.to},
        audience=[request.participant],
    )  # fmt: skip
    redue(file)
    return request


@transaction.atomic
def remind(request: Request, *, stage: str, at: dt.datetime) -> bool:
    """Remind whoever was asked, by itself: once for each stage of the day, and only while an answer is still to come.

    Writes to the registered addresses and records `chased`, by nobody; nothing that the unit has open is overtaken.
    """
    file = lock(request)
    request.refresh_from_db(fields=["answered_at", "revoked_at", "lapsed_at", "due_on"])
    if request.shut:
        return False
    _row, is_new = RequestReminder.objects.get_or_create(
        request=request, due_on=request.due_on, stage=stage, defaults={"at": at}
    )
    if not is_new:
        return False
    sent = notices.reminded(request, at)
    if not sent:
        return False
    facts = {"request": request.pk, "to": request.to, "stage": stage, "mails": sent}
    record(file, EventKind.CHASED, by=None, at=at, facts=facts, audience=[request.participant])
    keep_tip(file)
    return True


@transaction.atomic
def extend(
    request: Request,
    *,
    due_on: dt.date,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Request:
    """Give more time: the day to answer by moves, and whoever was asked is told."""
    at = at or now()
    file = still_open(request, by, version)
    if due_on <= request.due_on:
        raise Refused(_("Give a day later than the one they have."))
    before, request.due_on = request.due_on, due_on
    request.save(update_fields=["due_on"])
    record(
        file,
        EventKind.EXTENDED,
        by=by,
        at=at,
        facts={"request": request.pk, "to": request.to, "from": before, "due_on": due_on, "reason": reason},
        audience=[request.participant],
    )
    reactions.changed(request, at)
    redue(file)
    notices.extended(request)
    return request


__all__ = [
    "Asking",
    "Recipient",
    "answer",
    "answer_on_behalf",
    "ask",
    "chase",
    "extend",
    "opened",
    "put",
    "remind",
    "resend",
    "revoke",
]
