"""What triage offers beside a file: suggestions, related files, systemic issues. A page of its own, put into the file's by script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import access, actions, queries, relating, suggesting
from complaints.choices import RelationKind, Verb
from complaints.group_models import Issue
from complaints.models import Complaint, grounds
from mobility.accounts.access import desk, reader, who
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles import actions as files
from mobility.casefiles.access import can_write
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.errors import Overtaken
from mobility.casefiles.search import as_reference
from mobility.forms import LongSelect
from mobility.law import rules
from mobility.law.days import today

from .desk import fetch


@reader
@require_safe
@rules.held()
def beside(request: HttpRequest, reference: str) -> HttpResponse:
    """Suggestions and related files of one complaint."""
    complaint = fetch(request, reference)
    accesslog.log(AccessKind.OPENED, user=who(request), file=complaint.file, detail="suggestions")
    return page(request, complaint)


def page(request: HttpRequest, complaint: Complaint, *, form: RelateForm | None = None) -> HttpResponse:
    user, on = who(request), today()
    found = relating.related(complaint, user, on)
    for row in [*(near.complaint for near in found.near), *(other for _link, other in found.linked)]:
        queries.fill_in(row, queries.registry(), "body")
    context: dict[str, Any] = {
        "complaint": complaint,
        "file": complaint.file,
        "today": on,
        "suggestions": suggesting.suggestions(complaint, on) if complaint.file.is_open else [],
        "related": found,
        "may_write": complaint.file.is_open and can_write(user, complaint.file),
        "may_merge": Verb.MERGE in access.doable(user, complaint),
        "form": form or RelateForm(auto_id="id_relate_%s", initial={"version": complaint.file.version}),
    }
    return render(request, "complaints/desk/beside.html", context, status=422 if form else 200)


@desk
@require_POST
def apply(request: HttpRequest, reference: str) -> HttpResponse:
    """Do what one suggestion says, through the action that does it; only what is suggested now."""
    complaint, user = fetch(request, reference), who(request)
    kind, value = request.POST.get("kind"), request.POST.get("value")
    offered = suggesting.suggestions(complaint, today())
    chosen = next((row for row in offered if (row.kind, row.value) == (kind, value) and row.can_apply), None)
    try:
        if chosen is None:
            raise Refused(_("This is no longer suggested. Nothing was changed."))
        take(chosen, complaint, by=user, version=int(request.POST.get("version", "")))
    except ValueError:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done: %(what)s.") % {"what": chosen.words})
    return redirect(f"{complaint.get_absolute_url()}#beside")


def take(chosen: suggesting.Suggestion, complaint: Complaint, **how: Any) -> None:
    match chosen.kind:
        case "ground":
            actions.add_ground(complaint, ground=grounds()[chosen.value], **how)
        case "priority":
            reason = "; ".join(chosen.reasons)[:300]
            files.set_priority(complaint.file, priority=int(chosen.value), reason=reason, **how)
        case "direction":
            stays = {
                name: getattr(complaint, name)
                for name in ("body", "body_text", "occupation", "occupation_text", "home", "receiving")
            }
            actions.place(complaint, direction=chosen.value, **stays, **how)


class RelateForm(forms.Form):
    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    other = forms.CharField(label=gettext_lazy("Number of the other complaint"), max_length=20)
    kind = forms.ChoiceField(
        label=gettext_lazy("Why they belong together"), choices=RelationKind.choices, widget=LongSelect
    )
    reason = forms.CharField(label=gettext_lazy("In your words"), max_length=300, required=False)


@desk
@require_http_methods(["POST"])
def relate(request: HttpRequest, reference: str) -> HttpResponse:
    """Link with another complaint, or take the link back."""
    complaint, user = fetch(request, reference), who(request)
    form = RelateForm(request.POST, auto_id="id_relate_%s")
    if "unlink" in request.POST:
        other = get_object_or_404(
            Complaint.objects.visible_to(user).select_related("file"), reference=request.POST["unlink"]
        )
        try:
            actions.unrelate(complaint, other=other, by=user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The link is taken back."))
        return redirect(f"{complaint.get_absolute_url()}#beside")
    if not form.is_valid():
        return page(request, complaint, form=form)
    said = form.cleaned_data
    other = (
        Complaint.objects.visible_to(user)
        .select_related("file")
        .filter(reference=as_reference(said["other"]) or said["other"].strip().upper())
        .first()
    )
    try:
        if other is None:
            raise Refused(_("There is no such complaint that you may see."))
        actions.relate(
            complaint, other=other, kind=said["kind"], reason=said["reason"], by=user, version=said["version"]
        )
    except Overtaken as overtaken:
        form.data = {**request.POST.dict(), "version": overtaken.version}  # type: ignore[assignment]
        form.add_error(None, str(overtaken))
        return page(request, complaint, form=form)
    except Refused as refused:
        form.add_error("other", str(refused))
        return page(request, complaint, form=form)
    messages.success(request, _("Linked with %(reference)s.") % {"reference": other.file.reference})
    return redirect(f"{complaint.get_absolute_url()}#beside")


@desk
@require_POST
def group(request: HttpRequest, reference: str) -> HttpResponse:
    """Put the complaint under a systemic issue that is there; under a new one leads to its form."""
    complaint, user = fetch(request, reference), who(request)
    number = request.POST.get("issue", "")
    if not number:
        return redirect(f"{reverse('issues:new')}?from={complaint.file.reference}")
    if not number.isdecimal():
        raise Http404
    issue = get_object_or_404(Issue.objects.select_related("file"), pk=int(number))
    try:
        actions.add_case(issue, complaint=complaint, by=user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Grouped under %(reference)s.") % {"reference": issue.file.reference})
    return redirect(f"{complaint.get_absolute_url()}#beside")
