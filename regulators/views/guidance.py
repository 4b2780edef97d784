"""Guidance notes: on the desk, in the portal, by a link; and what all advice says of one provision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mobility.accounts import throttle
from mobility.accounts.access import holding, portal, reader, who
from mobility.accounts.choices import Capability
from mobility.accounts.refusals import Refused
from mobility.correspondence.links import WRONG_LINK
from mobility.correspondence.views import unreferred
from mobility.law.models import Provision
from regulators import actions, advice_forms, advice_queries, guidance_links
from regulators.advice_fields import by_instrument
from regulators.advice_models import GuidanceVersion
from regulators.models import RegulatoryBody

worker = holding(Capability.WORK)


# ---- the desk ------------------------------------------------------------------------------------------
@reader
@require_safe
def notes(request: HttpRequest) -> HttpResponse:
    """All notes as they stand, found by words and provision."""
    said = {name: request.GET.get(name, "").replace("\x00", "").strip()[:200] for name in ("q", "provision")}
    context = {
        "rows": advice_queries.guidance(words=said["q"], provision=said["provision"]),
        "said": said,
        "instruments": by_instrument(),
        "may_write": who(request).can(Capability.WORK),
    }
    return render(request, "regulators/guidance/list.html", context)


def newest(number: int) -> GuidanceVersion:
    """A note as it stands."""
    versions = GuidanceVersion.objects.filter(note__number=number).select_related("note", "by")
    return get_object_or_404(versions.order_by("-number")[:1])


@reader
@require_safe
def note(request: HttpRequest, number: int) -> HttpResponse:
    """One note, its newest version or the one asked for; who has it, who has read it."""
    asked = advice_queries.number(request.GET.get("version", ""))
    current = newest(number)
    version = get_object_or_404(current.note.versions.select_related("by"), number=asked) if asked else current
    version.note = current.note
    context = {
        "note": current.note,
        "version": version,
        "current": current,
        "is_current": version.pk == current.pk,
        "versions": list(current.note.versions.select_related("by")),
        "provisions": list(version.provisions.all()),
        "recipients": advice_queries.recipients(version),
        "may_write": who(request).can(Capability.WORK) and current.note.withdrawn_at is None,
    }
    return render(request, "regulators/guidance/note.html", context)


def form_page(request: HttpRequest, form: Form, *, heading: str, button: str, **more: Any) -> HttpResponse:
    found = {"up": "advice:guidance", "up_words": _("Guidance notes"), **more}
    context = {"form": form, "heading": heading, "button": button, **found}
    return render(request, "regulators/advice/form.html", context, status=422 if request.method == "POST" else 200)


@worker
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """A new note."""
    form = advice_forms.GuidanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.write_guidance(by=who(request), **form.cleaned_data)
        messages.success(request, _("The note is written. Nobody has it before it is sent."))
        return redirect(made.note)
    return form_page(request, form, heading=_("Write a guidance note"), button=_("Keep the note"))


@worker
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, number: int) -> HttpResponse:
    """A new version, begun from the newest one."""
    version = newest(number)
    names = ("title_en", "text_en", "title_fr", "text_fr")
    first = {name: getattr(version, name) for name in names}
    first |= {"provisions": list(version.provisions.all()), "replaces": version.number}
    form = advice_forms.NewVersionForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.replace_guidance(version.note, by=who(request), **form.cleaned_data)
        except Refused as refused:
            typed = request.POST.copy()
            typed["replaces"] = str(version.number)
            form = advice_forms.NewVersionForm(typed)
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The new version replaces the one before, which stays readable."))
            return redirect(version.note)
    return form_page(
        request,
        form,
        heading=_("New version of %(note)s") % {"note": version.note},
        button=_("Keep this version"),
        back=version.note,
    )


@worker
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Choose bodies and send the newest version to them."""
    version = newest(number)
    form = advice_forms.SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent = actions.send_guidance(version, by=who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            words = ngettext("It went to %(n)s reader.", "It went to %(n)s readers.", sent.readers)
            messages.success(request, words % {"n": sent.readers})
            if sent.unreached:
                bodies = ", ".join(body.short for body in sent.unreached)
                sentence = _("Not sent, since nobody signs in there and no address is registered: %(bodies)s.")
                messages.warning(request, sentence % {"bodies": bodies})
            return redirect(version.note)
    return form_page(
        request,
        form,
        heading=_("Send %(note)s to bodies") % {"note": version.note},
        button=_("Send it now"),
        back=version.note,
    )


@worker
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """It no longer holds."""
    version = newest(number)
    form = advice_forms.WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_guidance(version.note, by=who(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The note is withdrawn."))
            return redirect(version.note)
    heading = _("Withdraw %(note)s") % {"note": version.note}
    return form_page(request, form, heading=heading, button=_("Withdraw"), back=version.note)


@worker
@require_POST
def remind(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Write once more to a body that has not read it."""
    version = newest(number)
    body = get_object_or_404(RegulatoryBody.objects.select_related("office"), slug=slug)
    try:
        readers = actions.remind_of_guidance(version, body=body, by=who(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        words = ngettext("%(n)s reader is reminded.", "%(n)s readers are reminded.", readers)
        messages.success(request, words % {"n": readers})
    return redirect(f"{version.note.get_absolute_url()}#sent")


@reader
@require_safe
def provision(request: HttpRequest, pk: int) -> HttpResponse:
    """One provision: what it says in our words, and all advice keyed to it."""
    found = get_object_or_404(Provision.objects.select_related("instrument"), pk=pk)
    context = {"provision": found, **advice_queries.of_provision(found, who(request))}
    return render(request, "regulators/advice/provision.html", context)


# ---- the portal ----------------------------------------------------------------------------------------
@portal
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What was sent to the person's own body."""
    user = who(request)
    rows = advice_queries.sent_to(user.office)
    return render(request, "regulators/guidance/own.html", {"rows": rows})


@portal
@require_http_methods(["GET", "HEAD", "POST"])
def own_note(request: HttpRequest, pk: int) -> HttpResponse:
    """One version that was sent to the person's own body; another's does not exist. Opened is not yet read."""
    user = who(request)
    found = get_object_or_404(
        GuidanceVersion.objects.filter(copies__office=user.office_id).select_related("note").distinct(), pk=pk
    )
    if request.method == "POST":
        actions.read_guidance(found, by=user)
        messages.success(request, _("Thank you. We know that you have read it."))
        return redirect("guidance", pk)
    actions.open_guidance(found, by=user)
    context = {
        "version": found,
        "newer": newer_for(found, user.office_id),
        "mine": found.copies.filter(user=user).first(),
        "read": list(found.copies.filter(office=user.office_id, read_at__isnull=False).select_related("user")),
    }
    return render(request, "regulators/guidance/own_note.html", context)


def newer_for(version: GuidanceVersion, office: int | None) -> GuidanceVersion | None:
    """A newer version that was sent to the same body."""
    later = version.note.versions.filter(number__gt=version.number, copies__office=office)
    found: GuidanceVersion | None = later.order_by("-number").first()
    return found


# ---- the link ------------------------------------------------------------------------------------------
# As with requests: the token in the address is the proof, and a page that sends no referrer sends no origin either.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """One button; pressing it shows the note, and there the button that says it is read. Looking at the link asks nothing."""
    if request.method != "POST":
        return unreferred(render(request, "regulators/guidance/link.html"))
    net = throttle.network(request)
    if throttle.is_over(WRONG_LINK, net):
        sentence = _("Too many links that open nothing. Wait %(minutes)s minutes, then try again.")
        return closed(request, sentence % {"minutes": WRONG_LINK.minutes}, 429)
    copy = guidance_links.find(token)
    if copy is None:
        throttle.count(WRONG_LINK, net)
        return closed(
            request, _("This link opens nothing. Take the whole of it from the mail, or ask us for a new one."), 404
        )
    if "read" in request.POST:
        copy = actions.read_guidance(copy.version, by=copy, name=request.POST.get("name", "").strip()[:200])
    else:
        actions.open_guidance(copy.version, by=copy)
    context = {"copy": copy, "version": copy.version, "newer": newer_for(copy.version, copy.office_id)}
    return unreferred(render(request, "regulators/guidance/linked.html", context))


def closed(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return unreferred(render(request, "correspondence/closed.html", {"sentence": sentence}, status=status))
