"""How a date was counted, in plain words for the person it concerns. From the explanation alone; no database.

The whole proof, with citations and sources, is `mobility.law.phrases.sentences`; the desk shows that.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mobility.accounts.phrases import day_words, days_words, tongue
from mobility.law.confidence import on_screen


def on(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def long(iso: str) -> str:
    """A date inside a sentence; the French sentence has the article."""
    return day_words(on(iso), "full")


def length(number: int, unit: str) -> str:
    if unit == "months":
        return ngettext("%(n)s month", "%(n)s months", number) % {"n": number}
    if unit == "years":
        return ngettext("%(n)s year", "%(n)s years", number) % {"n": number}
    return days_words(number, unit)


def sentences(explanation: Mapping[str, Any]) -> list[str]:
    """What we started from, how many days, what we skipped, what was added, where it ends, how sure we are."""
    if explanation.get("given_in") == "request":
        return [_("This is the day we gave in our request.")]
    if not explanation.get("rule"):
        return [_("This is the day you gave us from your decision letter. We did not count it.")]
    rule, unit = explanation["rule"], explanation["unit"]
    if explanation["no_date"] not in ("", "paused"):
        return [_("No number of days is confirmed for this, so we give no date.")]
    said = []
    if explanation["start"]:
        said.append(_("We start on the day after %(day)s.") % {"day": long(explanation["start"])})
    if explanation["days"]:
        said.append(_("We count %(length)s.") % {"length": length(explanation["days"], unit)})
    elif explanation["days"] == 0:
        said.append(_("It is due on the same day."))
    skipped = [
        f"{row['name_fr' if tongue() == 'fr' else 'name_en']} ({day_words(on(row['on']), 'long')})"
        for row in explanation["skipped"]
    ]
    if unit == "business" and explanation["weekends"]:
        said.append(
            _("We skip Saturdays, Sundays and %(days)s.") % {"days": listed(skipped)}
            if skipped
            else _("We skip Saturdays and Sundays.")
        )
    for pause in explanation["pauses"]:
        if pause["ends"] and pause["days"]:
            days = ngettext("%(n)s day", "%(n)s days", pause["days"]) % {"n": pause["days"]}
            reason = pause["text_fr" if tongue() == "fr" else "text_en"] or _("the count was stopped")
            said.append(_("We leave out %(days)s: %(reason)s.") % {"days": days, "reason": lower(reason)})
    for extension in explanation["extensions"]:
        said.append(
            _("%(length)s were added: %(authority)s.")
            % {"length": length(extension["days"], unit), "authority": extension["authority"]}
        )
    if explanation["no_date"] == "paused":
        said.append(_("The count stands still now. The date follows when it goes on."))
    if explanation["strict_on"] and explanation["due_on"] and explanation["strict_on"] != explanation["due_on"]:
        said.append(
            _("That ends on a closed day, %(day)s, so it moves to the next open day.")
            % {"day": long(explanation["strict_on"])}
        )
    if explanation["due_on"]:
        said.append(_("So the date is %(day)s.") % {"day": day_words(on(explanation["due_on"]), "full")})
    return [*said, *sureness(rule)]


def sureness(rule: Mapping[str, Any]) -> list[str]:
    """How sure we are of the number of days."""
    if rule["kind"] == "policy":
        return [_("This is our own service standard, not a time limit in law.")]
    if words := on_screen(rule["confidence"]):
        return [_("How sure we are: %(how)s.") % {"how": words}]
    return []


def listed(parts: list[str]) -> str:
    return ", ".join(parts)


def lower(text: str) -> str:
    return text[:1].lower() + text[1:]
