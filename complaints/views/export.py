"""Taking the list out: what it would be, where each export stands, and the download of one's own."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from complaints import exporting, tasks
from complaints.filters import TriageFilter, query_of
from complaints.list_models import Export
from complaints.models import Complaint
from complaints.texts import language
from mobility.accounts.access import reader, who
from mobility.casefiles import accesslog, store
from mobility.casefiles.choices import AccessKind
from mobility.law.days import today

SHOWN = 10


class ExportForm(forms.Form):
    unmarked = True
    query = forms.CharField(required=False, max_length=1500, widget=forms.HiddenInput)
    format = forms.ChoiceField(
        label=gettext_lazy("As"),
        choices=[
            ("csv", gettext_lazy("CSV, at once")),
            ("xlsx", gettext_lazy("Excel workbook: it is made in the background and waits for you here")),
        ],
        widget=forms.RadioSelect,
        initial="csv",
    )
    with_words = forms.BooleanField(
        label=gettext_lazy("Also what the workers wrote"),
        required=False,
        help_text=gettext_lazy("Their story and what they want. Leave it out unless it is needed."),
    )

    def clean_query(self) -> str:
        return query_of(QueryDict(self.cleaned_data["query"]))


@reader
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Choose the form; CSV is the answer, a workbook is made by the worker. Both are on record."""
    user = who(request)
    query = query_of(request.GET if request.method == "GET" else QueryDict(request.POST.get("query", "")))
    form = ExportForm(request.POST or None, initial={"query": query})
    if request.method == "POST" and form.is_valid():
        taken = exporting.begin(**form.cleaned_data, by=user, language=language(), at=now())
        if taken.format == Export.Format.CSV:
            response = StreamingHttpResponse(
                exporting.as_csv(taken, today=today()), content_type="text/csv; charset=utf-8"
            )
            response.headers["Content-Disposition"] = f'attachment; filename="complaints-{today().isoformat()}.csv"'
            response.headers["Cache-Control"] = "no-store"
            return response  # type: ignore[return-value]
        tasks.export_workbook.defer(export_id=taken.pk)
        messages.success(request, _("The workbook is being made. This page says when it is ready."))
        return redirect(f"{reverse('complaints:export')}?{query}")
    found = TriageFilter(QueryDict(query), queryset=Complaint.objects.none(), user=user, today=today())
    mine = list(Export.objects.filter(by=user)[:SHOWN])
    context = {
        "form": form,
        "query": query,
        "said": found.in_words(),
        "exports": mine,
        "waits": any(
            row.state in (Export.State.WAITING, Export.State.RUNNING) and row.format == "xlsx" for row in mine
        ),
    }
    return render(request, "complaints/desk/export.html", context, status=422 if request.method == "POST" else 200)


@reader
@require_safe
def download(request: HttpRequest, number: int) -> HttpResponse:
    """One's own workbook, as long as it is kept. Every download is logged."""
    found = get_object_or_404(Export, pk=number, by=who(request), state=Export.State.READY, expires_on__gte=today())
    response = FileResponse(
        store.take(found.sha256),
        as_attachment=True,
        filename=f"complaints-{found.at:%Y-%m-%d}.xlsx",
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response.headers["Cache-Control"] = "no-store"
    accesslog.log(AccessKind.DOWNLOADED, user=who(request), detail=f"export {found.pk}")
    return response  # type: ignore[return-value]
