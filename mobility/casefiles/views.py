"""Documents of any kind of file, for people who sign in. The worker's own page fetches its documents by reference and code."""

from __future__ import annotations

import logging

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mobility.accounts.access import holding, who
from mobility.accounts.choices import Capability

from . import accesslog, copies, store
from .access import sees_original
from .choices import AccessKind, ScanState
from .errors import Refused
from .models import DocumentVersion, Participant

logger = logging.getLogger(__name__)

WHY_CLOSED: dict[str, str | Promise] = {
    ScanState.WAITING: _("It waits for the virus check, which takes a minute or two. Try again then."),
    ScanState.INFECTED: _("A virus was found in it, so it is locked away. Ask the sender for another copy."),
}


@holding(Capability.DESK, Capability.AUDIT, Capability.PORTAL, Capability.PARTNER)
@require_safe
def document(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version of a document, to be saved. Every download is logged; what one may not see does not exist.

    Pictures go to others than the unit and their sender without where they were taken.
    """
    found = DocumentVersion.objects.visible_to(request.user).select_related(
        "document__file", "document__added_by", "document__added_by_participant"
    )
    version = get_object_or_404(found, pk=version_id)
    if not version.may_be_opened:
        return closed(request, version)
    try:
        response = hand_over(version, original=sees_original(who(request), version.document))
    except FileNotFoundError:
        return lost(request, version)
    except Refused as refused:
        return render(request, "casefiles/document_closed.html", {"why": str(refused)}, status=409)
    accesslog.log(
        AccessKind.DOWNLOADED, user=request.user, file=version.document.file, detail=f"document version {version.pk}"
    )
    return response  # type: ignore[return-value]


def hand_over(
    version: DocumentVersion, *, original: bool = False, participant: Participant | None = None
) -> FileResponse:
    """The bytes as an answer that no browser runs, keeps or guesses about. Raises FileNotFoundError, or `Refused`.

    Unless it is `original`, a picture is handed over as a copy without its location. With `participant` (the worker's
    page) the download is logged here.
    """
    if original:
        content, filename, content_type = store.take(version.sha256), version.filename, version.content_type
    else:
        content, filename, content_type = copies.shared(version)
    response = FileResponse(content, as_attachment=True, filename=filename, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    if participant is not None:
        accesslog.log(
            AccessKind.DOWNLOADED,
            participant=participant,
            file=version.document.file,
            detail=f"document version {version.pk}",
        )
    return response


def closed(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    """Why it does not open, as a sentence."""
    why = _("It was destroyed.") if version.destroyed_at else WHY_CLOSED[version.scan_state]
    return render(request, "casefiles/document_closed.html", {"why": why}, status=409)


def lost(request: HttpRequest, version: DocumentVersion) -> HttpResponse:
    """The row is there and the bytes are not: somebody has to look into it."""
    logger.error("document version %s: its bytes are not in the store", version.pk)
    why = _(
        "We know of this document, but its content is not where it should be. An administrator has to look into it."
    )
    return render(request, "casefiles/document_closed.html", {"why": why}, status=409)
