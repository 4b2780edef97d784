"""Notices of change: entered, analysed provision by provision, advised on, followed to their result."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts import addresses
from mobility.accounts.choices import Capability, Language
from mobility.accounts.models import Office, User
from mobility.casefiles import actions as files
from mobility.casefiles import mails, search
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import Kind
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Task
from mobility.casefiles.primitives import lock, move, open_file, redue, require
from mobility.law.days import law_date
from mobility.law.models import Jurisdiction, Provision
from mobility.outbox import actions as outbox
from regulators.change_notice_choices import NoticeEvent as Event
from regulators.change_notice_choices import NoticeFrom, NoticeStatus, NoticeVerb
from regulators.change_notice_models import ChangeNotice, NoticeAdvice, NoticeAnalysis
from regulators.change_notice_workflow import NOTICES
from regulators.models import Occupation, PostedException, RegulatoryBody


@dataclass(frozen=True)
class Planned:
    """What is to change, and who told us."""

    title: str
    changing: str
    description: str
    said_by: str
    url: str = ""
    said_words: str = ""
    jurisdiction: Jurisdiction | None = None
    body: RegulatoryBody | None = None
    occupation: Occupation | None = None
    comment_until: dt.date | None = None


FIELDS = (
    "changing",
    "description",
    "said_by",
    "url",
    "said_words",
    "jurisdiction",
    "body",
    "occupation",
    "comment_until",
)


def begin_verb(notice: ChangeNotice, verb: str, by: User, version: int | None) -> CaseFile:
    """Lock the file and ask whether the move may be made by this person."""
    case = lock(notice, version=version)
    capability = NOTICES[verb].capability
    require(capability is not None and by.can(capability) and can_see(by, case), NOTICES.refusal(case.status, verb))
    notice.refresh_from_db(fields=[field.attname for field in ChangeNotice._meta.concrete_fields])
    notice.file = case
    return case


def describe(notice: ChangeNotice, planned: Planned) -> None:
    if planned.said_by == NoticeFrom.BODY and planned.body is None:
        raise Refused(_("Say which body."))
    for name in FIELDS:
        setattr(notice, name, getattr(planned, name))


def index(notice: ChangeNotice) -> None:
    search.index(
        notice.file,
        names=[notice.file.title, notice.said_words],
        texts=[notice.description, *notice.analyses.values_list("reasoning", flat=True)],
    )


def owe_comment(notice: ChangeNotice, *, at: dt.datetime) -> None:
    """The day to comment by is a task of the owner: one, moved when the day moves, gone when there is none."""
    task = notice.comment_task
    if notice.comment_until is None:
        settle_comment(notice, on=law_date(at))
    elif task is None or task.stopped_on is not None:
        if task is None or task.due_on != notice.comment_until:
            notice.comment_task = files.owe(
                notice.file, _("Comment on the planned change"), at=at, due_on=notice.comment_until
            )
            notice.save(update_fields=["comment_task"])
    else:
        Task.objects.filter(pk=task.pk).update(due_on=notice.comment_until)


def settle_comment(notice: ChangeNotice, *, on: dt.date, by: User | None = None) -> None:
    if notice.comment_task_id is not None:
        Task.objects.filter(pk=notice.comment_task_id, stopped_on__isnull=True).update(stopped_on=on, done_by=by)


@transaction.atomic
def enter_notice(*, planned: Planned, received_on: dt.date, by: User, at: dt.datetime | None = None) -> ChangeNotice:
    """Put a planned change on file; whoever enters it owns it. Records `notice_entered`; the day to comment by is a task of the owner."""
    at = at or now()
    require(by.can(Capability.WORK))
    if received_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    case = open_file(kind=Kind.NOTICE, title=planned.title, status=NoticeStatus.RECEIVED, at=at, owner=by)
    notice = ChangeNotice(file=case, received_on=received_on)
    describe(notice, planned)
    notice.save()
    owe_comment(notice, at=at)
    facts = {"said_by": planned.said_by, "who": planned.said_words, "comment_until": planned.comment_until}
    record(case, Event.ENTERED, by=by, at=at, facts=facts)
    index(notice)
    redue(case)
    return notice


@transaction.atomic
def revise_notice(
    notice: ChangeNotice, *, planned: Planned, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ChangeNotice:
    """Describe it anew, or move the day to comment by. Records `notice_revised` with both days."""
    at = at or now()
    case = begin_verb(notice, NoticeVerb.REVISE, by, version)
    before = notice.comment_until
    describe(notice, planned)
    case.title = planned.title
    notice.save()
    owe_comment(notice, at=at)
    record(case, Event.REVISED, by=by, at=at, facts={"before": before, "comment_until": planned.comment_until})
    index(notice)
    redue(case)
    return notice


@transaction.atomic
def analyse_notice(
    notice: ChangeNotice,
    *,
    provision: Provision,
    finding: str,
    reasoning: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> NoticeAnalysis:
    """Say whether the change is in line with one provision, and why. The one before stays. Records `notice_analysed`."""
    at = at or now()
    case = begin_verb(notice, NoticeVerb.ANALYSE, by, version)
    found = NoticeAnalysis.objects.create(
        notice=notice, provision=provision, finding=finding, reasoning=reasoning, by=by, at=at
    )
    move(case, NOTICES, NoticeVerb.ANALYSE)
    facts = {"provision": str(provision), "finding": finding, "reasoning": reasoning}
    record(case, Event.ANALYSED, by=by, at=at, facts=facts)
    index(notice)
    redue(case)
    return found


@transaction.atomic
def advise_on_notice(
    notice: ChangeNotice,
    *,
    text: str,
    office: Office | None = None,
    to_words: str = "",
    by_mail: bool = False,
    given_on: dt.date | None = None,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> NoticeAdvice:
    """Give advice: mailed to the registered addresses of an office, or kept on record as given otherwise.

    Records `notice_advised`; the task to comment is done. Refused without a recipient, and where an office has no address.
    """
    at = at or now()
    case = begin_verb(notice, NoticeVerb.ADVISE, by, version)
    if office is None and not to_words.strip():
        raise Refused(_("Say to whom the advice is given."))
    on = law_date(at) if by_mail or given_on is None else given_on
    if on > law_date(at):
        raise Refused(_("That day has not come yet."))
    advice = NoticeAdvice(notice=notice, office=office, to_words=to_words, text=text, given_on=on, by=by, at=at)
    if by_mail:
        advice.mailed = mail(notice, advice)
    advice.save()
    settle_comment(notice, on=on, by=by)
    move(case, NOTICES, NoticeVerb.ADVISE)
    record(case, Event.ADVISED, by=by, at=at, facts={"to": advice.to, "text": text, "mailed": advice.mailed})
    redue(case)
    return advice


def mail(notice: ChangeNotice, advice: NoticeAdvice) -> int:
    office = advice.office
    found = addresses.registered(office) if office else []
    if not found:
        raise Refused(_("No e-mail address is registered there: it cannot be sent from here."))
    for address in found:
        language = address.language or Language.EN
        reference = notice.file.reference
        outbox.queue_page(
            to=address.email,
            template="body",
            language=language,
            kind="notice-advice",
            about=reference,
            context={
                "heading": mails.line("notice-advice", "subject", language, reference=reference),
                "preview": mails.line("notice-advice", "preview", language, reference=reference),
                "footer": mails.texts()["footer_body"][language],
                "signature": mails.texts()["sender_body"][language],
                "text": f"{notice.file.title}\n\n{advice.text}",
            },
        )
    return len(found)


@transaction.atomic
def touch_exception(
    notice: ChangeNotice,
    *,
    exception: PostedException,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ChangeNotice:
    """Link an exception of the register that the change touches. Records `notice_touched`."""
    case = begin_verb(notice, NoticeVerb.TOUCH, by, version)
    notice.exceptions.add(exception)
    facts = {"exception": str(exception), "words": exception.description}
    record(case, Event.TOUCHED, by=by, at=at or now(), facts=facts)
    redue(case)
    return notice


@transaction.atomic
def untouch_exception(
    notice: ChangeNotice, *, exception: int, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ChangeNotice:
    """Take such a link away again. Records `notice_untouched`."""
    case = begin_verb(notice, NoticeVerb.UNTOUCH, by, version)
    found = notice.exceptions.filter(pk=exception).first()
    if found is None:
        raise Refused(_("It is not linked."))
    notice.exceptions.remove(found)
    record(case, Event.UNTOUCHED, by=by, at=at or now(), facts={"exception": str(found), "words": found.description})
    redue(case)
    return notice


def end(
    notice: ChangeNotice, verb: str, kind: str, facts: dict[str, Any], *, by: User, at: dt.datetime
) -> ChangeNotice:
    """Move, record, close: what the two ends have in common. The caller holds the lock."""
    case = notice.file
    settle_comment(notice, on=law_date(at), by=by)
    move(case, NOTICES, verb)
    record(case, kind, by=by, at=at, facts=facts)
    case.closed_at = at
    redue(case)
    return notice


@transaction.atomic
def end_notice(
    notice: ChangeNotice,
    *,
    result: str,
    result_on: dt.date,
    result_words: str = "",
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> ChangeNotice:
    """Enter what came of it and when. The file is closed. Records `notice_ended`."""
    at = at or now()
    begin_verb(notice, NoticeVerb.RESULT, by, version)
    if result_on > law_date(at):
        raise Refused(_("That day has not come yet."))
    notice.result, notice.result_on, notice.result_words = result, result_on, result_words
    notice.save(update_fields=["result", "result_on", "result_words"])
    facts = {"result": result, "on": result_on, "words": result_words}
    return end(notice, NoticeVerb.RESULT, Event.ENDED, facts, by=by, at=at)


@transaction.atomic
def drop_notice(
    notice: ChangeNotice, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ChangeNotice:
    """It does not concern us. The file is closed. Records `notice_dropped`."""
    begin_verb(notice, NoticeVerb.DROP, by, version)
    return end(notice, NoticeVerb.DROP, Event.DROPPED, {"reason": reason}, by=by, at=at or now())


@transaction.atomic
def reopen_notice(
    notice: ChangeNotice, *, reason: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> ChangeNotice:
    """There is more to do: the result was not the last one. Records `notice_reopened`; the result entered stays in the history."""
    at = at or now()
    case = begin_verb(notice, NoticeVerb.REOPEN, by, version)
    notice.result, notice.result_on, notice.result_words = "", None, ""
    notice.save(update_fields=["result", "result_on", "result_words"])
    move(case, NOTICES, NoticeVerb.REOPEN)
    case.closed_at = None
    record(case, Event.REOPENED, by=by, at=at, facts={"reason": reason})
    redue(case)
    return notice
