"""What the Director needs: the questions asked, each with a one-page note, and the unit in figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from mobility import paper
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words, moment_words, tongue
from mobility.casefiles.choices import Actor
from mobility.casefiles.models import CaseFile, Clock, Decision
from mobility.casefiles.owed import Look
from mobility.casefiles.timeline import short_duty
from mobility.law import rules
from mobility.law.days import ZONE

from .choices import Outcome, Status
from .group_models import Issue
from .models import Complaint

NOTE = Path(__file__).parent / "typst" / "note.typ"
FIGURES_SECONDS = 60
MOST = 50
#: So many of the next dates fit on a page with the rest.
NEXT_DATES = 6


def asked_of(looking: Look) -> list[Decision]:
    """The open questions the person may decide, by day. One query, none for others."""
    if not looking.user.can(Capability.DECIDE):
        return []
    found = Decision.objects.filter(looking.seen, decided_at__isnull=True, file__closed_at__isnull=True)
    return list(found.select_related("file", "asked_by").order_by("due_on", "pk")[:MOST])


def recent(looking: Look) -> list[Decision]:
    """What was decided last. One query."""
    found = Decision.objects.filter(looking.seen, decided_at__isnull=False)
    return list(found.select_related("file", "decided_by").order_by("-decided_at")[:10])


# ---- figures ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """One line: what is counted, how many, and the list it leads to."""

    label: str
    number: int
    query: str = ""


def figures(user: User, today: dt.date) -> dict[str, list[Figure]]:
    """Open by status, overdue by duty, outcomes of the last twelve months: one grouped query each, kept a minute."""
    key = f"figures:{user.pk}:{today}"
    counts = cache.get(key)
    if counts is None:
        counts = count(user, today)
        cache.set(key, counts, FIGURES_SECONDS)
    library = rules.library()
    statuses, outcomes, actors = dict(Status.choices), dict(Outcome.choices), dict(Actor.choices)
    return {
        "statuses": [Figure(str(statuses[key]), number, f"status={key}") for key, number in counts["statuses"]],
        "duties": [
            Figure(f"{actors.get(who, who)}: {_('task') if what == 'task' else short_duty(library, what)}", number)
            for who, what, number in counts["duties"]
        ],
        "outcomes": [Figure(str(outcomes[key]), number) for key, number in counts["outcomes"]],
    }


def count(user: User, today: dt.date) -> dict[str, list[tuple[Any, ...]]]:
    seen = Complaint.objects.visible_to(user).order_by()
    since = dt.datetime.combine(today - dt.timedelta(days=365), dt.time(), tzinfo=ZONE)
    concluded = seen.filter(file__closed_at__gte=since).exclude(outcome="")
    return {
        "statuses": grouped(seen.open(), "status"),
        "duties": list(
            seen.overdue(today)
            .values_list("due_by", "due_what")
            .annotate(number=Count("pk"))
            .order_by("-number", "due_what")
        ),
        "outcomes": grouped(concluded, "outcome"),
    }


def grouped(found: Any, column: str) -> list[tuple[str, int]]:
    """How many of each, the most first."""
    return list(found.values_list(column).annotate(number=Count("pk")).order_by("-number", column))


# ---- the note ---------------------------------------------------------------------------------------


def note(decision: Decision, about: Complaint | Issue, *, language: str, by: str, at: dt.datetime) -> bytes:
    """One page for one question as PDF (tagged, PDF/UA-1): where the file stands, question, options, recommendation, next dates.

    The worker is not named: the note is read in rooms the file is not opened in.
    """
    with translation.override(language):
        data = contents(decision, about, by=by, at=at)
    return paper.pdf(NOTE, data)


def contents(decision: Decision, about: Complaint | Issue, *, by: str, at: dt.datetime) -> dict[str, Any]:
    """All that is printed, in words of the language now active."""
    case = about.file
    standing = [*standing_of(about), (_("Owner"), str(case.owner or _("Nobody yet")))]
    return {
        "lang": tongue(),
        "title": _("Decision asked: %(reference)s") % {"reference": case.reference},
        "reference": case.reference,
        "classification": str(case.get_classification_display()),
        "by_when": _("To be decided by %(day)s") % {"day": day_words(decision.due_on, "full")}
        if decision.due_on
        else "",
        "asked": _("Asked by %(name)s on %(day)s")
        % {"name": decision.asked_by, "day": day_words(decision.asked_at.astimezone(ZONE).date(), "full")},
        "standing": [(str(name), str(value)) for name, value in standing if value],
        "parts": [
            {"title": str(title), "text": text}
            for title, text in (
                (_("Question"), decision.question),
                (_("Options"), decision.options),
                (_("Recommendation"), decision.recommendation),
                (_("What to know"), decision.note),
                (_("Decision"), "\n".join(filter(None, [decision.answer, decision.reasons]))),
            )
            if text
        ],
        "dates": next_dates(case),
        "words": {
            "unit": _("Labour Mobility Unit"),
            "made": _("Made on %(day)s by %(name)s") % {"day": moment_words(at, "full"), "name": by},
            "standing": _("Where the file stands"),
            "what": _("What"),
            "value": _("As it stands"),
            "dates": _("Next dates"),
            "day": _("Day"),
        },
    }


def standing_of(about: Complaint | Issue) -> list[tuple[str, str]]:
    """Where a complaint or a systemic issue stands, line by line."""
    if isinstance(about, Issue):
        return [
            (_("Status"), about.status_words),
            (_("Opened"), day_words(about.file.opened_at.astimezone(ZONE).date(), "full")),
            (_("What we think is going on"), about.hypothesis),
            (_("The requirement or practice in question"), about.requirement),
            (_("Bodies"), "; ".join(str(body) for body in about.bodies.select_related("office"))),
            (_("Complaints"), str(about.cases.filter(until_at__isnull=True).count())),
        ]
    return [
        (_("Status"), about.get_status_display()),
        (_("Received"), day_words(about.received_on, "full")),
        (_("Body"), about.body_name),
        (_("Occupation"), about.occupation_name),
        (_("Grounds"), "; ".join(row.ground.label for row in about.grounds.select_related("ground"))),
    ]


def next_dates(case: CaseFile) -> list[tuple[str, str]]:
    """What is due next, by whomever."""
    library = rules.library()
    running = Clock.objects.open().filter(file=case, paused_on__isnull=True).order_by("due_on", "pk")
    return [
        (short_duty(library, clock.rule), day_words(clock.due_on, "full"))
        for clock in running[:NEXT_DATES]
        if clock.due_on
    ]
