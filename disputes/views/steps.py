"""A step of a dispute on the desk, and notices on their way out: words, review, service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from disputes import access, actions, moves, sides, step_forms
from disputes.actions.notices import OPEN
from disputes.dispute_models import Dispute
from disputes.notice_models import Notice
from mobility.accounts.access import desk, who
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles.errors import Overtaken
from mobility.casefiles.uploads import BadUpload
from mobility.casefiles.uploads import sentence as upload_sentence
from mobility.law import rules

from .disputes import fetch, working


# ---- a step ---------------------------------------------------------------------------------------------
@desk
@require_http_methods(["GET", "POST"])
@rules.held()
def step(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One move of the table: the guards as they are found now, and what a person says to them."""
    user = who(request)
    dispute = fetch(user, reference)
    require_step(user, dispute, verb)
    if request.method == "GET" and (refusal := moves.refusal(moves.pack_of(dispute.pack), dispute.file.status, verb)):
        return led_back(request, dispute, refusal)
    files = request.FILES if request.method == "POST" else None
    form = step_forms.StepForm(request.POST or None, files, dispute=dispute, verb=verb)
    return done_with(request, dispute, form, verb, lambda: actions.make_step(dispute, verb=verb, by=user, **form.step()),
                     _("The step is on the file."))  # fmt: skip


def require_step(user: User, dispute: Dispute, verb: str) -> None:
    """A step of this agreement, and somebody who works on the file. Whether it is possible now is said in words, not by a 404."""
    if verb not in moves.moves(moves.pack_of(dispute.pack)) or not access.can_work_closed(user, dispute.file):
        raise Http404


def led_back(request: HttpRequest, dispute: Dispute, refusal: str) -> HttpResponse:
    """The page of the dispute, with why the one asked for is not there any more."""
    messages.error(request, refusal)
    return redirect(dispute)


def done_with(
    request: HttpRequest,
    dispute: Dispute,
    form: step_forms.StepForm,
    verb: str,
    action: Callable[[], Any],
    done: str,
    **context: Any,
) -> HttpResponse:
    """Try the action of a valid form; a refusal comes back on the page with what was typed."""
    pack = moves.pack_of(dispute.pack)
    move = moves.moves(pack)[verb]
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                action()
            except Overtaken as overtaken:
                renew(form, overtaken)
                form.add_error(None, str(overtaken))
                status = 409
            except (Refused, BadUpload) as refused:
                said = upload_sentence(refused.code, refused.facts) if isinstance(refused, BadUpload) else str(refused)
                form.add_error(None, said)
                status = 409
            else:
                messages.success(request, done)
                return redirect(dispute)
    after = moves.states(pack).get(move.to)
    shown = {
        "dispute": dispute,
        "file": dispute.file,
        "form": form,
        "move": move,
        "label": moves.said(move),
        "after": moves.said(after) if after else "",
        "checked": form.checked,
        "addressees": sides.addressees(dispute, pack, move.addressees) if move.addressees else [],
        **context,
    }
    return render(request, "disputes/step.html", shown, status=status)


def renew(form: Form, overtaken: Overtaken) -> None:
    """What was typed stays; sent again, it is about the file as it is now."""
    typed = dict(form.data.items())
    form.data = {**typed, "version": str(overtaken.version)}


# ---- notices --------------------------------------------------------------------------------------------
@working
@require_http_methods(["POST"])
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin a notice for a move."""
    user = who(request)
    dispute = fetch(user, reference)
    try:
        made = actions.draft(
            dispute,
            verb=request.POST.get("verb", ""),
            kind=request.POST.get("kind", ""),
            language="fr" if request.POST.get("language") == "fr" else "en",
            by=user,
        )
    except (Refused, KeyError) as refused:
        messages.error(request, str(refused) if isinstance(refused, Refused) else _("This agreement has no such step."))
        return redirect(dispute)
    return redirect("disputes:notice", reference, made.pk)


def notice_of(dispute: Dispute, pk: int) -> Notice:
    found = get_object_or_404(dispute.notices, pk=pk)
    found.dispute = dispute
    return found


@desk
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The words of a notice while it is not served."""
    user = who(request)
    dispute = fetch(user, reference)
    row = notice_of(dispute, pk)
    if not access.can_work_closed(user, dispute.file):
        return redirect(dispute)
    if request.method == "GET" and (row.state not in OPEN or not dispute.file.is_open):
        return led_back(request, dispute, _("This notice is not at that point any more. Look at it again."))
    form = step_forms.RewordForm(request.POST or None, notice=row)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.reword(
                dispute, notice=row.pk, contents=form.contents, language=form.cleaned_data["language"], by=user,
                version=form.cleaned_data["version"],
            )  # fmt: skip
        except Overtaken as overtaken:
            renew(form, overtaken)
            form.add_error(None, str(overtaken))
            status = 409
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, _("The draft is kept."))
            return redirect(f"{dispute.get_absolute_url()}#notices")
    elif request.method == "POST":
        status = 422
    kind = moves.notices(moves.pack_of(dispute.pack))[row.kind]
    context = {"dispute": dispute, "file": dispute.file, "notice": row, "form": form, "kind": kind,
               "title": moves.said(kind, "title")}  # fmt: skip
    return render(request, "disputes/notice.html", context, status=status)


@working
@require_http_methods(["GET", "POST"])
@rules.held()
def serve(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Serve an approved notice: the guards of its move, who must have it, how it goes out."""
    user = who(request)
    dispute = fetch(user, reference)
    row = notice_of(dispute, pk)
    require_step(user, dispute, row.verb)
    if row.state != "approved":
        return led_back(request, dispute, _("This notice is not at that point any more. Look at it again."))
    if refusal := moves.refusal(moves.pack_of(dispute.pack), dispute.file.status, row.verb):
        return led_back(request, dispute, refusal)
    form = step_forms.ServeForm(request.POST or None, dispute=dispute, serving=row)
    kind = moves.notices(moves.pack_of(dispute.pack))[row.kind]
    return done_with(
        request, dispute, form, row.verb, lambda: actions.serve(dispute, notice=row.pk, by=user, **form.serve()),
        _("The notice is served. Enter each delivery with its proof."), notice=row, kind=kind,
    )  # fmt: skip
