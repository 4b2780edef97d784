"""Time limits that bind the worker: the body's review, a court, a trade agreement's own way. Read only.

Filing with us stops none of them, and a wrong date does most harm: where no number is confirmed there is no date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from mobility.accounts.phrases import tongue
from mobility.casefiles.models import Clock
from mobility.law import rules
from mobility.law.citing import cited
from mobility.law.counting import Rule
from mobility.law.phrases import length

from . import counted
from .following import limit_words
from .models import Complaint
from .own_review import AGREEMENT, is_between_parties

#: Who a rule names when the person who complains must act.
OWED_BY = ("worker", "person")
#: Stands on every file: the letter says the day, whichever body wrote it.
REVIEW = "lma.worker.review_request"
#: The general words about courts, where the pack of a province has no rule of its own.
COURT = "lma.worker.court"
#: What a pack cites where nobody has read the text.
UNREAD = "not read"


@dataclass(frozen=True)
class OwnLimit:
    """One of them: what it is for, the day or why there is none, and where that is written."""

    label: str
    sentences: tuple[str, ...]
    due_on: dt.date | None
    confidence: str
    citation: str
    #: the name of the law stays English whatever the page
    is_english: bool
    source: str
    is_in_letter: bool
    is_ours: bool
    how: tuple[str, ...]
    is_late: bool


def binding(complaint: Complaint, library: rules.Library, today: dt.date) -> Iterator[Rule]:
    """The rules that bind this worker today, from the packs of where they applied, and of an agreement both ends are in."""
    packs = [*complaint.packs]
    if is_between_parties(complaint, library):
        packs.append(AGREEMENT)
    found = [
        rule
        for pack in packs
        for rule in library.pack(pack).rules
        if rule.owed_by in OWED_BY
        and not rule.is_policy
        and rule.sense == "by"
        and rule.effective_from is not None
        and rule.in_force(today)
        and rule.more.get("jurisdiction") in (None, complaint.receiving_id)
    ]
    named = {rule.id for rule in found}
    if REVIEW not in named:
        found.insert(0, library.latest(REVIEW))
    if not any("court" in name for name in named):
        found.append(library.latest(COURT))
    yield from found


def own_limits(
    complaint: Complaint, clocks: Iterable[Clock], today: dt.date, library: rules.Library | None = None
) -> list[OwnLimit]:
    """Every limit that binds the worker: those with a day first, the nearest first. `clocks` are the file's, already read."""
    library = library or rules.library()
    running = {clock.rule: clock for clock in clocks if clock.owed_by in OWED_BY and clock.stopped_on is None}
    names = {rule.id: rule for rule in binding(complaint, library, today)}
    for name in running:
        if rule := library.known(name):
            names.setdefault(name, rule)
    found: list[OwnLimit] = []
    for name, rule in names.items():
        one = own_limit(rule, running.get(name), today, library)
        twin = next((n for n, other in enumerate(found) if (other.label, other.due_on) == (one.label, None)), None)
        if twin is None or one.due_on:
            found.append(one)
        else:  # the same step from two starting days
            found[twin] = replace(found[twin], sentences=found[twin].sentences + one.sentences)
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or today))


def own_limit(rule: Rule, clock: Clock | None, today: dt.date, library: rules.Library) -> OwnLimit:
    due_on = clock.due_on if clock else None
    return OwnLimit(
        label=rule.worker("fr" if tongue() == "fr" else "en") or rule.duty(tongue()),
        sentences=(words(rule, clock, today, library),),
        due_on=due_on,
        confidence="V" if rule.is_policy else clock.confidence if clock else rule.confidence,
        citation="" if rule.citation == UNREAD or rule.more.get("date_is_given_in") else cited(rule.citation),
        is_english=cited(rule.citation) == rule.citation,
        source=rule.source if rule.source.startswith(("https://", "http://")) else "",
        is_in_letter=bool(rule.more.get("date_is_given_in")),
        is_ours=rule.is_policy,
        how=tuple(counted.sentences(clock.explanation)) if clock and due_on else (),
        is_late=bool(due_on and due_on < today),
    )


def words(rule: Rule, clock: Clock | None, today: dt.date, library: rules.Library) -> str:
    """The day and how far it is, or in so many words why no day stands here."""
    if clock is not None and clock.due_on is not None:
        return limit_words(clock, today, library)
    if rule.more.get("date_is_given_in"):
        return _("We have no date from you. Look for it in your decision letter, and tell us.")
    if rule.days is None:
        return _("No number of days is confirmed for this, so we give no date.")
    fact = library.facts(rule.pack).get(rule.counted_from)
    begins = str(getattr(fact, f"label_{tongue()}", "")) if fact else ""
    said = _("No date yet. The time is %(length)s, from: %(begins)s.") % {
        "length": length(rule.days, rule.unit),
        "begins": begins,
    }
    if rule.pack == AGREEMENT:
        first = _("Use the body’s own review first: this way asks for it.")
        return f"{said} {first}"
    return said
