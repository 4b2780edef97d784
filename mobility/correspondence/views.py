"""Pages for whoever is asked: behind a link without account, and for offices whose people sign in."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from mobility.accounts import throttle
from mobility.accounts.access import holding, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import uploads
from mobility.casefiles.access import sees_original
from mobility.casefiles.models import Participant
from mobility.casefiles.uploads import MAX_BODY_MB, too_large
from mobility.casefiles.views import closed, hand_over
from mobility.cells import plain
from mobility.law.days import law_date, today

from . import actions, links, queries
from .choices import Shut
from .forms import AnswerForm
from .models import Request


def private(response: HttpResponse) -> HttpResponse:
    """Found by no search engine and kept on no device."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response


# ---- the link ---------------------------------------------------------------------------------------
# The token in the address is the proof, and a page that sends no referrer sends no origin either: no CSRF token here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link(http: HttpRequest, token: str) -> HttpResponse:
    """One button. Looking at it asks nothing and spends nothing, for mail scanners look at every link; pressing it opens
    the request in this browser, for some hours.
    """
    if http.method != "POST":
        return unreferred(render(http, "correspondence/link.html"))
    net = throttle.network(http)
    if throttle.is_over(links.WRONG_LINK, net):
        sentence = _("Too many links that open nothing. Wait %(minutes)s minutes, then try again.")
        return said(http, sentence % {"minutes": links.WRONG_LINK.minutes}, 429)
    found = links.find(token)
    if found is None:
        throttle.count(links.WRONG_LINK, net)
        return said(
            http, _("This link opens nothing. Take the whole of it from the mail, or ask us for a new one."), 404
        )
    if found.request.shut:
        return said(http, str(Shut(found.request.shut).label), 410)
    actions.opened(found.request, by=found.request.participant)
    return unreferred(links.hold(redirect("request", found.request_id), found))


def said(http: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return unreferred(render(http, "correspondence/closed.html", {"sentence": sentence}, status=status))


def unreferred(response: HttpResponse) -> HttpResponse:
    """The address holds the token: it is passed on to nobody."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return private(response)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def request(http: HttpRequest, pk: int) -> HttpResponse:
    """The request this browser opened by its link, and the form to answer it. The size is looked at before anything is read."""
    if http.method == "POST" and too_large(http, MAX_BODY_MB):
        return oversized(http, links.held(http, pk), "correspondence/request.html")
    return request_checked(http, pk)


@csrf_protect
def request_checked(http: HttpRequest, pk: int) -> HttpResponse:
    asked = links.held(http, pk)
    if asked is None:
        sentence = _("This page closed by itself. Press the button of the link in our mail again to go on.")
        typed = http.POST.get("text", "") if http.method == "POST" else ""
        context = {"sentence": sentence, "typed": typed}
        return private(render(http, "correspondence/closed.html", context, status=403))
    return answered(http, asked, by=asked.participant, template="correspondence/request.html")


@require_safe
def paper(http: HttpRequest, pk: int, version: int) -> HttpResponseBase:
    """One paper of the request this browser opened, to be saved."""
    asked = links.held(http, pk)
    if asked is None or not asked.is_shown:
        raise Http404
    return handed(http, asked, version)


# ---- for those who sign in --------------------------------------------------------------------------
office = holding(Capability.PORTAL, Capability.PARTNER)


@csrf_exempt
@office
@require_http_methods(["GET", "HEAD", "POST"])
def asked(http: HttpRequest, pk: int) -> HttpResponse:
    """A request put to the person's office. Another office's does not exist."""
    if http.method == "POST" and too_large(http, MAX_BODY_MB):
        return oversized(http, fetch(http, pk), "correspondence/asked.html")
    return asked_checked(http, pk)


@csrf_protect
def asked_checked(http: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(http, pk)
    actions.opened(found, by=who(http))
    return answered(http, found, by=who(http), template="correspondence/asked.html")


@office
@require_safe
def asked_paper(http: HttpRequest, pk: int, version: int) -> HttpResponse:
    found = fetch(http, pk)
    if not found.is_shown:
        raise Http404
    return handed(http, found, version)  # type: ignore[return-value]


@office
@require_safe
def shared(http: HttpRequest) -> HttpResponse:
    """What was released to the person's office: of which file, under which authority, which papers."""
    user = who(http)
    if user.can(Capability.DESK):
        raise Http404
    context = {"shares": queries.released(user), "frame": frame_of(user)}
    return private(render(http, "correspondence/shared.html", context))


def frame_of(user: User) -> str:
    return "partner/base.html" if user.can(Capability.PARTNER) else "portal/base.html"


def fetch(http: HttpRequest, pk: int) -> Request:
    user = who(http)
    if user.can(Capability.DESK):
        raise Http404
    return get_object_or_404(Request.objects.visible_to(user).with_all(), pk=pk)


# ---- both -------------------------------------------------------------------------------------------
def answered(http: HttpRequest, found: Request, *, by: User | Participant, template: str) -> HttpResponse:
    """Show the request, or take its answer: guard, form, action, message, redirect."""
    signed_in = isinstance(by, User)
    if http.method != "POST":
        return shown(http, found, template, signed_in=signed_in)
    form = AnswerForm(http.POST, http.FILES, asked=found, signed_in=signed_in)
    if found.answered_at is not None:
        return redirect(http.path)
    if throttle.is_over(throttle.saves(), throttle.network(http)):
        form.add_error(None, _("That was very quick. Wait a minute, then send it again."))
        return shown(http, found, template, form=form, status=429, signed_in=signed_in)
    throttle.count(throttle.saves(), throttle.network(http))
    if not form.is_valid():
        return shown(http, found, template, form=form, status=422, signed_in=signed_in)
    try:
        actions.answer(found, by=by, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return shown(http, found, template, form=form, status=409, signed_in=signed_in)
    messages.success(http, _("We have your answer."))
    return redirect(http.path)


def shown(
    http: HttpRequest,
    found: Request,
    template: str,
    *,
    form: AnswerForm | None = None,
    status: int = 200,
    signed_in: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {**queries.page(found), "today": today()}
    if not found.shut or form is not None:
        context["form"] = form or AnswerForm(asked=found, signed_in=signed_in)
    if found.shut and found.shut != Shut.ANSWERED:
        context["sentence"] = str(Shut(found.shut).label)
    context["frame"] = frame_of(who(http)) if signed_in else "portal/base.html"
    context["paper_url"] = "asked_paper" if signed_in else "request_paper"
    return private(render(http, template, context, status=status))


def oversized(http: HttpRequest, found: Request | None, template: str) -> HttpResponse:
    if found is None:
        raise Http404
    signed_in = template.endswith("asked.html")
    form = AnswerForm({}, {}, asked=found, signed_in=signed_in)
    form.full_clean()
    form.errors.clear()
    form.add_error("papers", uploads.sentence("sent_too_big", {"max": str(MAX_BODY_MB)}))
    return shown(http, found, template, form=form, status=413, signed_in=signed_in)


def handed(http: HttpRequest, found: Request, version: int) -> HttpResponseBase:
    row = get_object_or_404(queries.papers(found), pk=version)
    if not row.may_be_opened:
        return closed(http, row)
    try:
        original = sees_original(found.participant, row.document)
        return hand_over(row, original=original, participant=found.participant)
    except (FileNotFoundError, Refused):
        raise Http404 from None


@holding(Capability.PORTAL)
@require_safe
def open_requests(http: HttpRequest) -> HttpResponse:
    """What is open for one's own body, as CSV for its own system."""
    text = io.StringIO()
    heading = [_("number"), _("asked on"), _("answer by"), _("what for"), _("question"), _("address")]
    csv.writer(text).writerows([heading, *map(line_of, queries.for_office(who(http))["open"])])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="requests-{today().isoformat()}.csv"'
    return response


def line_of(row: Request) -> list[str]:
    """One request as a line of CSV."""
    address = settings.SITE_URL + reverse("asked", args=[row.pk])
    days = [law_date(row.sent_at).isoformat(), row.due_on.isoformat()]
    return [str(row.pk), *days, row.get_purpose_display(), plain(row.question), address]
