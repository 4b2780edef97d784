"""On the worker's own page, what comes later: changing the consent, the closing questions, asking to reopen, taking all home."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import actions, drafting, following, takeout, texts, throttle
from complaints.choices import ConsentScope, Recipient
from complaints.forms.follow import AgainForm, ConsentForm, SurveyForm
from mobility import texts as versioned
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.models import Consent
from mobility.law.days import today

from .public_follow import closed_meanwhile, held, show


@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """What may be told to whom: as it stands, since when, under which notice; and changing it or taking it back."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, worker, _code = opened
    given = list(Consent.objects.filter(file=complaint.file, person=worker.person).order_by("pk"))
    alive = {one.recipient: one for one in given if one.withdrawn_at is None}
    body = alive.get(Recipient.BODY)
    name = complaint.body_short
    if request.method == "POST":
        form = ConsentForm(ConsentForm(body_name=name).typed_in(request.POST), body_name=name)
    else:
        first = {
            "speak_to_body": body.scope if body else ConsentScope.ADVISE_FIRST,
            "speak_to_home": Recipient.HOME in alive,
        }
        form = ConsentForm(initial=first, body_name=name)
    if request.method != "POST" or not form.is_valid():
        notice = versioned.read(drafting.NOTICE, texts.language())
        return show(request, "consent", opened, {"form": form, "given": given, "notice": notice})
    changed = actions.change_consent(
        complaint,
        speak_to_body=form.cleaned_data["speak_to_body"],
        speak_to_home=form.cleaned_data["speak_to_home"],
        notice_version=drafting.known_notice(form.cleaned_data["notice_version"]),
    )
    messages.success(
        request, _("We keep to that from now on.") if changed else _("Nothing has changed: it was so already.")
    )
    return redirect("worker:consent")


@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """The closing questions; only once there is an outcome, and once."""
    opened = held(request)
    if opened is None:
        return closed_meanwhile(request, "words")
    complaint = opened[0]
    if not complaint.outcome or hasattr(complaint, "survey"):
        return redirect("worker:file")
    form = SurveyForm(SurveyForm().typed_in(request.POST) if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return show(request, "survey", opened, {"form": form, "until": actions.reopen_until(complaint)})
    actions.answer_survey(complaint, answers=form.answers(), words=form.cleaned_data["words"])
    messages.success(request, texts.say(texts.load("survey")["thanks"]))
    if "again" in request.POST and actions.may_ask_again(complaint, today()):
        return redirect("worker:again")
    return redirect("worker:file")


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Ask for a closed complaint to be opened again, within the time for it."""
    opened = held(request)
    if opened is None:
        return closed_meanwhile(request, "reason")
    complaint = opened[0]
    if complaint.file.is_open or not actions.may_ask_again(complaint, today()):
        return redirect("worker:file")
    form = AgainForm(AgainForm().typed_in(request.POST) if request.method == "POST" else None)
    until = actions.reopen_until(complaint)
    if request.method == "POST" and form.is_valid():
        net = throttle.network(request)
        if throttle.is_over(throttle.saves(), net):
            form.add_error(None, texts.error("too_fast"))
            return show(request, "again", opened, {"form": form, "until": until}, 429)
        throttle.count(throttle.saves(), net)
        try:
            actions.ask_to_reopen(complaint, reason=form.cleaned_data["reason"])
        except Refused:  # reopened by the desk, or past midnight, just now
            return redirect("worker:file")
        messages.success(request, texts.say(texts.load("survey")["again_done"]))
        return redirect("worker:file")
    return show(request, "again", opened, {"form": form, "until": until})


@require_safe
def take(request: HttpRequest) -> HttpResponseBase:
    """Everything the worker sent and received, as one file to keep."""
    opened = held(request)
    if opened is None:
        return redirect("worker:follow")
    complaint, worker, _code = opened
    net = throttle.network(request)
    if throttle.is_over(throttle.saves(), net):
        messages.error(request, texts.error("too_fast"))
        return redirect("worker:file")
    throttle.count(throttle.saves(), net)
    packed = takeout.pack(complaint, worker, following.clocks_of(complaint), today())
    accesslog.log(AccessKind.EXPORTED, participant=worker, file=complaint.file, detail="all of it, by the worker")
    response = FileResponse(packed, as_attachment=True, filename=f"{complaint.reference}.zip")
    response.headers["Content-Type"] = "application/zip"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
