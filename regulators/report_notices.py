"""Mails about reports to the registered addresses of a body and to its people who sign in: period, day, page; no figures.

Queues, never sends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from mobility.accounts import addresses
from mobility.accounts.phrases import day_words
from mobility.casefiles import mails
from mobility.law.days import law_date
from mobility.outbox import actions as outbox

from .report_models import Report, ReportVersion

#: The words of a mail in a language: facts and the text between preview and address.
Say = Callable[[], dict[str, str]]


def readers(report: Report) -> list[tuple[str, str]]:
    """Address and language of everybody who is told, each once. Where people sign in, they have their own language."""
    office = report.body.office
    found = {one.email.lower(): (one.email, one.language or "en") for one in addresses.registered(office)}
    for user in addresses.signing_in(office):
        found[user.email.lower()] = (user.email, user.language)
    return list(found.values())


def tell(report: Report, kind: str, say: Say = dict, *, but: str = "") -> int:
    """The same to all of them; returns how many mails that were."""
    told = [(email, language) for email, language in readers(report) if email.lower() != but.lower()]
    for email, language in told:
        write(report, kind, email, language, f"{settings.SITE_URL}{report.portal_url}", say)
    return len(told)


def write(report: Report, kind: str, to: str, language: str, url: str, say: Say = dict) -> None:
    with translation.override(language):
        facts = {"period": period(report), "due_date": due_words(report), **say()}
        text = facts.pop("text", "")
    outbox.queue_page(
        to=to,
        template="body",
        language=language,
        kind=kind,
        about=report.file.reference,
        context={
            "heading": mails.line(kind, "subject", language, **facts),
            "preview": mails.line(kind, "preview", language, **facts),
            "footer": mails.texts()["footer_body"][language],
            "signature": mails.texts()["sender_body"][language],
            "url": url,
            "text": text,
        },
    )


def period(report: Report) -> str:
    """How the period is called in a subject: the years at the end of the form's title."""
    return report.title.rsplit(" ", 1)[-1]


def due_words(report: Report) -> str:
    return day_words(report.duty.due_on, "plain") if report.duty.due_on else ""


def received(report: Report, version: ReportVersion, at: dt.datetime) -> None:
    def say() -> dict[str, str]:
        return {
            "version": str(version.number),
            "date": day_words(law_date(at), "plain"),
            "text": f"{version.receipt}\nsha256 {version.sha256}",
        }

    tell(report, "report-receipt", say)


def to_certify(report: Report, at: dt.datetime, *, but: str = "") -> None:
    tell(report, "report-certify", lambda: {"date": day_words(law_date(at), "plain")}, but=but)


def link(report: Report, email: str, language: str, token: str, at: dt.datetime) -> None:
    url = f"{settings.SITE_URL}{reverse('regulators:report_link', args=[token])}?lang={language}"
    write(report, "report-attest", email, language, url, lambda: {"date": day_words(law_date(at), "plain")})
