"""Reports that bodies owe: certification and receipt, unlocking, more time."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts import addresses
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles import clocks
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import Participant
from mobility.casefiles.primitives import move, redue
from mobility.law.days import law_date
from regulators import report_access, report_notices
from regulators.report_choices import How, ReportEvent, ReportStatus, ReportVerb
from regulators.report_models import MoreTime, Report, ReportLink, ReportVersion
from regulators.report_workflow import TABLE

from .reports import body_of, hold_report

PACKS = ("unit-standards",)


def version_to_send(report: Report) -> ReportVersion:
    """The version that counts, if it may be certified. Refused with what stands in the way."""
    version = report.current
    if version is None:
        raise Refused(_("There is nothing to certify yet: fill in the form or upload the workbook first."))
    if version.certified_at is not None:
        raise Refused(_("Nothing was changed since it was certified."))
    if not version.may_certify:
        raise Refused(_("Mend what must be fixed and explain what is to be confirmed first."))
    return version


# ---- certification ----------------------------------------------------------------------------------


@transaction.atomic
def send_for_certification(
    report: Report, *, name: str, title: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Report:
    """Lock the report and put it before a second person of the body; `by` says that they prepared it.

    Records `report_sent`; the others of the body are told. Where nobody else signs in, a link goes to the registered addresses.
    Refused while something must be fixed or explained.
    """
    at = at or now()
    hold_report(report, version)
    report_access.require_body(by, report, ReportVerb.SEND)
    put_before(report, ReportVerb.SEND, name=name, title=title, by=by, at=at)
    return report


@transaction.atomic
def send_for(
    report: Report, *, name: str, title: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Report:
    """The same by the unit, for a body whose workbook it entered: the body still certifies, on its page or by a link."""
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.SEND_FOR)
    put_before(report, ReportVerb.SEND_FOR, name=name, title=title, by=by, at=at)
    return report


def put_before(report: Report, verb: ReportVerb, *, name: str, title: str, by: User, at: dt.datetime) -> None:
    sent = version_to_send(report)
    sent.sent_by, sent.sent_at, sent.prepared_name, sent.prepared_title = by, at, name, title
    sent.save(update_fields=["sent_by", "sent_at", "prepared_name", "prepared_title"])
    move(report.file, TABLE, verb)
    facts = {"version": sent.number, "name": name}
    record(report.file, ReportEvent.SENT, by=by, at=at, facts=facts, audience=[body_of(report)])
    if others(report, sent):
        report_notices.to_certify(report, at, but=by.email)
    else:
        send_links(report, sent, by=by, at=at)
    redue(report.file)


def others(report: Report, version: ReportVersion) -> list[User]:
    """The people of the body who may certify it: those who did not prepare it."""
    return [user for user in addresses.signing_in(report.body.office) if user.pk != version.sent_by_id]


@transaction.atomic
def mail_link(report: Report, *, by: User, at: dt.datetime | None = None) -> int:
    """Send the link to certify again. Only where nobody but the preparer signs in for the body; records `report_link_sent`."""
    at = at or now()
    hold_report(report)
    if not (report_access.is_of_body(by, report) or report_access.can_work(by, report)):
        raise Refused(_("You may not do this."))
    if report.file.status != ReportStatus.TO_CERTIFY or report.current is None:
        raise Refused(_("Nothing waits for certification."))
    if others(report, report.current):
        raise Refused(_("Another person of the body signs in: they certify on the page of the report."))
    sent = send_links(report, report.current, by=by, at=at)
    redue(report.file)
    return sent


def send_links(report: Report, version: ReportVersion, *, by: User, at: dt.datetime) -> int:
    """A link of its own for each registered address. Refused where there is none: nothing goes to an address somebody typed."""
    known = addresses.registered(report.body.office)
    if not known:
        raise Refused(
            _(
                "No address is registered for this body, so the link to certify cannot be sent. Register one on the body’s page."
            )
        )
    for address in known:
        token = secrets.token_urlsafe(32)
        ReportLink.objects.create(version=version, token_hash=hashed(token), address=address.email, sent_at=at)
        report_notices.link(report, address.email, address.language or "en", token, at)
    facts = {"version": version.number, "addresses": len(known)}
    record(report.file, ReportEvent.LINKED, by=by, at=at, facts=facts, audience=[body_of(report)])
    return len(known)


def hashed(token: str) -> str:
    return hashlib.sha256(f"{settings.CODE_PEPPER}:report:{token}".encode()).hexdigest()


def find_link(token: str) -> ReportLink | None:
    """The link of a token, while its version waits for certification."""
    found = (
        ReportLink.objects.filter(token_hash=hashed(token))
        .select_related("version__report__file", "version__report__body__office", "version__report__duty")
        .first()
    )
    if found is None:
        return None
    report = found.version.report
    waits = report.file.status == ReportStatus.TO_CERTIFY and report.current_id == found.version_id
    return found if waits else None


@transaction.atomic
def recall_report(report: Report, *, by: User, at: dt.datetime | None = None, version: int | None = None) -> Report:
    """Take a report back that waits for certification, to change it. Records `report_recalled`; links stop working."""
    at = at or now()
    hold_report(report, version)
    report_access.require_body(by, report, ReportVerb.RECALL)
    move(report.file, TABLE, ReportVerb.RECALL)
    record(report.file, ReportEvent.RECALLED, by=by, at=at, audience=[body_of(report)])
    redue(report.file)
    return report


@transaction.atomic
def certify_report(
    report: Report, *, name: str, title: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ReportVersion:
    """Certify the version that waits, by a second person of the body: it is received, and a receipt is given.

    Records `report_certified`; what the body owed is done; the unit's check begins to count; the receipt goes to the registered
    addresses. Refused to whoever prepared it.
    """
    at = at or now()
    hold_report(report, version)
    report_access.require_body(by, report, ReportVerb.CERTIFY)
    sent = waiting(report)
    if why := report_access.certifying_refusal(by, sent):
        raise Refused(why)
    return receive(report, sent, ReportVerb.CERTIFY, how=How.SECOND, name=name, title=title, by=by, at=at)


@transaction.atomic
def certify_by_link(link: ReportLink, *, name: str, title: str, at: dt.datetime | None = None) -> ReportVersion:
    """Certify through a mailed link, where the body has nobody else who signs in. The record says it was one officer alone."""
    at = at or now()
    report = Report.objects.with_all().get(pk=link.version.report_id)
    hold_report(report)
    sent = waiting(report)
    if sent.pk != link.version_id:
        raise Refused(_("The report was changed since this link was sent. Use the newest link."))
    if others(report, sent):
        raise Refused(_("Another person of the body signs in: they certify on the page of the report."))
    taker = body_of(report)
    return receive(report, sent, ReportVerb.CERTIFY, how=How.ALONE, name=name, title=title, by=taker, at=at)


@transaction.atomic
def certify_for(
    report: Report,
    *,
    name: str,
    title: str,
    source: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ReportVersion:
    """Enter an attestation that the body signed on paper. The record says who signed, on what, and who entered it."""
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.CERTIFY_FOR)
    if not source.strip():
        raise Refused(_("Say on what paper it was signed, and of which day."))
    return receive(
        report,
        waiting(report),
        ReportVerb.CERTIFY_FOR,
        how=How.PAPER,
        name=name,
        title=title,
        by=by,
        at=at,
        source=source,
    )


def waiting(report: Report) -> ReportVersion:
    if why := report_access.refusal(report, ReportVerb.CERTIFY):
        raise Refused(why)
    assert report.current is not None  # noqa: S101 - nothing is sent without a version
    return report.current


def receive(
    report: Report,
    version: ReportVersion,
    verb: ReportVerb,
    *,
    how: How,
    name: str,
    title: str,
    by: User | Participant,
    at: dt.datetime,
    source: str = "",
) -> ReportVersion:
    """The version is certified and received. A part of the actions above."""
    version.certified_by = by if isinstance(by, User) else None
    version.certified_at, version.certified_name, version.certified_title = at, name, title
    version.how, version.receipt = how, f"{report.file.reference}-V{version.number}"
    version.save(update_fields=["certified_by", "certified_at", "certified_name", "certified_title", "how", "receipt"])
    move(report.file, TABLE, verb)
    settle(report, at=at)
    clocks.happened(report.file, "report_received", law_date(at), packs=PACKS)
    facts = {
        "version": version.number,
        "how": how,
        "name": name,
        "receipt": version.receipt,
        "sha256": version.sha256,
        "source": source,
    }
    record(report.file, ReportEvent.CERTIFIED, by=by, at=at, facts=facts, audience=[body_of(report)])
    report_notices.received(report, version, at)
    redue(report.file)
    return version


def settle(report: Report, *, at: dt.datetime) -> None:
    """What the body owed is done."""
    report.duty.stopped_on = law_date(at)
    report.duty.save(update_fields=["stopped_on"])


@transaction.atomic
def unlock_report(
    report: Report, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Report:
    """Open a certified report again, by the body, until it is accepted. The certified version is kept; the report is owed again.

    Records `report_unlocked`; the unit's check stops counting.
    """
    at = at or now()
    hold_report(report, version)
    report_access.require_body(by, report, ReportVerb.UNLOCK)
    if not reason.strip():
        raise Refused(_("Say why."))
    move(report.file, TABLE, ReportVerb.UNLOCK)
    report.duty.stopped_on = None
    report.duty.save(update_fields=["stopped_on"])
    clocks.happened(report.file, "report_check_ended", law_date(at), packs=PACKS)
    record(report.file, ReportEvent.UNLOCKED, by=by, at=at, facts={"reason": reason}, audience=[body_of(report)])
    redue(report.file)
    return report


# ---- more time --------------------------------------------------------------------------------------


@transaction.atomic
def ask_time(
    report: Report, *, days: int, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> MoreTime:
    """The body asks for more time, within what the form allows. Records `report_time_asked`; it stands on the board."""
    at = at or now()
    hold_report(report, version)
    report_access.require_body(by, report, ReportVerb.ASK_TIME)
    most = report.form.period.extension_days_max
    if not 0 < days <= most:
        raise Refused(_("Ask for 1 to %(most)s days.") % {"most": most})
    if not reason.strip():
        raise Refused(_("Say why."))
    if report.more_time.filter(decided_at__isnull=True).exists():
        raise Refused(_("You have asked already. We answer that first."))
    asked = MoreTime.objects.create(report=report, days=days, reason=reason, asked_by=by, asked_at=at)
    facts = {"days": days, "reason": reason}
    record(report.file, ReportEvent.TIME_ASKED, by=by, at=at, facts=facts, audience=[body_of(report)])
    redue(report.file)
    return asked


@transaction.atomic
def grant_time(
    report: Report, *, due_on: dt.date, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Report:
    """Give the body until another day, asked for or not, within what the form allows. Records `report_time_granted`; the body is told."""
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.GRANT_TIME)
    before = report.duty.due_on
    last = report.form.period.due_on + dt.timedelta(report.form.period.extension_days_max)
    if before is not None and due_on <= before:
        raise Refused(_("The new day must be later than %(day)s.") % {"day": day_words(before, "plain")})
    if due_on > last and report.file.status != ReportStatus.SENT_BACK:
        raise Refused(_("The form allows %(day)s at the latest.") % {"day": day_words(last, "plain")})
    answer_time(report, granted=True, due_on=due_on, answer=reason, by=by, at=at)
    report.duty.due_on = due_on
    report.duty.save(update_fields=["due_on"])
    facts = {"from": before, "due_on": due_on, "reason": reason}
    record(report.file, ReportEvent.TIME_GRANTED, by=by, at=at, facts=facts, audience=[body_of(report)])
    report_notices.tell(report, "report-time", lambda: {"text": reason})
    redue(report.file)
    return report


@transaction.atomic
def refuse_time(
    report: Report, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Report:
    """Say no to a request for more time. Records `report_time_refused`; the day stays and the body is told."""
    at = at or now()
    hold_report(report, version)
    report_access.require_unit(by, report, ReportVerb.REFUSE_TIME)
    if not answer_time(report, granted=False, due_on=None, answer=reason, by=by, at=at):
        raise Refused(_("The body has not asked for more time."))
    facts = {"reason": reason, "due_on": report.duty.due_on}
    record(report.file, ReportEvent.TIME_REFUSED, by=by, at=at, facts=facts, audience=[body_of(report)])
    report_notices.tell(report, "report-no-time", lambda: {"text": reason})
    redue(report.file)
    return report


def answer_time(
    report: Report, *, granted: bool, due_on: dt.date | None, answer: str, by: User, at: dt.datetime
) -> int:
    return report.more_time.filter(decided_at__isnull=True).update(
        granted=granted, due_on=due_on, answer=answer, decided_by=by, decided_at=at
    )
