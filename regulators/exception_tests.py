"""The three tests of an exception and the objectives it may serve, from the data the project carries."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

DATA = Path(__file__).parent / "data" / "exception-tests.toml"


def said(words: dict[str, str]) -> str:
    """In the language of the page."""
    return words["fr" if (get_language() or "en").startswith("fr") else "en"]


@dataclass(frozen=True)
class Limb:
    """One of the three tests: its question, its article and how sure we are of that."""

    id: str
    words: dict[str, dict[str, str]]
    basis: str
    confidence: str

    @property
    def title(self) -> str:
        return said(self.words["title"])

    @property
    def question(self) -> str:
        return said(self.words["question"])

    @property
    def hint(self) -> str:
        return said(self.words["hint"])


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def limbs() -> dict[str, Limb]:
    return {
        row["id"]: Limb(
            id=row["id"],
            words={name: row[name] for name in ("title", "question", "hint")},
            basis=row["basis"],
            confidence=row["confidence"],
        )
        for row in _read()["limb"]
    }


def objectives() -> dict[str, str]:
    """Each objective in the language of the page."""
    return {key: said(words) for key, words in _read()["objectives"]["words"].items()}


def objectives_confidence() -> str:
    return str(_read()["objectives"]["confidence"])
