"""What can be done with one request on the page of a file of any kind (see `casefiles.rooms`): remind, give more time, withdraw…

A room adds `REQUEST_ACTS` to its acts and shows `correspondence/parts/requests.html`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import User
from mobility.casefiles.forms import VerbForm
from mobility.casefiles.models import CaseFile
from mobility.casefiles.rooms import Act
from mobility.forms import DatePartsField

from . import actions
from .access import can_ask
from .forms import OnBehalfForm
from .models import Request


def open_request(file: CaseFile, user: User, pk: Any) -> Request:
    """A request of this file; another's does not exist."""
    number = int(pk) if str(pk).isdecimal() else 0
    found = get_object_or_404(Request.objects.visible_to(user).with_all(), pk=number, file=file)
    found.file = file
    return found


class RequestForm(VerbForm):
    request = forms.IntegerField(widget=forms.HiddenInput)


class MoreTimeForm(RequestForm):
    due_on = DatePartsField(label=_("Answer by"), called=_("the day to answer by"))
    reason = forms.CharField(label=_("Why"), max_length=500)


class WithdrawForm(RequestForm):
    reason = forms.CharField(label=_("Why"), max_length=500)


class TheirAnswerForm(OnBehalfForm):
    request = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: Any, user: User, **kwargs: Any) -> None:
        initial = kwargs.get("initial") or {}
        pk = args[0].get("request") if args and args[0] is not None else initial.get("request")
        kwargs["initial"] = {**initial, "version": item.file.version}
        super().__init__(*args, asked=open_request(item.file, user, pk), **kwargs)


def doing(action: Callable[..., Any]) -> Callable[..., Any]:
    """The action on the request whose number the form brought."""

    def act(file: CaseFile, *, request: int, by: User, **said: Any) -> Any:
        return action(open_request(file, by, request), by=by, **said)

    return act


def may(user: User, file: CaseFile) -> bool:
    return file.is_open and can_ask(user, file)


def act(form: type[Any], action: Callable[..., Any], done: Any, label: Any) -> Act:
    return Act(form, doing(action), done, "requests", label, may, True, "request")


REQUEST_ACTS: dict[str, Act] = {
    "on_behalf": act(
        TheirAnswerForm,
        actions.answer_on_behalf,
        _("The answer is on the file, and a copy is on its way to them."),
        _("Enter their answer"),
    ),
    "chase": act(RequestForm, actions.chase, _("The reminder is on its way."), _("Remind")),
    "more_time": act(MoreTimeForm, actions.extend, _("They have more time, and a mail says so."), _("Give more time")),
    "resend": act(RequestForm, actions.resend, _("The request is on its way again."), _("Send again")),
    "revoke": act(
        WithdrawForm,
        actions.revoke,
        _("The request is withdrawn. Its links open nothing any more."),
        _("Withdraw the request"),
    ),
}
