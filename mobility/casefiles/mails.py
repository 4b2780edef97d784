"""Neutral mails: subject and preview line per kind, in both languages, from `texts/mails.toml`."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts" / "mails.toml"


@functools.cache
def texts() -> dict[str, Any]:
    data = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {**data, "mails": {row["id"]: row for row in data["mails"]}}


def line(kind: str, part: str, language: str, **facts: str) -> str:
    """The subject or preview of a mail kind. Raises KeyError for a kind or a fact that does not exist."""
    return texts()["mails"][kind][part][language].format(**facts)


def sender_name(language: str) -> str:
    return texts()["sender_worker"][language]


def footer(language: str) -> str:
    return texts()["footer_worker"][language]
