"""Reports for the body that owes them: the list, the page of one report, and its verbs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mobility.accounts.access import portal, who
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles.errors import Overtaken
from mobility.casefiles.models import Event
from mobility.law.days import today
from regulators import actions, report_access, report_asking, report_drafts, report_forms, report_queries
from regulators.actions.report_moves import others
from regulators.report_choices import RECEIVED, ReportEvent, ReportStatus
from regulators.report_models import Report


def fetch(user: User, reference: str) -> Report:
    if not user.office_id:
        raise Http404
    found = Report.objects.visible_to(user).with_all().filter(body__office_id=user.office_id)
    return get_object_or_404(found, file__reference=reference)


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    return response


@portal
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """All reports of the body."""
    words = report_queries.language()
    forms = [(form.id, form.title.of(words), form.period.opens_on) for form in report_queries.periods()]
    context = {**report_queries.for_body(who(request)), "forms": forms, "today": today()}
    return private(render(request, "portal/reports/list.html", context))


@portal
@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """One report: where it stands, and the next step."""
    user = who(request)
    found = fetch(user, reference)
    actions.report_seen(found, by=user)
    return page(request, found)


FORMS: dict[str, type[report_forms.OfReport]] = {
    "send": report_forms.AttestForm,
    "certify": report_forms.AttestForm,
    "unlock": report_forms.UnlockForm,
    "time": report_forms.TimeForm,
}


def page(
    request: HttpRequest, found: Report, *, verb: str = "", form: Any = None, upload: Any = None, status: int = 200
) -> HttpResponse:
    user = who(request)
    version = found.current
    can_certify = (
        found.file.status == ReportStatus.TO_CERTIFY
        and version is not None
        and not report_access.certifying_refusal(user, version)
    )
    offered = []
    if found.is_writable and version is not None and version.may_certify and version.certified_at is None:
        offered.append("send")
    if can_certify:
        offered.append("certify")
    if found.is_received:
        offered.append("unlock")
    asked = list(found.more_time.select_related("asked_by", "decided_by"))
    if found.file.is_open and not found.is_received and not any(row.decided_at is None for row in asked):
        offered.append("time")
    shown = {name: FORMS[name](item=found, user=user, auto_id=f"id_{name}_%s") for name in offered}
    if verb and form is not None:
        shown[verb] = form
    saved = report_drafts.sections_of(found)
    findings = version.found() if version else []
    by_section: dict[str, int] = defaultdict(int)
    sections = {question.id: question.section for question in found.form.questions}
    for finding in findings:
        if finding.blocks and finding.question in sections:
            by_section[sections[finding.question]] += 1
    still_asked = {sections[name] for name in report_drafts.asked_in_nil(found.form)}
    words = report_queries.language()
    context = {
        "report": found,
        "file": found.file,
        "form_of": found.form,
        "title": found.form.title.of(words),
        "intro": found.form.intro.of(words),
        "period": found.form.period.label.of(words),
        "nil": {"text": found.form.nil_return.text.of(words), "button": found.form.nil_return.button.of(words)},
        "today": today(),
        "version": version,
        "distance": (found.duty.due_on - today()).days if found.duty.due_on else None,
        "versions": report_queries.versions_of(found),
        "sections": [
            (one.id, one.title.of(words), saved.get(one.id), by_section[one.id])
            for one in found.form.sections
            if not found.is_nil or one.id in still_asked
        ],
        "open_items": report_asking.open_items(found) if found.file.is_open and not found.is_received else [],
        "tiers": report_queries.tiers(found.form, findings),
        "forms": shown,
        "open_verb": verb,
        "upload_form": upload or report_forms.UploadForm(),
        "on_the_way": list(found.uploads.filter(state__in=("waiting", "reading")).select_related("by")),
        "refused": found.uploads.filter(state="refused").order_by("-pk").first(),
        "asked_time": asked,
        "alone": not others(found, version) if version and found.file.status == ReportStatus.TO_CERTIFY else False,
        "attest": attestation(found),
        "sent_back": sent_back(found),
        "receipt": next((row for row in report_queries.versions_of(found) if row.certified_at), None)
        if found.file.status in {*RECEIVED, ReportStatus.ACCEPTED}
        else None,
        "form": form,
    }
    return private(render(request, "portal/reports/report.html", context, status=status))


def attestation(found: Report) -> dict[str, str]:
    words = report_queries.language()
    said = found.form.attestation
    name = str(found.body.office)
    texts = {"prepared": said.prepared, "certified": said.certified, "alone": said.alone, "unlock": said.unlock}
    return {key: text.of(words).replace("{body_name}", name) for key, text in texts.items()}


def sent_back(found: Report) -> str:
    """What the unit said was missing, for as long as the report is not sent again."""
    if found.file.status not in (ReportStatus.SENT_BACK, ReportStatus.DRAFTING):
        return ""
    event = Event.objects.filter(file=found.file, kind=ReportEvent.SENT_BACK).select_related("kept").last()
    return str(event.kept.facts.get("reason", "")) if event is not None and hasattr(event, "kept") else ""


# ---- verbs ------------------------------------------------------------------------------------------


def do(
    request: HttpRequest, found: Report, act: Callable[[], Any], done: str, *, verb: str = "", form: Any = None
) -> HttpResponse:
    """Do one thing and say so; what is refused comes back as a sentence, with what was typed."""
    try:
        act()
    except Overtaken as overtaken:
        found = fetch(who(request), found.file.reference)
        if form is None:
            messages.error(request, str(overtaken))
            return redirect(found.portal_url)
        typed = request.POST.copy()
        typed["version"] = str(overtaken.version)
        form = type(form)(typed, item=found, user=who(request), auto_id=f"id_{verb}_%s")
        form.add_error(None, str(overtaken))
        return page(request, found, verb=verb, form=form, status=409)
    except Refused as refused:
        if form is None:
            messages.error(request, str(refused))
            return redirect(found.portal_url)
        form.add_error(None, str(refused))
        return page(request, fetch(who(request), found.file.reference), verb=verb, form=form, status=409)
    messages.success(request, done)
    return redirect(found.portal_url)


def posted(verb: str, action: Callable[..., Any], done: Callable[[], str]) -> Callable[..., HttpResponse]:
    """A verb with a form of its own on the page of the report."""

    @portal
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        user = who(request)
        found = fetch(user, reference)
        if request.method != "POST":
            return redirect(found.portal_url)
        form = FORMS[verb](request.POST, item=found, user=user, auto_id=f"id_{verb}_%s")
        if not form.is_valid():
            return page(request, found, verb=verb, form=form, status=422)
        return do(request, found, lambda: action(found, by=user, **form.cleaned_data), done(), verb=verb, form=form)

    return view


send = posted("send", actions.send_for_certification, lambda: _("The report waits for certification."))
certify = posted("certify", actions.certify_report, lambda: _("We have your report. The receipt is below."))
unlock = posted("unlock", actions.unlock_report, lambda: _("The report is open again. The certified version is kept."))
time = posted("time", actions.ask_time, lambda: _("We have your request and answer it by mail."))


@portal
@require_POST
def recall(request: HttpRequest, reference: str) -> HttpResponse:
    user = who(request)
    found = fetch(user, reference)
    return do(request, found, lambda: actions.recall_report(found, by=user), _("The report is yours again to change."))


@portal
@require_POST
def link_again(request: HttpRequest, reference: str) -> HttpResponse:
    user = who(request)
    found = fetch(user, reference)
    done = _("The link was sent to your registered addresses.")
    return do(request, found, lambda: actions.mail_link(found, by=user), done)


@portal
@require_POST
def nil(request: HttpRequest, reference: str) -> HttpResponse:
    """Nothing to count: one click, and what is still asked is checked at once."""
    user = who(request)
    found = fetch(user, reference)
    wanted = request.POST.get("nil") == "1"

    def act() -> None:
        actions.set_nil(found, nil=wanted, by=user)
        if wanted:
            actions.check_draft(found, by=user)

    done = _("Set: nothing to count.") if wanted else _("Taken back: the whole form is asked again.")
    return do(request, found, act, done)


@portal
@require_POST
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """Check what the form says."""
    user = who(request)
    found = fetch(user, reference)
    try:
        actions.check_draft(found, by=user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(found.portal_url)
    return redirect("regulators:report_findings", found.file.reference)
