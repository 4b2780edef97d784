"""Reports on the desk: the board of a period, reminders by hand, the page of one report and its verbs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from mobility.accounts.access import desk, reader, who
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.rooms import Act, Room
from mobility.law.days import today
from regulators import (
    actions,
    report_asking,
    report_facts,
    report_forms,
    report_notices,
    report_peers,
    report_queries,
)
from regulators.report_access import can_open_period
from regulators.report_choices import ReportVerb
from regulators.report_models import Report, ReportVersion
from regulators.report_workflow import TABLE
from regulators.reporting.definition import Definition

from .report_files import findings_csv, marked_workbook, workbook_of
from .report_versions import version_context

Verb = ReportVerb


# ---- the board --------------------------------------------------------------------------------------


def form_of(request: HttpRequest) -> Definition:
    forms = report_queries.periods()
    wanted = request.GET.get("period") or request.POST.get("period")
    return next((form for form in forms if form.id == wanted), forms[0])


@reader
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Per period: who has sent, is late, never opened it."""
    user, on, form = who(request), today(), form_of(request)
    said = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "state")}
    words = report_queries.language()
    context = {
        "board": report_queries.board(user, form, on, said),
        "said": said,
        "today": on,
        "title": form.title.of(words),
        "period": form.period.label.of(words),
        "due_on": form.period.due_on,
        "confidence": form.period.confidence,
        "periods": [(one.id, one.title.of(words)) for one in report_queries.periods()],
        "may_open": can_open_period(user),
    }
    return render(request, "regulators/reports/board.html", context)


@desk
@require_POST
def open_period(request: HttpRequest) -> HttpResponse:
    form = form_of(request)
    try:
        number = actions.open_period(form, by=who(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        words = ngettext(
            "%(n)s report was opened and the body told.", "%(n)s reports were opened and the bodies told.", number
        )
        messages.success(request, words % {"n": number})
    return redirect("regulators:reports")


@desk
@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Reminders to chosen bodies: first what each would be told, then sending it."""
    user = who(request)
    chosen = [int(number) for number in request.POST.getlist("file") if number.isdecimal()]
    rows = list(
        Report.objects.visible_to(user).listed().filter(pk__in=chosen).order_by("duty__due_on", "body__office__name_en")
    )
    rows = [row for row in rows if not TABLE.refusal(row.file.status, Verb.REMIND)]
    if not rows:
        messages.error(request, _("Choose bodies that still owe their report."))
        return redirect("regulators:reports")
    if "send" not in request.POST:
        shown = [(row, asked(row), report_notices.readers(row)) for row in rows]
        return render(request, "regulators/reports/remind.html", {"rows": shown, "today": today()})
    sent = 0
    for row in rows:
        try:
            sent += actions.remind_of_report(row, by=user)
        except Refused as refused:
            messages.error(request, f"{row.body}: {refused}")
    messages.success(
        request, ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", sent) % {"n": sent}
    )
    return redirect("regulators:reports")


def asked(report: Report) -> str:
    if report.current_id:
        report.current = ReportVersion.objects.get(pk=report.current_id)
        report.current.report = report
    return report_asking.open_words(report)


# ---- one report -------------------------------------------------------------------------------------


def fetch(user: User, reference: str) -> Report:
    return get_object_or_404(Report.objects.visible_to(user).with_all(), file__reference=reference)


def load(report: Report, *, upload: Any, source: str, version: int, by: User) -> None:
    """A workbook that came by mail: read at once, the same checks as in the portal."""
    taken = actions.take_upload(report, upload, name=upload.name or "file", by=by, source=source)
    done = actions.read_upload(taken)
    if done.state == "refused":
        why = " ".join(finding.why.of(report_queries.language()) for finding in done.found()[:3])
        raise Refused(f"{done.sentence} {why}")


ACTS: dict[str, Act] = {
    Verb.BEGIN_CHECK: Act(
        report_forms.BeginForm, actions.begin_check, gettext_lazy("The body sees that you are checking.")
    ),
    Verb.ACCEPT: Act(
        report_forms.AcceptForm, actions.accept_report, gettext_lazy("The report is accepted and the body told.")
    ),
    Verb.SEND_BACK: Act(
        report_forms.SendBackForm, actions.send_report_back, gettext_lazy("The report is back with the body.")
    ),
    Verb.GRANT_TIME: Act(
        report_forms.GrantForm, actions.grant_time, gettext_lazy("The body has until the new day."), "time"
    ),
    Verb.REFUSE_TIME: Act(report_forms.RefuseForm, actions.refuse_time, gettext_lazy("The body is told."), "time"),
    Verb.WAIVE: Act(
        report_forms.WaiveForm, actions.waive_report, gettext_lazy("The report is waived and the body told.")
    ),
    Verb.REOPEN: Act(
        report_forms.ReopenForm, actions.reopen_report, gettext_lazy("The report is open again and the body told.")
    ),
    Verb.REMIND: Act(report_forms.RemindForm, actions.remind_of_report, gettext_lazy("The reminder is on its way.")),
    Verb.LOAD: Act(report_forms.LoadForm, load, gettext_lazy("The file was read and checked."), "behalf"),
    Verb.SEND_FOR: Act(
        report_forms.SendForForm, actions.send_for, gettext_lazy("The body is asked to certify."), "behalf"
    ),
    Verb.CERTIFY_FOR: Act(
        report_forms.CertifyForForm, actions.certify_for, gettext_lazy("The report is received."), "behalf"
    ),
}


def may(user: User, report: Report, verb: str) -> bool:
    """Beside what the table says: no time is refused that nobody asked for, and nothing is sent that may not be certified."""
    capability = TABLE[verb].capability
    if capability is None or not user.can(capability):
        return False
    if verb == Verb.REFUSE_TIME:
        return report.more_time.filter(decided_at__isnull=True).exists()
    if verb == Verb.SEND_FOR:
        version = report.current
        return version is not None and version.certified_at is None and version.may_certify
    return True


def more(report: Report, user: User, on: dt.date) -> dict[str, Any]:
    words, version = report_queries.language(), report.current
    facts = report_facts.facts_of(report, on)
    if version is not None:
        version.report = report
        facts = report_peers.with_peers(facts, report.body, report.form, version.answered())
    before = None
    if version is not None and version.number > 1:
        before = report.versions.filter(number__lt=version.number).order_by("-number").first()
        if before is not None:
            before.report = report
    return {
        "report": report,
        "body": report.body,
        "period": report.form.period.label.of(words),
        "report_version": version,
        "versions": report_queries.versions_of(report),
        "parts": report_queries.read_out(report.form, version.answered(), facts.last, facts) if version else [],
        "has_peers": bool(facts.peers),
        "tiers": report_queries.tiers(report.form, version.found("unit")) if version else [],
        "before": before,
        "changes": report_queries.changes(report.form, before, version, facts) if before and version else [],
        "asked_time": list(report.more_time.select_related("asked_by", "decided_by")),
        "reminders": list(report.reminders.select_related("by").order_by("-pk")[:10]),
        "open_items": report_asking.open_items(report) if report.file.is_open and not report.is_received else [],
        "is_late": report.duty.due_on is not None and report.duty.stopped_on is None and report.duty.due_on < on,
    }


ROOM = Room(
    table=TABLE,
    acts=ACTS,
    fetch=fetch,
    template="regulators/reports/file.html",
    act_url="regulators:report_act",
    more=more,
    can=may,
)


@reader
@require_safe
def version(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    found = fetch(who(request), reference)
    context = version_context(found, number)
    context["tiers"] = report_queries.tiers(found.form, context["version"].found("unit"))
    return render(request, "regulators/reports/version.html", context)


@reader
@require_safe
def download(request: HttpRequest, reference: str, what: str) -> HttpResponse:
    """The list of findings, the marked workbook, an empty workbook for a body that asks for one by mail."""
    user = who(request)
    found = fetch(user, reference)
    accesslog.log(AccessKind.DOWNLOADED, user=user, file=found.file)
    if what == "workbook":
        return workbook_of(found, request.GET.get("lang", ""))
    if found.current is None:
        raise Http404
    found.current.report = found
    if what == "findings":
        return findings_csv(found, found.current, audience="unit")
    made = marked_workbook(found, found.current, audience="unit")
    if not isinstance(made, HttpResponse):
        raise Http404
    return made
