"""Notices of change on the desk: the list, one more entered, and the file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from mobility.accounts.access import holding, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.models import CaseFile
from mobility.casefiles.rooms import Act, Room
from mobility.law.days import today
from mobility.law.models import Provision
from regulators import actions, advice_queries, change_notice_forms
from regulators.advice_fields import by_instrument
from regulators.change_notice_choices import Changing, NoticeFrom
from regulators.change_notice_choices import NoticeVerb as V
from regulators.change_notice_models import ChangeNotice, NoticeAnalysis
from regulators.change_notice_workflow import NOTICES

FILTERS = ("q", "state", "changing", "said_by", "body", "provision")

ACTS: dict[str, Act] = {
    V.ANALYSE: Act(
        change_notice_forms.AnalyseForm, actions.analyse_notice, gettext_lazy("The analysis is on record."), "analysis"
    ),
    V.ADVISE: Act(
        change_notice_forms.AdviseForm, actions.advise_on_notice, gettext_lazy("The advice is on record."), "advice"
    ),
    V.TOUCH: Act(
        change_notice_forms.TouchForm, actions.touch_exception, gettext_lazy("The exception is linked."), "exceptions"
    ),
    V.UNTOUCH: Act(
        change_notice_forms.UntouchForm,
        actions.untouch_exception,
        gettext_lazy("The exception is no longer linked."),
        "exceptions",
        row="exception",
    ),
    V.RESULT: Act(change_notice_forms.ResultForm, actions.end_notice, gettext_lazy("The file is closed.")),
    V.REVISE: Act(
        change_notice_forms.ReviseForm, actions.revise_notice, gettext_lazy("The description is changed."), "what"
    ),
    V.DROP: Act(change_notice_forms.DropForm, actions.drop_notice, gettext_lazy("The file is closed.")),
    V.REOPEN: Act(change_notice_forms.ReopenForm, actions.reopen_notice, gettext_lazy("The file is open again.")),
}


@dataclass(frozen=True)
class Analysed:
    """One provision with what was found, the newest first."""

    provision: Provision
    newest: NoticeAnalysis
    earlier: list[NoticeAnalysis]


def fetch(user: User, reference: str) -> ChangeNotice:
    found = ChangeNotice.objects.filter(file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(
        found.select_related("file__owner", "body__office", "occupation", "jurisdiction", "comment_task"),
        file__reference=reference,
    )


def more(notice: ChangeNotice, user: User, on: dt.date) -> dict[str, Any]:
    by_provision: dict[int, list[NoticeAnalysis]] = {}
    for row in notice.analyses.select_related("by", "provision"):
        by_provision.setdefault(row.provision_id, []).append(row)
    analysed = [Analysed(rows[0].provision, rows[0], rows[1:]) for rows in by_provision.values()]
    return {
        "notice": notice,
        "analysed": sorted(analysed, key=lambda row: (row.provision.instrument_id, row.provision.pk)),
        "advice": list(notice.advice.select_related("office", "by")),
        "exceptions": list(notice.exceptions.select_related("file").order_by("jurisdiction_code", "pk")),
    }


room = Room(
    table=NOTICES,
    acts=ACTS,
    fetch=fetch,
    template="regulators/notices/file.html",
    act_url="advice:notice_act",
    more=more,
)


@reader
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What is planned, by what is due next; found by words, kind, body and provision."""
    user = who(request)
    said = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in FILTERS}
    if said["q"]:
        accesslog.log(AccessKind.SEARCHED, user=user, detail=said["q"])
    rows = advice_queries.with_registry(advice_queries.notices(user, said))
    context = {
        "rows": rows,
        "is_all": len(rows) < advice_queries.MOST,
        "said": said,
        "today": today(),
        "kinds": Changing.choices,
        "sources": NoticeFrom.choices,
        "bodies": advice_queries.select_bodies(),
        "instruments": by_instrument(),
        "may_enter": user.can(Capability.WORK),
    }
    return render(request, "regulators/notices/list.html", context)


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Put a planned change on file."""
    form = change_notice_forms.NoticeForm(request.POST or None, initial={"body": request.GET.get("body")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_notice(by=who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The notice is on file."))
            return redirect(made)
    context = {
        "form": form,
        "heading": _("Enter a notice of change"),
        "button": _("Put it on file"),
        "up": "advice:notices",
        "up_words": _("Notices of change"),
    }
    return render(request, "regulators/advice/form.html", context, status=422 if request.method == "POST" else 200)
