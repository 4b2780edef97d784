"""Whether a formal step under the New West agreement may be made: the body's own review comes first. Read only.

What the agreement asks, its article and how sure we are of it stand in the pack `nwpta`.
"""

from __future__ import annotations

from mobility.accounts.phrases import tongue
from mobility.law import confidence, rules
from mobility.law.citing import cited
from mobility.law.packs import Guard

from .models import Complaint

AGREEMENT = "nwpta"
FACT = "own_review_used"
#: Grounds by which the worker says that a review was asked for: the form begins from that, and a person makes sure.
GROUNDS = frozenset({"review-denied"})


def is_between_parties(complaint: Complaint, library: rules.Library) -> bool:
    """Whether both provinces of a complaint are in the agreement."""
    if AGREEMENT not in library.packs:
        return False
    parties = library.pack(AGREEMENT).more.get("parties", {}).get("codes", [])
    ends = {complaint.home_id, complaint.receiving_id}
    return len(ends) > 1 and ends <= set(parties)


def missing(complaint: Complaint, library: rules.Library | None = None) -> Guard | None:
    """The condition of a formal step that this file does not meet: nothing is known of the body's own review."""
    library = library or rules.library()
    if complaint.own_review or not is_between_parties(complaint, library):
        return None
    return next((guard for guard in library.pack(AGREEMENT).guards if FACT in guard.facts_used), None)


def stops(guard: Guard) -> bool:
    """Whether it cannot be overridden: only what was read in the text itself."""
    return guard.effect == "blocks" and guard.confidence == confidence.Confidence.V


def words(guard: Guard) -> str:
    """What is asked, with its article and its mark: `NWPTA Part IV(A): all other means used (from a secondary source)`."""
    text = guard.text_fr if tongue() == "fr" else guard.text_en
    mark = confidence.on_screen(guard.confidence, tongue())
    said = f"{guard.article}: {text}" if tongue() != "fr" else f"{cited(guard.article)} : {text}"
    return f"{said} ({mark})" if mark else said
