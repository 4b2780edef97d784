"""The Minister's extension: applications on the desk, and the page on which a body asks for more time and reads the decision."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mobility.accounts.access import holding, portal, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles.access import can_see
from mobility.casefiles.forms import ReasonForm
from mobility.casefiles.rooms import Act, Room
from mobility.law import rules
from mobility.law.days import today
from regulators import actions, compliance_queries
from regulators import compliance_access as access
from regulators import compliance_forms as forms
from regulators.compliance_choices import ExtensionVerb
from regulators.compliance_workflow import EXTENSIONS
from regulators.models import ExtensionRequest, RegulatoryBody


def fetch(user: User, reference: str) -> ExtensionRequest:
    found = ExtensionRequest.objects.visible_to(user).select_related(
        "file__owner", "body__office", "clock__file", "decided_by", "by"
    )
    return get_object_or_404(found, file__reference=reference)


def more(extension: ExtensionRequest, user: User, on: dt.date) -> dict[str, Any]:
    rule = rules.latest(extension.rule)
    about = extension.clock.file if extension.clock is not None else None
    complaint = about if about is not None and can_see(user, about) else None
    return {"extension": extension, "rule": rule, "most": rule.extendable.most, "complaint": complaint}


ROOM = Room(
    table=EXTENSIONS,
    acts={
        ExtensionVerb.ANALYSE.value: Act(
            forms.AnalyseForm, actions.analyse_extension, gettext_lazy("The application is before the Director.")
        ),
        ExtensionVerb.DECIDE.value: Act(
            forms.DecideExtensionForm, actions.decide_extension, gettext_lazy("It is decided, and the body is told.")
        ),
        ExtensionVerb.WITHDRAW.value: Act(
            ReasonForm, actions.withdraw_extension, gettext_lazy("The application is withdrawn.")
        ),
        ExtensionVerb.CLAIM.value: Act(
            forms.ClaimForm,
            actions.claim_extension,
            gettext_lazy("A finding is on the review of the body, as a draft."),
        ),
    },
    fetch=fetch,
    template="regulators/compliance/extension.html",
    act_url="reviews:extension_act",
    more=more,
    can=access.can_extend,
)


@reader
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Applications of all bodies, those still open first."""
    user = who(request)
    context = {"rows": compliance_queries.extensions(user), "may_open": access.can_open(user)}
    return render(request, "regulators/compliance/extensions.html", context)


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter an application for a body that asked by mail or telephone."""
    body = get_object_or_404(RegulatoryBody.objects.select_related("office"), slug=slug)
    return asking(request, body, "regulators/compliance/extension_new.html")


@portal
@require_http_methods(["GET", "POST"])
def of_body(request: HttpRequest) -> HttpResponse:
    """A body asks for more time, and sees what it asked and what was decided."""
    body = RegulatoryBody.objects.select_related("office").filter(office=who(request).office_id).first()
    if body is None:
        raise Http404
    return asking(request, body, "regulators/compliance/body_extensions.html")


def asking(request: HttpRequest, body: RegulatoryBody, template: str) -> HttpResponse:
    """Guard, form, action, message, redirect: the same for the body and for the unit on its behalf."""
    user, on = who(request), today()
    chosen = {"clock": request.GET["clock"]} if "clock" in request.GET else {}
    form = forms.ExtensionForm(
        request.POST or None,
        clocks=compliance_queries.clocks_of(body, user, on),
        most=compliance_queries.most_days(on),
        initial=chosen,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.ask_extension(body, by=user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, _("The application is with the labour mobility office."))
                return redirect(made if user.can(Capability.DESK) else "body_extensions")
    rows = [] if user.can(Capability.DESK) else compliance_queries.extensions(user)
    return render(request, template, {"form": form, "body": body, "rows": rows, "today": on}, status=status)
