"""What is not ours, or not a file of its own: declined, referred, merged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import letters, notices, texts
from complaints.choices import ConsentScope, EventKind, Leaving, Outcome, Recipient, Status, Verb
from complaints.models import Complaint
from complaints.workflow import TABLE
from mobility.accounts import addresses
from mobility.accounts.choices import OfficeKind
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Consent, Document, Participant
from mobility.casefiles.primitives import join, lock, move, redue
from mobility.law.days import law_date

from .moves import begin, end_clocks, shut, write
from .outcomes import sent
from .waiting import is_foreign, read_first, wait

REOPEN_BY = "unit.reopen_window"


@dataclass(frozen=True)
class Referral:
    """To whom a worker is referred, and what goes along under which authority."""

    office: Office | None
    to: str
    leaves: str
    authority: str
    documents: Sequence[Document]

    @property
    def name(self) -> str:
        return self.office.name if self.office else self.to.strip()

    @property
    def goes_along(self) -> bool:
        return Leaving(self.leaves) != Leaving.NO

    @property
    def said(self) -> dict[str, Any]:
        """As the keywords of `refer`."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def to_keep(self) -> dict[str, Any]:
        """As a letter that waits keeps it."""
        return {
            **self.said,
            "office": self.office.pk if self.office else None,
            "documents": [document.pk for document in self.documents],
        }

    @classmethod
    def kept(cls, complaint: Complaint, more: dict[str, Any]) -> Referral:
        """What a letter that waited kept."""
        office = Office.objects.get(pk=more["office"]) if more.get("office") else None
        documents = list(Document.objects.filter(file=complaint.file, pk__in=more.get("documents", [])).order_by("pk"))
        return cls(office, more["to"], more["leaves"], more["authority"], documents)

    def check(self) -> None:
        """Refuse what lacks an office or an authority."""
        if not self.name:
            raise Refused(_("Say to which office."))
        if self.goes_along and not self.authority.strip():
            raise Refused(
                _("Say under what the file goes along: how and when the worker agreed, or the section or agreement.")
            )
        if self.documents and not (self.goes_along and self.office is not None):
            raise Refused(
                _(
                    "Papers go along only with the file, and to an office of the list: choose both, or take the papers out."
                )
            )


@transaction.atomic
def decline(
    complaint: Complaint,
    *,
    doubt: str,
    letter: str,
    by: User,
    language: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Say that this is not ours, why, and who can help instead. `doubt` is an ending of the scope check that is not ours.

    Records `declined` and closes the file; meets the standard to accept or decline, stops the other clocks and starts the time
    to ask for reopening; tells the worker with a letter. A letter in another `language` than the worker's waits for its
    translation, one that a rule wants read waits for a senior: the file stays open until it goes.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.DECLINE, by, version)
    if doubt not in letters.endings():
        raise Refused(_("Choose why it is not for us."))
    if is_foreign(complaint, language):
        original = letters.redirected(letter, letters.in_language(complaint, language), doubt)
        wait(complaint, original, language, verb=Verb.DECLINE, more={"doubt": doubt}, by=by, at=at)
    elif not read_first(
        complaint,
        verb=Verb.DECLINE,
        outcome=Outcome.OUT_OF_SCOPE,
        letter=letters.redirected(letter, complaint, doubt),
        later=("due_date",),
        more={"doubt": doubt},
        by=by,
        at=at,
    ):
        send_refusal(complaint, worker, doubt=doubt, letter=letter, by=by, at=at)
    redue(case)
    return complaint


def send_refusal(
    complaint: Complaint,
    worker: Participant | None,
    *,
    doubt: str,
    letter: str,
    by: User,
    at: dt.datetime,
    reviewed_by: User | None = None,
) -> None:
    """Decline and close. A part of `decline` and `approve`, which hold the lock and have asked what is to be asked."""
    case = complaint.file
    move(case, TABLE, Verb.DECLINE)
    shut(case, at)
    text = letters.redirected(letter, complaint, doubt)
    complaint.outcome, complaint.scope_doubt = Outcome.OUT_OF_SCOPE, doubt
    complaint.save(update_fields=["outcome", "scope_doubt"])
    end_clocks(complaint, law_date(at), "accept_or_decline_sent", "file_closed")
    write(complaint, worker, sent(text, complaint, rule=REOPEN_BY), by=by, at=at)
    facts = {"doubt": doubt, **read_by(reviewed_by)}
    record(case, EventKind.DECLINED, by=by, at=at, facts=facts, audience=[worker] if worker else [])
    notices.closed(complaint, at)


def read_by(reviewer: User | None) -> dict[str, int]:
    """Who read a letter before it went, as a fact of its event."""
    return {"reviewed_by": reviewer.pk} if reviewer is not None else {}


@transaction.atomic
def refer(
    complaint: Complaint,
    *,
    letter: str,
    by: User,
    office: Office | None = None,
    to: str = "",
    leaves: str = Leaving.NO,
    authority: str = "",
    documents: Sequence[Document] = (),
    language: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Refer the worker to another office; where the file goes along, under a consent or another authority, which is kept.

    Records `referred` and closes the file; clocks, and letters that wait, as for `decline`; tells the worker with a letter. An
    office of our list that gets the file takes part in it from now on: `documents` are released to it, which is recorded as
    `shared` for the unit and that office, and its people are told; where nobody of it signs in, sending them becomes a task.
    Refused without an office, without the authority when the file goes along, and for documents to an office that is not in our
    list.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.REFER, by, version)
    referral = Referral(office, to, leaves, authority, list(documents))
    referral.check()
    if is_foreign(complaint, language):
        wait(complaint, letter, language, verb=Verb.REFER, more=referral.to_keep, by=by, at=at)
    elif not read_first(
        complaint,
        verb=Verb.REFER,
        outcome=Outcome.REFERRED,
        letter=letter,
        later=("office", "going_along", "due_date"),
        more=referral.to_keep,
        by=by,
        at=at,
    ):
        send_referral(complaint, worker, referral, letter=letter, by=by, at=at)
    redue(case)
    return complaint


def send_referral(
    complaint: Complaint,
    worker: Participant | None,
    referral: Referral,
    *,
    letter: str,
    by: User,
    at: dt.datetime,
    reviewed_by: User | None = None,
) -> None:
    """Refer and close. A part of `refer` and `approve`, which hold the lock and have asked what is to be asked."""
    case, office, name = complaint.file, referral.office, referral.name
    move(case, TABLE, Verb.REFER)
    shut(case, at)
    complaint.outcome, complaint.referred_to, complaint.passed_on = Outcome.REFERRED, name[:200], referral.goes_along
    complaint.save(update_fields=["outcome", "referred_to", "passed_on"])
    consent = agreed(complaint, worker, at) if referral.leaves == Leaving.CONSENT and worker else None
    if referral.goes_along and office is not None:
        files.share(
            case,
            to=join(case, role=role_of(office, complaint), office=office, at=at),
            by=by,
            at=at,
            consent=consent,
            authority=referral.authority[:300],
            documents=referral.documents,
        )
    end_clocks(complaint, law_date(at), "accept_or_decline_sent", "file_closed")
    along = texts.say(texts.load("letters")["going_along"]["yes" if referral.goes_along else "no"], complaint.language)
    write(complaint, worker, sent(letter, complaint, rule=REOPEN_BY, office=name, going_along=along), by=by, at=at)
    facts = {
        "to": name,
        "leaves": referral.leaves,
        "authority": referral.authority,
        "consent": consent.pk if consent else None,
        "titles": [document.title for document in referral.documents],
        **read_by(reviewed_by),
    }
    record(case, EventKind.REFERRED, by=by, at=at, facts=facts, audience=[worker] if worker else [])
    notices.closed(complaint, at)
    if referral.goes_along and office is not None:
        hand_on(complaint, office, at)


def hand_on(complaint: Complaint, office: Office, at: dt.datetime) -> None:
    """Tell the people of the office what is theirs to read; where nobody of it can, somebody of ours sends it."""
    case = complaint.file
    readers = [] if case.is_restricted else addresses.signing_in(office)
    for user in readers:
        notices.shared(complaint, user)
    if not readers:
        files.owe(case, _("Send what was released: nobody of that office reads it here"), at=at)


def agreed(complaint: Complaint, worker: Participant, at: dt.datetime) -> Consent:
    """The worker's consent to this referral, kept beside those of the filing."""
    return files.consent(
        complaint.file,
        participant=worker,
        scope=ConsentScope.WITH_NAME,
        recipient=Recipient.REFERRAL,
        notice_version=complaint.notice_version,
        at=at,
    )


def role_of(office: Office, complaint: Complaint) -> str:
    """What an office is on the file it was referred to."""
    if office.kind == OfficeKind.MINISTRY:
        return Role.MINISTRY
    if office.kind == OfficeKind.JURISDICTION:
        at_home = office.jurisdiction_code == complaint.home_id
        return Role.HOME_COORDINATOR if at_home else Role.RECEIVING_COORDINATOR
    return Role.OTHER_PARTY


def same_worker(one: Complaint, other: Complaint) -> bool:
    """Whether two complaints are surely one worker's: the same person, e-mail or telephone. A name alone is no proof."""
    mine, theirs = one.complainant, other.complainant
    if mine.pk == theirs.pk:
        return True
    if mine.email and mine.email.casefold() == theirs.email.casefold():
        return True
    digits = ["".join(filter(str.isdigit, person.phone)) for person in (mine, theirs)]
    return len(digits[0]) >= 7 and digits[0] == digits[1]


@transaction.atomic
def merge(
    complaint: Complaint,
    *,
    into: Complaint,
    by: User,
    reason: str = "",
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Go on with this matter on another complaint; this file points to it and is closed.

    Records `merged` here and `took_in` there; stops the clocks here; tells the worker, who learns the other reference only when
    it is surely their own. Refused into itself, into a merged or closed one, and for different workers without a reason.
    """
    at = at or now()
    # always in the same order, so that two people merging at once do not wait for each other
    if into.pk < complaint.pk:
        lock(into)
    case, worker = begin(complaint, Verb.MERGE, by, version)
    if into.pk == complaint.pk:
        raise Refused(_("A complaint cannot be merged into itself."))
    if into.pk > complaint.pk:
        lock(into)
    if not can_see(by, into.file):
        raise Refused(_("There is no such complaint that you may see."))
    if into.file.status == Status.MERGED:
        raise Refused(_("That complaint was merged itself. Choose the one it was merged into."))
    if not into.file.is_open:
        raise Refused(_("That complaint is closed. Reopen it first, or choose another."))
    same = same_worker(complaint, into)
    if not same and not reason.strip():
        raise Refused(_("The workers are not surely the same: say why the two belong together."))
    move(case, TABLE, Verb.MERGE)
    shut(case, at)
    complaint.merged_into = into
    complaint.save(update_fields=["merged_into"])
    end_clocks(complaint, law_date(at), "file_closed")
    facts = {"into": into.file.reference, "reason": reason, "same_worker": same}
    record(case, EventKind.MERGED, by=by, at=at, facts=facts, audience=[worker] if worker and same else [])
    record(into.file, EventKind.TOOK_IN, by=by, at=at, facts={"reference": case.reference, "reason": reason})
    notices.changed(complaint, at)
    redue(into.file)
    redue(case)
    return complaint
