"""The risk register on the desk: the grid and the list, what is offered to be opened, the file of one risk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from complaints.models import Ground
from disputes import risk_forms, risk_picture, risk_queries, risk_scoring
from disputes.actions import measures
from disputes.actions import risks as actions
from disputes.risk_choices import Consequence
from disputes.risk_choices import RiskVerb as V
from disputes.risk_models import Risk
from disputes.risk_workflow import RISKS
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
from mobility.law.models import Jurisdiction
from regulators.advice_queries import number, select_bodies
from regulators.models import RegulatoryBody

FILTERS = ("q", "state", "body", "counterpart", "category", "likelihood", "consequence")

ACTS: dict[str, Act] = {
    V.REVIEW: Act(risk_forms.ReviewForm, actions.review_risk, gettext_lazy("The review is on record.")),
    V.MITIGATE: Act(
        risk_forms.MitigateForm, actions.mitigate_risk, gettext_lazy("What we do is on record."), "mitigation"
    ),
    V.SIGN: Act(risk_forms.SignForm, actions.enter_sign, gettext_lazy("The sign is on record, and counted."), "signs"),
    V.RESCORE: Act(risk_forms.RescoreForm, actions.rescore, gettext_lazy("It was counted anew."), "working"),
    V.OVERRULE: Act(risk_forms.OverruleForm, actions.overrule_risk, gettext_lazy("Your levels hold."), "working"),
    V.LIFT: Act(risk_forms.LiftForm, actions.lift_overruling, gettext_lazy("The rules hold again."), "working"),
    V.CLOSE: Act(risk_forms.CloseForm, actions.close_risk, gettext_lazy("The file is closed.")),
    V.REOPEN: Act(risk_forms.ReopenForm, actions.reopen_risk, gettext_lazy("The risk is watched again.")),
}


def fetch(user: User, reference: str) -> Risk:
    found = Risk.objects.filter(file__in=CaseFile.objects.visible_to(user))
    related = ("file__owner", "measure__ground", "measure__jurisdiction", "measure__body__office",
               "measure__occupation", "counterpart", "overruled_by")  # fmt: skip
    return get_object_or_404(found.select_related(*related), file__reference=reference)


def more(risk: Risk, user: User, on: dt.date) -> dict[str, Any]:
    standards = risk_scoring.standards()
    shown = risk_queries.of_risk(risk, user, on, standards)
    newest = shown["newest"]
    scales = []
    if newest is not None:
        for scale, by_rules in (
            (risk_scoring.LIKELIHOOD, newest.likelihood_by_rules),
            (risk_scoring.CONSEQUENCE, newest.consequence_by_rules),
        ):
            rows = [row for row in newest.applied if row.scale == scale]
            applied = [row for row in rows if row.applies]
            points = sum(row.points for row in applied)
            others = [row for row in rows if not row.applies]
            scales.append({"id": scale, "rows": applied, "others": others, "points": points, "level": by_rules})
    return {
        **shown,
        "risk": risk,
        "measure": risk.measure,
        "standards": standards,
        "scales": scales,
        "picture": risk_picture.draw(shown["scores"], standards, on),
    }


def can(user: User, risk: Risk, verb: str) -> bool:
    """The rules can be let hold again only where somebody overruled them."""
    capability = RISKS[verb].capability
    if capability is None or not user.can(capability) or not can_see(user, risk.file):
        return False
    return risk.is_overruled if verb == V.LIFT else True


room = Room(
    table=RISKS,
    acts=ACTS,
    fetch=fetch,
    template="disputes/risks/file.html",
    act_url="risks:act",
    more=more,
    can=can,
)


@reader
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The grid of all open risks, what is offered to be opened, and the list."""
    user, on, standards = who(request), today(), risk_scoring.standards()
    said = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in FILTERS}
    if said["q"]:
        accesslog.log(AccessKind.SEARCHED, user=user, detail=said["q"])
    rows = risk_queries.risks(user, said, standards)
    context = {
        "rows": rows,
        "is_all": len(rows) < risk_queries.MOST,
        "said": said,
        "narrowed": any(said.values()),
        "grid": risk_queries.grid(user, standards),
        "consequences": Consequence.choices,
        "offers": risk_queries.offers(on, standards),
        "standards": standards,
        "categories": [(row.id, row.name) for row in standards.categories],
        "bodies": select_bodies(),
        "places": [(place.pk, str(place)) for place in Jurisdiction.objects.order_by("code") if place.pk != "CA"],
        "today": on,
        "may_enter": user.can(Capability.WORK),
    }
    return render(request, "disputes/risks/register.html", context)


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Put a risk on the register; offered with body, requirement and counterpart where it comes from complaints."""
    form = risk_forms.OpenForm(request.POST or None, initial=chosen(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = open_with_measure(form.cleaned_data, by=who(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The risk is on the register, and counted."))
            return redirect(made)
    context = {
        "form": form,
        "heading": _("Put a risk on the register"),
        "button": _("Put it on the register"),
        "up": "risks:list",
        "up_words": _("Risks"),
    }
    return render(request, "regulators/advice/form.html", context, status=422 if request.method == "POST" else 200)


def chosen(request: HttpRequest) -> dict[str, Any]:
    """What the address says of a risk that is offered."""
    body = RegulatoryBody.objects.select_related("office").filter(pk=number(request.GET.get("body", ""))).first()
    ground = Ground.objects.filter(slug=request.GET.get("ground", "")[:60]).first()
    measure = risk_queries.same_measure(body, ground)
    first: dict[str, Any] = {"counterpart": request.GET.get("counterpart", "")[:2]}
    if measure is not None:
        return {**first, "measure": measure.pk}
    if body is not None and ground is not None:
        first["title"] = _("%(body)s: %(requirement)s") % {"body": body.short, "requirement": ground.label}
    return {**first, "body": body.pk if body else None, "ground": ground.pk if ground else None}


@transaction.atomic
def open_with_measure(said: dict[str, Any], *, by: User) -> Risk:
    """The measure on record, or the new one, with its risk: both or neither."""
    of_measure = {name: said.pop(name) for name in (*measures.MEASURE_FIELDS, "provisions")}
    measure = said.pop("measure") or measures.record_measure(**of_measure, by=by)
    return actions.open_risk(measure=measure, by=by, **said)
