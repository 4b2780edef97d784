"""The worker's own way in."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.timezone import now

from complaints import access, codes
from complaints.choices import Verb
from complaints.models import Complaint
from mobility.accounts.models import User
from mobility.casefiles.history import record
from mobility.casefiles.primitives import lock, redue, require


@transaction.atomic
def reissue_code(
    complaint: Complaint, *, check: str, by: User, at: dt.datetime | None = None, version: int | None = None
) -> str:
    """A new code for a worker who lost theirs, after a recorded identity check; the old one is void. Returns the code, once."""
    at = at or now()
    case = lock(complaint, version=version)
    require(access.can(by, complaint, Verb.REPLY))
    code = codes.new()
    complaint.code_hash = codes.hashed(code)
    complaint.save(update_fields=["code_hash"])
    record(case, "complaints.code_reissued", by=by, at=at, facts={"check": check})
    redue(case)
    return code
