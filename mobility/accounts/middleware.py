"""What every answer carries, which language a signed-in person reads, and the second step at sign-in."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

Get = Callable[[HttpRequest], HttpResponse]

NOBODY = ["camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb"]
OURSELVES = ["publickey-credentials-get", "publickey-credentials-create"]
PERMISSIONS = ", ".join([f"{name}=()" for name in NOBODY] + [f"{name}=(self)" for name in OURSELVES])

#: Where somebody without a second step may go: to set one up, to sign out, to change the language.
ALLOWED_WITHOUT_SECOND_STEP = ("/accounts/", "/static/", "/health/", "/language/", "/en/", "/fr/")


def more_headers(get_response: Get) -> Get:
    """Headers Django has no setting for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


def user_language(get_response: Get) -> Get:
    """Pages without a language in their address (desk, portal, partner, sign-in): the person's own, or `?lang=`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if translation.get_language_from_path(request.path_info):
            return get_response(request)
        asked = request.GET.get("lang", "")
        known = asked in dict(settings.LANGUAGES)
        chosen = asked if known else ""
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            chosen = chosen or request.user.language
        if chosen:
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        response = get_response(request)
        if known:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=31_536_000,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        return response

    return middleware


def has_second_step(request: HttpRequest) -> bool:
    """As the session's query of the person said; asked anew where that says no, since it may have been set up just now."""
    return getattr(request.user, "has_second_step", False) or is_mfa_enabled(request.user)


def second_step(get_response: Get) -> Get:
    """Outside the demonstration nobody works without a second step at sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            settings.MFA_REQUIRED
            and settings.SESSION_COOKIE_NAME in request.COOKIES
            and not request.path_info.startswith(ALLOWED_WITHOUT_SECOND_STEP)
            and request.user.is_authenticated
            and not has_second_step(request)
        ):
            messages.info(request, _("Before you go on: set up a second step at sign-in."))
            return redirect("mfa_index")
        return get_response(request)

    return middleware
