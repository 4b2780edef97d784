"""Everything that changes a draft: one function per verb, each one transaction. Sending it is `actions.send`.

A draft keeps what was typed, as it was typed, step by step; what it means is read by `drafting`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import now

from mobility.casefiles import personal, store, uploads
from mobility.law import rules
from mobility.law.days import law_date

from . import codes
from .models import Draft, DraftFile

EXPIRY = "unit.draft_expiry"
#: So many papers may wait in one draft; more can follow on the follow-up page.
MAX_PAPERS = 40

Typed = Mapping[str, list[str]]


class MovedOn(Exception):
    """Another window saved something else meanwhile. `draft` is as it is now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


def mark(answers: object) -> str:
    """What a page shows of a draft, in a few letters: a page carries it, and it tells whether the draft moved on since."""
    return hashlib.sha256(json.dumps(answers or {}, sort_keys=True).encode()).hexdigest()[:16]


def expiry(on: dt.date) -> dt.date:
    """The last day a draft saved on this day is kept, from the unit's rule."""
    due_on = rules.due(EXPIRY, on).due_on
    if due_on is None:
        raise ValueError(f"{EXPIRY} gives no date.")
    return due_on


def days_kept() -> int:
    """How many days an unsent draft is kept after it was last saved."""
    return rules.latest(EXPIRY).days or 0


@transaction.atomic
def begin(*, step: str, typed: Typed, language: str, at: dt.datetime | None = None) -> tuple[Draft, str]:
    """Start a draft with the first step's answers. Returns it with its code, which is kept nowhere else."""
    at = at or now()
    code = codes.new()
    draft = Draft.objects.create(
        code_hash=codes.hashed(code),
        language=language,
        answers={step: dict(typed)},
        started_at=at,
        saved_at=at,
        expires_on=expiry(law_date(at)),
    )
    return draft, code


def lock(draft: Draft) -> Draft | None:
    """Take the draft's row for the rest of the transaction; None once it was sent or purged."""
    return Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, complaint__isnull=True).first()


def touch(draft: Draft, at: dt.datetime, *fields: str) -> None:
    """Every change keeps the draft alive for the full time again."""
    draft.saved_at, draft.expires_on = at, expiry(law_date(at))
    draft.save(update_fields=["saved_at", "expires_on", *fields])


@transaction.atomic
def save_step(draft: Draft, *, step: str, typed: Typed, seen: str = "", at: dt.datetime | None = None) -> Draft:
    """Keep what was typed on one step, right or wrong; the other steps stay. A sent draft changes no more.

    `seen` is the mark of the step as the page showed it. Raises MovedOn where another window saved something else since.
    """
    at = at or now()
    locked = lock(draft)
    if locked is None:
        return draft
    kept = locked.answers.get(step)
    if seen and kept and kept != typed and mark(kept) != seen:
        raise MovedOn(locked)
    locked.answers = {**locked.answers, step: dict(typed)}
    touch(locked, at, "answers")
    return locked


@transaction.atomic
def add_files(
    draft: Draft, chosen: Iterable[UploadedFile], *, at: dt.datetime | None = None
) -> tuple[list[DraftFile], list[uploads.BadUpload]]:
    """Keep the good files; each bad one comes back with the sentence that says why. The same file twice is kept once."""
    at = at or now()
    kept: list[DraftFile] = []
    bad: list[uploads.BadUpload] = []
    locked = lock(draft)
    if locked is None:
        return kept, bad
    present = set(locked.files.values_list("sha256", "filename"))
    for number, upload in enumerate(chosen):
        name = uploads.safe_name(upload.name or "file")
        try:
            if number >= uploads.MAX_FILES:
                raise uploads.BadUpload("file_many", file=name, max_files=str(uploads.MAX_FILES))
            if len(present) >= MAX_PAPERS:
                raise uploads.BadUpload("file_full", file=name, max_files=str(MAX_PAPERS))
            examined = uploads.examine(upload)
        except uploads.BadUpload as error:
            bad.append(error)
            continue
        sha256, size = store.put(upload)
        if (sha256, examined.name) in present:
            continue
        present.add((sha256, examined.name))
        kept.append(
            DraftFile.objects.create(
                draft=locked,
                filename=examined.name,
                sha256=sha256,
                size=size,
                content_type=examined.content_type,
                at=at,
            )
        )
    touch(locked, at)
    return kept, bad


@transaction.atomic
def remove_file(draft: Draft, *, paper: DraftFile, at: dt.datetime | None = None) -> None:
    """Take a paper off a draft. Its bytes go with the purge, if nobody else has the same."""
    at = at or now()
    locked = lock(draft)
    if locked is None:
        return
    sha256 = paper.sha256
    locked.files.filter(pk=paper.pk).delete()
    touch(locked, at)
    transaction.on_commit(lambda: forget([sha256]), robust=True)


def purge_expired(*, on: dt.date, at_most: int = 1000) -> int:
    """Erase drafts whose time has passed, with the papers nobody else has. Returns how many drafts went."""
    gone = 0
    for pk in list(Draft.objects.filter(expires_on__lt=on).order_by("pk").values_list("pk", flat=True)[:at_most]):
        with transaction.atomic():
            draft = Draft.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            if draft is None or draft.expires_on >= on:
                continue
            papers = list(draft.files.values_list("sha256", flat=True))
            draft.delete()
        gone += 1
        forget(papers)
    return gone


def forget(papers: Iterable[str]) -> None:
    """Delete bytes that no draft and no file has any more."""
    for sha256 in sorted(set(papers)):
        personal.destroy_bytes(sha256)
