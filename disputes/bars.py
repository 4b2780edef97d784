"""What bars a new dispute: computed before anything can be sent, each with its article and the facts it used."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from complaints.choices import OwnReview
from complaints.models import Complaint
from mobility.accounts.phrases import day_words
from mobility.law import rules
from mobility.law.citing import cited

from . import clocking, moves
from .choices import FORUM
from .dispute_models import Dispute, DisputeQuerySet, FactDate, Measure

#: CFTA 1003.3 (mark V): by which fact each bar begins, and the rule that counts it.
ENDED_BY = {
    "settlement_notice_filed": "cfta.bar_after_settlement",
    "report_issued": "cfta.bar_after_report",
    "appeal_decided": "cfta.bar_after_appeal",
}


@dataclass(frozen=True)
class Bar:
    """What one earlier dispute means for a new one. `bars` is None where a date is missing."""

    what: str
    sentence: str
    bars: bool | None
    article: str
    until: dt.date | None = None


#: The dates that hold, as `earlier` reads them.
HELD = Prefetch("facts", FactDate.objects.filter(holds=True).order_by("pk"), to_attr="held")


def others_on(dispute: Dispute) -> DisputeQuerySet:
    """Other disputes on the same measure, oldest first."""
    return (
        Dispute.objects.filter(measure=dispute.measure_id).exclude(pk=dispute.pk).select_related("file").order_by("pk")
    )


def on_measure(dispute: Dispute, on: dt.date | None) -> list[Bar]:
    """What the earlier disputes on the measure mean for a step on that day. Two queries."""
    return [earlier(row, on) for row in others_on(dispute).prefetch_related(HELD)]


def for_measure(measure: Measure, on: dt.date) -> list[Bar]:
    """The same before there is a dispute: shown where one is opened. Two queries."""
    found = Dispute.objects.filter(measure=measure).select_related("file").order_by("pk")
    return [earlier(row, on) for row in found.prefetch_related(HELD)]


def earlier(dispute: Dispute, on: dt.date | None) -> Bar:
    """Whether one earlier dispute bars a new request on its measure that day."""
    library = rules.library()
    facts = {row.fact: row.on for row in dispute.held}  # type: ignore[attr-defined]
    reference = dispute.file.reference
    article = cited(library.latest("cfta.bar_after_settlement").citation)
    asked = next((facts[name] for name in clocking.PANEL_ASKED if name in facts), None)
    if asked is None:
        return Bar(
            reference,
            _("%(file)s bars nothing: no panel was requested on this measure, and %(article)s needs that.")
            % {"file": reference, "article": article},
            False,
            article,
        )
    appealed = "appeal_filed" in facts
    ends = [
        (library.due(rule, facts[fact]).due_on, rule)
        for fact, rule in ENDED_BY.items()
        if fact in facts and not (fact == "report_issued" and appealed)
    ]
    dated = [(day, rule) for day, rule in ends if day is not None]
    if not dated:
        ended = dispute.file.closed_at is not None
        return Bar(
            reference,
            _("%(file)s: a panel was requested on %(day)s, and the day it ended is not known.")
            % {"file": reference, "day": day_words(asked, "plain")}
            if ended
            else _("%(file)s: a panel was requested on %(day)s and the dispute goes on.")
            % {"file": reference, "day": day_words(asked, "plain")},
            None if ended else False,
            article,
        )
    until, rule_id = max(dated)
    holds = on is None or on <= until
    rule = library.latest(rule_id)
    begun = facts[rule.counted_from]
    words = (
        _(
            "%(file)s: a panel was requested on %(asked)s; %(fact)s on %(begun)s; "
            "no new request on this measure until %(until)s has passed (%(article)s)."
        )
        if holds
        else _("%(file)s: the bar after %(fact)s on %(begun)s ended on %(until)s (%(article)s).")
    )
    said = {
        "file": reference,
        "asked": day_words(asked, "plain"),
        "fact": moves.fact(moves.pack_of(dispute.pack), rule.counted_from).lower(),
        "begun": day_words(begun, "plain"),
        "until": day_words(until, "plain"),
        "article": cited(rule.citation),
    }
    return Bar(reference, words % said, holds, cited(rule.citation), until)


def other_forum(dispute: Dispute) -> Dispute | None:
    """A dispute on the same measure, or from the same file, that took its first step under the other agreement."""
    files = dispute.sources.filter(dropped_at__isnull=True).values("file")
    other = [pack for pack, forum in FORUM.items() if forum != dispute.forum]
    return (
        Dispute.objects.filter(
            Q(measure=dispute.measure_id) | Q(sources__file__in=files), pack__in=other, steps__isnull=False
        )
        .exclude(pk=dispute.pk)
        .select_related("file")
        .distinct()
        .first()
    )


def own_review_of(dispute: Dispute) -> dt.date | None:
    """The day the body's own review was used up, as the complaints this dispute comes from know it."""
    files = dispute.sources.filter(dropped_at__isnull=True).values("file")
    return (
        Complaint.objects.filter(
            file__in=files, own_review__in=[OwnReview.DECIDED, OwnReview.NOT_AVAILABLE], own_review_on__isnull=False
        )
        .order_by("own_review_on")
        .values_list("own_review_on", flat=True)
        .last()
    )
