"""A complaint entered by staff: from a call, a letter, a mail, another office. Through the same action as the worker's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import actions, codes
from complaints.forms.entry import CALLED, EntryForm
from mobility.accounts.access import holding, who
from mobility.accounts.choices import Capability
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
        return render(
            request, "complaints/desk/new.html", {"form": form}, status=422 if request.method == "POST" else 200
        )
    code = codes.new()
    complaint = actions.enter(
        filing(form.cleaned_data),
        once=str(form.cleaned_data["once"]),
        code_hash=codes.hashed(code),
        by=who(request),
        at=moment(form.cleaned_data["received_on"]),
    )
    if complaint.code_hash == codes.hashed(code):
        told = _(
            "The complaint is on file as %(reference)s. Give the person this code; it is not shown again: %(code)s"
        )
        messages.success(request, told % {"reference": complaint.file.reference, "code": code})
    else:
        messages.info(request, _("This form was sent before: here is the complaint it made."))
    return redirect(complaint)


def filing(cleaned: dict[str, Any]) -> actions.Filing:
    return actions.Filing(
        **{name: cleaned[name] for name in FILING},
        dates={fact.value: cleaned[fact] for fact in CALLED if cleaned[fact]},
        person={name: cleaned[name] for name in PERSON},
    )


def moment(on: dt.date) -> dt.datetime:
    """Now; for an earlier day its noon, since nobody wrote down the hour."""
    return now() if on == today() else dt.datetime.combine(on, dt.time(12), tzinfo=ZONE)
