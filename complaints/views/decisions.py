"""The Director's page: questions to decide, each with its note, and the unit in figures."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from complaints import decisions
from complaints.forms.outcomes import DecideForm
from complaints.group_models import Issue
from complaints.models import Complaint
from complaints.views.issues import DecideForm as DecideIssueForm
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
        "asked": [(decision, *form_of(decision, complaints.get(decision.file_id), looking.user)) for decision in asked],
        "recent": decisions.recent(looking),
        "figures": decisions.figures(looking.user, looking.today),
    }
    return render(request, "complaints/desk/decisions.html", context)


def form_of(decision: Decision, complaint: Complaint | None, user: User) -> tuple[Form, str]:
    """The form of the file's page, for the file as it stands now, and where it goes. Without a complaint it is a systemic issue."""
    auto_id, reference = f"id_{decision.pk}_%s", decision.file.reference
    if complaint is not None:
        return DecideForm(auto_id=auto_id, complaint=complaint, user=user), act_at("complaints", reference)
    return DecideIssueForm(auto_id=auto_id, initial={"version": decision.file.version}), act_at("issues", reference)


def act_at(room: str, reference: str) -> str:
    return reverse(f"{room}:act", args=[reference, "decide"])


@director
@require_safe
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for one question, as PDF. In the access log: it leaves the screen."""
    user = who(request)
    seen = CaseFile.objects.visible_to(user)
    decision = get_object_or_404(
        Decision.objects.select_related("file__owner", "asked_by").filter(file__in=seen), pk=pk
    )
    about: Complaint | Issue | None = (
        Complaint.objects.select_related("file__owner", "body__office", "occupation")
        .filter(file=decision.file_id)
        .first()
    )
    about = about or get_object_or_404(Issue.objects.select_related("file__owner"), file=decision.file_id)
    accesslog.log(AccessKind.EXPORTED, user=user, file=decision.file, detail="note for a decision")
    written = decisions.note(decision, about, language=user.language, by=str(user), at=now())
    response = HttpResponse(written, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{decision.file.reference}-note.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
