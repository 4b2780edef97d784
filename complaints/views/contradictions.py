"""One report set against the complaints we hold: what differs, where to look, and making a finding of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import contradictions
from mobility.accounts.access import reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from regulators import actions
from regulators.compliance_choices import Occasion
from regulators.compliance_models import DutyFinding
from regulators.report_models import Report

SOURCE = "contradiction"


@reader
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """The contradictions of a report. Sent with the key of one: it becomes a finding on the body's review, as a draft."""
    user = who(request)
    reports = Report.objects.visible_to(user).select_related("file", "body__office", "current")
    report = get_object_or_404(reports, file__reference=reference)
    found = contradictions.of_report(report, user)
    if request.method == "POST":
        if not user.can(Capability.WORK):
            raise Http404
        one = next((row for row in found if row.key == request.POST.get("key")), None)
        if one is None:
            messages.error(request, _("This contradiction is no longer there: the report or the complaints changed."))
            return redirect("compare_report", reference)
        try:
            finding = actions.record_finding(
                report.body,
                provision=one.provision,
                statement=one.statement,
                evidence=one.evidence,
                occasion=Occasion.ANNUAL_REPORT,
                links=[report.file, *(row.file for row in one.complaints)],
                source=SOURCE,
                key=one.key,
                by=user,
            )
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("compare_report", reference)
        messages.success(request, _("It is a finding on the body’s review. The body is heard before it is final."))
        return redirect(finding.review)
    accesslog.log(AccessKind.OPENED, user=user, file=report.file)
    recorded = {
        row.key: row.review
        for row in DutyFinding.objects.filter(
            review__body=report.body, source=SOURCE, key__startswith=f"{report.period}:", dropped_at__isnull=True
        ).select_related("review__file")
    }
    context = {
        "report": report,
        "rows": [(row, recorded.get(row.key)) for row in found],
        "may_find": user.can(Capability.WORK),
    }
    return render(request, "complaints/desk/contradictions.html", context)
