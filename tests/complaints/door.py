"""A worker in front of the public door: fills in the steps as a browser would send them."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client

from complaints import guard, holder
from complaints.models import Draft
from mobility.law.days import today

WHO = {
    "for_whom": "self",
    "direction": "inbound",
    "body": "clpna",
    "occupation": "licensed-practical-nurse",
    "home": "ON",
}
WHAT = {"narrative": "I applied and nobody decided."}
SAFETY = {"contact_by": ["page"]}
SEND = {"speak_to_body": "advise_first", "notice_version": "2026-11"}


def date(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def days_ago(number: int) -> dt.date:
    return today() - dt.timedelta(days=number)


def post(client: Client, step: str, data: dict[str, Any], language: str = "en", **extra: Any) -> HttpResponse:
    """Send one step; the first one with the marks its page carries."""
    marks = {} if holder.COOKIE in client.cookies else {"opened": guard.opened()}
    return client.post(f"/{language}/complain/{step}/", {**marks, **data}, **extra)


def fill(client: Client, language: str = "en", **changes: dict[str, Any]) -> HttpResponse:
    """Fill in every step up to the last page, which is returned."""
    answers = {"who": WHO, "what": WHAT, "safety": SAFETY, **changes}
    for step, data in answers.items():
        response = post(client, step, data, language)
        assert response.status_code == 302, sentences(response)
    return client.get(f"/{language}/complain/send/")


def sent(client: Client, language: str = "en", **changes: dict[str, Any]) -> HttpResponse:
    """Fill in and send; the receipt is returned."""
    fill(client, language, **changes)
    response = post(client, "send", SEND, language)
    assert (response.status_code, response["Location"]) == (302, f"/{language}/receipt/"), sentences(response)
    return client.get(response["Location"])


def code_in(client: Client) -> str:
    """The code the browser holds."""
    request = HttpRequest()
    request.COOKIES = {holder.COOKIE: client.cookies[holder.COOKIE].value}
    return holder.code_of(request)


def the_draft() -> Draft:
    return Draft.objects.get()


def text(response: HttpResponse) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def sentences(response: HttpResponse) -> list[str]:
    """The lines of the summary of what is wrong."""
    found = re.search(r'<div class="summary".*?</ul>', response.content.decode(), re.S)
    return (
        [unescape(re.sub(r"<[^>]+>", "", line)) for line in re.findall(r"<li>(.*?)</li>", found[0], re.S)]
        if found
        else []
    )
