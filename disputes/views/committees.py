"""Committees on the desk: the list with what comes next, one more opened, the file of one, the page of a meeting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from disputes import committee_forms, committee_queries
from disputes.actions import committees as actions
from disputes.committee_choices import CommitteeKind
from disputes.committee_choices import CommitteeVerb as V
from disputes.committee_choices import MeetingVerb as W
from disputes.committee_models import Committee, Meeting
from disputes.committee_workflow import COMMITTEES, MEETINGS
from mobility.accounts.access import holding, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles.access import can_see
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.forms import TaskDoneForm
from mobility.casefiles.models import CaseFile
from mobility.casefiles.rooms import Act, Room, may_note, tasks_of, tick_off
from mobility.law.days import today

FILTERS = ("q", "kind", "state")

ACTS: dict[str, Act] = {
    V.PLAN: Act(committee_forms.PlanForm, actions.plan_meeting, gettext_lazy("The meeting is planned."), "meetings"),
    V.TERMS: Act(committee_forms.TermsForm, actions.enter_terms, gettext_lazy("The terms are on record."), "terms"),
    V.SEAT: Act(committee_forms.SeatForm, actions.seat_member, gettext_lazy("It is a member now."), "members"),
    V.UNSEAT: Act(
        committee_forms.UnseatForm, actions.unseat_member, gettext_lazy("It has left."), "members", row="member"
    ),
    V.REVISE: Act(
        committee_forms.ReviseForm, actions.revise_committee, gettext_lazy("The description is changed."), "what"
    ),
    V.END: Act(committee_forms.EndForm, actions.end_committee, gettext_lazy("The file is closed.")),
    V.REOPEN: Act(committee_forms.ReopenForm, actions.reopen_committee, gettext_lazy("The file is open again.")),
}

MEETING_ACTS: dict[str, Act] = {
    W.HOLD: Act(committee_forms.HoldForm, actions.hold_meeting, gettext_lazy("The meeting is on record as held.")),
    W.APPROVE: Act(committee_forms.ApproveForm, actions.approve_minutes, gettext_lazy("The minutes stand.")),
    W.CHANGE: Act(committee_forms.ChangeForm, actions.change_meeting, gettext_lazy("The meeting is changed.")),
    W.CALL_OFF: Act(committee_forms.CallOffForm, actions.call_off_meeting, gettext_lazy("It is called off.")),
    W.RAISE: Act(committee_forms.RaiseForm, actions.raise_item, gettext_lazy("The item is on the list."), "items"),
    W.REVISE_ITEM: Act(
        committee_forms.ReviseItemForm,
        actions.revise_item,
        gettext_lazy("The item is changed."),
        "items",
        row="item",
    ),
    W.GIVE: Act(committee_forms.GiveForm, actions.give_action, gettext_lazy("The action item is given."), "actions"),
    W.WRITE: Act(committee_forms.WriteForm, actions.write_minutes, gettext_lazy("The minutes are kept."), "minutes"),
}

#: What is given at a meeting can be ticked off on its page.
TICK_OFF = {
    "task_done": Act(
        TaskDoneForm, tick_off, gettext_lazy("Done."), "actions", gettext_lazy("Done"), may_note, True, "task"
    )
}


def fetch(user: User, reference: str) -> Committee:
    found = Committee.objects.filter(file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(found.select_related("file__owner", "parent__file"), file__reference=reference)


def more(committee: Committee, user: User, on: dt.date) -> dict[str, Any]:
    terms = list(committee.terms.select_related("by"))
    members = list(committee.members.select_related("office"))
    meetings = committee_queries.meetings_of(committee)
    items = committee_queries.actions_of(committee)
    parts = committee.parts.filter(file__in=CaseFile.objects.visible_to(user)).select_related("file")
    still = [one for one in items if one.task.stopped_on is None]
    shown = {one.task_id for one in items} | {meeting.task_id for meeting in meetings}
    return {
        "committee": committee,
        # what a meeting gave, and the meetings themselves, stand on cards of their own
        "tasks": [task for task in tasks_of(file=committee.pk) if task.pk not in shown],
        "terms": terms[0] if terms else None,
        "terms_before": terms[1:],
        "members": [row for row in members if row.until_on is None],
        "members_before": [row for row in members if row.until_on is not None],
        "meetings": meetings,
        "next": min((row for row in meetings if row.status == "planned"), key=lambda row: row.meets_on, default=None),
        "still": still,
        "done": [one for one in items if one.task.stopped_on is not None],
        "overdue": committee_queries.overdue(still, on),
        "parts": list(parts.order_by("file__title")),
        "parent": committee.parent if committee.parent and can_see(user, committee.parent.file) else None,
    }


room = Room(
    table=COMMITTEES,
    acts=ACTS,
    fetch=fetch,
    template="disputes/committees/file.html",
    act_url="committees:act",
    more=more,
)


def fetch_meeting(user: User, reference: str) -> Meeting:
    """By the committee's reference and the meeting's own number."""
    of, _dash, number = reference.rpartition("-")
    found = Meeting.objects.filter(committee__file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(
        found.select_related("committee__file__owner"), committee__file__reference=of, number=int(number)
    )


def more_of_meeting(meeting: Meeting, user: User, on: dt.date) -> dict[str, Any]:
    given = meeting.actions.select_related("task__owed_by_user", "task__owed_by_office", "item")
    return {
        "meeting": meeting,
        "committee": meeting.committee,
        "items": committee_queries.items_of(meeting, user),
        "earlier": list(meeting.versions.select_related("by")[1:]),
        "actions": list(given.order_by("task__due_on", "pk")),
    }


def can_at_meeting(user: User, meeting: Meeting, verb: str) -> bool:
    capability = MEETINGS[verb].capability
    case = meeting.committee.file
    return case.is_open and capability is not None and user.can(capability) and can_see(user, case)


meeting_room = Room(
    table=MEETINGS,
    acts=MEETING_ACTS,
    fetch=fetch_meeting,
    template="disputes/committees/meeting.html",
    act_url="committees:meeting_act",
    more=more_of_meeting,
    can=can_at_meeting,
    common=TICK_OFF,
    key=lambda meeting: meeting.reference,
    status=lambda meeting: meeting.status,
    is_whole=False,
)


@reader
@require_safe
def committees(request: HttpRequest) -> HttpResponse:
    """All tables we sit at, by their next meeting; the meetings to come and what is still to be done."""
    user = who(request)
    said = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in FILTERS}
    if said["q"]:
        accesslog.log(AccessKind.SEARCHED, user=user, detail=said["q"])
    rows = committee_queries.committees(user, said)
    context = {
        "rows": rows,
        "is_all": len(rows) < committee_queries.MOST,
        "said": said,
        "kinds": CommitteeKind.choices,
        "to_come": committee_queries.to_come(user),
        "still": committee_queries.still_open(user),
        "today": today(),
        "may_enter": user.can(Capability.WORK),
    }
    return render(request, "disputes/committees/list.html", context)


@holding(Capability.WORK)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Open the file of a committee."""
    chosen = {"parent": request.GET["parent"]} if "parent" in request.GET else {}
    form = committee_forms.NewForm(request.POST or None, by=who(request), initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_committee(by=who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The file is open."))
            return redirect(made)
    context = {
        "form": form,
        "heading": _("Open the file of a committee"),
        "button": _("Open the file"),
        "up": "committees:list",
        "up_words": _("Committees"),
    }
    return render(request, "regulators/advice/form.html", context, status=422 if request.method == "POST" else 200)
