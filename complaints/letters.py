"""Letters to the worker, built from the file in the worker's language; a person reads and changes them before they go.

What is known only when the letter goes (the outcome chosen, the last day to answer) stands in it as a blank in square
brackets and is filled in by the action. A blank that nobody filled keeps a letter from being sent.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from mobility.accounts.choices import Language
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles.models import Clock
from mobility.casefiles.timeline import short_duty
from mobility.law import rules

from . import texts
from .choices import Finding, Outcome
from .models import Complaint, ComplaintGround

BLANK = re.compile(r"\[[^\[\]\n]{1,60}\]")


def blank(name: str, language: str) -> str:
    """How a thing not yet known stands in a letter."""
    return str(texts.load("letters")["blanks"][name][language])


def fill(letter: str, language: str, **known: str) -> str:
    """A letter with what is known by now in place of its blanks."""
    for name, words in known.items():
        for tongue in Language.values:  # a translation may have left a blank as it stood in the original
            letter = letter.replace(blank(name, tongue), words)
    return letter


def unfilled(letter: str, language: str, *, later: Iterable[str] = ()) -> list[str]:
    """The blanks that a person has still to fill; those named in `later` are filled when the letter goes."""
    expected = {blank(name, tongue) for name in later for tongue in Language.values}
    return [found for found in dict.fromkeys(BLANK.findall(letter)) if found not in expected]


def in_language(complaint: Complaint, language: str) -> Complaint:
    """The complaint as letters in another language than the worker's are built from it; never saved."""
    other = copy.copy(complaint)
    other.language = language or complaint.language
    return other


def written(kind: str, complaint: Complaint, by: User, **facts: str) -> str:
    """One letter with what every letter needs."""
    given = {
        "name": complaint.complainant.name,
        "reference": complaint.reference or complaint.file.reference,
        "body_name": complaint.body_short,
        "coordinator_name": by.name,
        **facts,
    }
    text = texts.letter(kind, complaint.language, **given)
    return text if given["name"] else text.replace(" ,", ",", 1)


def closing(complaint: Complaint, grounds: list[ComplaintGround], clocks: list[Clock], by: User, today: dt.date) -> str:
    """What we found and why, ground by ground, with the body's comments and the limits the worker must keep."""
    language = complaint.language
    with translation.override(language):
        own = [
            f"{short_duty(rules.library(), clock.rule)}: {day_words(clock.due_on, 'full')}"
            for clock in clocks
            if clock.owed_by == "worker" and not clock.is_policy and clock.stopped_on is None and clock.due_on
        ]
        comments = [f"– {label(row, language)}: {row.comment}" for row in grounds if row.comment]
        findings = [finding(row, language) for row in grounds]
        unconfirmed = any(not clock.is_policy and clock.confidence != "V" for clock in clocks)
    return written(
        "closing",
        complaint,
        by,
        outcome=blank("outcome", language),
        due_date=blank("due_date", language),
        findings="\n\n".join(findings),
        body_comment="\n".join(comments),
        unconfirmed="yes" if unconfirmed and findings else "",
        other_limits="; ".join(own),
    )


def label(row: ComplaintGround, language: str) -> str:
    return row.ground.label_fr if language == "fr" else row.ground.label_en


def finding(row: ComplaintGround, language: str) -> str:
    """One point: the ground, the finding, the reasons."""
    words = _("%(ground)s: %(finding)s.") % {
        "ground": label(row, language),
        "finding": str(Finding(row.finding).label).lower(),
    }
    return f"– {words} {row.reasoning}".rstrip()


def outcome_words(outcome: str, language: str) -> str:
    """An outcome inside a sentence of a letter."""
    with translation.override(language):
        return str(Outcome(outcome).label)


def date_words(on: dt.date | None, language: str) -> str:
    """A day inside a sentence of a letter."""
    if on is None:
        return ""
    with translation.override(language):
        return day_words(on, "full")


# ---- not for us ---------------------------------------------------------------------------------------


def endings() -> dict[str, dict[str, Any]]:
    """Why a matter may be for somebody else: the endings of the scope check that are not ours."""
    return {key: text for key, text in texts.load("scope-check")["endings"].items() if text["scope"] != "in"}


def who_helps(complaint: Complaint, doubt: str, language: str) -> str:
    """Those who can help instead, with their public address where there is one."""
    lines = []
    for row in endings()[doubt].get("help", []):
        words, where = row["who"][language], row["where"]
        if "{home_coordinator}" in words:
            home = complaint.home
            if home is None or home.code == "AB" or not home.coordinator_office:
                continue
            words = words.format(home_coordinator=home.coordinator_office)
            where = home.coordinator_contact
        public = where and not where.endswith(".csv")
        lines.append(f"– {words}: {where}" if public else f"– {words}")
    return "\n".join(lines)


def decline_facts(complaint: Complaint, doubt: str) -> dict[str, str]:
    """What the reason chosen puts into the letter; blanks where it is none of ours."""
    language = complaint.language
    if doubt not in endings():
        return {name: blank(name, language) for name in ("scope_reason", "who_helps")}
    return {
        "scope_reason": texts.say(endings()[doubt]["text"], language),
        "who_helps": who_helps(complaint, doubt, language) or blank("who_helps", language),
    }


def declining(complaint: Complaint, by: User) -> str:
    """Why we cannot take it on, and who can help."""
    facts = decline_facts(complaint, complaint.scope_doubt)
    return written("out-of-scope", complaint, by, due_date=blank("due_date", complaint.language), **facts)


def redirected(letter: str, complaint: Complaint, doubt: str) -> str:
    """A letter written for the doubt on the file, with the passages of the reason chosen now."""
    before, after = decline_facts(complaint, complaint.scope_doubt), decline_facts(complaint, doubt)
    for name, words in before.items():
        letter = letter.replace(words, after[name])
    return letter


def referring(complaint: Complaint, by: User) -> str:
    """To whom we refer the worker, and whether the file goes along."""
    language = complaint.language
    blanks = {name: blank(name, language) for name in ("office", "going_along", "due_date")}
    return written("referral", complaint, by, **blanks)


def proposing(complaint: Complaint, by: User, *, offered_by: str, what: str, done_by: dt.date | None, view: str) -> str:
    """The proposal as the worker reads it."""
    language = complaint.language
    return written(
        "proposal",
        complaint,
        by,
        proposed_by=offered_by,
        proposal=what,
        promise_date=date_words(done_by, language),
        our_view=view,
        due_date=blank("due_date", language),
    )
