"""A lost code: the link to a new one goes to the address that was given as safe. No answer says what exists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from complaints import actions, codes, holder, texts, throttle, typed
from complaints.forms.follow import LostForm


@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """Ask for a link by reference and e-mail address; the answer is the same whether they go together or not."""
    form = LostForm(typed.tidied(request.POST or None))
    context = {"form": form, "asked": False}
    if request.method != "POST" or not form.is_valid():
        return render(request, "complaints/public/lost.html", context)
    net, reference = throttle.network(request), form.cleaned_data["reference"]
    if throttle.is_over(throttle.LOST_PAIR, reference, net) or throttle.is_over(throttle.LOST, net):
        form.add_error(None, texts.error("many_tries", minutes=throttle.LOST.minutes))
        return render(request, "complaints/public/lost.html", context, status=429)
    throttle.count(throttle.LOST_PAIR, reference, net)
    throttle.count(throttle.LOST, net)
    actions.mail_code_link(reference=reference, email=form.cleaned_data["email"])
    return render(request, "complaints/public/lost.html", context | {"asked": True})


@require_http_methods(["GET", "HEAD", "POST"])
def new_code(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link. Opening it changes nothing, since programs open links before people do; the button does."""
    if request.method != "POST":
        works = actions.link_of(token) is not None
        response = render(request, "complaints/public/new_code.html", {"works": works}, status=200 if works else 410)
        response.headers["Cache-Control"] = "private, no-store"
        return response
    fetched = actions.renew_code(token)
    if fetched is None:
        complaint = holder.complaint_of(holder.code_of(request))
        if complaint is None:
            return render(request, "complaints/public/new_code.html", {"works": False}, status=410)
        code = holder.code_of(request)  # the button was pressed twice in this browser
    else:
        complaint, code = fetched
    context = {"works": True, "complaint": complaint, "code": codes.shown(codes.plain(code))}
    return holder.hold(render(request, "complaints/public/new_code.html", context), code)
