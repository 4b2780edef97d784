"""The register of exceptions on the desk, and the file behind each of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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
from mobility.casefiles.models import CaseFile
from mobility.casefiles.rooms import Act, Room
from mobility.correspondence import queries as correspondence
from mobility.law.days import today
from regulators import actions, exception_forms, exception_tests, exceptions
from regulators.actions.exceptions import places_of
from regulators.exception_choices import ExceptionVerb as V
from regulators.exception_models import ExceptionFile, LimbAssessment
from regulators.exception_workflow import EXCEPTIONS
from regulators.models import PostedException
from regulators.queries import folded
from regulators.registry import registry

MOST = 200

ACTS: dict[str, Act] = {
    V.BEGIN: Act(exception_forms.BeginForm, actions.begin_analysis, gettext_lazy("The analysis has begun.")),
    V.ASSESS: Act(
        exception_forms.AssessForm,
        actions.assess_limb,
        gettext_lazy("The assessment is on record."),
        "tests",
        row="limb",
    ),
    V.CONSULT: Act(
        exception_forms.ConsultForm, actions.consult_office, gettext_lazy("The question is sent."), "consulted"
    ),
    V.RECOMMEND: Act(
        exception_forms.RecommendForm, actions.recommend_exception, gettext_lazy("The recommendation is on record.")
    ),
    V.APPROVE: Act(exception_forms.ApproveForm, actions.approve_exception, gettext_lazy("The approval is on record.")),
    V.REFUSE: Act(exception_forms.RefuseForm, actions.refuse_exception, gettext_lazy("The file is closed.")),
    V.FORWARD: Act(exception_forms.ForwardForm, actions.forward_exception, gettext_lazy("It is forwarded.")),
    V.POST: Act(
        exception_forms.PostForm, actions.post_exception, gettext_lazy("It is in the register: complaints find it.")
    ),
    V.REVIEW: Act(exception_forms.ReviewForm, actions.review_exception, gettext_lazy("It was reviewed and stays.")),
    V.WITHDRAW: Act(exception_forms.WithdrawForm, actions.withdraw_exception, gettext_lazy("It is withdrawn.")),
    V.REVISE: Act(
        exception_forms.ReviseForm, actions.revise_exception, gettext_lazy("The description is changed."), "what"
    ),
    V.DROP: Act(exception_forms.DropForm, actions.drop_exception, gettext_lazy("The file is closed.")),
}


@dataclass(frozen=True)
class Test:
    """One of the three tests with what was found, the newest first."""

    limb: exception_tests.Limb
    newest: LimbAssessment | None
    earlier: list[LimbAssessment]


def fetch(user: User, reference: str) -> ExceptionFile:
    found = ExceptionFile.objects.filter(file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(
        found.select_related("file__owner", "occupation", "body__office"), file__reference=reference
    )


def more(exception: ExceptionFile, user: User, on: dt.date) -> dict[str, Any]:
    assessed = list(exception.assessments.select_related("by"))
    words = exception_tests.objectives()
    tests = []
    for limb in exception_tests.limbs().values():
        rows = [row for row in assessed if row.limb == limb.id]
        tests.append(Test(limb, rows[0] if rows else None, rows[1:]))
    return {
        "exception": exception,
        "places": places_of(exception.from_jurisdictions),
        "objectives": [words.get(key, key) for key in exception.objectives],
        "objectives_confidence": exception_tests.objectives_confidence(),
        "tests": tests,
        "requests": correspondence.of_file(exception.file),
    }


room = Room(
    table=EXCEPTIONS,
    acts=ACTS,
    fetch=fetch,
    template="regulators/exceptions/file.html",
    act_url="exceptions:act",
    more=more,
)


@dataclass(frozen=True)
class Row:
    """One exception of the register in words."""

    posted: PostedException
    occupation: str
    places: str
    is_in_force: bool
    reference: str


@reader
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What is posted, ours and others', and the files of ours. Found by words, by who imposes it, in force or not. Four queries."""
    said = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "place", "state")}
    on = today()
    titles = {row.slug: row.title for row in registry().occupations.values()}
    wanted = folded(said["q"]).split()
    rows = []
    for posted in PostedException.objects.select_related("file").order_by("jurisdiction_code", "occupation_slug", "pk"):
        start = exceptions.began(posted.since)
        holds = (start is None or start <= on) and (posted.until_on is None or posted.until_on > on)
        row = Row(
            posted,
            titles.get(
                posted.occupation_slug,
                _("All occupations") if posted.occupation_slug == "all" else posted.occupation_slug,
            ),
            places_of(posted.from_jurisdictions.split(";")),
            holds,
            posted.file.reference if posted.file else "",
        )
        text = folded(" ".join([row.occupation, posted.occupation_slug, posted.description, posted.legal_basis]))
        if said["place"] and posted.jurisdiction_code != said["place"]:
            continue
        if (said["state"] == "past" and holds) or (not said["state"] and not holds):
            continue
        if all(word in text for word in wanted):
            rows.append(row)
    visible = CaseFile.objects.visible_to(who(request))
    files = (
        ExceptionFile.objects.filter(file__in=visible, file__closed_at__isnull=True)
        .select_related("file__owner", "occupation", "body__office")
        .order_by("-file__opened_at")[:MOST]
    )
    places = sorted(set(PostedException.objects.values_list("jurisdiction_code", flat=True)))
    context = {
        "rows": rows,
        "files": list(files),
        "said": said,
        "places": places,
        "may_propose": who(request).can(Capability.WORK),
        "today": today(),
    }
    return render(request, "regulators/exceptions/register.html", context)


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Open a file for a proposed exception."""
    form = exception_forms.ProposeForm(request.POST or None, initial={"occupation": request.GET.get("occupation")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose_exception(by=who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The file is open."))
            return redirect(made)
    return render(
        request,
        "regulators/exceptions/propose.html",
        {"form": form},
        status=422 if request.method == "POST" else 200,
    )
