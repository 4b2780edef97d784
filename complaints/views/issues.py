"""Systemic issues on the desk: the list, a new one, the page of one with its few verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import access, actions, queries, relating
from complaints.choices import IssueStatus, IssueVerb
from complaints.forms import outcomes
from complaints.forms.desk import text
from complaints.group_models import Issue
from complaints.models import Complaint
from complaints.workflow import ISSUES
from mobility.accounts.access import desk, holding, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog, timeline
from mobility.casefiles import actions as files
from mobility.casefiles.access import can_assign, can_write
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.errors import Overtaken
from mobility.casefiles.models import CaseFile, Decision, Named
from regulators.models import RegulatoryBody

MOST = 200


class DescribeForm(forms.Form):
    hypothesis = text(gettext_lazy("What we think is going on"))
    requirement = text(gettext_lazy("The requirement or practice in question"), rows=3, required=False)
    bodies = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Bodies"),
        queryset=RegulatoryBody.objects.select_related("office"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )


class NewForm(DescribeForm):
    title = forms.CharField(label=gettext_lazy("In a few words"), max_length=200)
    field_order = ["title"]


class ReviseForm(DescribeForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ActForm(forms.Form):
    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    action = text(gettext_lazy("What we do about it"))


class CloseForm(forms.Form):
    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    result = text(gettext_lazy("What came of it"))


class ReopenForm(forms.Form):
    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


class EscalateForm(outcomes.QuestionFields):
    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)


class DecideForm(outcomes.DecisionFields):
    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)


class OwnerForm(forms.Form):
    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=User.objects.none(), required=False, empty_label=gettext_lazy("Nobody")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = User.objects.filter(is_active=True, capabilities__contains=[Capability.WORK]).order_by("name")


class RestrictForm(forms.Form):
    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who may open it"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nobody else finds it any more, in no list and no search."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = User.objects.filter(is_active=True, capabilities__contains=[Capability.DESK]).order_by("name")


#: Verbs about the file of the issue, as of any file: label, and who is offered them when.
ON_FILE: dict[str, tuple[Any, Callable[[User, CaseFile], bool]]] = {
    "assign": (gettext_lazy("Change the owner"), lambda user, case: case.is_open and can_assign(user, case, None)),
    "restrict": (
        gettext_lazy("Restrict to named people"),
        lambda user, case: not case.is_restricted and can_write(user, case),
    ),
    "unrestrict": (
        gettext_lazy("Open to the whole unit again"),
        lambda user, case: case.is_restricted and user.can(Capability.REVIEW) and can_write(user, case),
    ),
}
#: verb -> form, action, what is said when it is done
ACTS: dict[str, tuple[type[forms.Form], Any, Any]] = {
    IssueVerb.ACT: (ActForm, actions.act_on_issue, gettext_lazy("What we do is on record.")),
    IssueVerb.REVISE: (ReviseForm, actions.revise_issue, gettext_lazy("The description is changed.")),
    IssueVerb.CLOSE: (CloseForm, actions.close_issue, gettext_lazy("The issue is closed.")),
    IssueVerb.REOPEN: (ReopenForm, actions.reopen_issue, gettext_lazy("The issue is open again.")),
    IssueVerb.ESCALATE: (EscalateForm, actions.escalate_issue, gettext_lazy("The Director has been asked.")),
    IssueVerb.DECIDE: (
        DecideForm,
        actions.decide_issue,
        gettext_lazy("The decision is on record, and the owner has it."),
    ),
    "assign": (OwnerForm, files.assign, gettext_lazy("The file has its owner.")),
    "restrict": (RestrictForm, files.restrict, gettext_lazy("Only those named can open it now.")),
    "unrestrict": (ReopenForm, files.unrestrict, gettext_lazy("The whole unit can open it again.")),
}


def visible(request: HttpRequest) -> Any:
    files = CaseFile.objects.visible_to(who(request))
    return Issue.objects.filter(file__in=files).select_related("file__owner")


@reader
@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    """All systemic issues, the open ones first, with how many complaints each has."""
    now_in = Count("cases", filter=Q(cases__until_at__isnull=True))
    rows = visible(request).annotate(n=now_in).prefetch_related("bodies__office").order_by("file__closed_at", "-pk")
    found = sorted(rows[:MOST], key=lambda row: not row.file.is_open)
    return render(
        request,
        "complaints/desk/issues.html",
        {"issues": found, "may_open": who(request).can(Capability.WORK)},
    )


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open one, from the complaint one came from or from nothing."""
    user = who(request)
    reference = request.GET.get("from", "")
    origin = Complaint.objects.visible_to(user).select_related("file").filter(reference=reference).first()
    initial = {"bodies": [origin.body_id]} if origin and origin.body_id else {}
    form = NewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            issue = actions.open_issue(by=user, **form.cleaned_data)
            if origin is not None:
                actions.add_case(issue, complaint=origin, by=user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The systemic issue is open."))
            return redirect(issue)
    return render(
        request,
        "complaints/desk/issue_new.html",
        {"form": form, "origin": origin},
        status=422 if request.method == "POST" else 200,
    )


@reader
@require_safe
def file(request: HttpRequest, reference: str) -> HttpResponse:
    issue = get_object_or_404(visible(request), file__reference=reference)
    accesslog.log(AccessKind.OPENED, user=who(request), file=issue.file)
    return page(request, issue)


def page(
    request: HttpRequest, issue: Issue, *, verb: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    user, case = who(request), issue.file
    cases = relating.cases_of(issue, user)
    known = queries.registry()
    for row in cases:
        queries.fill_in(row, known, "body", "occupation")
    events, _total = timeline.lines(case, limit=50)
    decision = Decision.objects.filter(file=case).select_related("asked_by", "decided_by").first()
    is_asked = decision is not None and decision.decided_at is None
    senseless = IssueVerb.ESCALATE if is_asked else IssueVerb.DECIDE
    offered = [
        (move.verb, move.label)
        for move in ISSUES.possible(case.status)
        if move.verb in ACTS and move.verb != senseless and access.can_do(user, issue, move.verb)
    ]
    offered += [(name, label) for name, (label, may) in ON_FILE.items() if may(user, case)]
    return render(
        request,
        "complaints/desk/issue.html",
        {
            "issue": issue,
            "file": case,
            "status": IssueStatus(case.status).label,
            "cases": cases,
            "bodies": list(issue.bodies.select_related("office")),
            "timeline": events,
            "verbs": offered,
            "decision": decision,
            "named": list(Named.objects.filter(file=case, until__isnull=True).select_related("user")),
            "open_verb": verb,
            "form": form,
            "may_drop": case.is_open and access.can_do(user, issue, IssueVerb.DROP),
        },
        status=status,
    )


@desk
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One verb: without a form sent, the page with the form open."""
    if verb not in ACTS:
        raise Http404
    issue = get_object_or_404(visible(request), file__reference=reference)
    kind, action, done = ACTS[verb]
    if request.method == "GET":
        initial = {
            "version": issue.file.version,
            "hypothesis": issue.hypothesis,
            "requirement": issue.requirement,
            "bodies": list(issue.bodies.values_list("pk", flat=True)),
            "action": issue.action,
            "result": issue.result,
            "to": issue.file.owner_id
            if verb == "assign"
            else [user for user in (who(request).pk, issue.file.owner_id) if user],
        }
        return page(request, issue, verb=verb, form=kind(initial=initial))
    form = kind(request.POST)
    if not form.is_valid():
        return page(request, issue, verb=verb, form=form, status=422)
    try:
        action(issue.file if verb in ON_FILE else issue, by=who(request), **form.cleaned_data)
    except Overtaken as overtaken:
        typed = request.POST.copy()
        typed["version"] = str(overtaken.version)
        form = kind(typed)
        form.add_error(None, str(overtaken))
    except Refused as refused:
        form.add_error(None, str(refused))
    else:
        messages.success(request, str(done))
        return redirect(issue if visible(request).filter(pk=issue.pk).exists() else "issues:list")
    return page(request, get_object_or_404(visible(request), pk=issue.pk), verb=verb, form=form, status=409)


@desk
@require_POST
def drop(request: HttpRequest, reference: str) -> HttpResponse:
    """Take one complaint out of the issue."""
    issue = get_object_or_404(visible(request), file__reference=reference)
    found = Complaint.objects.visible_to(who(request)).select_related("file")
    complaint = get_object_or_404(found, reference=request.POST.get("complaint", ""))
    try:
        actions.drop_case(issue, complaint=complaint, by=who(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(reference)s is taken out.") % {"reference": complaint.reference})
    return redirect(issue)
