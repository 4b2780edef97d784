"""Enquiries on the desk: the list, answers given before, one more entered, and the file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mobility.accounts.access import holding, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.models import CaseFile
from mobility.casefiles.rooms import Act, Room
from mobility.law.days import today
from regulators import actions, advice_forms, advice_queries
from regulators.actions.advice import needs_review
from regulators.advice_choices import AskedBy
from regulators.advice_choices import EnquiryVerb as V
from regulators.advice_fields import by_instrument
from regulators.advice_models import Enquiry
from regulators.advice_workflow import ENQUIRIES

FILTERS = ("q", "state", "asked_by", "body", "occupation", "provision", "for")

ACTS: dict[str, Act] = {
    V.DRAFT: Act(
        advice_forms.DraftForm, actions.draft_answer, gettext_lazy("The answer is kept as a draft."), "answer"
    ),
    V.ASK_REVIEW: Act(
        advice_forms.AskReviewForm, actions.ask_review, gettext_lazy("It is on that person’s desk."), "answer"
    ),
    V.APPROVE: Act(advice_forms.ApproveForm, actions.approve_answer, gettext_lazy("The answer may go."), "answer"),
    V.GIVE_BACK: Act(
        advice_forms.GiveBackForm, actions.give_answer_back, gettext_lazy("It is with the owner again."), "answer"
    ),
    V.ANSWER: Act(advice_forms.AnswerForm, actions.answer_enquiry, gettext_lazy("The enquiry is answered."), "answer"),
    V.USE: Act(
        advice_forms.UseForm,
        actions.draft_answer,
        gettext_lazy("The answer is kept as a draft."),
        "before",
        row="source",
    ),
    V.REVISE: Act(
        advice_forms.ReviseEnquiryForm, actions.revise_enquiry, gettext_lazy("The details are changed."), "what"
    ),
    V.CLOSE: Act(advice_forms.CloseForm, actions.close_enquiry, gettext_lazy("The file is closed.")),
    V.REOPEN: Act(advice_forms.ReopenForm, actions.reopen_enquiry, gettext_lazy("The file is open again.")),
}


def fetch(user: User, reference: str) -> Enquiry:
    found = Enquiry.objects.filter(file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(
        found.select_related(
            "file__owner", "person", "body__office", "occupation", "source__file", "drafted_by"
        ).prefetch_related("provisions"),
        file__reference=reference,
    )


def more(enquiry: Enquiry, user: User, on: dt.date) -> dict[str, Any]:
    return {
        "enquiry": enquiry,
        "needs_review": needs_review(enquiry),
        "before": advice_queries.given_before(enquiry, user),
        "used_in": list(enquiry.used_in.filter(file__in=CaseFile.objects.visible_to(user)).select_related("file")),
    }


def can(user: User, enquiry: Enquiry, verb: str) -> bool:
    """An answer that a senior reads first is not offered for sending; nobody reads their own."""
    capability = ENQUIRIES[verb].capability
    if capability is None or not user.can(capability) or not can_see(user, enquiry.file):
        return False
    if verb == V.ANSWER:
        return not needs_review(enquiry)
    return verb not in (V.APPROVE, V.GIVE_BACK) or enquiry.drafted_by_id != user.pk


room = Room(
    table=ENQUIRIES,
    acts=ACTS,
    fetch=fetch,
    template="regulators/advice/enquiry.html",
    act_url="advice:enquiry_act",
    more=more,
    can=can,
)


def listed(request: HttpRequest, *, answered: bool) -> HttpResponse:
    user = who(request)
    said = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in FILTERS}
    if said["q"]:
        accesslog.log(AccessKind.SEARCHED, user=user, detail=said["q"])
    rows = advice_queries.with_registry(advice_queries.enquiries(user, said, answered=answered))
    context = {
        "rows": rows,
        "is_all": len(rows) < advice_queries.MOST,
        "said": said,
        "answered": answered,
        "today": today(),
        "asking": AskedBy.choices,
        "bodies": advice_queries.select_bodies(),
        "occupations": advice_queries.select_occupations(),
        "instruments": by_instrument(),
        "may_enter": user.can(Capability.WORK),
        "for": fetch(user, said["for"]) if said["for"] else None,
    }
    return render(request, "regulators/advice/enquiries.html", context)


@reader
@require_safe
def enquiries(request: HttpRequest) -> HttpResponse:
    """What is to be answered, by day."""
    return listed(request, answered=False)


@reader
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Answers given before, found by words, provision, body and occupation; to be used for the enquiry one comes from."""
    return listed(request, answered=True)


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Put an enquiry on file."""
    chosen = {name: request.GET[name] for name in ("body", "occupation") if name in request.GET}
    form = advice_forms.EnquiryForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_enquiry(by=who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The enquiry is on file."))
            return redirect(made)
    context = {
        "form": form,
        "heading": _("Enter an enquiry"),
        "button": _("Put it on file"),
        "up": "advice:enquiries",
        "up_words": _("Enquiries"),
    }
    return render(request, "regulators/advice/form.html", context, status=422 if request.method == "POST" else 200)
