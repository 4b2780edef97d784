"""Disputes on the desk: the board, a new one, the page of one with its verbs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from disputes import access, actions, bars, briefing, forms, open_forms, picture, queries, room_forms, room_queries
from disputes.briefing_models import Briefing
from disputes.choices import PackId, Verb
from disputes.dispute_models import Dispute, Measure
from mobility.accounts.access import holding, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import CaseFile
from mobility.casefiles.rooms import COMMON, Act, Room
from mobility.casefiles.workflow import Table
from mobility.correspondence import queries as correspondence
from mobility.correspondence.room_verbs import REQUEST_ACTS
from mobility.law.days import today
from mobility.law.models import Jurisdiction

FILTERS = ("q", "state", "phase", "pack", "party")
working = holding(Capability.WORK)


def fetch(user: User, reference: str) -> Dispute:
    return get_object_or_404(queries.fetch_set(user), file__reference=reference.replace("\x00", ""))


def may_review(user: User, case: CaseFile) -> bool:
    return access.can_review(user, case)


def act(
    form: type[Any], action: Callable[..., Any], done: Any, anchor: str, verb: Verb, *, row: str = "", may: Any = None
) -> Act:
    return Act(form, action, done, anchor, verb.label, may or access.can_work, row=row)


ACTS: dict[str, Act] = {
    Verb.REVISE.value: act(
        forms.ReviseForm, actions.revise, gettext_lazy("The particulars are changed."), "about", Verb.REVISE
    ),
    Verb.ADD_SOURCE.value: act(
        forms.SourceForm, actions.add_source, gettext_lazy("It is behind the dispute now."), "sources", Verb.ADD_SOURCE
    ),
    Verb.DROP_SOURCE.value: act(
        forms.DropForm, actions.drop_source, gettext_lazy("It is taken out."), "sources", Verb.DROP_SOURCE, row="source"
    ),
    Verb.SEE_THROUGH.value: act(
        forms.SeeThroughForm, actions.let_see_through, gettext_lazy("They may see who the workers are."), "sources",
        Verb.SEE_THROUGH,
    ),
    Verb.STOP_SEEING.value: act(
        forms.StopSeeingForm, actions.stop_seeing_through, gettext_lazy("That has ended."), "sources", Verb.STOP_SEEING,
        row="seer", may=access.can_let_see,
    ),
    Verb.PERSON.value: act(
        open_forms.PersonForm, actions.correct_person, gettext_lazy("The details are corrected."), "person",
        Verb.PERSON, may=access.can_name,
    ),
    Verb.CORRECT.value: act(
        forms.CorrectForm, actions.correct_date, gettext_lazy("The date is corrected and everything is counted anew."), "steps",
        Verb.CORRECT, row="fact", may=access.can_work_closed,
    ),
    Verb.EXTEND.value: act(
        forms.ExtendForm, actions.extend_by_agreement, gettext_lazy("The time is extended."), "owed", Verb.EXTEND, row="clock"
    ),
    Verb.DECIDE_LATE.value: act(
        forms.LateForm, actions.decide_late, gettext_lazy("It is decided."), "parties", Verb.DECIDE_LATE, row="party"
    ),
    Verb.ASK_REVIEW.value: act(
        forms.AskReviewForm, actions.ask_review, gettext_lazy("It is on that person’s desk."), "notices", Verb.ASK_REVIEW,
        row="notice",
    ),
    Verb.APPROVE.value: act(
        forms.NoticeForm, actions.approve, gettext_lazy("The notice may be served."), "notices", Verb.APPROVE, row="notice",
        may=may_review,
    ),
    Verb.GIVE_BACK.value: act(
        forms.GiveBackForm, actions.give_back, gettext_lazy("It is with its writer again."), "notices", Verb.GIVE_BACK,
        row="notice", may=may_review,
    ),
    Verb.WITHDRAW.value: act(
        forms.WithdrawForm, actions.withdraw, gettext_lazy("The draft is withdrawn."), "notices", Verb.WITHDRAW, row="notice"
    ),
    Verb.DELIVERED.value: act(
        forms.DeliverForm, actions.deliver, gettext_lazy("The delivery is on the file; what it starts is counted."), "notices",
        Verb.DELIVERED, row="notice", may=access.can_work_closed,
    ),
    Verb.INVITE.value: act(
        room_forms.OfficeForm, actions.let_in, gettext_lazy("They are in: they see what is put into their room from now on."),
        "rooms", Verb.INVITE,
    ),
    Verb.SHUT_OUT.value: act(
        room_forms.ShutOutForm, actions.shut_out, gettext_lazy("The file is closed to them."), "rooms", Verb.SHUT_OUT,
        row="participant",
    ),
    Verb.SAY.value: act(room_forms.SayForm, actions.say, gettext_lazy("It is in the room."), "rooms", Verb.SAY),
    Verb.OPEN_PAPER.value: act(
        room_forms.PaperForm, actions.open_paper, gettext_lazy("The document is in the room."), "rooms", Verb.OPEN_PAPER
    ),
    Verb.MEET.value: act(room_forms.MeetForm, actions.meet, gettext_lazy("The meeting is planned."), "rooms", Verb.MEET),
    Verb.MINUTE.value: act(
        room_forms.MinuteForm, actions.minute, gettext_lazy("Minutes and decisions are on the file."), "rooms", Verb.MINUTE,
        row="meeting",
    ),
    Verb.GIVE_TASK.value: act(
        room_forms.GiveTaskForm, actions.give_task, gettext_lazy("They find it on their page."), "tasks", Verb.GIVE_TASK
    ),
    Verb.APPOINT.value: act(
        forms.AppointForm, actions.appoint, gettext_lazy("The panellist is on the file."), "panel", Verb.APPOINT
    ),
    Verb.DECLARE.value: act(
        forms.DeclareForm, actions.declare, gettext_lazy("The declaration is on the file."), "panel", Verb.DECLARE,
        row="panellist",
    ),
    Verb.LEAVE.value: act(
        forms.LeaveForm, actions.leave, gettext_lazy("It is on the file."), "panel", Verb.LEAVE, row="panellist"
    ),
    Verb.CHECK_KEPT.value: act(
        forms.CheckForm, actions.check_kept, gettext_lazy("It is on the file."), "now", Verb.CHECK_KEPT,
        may=access.can_check,
    ),
    Verb.BRIEF.value: act(
        forms.BriefForm, actions.brief, gettext_lazy("The briefing pack is on the file, as PDF and as DOCX."), "briefings",
        Verb.BRIEF, may=access.can_work_closed,
    ),
    Verb.ASK_OFFICE.value: act(
        room_forms.AskForm, actions.ask_office, gettext_lazy("It is on its way to them."), "requests", Verb.ASK_OFFICE
    ),
    Verb.RAISE_ISSUE.value: act(
        room_forms.IssueForm, actions.raise_issue, gettext_lazy("The issue is in the matrix."), "positions", Verb.RAISE_ISSUE
    ),
    Verb.TAKE_POSITION.value: act(
        room_forms.PositionForm, actions.take_position, gettext_lazy("The position is on the file; the one before is kept."),
        "positions", Verb.TAKE_POSITION, row="issue",
    ),
    **REQUEST_ACTS,
}  # fmt: skip


class States(dict[str, str | Promise]):
    """Statuses are states of the packs: read when they are asked for, not when the server starts."""

    def __missing__(self, status: str) -> str:
        return status


def more(dispute: Dispute, user: User, on: dt.date) -> dict[str, Any]:
    shown = queries.page(dispute, user, on)
    shown |= {"rooms": room_queries.rooms(dispute), "matrix": room_queries.matrix(dispute)}
    shown["briefings"] = briefings(dispute, on)
    shown["requests"] = correspondence.of_file(dispute.file)
    return {
        **shown,
        "picture": picture.draw(shown["phases"], today=on),
        "may_work": access.can_work(user, dispute.file),
        "may_copy": access.can_work_closed(user, dispute.file),
        "may_review": access.can_review(user, dispute.file),
    }


def briefings(dispute: Dispute, on: dt.date) -> list[tuple[Briefing, list[str]]]:
    """The packs made, the newest first; of the newest, which parts the file says otherwise since."""
    rows = list(dispute.briefings.select_related("by")[:5])
    if not rows:
        return []
    now = briefing.parts(dispute, on=on, language=rows[0].language)
    return [(row, briefing.stale(row.parts, now) if row is rows[0] else []) for row in rows]


ROOM = Room(
    table=Table([], States()),
    acts=ACTS,
    fetch=fetch,
    template="disputes/dispute.html",
    act_url="disputes:act",
    more=more,
    common=COMMON,
)


# ---- the board ------------------------------------------------------------------------------------------
@reader
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    user = who(request)
    said = {name: request.GET.get(name, "").replace("\x00", "").strip()[:100] for name in FILTERS}
    context = {
        "rows": queries.listed(user, said),
        "board": queries.by_phase(user),
        "said": said,
        "filtered": any(said.values()),
        "packs": PackId.choices,
        "places": list(Jurisdiction.objects.all()),
        "phases": [(phase, queries.phase_words(phase)) for phase in queries.PHASES],
        "today": today(),
        "may_open": user.can(Capability.WORK),
    }
    return render(request, "disputes/list.html", context)


@working
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a dispute; `?from=` names the complaints it comes from, `?measure=` a measure known already."""
    user = who(request)
    form = open_forms.OpenForm(request.POST or None, user=user, initial=suggested(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = open_from(form, user)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, _("The dispute is open. Nothing has been sent to anybody."))
                return redirect(made)
        else:
            status = 422
    chosen = form["measure"].value()
    known = Measure.objects.filter(pk=chosen).first() if str(chosen or "").isdecimal() else None
    context = {"form": form, "known": known, "bars": bars.for_measure(known, today()) if known else []}
    return render(request, "disputes/new.html", context, status=status)


def suggested(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with, taken from the complaints it comes from."""
    named = [word for word in request.GET.get("from", "").split(",") if word.strip()][:20]
    first: dict[str, Any] = {
        "initiating": "AB",
        "born": "complaints" if named else "notice",
        "sources": ", ".join(named),
    }
    if request.GET.get("measure", "").isdecimal():
        first["measure"] = int(request.GET["measure"])
    return first


def open_from(form: open_forms.OpenForm, user: User) -> Dispute:
    """The measure on record, or the new one, with its dispute: both or neither."""
    said = form.cleaned_data
    names = ("title", "pack", "alberta", "initiating", "replying", "born", "opened_on", "sources", "lead", "case_of",
             "person", "authority")  # fmt: skip
    with transaction.atomic():
        measure = said["measure"] or actions.record_measure(**form.described(), by=user)
        return actions.open_dispute(measure=measure, by=user, **{name: said[name] for name in names})
