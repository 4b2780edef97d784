"""After sending: the receipt, and the worker's own page. Every fetch starts at the code this browser holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import actions, codes, following, holder, on_page, texts, throttle, typed
from complaints import evidence as papers
from complaints.choices import Side, Status
from complaints.forms.follow import AnswerForm, FollowForm, ObjectForm, ProposalForm, WithdrawForm
from complaints.forms.promise import PromiseForm
from complaints.forms.public import ContactForm, EvidenceForm
from complaints.models import Complaint, Promise
from complaints.own_limits import own_limits
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles import actions as files
from mobility.casefiles.choices import AccessKind, Channel
from mobility.casefiles.models import Participant
from mobility.casefiles.primitives import complainant_of
from mobility.casefiles.uploads import MAX_BODY_MB, too_large
from mobility.casefiles.views import hand_over
from mobility.law import rules
from mobility.law.days import today

from .public_filing import file_sentence, language

Held = tuple[Complaint, Participant, str]


def held(request: HttpRequest) -> Held | None:
    """The complaint of the code this browser holds, its worker, and the code."""
    code = holder.code_of(request)
    complaint = holder.complaint_of(code)
    worker = complainant_of(complaint.file) if complaint else None
    return (complaint, worker, code) if complaint and worker else None


def show(request: HttpRequest, template: str, opened: Held, context: dict[str, Any], status: int = 200) -> HttpResponse:
    complaint, _worker, code = opened
    context = {**context, "complaint": complaint, "code": code}
    return holder.hold(render(request, f"complaints/public/{template}.html", context, status=status), code)


# ---- the receipt ------------------------------------------------------------------------------------
@require_safe
@rules.held()
def receipt(request: HttpRequest) -> HttpResponse:
    """What was received, under which reference and code, and what happens next."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, worker, _code = opened
    clocks = following.clocks_of(complaint)
    person = complaint.complainant
    return show(
        request,
        "receipt",
        opened,
        {
            "stages": following.way(complaint, clocks),
            "own_limits": own_limits(complaint, clocks, today()),
            "grounds": [texts.ground(slug) for slug in complaint.ground_slugs],
            "papers": following.papers_of(worker),
            "mailed": Channel.EMAIL in person.channels and bool(person.email),
            "silent": not set(person.channels) - {Channel.PAGE},
            "weeks": (rules.latest("unit.resolve").days or 0) // 7,
        },
    )


# ---- the follow-up page -----------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Reference and code open the page. A wrong pair is slow to guess and says nothing about what exists."""
    form = FollowForm(typed.tidied(request.POST or None))
    status = 200
    if request.method == "POST" and form.is_valid():
        net, reference = throttle.network(request), form.cleaned_data["reference"]
        code = codes.plain(typed.clean(form.cleaned_data["code"]))
        if throttle.is_over(throttle.WRONG_PAIR, reference, net) or throttle.is_over(throttle.WRONG_CODE, net):
            form.add_error(None, texts.error("many_tries", minutes=throttle.WRONG_PAIR.minutes))
            status = 429
        elif code and (complaint := holder.complaint_of(code, reference)):
            kept_text = typed.clean(request.POST.get("text", ""))
            worker = complainant_of(complaint.file)
            if kept_text and worker:
                messages.info(request, _("Your page is open again. What you typed is in the box; it is not sent yet."))
                again = new_answer(complaint.file.status == Status.NEEDS_INFORMATION, {"text": [kept_text]})
                return file_page(request, (complaint, worker, codes.shown(code)), answer_form=again)
            return holder.hold(redirect("worker:file"), codes.shown(code))
        else:
            throttle.count(throttle.WRONG_PAIR, reference, net)
            throttle.count(throttle.WRONG_CODE, net)
            form.add_error(None, texts.error("code_wrong"))
    return follow_page(request, form, kept_text=typed.clean(request.POST.get("text", "")), status=status)


def follow_page(request: HttpRequest, form: FollowForm, *, kept_text: str = "", status: int = 200) -> HttpResponse:
    complaint = holder.complaint_of(holder.code_of(request))
    context = {"form": form, "open_here": complaint, "kept_text": kept_text}
    return render(request, "complaints/public/follow.html", context, status=status)


def closed_meanwhile(request: HttpRequest, field: str) -> HttpResponse:
    """The page was left open for too long: it is opened again with reference and code, and what was typed is kept."""
    kept_text = typed.clean(request.POST.get(field, ""))
    if not kept_text:
        return redirect("worker:follow")
    return follow_page(request, FollowForm(), kept_text=kept_text)


@require_safe
@rules.held()
def file(request: HttpRequest) -> HttpResponse:
    """Where the complaint stands, what comes next and by when, messages, papers."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, worker, _code = opened
    accesslog.log(AccessKind.OPENED, participant=worker, file=complaint.file)
    return file_page(request, opened)


def file_page(
    request: HttpRequest,
    opened: Held,
    *,
    answer_form: Form | None = None,
    evidence_form: Form | None = None,
    promise_form: Form | None = None,
    bad_promise: Promise | None = None,
    object_form: Form | None = None,
    proposal_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    complaint, worker, _code = opened
    on = today()
    clocks = following.clocks_of(complaint)
    talk = following.messages_of(worker)
    standing = following.standing(complaint, clocks, on)
    is_surveyed = bool(complaint.outcome) and hasattr(complaint, "survey")
    if is_surveyed:
        standing = replace(standing, you="")  # it asks for what was answered
    question = following.open_question(talk) if complaint.file.status == Status.NEEDS_INFORMATION else None
    found = following.limits(clocks, on)
    proposed = following.proposal_for(complaint)
    return show(
        request,
        "file",
        opened,
        {
            "standing": standing,
            "stages": following.way(complaint, clocks),
            "limits": found,
            "own_limits": own_limits(complaint, clocks, on),
            "may_survey": bool(complaint.outcome) and not is_surveyed,
            "may_ask_again": not complaint.file.is_open and actions.may_ask_again(complaint, on),
            "talk": talk,
            "promises": [
                {
                    "promise": row,
                    "form": PromiseForm(auto_id=f"id_p{row.pk}_%s") if row != bad_promise else promise_form,
                }
                for row in following.promises_of(complaint)
            ],
            "question": question,
            "papers": following.papers_of(worker),
            "answer_form": answer_form or new_answer(bool(question)),
            "evidence_form": evidence_form or EvidenceForm(),
            "object_by": following.last_day_to_object(complaint, clocks, on),
            "object_form": object_form or ObjectForm(auto_id="id_object_%s"),
            "proposal": proposed,
            "proposal_form": proposal_form or ProposalForm(auto_id="id_proposal_%s"),
            "beside": following.beside(complaint),
            "no_limit": "" if any(limit.due_on for limit in found) else on_page.no_limit(complaint),
            "form": answer_form or evidence_form or object_form or proposal_form or promise_form,
            "evidence_limits": EvidenceForm.limits(),
        },
        status,
    )


def new_answer(is_question: bool, said: dict[str, list[str]] | None = None) -> AnswerForm:
    return AnswerForm(said, label=_("Your answer") if is_question else _("Write to us"), prefix=None)


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Answer a question, or write to us."""
    opened = held(request)
    if opened is None:
        return closed_meanwhile(request, "text")
    complaint, _worker, _code = opened
    is_question = complaint.file.status == Status.NEEDS_INFORMATION
    form = new_answer(is_question, new_answer(is_question).typed_in(request.POST))
    net = throttle.network(request)
    if throttle.is_over(throttle.saves(), net):
        form.add_error(None, texts.error("too_fast"))
        return file_page(request, opened, answer_form=form, status=429)
    throttle.count(throttle.saves(), net)
    if not form.is_valid():
        return file_page(request, opened, answer_form=form)
    actions.answer(complaint, text=form.cleaned_data["text"], language=language())
    messages.success(request, _("We have your message."))
    return redirect("worker:file")


@require_POST
def object_to(request: HttpRequest) -> HttpResponse:
    """Say what one sees differently from the outcome, within the time for it."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, _worker, _code = opened
    form = ObjectForm(ObjectForm().typed_in(request.POST), auto_id="id_object_%s")
    if not form.is_valid():
        return file_page(request, opened, object_form=form)
    try:
        actions.object_to(complaint, text=form.cleaned_data["text"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return refused_page(request, form_name="object_form", form=form)
    messages.success(request, _("We have your objection, and look at your complaint again."))
    return redirect("worker:file")


@require_POST
def proposal(request: HttpRequest) -> HttpResponse:
    """Say yes or no to a proposal."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, _worker, _code = opened
    form = ProposalForm(ProposalForm().typed_in(request.POST), auto_id="id_proposal_%s")
    if not form.is_valid():
        return file_page(request, opened, proposal_form=form)
    try:
        actions.answer_proposal(complaint, side=Side.WORKER, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return refused_page(request, form_name="proposal_form", form=form)
    messages.success(request, _("We have your answer to the proposal."))
    return redirect("worker:file")


@require_POST
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether what the body promised has happened. The first answer counts; a second changes nothing."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, _worker, _code = opened
    made = get_object_or_404(Promise, pk=pk, complaint=complaint, asked_at__isnull=False)
    form = PromiseForm(PromiseForm().typed_in(request.POST), auto_id=f"id_p{pk}_%s")
    if made.kept is None and not form.is_valid():
        return file_page(request, opened, promise_form=form, bad_promise=made)
    if made.kept is None:
        made.complaint = complaint
        kept = form.cleaned_data["kept"] == "yes"
        actions.answer_promise(made, kept=kept, words=form.cleaned_data["words"])
    messages.success(request, _("Thank you. We have noted it."))
    return redirect("worker:file")


def refused_page(request: HttpRequest, *, form_name: str, form: Form) -> HttpResponse:
    """The page as it is now, with why it was too late and what was typed."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    return file_page(request, opened, status=409, **{form_name: form})  # type: ignore[arg-type]


@csrf_exempt
@require_POST
def evidence(request: HttpRequest) -> HttpResponse:
    """Add papers to a complaint that was sent."""
    if too_large(request):
        opened = held(request)
        if opened is None:
            return redirect("worker:follow")
        return file_page(
            request, opened, evidence_form=bad_evidence([texts.error("sent_too_big", max=MAX_BODY_MB)]), status=413
        )
    return evidence_taken(request)


@csrf_protect
def evidence_taken(request: HttpRequest) -> HttpResponse:
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, worker, _code = opened
    chosen = request.FILES.getlist("files")
    kept, bad = papers.add(complaint, chosen, by=worker)
    if bad or not chosen:
        sentences = [file_sentence(error) for error in bad] or [texts.error("file_none")]
        return file_page(request, opened, evidence_form=bad_evidence(sentences))
    messages.success(
        request,
        _("We have your evidence: %(names)s.") % {"names": ", ".join(row.filename for row in kept)}
        if kept
        else _("We had this already."),
    )
    return redirect("worker:file")


def bad_evidence(sentences: list[str]) -> EvidenceForm:
    form = EvidenceForm({}, {})
    form.errors["files"] = form.error_class(sentences, field_id=form["files"].auto_id)
    return form


@require_safe
def paper(request: HttpRequest, document: int) -> HttpResponseBase:
    """One of the papers the worker sees, to keep; never shown from here as a page."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    _complaint, worker, _code = opened
    found = next((row for row in following.papers_of(worker) if row["document"].pk == document), None)
    if found is None or not found["may_open"]:
        raise Http404
    try:
        return hand_over(found["version"], original=found["own"], participant=worker)
    except (FileNotFoundError, Refused):
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Change how we may reach the worker."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, worker, _code = opened
    person = complaint.complainant
    if request.method != "POST":
        form = ContactForm(initial=reached(person))
        return show(request, "contact", opened, {"form": form})
    form = ContactForm(ContactForm().typed_in(request.POST))
    if not form.is_valid():
        return show(request, "contact", opened, {"form": form})
    files.correct_person(complaint.file, person, by=worker, **form.person())
    messages.success(request, _("We changed how we may reach you."))
    return redirect("worker:file")


def reached(person: Any) -> dict[str, Any]:
    """A person's details as first answers of the contact form."""
    return {
        "contact_by": person.channels,
        **{name: getattr(person, name) for name in ("name", "email", "phone", "post", "when", "language", "needs")},
        "not_before": str(person.not_before.hour) if person.not_before else "",
        "not_after": str(person.not_after.hour) if person.not_after else "",
        "voicemail": person.may_leave_voicemail,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the complaint back, after a page that says what that means."""
    opened = held(request)
    if opened is None:
        return closed_meanwhile(request, "reason")
    complaint, _worker, _code = opened
    if not complaint.file.is_open:
        return redirect("worker:file")
    if request.method != "POST":
        return show(request, "withdraw", opened, {"form": WithdrawForm()})
    form = WithdrawForm(WithdrawForm().typed_in(request.POST))
    if not form.is_valid():
        return show(request, "withdraw", opened, {"form": form})
    try:
        actions.withdraw(complaint, reason=form.cleaned_data["reason"])
    except Refused:  # from another window just now
        return redirect("worker:file")
    messages.success(request, _("You withdrew your complaint."))
    return redirect("worker:file")
