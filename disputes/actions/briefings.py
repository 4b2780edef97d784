"""One action makes the briefing pack from the file, as PDF and as DOCX."""

from __future__ import annotations

import datetime as dt
import io

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from disputes import briefing, papers
from disputes.briefing_models import Briefing
from disputes.choices import EventKind
from disputes.dispute_models import Dispute
from mobility.accounts.models import User
from mobility.casefiles import actions as files
from mobility.casefiles import store
from mobility.casefiles.history import record
from mobility.casefiles.models import Document
from mobility.casefiles.primitives import redue
from mobility.law import rules
from mobility.law.days import law_date

from .opening import begin


@transaction.atomic
@rules.held()
def brief(
    dispute: Dispute, *, language: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> Briefing:
    """Make the pack as the file stands. Records `briefed`; both papers are kept on the file, with what each statement rests on."""
    at = at or now()
    case = begin(dispute, by, version, closed=True)
    made = briefing.parts(dispute, on=law_date(at), language=language)
    data = briefing.sheet(dispute, made, language=language, by=str(by), at=at)
    number = dispute.briefings.count() + 1
    name = f"{case.reference}-briefing-{number}-{language}"
    kept = Briefing.objects.create(
        dispute=dispute,
        number=number,
        language=language,
        parts=[one.kept() for one in made],
        pdf=keep(dispute, f"{name}.pdf", papers.PDF, briefing.pdf(data), number, by, at),
        docx=keep(dispute, f"{name}.docx", papers.DOCX, briefing.docx(data), number, by, at),
        by=by,
        at=at,
    )
    record(case, EventKind.BRIEFED, by=by, at=at, facts={"briefing": kept.pk, "number": number})
    redue(case)
    return kept


def keep(
    dispute: Dispute, name: str, content_type: str, content: bytes, number: int, by: User, at: dt.datetime
) -> Document:
    sha256, size = store.put(io.BytesIO(content))
    return files.keep_document(
        dispute.file,
        filename=name,
        sha256=sha256,
        size=size,
        content_type=content_type,
        by=by,
        title=_("Briefing pack %(n)s (%(form)s)") % {"n": number, "form": name.rpartition(".")[2].upper()},
        kind=briefing.KIND,
        at=at,
    ).document
