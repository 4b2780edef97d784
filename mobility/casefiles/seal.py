"""The nightly seal: the tips of all files that changed, one link of a chain over all files, sent where we cannot alter it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import now

from mobility.outbox import actions as outbox

from .history import moment_text
from .models import Seal, SealEntry
from .verifier import canonical, chain_hash, entry_line, reference_order, seal_head

FILE = "seals.jsonl"
#: One seal at a time, whoever asks.
ONE_AT_A_TIME = 7_302_001
CHANGED = """
INSERT INTO casefiles_sealentry (seal_id, reference, seq, hash)
SELECT %s, f.reference, f.last_seq, f.last_hash
  FROM casefiles_casefile f
  LEFT JOIN LATERAL (
    SELECT seq, hash FROM casefiles_sealentry WHERE reference = f.reference ORDER BY seq DESC, id DESC LIMIT 1
  ) sealed ON true
 WHERE (f.last_seq, f.last_hash) IS DISTINCT FROM (sealed.seq, sealed.hash) AND f.last_seq > 0
"""


@transaction.atomic
def seal(at: dt.datetime | None = None) -> Seal:
    """Seal every file whose tip is not sealed yet, and send the seal outside. A night without changes is sealed too."""
    at = at or now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT nextval(pg_get_serial_sequence('casefiles_seal', 'id'))")
        (pk,) = cursor.fetchone()
        cursor.execute(CHANGED, [pk])
        files = cursor.rowcount
    digest = digest_of(pk)
    prev = Seal.objects.order_by("-pk").values_list("hash", flat=True).first() or ""
    hash = chain_hash(prev, seal_head(moment_text(at), files, digest))
    made = Seal.objects.create(pk=pk, at=at, files=files, prev=prev, digest=digest, hash=hash)
    if settings.SEAL_MAILBOX:
        outbox.queue(
            to=settings.SEAL_MAILBOX,
            subject=f"Seal {made.pk}",
            text=f"Keep this mail: it proves what stood in the history.\n\n{line(made)}\n",
            kind="seal",
        )
    transaction.on_commit(write_out)
    return made


def digest_of(seal_id: int) -> str:
    """The digest of a seal's entries, in the order of their references."""
    rows = SealEntry.objects.filter(seal_id=seal_id).values_list("reference", "seq", "hash")
    digest = hashlib.sha256()
    for reference, seq, hash in sorted(rows.iterator(), key=lambda row: reference_order(row[0])):
        digest.update(entry_line(reference, seq, hash))
    return digest.hexdigest()


def line(made: Seal) -> str:
    """A seal as it stands in the file and in the mail; `verifier.py --seals` reads such lines."""
    return canonical({"seal": made.pk, "at": moment_text(made.at), "files": made.files, "hash": made.hash})


def write_out() -> Path:
    """Append to the file of seals those it does not have yet. A file that cannot be written loses none: the next run adds them."""
    folder = Path(settings.SEAL_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    written = 0
    if path.exists():
        written = max(
            (json.loads(row)["seal"] for row in path.read_text(encoding="utf-8").splitlines() if row), default=0
        )
    with open(path, "a", encoding="utf-8") as kept:
        for made in Seal.objects.filter(pk__gt=written).order_by("pk"):
            kept.write(line(made) + "\n")
        kept.flush()
        os.fsync(kept.fileno())
    return path
