"""The form of each period as bodies with a system of their own build against it: the dictionary of fields, the JSON Schema, and
checking without filing with the keys that it takes. There for everybody of a body as soon as the form exists, before its period opens."""

from __future__ import annotations

import csv
import io
import json

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mobility.accounts import machine_keys
from mobility.accounts.access import can_keep_keys, holding, who
from mobility.accounts.choices import Capability
from mobility.accounts.forms import KeyForm
from mobility.accounts.models import MachineKey
from mobility.accounts.refusals import Refused
from mobility.cells import plain
from regulators import report_queries, report_trials
from regulators.reporting import publishing
from regulators.reporting.definition import Definition

reader = holding(Capability.PORTAL, Capability.DESK, Capability.AUDIT)


def form_of(form_id: str) -> Definition:
    for form in report_queries.periods():
        if form.id == form_id:
            return form
    raise Http404


@reader
@require_safe
def page(request: HttpRequest, form_id: str) -> HttpResponse:
    """Every field of the form, how a system has a report checked, and the keys of the body."""
    return shown(request, form_of(form_id))


def shown(request: HttpRequest, form: Definition, *, key_form: KeyForm | None = None, token: str = "") -> HttpResponse:
    user, words = who(request), report_queries.language()
    groups: dict[str, list[dict[str, object]]] = {}
    for entry in publishing.dictionary(form, words):
        groups.setdefault(str(entry["group"]), []).append(entry)
    keeps = can_keep_keys(user, user.office)
    context = {
        "base": "portal/base.html" if user.can(Capability.PORTAL) else "desk/base.html",
        "is_body": user.can(Capability.PORTAL),
        "report_form": form,
        "title": form.title.of(words),
        "opens_on": form.period.opens_on,
        "groups": groups,
        "kinds": report_trials.KINDS,
        "check_address": settings.SITE_URL + reverse("regulators:machine_check", args=[form.id]),
        "schema_address": settings.SITE_URL + reverse("regulators:machine_schema", args=[form.id]),
        "most_mb": settings.CHECK_MOST_MB,
        "times": settings.CHECKS_PER_HOUR,
        "keeps": keeps,
        "keys": machine_keys.living(now()).filter(office=user.office_id).select_related("made_by") if keeps else (),
        "form": key_form or KeyForm(),
        "token": token,
    }
    response = render(request, "portal/reports/form.html", context, status=422 if key_form else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response


keeper = holding(Capability.PORTAL_USERS)


@keeper
@require_POST
def make_key(request: HttpRequest, form_id: str) -> HttpResponse:
    """A key for one of the body's systems, shown on the page that answers and never again."""
    form, user = form_of(form_id), who(request)
    key_form = KeyForm(request.POST)
    if not key_form.is_valid() or user.office is None:
        return shown(request, form, key_form=key_form)
    try:
        _key, token = machine_keys.make_key(user.office, by=user, **key_form.cleaned_data)
    except Refused as refused:
        key_form.add_error(None, str(refused))
        return shown(request, form, key_form=key_form)
    return shown(request, form, token=token)


@keeper
@require_POST
def revoke_key(request: HttpRequest, form_id: str, pk: int) -> HttpResponse:
    """Of another body no key exists."""
    form, user = form_of(form_id), who(request)
    key = get_object_or_404(MachineKey.objects.filter(office=user.office_id), pk=pk)
    machine_keys.revoke_key(key, by=user)
    messages.success(request, _("The key of “%(name)s” opens nothing any more.") % {"name": key.name})
    return redirect("regulators:report_form", form.id)


@reader
@require_safe
def dictionary(request: HttpRequest, form_id: str) -> HttpResponse:
    """Every field as a row of CSV, in the language of the page."""
    form = form_of(form_id)
    entries = publishing.dictionary(form, report_queries.language())
    text = io.StringIO()
    writer = csv.DictWriter(text, list(entries[0]))
    writer.writeheader()
    writer.writerows({key: written(value) for key, value in entry.items()} for entry in entries)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{form.id}-{form.version}-fields.csv"'
    return response


def written(value: object) -> str:
    return plain(value) if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


@reader
@require_safe
def schema(request: HttpRequest, form_id: str) -> HttpResponse:
    """JSON Schema of the answers and of the table of applications."""
    form = form_of(form_id)
    said = publishing.json_schema(form, report_queries.language())
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="{form.id}-{form.version}-schema.json"'
    return response
