"""Words for workers as data, English and French side by side: steps of filing, statuses, scope check, phrases, letters."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

FOLDER = Path(__file__).parent / "texts"


@functools.cache
def load(name: str) -> dict[str, Any]:
    """One file of texts. Raises FileNotFoundError."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def say(text: dict[str, str], lang: str | None = None, **facts: Any) -> str:
    """One text in the language of the page (or `lang`), its variables filled. Raises KeyError for a missing variable."""
    words = text[lang or language()]
    return words.format(**facts) if facts else words


@functools.cache
def fields() -> dict[str, dict[str, Any]]:
    """All fields of the filing steps by id."""
    return {field["id"]: field for step in load("filing")["steps"] for field in step["fields"]}


def label(field: str, **facts: Any) -> str:
    return say(fields()[field]["label"], **facts)


def hint(field: str, **facts: Any) -> str:
    return say(fields()[field]["hint"], **facts)


def choices(field: str) -> list[tuple[str, str]]:
    return [(value, say(text)) for value, text in fields()[field]["choices"].items()]


def questions(ground: str, lang: str | None = None) -> list[str]:
    """The follow-up questions of a ground."""
    return load("filing")["grounds"].get(ground, {}).get(lang or language(), [])


def ground(slug: str) -> str:
    """A ground as a worker says it; its slug where nobody has worded it."""
    words = load("filing")["ground_words"].get(slug)
    return say(words) if words else slug


def question(key: str, lang: str | None = None) -> str:
    """The question an answer of a complaint is kept under: `ground.number`. What is not such a key is its own question."""
    ground, _dot, number = key.rpartition(".")
    asked = questions(ground, lang)
    return asked[int(number)] if number.isdecimal() and int(number) < len(asked) else key


def error(code: str, **facts: Any) -> str:
    """The sentence for what is wrong and how to mend it."""
    return say(load("filing")["errors"][code], **facts)


def letter(kind: str, lang: str, **facts: str) -> str:
    """A letter with its variables filled. A passage that starts `[if NAME]` stands only when NAME is not empty."""
    template = next(row for row in load("letters")["letters"] if row["id"] == kind)[lang]
    paragraphs = []
    for paragraph in template.strip().split("\n\n"):
        kept = re.split(r"(?=\[if \w+\])", paragraph)
        parts = []
        for part in kept:
            condition = re.match(r"\[if (\w+)\] ?", part)
            if condition is None:
                parts.append(part)
            elif facts.get(condition.group(1)):
                parts.append(part[condition.end() :])
        text = "".join(parts).strip()
        if text:
            paragraphs.append(text.format_map(_Blank(facts)))
    return "\n\n".join(paragraphs)


class _Blank(dict[str, str]):
    """Leaves a variable nobody filled visible, so that a person completes it before sending."""

    def __missing__(self, key: str) -> str:
        return f"[{key}]"
