"""Workbooks and CSV files of a report, for the body: sent, read with progress, and what must be mended as a page and as files."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from mobility.accounts import throttle
from mobility.accounts.access import portal, who
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.uploads import MAX_MB, too_large
from regulators import actions, report_forms, report_queries
from regulators.report_models import Report, ReportUpload, ReportVersion

from .report_files import findings_csv, marked_workbook, workbook_of
from .reports_portal import fetch, page, private

#: A request takes a file of this size, and a little for the form around it.
MOST_BODY_MB = MAX_MB + 1


@portal
@require_safe
def workbook(request: HttpRequest, reference: str) -> HttpResponse:
    found = fetch(who(request), reference)
    return workbook_of(found, request.GET.get("lang", ""))


# The size is looked at before anything is read, and so before the token of the form.
@csrf_exempt
@portal
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a workbook or CSV; a long one is read by the worker while a page says how far it is."""
    found = fetch(who(request), reference)
    if request.method != "POST":
        return redirect(found.portal_url)
    if too_large(request, MOST_BODY_MB):
        sentence = _("This file is too large: the most is %(max)s MB. Nothing was changed.") % {"max": MAX_MB}
        return refused_upload(request, found, sentence, 413)
    return take(request, found)


@csrf_protect
def take(request: HttpRequest, found: Report) -> HttpResponse:
    user = who(request)
    if throttle.is_over(throttle.saves(), throttle.network(request)):
        return refused_upload(request, found, _("That was very quick. Wait a minute, then send it again."), 429)
    throttle.count(throttle.saves(), throttle.network(request))
    form = report_forms.UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, found, verb="upload", form=form, upload=form, status=422)
    content = form.cleaned_data["upload"]
    later = content.size > settings.REPORT_AT_ONCE_KB * 1024
    try:
        taken = actions.take_upload(found, content, name=content.name or "file", by=user, later=later)
    except Refused as refused:
        return refused_upload(request, found, str(refused), 409)
    if other := found.uploads.exclude(pk=taken.pk).filter(state__in=("waiting", "reading")).first():
        sentence = _("%(name)s sent a file a moment ago. Both are kept; yours came later and counts.")
        messages.info(request, sentence % {"name": other.by})
    if not later:
        read_now(taken)
    return redirect("regulators:report_upload", found.file.reference, taken.pk)


def read_now(taken: ReportUpload) -> None:
    """Read within the request. A fault of ours is logged as any other, and the upload says so."""
    try:
        actions.read_upload(taken)
    except Exception:
        actions.upload_broken(taken)
        raise


def refused_upload(request: HttpRequest, found: Report, sentence: str, status: int) -> HttpResponse:
    form = report_forms.UploadForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error("upload", sentence)
    return page(request, found, verb="upload", form=form, upload=form, status=status)


@portal
@require_safe
def progress(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """How far an upload is; once it is read, on to what was found."""
    found = fetch(who(request), reference)
    row = get_object_or_404(found.uploads.select_related("by"), pk=pk)
    if row.state == "taken":
        return redirect("regulators:report_findings", found.file.reference)
    context = {
        "report": found,
        "file": found.file,
        "upload": row,
        "tiers": report_queries.tiers(found.form, row.found()),
        "here": request.path,
    }
    return private(render(request, "portal/reports/progress.html", context))


# ---- findings ---------------------------------------------------------------------------------------


def current(found: Report) -> ReportVersion:
    if found.current is None:
        raise Http404
    return found.current


@portal
@require_http_methods(["GET", "POST"])
def findings(request: HttpRequest, reference: str) -> HttpResponse:
    """What must be mended, explained or known, and where; explanations are typed here."""
    user = who(request)
    found = fetch(user, reference)
    version = current(found)
    if request.method == "POST":
        keys = {finding.key for finding in version.found() if finding.tier == "confirm"}
        given = zip(request.POST.getlist("key"), request.POST.getlist("explanation"), strict=False)
        try:
            actions.explain(found, explanations={key: text[:2000] for key, text in given if key in keys}, by=user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Your explanations are saved."))
        return redirect("regulators:report_findings", found.file.reference)
    shown = version.found()
    context = {
        "report": found,
        "file": found.file,
        "version": version,
        "tiers": report_queries.tiers(found.form, shown),
        "fix": sum(one.more or 1 for one in shown if one.tier in ("unreadable", "fix")),
        "confirm": sum(1 for one in shown if one.tier == "confirm" and one.blocks),
        "sections": {question.id: question.section for question in found.form.questions},
        "least": found.form.explanation_min_characters,
        "can_mark": marked_workbook(found, version, ask=True),
        "period": found.form.period.label.of(report_queries.language()),
        "upload_form": report_forms.UploadForm(),
    }
    return private(render(request, "portal/reports/findings.html", context))


@portal
@require_safe
def findings_list(request: HttpRequest, reference: str) -> HttpResponse:
    found = fetch(who(request), reference)
    return findings_csv(found, current(found))


@portal
@require_safe
def marked(request: HttpRequest, reference: str) -> HttpResponse:
    found = fetch(who(request), reference)
    made = marked_workbook(found, current(found))
    if not isinstance(made, HttpResponse):
        raise Http404
    accesslog.log(AccessKind.DOWNLOADED, user=who(request), file=found.file)
    return made
