"""Tags of the pages for workers: words from the texts, how a date was counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from complaints import counted, texts

register = template.Library()


@register.simple_tag
def words(name: str, *path: str, **facts: Any) -> str:
    """One text of a file of texts: `{% words "filing" "danger" "title" %}`. What is filled in may be markup, as a day is."""
    text = texts.load(name)
    for part in path:
        text = text[part]
    return format_html(escape(texts.say(text)), **facts) if facts else texts.say(text)


@register.simple_tag
def sentence(code: str, **facts: Any) -> str:
    """One sentence of the filing texts' errors."""
    return texts.error(code, **facts)


@register.simple_tag
def text(pair: Mapping[str, str], **facts: Any) -> str:
    """One text that came with the context, in the language of the page."""
    return texts.say(dict(pair), **facts)


@register.filter("texts")
def part_of(name: str, path: str) -> Any:
    """A part of a file of texts: `{{ "filing"|texts:"danger.numbers" }}`."""
    found: Any = texts.load(name)
    for part in path.split("."):
        found = found[part]
    return found


@register.simple_tag
def saved(draft_days: int, code: str) -> SafeString:
    """How long answers are kept, and the code to come back with."""
    words = texts.load("filing")["saved"][texts.language()].replace("{draft_days}", str(draft_days))
    before, _code, after = words.partition("{code}")
    return format_html('{}<b class="mono nb">{}</b>{}', before, code, after)


@register.inclusion_tag("complaints/public/parts/counted.html")
def how_counted(explanation: Mapping[str, Any]) -> dict[str, Any]:
    """`How we counted`, folded: the plain words of one explanation."""
    return {"how": counted.sentences(explanation)}
