"""Texts that carry a version: privacy notice, accessibility statement. The files here are never edited once
somebody has read them; a new wording is a new file with a later version in its name.

Filing keeps `current("privacy-notice")` with each complaint, so that the words somebody agreed to can be shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent

#: What the texts leave open as {name}: here what is the texts' own; what a rule pack says is passed in.
FACTS = {"accessibility_days": "5"}

_INLINE = [
    (re.compile(r"\[\[(.+?)\]\]"), r'<span class="unsettled">[\1]</span>'),
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*(.+?)\*"), r"<em>\1</em>"),
]


@dataclass(frozen=True)
class Text:
    """One text in one language."""

    name: str
    version: str
    title: str
    body: SafeString


def current(name: str) -> str:
    """The version in force: the latest there is."""
    versions = {path.name.split(".")[1] for path in FOLDER.glob(f"{name}.*.md")}
    return max(versions)


def read(name: str, language: str, version: str = "", facts: Mapping[str, str] | None = None) -> Text:
    """A text by name and language, in the version in force or in the one asked for."""
    version = version or current(name)
    title, _, rest = (FOLDER / f"{name}.{version}.{language}.md").read_text(encoding="utf-8").partition("\n")
    for key, value in {**FACTS, **(facts or {})}.items():
        rest = rest.replace("{" + key + "}", value)
    return Text(name, version, title.removeprefix("# ").strip(), markup(rest))


def markup(source: str) -> SafeString:
    """Paragraphs, `##` headings, `-` lists, bold, italics, [[to be confirmed]]; anything else is plain text."""
    out: list[str] = []
    for block in re.split(r"\n\s*\n", source.strip()):
        lines: list[str] = []
        items: list[str] = []
        for line in block.splitlines():
            (items if line.startswith("- ") else lines).append(line.removeprefix("- ").strip())
        if lines and lines[0].startswith("## "):
            out.append(f"<h2>{_inline(lines.pop(0)[3:])}</h2>")
        if lines:
            out.append(f"<p>{_inline(' '.join(lines))}</p>")
        if items:
            out.append("<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + "</ul>")
    return mark_safe("\n".join(out))  # noqa: S308 - every line went through escape()


def _inline(text: str) -> str:
    text = escape(text)
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    return text
