"""What is done with one request on the page of a file: send again, remind, give more time, withdraw, enter an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from complaints import access
from complaints import actions as complaints
from complaints.actions.body import counterpart
from complaints.choices import Verb
from complaints.forms.requests import VERBS, AskBodyForm, AskCounterpartForm, AskingForm, form_of
from complaints.models import Complaint
from mobility.accounts.access import desk, who
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.errors import Overtaken
from mobility.correspondence import actions
from mobility.correspondence.models import Request

from .desk import fetch, page

#: The action of each verb, and what is said when it is done.
ACTIONS: dict[str, tuple[Callable[..., Any], str | Promise]] = {
    "on_behalf": (actions.answer_on_behalf, _("The answer is on the file, and a copy is on its way to them.")),
    "extend": (actions.extend, _("They have more time, and a mail says so.")),
    "revoke": (actions.revoke, _("The request is withdrawn. Its links open nothing any more.")),
    "chase": (actions.chase, _("The reminder is on its way.")),
    "resend": (actions.resend, _("The request is on its way again.")),
}


#: What is asked of whom: form, action, title, and what is said when it is done.
ASKING: dict[str, tuple[type[AskingForm], Callable[..., Any], str | Promise, str | Promise]] = {
    "ask_body": (AskBodyForm, complaints.ask_body, _("Ask the body"), _("The body has been asked.")),
    "ask_counterpart": (
        AskCounterpartForm,
        complaints.ask_counterpart,
        _("Ask the other province"),
        _("The other province has been asked."),
    ),
}


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def ask(http: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Write a request, with the consent and the worker's own account beside it."""
    complaint = fetch(http, reference)
    kind, action, title, done = ASKING[verb]
    if not access.can(who(http), complaint, Verb.ASK_BODY):
        raise Http404
    if http.method != "POST":
        return asking(http, complaint, kind(complaint=complaint, user=who(http)), verb, title)
    form = kind(http.POST, complaint=complaint, user=who(http))
    if not form.is_valid():
        return asking(http, complaint, form, verb, title, 422)
    try:
        action(complaint, by=who(http), **form.cleaned_data)
    except Overtaken as overtaken:
        fresh = fetch(http, reference)
        typed = http.POST.copy()
        typed["version"] = str(overtaken.version)
        form = kind(typed, complaint=fresh, user=who(http))
        form.add_error(None, str(overtaken))
        return asking(http, fresh, form, verb, title, 409)
    except Refused as refused:
        form.add_error(None, str(refused))
        return asking(http, fetch(http, reference), form, verb, title, 409)
    messages.success(http, str(done))
    return redirect(f"{complaint.get_absolute_url()}#requests")


def asking(
    http: HttpRequest,
    complaint: Complaint,
    form: AskingForm,
    verb: str,
    title: str | Promise,
    status: int = 200,
) -> HttpResponse:
    to = complaint.body_name if verb == "ask_body" else counterpart(complaint) or _("unknown")
    refusal = access.refusal(complaint, Verb.ASK_BODY) if verb == "ask_body" else ""
    context = {
        "complaint": complaint,
        "file": complaint.file,
        "form": form,
        "title": title,
        "to": to,
        "refusal": refusal,
        "action": http.path,
        "grounds": list(complaint.grounds.select_related("ground")),
    }
    return render(http, "complaints/desk/ask.html", context, status=status)


@desk
@require_http_methods(["GET", "POST"])
def act(http: HttpRequest, reference: str, pk: int, verb: str) -> HttpResponse:
    """Do one verb of one request. What cannot be done comes back with what was typed.

    Asked without a form, the page with the form open.
    """
    if verb not in VERBS:
        raise Http404
    complaint = fetch(http, reference)
    found = get_object_or_404(Request.objects.visible_to(who(http)).with_all(), pk=pk, file=complaint.file)
    found.file = complaint.file
    if http.method == "GET":
        accesslog.log(AccessKind.OPENED, user=who(http), file=complaint.file)
        return page(http, complaint, of_request=(found.pk, verb, form_of(verb, found)))
    form = form_of(verb, found, http.POST, http.FILES)
    if not form.is_valid():
        return page(http, complaint, status=422, of_request=(found.pk, verb, form))
    action, done = ACTIONS[verb]
    try:
        action(found, by=who(http), **form.cleaned_data)
    except Overtaken as overtaken:
        fresh = fetch(http, reference)
        found.file = fresh.file
        typed = http.POST.copy()
        typed["version"] = str(overtaken.version)
        form = form_of(verb, found, typed, http.FILES)
        form.add_error(None, str(overtaken))
        return page(http, fresh, status=409, of_request=(found.pk, verb, form))
    except Refused as refused:
        form.add_error(None, str(refused))
        return page(http, fetch(http, reference), status=409, of_request=(found.pk, verb, form))
    messages.success(http, str(done))
    return redirect(f"{complaint.get_absolute_url()}#requests")
