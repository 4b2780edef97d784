"""The one code in a worker's own browser: a signed cookie, out of reach of scripts, gone when the browser is closed.

The code opens a draft or a complaint; the database knows only its hash. Every fetch of the public pages starts here.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mobility.accounts.prepared import Prepared, Slot
from mobility.law.days import today

from . import codes, queries
from .models import Complaint, Draft

COOKIE = "holder"
SALT = "complaints.holder"
#: A cookie left on a device that others use stops working by itself; the code opens the page again.
SECONDS = 24 * 3600


def code_of(request: HttpRequest) -> str:
    """The code this browser holds, as it is shown; empty when it holds none."""
    held = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=SECONDS) or ""
    text = codes.plain(held)
    return codes.shown(text) if text else ""


def hold(response: HttpResponse, code: str) -> HttpResponse:
    """Let this browser hold the code. Such an answer is kept nowhere on the device."""
    response.set_signed_cookie(
        COOKIE, code, salt=SALT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def let_go(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def draft_of(code: str) -> Draft | None:
    """The draft a code opens: not sent, not expired."""
    code_hash = codes.hashed(code)
    if not code_hash:
        return None
    return next(iter(drafts(code_hash=code_hash, today=today())), None)


def complaint_of(code: str, reference: str | None = None) -> Complaint | None:
    """The complaint a code opens; with a reference only if the two go together."""
    code_hash = codes.hashed(code)
    if not code_hash:
        return None
    complaint = next(iter(complaints(code_hash=code_hash)), None)
    if complaint is None or reference not in (None, complaint.reference):
        return None
    return queries.with_names(complaint)


drafts = Prepared(
    lambda: Draft.objects.filter(
        code_hash=Slot("code_hash"), complaint__isnull=True, expires_on__gte=Slot("today")
    ).order_by("pk")[:1]
)
complaints = Prepared(
    lambda: (
        Complaint.objects.select_related("file", "complainant", "merged_into__complainant")
        .filter(code_hash=Slot("code_hash"))
        .order_by("pk")[:1]
    )
)
