"""What the page of a file of any kind shows: its verbs, a link for each and the one form that is open; its timeline."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mobility.casefiles.timeline import Line

register = template.Library()


@register.simple_tag(takes_context=True)
def verbs_of(context: template.Context, anchor: str) -> SafeString:
    """All verbs that belong to one card of the page."""
    found = [one for one in context["offered"] if one.anchor == anchor and not one.row]
    if not found:
        return SafeString("")
    rows = format_html_join("", "{}", ((_verb(context, one.verb, one.label),) for one in found))
    return format_html('<div class="verbs">{}</div>', rows)


@register.simple_tag(takes_context=True)
def verb_of_row(context: template.Context, verb: str, row: Any, about: str = "") -> SafeString:
    """One verb for one row of a card, by the row's number; `about` says which row to those who hear the page."""
    for one in context["offered"]:
        if one.verb == verb:
            return _verb(context, verb, one.label, row=str(row), about=about, field=one.row)
    return SafeString("")


@register.simple_tag
def log_of(lines: list[Line]) -> SafeString:
    """The timeline, one line for each event."""
    language, year = get_language(), timezone.localdate().year
    rows = [
        _line(one.event.seq, one.event.at, one.sentence, one.by, tuple(one.seen_by), language, year) for one in lines
    ]
    return format_html('<ol class="l log">{}</ol>', SafeString("".join(rows)))


@lru_cache(maxsize=3000)
def _line(
    seq: int, at: dt.datetime, sentence: str, by: str, seen_by: tuple[str, ...], _language: str | None, _year: int
) -> SafeString:
    """A line as it stands in the page. Kept, as the rows of the lists are: after each verb the same page comes again."""
    return render_to_string(
        "desk/line.html", {"seq": seq, "at": at, "sentence": sentence, "by": by, "seen_by": seen_by}
    )


def _verb(
    context: template.Context, verb: str, label: str, row: str = "", about: str = "", field: str = ""
) -> SafeString:
    file, form = context["file"], context["form"]
    is_open = context["open_verb"] == verb and form is not None
    if is_open and (not row or str(form[field].value()) == row):
        said: dict[str, Any] = {**context.flatten(), "verb": verb, "label": label, "row": row}  # type: ignore[dict-item]
        return SafeString(render_to_string("desk/verb.html", said))
    href = reverse(context["act_url"], args=[context["key"], verb]) + (f"?{field}={row}" if row else "")
    return format_html(
        '<div class="verb" id="do-{}{}"><a class="btn {}" href="{}#do-{}{}" data-do="{}">{}{}</a></div>',
        *(verb, row, "link" if row else "plain", href, verb, row, file.version, label),
        format_html('<span class="sr">: {}</span>', about) if about else "",
    )
