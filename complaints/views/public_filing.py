"""Filing a complaint, one page per step. What is typed is kept at each step, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import actions, codes, drafting, drafts, guard, holder, texts, throttle, typed
from complaints.forms.fields import PublicForm
from complaints.forms.follow import ResumeForm
from complaints.forms.public import EvidenceForm, SafetyForm, SendForm, WhoForm
from complaints.models import Draft
from mobility import texts as versioned
from mobility.casefiles.uploads import MAX_BODY_MB, BadUpload, too_large
from mobility.law import rules
from mobility.law.days import today

#: Steps that are more than a form.
OWN_PAGE = ("who", "details", "when", "safety", "evidence", "send")


def language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], code: str = "", status: int = 200
) -> HttpResponse:
    """A page of the filing; its browser goes on holding the code, and no copy of the page is kept on the device."""
    response = render(request, f"complaints/public/{template}.html", {**context, "code": code}, status=status)
    return holder.hold(response, code) if code else response


def step_page(
    request: HttpRequest, step: str, form: Form, *, draft: Draft | None, code: str, status: int = 200, **more: Any
) -> HttpResponse:
    """One step: where we are, what was wrong, the form, the code to come back with."""
    answers = draft.answers if draft else {}
    numbered = "what" if step == "details" else step
    number = drafting.STEPS.index(numbered)
    back = drafting.before(step, answers)
    context = {
        "step": step,
        "form": form,
        "draft": draft,
        "number": number + 1,
        "total": len(drafting.STEPS),
        "title": drafting.title(numbered),
        "hint": drafting.row(numbered)["hint"],
        "steps": steps(draft, step),
        "back": reverse("worker:step", args=[back]) if back else reverse("worker:complain"),
        "draft_days": drafts.days_kept(),
        "opened": "" if draft else guard.again(request.POST),
        "seen": seen_mark(draft, step) if draft else "",
        "trap": guard.TRAP,
        "for_other": drafting.first(answers, "who", "for_whom") == "other",
        **more,
    }
    return show(request, step if step in OWN_PAGE else "step", context, code, status)


def seen_mark(draft: Draft, step: str) -> str:
    """What a page shows of the draft: its own step; the last page shows all of them."""
    if step == "send":
        return drafts.mark({one: typed for one, typed in draft.answers.items() if one != "send"})
    return drafts.mark(draft.answers.get(step))


def seen_by(request: HttpRequest) -> str:
    """The mark a posted page carried. One opened before there was a draft has seen nothing of it."""
    return request.POST.get("seen", "") or (drafts.mark({}) if guard.OPENED in request.POST else "")


def steps(draft: Draft | None, now: str) -> list[dict[str, Any]]:
    """All steps, for the list at the top and for going to any of them once a draft is there."""
    here = drafting.STEPS.index("what" if now == "details" else now)
    return [
        {
            "title": drafting.title(step),
            "url": reverse("worker:step", args=[step]) if draft else "",
            "state": "now" if number == here else "past" if number < here else "",
        }
        for number, step in enumerate(drafting.STEPS)
    ]


# ---- coming in --------------------------------------------------------------------------------------
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Before the first step: what it takes, going on with a draft, coming back with a code."""
    code = holder.code_of(request)
    return show(
        request,
        "start",
        {
            "draft": holder.draft_of(code) if code else None,
            "sent": holder.complaint_of(code) if code else None,
            "draft_days": drafts.days_kept(),
        },
        code,
    )


@require_POST
def another(request: HttpRequest) -> HttpResponse:
    """File another complaint: this browser lets go of the first one's code."""
    return holder.let_go(redirect("worker:step", "who"))


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Come back to a draft with its code; a code that opens a complaint leads to its page."""
    form = ResumeForm(typed.tidied(request.POST or None))
    status = 200
    if request.method == "POST" and form.is_valid():
        net = throttle.network(request)
        code = codes.plain(typed.clean(form.cleaned_data["code"]))
        code = codes.shown(code) if code else ""
        if throttle.is_over(throttle.WRONG_CODE, net):
            form.add_error(None, texts.error("many_tries", minutes=throttle.WRONG_CODE.minutes))
            status = 429
        elif holder.draft_of(code):
            messages.success(request, _("Your answers are here. Go on where you like."))
            return holder.hold(redirect("worker:complain"), code)
        elif holder.complaint_of(code):
            return holder.hold(redirect("worker:file"), code)
        else:
            throttle.count(throttle.WRONG_CODE, net)
            form.add_error("code", texts.error("code_unknown", draft_days=drafts.days_kept()))
    return show(request, "resume", {"form": form}, status=status)


@require_safe
def later(request: HttpRequest) -> HttpResponse:
    """Finish later: the code, and until when the draft is kept."""
    code = holder.code_of(request)
    draft = holder.draft_of(code)
    if draft is None:
        return redirect("worker:complain")
    return show(request, "later", {"draft": draft, "draft_days": drafts.days_kept()}, code)


# ---- the steps --------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, step: str) -> HttpResponse:
    """A step whose answers are typed: who, what, details, when, safety."""
    if step not in drafting.TYPED:
        raise Http404
    code = holder.code_of(request)
    draft = holder.draft_of(code)
    if draft is None and holder.complaint_of(code):
        return redirect("worker:receipt")
    answers = draft.answers if draft else {}
    if request.method != "POST":
        if draft is None and step != "who":
            return redirect("worker:complain")
        form = drafting.form(step, answers, today=today())
        if draft is None:
            form.initial = {**form.initial, **from_the_check(request)}
        return step_page(request, step, form, draft=draft, code=code if draft else "")
    if draft is None and step == "details":
        answers = {"what": {"grounds": sorted({name.rpartition(".")[0] for name in request.POST if "." in name})}}
    said = drafting.form(step, answers, today=today()).typed_in(request.POST)
    form = drafting.form(step, answers, today=today(), typed=said)
    net = throttle.network(request)
    refusal = guard.refusal(request.POST) if draft is None else ""
    limit = throttle.saves() if draft else throttle.new_drafts()
    if refusal or throttle.is_over(limit, net):
        form.add_error(None, refusal or texts.error("too_fast"))
        return step_page(request, step, form, draft=draft, code=code, status=200 if refusal else 429)
    throttle.count(limit, net)
    if draft is None:
        draft, code = drafts.begin(step=step, typed=said, language=language())
        if step != "who":
            if answers:
                draft = drafts.save_step(draft, step="what", typed=dict(answers["what"]))
            messages.info(
                request, _("We started a new draft with what you typed here. An earlier one opens with its own code.")
            )
    else:
        try:
            draft = drafts.save_step(draft, step=step, typed=said, seen=seen_by(request))
        except drafts.MovedOn as moved_on:
            return both_texts(request, step, form, draft=moved_on.draft, code=code)
    if "later" in request.POST:
        return holder.hold(redirect("worker:later"), code)
    if not form.is_valid():
        return step_page(request, step, form, draft=draft, code=code)
    if isinstance(form, SafetyForm) and form.says_danger():
        messages.warning(request, texts.say(texts.load("filing")["danger"]["after"]))
    return holder.hold(redirect("worker:step", drafting.following(step, draft.answers)), code)


def both_texts(request: HttpRequest, step: str, form: PublicForm, *, draft: Draft, code: str) -> HttpResponse:
    """Two windows wrote different things: what was typed here in the form, what was saved there beside it."""
    saved = drafting.form(step, draft.answers, today=today())
    saved.is_valid()
    other = [
        {"label": saved[name].label, "shown": drafting.in_words(saved[name])}
        for name in saved.fields
        if not saved[name].is_hidden and drafting.in_words(saved[name]) != drafting.in_words(form[name])
    ]
    return step_page(request, step, form, draft=draft, code=code, status=409, other=other)


def from_the_check(request: HttpRequest) -> dict[str, str]:
    """What the scope check found out, as first answers."""
    given = {"home": "home", "direction": "direction", "doubt": "scope_doubt"}
    found = {field: [request.GET[name]] for name, field in given.items() if name in request.GET}
    if not found:
        return {}
    form = WhoForm(found)
    form.is_valid()
    return {field: form.cleaned_data[field] for field in given.values() if form.cleaned_data.get(field)}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest) -> HttpResponse:
    """Papers: several at a time, each bad one with its own sentence. The size is looked at before anything is read."""
    if request.method == "POST" and too_large(request, MAX_BODY_MB):
        code = holder.code_of(request)
        draft = holder.draft_of(code)
        sentence = texts.error("sent_too_big", max=MAX_BODY_MB)
        return evidence_page(request, draft=draft, code=code if draft else "", sentences=[sentence], status=413)
    return evidence_taken(request)


@csrf_protect
def evidence_taken(request: HttpRequest) -> HttpResponse:
    code = holder.code_of(request)
    draft = holder.draft_of(code)
    if draft is None and holder.complaint_of(code):
        return redirect("worker:receipt")
    if request.method != "POST":
        if draft is None:
            return redirect("worker:complain")
        return evidence_page(request, draft=draft, code=code)
    net = throttle.network(request)
    limit = throttle.saves() if draft else throttle.new_drafts()
    if throttle.is_over(limit, net):
        return evidence_page(request, draft=draft, code=code, sentences=[texts.error("too_fast")], status=429)
    throttle.count(limit, net)
    if draft is None:
        draft, code = drafts.begin(step="evidence", typed={}, language=language())
        messages.info(
            request, _("We started a new draft with what you typed here. An earlier one opens with its own code.")
        )
    if "remove" in request.POST:
        number = request.POST["remove"]
        paper = draft.files.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
        if paper:
            drafts.remove_file(draft, paper=paper)
            messages.success(request, _("%(name)s was removed.") % {"name": paper.filename})
        return holder.hold(redirect("worker:evidence"), code)
    chosen = request.FILES.getlist("files")
    kept, bad = drafts.add_files(draft, chosen)
    if bad or (not chosen and "add" in request.POST):
        sentences = [file_sentence(error) for error in bad] or [texts.error("file_none")]
        return evidence_page(request, draft=draft, code=code, sentences=sentences, kept=len(kept))
    if "later" in request.POST:
        return holder.hold(redirect("worker:later"), code)
    return holder.hold(redirect("worker:evidence" if "add" in request.POST else "worker:send"), code)


def file_sentence(error: BadUpload) -> str:
    return texts.error(error.code, **error.facts)


def evidence_page(
    request: HttpRequest,
    *,
    draft: Draft | None,
    code: str,
    sentences: list[str] | None = None,
    status: int = 200,
    kept: int = 0,
) -> HttpResponse:
    form = EvidenceForm({} if sentences else None, {} if sentences else None)
    if sentences:
        form.errors["files"] = form.error_class(sentences, field_id=form["files"].auto_id)
    return step_page(
        request,
        "evidence",
        form,
        draft=draft,
        code=code,
        status=status,
        papers=list(draft.files.all()) if draft else [],
        limits=EvidenceForm.limits(),
        kept=kept,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@rules.held()
def send(request: HttpRequest) -> HttpResponse:
    """Check what was written, say whom we may speak to, send. Sending again shows the same receipt."""
    code = holder.code_of(request)
    draft = holder.draft_of(code)
    if draft is None:
        return redirect("worker:receipt" if holder.complaint_of(code) else "worker:complain")
    form: PublicForm = drafting.form("send", draft.answers, today=today())
    if request.method != "POST":
        return send_page(request, draft, code, form)
    said = form.typed_in(request.POST)
    net = throttle.network(request)
    if throttle.is_over(throttle.saves(), net):
        form = drafting.form("send", draft.answers, today=today(), typed=said)
        form.add_error(None, texts.error("too_fast"))
        return send_page(request, draft, code, form, status=429)
    throttle.count(throttle.saves(), net)
    seen = request.POST.get("seen", "")
    if "later" in request.POST:
        drafts.save_step(draft, step="send", typed=said)
        return holder.hold(redirect("worker:later"), code)
    reading = drafting.read({**draft.answers, "send": said}, language=language(), today=today())
    if reading.filing is None:
        draft = drafts.save_step(draft, step="send", typed=said)
        if holder.draft_of(code) is None:  # sent from another window just now
            return redirect("worker:receipt")
        return send_page(request, draft, code, reading.forms["send"], was_sent=True)
    if seen and seen != seen_mark(draft, "send"):
        return look_again(request, drafts.save_step(draft, step="send", typed=said), code, reading)
    try:
        actions.send(draft, reading.filing)
    except drafts.MovedOn as moved_on:
        return look_again(request, drafts.save_step(moved_on.draft, step="send", typed=said), code, reading)
    return holder.hold(redirect("worker:receipt"), code)


def look_again(request: HttpRequest, draft: Draft, code: str, reading: drafting.Reading) -> HttpResponse:
    """Something was changed in another window since this page was opened: nobody sends what they have not seen."""
    form = reading.forms["send"]
    form.add_error(None, texts.say(texts.load("filing")["moved_on"]["send"]))
    return send_page(request, draft, code, form, status=409)


def send_page(
    request: HttpRequest, draft: Draft, code: str, form: Form, *, was_sent: bool = False, status: int = 200
) -> HttpResponse:
    reading = drafting.read(draft.answers, language=language(), today=today())
    assert isinstance(form, SendForm)  # noqa: S101 - for the type checker
    return step_page(
        request,
        "send",
        form,
        draft=draft,
        code=code,
        status=status,
        problems=[problem for problem in reading.problems if problem.step != "send"],
        was_sent=was_sent,
        sections=drafting.review(reading),
        papers=list(draft.files.all()),
        notice=versioned.read(drafting.NOTICE, language()),
    )
