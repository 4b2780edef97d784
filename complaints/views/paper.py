"""The case file on paper, for a chosen audience."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from complaints import casefile
from complaints.models import Complaint
from mobility.accounts.access import reader, who
from mobility.accounts.choices import Language
from mobility.casefiles import accesslog
from mobility.casefiles import actions as files
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.models import Participant

from .desk import fetch


class PaperForm(forms.Form):
    unmarked = True
    audience = forms.ModelChoiceField(
        label=_("For whom"),
        queryset=Participant.objects.none(),
        required=False,
        empty_label=_("The unit: the whole file"),
        help_text=_("Only what is shown to them is in it. Privileged papers and Cabinet confidences never are."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    purpose = forms.CharField(label=_("What it is for"), max_length=300, help_text=_("It is kept in the history."))

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["audience"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        takers = Participant.objects.filter(file=complaint.file, until_at__isnull=True)
        field.queryset = takers.select_related("office", "person")


@reader
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose for whom and what for; the PDF is the answer. Recorded on the file and in the access log."""
    complaint = fetch(request, reference)
    user = who(request)
    form = PaperForm(request.POST or None, complaint=complaint, initial={"language": user.language})
    if request.method == "GET" or not form.is_valid():
        context = {"complaint": complaint, "file": complaint.file, "form": form}
        return render(request, "complaints/desk/paper.html", context, status=422 if request.method == "POST" else 200)
    at, chosen = now(), form.cleaned_data
    files.copied(complaint.file, audience=chosen["audience"], purpose=chosen["purpose"], by=user, at=at)
    accesslog.log(AccessKind.EXPORTED, user=user, file=complaint.file, detail="case file on paper")
    written = casefile.pdf(complaint, audience=chosen["audience"], language=chosen["language"], by=str(user), at=at)
    response = HttpResponse(written, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
