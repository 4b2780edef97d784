"""Saved views of the list, and its keys: pages of their own, so that the list works without script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import actions
from complaints.filters import TriageFilter, query_of
from complaints.list_models import SavedView
from complaints.models import Complaint
from mobility.accounts import actions as accounts
from mobility.accounts.access import reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.law.days import today


class SaveViewForm(forms.Form):
    unmarked = True
    query = forms.CharField(required=False, max_length=1500, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)
    for_unit = forms.BooleanField(label=gettext_lazy("For everybody in the unit"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.can(Capability.ASSIGN):
            del self.fields["for_unit"]

    def clean_query(self) -> str:
        return query_of(QueryDict(self.cleaned_data["query"]))


def kept_by(user: User) -> dict[str, Any]:
    """The views of the page: one's own, and the unit's."""
    return {
        "mine": list(SavedView.objects.filter(owner=user)),
        "units": list(SavedView.objects.filter(owner__isnull=True)),
        "may_keep_units": user.can(Capability.ASSIGN),
    }


@reader
@require_http_methods(["GET", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    """Save the filter one came with under a name; rename or delete those there are."""
    user = who(request)
    query = query_of(request.GET) if request.method == "GET" else query_of(QueryDict(request.POST.get("query", "")))
    form = SaveViewForm(request.POST or None, user=user, initial={"query": query})
    if request.method == "POST" and form.is_valid():
        try:
            view = actions.save_view(by=user, **{"for_unit": False, **form.cleaned_data})
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
            return redirect(f"{reverse('complaints:list')}?{view.query}")
    found = TriageFilter(QueryDict(query), queryset=Complaint.objects.none(), user=user, today=today())
    context = {"form": form, "query": query, "said": found.in_words(), **kept_by(user)}
    return render(request, "complaints/desk/saved.html", context, status=422 if request.method == "POST" else 200)


@reader
@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Rename or delete one view, by the button that was pressed."""
    user = who(request)
    view = get_object_or_404(SavedView, Q(owner=user) | Q(owner__isnull=True), pk=number)
    try:
        if "delete" in request.POST:
            actions.delete_view(view, by=user)
            messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
        else:
            name = request.POST.get("name", "").replace("\x00", "").strip()[:60]
            if not name:
                raise Refused(_("Give the view a name."))
            actions.rename_view(view, name=name, by=user)
            messages.success(request, _("The view is now called “%(name)s”.") % {"name": view.name})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("complaints:saved")


@reader
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """What each key does, for who opens it without script."""
    return render(request, "complaints/desk/keys.html")


@reader
@require_POST
def shortcuts(request: HttpRequest) -> HttpResponse:
    """Switch single keys on or off for oneself."""
    on = "on" in request.POST
    accounts.set_shortcuts(who(request), on=on, by=who(request))
    messages.success(request, _("Single keys work again.") if on else _("Single keys are switched off."))
    return redirect("complaints:list")
