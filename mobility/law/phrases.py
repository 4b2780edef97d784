"""An explanation in sentences, in the language of the page. Words only; every fact comes from the explanation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .citing import cited
from .confidence import on_screen
from .counting import Explanation
from .packs import actors


def day(value: dt.date | str) -> str:
    """A date with its weekday: Friday 20 November 2026, vendredi 20 novembre 2026."""
    on = dt.date.fromisoformat(value) if isinstance(value, str) else value
    said = date_format(on, "l j F Y")
    return said.replace(" 1 ", " 1er ", 1) if on.day == 1 and (get_language() or "en").startswith("fr") else said


def named(row: dict[str, Any], stem: str = "name") -> str:
    """The text of a row in the language of the page; English where there is no French."""
    chosen = "fr" if (get_language() or "en").startswith("fr") else "en"
    return row.get(f"{stem}_{chosen}") or row.get(f"{stem}_en") or ""


def length(number: int, unit: str) -> str:
    """A number with its unit: 20 business days, 3 years."""
    if unit == "business":
        return ngettext("%(n)d business day", "%(n)d business days", number) % {"n": number}
    if unit == "months":
        return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}
    if unit == "years":
        return ngettext("%(n)d year", "%(n)d years", number) % {"n": number}
    return ngettext("%(n)d calendar day", "%(n)d calendar days", number) % {"n": number}


def no_date(explanation: Explanation) -> str:
    """Why there is no date; "" if there is one."""
    rule = explanation["rule"]
    if explanation["no_date"] == "paused":
        return _("The clock is paused; the date follows once the pause ends.")
    if not explanation["no_date"]:
        return ""
    if rule["date_is_given_in"]:
        return _("No confirmed time limit: the date is given in the %(paper)s.") % {"paper": rule["date_is_given_in"]}
    why = {
        "days": _("the number of days was not read"),
        "unit": _("what kind of days are counted was not read"),
        "start": _("the day it is counted from is not known"),
        "calendar": _("the calendar of business days is not known"),
    }[explanation["no_date"]]
    return _("No confirmed time limit: %(why)s.") % {"why": why}


def remarks(explanation: Explanation) -> list[str]:
    """What must be said beside the date: how sure the rule is, then the calendar, then doubts about its end."""
    said = []
    rule, calendar = explanation["rule"], explanation["calendar"]
    if rule["kind"] == "policy":
        said.append(_("our service standard") if rule["is_adopted"] else _("our service standard (proposed)"))
    elif (explanation["total"] is not None) and (words := on_screen(rule["confidence"])):
        said.append(words)
    if explanation["calendar_weaker"] and calendar:
        said.append(_("the list of holidays used is unconfirmed"))
    if explanation["extension_doubt"]:
        said.append(_("no text on extending this time limit was read"))
    if doubt := explanation["end_doubt"]:
        said.append(
            _("ends on a closed day; whether it moves is not known; the next open day is %(day)s")
            % {"day": day(doubt["next_open_on"])}
        )
    return said


def sentences(explanation: Explanation) -> list[str]:
    """The whole proof, line by line, from the rule to the data it was counted with."""
    rule = explanation["rule"]
    said = [
        _("Rule %(id)s, %(citation)s: %(duty)s.")
        % {**rule, "citation": cited(rule["citation"]), "duty": named(rule, "duty")}
    ]
    owner = actors().get(rule["owed_by"])
    if owner:
        said.append(_("Owed by: %(who)s.") % {"who": owner.label(get_language() or "en")})
    if explanation["start"]:
        said.append(_("Start: %(day)s, not counted itself.") % {"day": day(explanation["start"])})
    if explanation["no_date"] and explanation["no_date"] != "paused":
        return [*said, no_date(explanation), *_sources(explanation)]
    if explanation["days"] is not None:
        said.append(_("Length: %(length)s.") % {"length": length(explanation["days"], explanation["unit"])})
    for e in explanation["extensions"]:
        more = length(e["days"], explanation["unit"])
        granted = actors()[e["by"]].label(get_language() or "en") if e["by"] in actors() else e["by"]
        line = _("Extended by %(length)s") % {"length": more}
        said.append(
            line + "".join(f", {part}" for part in (granted, e["authority"], e["on"] and day(e["on"])) if part) + "."
        )
    for span in explanation["spans"]:
        if span["kind"] == "counted":
            said.append(_counted(span["first"], span["last"], span.get("number", 1)))
        elif span["kind"] == "holiday":
            said.append(_("%(day)s: %(name)s, not counted.") % {"day": day(span["first"]), "name": named(dict(span))})
        elif span["kind"] == "pause":
            said.append(
                _("%(first)s to %(last)s: paused, not counted.")
                % {"first": day(span["first"]), "last": day(span["last"])}
            )
    if explanation["weekends"]:
        said.append(
            ngettext("%(n)d weekend passed over.", "%(n)d weekends passed over.", explanation["weekends"])
            % {"n": explanation["weekends"]}
        )
    for row in explanation["on_weekend"]:
        said.append(
            _("%(name)s fell on a weekend (%(day)s) and changed nothing.")
            % {"name": named(dict(row)), "day": day(row["on"])}
        )
    if explanation["last_day_convention"]:
        said.append(_("The month has no such day, so its last day was taken (a convention, unconfirmed)."))
    for span in explanation["passed"]:
        why = named(dict(span)) or (_("weekend") if span["kind"] == "weekend" else _("paused"))
        said.append(_("Ends on %(day)s (%(why)s), so it moves on.") % {"day": day(span["first"]), "why": why})
    if explanation["no_date"] == "paused":
        said.append(no_date(explanation))
    if explanation["due_on"]:
        said.append(_("Due: %(day)s.") % {"day": day(explanation["due_on"])})
    return [*said, *(f"{r[0].upper()}{r[1:]}." for r in remarks(explanation)), *_sources(explanation)]


def _counted(first: str, last: str, number: int) -> str:
    to = number + (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days
    if first == last:
        return _("%(day)s: day %(n)d.") % {"day": day(first), "n": number}
    return _("%(first)s to %(last)s: days %(n)d to %(to)d.") % {
        "first": day(first),
        "last": day(last),
        "n": number,
        "to": to,
    }


def _sources(explanation: Explanation) -> list[str]:
    said = []
    if calendar := explanation["calendar"]:
        said.append(
            _("Calendar: %(name)s, version %(version)s.")
            % {"name": named(dict(calendar)), "version": calendar["version"]}
        )
    said.append(_("Zone data: %(tzdata)s (%(zone)s).") % {"tzdata": explanation["tzdata"], "zone": explanation["zone"]})
    if explanation["rule"]["source"]:
        said.append(_("Source: %(source)s") % {"source": explanation["rule"]["source"]})
    return said
