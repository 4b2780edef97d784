"""A complaint entered by staff: from a call, a letter, a mail, another office. Through the same action as the worker's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints import actions, codes, texts
from complaints.forms.entry import CALLED, EntryForm, FromMailForm
from complaints.models import Complaint
from mobility.accounts.access import holding, who
from mobility.accounts.choices import Capability
from mobility.casefiles.uploads import BadUpload
from mobility.law.days import ZONE, today

PERSON = ("name", "email", "phone", "post", "channels", "language")
FILING = (
    *("narrative", "wanted", "direction", "language", "home", "receiving", "body", "body_text", "occupation"),
    *("occupation_text", "grounds", "in_danger", "referred_by", "speak_to_body", "came_by"),
)


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a complaint. Afterwards the code for the person is shown, once."""
    form = EntryForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        context = {"form": form, "mail_form": FromMailForm()}
        return render(request, "complaints/desk/new.html", context, status=422 if request.method == "POST" else 200)
    code = codes.new()
    complaint = actions.enter(
        filing(form.cleaned_data),
        once=str(form.cleaned_data["once"]),
        code_hash=codes.hashed(code),
        by=who(request),
        at=moment(form.cleaned_data["received_on"]),
    )
    tell(request, complaint, code)
    return redirect(complaint)


@holding(Capability.WORK)
@require_POST
def new_from_mail(request: HttpRequest) -> HttpResponse:
    """Start a file from a mail somebody saved."""
    form = FromMailForm(request.POST, request.FILES)
    if form.is_valid():
        code = codes.new()
        try:
            complaint = actions.enter_mail(form.cleaned_data["mail"], code_hash=codes.hashed(code), by=who(request))
        except BadUpload as bad:
            form.add_error("mail", texts.error(bad.code, **bad.facts))
        else:
            tell(request, complaint, code)
            return redirect(complaint)
    return render(request, "complaints/desk/new.html", {"form": EntryForm(), "mail_form": form}, status=422)


def tell(request: HttpRequest, complaint: Complaint, code: str) -> None:
    """The code, once; or that this was sent before."""
    if complaint.code_hash != codes.hashed(code):
        messages.info(request, _("This was sent before: here is the complaint it made."))
        return
    told = _("The complaint is on file as %(reference)s. Give the person this code; it is not shown again: %(code)s")
    messages.success(request, told % {"reference": complaint.file.reference, "code": code})


def filing(cleaned: dict[str, Any]) -> actions.Filing:
    return actions.Filing(
        **{name: cleaned[name] for name in FILING},
        dates={fact.value: cleaned[fact] for fact in CALLED if cleaned[fact]},
        person={name: cleaned[name] for name in PERSON},
    )


def moment(on: dt.date) -> dt.datetime:
    """Now; for an earlier day its noon, since nobody wrote down the hour."""
    return now() if on == today() else dt.datetime.combine(on, dt.time(12), tzinfo=ZONE)
