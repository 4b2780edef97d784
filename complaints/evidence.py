"""Papers a worker adds to a complaint that was sent: the good ones stay, each bad one gets its sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now

from mobility.casefiles import actions as files
from mobility.casefiles import store, uploads
from mobility.casefiles.models import DocumentVersion, Participant
from mobility.casefiles.primitives import lock

from .models import Complaint


@transaction.atomic
def add(
    complaint: Complaint, chosen: Iterable[UploadedFile], *, by: Participant, at: dt.datetime | None = None
) -> tuple[list[DocumentVersion], list[uploads.BadUpload]]:
    """Keep these papers on the file, shown to the worker. The same paper sent twice is kept once."""
    at = at or now()
    lock(complaint)
    kept: list[DocumentVersion] = []
    bad: list[uploads.BadUpload] = []
    mine = DocumentVersion.objects.filter(document__file=complaint.file, document__added_by_participant=by)
    present = set(mine.values_list("sha256", "filename"))
    for number, upload in enumerate(chosen):
        try:
            if number >= uploads.MAX_FILES:
                name = uploads.safe_name(upload.name or "file")
                raise uploads.BadUpload("file_many", file=name, max_files=str(uploads.MAX_FILES))
            examined = uploads.examine(upload)
        except uploads.BadUpload as error:
            bad.append(error)
            continue
        sha256, size = store.put(upload)
        if (sha256, examined.name) in present:
            continue
        present.add((sha256, examined.name))
        kept.append(
            files.keep_document(
                complaint.file,
                filename=examined.name,
                sha256=sha256,
                size=size,
                content_type=examined.content_type,
                by=by,
                audience=[by],
                at=at,
            )
        )
    return kept, bad
