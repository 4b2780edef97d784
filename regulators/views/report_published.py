"""The form of each period as bodies with a system of their own build against it: the dictionary of fields and the JSON Schema.
There for everybody of a body as soon as the form exists, before its period opens."""

from __future__ import annotations

import csv
import io
import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from mobility.accounts.access import holding
from mobility.accounts.choices import Capability
from mobility.cells import plain
from regulators import report_queries
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
