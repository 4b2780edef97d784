"""Does a text name the worker? Asked wherever something leaves that may not name them."""

from __future__ import annotations

import re
import unicodedata

from mobility.casefiles.models import CaseFile, Person
from mobility.casefiles.primitives import complainant_of

#: Shorter parts of a name are words of their own too often.
SHORTEST = 3


def plain(text: str) -> str:
    """Without accents, so that Lévesque and Levesque are one name."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def worker_of(file: CaseFile) -> Person | None:
    worker = complainant_of(file)
    return worker.person if worker else None


def named_in(text: str, person: Person | None) -> str:
    """The first part of the text that says who the person is; empty when none does.

    A whole name, address or number counts however it is written; one part of a name only as a name is written, with a
    capital: "will" is no name, "Will" may be one.
    """
    if person is None:
        return ""
    said = plain(text)
    low = said.casefold()
    for whole in (person.name, person.email):
        if whole and plain(whole).casefold() in low:
            return whole
    digits = re.sub(r"\D", "", person.phone)
    if len(digits) >= 7 and digits[-7:] in re.sub(r"\D", "", said):
        return person.phone
    for part in re.split(r"[\s\-’']+", plain(person.name)):
        if len(part) < SHORTEST:
            continue
        for form in {part, part.capitalize(), part.upper()}:
            if form[:1].isupper() and re.search(rf"\b{re.escape(form)}\b", said):
                return form
    return ""
