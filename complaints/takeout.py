"""Everything a worker sent and received on a complaint, as one ZIP: a page to read and print, and the documents beside it.

Holds what the worker's own page shows and no more: what names the worker as its audience, nothing that is marked, nothing
that waits for the virus check.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import zipfile
from typing import IO

from django.template.loader import render_to_string

from mobility.casefiles import copies, store
from mobility.casefiles.choices import Flow
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import Clock, Consent, DocumentVersion, Participant

from . import following, texts
from .models import Complaint
from .own_limits import own_limits

#: A larger ZIP is written to a file of the machine instead of memory; it goes with the answer.
IN_MEMORY = 8 * 1024 * 1024
CHUNK = 1024 * 1024


def pack(complaint: Complaint, worker: Participant, clocks: list[Clock], today: dt.date) -> IO[bytes]:
    """The ZIP, open and at its beginning."""
    held = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    papers = following.papers_of(worker)
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for number, paper in enumerate(papers, 1):
            paper["path"] = add(archive, paper["version"], number, original=paper["own"]) if paper["may_open"] else ""
        page = render_to_string("complaints/public/whole.html", shown(complaint, worker, clocks, papers, today))
        archive.writestr(f"{complaint.reference}.html", page)
    held.seek(0)
    return held  # type: ignore[return-value]


def add(archive: zipfile.ZipFile, version: DocumentVersion, number: int, *, original: bool) -> str:
    """Put one document in; its path, or nothing when its content cannot be had."""
    try:
        if original:
            content, name = store.take(version.sha256), version.filename
        else:
            content, name, _type = copies.shared(version)
    except (FileNotFoundError, Refused):
        return ""
    path = f"documents/{number:02d} {name}"
    with content, archive.open(path, "w", force_zip64=True) as member:
        while chunk := content.read(CHUNK):
            member.write(chunk)
    return path


def shown(
    complaint: Complaint, worker: Participant, clocks: list[Clock], papers: list[dict], today: dt.date
) -> dict[str, object]:
    """What the page of the ZIP says."""
    return {
        "complaint": complaint,
        "person": worker.person,
        "standing": following.standing(complaint, clocks, today),
        "grounds": [texts.ground(slug) for slug in complaint.ground_slugs],
        "answers": [(texts.question(key), words) for key, words in complaint.answers.items()],
        "dates": list(complaint.dates.filter(holds=True)),
        "limits": following.limits(clocks, today),
        "own_limits": own_limits(complaint, clocks, today),
        "talk": [(one.flow == Flow.IN, one) for one in following.messages_of(worker)],
        "papers": papers,
        "consents": list(Consent.objects.filter(file=complaint.file, person=worker.person).order_by("pk")),
        "today": today,
    }
