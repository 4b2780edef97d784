"""The form of a report by sections, for the body: saving keeps whatever was typed; the checks come after."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mobility.accounts.access import portal, who
from mobility.accounts.refusals import Refused
from mobility.law.days import today
from regulators import actions, report_drafts, report_facts, report_forms, report_queries
from regulators.report_models import Report
from regulators.reporting import answers as said
from regulators.reporting.findings import Finding

from .reports_portal import check, fetch, private


@portal
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One section of the form. Saving keeps whatever was typed; the checks come after."""
    user = who(request)
    found = fetch(user, reference)
    form_of = found.form
    ids = [one.id for one in form_of.sections]
    if name not in ids:
        raise Http404
    saved = report_drafts.sections_of(found)
    facts = report_facts.facts_of(found, today())
    questions = list(form_of.of_section(name))
    if found.is_nil:
        asked = set(report_drafts.asked_in_nil(form_of))
        questions = [question for question in questions if question.id in asked]
    draft = report_drafts.draft_of(found, saved.values())
    by_question: dict[str, list[Finding]] = defaultdict(list)
    for finding in found.current.found() if found.current and found.current.certified_at is None else []:
        by_question[finding.question].append(finding)
    mark = saved[name].mark if name in saved else 0
    form = report_forms.SectionForm(
        form_of, questions, facts, draft, request.POST if request.method == "POST" else None, by_question, facts.last
    )
    theirs: list[report_queries.Said] = []
    told, status = "", 200
    if request.method == "POST":
        values, texts = form.typed()
        if found.is_nil and name in saved:  # what a nil return does not ask stays in the draft
            shown = {question.id for question in questions}
            values = {**{k: v for k, v in saved[name].values.items() if k not in shown}, **values}
            texts = {**{k: v for k, v in saved[name].texts.items() if k not in shown}, **texts}
        try:
            sent = int(request.POST.get("mark") or 0)
        except ValueError:
            sent = 0
        try:
            actions.save_section(found, name, values=values, texts=texts, mark=sent, by=user)
        except actions.SavedMeanwhile as meanwhile:
            told, status, mark = str(meanwhile), 409, meanwhile.theirs.mark
            held = said.from_json(form_of, {"values": meanwhile.theirs.values, "texts": meanwhile.theirs.texts})
            theirs = next(part.rows for part in report_queries.read_out(form_of, held, None, facts) if part.id == name)
        except Refused as refused:
            told, status = str(refused), 409
        else:
            return after(request, found, name, ids)
        form.answers = said.from_json(form_of, {"values": values, "texts": texts})
    titles = {one.id: one.title.of(report_queries.language()) for one in form_of.sections}
    context = {
        "report": found,
        "file": found.file,
        "name": name,
        "title": titles[name],
        "number": ids.index(name) + 1,
        "count": len(ids),
        "asked": form.asked(),
        "mark": mark,
        "told": told,
        "theirs": [row for row in theirs if not row.is_blank],
        "applicant": form_of.applicant.of(report_queries.language()),
        "before": ids[ids.index(name) - 1] if name != ids[0] else "",
        "is_last": name == ids[-1],
        "saved": saved.get(name),
        "period": form_of.period.label.of(report_queries.language()),
    }
    return private(render(request, "portal/reports/section.html", context, status=status))


def after(request: HttpRequest, found: Report, name: str, ids: list[str]) -> HttpResponse:
    """On to where the button said: the next section, the check, or back to the report."""
    messages.success(request, _("Saved."))
    if "check" in request.POST:
        return check(request, found.file.reference)
    if "next" in request.POST and name != ids[-1]:
        return redirect("regulators:report_section", found.file.reference, ids[ids.index(name) + 1])
    return redirect(found.portal_url)


@portal
@require_safe
def find(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """To a question of the form, by its id."""
    found = fetch(who(request), reference)
    if name not in found.form.by_id:
        raise Http404
    page = reverse("regulators:report_section", args=[found.file.reference, found.form.question(name).section])
    return redirect(f"{page}#q-{name}")
