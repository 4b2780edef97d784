"""Pages of the roof: front page, texts, landing after sign-in, first pages of portal and partner, error pages."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template import loader
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from disputes import room_queries
from mobility import texts
from mobility.accounts import access, actions
from mobility.accounts.choices import Language
from mobility.casefiles import feeds
from mobility.casefiles.choices import Kind
from mobility.casefiles.models import CaseFile
from mobility.correspondence import queries as correspondence
from mobility.law import days, rules
from regulators import report_queries


# ---- for everybody ----------------------------------------------------------------------------------
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """`/`: to the front page in the language the browser asks for."""
    response = redirect(f"/{_language()}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page; what people can expect comes from the unit's standards."""
    library = rules.library()
    resolve = library.latest("unit.resolve").days
    standards = {
        "reply": library.latest("unit.first_reply").days,
        "accept": library.latest("unit.accept").days,
        "weeks": resolve // 7 if resolve else None,
    }
    return render(request, "pages/home.html", {"standards": standards})


@require_safe
def text(request: HttpRequest, name: str) -> HttpResponse:
    """A text with a version, in the language of the page."""
    facts = {"draft_days": str(rules.latest("unit.draft_expiry").days)}
    return render(request, "pages/text.html", {"text": texts.read(name, _language(), facts=facts)})


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/contact.html", {"mail": settings.CONTACT_EMAIL, "phone": settings.CONTACT_PHONE})


# ---- for those who sign in --------------------------------------------------------------------------
@login_required
def landing(request: HttpRequest) -> HttpResponse:
    """Everybody to the first page of their own part of the house."""
    return redirect(access.first_page(access.who(request)))


@login_required
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Somebody with an account and no capability."""
    return render(request, "pages/nothing_here.html")


@require_POST
def speak(request: HttpRequest) -> HttpResponse:
    """Change one's own language; back to the page one was on."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in Language.values:
        actions.set_language(request.user, language=language, by=request.user)
    there = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        there = "/"
    return redirect(there)


#: Where the page of a file is, by its kind.
FILE_PAGES = {
    Kind.COMPLAINT: "complaints:file",
    Kind.SYSTEMIC: "issues:file",
    Kind.EXCEPTION: "exceptions:file",
    Kind.REVIEW: "reviews:file",
    Kind.DISPUTE: "disputes:file",
    Kind.EXTENSION: "reviews:extension",
    Kind.ENQUIRY: "advice:enquiry",
    Kind.NOTICE: "advice:notice",
    Kind.REPORT: "regulators:report_file",
    Kind.COMMITTEE: "committees:file",
    Kind.RISK: "risks:file",
}


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """One's due dates for a calendar program: no session, only the token. A revoked one does not exist."""
    user = feeds.user_of(token)
    if user is None:
        raise Http404
    with translation.override(user.language):
        content = feeds.calendar(user, today=days.today(), link=page_address, at=now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def page_address(reference: str) -> str:
    return settings.SITE_URL + reverse("file", args=[reference])


@access.reader
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of a file of any kind, by the number people quote."""
    found = get_object_or_404(CaseFile.objects.visible_to(request.user), reference=reference)
    if found.kind not in FILE_PAGES:
        raise Http404
    return redirect(FILE_PAGES[found.kind], found.reference)


@access.portal
def portal(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {**asked_of(request), **report_queries.for_body(access.who(request))})


@access.partner
def partner(request: HttpRequest) -> HttpResponse:
    disputes = room_queries.of_partner(access.who(request))
    return render(request, "partner/home.html", {**asked_of(request), "disputes": disputes})


def asked_of(request: HttpRequest) -> dict[str, Any]:
    """What is asked of the person's office, by day, and what it answered."""
    return {**correspondence.for_office(access.who(request)), "today": days.today()}


# ---- when something is wrong ------------------------------------------------------------------------
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plainly("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours; or the database is away, which passes by itself."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _plainly("503.html", 503)
        response.headers["Retry-After"] = "30"
        return response
    return _plainly("500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def _plainly(template: str, status: int) -> HttpResponse:
    """A page in both languages that needs neither session nor database nor a language."""
    context: dict[str, Any] = {}
    return HttpResponse(loader.render_to_string(template, context), status=status)


def _language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"
