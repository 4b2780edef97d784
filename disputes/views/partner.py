"""The page of a dispute for a ministry or another government: what is in their room, and what they are asked. Nothing else of the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from disputes import actions, picture, plan, queries, room_forms, room_queries
from disputes import moves as table
from disputes.actions.rooms import seat_of
from disputes.dispute_models import Dispute
from mobility.accounts import throttle
from mobility.accounts.access import partner, who
from mobility.accounts.choices import Capability
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.models import Participant
from mobility.casefiles.uploads import BadUpload
from mobility.casefiles.uploads import sentence as upload_sentence
from mobility.casefiles.views import hand_over
from mobility.correspondence.links import WRONG_LINK
from mobility.correspondence.views import said, unreferred
from mobility.law import rules
from mobility.law.days import today

#: verb: form, action, what is said when it is done.
VERBS: dict[str, tuple[type[Form], Callable[..., Any], Any]] = {
    "say": (room_forms.PartnerSayForm, actions.say_as_partner, gettext_lazy("It is in the room.")),
    "paper": (room_forms.PartnerPaperForm, actions.bring_paper, gettext_lazy("The document is in the room.")),
    "done": (room_forms.PartnerTaskForm, actions.finish_task, gettext_lazy("Done.")),
    "position": (room_forms.PartnerPositionForm, actions.state_position, gettext_lazy("Your position is on the file.")),
}


@partner
@require_http_methods(["GET", "HEAD", "POST"])
@rules.held()
def dispute(request: HttpRequest, reference: str) -> HttpResponse:
    user = who(request)
    if user.can(Capability.DESK):
        raise Http404
    found = get_object_or_404(queries.fetch_set(user), file__reference=reference.replace("\x00", ""))
    seat = seat_of(user, found)
    if request.method == "POST":
        return tried(request, found, seat)
    accesslog.log(AccessKind.OPENED, user=user, file=found.file)
    return page(request, found, seat)


def tried(request: HttpRequest, found: Dispute, seat: Participant) -> HttpResponse:
    verb = request.POST.get("verb", "")
    if verb not in VERBS:
        raise Http404
    form_class, action, done = VERBS[verb]
    form = made(form_class, seat, request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            action(found, by=who(request), **form.cleaned_data)
        except BadUpload as bad:
            form.add_error(None, upload_sentence(bad.code, bad.facts))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, str(done))
            return redirect("partner_dispute", found.file.reference)
    return page(request, found, seat, bad=(verb, form), status=status)


def made(form_class: type[Form], seat: Participant, *data: Any, **more: Any) -> Form:
    if issubclass(form_class, room_forms.PartnerSayForm):
        return form_class(*data, seat=seat, **more)
    return form_class(*data, **more)


def page(
    request: HttpRequest, found: Dispute, seat: Participant, *, bad: tuple[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    user, on = who(request), today()
    phases = plan.of(found, today=on)
    state = table.states(table.pack_of(found.pack))[found.file.status]
    forms = {verb: made(row[0], seat, auto_id=f"id_{verb}_%s") for verb, row in VERBS.items()}
    if bad is not None:
        forms[bad[0]] = bad[1]
    context = {
        "dispute": found,
        "file": found.file,
        "status_words": table.said(state),
        "phases": phases,
        "picture": picture.draw(phases, today=on),
        "today": on,
        "forms": forms,
        "form": bad[1] if bad else None,
        "bad_verb": bad[0] if bad else "",
        "heading": _("Dispute"),
        **room_queries.for_partner(found, user, seat),
    }
    return render(request, "partner/dispute.html", context, status=status)


# ---- a notice by its link -------------------------------------------------------------------------------
# The token in the address is the proof, and a page that sends no referrer sends no origin either: no CSRF token here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, token: str) -> HttpResponseBase:
    """One button. Looking proves nothing, for mail scanners look at every link; pressing it is the delivery, and gives the notice."""
    if request.method != "POST":
        return unreferred(render(request, "disputes/received.html"))
    net = throttle.network(request)
    if throttle.is_over(WRONG_LINK, net):
        sentence = _("Too many links that open nothing. Wait %(minutes)s minutes, then try again.")
        return said(request, sentence % {"minutes": WRONG_LINK.minutes}, 429)
    found = actions.by_link(token)
    if found is None or found.notice.document is None:
        throttle.count(WRONG_LINK, net)
        return said(
            request, _("This link opens nothing. Take the whole of it from the mail, or ask us for a new one."), 404
        )
    actions.receive(found)
    version = found.notice.document.versions.order_by("number").last()
    if version is None or version.destroyed_at is not None:
        raise Http404
    response = hand_over(version, original=True)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
