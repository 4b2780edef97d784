"""The one-page note that senior management gets when a risk rises over the threshold, as PDF (tagged, PDF/UA-1). Facts and numbers
from the file: no worker, and no complaint by its number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from complaints.decisions import next_dates
from mobility import paper
from mobility.accounts.phrases import day_words, moment_words, tongue

from .risk_choices import Consequence, Likelihood
from .risk_models import Risk, RiskScore
from .risk_scoring import Applied, changes, standards

TEMPLATE = Path(__file__).parent / "typst" / "risk.typ"
#: So much of a free text fits on the page with the rest.
MOST_WORDS = 600


def pdf(risk: Risk, score: RiskScore, before: RiskScore | None, *, language: str, by: str, at: dt.datetime) -> bytes:
    with translation.override(language):
        data = contents(risk, score, before, by=by, at=at)
    return paper.pdf(TEMPLATE, data)


def contents(risk: Risk, score: RiskScore, before: RiskScore | None, *, by: str, at: dt.datetime) -> dict[str, Any]:
    """All that is printed, in words of the language now active."""
    case, measure = risk.file, risk.measure
    applied = [row for row in score.applied if row.applies]
    return {
        "lang": tongue(),
        "title": _("Risk of a dispute: %(name)s") % {"name": case.title},
        "reference": case.reference,
        "classification": str(case.get_classification_display()),
        "lead": lead(score, before),
        "standing": [
            (str(name), str(value))
            for name, value in (
                (_("Measure"), measure.title),
                (_("What it asks or does"), Truncator(measure.text).chars(MOST_WORDS)),
                (_("Whose measure"), measure.jurisdiction),
                (_("Body"), measure.body or ""),
                (_("Requirement"), measure.ground.label if measure.ground else ""),
                (_("Provisions"), "; ".join(str(row) for row in measure.provisions.all())),
                (_("Counterpart"), risk.counterpart),
                (_("Owner"), case.owner or _("Nobody yet")),
            )
            if value
        ],
        "working": [(row.text, str(row.counted), f"+{row.points}") for row in in_order(applied)],
        "changed": [
            change.rule.text if change.begins else _("no longer: %(rule)s") % {"rule": change.rule.text}
            for change in changes(before.applied if before else [], score.applied)
            if change.begins or change.ceases
        ],
        "overruled": Truncator(score.reason).chars(MOST_WORDS) if score.is_overruled else "",
        "mitigation": Truncator(risk.mitigation).chars(MOST_WORDS),
        "dates": [(_("Next review of this risk"), day_words(risk.next_review_on, "full")), *next_dates(case)],
        "words": {
            "unit": _("Labour Mobility Unit"),
            "made": _("Made on %(day)s by %(name)s") % {"day": moment_words(at, "full"), "name": by},
            "standing": _("What it is about"),
            "what": _("What"),
            "value": _("As it stands"),
            "working": _("How the score comes about"),
            "policy": ""
            if standards().is_adopted
            else _("The rules and the threshold are a proposal of the unit, not adopted yet."),
            "rule": _("Rule"),
            "counted": _("Counted"),
            "points": _("Points"),
            "changed": _("What changed"),
            "overruled": _("A person overruled the rules, because"),
            "mitigation": _("What we do about it"),
            "nothing": _("Nothing is on record yet."),
            "dates": _("Next dates"),
            "day": _("Day"),
        },
    }


def in_order(applied: Sequence[Applied]) -> list[Applied]:
    """Likelihood before consequence, the heaviest first."""
    return sorted(applied, key=lambda row: (row.scale != "likelihood", -row.points))


def lead(score: RiskScore, before: RiskScore | None) -> str:
    """What happened, in two sentences."""
    facts = {
        "score": score.score,
        "category": standards().category(score.score).name,
        "likelihood": Likelihood(score.likelihood).label,
        "l": score.likelihood,
        "consequence": Consequence(score.consequence).label,
        "c": score.consequence,
        "threshold": standards().notify_at,
        "before": before.score if before else 0,
    }
    stands = _(
        "Score %(score)s of 25 (%(category)s): likelihood %(l)s, “%(likelihood)s”; consequence %(c)s, “%(consequence)s”."
    )
    rose = _("It rose from %(before)s; management is told from %(threshold)s on.")
    opened = _("It was opened at this score; management is told from %(threshold)s on.")
    return f"{stands % facts} {(rose if before else opened) % facts}"
