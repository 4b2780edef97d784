"""Versions of a report: what one says, what changed since the one before, the receipt of a certified one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mobility.accounts.access import portal, who
from mobility.law.days import today
from regulators import report_facts, report_queries
from regulators.report_models import Report, ReportVersion

from .reports_portal import fetch, private


def version_of(found: Report, number: int) -> ReportVersion:
    rows = ReportVersion.objects.select_related("by", "sent_by", "certified_by", "report__file", "report__body__office")
    return get_object_or_404(rows, report=found, number=number)


@portal
@require_safe
def receipt(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The receipt of a certified version, to print."""
    found = fetch(who(request), reference)
    version = version_of(found, number)
    if version.certified_at is None:
        raise Http404
    context = {
        "report": found,
        "file": found.file,
        "version": version,
        "period": found.form.period.label.of(report_queries.language()),
        "title": found.form.title.of(report_queries.language()),
    }
    return private(render(request, "portal/reports/receipt.html", context))


@portal
@require_safe
def version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What one version says, and what changed since the one before."""
    found = fetch(who(request), reference)
    context = version_context(found, number)
    return private(render(request, "portal/reports/version.html", context))


def version_context(found: Report, number: int) -> dict[str, Any]:
    row = version_of(found, number)
    row.report = found
    facts = report_facts.facts_of(found, today())
    before = found.versions.filter(number__lt=number).order_by("-number").first()
    if before is not None:
        before.report = found
    return {
        "report": found,
        "file": found.file,
        "version": row,
        "before": before,
        "changes": report_queries.changes(found.form, before, row, facts) if before else [],
        "parts": report_queries.read_out(found.form, row.answered(), facts.last, facts),
        "period": found.form.period.label.of(report_queries.language()),
    }
