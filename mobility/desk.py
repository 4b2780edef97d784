"""Pages of everybody who works at the desk, on files of every kind: my desk, absences, the unit, my calendar."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import decisions, reviewing
from mobility.accounts import access, people
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions, feeds, owed
from mobility.casefiles.forms import AwayForm
from mobility.correspondence import queries as correspondence
from mobility.law import days


@access.desk
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """My desk: what I owe on every kind of file, by date; what I cover; what I asked of others and is overdue."""
    user = access.who(request)
    looking = owed.look(user, days.today())
    return render(
        request,
        "desk/home.html",
        {
            "today": looking.today,
            "looking": looking,
            "owed": owed.by(looking),
            "out_of_sight": owed.out_of_sight(looking),
            "decisions": decisions.asked_of(looking),
            "reviews": reviewing.waiting_for(looking),
            "unanswered": correspondence.unanswered(looking),
            "reminded": owed.reminded(looking),
            "cover_name": people.named([looking.away.covered_by_id])[looking.away.covered_by_id]
            if looking.away
            else "",
            "feed": feeds.current(user),
            "may_decide": user.can(Capability.DECIDE),
            "may_assign": user.can(Capability.ASSIGN),
        },
    )


@access.holding(Capability.ASSIGN)
@require_safe
def unit(request: HttpRequest) -> HttpResponse:
    """How much everybody has, who is away, and the way to hand files on."""
    looking = owed.look(access.who(request), days.today())
    load = owed.load(looking)
    widest = max((row.open for row in load), default=0)
    return render(request, "desk/unit.html", {"today": looking.today, "load": load, "widest": widest})


@access.desk
@require_http_methods(["GET", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Enter an absence: one's own, or as who assigns files somebody else's."""
    user = access.who(request)
    chosen = {"user": request.GET["user"]} if request.GET.get("user", "").isdecimal() else {}
    form = AwayForm(request.POST or None, by=user, initial=chosen)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                absence = actions.go_away(**form.cleaned_data, by=user)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("%(name)s covers. It ends by itself.") % {"name": absence.covered_by})
                return redirect("desk" if absence.user_id == user.pk else "unit")
        status = 422
    return render(request, "desk/away.html", {"form": form}, status=status)


@access.desk
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back before the last day, or does not go."""
    user = access.who(request)
    person = get_object_or_404(User.objects.filter(capabilities__contains=[Capability.DESK]), pk=pk)
    try:
        actions.come_back(person, by=user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The absence of %(name)s has ended.") % {"name": person})
    return redirect("desk" if person.pk == user.pk or not user.can(Capability.ASSIGN) else "unit")


@access.desk
@require_POST
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Make an address for one's calendar program and show it, once. The one before stops working."""
    token = feeds.make(access.who(request))
    address = settings.SITE_URL + reverse("calendar", args=[token])
    response = render(request, "desk/calendar.html", {"address": address})
    response.headers["Cache-Control"] = "private, no-store"
    return response


@access.desk
@require_POST
def revoke_calendar(request: HttpRequest) -> HttpResponse:
    """The address of one's calendar opens nothing any more."""
    with transaction.atomic():
        feeds.revoke(access.who(request))
    messages.success(request, _("Your calendar address is revoked."))
    return redirect("desk")
