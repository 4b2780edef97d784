"""The registry on the desk: the list of bodies, the page of one, and what can be changed of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mobility.accounts.access import holding, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.law.days import today
from regulators import actions, body_cards, forms, queries, registry_csv
from regulators.access import can_keep
from regulators.models import Published, RegulatoryBody

reader = holding(Capability.DESK, Capability.AUDIT, Capability.REFERENCE)
keeper = holding(Capability.WORK, Capability.REFERENCE)


@dataclass(frozen=True)
class Verb:
    """Something that can be changed of a body: what the button says, its form, the action."""

    label: str | Promise
    form: type[forms.RegistryForm]
    action: Callable[..., Any]
    done: str | Promise
    anchor: str


def move_occupation(_body: RegulatoryBody, *, occupation: Any, **said: Any) -> Any:
    return actions.move_occupation(occupation, **said)


VERBS: dict[str, Verb] = {
    "change": Verb(
        gettext_lazy("Change"), forms.ChangeForm, actions.change_body, gettext_lazy("The change is on record."), "facts"
    ),
    "merge": Verb(
        gettext_lazy("Merge into another body"),
        forms.MergeForm,
        actions.merge_bodies,
        gettext_lazy("The merger is on record."),
        "facts",
    ),
    "occupation": Verb(
        gettext_lazy("Add an occupation"),
        forms.OccupationForm,
        actions.add_occupation,
        gettext_lazy("The occupation is added."),
        "occupations",
    ),
    "move": Verb(
        gettext_lazy("Move an occupation"),
        forms.MoveForm,
        move_occupation,
        gettext_lazy("The move is on record."),
        "occupations",
    ),
    "publish": Verb(
        gettext_lazy("Add what is published"),
        forms.PublishForm,
        actions.publish,
        gettext_lazy("It is on record as published."),
        "published",
    ),
    "contact": Verb(
        gettext_lazy("Add a registered address"),
        forms.ContactForm,
        actions.register_contact,
        gettext_lazy("The address is registered: links may be sent to it."),
        "people",
    ),
}


@reader
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies, found by words, sector or ministry."""
    said = {name: request.GET.get(name, "").strip()[:200] for name in ("q", "sector", "ministry")}
    return render(
        request,
        "regulators/bodies.html",
        {
            "rows": queries.listed(words=said["q"], sector=said["sector"], ministry=said["ministry"]),
            "said": said,
            "sectors": queries.sectors(),
            "ministries": queries.ministries(),
            "counts": queries.counts(),
            "may_keep": can_keep(who(request)),
        },
    )


@reader
@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    return page(request, fetch(slug))


def fetch(slug: str) -> RegulatoryBody:
    return get_object_or_404(RegulatoryBody.objects.select_related("office", "merged_into__office"), slug=slug)


def page(
    request: HttpRequest, body: RegulatoryBody, *, verb: str = "", form: Form | None = None, status: int = 200
) -> HttpResponse:
    user, on = who(request), today()
    context = {
        "body": body,
        "today": on,
        **queries.body_page(body, on),
        "cards": [(card, card.template, shown) for card, shown in body_cards.cards_of(body, user, on)],
        "verbs": offered(user, body),
        "may_keep": can_keep(user),
        "open_verb": verb,
        "form": form,
    }
    return render(request, "regulators/body.html", context, status=status)


def offered(user: User, body: RegulatoryBody) -> dict[str, list[tuple[str, str]]]:
    """The verbs by the card they belong to."""
    found: dict[str, list[tuple[str, str]]] = {}
    if can_keep(user) and body.merged_into_id is None:
        for name, verb in VERBS.items():
            found.setdefault(verb.anchor, []).append((name, str(verb.label)))
    return found


@keeper
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """One change: asked without a form, the page with the form open."""
    if verb not in VERBS:
        raise Http404
    doing, found = VERBS[verb], fetch(slug)
    if request.method == "GET":
        return page(request, found, verb=verb, form=doing.form(body=found, auto_id=f"id_{verb}_%s"))
    form = doing.form(request.POST, body=found, auto_id=f"id_{verb}_%s")
    if not form.is_valid():
        return page(request, found, verb=verb, form=form, status=422)
    try:
        doing.action(found, by=who(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return page(request, fetch(slug), verb=verb, form=form, status=409)
    messages.success(request, str(doing.done))
    return redirect(f"{found.get_absolute_url()}#{doing.anchor}")


@keeper
@require_POST
def unpublish(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What a body published no longer stands there, from today."""
    row = get_object_or_404(Published, pk=pk, body__slug=slug)
    try:
        actions.unpublish(row, until_on=today(), by=who(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It no longer counts as published."))
    return redirect(f"{row.body.get_absolute_url()}#published")


@keeper
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A body that the registry does not have yet."""
    form = forms.NewBodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_body(by=who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error("slug", str(refused))
        else:
            messages.success(request, _("%(body)s is in the registry.") % {"body": made})
            return redirect(made)
    return render(request, "regulators/body_new.html", {"form": form}, status=422 if request.method == "POST" else 200)


# ---- as CSV -------------------------------------------------------------------------------------------


@reader
@require_safe
def export(request: HttpRequest, what: str) -> HttpResponse:
    """Bodies or occupations as CSV; what comes back changed can be taken in."""
    if what not in registry_csv.COLUMNS:
        raise Http404
    response = HttpResponse(registry_csv.as_csv(what), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{what}-{today().isoformat()}.csv"'
    return response


@keeper
@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A changed CSV: first what it would do, then, of exactly that, doing it."""
    is_second = "text" in request.POST
    form = (forms.TakeInForm if is_second else forms.CsvForm)(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        text = request.POST.get("text", "")
        return import_page(request, form, text=text, status=422 if request.method == "POST" else 200)
    said = form.cleaned_data
    try:
        text = said["text"] if is_second else registry_csv.text_of(said["upload"].read())
        preview = registry_csv.look(text)
    except registry_csv.BadFile as bad:
        form.add_error("upload" if "upload" in form.fields else None, str(bad))
        return import_page(request, form, status=422)
    if not is_second:
        return import_page(request, forms.TakeInForm(), text=text, preview=preview)
    if said["digest"] != preview.digest:
        form.add_error(None, _("The registry was changed meanwhile. Look again at what would be done."))
        return import_page(request, form, text=text, preview=preview, status=409)
    try:
        number = registry_csv.take_in(
            preview,
            effective_on=said["effective_on"],
            source=said["source"],
            reason=said["reason"],
            by=who(request),
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return import_page(request, form, text=text, preview=preview, status=409)
    messages.success(
        request, ngettext("%(n)s change is on record.", "%(n)s changes are on record.", number) % {"n": number}
    )
    return redirect("regulators:list")


def import_page(
    request: HttpRequest, form: Form, *, text: str = "", preview: registry_csv.Preview | None = None, status: int = 200
) -> HttpResponse:
    if text and preview is None:
        preview = registry_csv.look(text)
    context = {"form": form, "text": text, "preview": preview}
    return render(request, "regulators/import.html", context, status=status)
