"""Certifying without an account, by a link mailed to a registered address: for a body with one officer, or with none who signs in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mobility.accounts import throttle
from mobility.accounts.refusals import Refused
from mobility.law.days import today
from regulators import actions, report_facts, report_forms, report_queries
from regulators.report_models import Report, ReportLink

from .reports_portal import attestation

WRONG_LINK = throttle.Limit("report-link", 20, 15)


def unreferred(response: HttpResponse) -> HttpResponse:
    """The address holds the token: it is passed on to nobody, found by no search engine and kept on no device."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "private, no-store"
    return response


# The token in the address is the proof, and a page that sends no referrer sends no origin either: no CSRF token here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at the link shows one button, for mail scanners look at every link; pressing it shows the report and the attestation."""
    if request.method != "POST":
        return unreferred(render(request, "portal/reports/link.html", {"step": "open"}))
    net = throttle.network(request)
    if throttle.is_over(WRONG_LINK, net):
        sentence = _("Too many links that open nothing. Wait %(minutes)s minutes, then try again.")
        return said(request, sentence % {"minutes": WRONG_LINK.minutes}, 429)
    found = actions.find_link(token)
    if found is None:
        throttle.count(WRONG_LINK, net)
        return said(
            request, _("This link opens nothing any more: the report was certified, changed or taken back."), 410
        )
    if "certify" not in request.POST:
        return attest(request, found, report_forms.LinkForm())
    form = report_forms.LinkForm(request.POST)
    if not form.is_valid():
        return attest(request, found, form, 422)
    try:
        version = actions.certify_by_link(found, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return attest(request, found, form, 409)
    context = {"step": "done", "version": version, "report": version.report, **words_of(version.report)}
    return unreferred(render(request, "portal/reports/link.html", context))


def words_of(report: Report) -> dict[str, str]:
    words = report_queries.language()
    return {"title": report.form.title.of(words), "period": report.form.period.label.of(words)}


def attest(request: HttpRequest, found: ReportLink, form: report_forms.LinkForm, status: int = 200) -> HttpResponse:
    report = Report.objects.with_all().get(pk=found.version.report_id)
    facts = report_facts.facts_of(report, today())
    version = found.version
    version.report = report
    context = {
        "step": "attest",
        "report": report,
        "version": version,
        "parts": report_queries.read_out(report.form, version.answered(), facts.last, facts),
        "attest": attestation(report)["alone"],
        "form": form,
        **words_of(report),
    }
    return unreferred(render(request, "portal/reports/link.html", context, status=status))


def said(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return unreferred(
        render(request, "portal/reports/link.html", {"step": "said", "sentence": sentence}, status=status)
    )
