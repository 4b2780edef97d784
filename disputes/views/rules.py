"""The numbers of the agreements on the desk: how sure we are of each, which open disputes rest on it, and changes put in force by two."""

from __future__ import annotations

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes import actions, moves
from disputes.choices import PackId
from disputes.dispute_models import Dispute
from disputes.rule_models import RuleChange
from mobility.accounts.access import holding, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Clock
from mobility.forms import DatePartsField
from mobility.law import rules as law
from mobility.law.confidence import Confidence

working = holding(Capability.WORK)


class ChangeForm(forms.Form):
    days = forms.IntegerField(
        label=gettext_lazy("Number"), min_value=0, max_value=3660, required=False,
        help_text=gettext_lazy("Empty: no number was read."),
    )  # fmt: skip
    confidence = forms.ChoiceField(label=gettext_lazy("How sure"), choices=Confidence.choices)
    source = forms.URLField(label=gettext_lazy("Where it was read (address)"), max_length=500, assume_scheme="https")
    effective_from = DatePartsField(
        label=gettext_lazy("Counts from"), called=gettext_lazy("the day it counts from"), required=False,
        help_text=gettext_lazy("Empty: it was always so, and somebody has now read it. Otherwise the version before ends the day before."),
    )  # fmt: skip
    reason = forms.CharField(label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 3}))


@reader
@require_safe
@law.held()
def listed(request: HttpRequest) -> HttpResponse:
    """All rules of the agreements, by pack. Four queries."""
    user = who(request)
    running: dict[str, list[str]] = defaultdict(list)
    open_to = Dispute.objects.visible_to(user).open().values("file")
    for rule, reference in (
        Clock.objects.filter(file__in=open_to, stopped_on__isnull=True)
        .order_by("file")
        .values_list("rule", "file__reference")
    ):
        running[rule].append(reference)
    changes = {
        row.rule_id: row
        for row in RuleChange.objects.filter(state=RuleChange.State.PROPOSED).select_related("proposed_by")
    }
    packs = [
        (
            pack,
            moves.said(pack, "title"),
            [(rule, moves.said(rule, "duty"), running.get(rule.id, []), changes.get(rule.id)) for rule in pack.rules],
        )
        for pack in (moves.pack_of(name) for name in PackId.values)
    ]
    made = RuleChange.objects.exclude(state=RuleChange.State.PROPOSED).select_related("proposed_by", "decided_by")[:20]
    context = {
        "packs": packs,
        "made": made,
        "may_work": user.can(Capability.WORK),
        "may_decide": user.can(Capability.REVIEW),
    }
    return render(request, "disputes/rules.html", context)


@working
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, rule_id: str) -> HttpResponse:
    rule = known_rule(rule_id)
    form = ChangeForm(
        request.POST or None, initial={"days": rule.days, "confidence": rule.confidence, "source": rule.source}
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.propose_change(rule_id=rule_id, by=who(request), **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, _("Proposed. Somebody else puts it in force."))
                return redirect("disputes:rules")
    context = {"rule": rule, "duty": moves.said(rule, "duty"), "form": form, "touched": actions.touched(rule_id)}
    return render(request, "disputes/rule_change.html", context, status=status)


def known_rule(rule_id: str) -> law.Rule:
    try:
        return law.latest(rule_id)
    except law.UnknownRule:
        raise Http404 from None


@holding(Capability.REVIEW)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(RuleChange, pk=pk)
    if request.POST.get("answer") not in ("approve", "decline"):
        messages.error(request, _("Say whether the change is put in force or declined."))
        return redirect("disputes:rules")
    try:
        done = actions.decide_change(row, approve=request.POST["answer"] == "approve", by=who(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done.touched:
            messages.success(request, _("In force. Counted anew: %(files)s.") % {"files": ", ".join(done.touched)})
        else:
            messages.success(request, _("It is decided. No open dispute is touched."))
    return redirect("disputes:rules")
