"""What is not ours, or not a file of its own: declined, referred, merged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

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

REOPEN_BY = "unit.reopen_window"


@transaction.atomic
def decline(
    complaint: Complaint,
    *,
    doubt: str,
    letter: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Say that this is not ours, why, and who can help instead. `doubt` is an ending of the scope check that is not ours.

    Records `declined` and closes the file; meets the standard to accept or decline, stops the other clocks and starts the time
    to ask for reopening; tells the worker with a letter.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.DECLINE, by, version)
    if doubt not in letters.endings():
        raise Refused(_("Choose why it is not for us."))
    move(case, TABLE, Verb.DECLINE)
    shut(case, at)
    text = letters.redirected(letter, complaint, doubt)
    complaint.outcome, complaint.scope_doubt = Outcome.OUT_OF_SCOPE, doubt
    complaint.save(update_fields=["outcome", "scope_doubt"])
    end_clocks(complaint, law_date(at), "accept_or_decline_sent", "file_closed")
    write(complaint, worker, sent(text, complaint, rule=REOPEN_BY), by=by, at=at)
    record(case, EventKind.DECLINED, by=by, at=at, facts={"doubt": doubt}, audience=[worker] if worker else [])
    notices.closed(complaint, at)
    redue(case)
    return complaint


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
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Complaint:
    """Refer the worker to another office; where the file goes along, under a consent or another authority, which is kept.

    Records `referred` and closes the file; clocks as for `decline`; tells the worker with a letter. An office of our list that
    gets the file takes part in it from now on: `documents` are released to it, which is recorded as `shared` for the unit and
    that office, and its people are told; where nobody of it signs in, sending them becomes a task. Refused without an office,
    without the authority when the file goes along, and for documents to an office that is not in our list.
    """
    at = at or now()
    case, worker = begin(complaint, Verb.REFER, by, version)
    name = office.name if office else to.strip()
    if not name:
        raise Refused(_("Say to which office."))
    goes_along = Leaving(leaves) != Leaving.NO
    if goes_along and not authority.strip():
        raise Refused(
            _("Say under what the file goes along: how and when the worker agreed, or the section or agreement.")
        )
    if documents and not (goes_along and office is not None):
        raise Refused(
            _("Papers go along only with the file, and to an office of the list: choose both, or take the papers out.")
        )
    move(case, TABLE, Verb.REFER)
    shut(case, at)
    complaint.outcome, complaint.referred_to, complaint.passed_on = Outcome.REFERRED, name[:200], goes_along
    complaint.save(update_fields=["outcome", "referred_to", "passed_on"])
    consent = agreed(complaint, worker, at) if leaves == Leaving.CONSENT and worker else None
    if goes_along and office is not None:
        participant = join(case, role=role_of(office, complaint), office=office, at=at)
        files.share(case, to=participant, by=by, at=at, consent=consent, authority=authority[:300], documents=documents)
    end_clocks(complaint, law_date(at), "accept_or_decline_sent", "file_closed")
    along = texts.say(texts.load("letters")["going_along"]["yes" if goes_along else "no"], complaint.language)
    write(complaint, worker, sent(letter, complaint, rule=REOPEN_BY, office=name, going_along=along), by=by, at=at)
    facts = {
        "to": name,
        "leaves": leaves,
        "authority": authority,
        "consent": consent.pk if consent else None,
        "titles": [document.title for document in documents],
    }
    record(case, EventKind.REFERRED, by=by, at=at, facts=facts, audience=[worker] if worker else [])
    notices.closed(complaint, at)
    if goes_along and office is not None:
        hand_on(complaint, office, at)
    redue(case)
    return complaint


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
