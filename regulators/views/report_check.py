"""Checking without filing, for bodies' own systems: a report as JSON, CSV or workbook comes in, its findings go out as JSON."""

from __future__ import annotations

import io

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from mobility.accounts import throttle
from mobility.accounts.machine_keys import machine, private, problem
from mobility.accounts.models import MachineKey
from mobility.law.days import today
from regulators import report_facts, report_queries, report_trials
from regulators.models import RegulatoryBody
from regulators.reporting import publishing
from regulators.reporting.definition import Definition


def asked_for(key: MachineKey, form_id: str) -> tuple[RegulatoryBody | None, Definition | None]:
    body = RegulatoryBody.objects.select_related("office").filter(office=key.office_id).first()
    return body, next((form for form in report_queries.periods() if form.id == form_id), None)


@machine
def check(request: HttpRequest, key: MachineKey, form_id: str) -> HttpResponse:
    """Read and check what was sent, say what is wrong with it, keep nothing."""
    body, form = asked_for(key, form_id)
    if body is None or form is None:
        return problem(404, _("There is no such form."))
    if request.method != "POST":
        return problem(405, _("Send the report by POST."), Allow="POST")
    missing = _("Nothing arrived, or not all of it. Send it again.")
    limit = throttle.Limit("checks", settings.CHECKS_PER_HOUR, 60)
    if throttle.is_over(limit, str(key.office_id)):
        sentence = _("Your body may check %(times)s times an hour. Wait until the next one.") % {"times": limit.times}
        return problem(429, sentence, Retry_After="3600")
    length, most = int(request.META.get("CONTENT_LENGTH") or 0), settings.CHECK_MOST_MB
    if not length:
        return problem(400, missing)
    kind = (request.content_type or "").lower()
    if kind not in report_trials.KINDS:
        sentence = _("Say in the header Content-Type what you send: %(types)s.")
        return problem(415, sentence % {"types": ", ".join(report_trials.KINDS)})
    if length > most * 1024 * 1024:
        sentence = _("This is too long: the most is %(max)s MB. Send a workbook, or upload it in the portal.")
        return problem(413, sentence % {"max": most})
    content = request.read(length)
    if len(content) < length:
        return problem(400, missing)
    throttle.count(limit, str(key.office_id))
    trial = report_trials.check(body, form, io.BytesIO(content), kind)
    said = report_trials.written(trial, report_queries.language())
    return private(JsonResponse(said, json_dumps_params={"ensure_ascii": False}))


@machine
def schema(request: HttpRequest, key: MachineKey, form_id: str) -> HttpResponse:
    """JSON Schema of the form with the body's own occupations."""
    body, form = asked_for(key, form_id)
    if body is None or form is None:
        return problem(404, _("There is no such form."))
    facts = report_facts.facts_for(body, form, today())
    said = publishing.json_schema(form, report_queries.language(), facts)
    return private(JsonResponse(said, json_dumps_params={"ensure_ascii": False}))
