"""The table of moves of a dispute: read from its rule pack, never written here."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mobility.accounts.choices import Language
from mobility.law import packs, rules
from mobility.law.packs import Move, Notice, Pack, State

#: A state that a suspension goes back to, and a move that stays where it is.
PREVIOUS, STAYS = "previous", "="
#: What a move says of clocks when it means all that run.
ALL = "*"


def french() -> bool:
    return (get_language() or "en").startswith("fr")


def said(row: object, stem: str = "label") -> str:
    """A word of a pack in the language of the page."""
    return (
        str(getattr(row, f"{stem}_fr") or getattr(row, f"{stem}_en")) if french() else str(getattr(row, f"{stem}_en"))
    )


def pack_of(pack_id: str) -> Pack:
    return rules.library().pack(pack_id)


def moves(pack: Pack) -> dict[str, Move]:
    return {move.verb: move for move in pack.moves}


def states(pack: Pack) -> dict[str, State]:
    return {state.id: state for state in pack.states}


def notices(pack: Pack) -> dict[str, Notice]:
    return {notice.id: notice for notice in pack.notices}


def possible(pack: Pack, state: str) -> list[Move]:
    """The moves of the table from this state, in its order."""
    return [move for move in pack.moves if state in move.from_states]


def refusal(pack: Pack, state: str, verb: str) -> str:
    """Why the move is not possible from this state, as a sentence; empty when it is."""
    move = moves(pack).get(verb)
    if move is None:
        return _("This agreement has no such step.")
    if state in move.from_states:
        return ""
    here = states(pack).get(state)
    return _("“%(verb)s” is not possible while the dispute is at “%(state)s”.") % {
        "verb": said(move),
        "state": said(here) if here else state,
    }


def after(move: Move, state: str, before_suspension: str) -> str:
    """The state a dispute has after the move."""
    if move.to == STAYS:
        return state
    return before_suspension or state if move.to == PREVIOUS else move.to


def actor(actor_id: str) -> str:
    """An actor of the packs in words."""
    known = packs.actors().get(actor_id)
    return said(known) if known else actor_id


def in_both(stem: str, words: Callable[[], object]) -> dict[str, str]:
    """The same words in both languages, for what is kept and read later by somebody else: `{stem_en: …, stem_fr: …}`."""
    kept = {}
    for language in Language.values:
        with translation.override(language):
            kept[f"{stem}_{language}"] = str(words())
    return kept


def fact(pack: Pack, fact_id: str) -> str:
    """A dated fact in words."""
    found = rules.library().facts(pack.id).get(fact_id)
    return said(found) if found else fact_id
