"""How an article is named in the language of the reader. Packs write it in English; the French words stand in the vocabulary.

A citation is kept with events and clocks as the pack writes it, and put into words when it is read: so old rows read as new ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from django.utils.translation import get_language

from .packs import vocabulary

#: A citation with a remark in brackets behind it.
REMARKED = re.compile(r"(?P<base>.+) \((?P<remark>[^()]+)\)")
WORD = re.compile(r"[^\W\d_]+")
#: Names of laws stay as their legislature gave them.
NAMES = frozenset(
    (
        "LMA", "NWPTA", "CFTA", "FRPA", "FARPACTA", "Labour", "Mobility", "Act", "Ontario", "Interprovincial", "Trade", "and",
        "Free", "within", "Canada", "O", "Reg",
    )
)  # fmt: skip


@cache
def _table(kind: str) -> dict[str, str]:
    return {row["en"]: row["fr"] for row in vocabulary()[kind]}


def cited(citation: str, language: str | None = None) -> str:
    """The citation in words of "en" or "fr" (default: the language of the page)."""
    if not citation or not (language or get_language() or "en").startswith("fr"):
        return citation
    base, remark = parts(citation)
    whole = _table("citation").get(base)
    french = whole or WORD.sub(lambda found: _table("citation_word").get(found[0], found[0]), base)
    return f"{french} ({_table('remark').get(remark, remark)})" if remark else french


def parts(citation: str) -> tuple[str, str]:
    """A citation and the remark behind it, where it is one the vocabulary knows."""
    found = REMARKED.fullmatch(citation)
    if citation in _table("citation") or found is None or found["remark"] not in _table("remark"):
        return citation, ""
    return found["base"], found["remark"]


def unknown_words(citation: str) -> Iterator[str]:
    """Words of a citation that nobody has put into French: the packs may hold none."""
    base, _remark = parts(citation)
    if base in _table("citation"):
        return
    for word in WORD.findall(base):
        is_number = len(word) == 1 or re.fullmatch(r"[ivxIVX]+", word)
        if word not in _table("citation_word") and word not in NAMES and not is_number:
            yield word
