"""Whether a text that should name nobody looks like a person: a name, an e-mail, a telephone or a member's number."""

from __future__ import annotations

import re
from collections.abc import Collection

EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"(?<!\d)(?:\+?1[\s.-]?)?(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[\s.-])[2-9]\d{2}[\s.-]\d{4}(?!\d)")
SOCIAL_INSURANCE = re.compile(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{3}(?!\d)")
MEMBER = re.compile(
    r"(?i)^\s*(?:reg(?:istration|istrant)?|lic(?:en[cs]e)?|permit|member(?:ship)?|certificate|inscription|permis|membre"
    r"|certificat|matricule)\.?(?:\s?(?:no|nr|num|number|numéro|nº|n°|#)\.?)?[\s._:#-]*\d+\s*$"
)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?\.?")
#: A name has two to four words, nothing but letters between what parts words, and no word of ours.
NAME_LENGTHS = range(2, 5)


def looks_like_person(text: str, ours: Collection[str] = ()) -> bool:
    """`ours`: words in lower case that speak of the form, places and occupations, so of no person."""
    if EMAIL.search(text) or PHONE.search(text) or SOCIAL_INSURANCE.search(text) or MEMBER.match(text):
        return True
    if "://" in text or any(c.isdigit() for c in text):
        return False
    words = [word for word in re.split(r"[\s,._-]+", text.strip()) if word]
    if len(words) not in NAME_LENGTHS or not all(WORD.fullmatch(word) for word in words):
        return False
    if any(word.lower() in ours for word in words) or max(map(len, words)) < 3:
        return False
    return all(word[0].isupper() for word in words) or any(c in text for c in ",._") or " " not in text
