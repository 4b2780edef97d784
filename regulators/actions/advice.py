"""Enquiries: entered, answered in the unit's name, read by a senior where a rule asks for that, closed, reopened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import clocks, mails, search
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Channel, Kind, Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Person
from mobility.casefiles.primitives import join, lock, move, open_file, redue, require
from mobility.law.days import law_date
from mobility.law.models import Provision
from mobility.outbox import actions as outbox
from regulators.advice_choices import EnquiryEvent as Event
from regulators.advice_choices import EnquiryStatus, EnquiryVerb
from regulators.advice_models import Enquiry
from regulators.advice_workflow import ENQUIRIES, read_first
from regulators.models import Occupation, RegulatoryBody

PACKS = ("unit-standards",)


@dataclass(frozen=True)
class About:
    """What an enquiry is about: it is found again by these."""

    title: str
    body: RegulatoryBody | None = None
    occupation: Occupation | None = None
    provisions: Sequence[Provision] = ()


@dataclass(frozen=True)
class Asker:
    """Who asked: no more than the answer needs."""

    asked_by: str
    name: str = ""
    organization: str = ""
    email: str = ""
    phone: str = ""
    post: str = ""
    language: str = "en"

    @property
    def reach(self) -> dict[str, str]:
        return {"name": self.name, "email": self.email.lower(), "phone": self.phone, "post": self.post}


def begin_verb(enquiry: Enquiry, verb: str, by: User, version: int | None) -> CaseFile:
    """Lock the file and ask whether the move may be made by this person."""
    case = lock(enquiry, version=version)
    capability = ENQUIRIES[verb].capability
    require(capability is not None and by.can(capability) and can_see(by, case), ENQUIRIES.refusal(case.status, verb))
    enquiry.refresh_from_db(fields=[field.attname for field in Enquiry._meta.concrete_fields])
    enquiry.file = case
    return case


def index(enquiry: Enquiry) -> None:
    """What the enquiry is found by: its title and who asked, also mistyped; every word of question and answer."""
    name = enquiry.person.name if enquiry.person else ""
    search.index(
        enquiry.file,
        names=[enquiry.file.title, name, enquiry.organization],
        texts=[enquiry.question, enquiry.answer],
    )


def needs_review(enquiry: Enquiry) -> bool:
    """Whether a senior has to read this answer before it goes, and has not yet."""
    return enquiry.asked_by in read_first() and enquiry.file.status != EnquiryStatus.APPROVED


@transaction.atomic
def enter_enquiry(
    *,
    about: About,
    asker: Asker,
    channel: str,
    question: str,
    received_on: dt.date,
    by: User,
    at: dt.datetime | None = None,
) -> Enquiry:
    """Put an enquiry on file; whoever enters it owns it.

    Records `enquiry_entered`; starts the unit's standard for answering. Who asked takes part as a person only where a name or a
    way to reach them was given.
    """
    at = at or now()
    require(by.can(Capability.WORK))
    if received_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    case = open_file(kind=Kind.ENQUIRY, title=about.title, status=EnquiryStatus.OPEN, at=at, owner=by)
    enquiry = Enquiry(
        file=case,
        asked_by=asker.asked_by,
        person=taken_in(case, asker, at=at) if any(asker.reach.values()) else None,
        organization=asker.organization,
        channel=channel,
        language=asker.language,
        received_on=received_on,
        question=question,
        body=about.body,
        occupation=about.occupation,
    )
    enquiry.save()
    enquiry.provisions.set(about.provisions)
    clocks.happened(case, "enquiry_received", received_on, packs=PACKS)
    record(case, Event.ENTERED, by=by, at=at, facts={"asked_by": asker.asked_by, "question": question})
    index(enquiry)
    redue(case)
    return enquiry


def taken_in(case: CaseFile, asker: Asker, *, at: dt.datetime) -> Person:
    person = Person.objects.create(**asker.reach, language=asker.language)
    join(case, role=Role.ENQUIRER, person=person, at=at)
    return person


@transaction.atomic
def revise_enquiry(
    enquiry: Enquiry,
    *,
    about: About,
    asker: Asker,
    question: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Enquiry:
    """Correct what was entered. Records `enquiry_revised` with the question as it was; corrected details of the person as for every
    person."""
    at = at or now()
    case = begin_verb(enquiry, EnquiryVerb.REVISE, by, version)
    before = enquiry.question
    if enquiry.person is not None:
        files.correct_person(case, enquiry.person, by=by, at=at, **asker.reach, language=asker.language)
    elif any(asker.reach.values()):
        enquiry.person = taken_in(case, asker, at=at)
    case.title = about.title
    enquiry.asked_by, enquiry.organization, enquiry.language = asker.asked_by, asker.organization, asker.language
    enquiry.question, enquiry.body, enquiry.occupation = question, about.body, about.occupation
    enquiry.save()
    enquiry.provisions.set(about.provisions)
    record(case, Event.REVISED, by=by, at=at, facts={"before": before} if before != question else {})
    index(enquiry)
    redue(case)
    return enquiry


@transaction.atomic
def draft_answer(
    enquiry: Enquiry,
    *,
    answer: str,
    source: Enquiry | None = None,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Enquiry:
    """Write the answer, from scratch or from one given before. Records `enquiry_drafted`. An approved answer that is changed is
    a draft again."""
    case = begin_verb(enquiry, EnquiryVerb.DRAFT, by, version)
    if source is not None and source.pk == enquiry.pk:
        raise Refused(_("That is this enquiry’s own answer."))
    enquiry.answer, enquiry.drafted_by = answer, by
    enquiry.source = source or enquiry.source
    enquiry.save()
    move(case, ENQUIRIES, EnquiryVerb.DRAFT)
    facts = {"answer": answer, "source": source.file.reference if source else ""}
    record(case, Event.DRAFTED, by=by, at=at or now(), facts=facts)
    index(enquiry)
    redue(case)
    return enquiry


@transaction.atomic
def ask_review(
    enquiry: Enquiry, *, reviewer: User, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Enquiry:
    """Have a senior read the answer before it goes: a task of that person. Records `enquiry_asked_review`; starts the unit's standard
    for a review. Refused for whoever wrote it."""
    at = at or now()
    case = begin_verb(enquiry, EnquiryVerb.ASK_REVIEW, by, version)
    if not reviewer.can(Capability.REVIEW) or reviewer.pk == enquiry.drafted_by_id:
        raise Refused(_("Choose a senior who did not write it."))
    move(case, ENQUIRIES, EnquiryVerb.ASK_REVIEW)
    enquiry.review_task = files.owe(case, _("Read the answer before it goes"), at=at, to=reviewer)
    enquiry.save(update_fields=["review_task"])
    clocks.happened(case, "review_asked", law_date(at), packs=PACKS)
    record(case, Event.ASKED_REVIEW, by=by, at=at, facts={"reviewer": reviewer.name})
    redue(case)
    return enquiry


def read_by(
    enquiry: Enquiry,
    verb: str,
    kind: str,
    *,
    remark: str,
    by: User,
    at: dt.datetime,
    version: int | None,
    owed: str = "",
) -> Enquiry:
    """What approving and giving back have in common; `owed` is what the owner then has to do."""
    case = begin_verb(enquiry, verb, by, version)
    if by.pk == enquiry.drafted_by_id:
        raise Refused(_("Somebody else than who wrote it has to read it."))
    enquiry.remark = remark
    enquiry.save(update_fields=["remark"])
    move(case, ENQUIRIES, verb)
    clocks.happened(case, "review_done", law_date(at), packs=PACKS)
    if enquiry.review_task_id is not None:
        asked = case.tasks.filter(pk=enquiry.review_task_id, stopped_on__isnull=True)
        asked.update(stopped_on=law_date(at), done_by=by)
    if owed:
        files.owe(case, owed, at=at)
    record(case, kind, by=by, at=at, facts={"remark": remark})
    redue(case)
    return enquiry


@transaction.atomic
def approve_answer(
    enquiry: Enquiry, *, remark: str = "", by: User, at: dt.datetime | None = None, version: int | None = None
) -> Enquiry:
    """The senior has read the answer: it may go. Records `enquiry_approved`."""
    return read_by(enquiry, EnquiryVerb.APPROVE, Event.APPROVED, remark=remark, by=by, at=at or now(), version=version)


@transaction.atomic
def give_answer_back(
    enquiry: Enquiry, *, remark: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Enquiry:
    """The senior asks for another draft and says why. Records `enquiry_given_back`; the owner gets a task."""
    verb, kind, owed = EnquiryVerb.GIVE_BACK, Event.GIVEN_BACK, _("Change the answer")
    return read_by(enquiry, verb, kind, remark=remark, by=by, at=at or now(), version=version, owed=owed)


@transaction.atomic
def answer_enquiry(
    enquiry: Enquiry,
    *,
    via: str,
    answered_on: dt.date | None = None,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Enquiry:
    """Send the answer by mail to the address that was given, or keep on record that it was given by telephone or letter.

    Records `enquiry_answered` with the words that went; the clock stops and the file is closed. Refused while a senior has to
    read it, without an address, and for a day that has not come.
    """
    at = at or now()
    case = begin_verb(enquiry, EnquiryVerb.ANSWER, by, version)
    if needs_review(enquiry):
        raise Refused(_("A senior reads this answer before it goes: ask for that first."))
    on = law_date(at) if via == Channel.EMAIL or answered_on is None else answered_on
    if on > law_date(at):
        raise Refused(_("That day has not come yet."))
    if via == Channel.EMAIL:
        mail(enquiry)
    enquiry.answered_on, enquiry.answered_via = on, via
    enquiry.save(update_fields=["answered_on", "answered_via"])
    move(case, ENQUIRIES, EnquiryVerb.ANSWER)
    clocks.happened(case, "enquiry_answered", on, packs=PACKS)
    record(case, Event.ANSWERED, by=by, at=at, facts={"via": via, "on": on, "answer": enquiry.answer})
    case.closed_at = at
    clocks.stop_all(case, law_date(at), "enquiry_answered")
    redue(case)
    return enquiry


def mail(enquiry: Enquiry) -> None:
    person = enquiry.person
    if person is None or not person.email:
        raise Refused(_("No e-mail address was given. Say how the answer was given, or enter the address first."))
    reference, language = enquiry.file.reference, enquiry.language
    outbox.queue_page(
        to=person.email,
        template="body",
        language=language,
        kind="enquiry-answer",
        about=reference,
        context={
            "heading": mails.line("enquiry-answer", "subject", language, reference=reference),
            "preview": mails.line("enquiry-answer", "preview", language, reference=reference),
            "footer": mails.texts()["footer_enquirer"][language],
            "signature": mails.texts()["sender_body"][language],
            "text": enquiry.answer,
        },
    )


@transaction.atomic
def close_enquiry(
    enquiry: Enquiry, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Enquiry:
    """It needs no answer from us: passed on, asked twice, taken back. Records `enquiry_closed`."""
    at = at or now()
    case = begin_verb(enquiry, EnquiryVerb.CLOSE, by, version)
    move(case, ENQUIRIES, EnquiryVerb.CLOSE)
    record(case, Event.CLOSED, by=by, at=at, facts={"reason": reason})
    case.closed_at = at
    clocks.stop_all(case, law_date(at), "file_closed")
    redue(case)
    return enquiry


@transaction.atomic
def reopen_enquiry(
    enquiry: Enquiry, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Enquiry:
    """They wrote again, or the answer was not enough. Records `enquiry_reopened`; the standard for answering runs anew from today. The
    answer given stays in the history and is where the next draft begins."""
    at = at or now()
    case = begin_verb(enquiry, EnquiryVerb.REOPEN, by, version)
    move(case, ENQUIRIES, EnquiryVerb.REOPEN)
    case.closed_at = None
    enquiry.answered_on, enquiry.answered_via = None, ""
    enquiry.save(update_fields=["answered_on", "answered_via"])
    clocks.happened(case, "enquiry_received", law_date(at), packs=PACKS)
    record(case, Event.REOPENED, by=by, at=at, facts={"reason": reason})
    redue(case)
    return enquiry
