"""Reviews of bodies on the desk: the list, a new one, the page of one with its verbs."""

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
from mobility.casefiles.forms import VerbForm
from mobility.casefiles.rooms import Act, Room
from mobility.correspondence.room_verbs import REQUEST_ACTS
from mobility.law.days import today
from regulators import actions, compliance_queries
from regulators import compliance_access as access
from regulators import compliance_forms as forms
from regulators.compliance_choices import Assessment, Occasion, Verb
from regulators.compliance_workflow import TABLE
from regulators.models import DutyFinding, RegulatoryBody, Review
from regulators.registry import registry


def fetch(user: User, reference: str) -> Review:
    found = Review.objects.visible_to(user).select_related("file__owner", "body__office")
    return get_object_or_404(found, file__reference=reference)


ACTS: dict[str, Act] = {
    Verb.PUT.value: Act(
        forms.PutForm, actions.put_findings, gettext_lazy("The findings are put to the body."), "findings"
    ),
    Verb.FIND.value: Act(
        forms.FindForm, actions.find, gettext_lazy("The finding is on the file, as a draft."), "findings"
    ),
    Verb.REWORD.value: Act(
        forms.RewordForm, actions.reword_finding, gettext_lazy("The finding is changed."), "findings", row="finding"
    ),
    Verb.FINALIZE.value: Act(
        forms.FinalizeForm, actions.finalize_finding, gettext_lazy("The finding is final."), "findings", row="finding"
    ),
    Verb.DROP.value: Act(
        forms.DropForm, actions.drop_finding, gettext_lazy("The finding is dropped."), "findings", row="finding"
    ),
    Verb.NOTIFY.value: Act(
        forms.NotifyForm,
        actions.notify_deficiency,
        gettext_lazy("The notice is on its way to the body."),
        "corrections",
    ),
    Verb.ACCEPT.value: Act(
        forms.AcceptForm,
        actions.accept_deficiency,
        gettext_lazy("The answer is accepted."),
        "corrections",
        row="deficiency",
    ),
    Verb.SEND_BACK.value: Act(
        forms.SendBackForm,
        actions.return_deficiency,
        gettext_lazy("The body is asked again."),
        "corrections",
        row="deficiency",
    ),
    Verb.ADD_STEP.value: Act(forms.StepForm, actions.add_step, gettext_lazy("The step is on record."), "plan"),
    Verb.REPORT_STEP.value: Act(
        forms.ReportStepForm, actions.report_step, gettext_lazy("What was done is on record."), "plan", row="step"
    ),
    Verb.VERIFY_STEP.value: Act(
        forms.VerifyStepForm, actions.verify_step, gettext_lazy("What you saw is on record."), "plan", row="step"
    ),
    Verb.RATE.value: Act(forms.RateForm, actions.propose_rating, gettext_lazy("The category is proposed."), "risk"),
    Verb.DECIDE_RATING.value: Act(
        forms.DecideRatingForm, actions.decide_rating, gettext_lazy("The decision is on record."), "risk", row="rating"
    ),
    Verb.COACH.value: Act(forms.WordsForm, actions.coach, gettext_lazy("Coaching is on record.")),
    Verb.PROPOSE_ORDER.value: Act(
        forms.ProposeOrderForm, actions.propose_order, gettext_lazy("The notice is served."), "order"
    ),
    Verb.ISSUE_ORDER.value: Act(
        forms.IssueOrderForm, actions.issue_order, gettext_lazy("The order is issued."), "order"
    ),
    Verb.AWAIT_COMPLIANCE.value: Act(
        VerbForm, actions.await_compliance, gettext_lazy("Compliance is awaited."), "order"
    ),
    Verb.ACCEPT_COMPLIANCE.value: Act(
        forms.WordsForm, actions.accept_compliance, gettext_lazy("The order is met; the review is closed."), "order"
    ),
    Verb.PENALIZE.value: Act(forms.PenalizeForm, actions.penalize, gettext_lazy("It is on record."), "order"),
    Verb.GO_TO_COURT.value: Act(forms.CourtForm, actions.go_to_court, gettext_lazy("It is on record."), "order"),
    Verb.RETURN_FROM_COURT.value: Act(
        forms.WordsForm, actions.return_from_court, gettext_lazy("It is on record."), "order"
    ),
    Verb.END_WITHOUT_ORDER.value: Act(forms.ResultForm, actions.end_review, gettext_lazy("The review is closed.")),
    Verb.CLOSE.value: Act(forms.ResultForm, actions.end_review, gettext_lazy("The review is closed.")),
    Verb.REVISE.value: Act(forms.ReviseForm, actions.revise_review, gettext_lazy("What is looked at is changed.")),
    **REQUEST_ACTS,
}


def more(review: Review, user: User, on: dt.date) -> dict[str, Any]:
    return compliance_queries.page(review, user, on)


def may(user: User, review: Review, verb: str) -> bool:
    """Beside what the action asks: nothing is put to the body and no notice written where there is no finding for it."""
    if not access.can(user, review, verb):
        return False
    findings = DutyFinding.objects.filter(review=review, dropped_at__isnull=True)
    if verb == Verb.PUT:
        return findings.filter(request__isnull=True).exists()
    if verb == Verb.NOTIFY:
        return findings.filter(final_at__isnull=False, assessment=Assessment.NOT_IN_LINE).exists()
    return True


ROOM = Room(
    table=TABLE,
    acts=ACTS,
    fetch=fetch,
    template="regulators/compliance/review.html",
    act_url="reviews:act",
    more=more,
    can=may,
)


@reader
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """All reviews, what is due first."""
    said = request.GET
    asked = compliance_queries.Filter(
        state=said.get("state", "open") if said.get("state") in ("open", "closed", "all") else "open",
        body=said.get("body", ""),
        occasion=said.get("occasion", "") if said.get("occasion") in Occasion.values else "",
        mine=said.get("mine") == "1",
    )
    user = who(request)
    return render(
        request,
        "regulators/compliance/reviews.html",
        {
            "rows": compliance_queries.listed(user, asked),
            "asked": asked,
            "bodies": list(registry().bodies.values()),
            "occasions": Occasion.choices,
            "may_open": access.can_open(user),
            "today": today(),
        },
    )


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a review: of the body one came from, or of one that is chosen."""
    user = who(request)
    body = RegulatoryBody.objects.filter(slug=request.GET.get("body", "")).first()
    form = forms.NewReviewForm(request.POST or None, initial={"body": body, "reviewer": user.pk})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            review = actions.open_review(said.pop("body"), by=user, **said)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The review is open."))
            return redirect(review)
    status = 422 if request.method == "POST" else 200
    return render(request, "regulators/compliance/review_new.html", {"form": form, "body": body}, status=status)
