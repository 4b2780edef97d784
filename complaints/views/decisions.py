"""The Director's page: questions to decide, each with its note, and the unit in figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from complaints import decisions
from complaints.forms.outcomes import DecideForm
from complaints.models import Complaint
from mobility.accounts.access import holding, who
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles import accesslog, owed
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.models import CaseFile, Decision
from mobility.law.days import today

director = holding(Capability.DECIDE)


@director
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All that is asked of me, with the form to decide it; what was decided last; figures."""
    looking = owed.look(who(request), today())
    asked = decisions.asked_of(looking)
    complaints = Complaint.objects.select_related("file").in_bulk([decision.file_id for decision in asked])
    context = {
        "today": looking.today,
        "asked": [(decision, form_of(decision, complaints[decision.file_id], looking.user)) for decision in asked],
        "recent": decisions.recent(looking),
        "figures": decisions.figures(looking.user, looking.today),
    }
    return render(request, "complaints/desk/decisions.html", context)


def form_of(decision: Decision, complaint: Complaint, user: User) -> DecideForm:
    """The form of the file's page, for the file as it stands now."""
    return DecideForm(auto_id=f"id_{decision.pk}_%s", complaint=complaint, user=user)


@director
@require_safe
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for one question, as PDF. In the access log: it leaves the screen."""
    user = who(request)
    seen = CaseFile.objects.visible_to(user)
    decision = get_object_or_404(
        Decision.objects.select_related("file__owner", "asked_by").filter(file__in=seen), pk=pk
    )
    complaint = get_object_or_404(
        Complaint.objects.select_related("file__owner", "body__office", "occupation"), file=decision.file_id
    )
    accesslog.log(AccessKind.EXPORTED, user=user, file=decision.file, detail="note for a decision")
    written = decisions.note(decision, complaint, language=user.language, by=str(user), at=now())
    response = HttpResponse(written, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{decision.file.reference}-note.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
