"""The way in for offices that do not sign in: a link in a mail, and what a browser holds after its button was pressed.

Pressing it gives this browser a signed cookie for this one request, good for some hours; the link itself stays good.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from mobility.accounts.throttle import Limit

from .models import Request, RequestLink

SALT = "correspondence.link"
#: A page left open on a shared computer closes by itself; the link opens it again.
SECONDS = 4 * 3600
WRONG_LINK = Limit("link", 20, 15)


def hashed(token: str) -> str:
    return hashlib.sha256(f"{settings.CODE_PEPPER}:request:{token}".encode()).hexdigest()


def make(request: Request, address: str, *, at: dt.datetime) -> str:
    """A further link to a request, for one address. Returns its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    RequestLink.objects.create(request=request, token_hash=hashed(token), address=address, sent_at=at)
    return token


def address_of(token: str, language: str) -> str:
    return f"{settings.SITE_URL}{reverse('request_link', args=[token])}?lang={language}"


def find(token: str) -> RequestLink | None:
    """The link of a token, if there is one."""
    found = RequestLink.objects.filter(token_hash=hashed(token))
    return found.select_related(
        "request__file", "request__participant__office", "request__participant__person", "request__share__consent"
    ).first()


def cookie(pk: int) -> str:
    return f"request-{pk}"


def hold(response: HttpResponse, link: RequestLink) -> HttpResponse:
    """Let this browser open this one request for a while."""
    response.set_signed_cookie(
        cookie(link.request_id),
        str(link.pk),
        salt=SALT,
        max_age=SECONDS,
        path=f"/request/{link.request_id}/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def held(http: HttpRequest, pk: int) -> Request | None:
    """The request this browser opened by its link; None without, or after some hours."""
    value = http.get_signed_cookie(cookie(pk), default="", salt=SALT, max_age=SECONDS) or ""
    if not value.isdecimal() or not RequestLink.objects.filter(pk=int(value), request_id=pk).exists():
        return None
    return Request.objects.with_all().filter(pk=pk).first()
