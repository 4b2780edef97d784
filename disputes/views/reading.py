"""What is read beside a dispute: the plan and its “what if”, copies, known panels, rosters."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from disputes import actions, copies, forms, moves, picture, plan, precedents
from disputes.dispute_models import Dispute
from disputes.panel_models import RosterMember
from mobility.accounts.access import reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles.access import can_see
from mobility.law import rules
from mobility.law.days import today

from .disputes import fetch, working


# ---- copies ---------------------------------------------------------------------------------------------
@working
@require_http_methods(["POST"])
@rules.held()
def copy(request: HttpRequest, reference: str, which: str) -> HttpResponse:
    """The public or the confidential file as PDF. That it was made stands on the timeline."""
    user = who(request)
    dispute = fetch(user, reference)
    if which not in copies.Which.values:
        raise Http404
    at, language = now(), "fr" if moves.french() else "en"
    files.copied(dispute.file, audience=None, purpose=str(copies.Which(which).label), by=user, at=at)
    content = copies.pdf(dispute, which, language=language, by=str(user), on=today(), at=at)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}-{which}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


# ---- precedents -----------------------------------------------------------------------------------------
@reader
@require_safe
def known_panels(request: HttpRequest) -> HttpResponse:
    """The panels of the past; `?with=` puts a dispute beside them."""
    user = who(request)
    every = precedents.every()
    named = request.GET.get("with", "").replace("\x00", "").strip()
    beside = fetch(user, named) if named else None
    rows = [(one, precedents.compare(beside, one) if beside else []) for one in every]
    open_to = Dispute.objects.visible_to(user).select_related("file").order_by("-file__opened_at")[:50]
    return render(request, "disputes/precedents.html", {"rows": rows, "beside": beside, "disputes": open_to})


# ---- rosters --------------------------------------------------------------------------------------------
@reader
@require_http_methods(["GET", "HEAD", "POST"])
def rosters(request: HttpRequest) -> HttpResponse:
    """Who is listed by which Party, and one more."""
    user = who(request)
    form = forms.RosterForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if not user.can(Capability.WORK):
            raise Http404
        if form.is_valid():
            try:
                actions.list_member(by=user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, _("The roster is changed."))
                return redirect("disputes:rosters")
    rows = RosterMember.objects.filter(removed_on__isnull=True).select_related("party")
    context = {"rows": rows, "form": form, "may_work": user.can(Capability.WORK)}
    return render(request, "disputes/rosters.html", context, status=status)


@working
@require_http_methods(["POST"])
def off_roster(request: HttpRequest, pk: int) -> HttpResponse:
    actions.take_off(get_object_or_404(RosterMember, pk=pk, removed_on__isnull=True), on=today(), by=who(request))
    messages.success(request, _("The roster is changed."))
    return redirect("disputes:rosters")


# ---- the plan -------------------------------------------------------------------------------------------
@reader
@require_safe
@rules.held()
def planned(request: HttpRequest, reference: str) -> HttpResponse:
    """Earliest and latest dates if the numbers hold, and what moves when a date does. Nothing is kept."""
    user = who(request)
    dispute = fetch(user, reference)
    if not can_see(user, dispute.file):
        raise Http404
    supposed: dict[str, dt.date] = {}
    wrong: list[str] = []
    rows = []
    for fact, label, known in plan.changeable(dispute):
        typed = request.GET.get(fact, "").strip()
        if typed:
            try:
                supposed[fact] = plan.supposable(typed, today())
            except ValueError:
                wrong.append(label)
        rows.append((fact, label, known, typed))
    phases = plan.of(dispute, today=today(), supposed=supposed)
    plain = plan.of(dispute, today=today())
    moved = {
        one.id
        for one, before in zip(phases, plain, strict=True)
        if (one.first, one.last) != (before.first, before.last)
    }
    context = {
        "dispute": dispute,
        "file": dispute.file,
        "phases": phases,
        "moved": moved,
        "picture": picture.draw(phases, today=today()),
        "facts": rows,
        "supposed": bool(supposed),
        "wrong": wrong,
        "today": today(),
    }
    return render(request, "disputes/plan.html", context)
