"""Mails to whoever is asked: reference, day and link, nothing of the case. Queues, never sends.

An office whose people sign in gets the address of its own page; any other gets a link of its own for each registered
address. On a restricted file the people of an office do not see the request, so links go out instead.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import translation

from mobility.accounts import addresses
from mobility.accounts.addresses import Address
from mobility.accounts.phrases import day_words
from mobility.casefiles import mails
from mobility.law.days import law_date
from mobility.outbox import actions as outbox

from . import links, naming
from .models import Request, RequestAnswer


def registered(request: Request) -> list[Address]:
    """Where this request may be sent: registered addresses, never one typed on a public page."""
    if request.office is not None:
        return addresses.registered(request.office)
    person = request.participant.person
    return [Address(person.email)] if person is not None and person.email else []


def by_portal(request: Request) -> bool:
    return request.office is not None and not request.file.is_restricted and bool(addresses.signing_in(request.office))


def send(request: Request, kind: str, *, at: dt.datetime) -> int:
    """Tell everybody who can answer; returns how many mails that were."""
    if not by_portal(request):
        for address in registered(request):
            token = links.make(request, address.email, at=at)
            language = address.language or request.language
            write(request, kind, address.email, language, links.address_of(token, language))
        return len(registered(request))
    return tell(request, kind)


def tell(request: Request, kind: str, **facts: str) -> int:
    """The same to everybody, without a link of their own: to people who sign in, the page; to all, the words."""
    page = f"{settings.SITE_URL}{request.get_absolute_url()}" if by_portal(request) else ""
    found = recipients(request)
    for email, language in found:
        write(request, kind, email, language or request.language, page, **facts)
    return len(found)


def write(request: Request, kind: str, to: str, language: str, url: str, text: str = "", **facts: str) -> None:
    with translation.override(language):
        facts = {"due_date": day_words(request.due_on, "full"), **facts, "reference": request.file.reference}
    outbox.queue_page(
        to=to,
        template="body",
        language=language,
        kind=kind,
        about=request.file.reference,
        context={
            "heading": mails.line(kind, "subject", language, **facts),
            "preview": mails.line(kind, "preview", language, **facts),
            "footer": mails.texts()["footer_body"][language],
            "signature": mails.texts()["sender_body"][language],
            "url": url,
            "text": text,
        },
    )


def asked(request: Request, at: dt.datetime) -> int:
    return send(request, "body-request", at=at)


def reminded(request: Request, at: dt.datetime) -> int:
    return send(request, "body-overdue" if request.due_on < law_date(at) else "body-reminder", at=at)


def withdrawn(request: Request) -> None:
    tell(request, "body-withdrawn")


def extended(request: Request) -> None:
    tell(request, "body-extended")


def copied(request: Request, answer: RequestAnswer) -> None:
    """A copy of the answer to the office's registered addresses, whoever gave it.

    The wording goes along unless it names a worker whom this request does not name.
    """
    person = naming.worker_of(request.file)
    unnamed = request.with_name or not naming.named_in(f"{answer.text} {answer.provision}", person)
    page = f"{settings.SITE_URL}{request.get_absolute_url()}" if by_portal(request) else ""
    for email, own in recipients(request):
        language = own or request.language
        with translation.override(language):
            lines = [str(answer.get_category_display())]
            if answer.due_on:
                lines.append(day_words(answer.due_on, "full"))
            if unnamed:
                lines += [part for part in (answer.provision, answer.text) if part]
            lines.append(", ".join(part for part in (answer.said_by, str(answer.get_via_display())) if part))
            date = day_words(answer.answered_on, "full")
        write(request, "body-answer-copy", email, language, page, text="\n\n".join(lines), date=date)


def recipients(request: Request) -> list[tuple[str, str]]:
    """Address and language of everybody who gets a copy, each once."""
    found = {address.email.lower(): (address.email, address.language) for address in registered(request)}
    if by_portal(request) and request.office is not None:
        for user in addresses.signing_in(request.office):
            found[user.email.lower()] = (user.email, user.language)
    return list(found.values())
