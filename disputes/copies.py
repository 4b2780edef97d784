"""The two files of one dispute on paper: the public one, with what all governments may read, and the confidential one, the unit's own.

The public file is put together from what is open to everybody in it, never by leaving things out of the other: steps, notices, the joint
room, positions of governments on issues open to the joint room. What Alberta wants, who authorised what, the evidence and Alberta's room
are in the confidential one only.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casefile import TEMPLATE, sheet
from mobility import paper
from mobility.accounts.phrases import day_words, moment_words
from mobility.casefiles.choices import Mark, Side
from mobility.law.confidence import on_screen
from mobility.law.days import law_date

from . import moves, particulars, plan, queries, room_queries
from .dispute_models import Dispute


class Which(models.TextChoices):
    PUBLIC = "public", gettext_lazy("Public file")
    CONFIDENTIAL = "confidential", gettext_lazy("Confidential file")


def pdf(dispute: Dispute, which: str, *, language: str, by: str, on: dt.date, at: dt.datetime) -> bytes:
    with translation.override(language):
        return paper.pdf(TEMPLATE, contents(dispute, Which(which), language=language, by=by, on=on, at=at))


def contents(dispute: Dispute, which: Which, *, language: str, by: str, on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """All that is printed, in words of the language now active."""
    case, pack = dispute.file, moves.pack_of(dispute.pack)
    own = which == Which.CONFIDENTIAL
    state = moves.states(pack)[case.status]
    summary = [
        (_("Reference"), case.reference),
        (_("Agreement"), moves.said(pack, "title")),
        (_("Sides"), f"{dispute.initiating or _('A person')} → {dispute.replying}"),
        (_("Measure"), dispute.measure.title),
        (_("Status"), moves.said(state)),
        (_("Provisions"), ", ".join(str(row) for row in dispute.provisions.all()) or "–"),
    ]
    tables = [
        phases(dispute, on),
        steps(dispute, own),
        notices(dispute),
        positions(dispute, own),
        meetings(dispute, own),
    ]
    if own:
        tables += [evidence(dispute), said(dispute)]
    tables.append(documents(dispute, own))
    return {
        "lang": language,
        "title": str(which.label),
        "subtitle": case.title,
        "reference": case.reference,
        "classification": str(case.get_classification_display()) if own else _("Public"),
        "cover": [(_("Made on"), moment_words(at, "full")), (_("Made by"), by)],
        "scope": _("The unit’s own. It holds what Alberta wants and never leaves with the public file.")
        if own
        else _("What all governments in the dispute may read, and nothing else."),
        "summary": [(str(name), str(value)) for name, value in summary],
        "stories": [
            {"title": _("Summary"), "text": particulars.summary(dispute)},
            {"title": _("Harm"), "text": particulars.harm(dispute)},
        ]
        if own
        else [],
        "tables": tables,
        "words": {
            "unit": _("Labour Mobility Unit"),
            "made": _("Made on %(day)s") % {"day": moment_words(at, "full")},
            "summary": _("Summary"),
            "what": _("What"),
            "value": _("As it stands"),
        },
    }


def plain(day: dt.date | None) -> str:
    return day_words(day, "plain") if day else "–"


def phases(dispute: Dispute, on: dt.date) -> dict[str, Any]:
    rows = [
        (
            one.label,
            plain(one.begun_on or one.earliest_start),
            plain(one.ended_on or one.latest_end),
            one.article,
            on_screen(one.confidence),
        )
        for one in plan.of(dispute, today=on)
    ]
    columns = [(_("Phase"), 3), (_("Begins"), 2), (_("Ends"), 2), (_("Article"), 2), (_("How sure"), 2)]
    return sheet(_("Phases"), _("None."), columns, rows)


def steps(dispute: Dispute, own: bool) -> dict[str, Any]:
    rows = [
        (plain(one.step.on), one.label, one.by, one.article, *((one.step.authorised_by,) if own else ()))
        for one in reversed(queries.steps_of(dispute))
    ]
    columns = [(_("Day"), 2), (_("Step"), 3), (_("Who"), 2), (_("Article"), 2)]
    return sheet(_("Steps made"), _("None yet."), columns + ([(_("Authorised by"), 2)] if own else []), rows)


def notices(dispute: Dispute) -> dict[str, Any]:
    rows = [
        (plain(one.notice.served_on), one.title, f"{one.proved} / {one.all}")
        for one in queries.notices_of(dispute)
        if one.notice.served_on
    ]
    return sheet(
        _("Notices served"), _("None yet."), [(_("Day"), 2), (_("Notice"), 5), (_("Deliveries proved"), 2)], rows
    )


def positions(dispute: Dispute, own: bool) -> dict[str, Any]:
    """Of governments on issues open to all; what ministries say and what Alberta wants in the unit's own file only."""
    table = room_queries.matrix(dispute)
    rows: list[tuple[object, ...]] = []
    for row in table.rows:
        if not own and row.issue.side != Side.JOINT:
            continue
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None and (own or cell.now.party_id is not None):
                rows.append((row.issue.question, column.name, cell.now.text, cell.now.source_words))
        for held, label in ((row.interest, _("Alberta’s interest")), (row.bottom_line, _("Bottom line"))):
            if own and held is not None:
                rows.append((row.issue.question, label, held.now.text, held.now.source_words))
    columns = [(_("Issue"), 3), (_("Whose"), 2), (_("Position"), 4), (_("Source"), 2)]
    return sheet(_("Positions"), _("None."), columns, rows)


def meetings(dispute: Dispute, own: bool) -> dict[str, Any]:
    found = dispute.meetings.order_by("meets_on", "number")
    rows = [
        (plain(row.meets_on), row.get_side_display(), row.agenda, row.minutes, row.decisions)
        for row in (found if own else found.filter(side=Side.JOINT))
    ]
    columns = [(_("Day"), 2), (_("Room"), 2), (_("Agenda"), 3), (_("Minutes"), 4), (_("Decisions"), 3)]
    return sheet(_("Meetings"), _("None."), columns, rows)


def evidence(dispute: Dispute) -> dict[str, Any]:
    rows = [(row.number, row.words) for row in dispute.evidence.select_related("source__file", "ground")]
    return sheet(_("Evidence index"), _("Empty."), [("", 1), (_("What it shows"), 8)], rows)


def said(dispute: Dispute) -> dict[str, Any]:
    found = (
        dispute.file.messages.exclude(side=Side.NONE)
        .select_related("by", "by_participant__office")
        .order_by("at", "pk")
    )
    rows = [
        (
            moment_words(row.at),
            row.get_side_display(),
            str(row.by_participant or row.by),
            row.text,
        )
        for row in found
    ]
    return sheet(
        _("Written in the rooms"), _("Nothing."), [(_("When"), 2), (_("Room"), 2), (_("Who"), 2), (_("Text"), 5)], rows
    )


def documents(dispute: Dispute, own: bool) -> dict[str, Any]:
    """Titles only; privileged papers and Cabinet confidences are in neither list."""
    found = dispute.file.documents.filter(mark=Mark.NONE).exclude(title="").order_by("added_at", "pk")
    rows = [(plain(law_date(row.added_at)), row.title) for row in (found if own else found.filter(side=Side.JOINT))]
    return sheet(_("Documents"), _("None."), [(_("Day"), 2), (_("What"), 7)], rows)
