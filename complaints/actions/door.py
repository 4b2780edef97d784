"""The worker's own way in: a lost code, and what may be told to whom."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from complaints import access, codes, notices
from complaints.choices import ConsentScope, EventKind, Recipient, Verb
from complaints.models import CodeLink, Complaint
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles.choices import Actor, Channel
from mobility.casefiles.history import record
from mobility.casefiles.models import Consent, Task
from mobility.casefiles.primitives import complainant_of, keep_tip, lock, redue, require
from mobility.law.days import law_date

#: So many links of one complaint may be alive: whoever knows the address cannot fill the mailbox.
MOST_LINKS = 3


@transaction.atomic
def reissue_code(
    complaint: Complaint, *, check: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> str:
    """A new code for a worker who lost theirs, after a recorded identity check; the old one is void. Returns the code, once."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.REPLY))
    code = codes.new()
    complaint.code_hash = codes.hashed(code)
    complaint.save(update_fields=["code_hash"])
    record(case, "complaints.code_reissued", by=by, at=at, facts={"check": check})
    redue(case)
    return code


def token_hash(token: str) -> str:
    return hashlib.sha256(f"{settings.CODE_PEPPER}:link:{token}".encode()).hexdigest()


@transaction.atomic
def mail_code_link(*, reference: str, email: str, at: dt.datetime | None = None) -> bool:
    """Mail a link to a new code to the address registered as safe, if this is the address and now is a safe hour.

    Whoever asks is told the same in either case. Records `code_link_sent`; the file's version stays, so that nobody at
    the desk is overtaken by it. Returns whether a mail was queued.
    """
    at = at or now()
    found = Complaint.objects.select_related("file", "complainant")
    complaint = found.filter(reference=reference, code_hash__isnull=False).first()
    if complaint is None:
        return False
    person = complaint.complainant
    if Channel.EMAIL not in person.channels or not email or person.email.casefold() != email.casefold():
        return False
    case = lock(complaint)
    if CodeLink.objects.filter(complaint=complaint, used_at=None, until_at__gt=at).count() >= MOST_LINKS:
        return False
    token = secrets.token_urlsafe(24)
    if not notices.lost_code(complaint, at, token):
        return False
    until_at = at + dt.timedelta(minutes=settings.LOST_CODE_MINUTES)
    CodeLink.objects.create(complaint=complaint, token_hash=token_hash(token), made_at=at, until_at=until_at)
    record(case, EventKind.CODE_LINK_SENT, by=None, at=at)
    keep_tip(case)
    return True


def link_of(token: str, at: dt.datetime | None = None) -> CodeLink | None:
    """The link, if it still works."""
    alive = CodeLink.objects.filter(used_at=None, until_at__gt=at or now())
    return alive.select_related("complaint__file").filter(token_hash=token_hash(token)).first()


@transaction.atomic
def renew_code(token: str, *, at: dt.datetime | None = None) -> tuple[Complaint, str] | None:
    """A new code for whoever holds the mailed link; the old one is void, and so is every link. Records `code_renewed`.

    None when the link no longer works. Returns the complaint and the code, which is kept nowhere.
    """
    at = at or now()
    link = link_of(token, at)
    if link is None:
        return None
    complaint = link.complaint
    case = lock(complaint)
    if not CodeLink.objects.filter(complaint=complaint, used_at=None).filter(pk=link.pk).exists():
        return None  # pressed twice
    complaint.refresh_from_db(fields=["code_hash"])
    if complaint.code_hash is None:
        return None  # erased meanwhile
    CodeLink.objects.filter(complaint=complaint, used_at=None).update(used_at=at)
    code = codes.new()
    complaint.code_hash = codes.hashed(code)
    complaint.save(update_fields=["code_hash"])
    record(case, EventKind.CODE_RENEWED, by=complainant_of(case), at=at)
    redue(case)
    return complaint, code


@transaction.atomic
def change_consent(
    complaint: Complaint,
    *,
    speak_to_body: str,
    speak_to_home: bool,
    notice_version: str,
    at: dt.datetime | None = None,
) -> bool:
    """The worker changes what may be told to whom, or takes it back. Each change is recorded and becomes a task of the owner.

    Returns whether anything changed: the same answer again is no new consent.
    """
    at = at or now()
    case = lock(complaint)
    worker = complainant_of(case)
    require(worker is not None)
    assert worker is not None  # noqa: S101 - for the type checker
    alive = Consent.objects.filter(file=case, person=complaint.complainant, withdrawn_at=None)
    now_given = dict(alive.values_list("recipient", "scope"))
    changed = []
    if now_given.get(Recipient.BODY, ConsentScope.ADVISE_FIRST) != speak_to_body:
        if speak_to_body == ConsentScope.ADVISE_FIRST:
            files.withdraw_consent(case, participant=worker, recipient=Recipient.BODY, at=at)
        files.consent(
            case,
            participant=worker,
            scope=speak_to_body,
            recipient=Recipient.BODY,
            notice_version=notice_version,
            at=at,
        )
        changed.append(Recipient.BODY)
    if speak_to_home and Recipient.HOME not in now_given:
        files.consent(
            case,
            participant=worker,
            scope=ConsentScope.WITH_NAME,
            recipient=Recipient.HOME,
            notice_version=notice_version,
            at=at,
        )
        changed.append(Recipient.HOME)
    elif not speak_to_home and Recipient.HOME in now_given:
        files.withdraw_consent(case, participant=worker, recipient=Recipient.HOME, at=at)
        changed.append(Recipient.HOME)
    for recipient in changed:
        Task.objects.create(
            file=case,
            what=_("The worker changed what we may tell %(recipient)s: act on it") % {"recipient": recipient.label},
            owed_by=Actor.UNIT,
            owed_by_user=case.owner,
            due_on=law_date(at),
            added_at=at,
        )
    if changed:
        redue(case)
    return bool(changed)
