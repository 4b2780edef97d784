"""The bank of sentences in both languages: offered in the reader's language at the desk, inserted in the worker's.

What a sentence needs is filled from the file; what the file does not say stays as a blank, and a text with a blank is not sent.
"""

from __future__ import annotations

import re
from typing import Any

from django.utils import translation

from . import texts
from .models import Complaint

BLANK = re.compile(r"\[([a-z_]+)\]")


def offered(use: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The sentences for workers, by id, in the language of the page; those of these uses first."""
    rows = [row for row in texts.load("phrases")["phrases"] if row["to"] in ("worker", "both")]
    rows.sort(key=lambda row: row["use"] not in use)
    return [(row["id"], blanks(row[texts.language()])) for row in rows]


def blanks(sentence: str) -> str:
    return re.sub(r"\{([a-z_]+)\}", r"[\1]", sentence)


def sentence(phrase: str, complaint: Complaint) -> str:
    """One sentence in the worker's language, as far as the file can fill it. Empty for an id that is none."""
    row = next((row for row in texts.load("phrases")["phrases"] if row["id"] == phrase), None)
    if row is None:
        return ""
    known = facts(complaint)
    return re.sub(r"\{([a-z_]+)\}", lambda found: known.get(found[1]) or f"[{found[1]}]", row[complaint.language])


def facts(complaint: Complaint) -> dict[str, str]:
    """What the sentences may need and the file says."""
    with translation.override(complaint.language):
        home: Any = complaint.home
        receiving: Any = complaint.receiving
        return {
            "body_name": complaint.body_short if complaint.body or complaint.body_text else "",
            "home_name": str(home.name) if home else "",
            "home_body": str(complaint.home_body) if complaint.home_body else "",
            "receiving_name": str(receiving.name) if receiving else "",
            "occupation": complaint.occupation_name if complaint.occupation or complaint.occupation_text else "",
            "reference": complaint.reference,
        }


def left_open(text: str) -> list[str]:
    """The blanks of the bank that nobody filled in."""
    known = {name for row in texts.load("phrases")["phrases"] for name in row["variables"]}
    return [name for name in BLANK.findall(text) if name in known]
