"""The page of a file of any kind and its verbs on the desk: guard, form, action, message, redirect.

A kind of file makes one `Room` with its table of moves and its acts, and two addresses that point to `room.file` and `room.act`.
Its template extends `desk/casefile.html`. What cannot be done comes back with what was typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from mobility.accounts.access import desk, reader, who
from mobility.accounts.models import User
from mobility.accounts.prepared import Prepared, Slot
from mobility.law.days import today

from . import accesslog, actions, file_cards, timeline
from .access import can_assign, can_see, can_write
from .choices import AccessKind
from .errors import Overtaken, Refused
from .forms import AssignForm, NoteForm, PaperForm, TaskDoneForm, TaskForm, VerbForm
from .models import CaseFile, DocumentVersion, Task
from .uploads import BadUpload
from .uploads import sentence as upload_sentence
from .workflow import Table

MOST_EVENTS = 50


@dataclass(frozen=True)
class Act:
    """One verb: its form, the action that its fields are the keywords of, and what is said when it is done."""

    form: type[VerbForm]
    action: Callable[..., Any]
    done: str | Promise
    #: the card of the page that the verb belongs to
    anchor: str = "now"
    #: of verbs that are no moves of the table: what the button says, and whether this person may
    label: str | Promise = ""
    may: Callable[[User, CaseFile], bool] | None = None
    #: the action takes the file itself, whatever its kind
    on_file: bool = False
    #: the field that holds the number of a row: the verb is then offered beside each row, not for the whole card
    row: str = ""


def may_note(user: User, file: CaseFile) -> bool:
    return file.is_open and can_write(user, file)


def may_assign(user: User, file: CaseFile) -> bool:
    return file.is_open and can_assign(user, file, user)


def add_paper(
    file: CaseFile, *, upload: UploadedFile, title: str, mark: str, version: int, by: User
) -> DocumentVersion:
    """A paper overwrites nothing: whatever happened to the file meanwhile, it is kept."""
    return actions.add_document(file, upload, by=by, title=title, mark=mark)


def tick_off(file: CaseFile, *, task: int, version: int, by: User) -> Task:
    return actions.complete_task(get_object_or_404(Task.objects.visible_to(by), pk=task, file=file), by=by)


#: What can be done to a file of any kind.
COMMON: dict[str, Act] = {
    "assign": Act(AssignForm, actions.assign, _("The owner is changed."), "now", _("Assign"), may_assign, True),
    "note": Act(NoteForm, actions.note, _("The note is on the timeline."), "timeline", _("Add a note"), may_note, True),
    "task": Act(TaskForm, actions.add_task, _("The task is added."), "tasks", _("Add a task"), may_note, True),
    "task_done": Act(TaskDoneForm, tick_off, _("Done."), "tasks", _("Done"), may_note, True, "task"),
    "paper": Act(
        PaperForm, add_paper, _("The document is on the file."), "documents", _("Add a document"), may_note, True
    ),
}

tasks_of = Prepared(
    lambda: Task.objects.filter(file=Slot("file")).select_related("owed_by_user").order_by("stopped_on", "due_on", "pk")
)
papers_of = Prepared(
    lambda: (
        DocumentVersion.objects.filter(document__file=Slot("file"))
        .select_related("document__added_by")
        .order_by("document_id", "number")
    )
)


@dataclass(frozen=True)
class Offered:
    """A verb as the page offers it."""

    verb: str
    label: str
    anchor: str
    row: str


@dataclass(frozen=True)
class Room:
    """One kind of file on the desk, or a part of one that has a page and moves of its own (a meeting of a committee).

    `fetch` gives the row by the file's reference, through `visible_to`, with its `file`; it raises Http404. The row has a `file` and a
    `get_absolute_url`. `more` is what the page shows besides what is common to all files, in a constant number of queries.
    """

    table: Table
    acts: Mapping[str, Act]
    fetch: Callable[[User, str], Any]
    template: str
    act_url: str
    more: Callable[[Any, User, dt.date], dict[str, Any]]
    can: Callable[[User, Any, str], bool] | None = None
    common: Mapping[str, Act] = field(default_factory=lambda: COMMON)
    #: the number that addresses call it by, and the status that its moves ask for
    key: Callable[[Any], str] = lambda item: item.file.reference
    status: Callable[[Any], str] = lambda item: item.file.status
    #: the page shows what hangs on the file: timeline, clocks, tasks, documents
    is_whole: bool = True

    def may(self, user: User, item: Any, verb: str) -> bool:
        """Whether this person may do the verb now. The action asks again."""
        act = self.common.get(verb) or self.acts.get(verb)
        if act is None:
            return False
        if act.may is not None:
            return act.may(user, item.file)
        if self.table.refusal(self.status(item), verb):
            return False
        if self.can is not None:
            return self.can(user, item, verb)
        capability = self.table[verb].capability
        return capability is not None and user.can(capability) and can_see(user, item.file)

    def offered(self, user: User, item: Any) -> list[Offered]:
        """All verbs that make sense now, moves in the order of the table first."""
        found = []
        for verb, act in (*self.acts.items(), *self.common.items()):
            if self.may(user, item, verb):
                label = act.label or self.table[verb].label
                found.append(Offered(verb, str(label), act.anchor, act.row))
        return found

    def view_file(self, request: HttpRequest, reference: str) -> HttpResponse:
        item = self.fetch(who(request), reference)
        accesslog.log(AccessKind.OPENED, user=who(request), file=item.file)
        return self.page(request, item)

    def view_act(self, request: HttpRequest, reference: str, verb: str) -> HttpResponse:
        """Do one verb; asked without a form, the page with the form open."""
        act = self.acts.get(verb) or self.common.get(verb)
        if act is None:
            raise Http404
        user = who(request)
        item = self.fetch(user, reference)
        if request.method != "POST":
            if not self.may(user, item, verb):
                return redirect(item)
            chosen = {act.row: request.GET[act.row]} if act.row in request.GET else {}
            accesslog.log(AccessKind.OPENED, user=user, file=item.file)
            return self.page(request, item, verb=verb, form=self.form(act, verb, item, user, initial=chosen))
        form = self.form(act, verb, item, user, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, item, verb=verb, form=form, status=422)
        try:
            act.action(item.file if act.on_file else item, by=user, **form.cleaned_data)
        except Overtaken as overtaken:
            item = self.fetch(user, reference)
            typed = request.POST.copy()
            typed["version"] = str(overtaken.version)
            form = self.form(act, verb, item, user, typed, request.FILES)
            form.add_error(None, str(overtaken))
        except BadUpload as bad:
            form.add_error(None, upload_sentence(bad.code, bad.facts))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, str(act.done))
            return redirect(f"{item.get_absolute_url()}#{act.anchor}")
        return self.page(request, self.fetch(user, reference), verb=verb, form=form, status=409)

    def form(self, act: Act, verb: str, item: Any, user: User, *data: Any, **more: Any) -> VerbForm:
        return act.form(*data, item=item, user=user, auto_id=f"id_{verb}_%s", **more)

    def page(
        self, request: HttpRequest, item: Any, *, verb: str = "", form: VerbForm | None = None, status: int = 200
    ) -> HttpResponse:
        user, case, on = who(request), item.file, today()
        context = {
            "item": item,
            "file": case,
            "today": on,
            "status": self.table.statuses[self.status(item)],
            **(hanging_on(case, user, on) if self.is_whole else {}),
            "offered": self.offered(user, item),
            "may_write": may_note(user, case),
            "act_url": self.act_url,
            "key": self.key(item),
            "open_verb": verb,
            "form": form,
            **self.more(item, user, on),
        }
        return render(request, self.template, context, status=status)

    @property
    def file(self) -> Callable[..., HttpResponse]:
        return reader(require_safe(self.view_file))

    @property
    def act(self) -> Callable[..., HttpResponse]:
        return desk(require_http_methods(["GET", "POST"])(self.view_act))

    def address(self, item: Any, verb: str) -> str:
        return reverse(self.act_url, args=[self.key(item), verb])


def hanging_on(case: CaseFile, user: User, on: dt.date) -> dict[str, Any]:
    """What hangs on a file of any kind."""
    takers = timeline.all_takers(case)
    events, _total = timeline.lines(case, limit=MOST_EVENTS, takers=takers)
    running, stopped = timeline.dues(case, today=on, names={})
    return {
        "timeline": events,
        "running": running,
        "stopped": stopped,
        "tasks": tasks_of(file=case.pk),
        "papers": papers_of(file=case.pk),
        "participants": [row for row in takers.values() if row.until_at is None],
        "seen_names": timeline.participant_names(takers),
        "file_cards": file_cards.cards_of(case, user, on),
    }
