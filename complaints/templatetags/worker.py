"""Tags of the pages for workers: words from the texts, how a date was counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from complaints import counted, texts

register = template.Library()


@register.simple_tag
def words(name: str, *path: str, **facts: Any) -> str:
    """One text of a file of texts: `{% words "filing" "danger" "title" %}`."""
    text = texts.load(name)
    for part in path:
        text = text[part]
    return texts.say(text, **facts)


@register.simple_tag
def sentence(code: str, **facts: Any) -> str:
    """One sentence of the filing texts' errors."""
    return texts.error(code, **facts)


@register.inclusion_tag("complaints/public/parts/counted.html")
def how_counted(explanation: Mapping[str, Any]) -> dict[str, Any]:
    """`How we counted`, folded: the plain words of one explanation."""
    return {"how": counted.sentences(explanation)}
