"""Reports for the body that owes them: the form by sections, the workbook, what must be mended, certification, the receipt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mobility.accounts import throttle
from mobility.accounts.access import portal, who
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.errors import Overtaken
from mobility.casefiles.models import Event
from mobility.casefiles.uploads import MAX_MB, too_large
from mobility.law.days import today
from regulators import actions, report_access, report_asking, report_drafts, report_facts, report_forms, report_queries
from regulators.actions.report_moves import others
from regulators.report_choices import RECEIVED, ReportEvent, ReportStatus
from regulators.report_models import Report, ReportUpload, ReportVersion
from regulators.reporting import answers as said
from regulators.reporting.findings import Finding

from .report_files import findings_csv, marked_workbook, workbook_of

#: A request takes a file of this size, and a little for the form around it.
MOST_BODY_MB = MAX_MB + 1


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


# ---- the form by sections ---------------------------------------------------------------------------


@portal
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One section of the form. Saving keeps whatever was typed; the checks come after."""
    user = who(request)
    found = fetch(user, reference)
    form_of = found.form
    ids = [one.id for one in form_of.sections]
    if name not in ids:
        raise Http404
    saved = report_drafts.sections_of(found)
    facts = report_facts.facts_of(found, today())
    questions = list(form_of.of_section(name))
    if found.is_nil:
        asked = set(report_drafts.asked_in_nil(form_of))
        questions = [question for question in questions if question.id in asked]
    draft = report_drafts.draft_of(found, saved.values())
    by_question: dict[str, list[Finding]] = defaultdict(list)
    for finding in found.current.found() if found.current and found.current.certified_at is None else []:
        by_question[finding.question].append(finding)
    mark = saved[name].mark if name in saved else 0
    form = report_forms.SectionForm(
        form_of, questions, facts, draft, request.POST if request.method == "POST" else None, by_question, facts.last
    )
    theirs: list[report_queries.Said] = []
    told, status = "", 200
    if request.method == "POST":
        values, texts = form.typed()
        if found.is_nil and name in saved:  # what a nil return does not ask stays in the draft
            shown = {question.id for question in questions}
            values = {**{k: v for k, v in saved[name].values.items() if k not in shown}, **values}
            texts = {**{k: v for k, v in saved[name].texts.items() if k not in shown}, **texts}
        try:
            sent = int(request.POST.get("mark") or 0)
        except ValueError:
            sent = 0
        try:
            actions.save_section(found, name, values=values, texts=texts, mark=sent, by=user)
        except actions.SavedMeanwhile as meanwhile:
            told, status, mark = str(meanwhile), 409, meanwhile.theirs.mark
            held = said.from_json(form_of, {"values": meanwhile.theirs.values, "texts": meanwhile.theirs.texts})
            theirs = next(part.rows for part in report_queries.read_out(form_of, held, None, facts) if part.id == name)
        except Refused as refused:
            told, status = str(refused), 409
        else:
            return after(request, found, name, ids)
        form.answers = said.from_json(form_of, {"values": values, "texts": texts})
    titles = {one.id: one.title.of(report_queries.language()) for one in form_of.sections}
    context = {
        "report": found,
        "file": found.file,
        "name": name,
        "title": titles[name],
        "number": ids.index(name) + 1,
        "count": len(ids),
        "asked": form.asked(),
        "mark": mark,
        "told": told,
        "theirs": [row for row in theirs if not row.is_blank],
        "applicant": form_of.applicant.of(report_queries.language()),
        "before": ids[ids.index(name) - 1] if name != ids[0] else "",
        "is_last": name == ids[-1],
        "saved": saved.get(name),
        "period": form_of.period.label.of(report_queries.language()),
    }
    return private(render(request, "portal/reports/section.html", context, status=status))


def after(request: HttpRequest, found: Report, name: str, ids: list[str]) -> HttpResponse:
    """On to where the button said: the next section, the check, or back to the report."""
    messages.success(request, _("Saved."))
    if "check" in request.POST:
        return check(request, found.file.reference)
    if "next" in request.POST and name != ids[-1]:
        return redirect("regulators:report_section", found.file.reference, ids[ids.index(name) + 1])
    return redirect(found.portal_url)


@portal
@require_safe
def find(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """To a question of the form, by its id."""
    found = fetch(who(request), reference)
    if name not in found.form.by_id:
        raise Http404
    page = reverse("regulators:report_section", args=[found.file.reference, found.form.question(name).section])
    return redirect(f"{page}#q-{name}")


# ---- files ------------------------------------------------------------------------------------------


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


# ---- versions ---------------------------------------------------------------------------------------


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
