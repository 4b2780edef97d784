"""One verb on several files: choose what, see exactly what will happen to which, do it, read what became of each."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import bulk
from complaints.filters import query_of
from complaints.forms.bulk import FORMS
from mobility.accounts.access import holding, who
from mobility.accounts.choices import Capability

KEPT = "bulk-results"
guard = holding(Capability.WORK, Capability.ASSIGN)


def picked(values: list[str]) -> list[tuple[str, int]]:
    """Reference and version of each file, as the preview wrote them; what is no such pair is left out."""
    pairs = []
    for value in values:
        reference, _at, version = value.rpartition("@")
        if reference and version.isdecimal() and len(version) < 10:
            pairs.append((reference, int(version)))
    return pairs


@guard
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest) -> HttpResponse:
    """GET: what the verb asks for. POST: the preview, or with the preview's button the deed."""
    user = who(request)
    said = request.GET if request.method == "GET" else request.POST
    verb, back = said.get("verb", ""), query_of(QueryDict(said.get("back", "")))
    if verb not in bulk.VERBS:
        raise Http404
    pairs = picked(said.getlist("file"))
    references = list(dict.fromkeys([reference for reference, _version in pairs] or said.getlist("file")))
    if not references:
        messages.warning(request, _("Select the files first, by the boxes at the beginning of their rows."))
        return redirect(f"{reverse('complaints:list')}?{back}")
    if len(references) > settings.BULK_MOST:
        messages.error(
            request,
            _("At most %(most)s files at once; %(n)s were selected. Nothing was done.")
            % {"most": settings.BULK_MOST, "n": len(references)},
        )
        return redirect(f"{reverse('complaints:list')}?{back}")
    complaints = bulk.chosen(references, user)
    form = FORMS[verb](request.POST if request.method == "POST" else None, complaints=complaints, user=user)
    context: dict[str, Any] = {
        "verb": verb,
        "label": bulk.VERBS[verb].label,
        "complaints": complaints,
        "missing": len(references) - len(complaints),
        "form": form,
        "back": back,
    }
    if request.method == "GET" or not form.is_valid():
        return render(
            request, "complaints/desk/bulk.html", context, status=422 if form.is_bound and form.errors else 200
        )
    if "do" in request.POST and pairs:
        results = bulk.carry_out(verb, pairs, by=user, data=form.cleaned_data)
        request.session[KEPT] = {
            "label": str(bulk.VERBS[verb].label),
            "back": back,
            "results": [asdict(row) for row in results],
        }
        return redirect("complaints:bulk_done")
    lines = bulk.preview(verb, complaints, by=user, data=form.cleaned_data)
    context["will"] = [line for line in lines if not line.refused]
    context["refused"] = [line for line in lines if line.refused]
    return render(request, "complaints/desk/bulk_preview.html", context)


@guard
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """What became of each file, until the next time."""
    kept = request.session.get(KEPT)
    if not kept:
        return redirect("complaints:list")
    results = kept["results"]
    return render(
        request,
        "complaints/desk/bulk_done.html",
        {
            **kept,
            "done": [row for row in results if row["is_done"]],
            "left": [row for row in results if not row["is_done"]],
        },
    )
