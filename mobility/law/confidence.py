"""How sure we are of a number, and the words that say so on screen (from vocabulary.toml)."""

from __future__ import annotations

from functools import cache

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .counting import MARKS, is_weaker
from .packs import vocabulary


class Confidence(models.TextChoices):
    """V may be stated; S is stated with its words; A and ? are planned with, never sent or relied on as law."""

    V = "V", _("read in the instrument's own text")
    S = "S", _("from a secondary source")
    A = "A", _("taken from the former agreement, unconfirmed")
    UNKNOWN = "?", _("unconfirmed")


#: Marks that may be shown to the outside as a fact, S with its words beside it.
STATED = frozenset({Confidence.V, Confidence.S})


@cache
def _words() -> dict[tuple[str, str], str]:
    return {
        (row["mark"], lang): row[f"on_screen_{lang}"] for row in vocabulary()["confidence"] for lang in ("en", "fr")
    }


def on_screen(mark: str, language: str | None = None) -> str:
    """What is shown beside a date with this mark, in "en" or "fr" (default: the language of the page); "" for V."""
    chosen = "fr" if (language or get_language() or "en").startswith("fr") else "en"
    return _words().get((mark, chosen)) or ("" if mark == Confidence.V else _words()["?", chosen])


def weakest(*marks: str) -> str:
    """The least sure of several marks; V of none."""
    found = MARKS[0]
    for mark in marks:
        if is_weaker(mark, found):
            found = mark
    return found
