"""The desk's pages of complaints: the triage list, the page of a file, and one address for each verb."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import access, actions, bulk, queries, texts
from complaints.choices import Verb
from complaints.filters import TriageFilter, only_words, query_of
from complaints.forms import desk as forms
from complaints.forms import outcomes
from complaints.forms import requests as request_forms
from complaints.models import Complaint, Proposal
from complaints.querysets import seen_by
from complaints.reviewing import Review
from mobility.accounts.access import desk, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.prepared import Prepared, Slot
from mobility.accounts.refusals import Refused
from mobility.casefiles import accesslog
from mobility.casefiles import actions as files
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.errors import Overtaken
from mobility.casefiles.models import Decision, Document, Task
from mobility.casefiles.querysets import sees_the_desk
from mobility.casefiles.uploads import BadUpload
from mobility.correspondence.models import Request
from mobility.law.days import today

NONE: Mapping[str, forms.VerbForm] = {}


@reader
@require_safe
def triage(request: HttpRequest) -> HttpResponse:
    """The list of complaints: filters and sorts in the address, one page without counting."""
    on = today()
    is_plain = only_words(request.GET) and sees_the_desk(who(request))
    seen = Complaint.objects.none() if is_plain else queries.listed().visible_to(who(request))
    found = TriageFilter(request.GET, queryset=seen, user=who(request), today=on, is_logged=True)
    if is_plain:
        page = queries.searched(found.words, who(request), params=request.GET, today=on)
    else:
        page = queries.page_of(found.qs, params=request.GET, today=on, matching=found.matching)
    here = found.query
    unsorted = request.GET.copy()
    unsorted.pop("sort", None)
    context = {
        "filter": found,
        "page": page,
        "views": queries.views(who(request), on),
        "today": on,
        "here": here,
        "more": "more" in request.GET or found.seldom_on,
        "unsorted": query_of(unsorted),
        "sort": request.GET.get("sort", "due"),
        "may_enter": who(request).can(Capability.WORK),
        "bulk_verbs": [(verb, doing.label) for verb, doing in bulk.VERBS.items()],
        "may_bulk": who(request).can(Capability.WORK) or who(request).can(Capability.ASSIGN),
    }
    return render(request, "complaints/desk/list.html", context)


def fetch(request: HttpRequest, reference: str) -> Complaint:
    """The complaint, if the person may see it; else there is none."""
    user = who(request)
    for complaint in with_file(reference=reference, user=user.pk) if sees_the_desk(user) else ():
        return queries.with_names(complaint)
    raise Http404


def _with_file() -> QuerySet:
    merged = Complaint.objects.filter(merged_into=OuterRef("pk")).order_by("pk").values("reference")
    return (
        Complaint.objects.filter(seen_by(Slot("user")), file__reference=Slot("reference"))
        .select_related("file", "complainant", "merged_into")
        .annotate(
            took_in=ArraySubquery(merged),
            has_proposal=Exists(Proposal.objects.filter(complaint=OuterRef("pk"))),
            has_review=Exists(Review.objects.filter(complaint=OuterRef("pk"))),
            **{
                f"has_{what}": Exists(model.objects.filter(file=OuterRef("pk")))
                for what, model in (("decision", Decision), ("task", Task), ("paper", Document), ("request", Request))
            },
        )
    )


with_file = Prepared(_with_file)


@reader
@require_safe
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of one file. Opening it is logged."""
    complaint = fetch(request, reference)
    accesslog.log(AccessKind.OPENED, user=who(request), file=complaint.file)
    return page(request, complaint)


def page(
    request: HttpRequest,
    complaint: Complaint,
    *,
    status: int = 200,
    open_forms: Mapping[str, forms.VerbForm] = NONE,
    of_request: tuple[int, str, Form] | None = None,
) -> HttpResponse:
    """The page: a link for every verb the person can do, and the one form that is open.

    `of_request` is the open form of one request: its number, the verb, the form.
    """
    context = queries.file_page(complaint, who(request), today=today(), whole="all" in request.GET)
    offered = (context["doable"] & context["sensible"]) | {
        verb for verb, act in ACTS.items() if act.always and context["may_write"]
    }
    context["forms"] = {verb: open_forms.get(verb, True) for verb in ACTS if verb in offered}
    context["open_verb"], form = next(iter(open_forms.items()), ("", None))
    if access.can(who(request), complaint, Verb.ASK_BODY) and complaint.file.is_open:
        context["request_verbs"] = request_forms.LABELS.items()
        context["of_request"] = of_request
    if form is not None and not form.is_bound:
        form.prepare(context)
    about = next((name for name in ("ground", "clock", "translation") if form is not None and name in form.fields), "")
    context["open_row"] = str(form[about].value()) if form is not None and about else ""
    moves = [(verb, move.label) for verb, move in context["moves"].items() if verb in context["forms"]]
    context["verbs"] = [one for one in moves if one[0] not in SELDOM]
    context["seldom"] = [one for one in moves if one[0] in SELDOM]
    context["at_once"] = AT_ONCE
    context["is_seldom_open"] = context["open_verb"] in SELDOM
    return render(request, "complaints/desk/file.html", context, status=status)


@dataclass(frozen=True)
class Act:
    """One verb of the page: its form, the action its fields are the keywords of, and what is said when it is done."""

    form: type[forms.VerbForm]
    action: Callable[..., Any]
    done: str | Promise | Callable[[Any], str]
    anchor: str = "now"
    #: not in the table of moves: whoever may write may do it in any status
    always: bool = False
    #: the action is about the file of any kind, not about the complaint
    on_file: bool = False
    #: fields that the link to the form may fill in
    chosen: tuple[str, ...] = ()


def concluded(complaint: Complaint) -> str:
    """What to say after a conclusion, which a rule may have made a request for review."""
    if not complaint.outcome:
        return _("A senior reads the letter before it goes. The worker has not been told yet.")
    return _("The worker can read the letter, and may object for a time. Then the file is closed.")


def left(complaint: Complaint) -> str:
    """What to say after declining or referring, which a rule may have made a request for review."""
    if complaint.file.is_open:
        return _("A senior reads the letter before it goes. The worker has not been told yet.")
    return _("The file is closed, and the worker can read the letter.")


def approved(complaint: Complaint) -> str:
    return concluded(complaint) if complaint.file.is_open else left(complaint)


ACTS: dict[str, Act] = {
    "screen": Act(forms.ScreenForm, actions.screen, gettext_lazy("Screening has begun.")),
    "reply": Act(forms.ReplyForm, actions.reply, gettext_lazy("Your message is on the worker’s page."), "messages"),
    "ask": Act(
        forms.AskForm,
        actions.ask,
        gettext_lazy("The worker has been asked. Our own standards wait for the answer."),
        "messages",
    ),
    "carry_on": Act(forms.CarryOnForm, actions.carry_on, gettext_lazy("We go on with what we have.")),
    "accept": Act(
        forms.AcceptForm, actions.accept, gettext_lazy("The complaint is accepted, and the worker can read it.")
    ),
    "propose": Act(outcomes.ProposeForm, actions.propose, gettext_lazy("The worker has the proposal.")),
    "answer_proposal": Act(
        outcomes.AnswerProposalForm, actions.answer_proposal, gettext_lazy("The answer is on record.")
    ),
    "conclude": Act(
        outcomes.ConcludeForm,
        actions.conclude,
        concluded,
        chosen=("language",),
    ),
    "approve": Act(outcomes.ApproveForm, actions.approve, approved),
    "send_back": Act(
        outcomes.SendBackForm, actions.send_back, gettext_lazy("The author has the remark, and the letter stays here.")
    ),
    "close": Act(outcomes.CloseForm, actions.close, gettext_lazy("The file is closed.")),
    "decide": Act(
        outcomes.DecideForm, actions.decide, gettext_lazy("The decision is on record, and the owner has it.")
    ),
    "escalate": Act(outcomes.EscalateForm, actions.escalate, gettext_lazy("The Director has been asked.")),
    "decline": Act(outcomes.DeclineForm, actions.decline, left, chosen=("language",)),
    "refer": Act(outcomes.ReferForm, actions.refer, left, chosen=("language",)),
    "merge": Act(
        outcomes.MergeForm,
        actions.merge,
        gettext_lazy("The two are one now; this file is closed."),
        chosen=("into",),
    ),
    "mark_for_dispute": Act(
        outcomes.MarkForDisputeForm, actions.mark_for_dispute, gettext_lazy("The file is marked for dispute.")
    ),
    "unmark_for_dispute": Act(
        outcomes.UnmarkForDisputeForm, actions.unmark_for_dispute, gettext_lazy("The dispute mark is off.")
    ),
    "reopen": Act(forms.ReopenForm, actions.reopen, gettext_lazy("The file is open again.")),
    "act_on_danger": Act(forms.ActOnDangerForm, actions.act_on_danger, gettext_lazy("What was done is on record.")),
    "assign": Act(forms.AssignForm, files.assign, gettext_lazy("The file has its owner."), always=True, on_file=True),
    "prioritise": Act(
        forms.PrioritiseForm, files.set_priority, gettext_lazy("The priority is set."), always=True, on_file=True
    ),
    "note": Act(
        forms.NoteForm, files.note, gettext_lazy("The note is on the timeline."), "timeline", always=True, on_file=True
    ),
    "call": Act(
        forms.CallForm, files.call, gettext_lazy("The call is on record."), "timeline", always=True, on_file=True
    ),
    "mail": Act(
        forms.MailForm,
        files.take_mail,
        gettext_lazy("The mail is on the file; its attachments are being checked."),
        "messages",
        always=True,
        on_file=True,
    ),
    "task": Act(
        forms.TaskForm, files.add_task, gettext_lazy("The task is on the list."), "tasks", always=True, on_file=True
    ),
    "date": Act(
        forms.DateForm,
        actions.correct_date,
        gettext_lazy("The date is set, and the clocks are counted anew."),
        "app",
        always=True,
    ),
    "own_review": Act(
        outcomes.OwnReviewForm,
        actions.note_own_review,
        gettext_lazy("The body’s own review is on record."),
        "app",
        always=True,
    ),
    "reissue": Act(
        forms.ReissueForm,
        actions.reissue_code,
        gettext_lazy("The old code is void. Give the person this one; it is not shown again: %(code)s"),
        "people",
        always=True,
    ),
    "translate": Act(
        forms.TranslateForm,
        actions.translate,
        gettext_lazy("The translation is kept. Read it once more, then send it."),
        "messages",
        always=True,
        chosen=("translation",),
    ),
    "send_translation": Act(
        forms.SendTranslationForm,
        actions.send_translation,
        gettext_lazy("Your message is on the worker’s page."),
        "messages",
        always=True,
        chosen=("translation",),
    ),
    "place": Act(
        forms.PlaceForm,
        actions.place,
        gettext_lazy("Body, occupation and places are set, and the clocks follow."),
        "people",
        always=True,
    ),
    "find": Act(
        forms.FindForm,
        actions.find,
        gettext_lazy("The finding is on record."),
        "grounds",
        always=True,
        chosen=("ground",),
    ),
    "comment": Act(
        outcomes.CommentForm,
        actions.comment,
        gettext_lazy("The comment stands beside the finding."),
        "grounds",
        always=True,
        chosen=("ground",),
    ),
    "extend": Act(
        outcomes.ExtendForm, actions.extend, gettext_lazy("The clock is counted anew."), always=True, chosen=("clock",)
    ),
}

#: Verbs that ask for nothing more: the button does them.
AT_ONCE = frozenset({"screen", "close", "approve"})
#: Verbs behind "More": done once in many files.
SELDOM = frozenset({"decline", "refer", "merge", "escalate", "mark_for_dispute", "unmark_for_dispute"})


@desk
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """Do one verb: guard, form, action, message, redirect. What cannot be done comes back with what was typed.

    Asked without a form, the page with the form open.
    """
    if verb not in ACTS:
        raise Http404
    complaint = fetch(request, reference)
    doing = ACTS[verb]
    if request.method == "GET":
        accesslog.log(AccessKind.OPENED, user=who(request), file=complaint.file)
        chosen = {name: request.GET[name] for name in doing.chosen if name in request.GET}
        blank = doing.form(complaint=complaint, user=who(request), auto_id=f"id_{verb}_%s", initial=chosen)
        return page(request, complaint, open_forms={verb: blank})
    if "insert" in request.POST and issubclass(doing.form, forms.WordsForm):
        typed = doing.form.inserted(request.POST, complaint)
        given = {name: typed[name] for name in typed if name in (doing.form.TEXT, "language")}
        filled = doing.form(complaint=complaint, user=who(request), auto_id=f"id_{verb}_%s", initial=given)
        return page(request, complaint, open_forms={verb: filled})
    form = doing.form(request.POST, request.FILES, complaint=complaint, user=who(request), auto_id=f"id_{verb}_%s")
    if not form.is_valid():
        return page(request, complaint, status=422, open_forms={verb: form})
    try:
        came_of = doing.action(complaint.file if doing.on_file else complaint, by=who(request), **form.cleaned_data)
    except Overtaken as overtaken:
        fresh = fetch(request, reference)
        typed = request.POST.copy()
        typed["version"] = str(overtaken.version)
        form = doing.form(typed, complaint=fresh, user=who(request), auto_id=f"id_{verb}_%s")
        form.add_error(None, str(overtaken))
        return page(request, fresh, status=409, open_forms={verb: form})
    except BadUpload as bad:
        form.add_error("mail", texts.error(bad.code, **bad.facts))
        return page(request, fetch(request, reference), status=422, open_forms={verb: form})
    except Refused as refused:
        form.add_error(None, str(refused))
        return page(request, fetch(request, reference), status=409, open_forms={verb: form})
    done = doing.done(came_of) if callable(doing.done) else str(doing.done)
    done = done % {"code": came_of} if verb == "reissue" else done
    messages.success(request, form.done(done))
    return redirect(f"{complaint.get_absolute_url()}#{doing.anchor}")


@desk
@require_POST
def complete(request: HttpRequest, reference: str, task: int) -> HttpResponse:
    """Tick a task off."""
    complaint = fetch(request, reference)
    row = get_object_or_404(Task.objects.visible_to(who(request)), pk=task, file=complaint.file)
    try:
        files.complete_task(row, by=who(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Done."))
    return redirect(f"{complaint.get_absolute_url()}#tasks")
