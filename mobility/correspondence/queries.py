"""What pages need of requests, in a constant number of queries."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce

from mobility.accounts import people
from mobility.accounts.models import User
from mobility.accounts.prepared import IsOneOf, Prepared, Slot
from mobility.casefiles.models import CaseFile, Document, DocumentVersion, Share
from mobility.casefiles.owed import SEEN, Look
from mobility.casefiles.querysets import participants_of

from . import naming
from .models import Request, RequestAnswer

#: So many a home page shows, the newest first; older ones are found by the office in its own mail.
MOST = 50
#: So many that are late a desk shows; the rest is worked from the list.
LATE_MOST = 10


def of_file(file: CaseFile, *with_answers: str) -> list[Request]:
    """The requests of a file with their answers, the newest first; `with_answers` is what an app above hangs on them. Two queries."""
    rows = asked_on(*with_answers)(file=file.pk)
    known = people.named({number for row in rows for number in (row.by_id, row.revoked_by_id) if number})
    for row in rows:
        row.file, row.by, row.revoked_by = file, known.get(row.by_id), known.get(row.revoked_by_id)
    return rows


@cache
def asked_on(*with_answers: str) -> Prepared:
    answers = Prefetch("answers", RequestAnswer.objects.select_related("by", *with_answers).order_by("pk"))
    with_names = ("participant__office", "participant__person", "share__consent")
    return Prepared(
        lambda: (
            Request.objects.filter(file=Slot("file"))
            .select_related(*with_names)
            .prefetch_related(answers)
            .order_by("-pk")
        )
    )


def for_office(user: User) -> dict[str, list[Request]]:
    """What is asked of the person's office: still open by day, and what was answered or lapsed. Four queries."""
    mine = Request.objects.visible_to(user).with_all()
    answers = Prefetch("answers", RequestAnswer.objects.order_by("pk"))
    return {
        "open": list(mine.open().prefetch_related(answers).order_by("due_on", "pk")[:MOST]),
        "answered": list(
            mine.filter(Q(answered_at__isnull=False) | Q(lapsed_at__isnull=False), revoked_at__isnull=True)
            .prefetch_related(answers)
            .annotate(ended_at=Coalesce("answered_at", "lapsed_at"))
            .order_by("-ended_at")[:MOST]
        ),
    }


def released(user: User) -> list[Share]:
    """What was released to the person's office without asking it anything, the newest first: authority and papers. Three queries."""
    shares = Share.objects.filter(participant__in=participants_of(user).values("pk"), until__isnull=True)
    in_force = shares.filter(request__isnull=True, consent__withdrawn_at__isnull=True)
    papers = Prefetch("documents", Document.objects.visible_to(user).order_by("pk"), to_attr="papers")
    versions = Prefetch("papers__versions", DocumentVersion.objects.openable().order_by("-number"), to_attr="open")
    return list(in_force.select_related("file", "consent").prefetch_related(papers, versions).order_by("-pk")[:MOST])


late_of = Prepared(
    lambda: (
        Request.objects.open()
        .filter(SEEN, IsOneOf(F("file__owner"), Slot("people")), due_on__lt=Slot("today"))
        .select_related("file", "participant__office", "participant__person")
        .only("due_on", "purpose", "file__reference", "file__title", "file__owner_id", "participant__office__name_en",
              "participant__office__name_fr", "participant__office__short_name", "participant__person__name")
        .order_by("due_on", "pk")[:LATE_MOST]
    )
)  # fmt: skip


def unanswered(looking: Look) -> list[Request]:
    """What was asked on the person's files, and on those of people they cover, and is past its day. One query."""
    return late_of(named=looking.named, people=looking.people, today=looking.today)


def page(request: Request) -> dict[str, Any]:
    """What whoever was asked sees of one request: the question, what we tell, the papers of this request alone, the answers."""
    shown = request.is_shown
    answers = list(request.answers.order_by("pk")) if request.revoked_at is None else []
    worker = naming.worker_of(request.file) if shown and request.with_name else None
    return {
        "asked": request,
        "shown": shown,
        "worker": worker.name if worker else "",
        "papers": list(papers(request)) if shown else [],
        "answers": answers,
        "final": next((answer for answer in answers if answer.is_final), None),
    }


def papers(request: Request) -> Any:
    """Versions of papers that whoever was asked may open here: those shared with this request and those of its answers."""
    found = DocumentVersion.objects.visible_to_participant(request.participant).select_related("document")
    own = RequestAnswer.objects.filter(request=request).values("papers")
    return (
        (found.filter(document__in=request.share.documents.values("pk")) | found.filter(document__in=own))
        .filter(destroyed_at__isnull=True)
        .order_by("pk")
    )
