"""Documents: kept once by their content, checked, marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles import access, scanning, store, uploads
from mobility.casefiles.choices import Classification, EventKind, Mark, ScanState
from mobility.casefiles.errors import Refused
from mobility.casefiles.history import record
from mobility.casefiles.models import CaseFile, Document, DocumentVersion, Participant
from mobility.casefiles.primitives import keep_tip, lock, redue, require

from .offices import require_of_file


@transaction.atomic
def add_document(
    file: CaseFile,
    upload: UploadedFile,
    *,
    by: User | Participant,
    title: str = "",
    kind: str = "evidence",
    mark: str = Mark.NONE,
    audience: Sequence[Participant] = (),
    at: dt.datetime | None = None,
) -> DocumentVersion:
    """Keep a file on the file. Checked by content first; the virus check follows, and until then it does not open.

    Raises `uploads.BadUpload` for what cannot be taken.
    """
    at = at or now()
    examined = uploads.examine(upload)
    sha256, size = store.put(upload)
    return keep_document(
        file,
        filename=examined.name,
        sha256=sha256,
        size=size,
        content_type=examined.content_type,
        by=by,
        title=title,
        kind=kind,
        mark=mark,
        audience=audience,
        at=at,
    )


@transaction.atomic
def keep_document(
    file: CaseFile,
    *,
    filename: str,
    sha256: str,
    size: int,
    content_type: str,
    by: User | Participant | None,
    at: dt.datetime,
    title: str = "",
    kind: str = "evidence",
    mark: str = Mark.NONE,
    audience: Sequence[Participant] = (),
) -> DocumentVersion:
    """Put bytes that are already in the store on the file. By nobody: a paper the system itself made."""
    lock(file)
    version = put_document(
        file,
        filename=filename,
        sha256=sha256,
        size=size,
        content_type=content_type,
        by=by,
        at=at,
        title=title,
        kind=kind,
        mark=mark,
        audience=audience,
    )
    redue(file)
    return version


def put_document(
    file: CaseFile,
    *,
    filename: str,
    sha256: str,
    size: int,
    content_type: str,
    by: User | Participant | None,
    at: dt.datetime,
    title: str = "",
    kind: str = "evidence",
    mark: str = Mark.NONE,
    audience: Sequence[Participant] = (),
) -> DocumentVersion:
    """Put one paper on the file. A part of other actions; the caller holds the lock. Records `document_added`."""
    if isinstance(by, User):
        require(access.can_write(by, file))
    elif by is not None:
        require_of_file(file, [by])
    require_of_file(file, audience)
    if mark and audience:
        raise Refused(_("A privileged paper or a Cabinet confidence is for the unit alone."))
    document = Document.objects.create(
        file=file,
        title=title or filename,
        kind=kind,
        mark=mark,
        added_at=at,
        added_by=by if isinstance(by, User) else None,
        added_by_participant=None if isinstance(by, User) else by,
        audience=sorted(participant.pk for participant in audience),
        classification=Classification.PROTECTED_B,
    )
    version = DocumentVersion.objects.create(
        document=document,
        number=1,
        filename=filename,
        sha256=sha256,
        size=size,
        content_type=content_type,
        at=at,
        scan_state=ScanState.WAITING,
    )
    record(
        file,
        EventKind.DOCUMENT_ADDED,
        by=by,
        at=at,
        facts={"document": document.pk, "title": document.title, "sha256": sha256, "size": size},
        audience=list(audience),
    )
    scanning.ask_for(version)
    return version


@transaction.atomic
def copied(
    file: CaseFile, *, audience: Participant | None, purpose: str, by: User, at: dt.datetime | None = None
) -> CaseFile:
    """Record that a copy of the file was made on paper: for whom, what for. The version stays: nothing on the file changed."""
    at = at or now()
    lock(file)
    require(access.can_see(by, file))
    if audience is not None:
        require_of_file(file, [audience])
    if not purpose.strip():
        raise Refused(_("Say what the copy is for."))
    facts = {"for": audience.pk if audience else None, "purpose": purpose}
    record(file, EventKind.COPIED, by=by, at=at, facts=facts)
    keep_tip(file)
    return file


@transaction.atomic
def scanned(
    version: DocumentVersion, *, state: str, detail: str = "", at: dt.datetime | None = None
) -> DocumentVersion:
    """Record what the virus check found. Infected files stay locked away and the sender is told on the page.

    Found once: whoever comes second, a job or the sweep, changes nothing; only what nobody checked can still be found
    clean or infected. The file's version stays, nothing that somebody has open is overtaken by a virus check.
    """
    at = at or now()
    file = lock(version.document)
    version.refresh_from_db(fields=["scan_state", "scanned_at", "scan_detail", "destroyed_at"])
    is_open = version.scan_state in (ScanState.WAITING, ScanState.NOT_SCANNED) and version.scan_state != state
    if not is_open or version.destroyed_at is not None:
        return version
    version.scan_state, version.scanned_at, version.scan_detail = state, at, detail[:200]
    version.save(update_fields=["scan_state", "scanned_at", "scan_detail"])
    audience = Participant.objects.filter(pk__in=version.document.audience)
    record(
        file,
        EventKind.DOCUMENT_SCANNED,
        by=None,
        at=at,
        facts={"document": version.document_id, "title": version.document.title, "state": state, "detail": detail},
        audience=list(audience),
    )
    keep_tip(file)
    return version


@transaction.atomic
def mark_document(
    document: Document,
    *,
    mark: str,
    reason: str,
    by: User,
    at: dt.datetime | None = None,
    version: int | None = None,
) -> Document:
    """Mark a paper as privileged or a Cabinet confidence, or take the mark off. Marked papers never leave the unit."""
    at = at or now()
    file = lock(document, version=version)
    require(access.can_write(by, file))
    if not reason.strip():
        raise Refused(_("Say why."))
    document.refresh_from_db(fields=["mark"])
    before, document.mark = document.mark, Mark(mark).value
    if before == document.mark:
        return document
    document.save(update_fields=["mark"])
    facts = {"document": document.pk, "from": before, "to": document.mark, "reason": reason}
    record(file, EventKind.DOCUMENT_MARKED, by=by, at=at, facts=facts)
    redue(file)
    return document
