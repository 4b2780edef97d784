"""Dates, moments and due dates in words, in English and French. Pure: the caller says which day is today.

How long until a date in business days is for `mobility.law` to count; here it only gets its words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_currency
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

#: Beyond this many days the distance says nothing any more; the date alone is clearer.
FAR = 15

_PATTERNS = {
    "en": {"short": "EEE d MMM", "long": "EEEE d MMMM", "day": "d MMMM", "month": "MMM"},
    "fr": {"short": "EEE d MMM", "long": "EEEE d MMMM", "day": "d MMMM", "month": "MMM"},
}


def tongue() -> str:
    """The page's language, `en` or `fr`."""
    return "fr" if (get_language() or "en").startswith("fr") else "en"


def day_words(on: date, style: str = "short", *, today: date | None = None) -> str:
    """`Thu 26 Nov`, long `Thursday 26 November`, full `Thursday 26 November 2026`; plain `26 November 2026`.
    Month: `Nov`; month_year: `Nov 2026`.

    Short and long carry the year only when it is not this one. French: `jeu. 26 nov.`, `jeudi 26 novembre`, no article.
    """
    has_year = style in ("full", "plain", "month_year") or (
        style != "month" and on.year != (today or timezone.localdate()).year
    )
    return _day_words(on, style, has_year, tongue())


@lru_cache(maxsize=2000)
def _day_words(on: date, style: str, has_year: bool, language: str) -> str:
    pattern = _PATTERNS[language][{"full": "long", "plain": "day", "month_year": "month"}.get(style, style)]
    if has_year:
        pattern += " y"
    if language == "fr" and on.day == 1 and "d" in pattern:
        pattern = pattern.replace("d ", "d'er' ", 1)
    return format_date(on, pattern, locale=language)


def time_words(at: datetime) -> str:
    """`10:42 am`; French `10 h 42`. In Alberta's time."""
    at = timezone.localtime(at)
    if tongue() == "fr":
        return f"{at.hour}\u00a0h\u00a0{at.minute:02d}" if at.minute else f"{at.hour}\u00a0h"
    return f"{at.hour % 12 or 12}:{at.minute:02d}\u00a0{'am' if at.hour < 12 else 'pm'}"


def moment_words(at: datetime, style: str = "short", *, today: date | None = None) -> str:
    """Date and time in Alberta: `Mon 23 Nov, 10:42 am`; long and full: `Monday 23 November at 10:42 am`."""
    words = {"day": day_words(timezone.localtime(at).date(), style, today=today), "time": time_words(at)}
    if style == "short":
        return pgettext("date, time", "%(day)s, %(time)s") % words
    return pgettext("date at time", "%(day)s at %(time)s") % words


def money_words(amount: Decimal) -> str:
    """`$1,234.50`; French `1 234,50 $`. Without cents where there are none."""
    pattern = None if amount % 1 else ("#,##0 ¤" if tongue() == "fr" else "¤#,##0")
    locale = "fr_CA" if tongue() == "fr" else "en_CA"
    return format_currency(amount, "CAD", pattern, locale=locale, currency_digits=bool(amount % 1))


def days_words(count: int, unit: str) -> str:
    """`3 business days`, `1 day`: the distance a clock of that unit counts in."""
    if unit == "business":
        return ngettext("%(n)s business day", "%(n)s business days", count) % {"n": count}
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


def age_words(days: int) -> str:
    """`14 days old`, `today`."""
    if days <= 0:
        return _("today")
    return ngettext("%(n)s day old", "%(n)s days old", days) % {"n": days}


@dataclass(frozen=True)
class Due:
    """A due date in words, with the class and icon that go with it."""

    state: str  # "late", "soon", "" or "mute": a meaning class of the style sheet
    icon: str
    headline: str  # "Due in 3 business days"
    day: str  # "Thu 26 Nov"; empty when the headline says it already

    @property
    def sentence(self) -> str:
        """`Due in 3 business days, Thu 26 Nov`."""
        if not self.day:
            return self.headline
        return pgettext("due phrase, date", "%(due)s, %(day)s") % {"due": self.headline, "day": self.day}


def due_words(
    on: date | None,
    *,
    today: date,
    distance: int | None = None,
    unit: str = "business",
    paused: str = "",
    style: str = "short",
) -> Due:
    """Says when something is due, as people say it.

    `distance` is how many days of `unit` lie between today and the date (its sign does not matter: the dates say
    which is earlier); without it, or far ahead, the date stands alone. `paused` is what is waited for.
    """
    if paused:
        return Due("mute", "pause", _("Paused: waiting for %(what)s") % {"what": paused}, "")
    if on is None:
        return Due("mute", "ok", _("No date"), "")
    words = day_words(on, style, today=today)
    if style != "short" and tongue() == "fr":
        words = f"le {words}"
    count = abs(distance) if distance is not None else 0
    ahead = (on - today).days
    if ahead < 0:
        over = _("%(distance)s over") % {"distance": days_words(count, unit)} if count else _("Overdue")
        return Due("late", "late", over, words)
    if ahead == 0:
        return Due("soon", "today", _("Due today"), words)
    if ahead == 1:
        return Due("soon", "soon", _("Due tomorrow"), words)
    if count == 0 or count > FAR:
        return Due("", "ok", _("Due %(day)s") % {"day": words}, "")
    return Due("", "ok", _("Due in %(distance)s") % {"distance": days_words(count, unit)}, words)
