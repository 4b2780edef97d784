"""The components of every page as template tags and filters. What they look like is in static/css/site.css.

They know words, dates and markup; nothing about files, clocks or bodies: the caller passes those as facts.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BaseFormSet, BoundField, Field
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from mobility import counting
from mobility.accounts import phrases

register = template.Library()

#: Priority -> icon, word.
PRIORITIES = {
    "urgent": ("p4", pgettext_lazy("priority", "Urgent")),
    "high": ("p3", pgettext_lazy("priority", "High")),
    "normal": ("p2", pgettext_lazy("priority", "Normal")),
    "low": ("p1", pgettext_lazy("priority", "Low")),
}


# ---- marks ------------------------------------------------------------------------------------------
@register.simple_tag
@functools.lru_cache(maxsize=500)
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite; with a label it speaks, without it is decoration."""
    href = f"{static('img/sprite.svg')}#i-{name}"
    css = f"i {css}".strip()
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


@register.simple_tag
@functools.lru_cache(maxsize=2000, typed=True)  # what is safe HTML and what is to be escaped are two labels
def tag(label: str, meaning: str = "mute", icon: str = "") -> SafeString:
    """A badge: a word with a meaning (late, soon, done, info, unsure, mute)."""
    return format_html('<span class="tag {}">{}{}</span>', meaning, _icon(icon) if icon else "", label)


@register.simple_tag
def unconfirmed(confidence: str = "A", words: bool = False) -> SafeString:
    """The mark of a rule nobody confirmed in the text of the law (V: none)."""
    return SafeString("") if confidence == "V" else _unconfirmed(get_language(), confidence, words)


@functools.cache
def _unconfirmed(_language: str | None, confidence: str, words: bool) -> SafeString:
    text = _("from a secondary source") if confidence == "S" else _("unconfirmed")
    if words:
        label = _("From a secondary source") if confidence == "S" else _("Unconfirmed")
        return format_html('<span class="tag unsure">{}{}</span>', _icon("unsure"), label)
    return _icon("unsure", _("rule %(how)s") % {"how": text}, "q")


@register.simple_tag
def due(
    on: date | None = None,
    *,
    today: date | None = None,
    distance: int | None = None,
    unit: str = "business",
    label: str = "",
    confidence: str = "V",
    paused: str = "",
    form: str = "row",
) -> SafeString:
    """A due date: icon, words, date. `form`: `row` (two lines), `line` (one line) or `long` (date spelled out)."""
    today = today or timezone.localdate()
    return _due(get_language(), on, today, distance, unit, str(label), confidence, str(paused), form)


@functools.lru_cache(maxsize=2000)
def _due(
    language: str | None,
    on: date | None,
    today: date,
    distance: int | None,
    unit: str,
    label: str,
    confidence: str,
    paused: str,
    form: str,
) -> SafeString:
    """Kept: a list says the same of many rows, and of the same rows again at the next look."""
    words = phrases.due_words(
        on, today=today, distance=distance, unit=unit, paused=paused, style="long" if form == "long" else "short"
    )
    mark = _icon(words.icon)
    sure = format_html(" {}", unconfirmed(confidence)) if confidence != "V" and on else ""
    when = format_html('<time datetime="{}">{}</time>', on.isoformat(), words.day) if words.day and on else ""
    css = f"due {words.state}".strip()
    if form != "row":
        lead = _("%(label)s:") % {"label": label} + " " if label else ""
        text = phrases.pgettext("due phrase, date", "%(due)s, %(day)s") if when else "%(due)s"
        body = format_html(text.replace("%(due)s", "{due}").replace("%(day)s", "{day}"), due=words.headline, day=when)
        return format_html('<span class="{} line">{}<b>{}{}{}</b></span>', css, mark, lead, body, sure)
    second = format_html("{}{}{}{}", label, " · " if label and when else "", when, sure)
    small = format_html("<small>{}</small>", second) if second else ""
    return format_html('<div class="{}">{}<b>{}</b>{}</div>', css, mark, words.headline, small)


@register.simple_tag
def prio(value: str) -> SafeString:
    """A priority: bars and the word."""
    return _prio(get_language(), str(value))


@functools.cache
def _prio(language: str | None, value: str) -> SafeString:
    name, words = PRIORITIES[value]
    return format_html('<span class="prio {}">{}{}</span>', value, _icon(name), words)


@register.simple_tag
def seen(others: Iterable[str] = ()) -> SafeString:
    """Who sees an item: a lock and `Unit only`, or an eye and `Unit + CLPNA + worker`."""
    return _seen(get_language(), tuple(map(str, others or ())))


@functools.lru_cache(maxsize=2000)
def _seen(_language: str | None, names: tuple[str, ...]) -> SafeString:
    if not names:
        return format_html('<span class="seen">{}{}</span>', _icon("lock"), _("Unit only"))
    words = _("Unit + %(names)s") % {"names": " + ".join(names)}
    return format_html('<span class="seen out">{}{}</span>', _icon("eye"), words)


_icon = icon


# ---- dates ------------------------------------------------------------------------------------------
@register.filter
def day(on: date | datetime | None, style: str = "short") -> str:
    """`{{ on|day }}` Thu 26 Nov · `|day:"long"` Thursday 26 November · `|day:"full"` … 2026 · `|day:"plain"`."""
    if on is None:
        return ""
    if isinstance(on, datetime):
        on = timezone.localtime(on).date()
    return _day(on, style, timezone.localdate().year, get_language())


@functools.lru_cache(maxsize=5000)
def _day(on: date, style: str, _year: int, _language: str | None) -> SafeString:
    """Kept: the days of a page are those of the page before. The year that is now says whether a day carries its own."""
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), phrases.day_words(on, style))


@register.filter
def moment(at: datetime | None, style: str = "short") -> str:
    """`{{ at|moment }}` Mon 23 Nov, 10:42 am · `|moment:"full"` Monday 23 November 2026 at 10:42 am. Alberta's time."""
    if at is None:
        return ""
    return _moment(at, style, timezone.localdate().year, get_language())


@functools.lru_cache(maxsize=5000)
def _moment(at: datetime, style: str, _year: int, _language: str | None) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), phrases.moment_words(at, style))


@register.filter
def age(days: int) -> str:
    """`14 days old`."""
    return phrases.age_words(days)


@register.filter
def up_to(count: int | str | None) -> str:
    """A count that stopped beyond the thousandth: `1,000+`. What is words already stays."""
    return str(count) if isinstance(count, str) else counting.shown(count)


@register.filter
def money(amount: Any) -> str:
    """Dollars: `$1,234.50`, French `1 234,50 $`; without cents where there are none."""
    return phrases.money_words(amount)


# ---- forms ------------------------------------------------------------------------------------------
@register.filter
def anchor(field: BoundField) -> str:
    """The id of the input a link to this field should land on: the first radio, the first date part in error."""
    widget = field.field.widget
    if hasattr(widget, "anchor"):
        return str(widget.anchor(field.auto_id, field.value()))
    if getattr(widget, "input_type", "") in ("radio", "checkbox") and getattr(widget, "use_fieldset", False):
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


@register.inclusion_tag("parts/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet) -> dict[str, Any]:
    """What is wrong in these forms, each line a link to its field. Nothing when nothing is wrong."""
    problems: list[tuple[str, str]] = []
    for one in forms:
        members = one.forms if isinstance(one, BaseFormSet) else [one]
        if isinstance(one, BaseFormSet) and one.is_bound:
            problems += [("", str(error)) for error in one.non_form_errors()]
        for form in members:
            if not form or not form.is_bound or not form.errors:
                continue
            problems += [("", str(error)) for error in form.non_field_errors()]
            problems += [(anchor(field), _named(field, str(error))) for field in form for error in field.errors]
    return {"problems": problems, "count": len(problems)}


def _named(field: BoundField, sentence: str) -> str:
    """Django's own "required" says nothing in a list: the field's name goes before it."""
    if sentence != str(Field.default_error_messages["required"]):
        return sentence
    if field.label.endswith("?"):
        return f"{field.label} {sentence}"
    return _("%(what)s: %(sentence)s") % {"what": field.label, "sentence": sentence[:1].lower() + sentence[1:]}


# ---- getting about ----------------------------------------------------------------------------------
@register.simple_tag
def door(name: str, path: str) -> str:
    """The address of a public page by name; `/en/path/` as long as no app has taken it."""
    return address(name, get_language()) or f"/{phrases.tongue()}/{path}"


@functools.lru_cache(maxsize=100)
def address(name: str, language: str | None) -> str:
    """The address of a page without arguments; nothing while it does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag
def bars(widest: int, *parts: int) -> SafeString:
    """One bar of parts beside each other (late, soon, later), as wide as its numbers say beside the widest. The numbers stand in
    the table beside it: the picture says nothing they do not."""
    drawn, x = [], 0.0
    for number, meaning in zip(parts, ("p-late", "bar-a", "p-left"), strict=False):
        width = 100 * number / widest if widest else 0
        if width:
            drawn.append((meaning, f"{x:.2f}", f"{width:.2f}"))
        x += width
    rects = format_html_join("", '<rect class="{}" x="{}" width="{}" height="10"/>', drawn)
    return format_html('<svg class="pic small" viewBox="0 0 100 10" preserveAspectRatio="none">{}</svg>', rects)


@register.simple_tag(takes_context=True)
def entry(
    context: dict[str, Any], name: str, label: str, exact: bool = False, may: str = "", also: str = ""
) -> SafeString:
    """One entry of a main menu, marked when it is where we are; nothing while the page does not exist.

    With `may`, only for whoever holds this capability. With `also`, pages of the same group that have no entry of their own.
    """
    places = [found for one in (name, *also.split()) if (found := address(one, get_language()))]
    href = places[0] if places else ""
    request = context.get("request")
    if not href or (may and (request is None or not request.user.is_authenticated or not request.user.can(may))):
        return SafeString("")
    path = request.path if request else ""
    here = path == href if exact else any(path.startswith(place) for place in places)
    return _entry(href, here, label)


@functools.lru_cache(maxsize=500, typed=True)
def _entry(href: str, here: bool, label: str) -> SafeString:
    current = SafeString(' aria-current="page"') if here else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', href, current, label)


@register.simple_tag
def other_language() -> dict[str, str]:
    """Code and name of the other language."""
    code = "en" if phrases.tongue() == "fr" else "fr"
    return {"code": code, "name": dict(settings.LANGUAGES)[code]}


@register.simple_tag(takes_context=True)
def here_in(context: dict[str, Any], code: str) -> str:
    """The address of this same page in another language."""
    request = context.get("request")
    here = request.get_full_path() if request else "/"
    there = translate_url(here, code)
    if there == here:  # no language in this address: asked for by a parameter, remembered in a cookie
        there = f"/{code}/" if request is None or here == "/" else f"?lang={code}"
    return there


@register.simple_tag
def page_language() -> str:
    """The value of `<html lang>`."""
    return f"{(get_language() or 'en')[:2]}-CA"


@register.simple_tag
def demo() -> bool:
    """Whether this is the demonstration, where every person and story is invented."""
    return bool(settings.DEMO)
