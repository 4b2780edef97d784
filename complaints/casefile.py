"""The case file on paper: what one audience may have of it, and its PDF (tagged, PDF/UA-1).

Papers marked as privileged or Cabinet confidence are in none of them, nor is what the timeline says of those papers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from mobility import paper
from mobility.accounts.phrases import day_words, moment_words, tongue
from mobility.casefiles import timeline
from mobility.casefiles.choices import Mark, Role
from mobility.casefiles.models import Clock, Document, DocumentVersion, Event, Message, Participant
from mobility.law import rules
from mobility.law.confidence import on_screen

from .choices import SaidBy
from .models import ApplicationDate, Complaint

TEMPLATE = Path(__file__).parent / "typst" / "casefile.typ"


def pdf(complaint: Complaint, *, audience: Participant | None, language: str, by: str, at: dt.datetime) -> bytes:
    """The case file for one participant, or for the unit where there is no `audience`."""
    with translation.override(language):
        data = contents(complaint, audience, by=by, at=at)
    return paper.pdf(TEMPLATE, data)


def contents(complaint: Complaint, audience: Participant | None, *, by: str, at: dt.datetime) -> dict[str, Any]:
    """All that is printed, in words of the language now active."""
    case = complaint.file
    for_unit = audience is None
    for_worker = audience is not None and audience.role == Role.COMPLAINANT
    takers = timeline.all_takers(case)
    whom = _("the Labour Mobility Unit")
    if audience is not None:
        whom = audience.office.short if audience.office else _("the worker")
    summary = [
        (_("Reference"), case.reference),
        (_("Status"), complaint.get_status_display()),
        (_("Received"), day_words(complaint.received_on, "full")),
        (_("Occupation"), complaint.occupation_name),
        (_("Body"), complaint.body_name),
        (
            _("Direction"),
            f"{complaint.get_direction_display()}: {complaint.home or '?'} → {complaint.receiving or '?'}",
        ),
    ]
    if for_unit or for_worker:
        summary.append((_("Worker"), str(complaint.complainant)))
    if complaint.outcome:
        summary.append((_("Outcome"), complaint.get_outcome_display()))
    stories = []
    if for_unit or for_worker:
        stories.append({"title": _("What happened, as told"), "text": complaint.narrative})
        if complaint.wanted:
            stories.append({"title": _("What is wanted"), "text": complaint.wanted})
    tables = [clocks(complaint, audience), chronology(complaint, audience, takers)]
    if for_unit or for_worker:
        tables.insert(0, dates(complaint))
        tables.insert(1, grounds(complaint, with_findings=for_unit or not case.is_open))
    tables += [messages(complaint, audience, takers), papers(complaint, audience)]
    return {
        "lang": tongue(),
        "title": _("Case file %(reference)s") % {"reference": case.reference},
        "subtitle": case.title if for_unit else complaint.occupation_name,
        "reference": case.reference,
        "classification": str(case.get_classification_display()),
        "cover": [
            (_("Made for"), str(whom)),
            (_("Made on"), moment_words(at, "full")),
            (_("Made by"), by),
        ],
        "scope": _("This copy holds what is shown to %(whom)s and nothing else.") % {"whom": whom}
        if audience
        else _("This copy holds the whole file, without papers that may not leave the unit."),
        "summary": [(str(name), str(value)) for name, value in summary],
        "stories": stories,
        "tables": tables,
        "words": {
            "unit": _("Labour Mobility Unit"),
            "made": _("Made on %(day)s") % {"day": moment_words(at, "full")},
            "summary": _("Summary"),
            "what": _("What"),
            "value": _("As it stands"),
        },
    }


def sheet(
    title: str, empty: str, columns: Sequence[tuple[str, int]], rows: Sequence[tuple[object, ...]]
) -> dict[str, Any]:
    return {
        "title": title,
        "empty": empty,
        "head": [name for name, _width in columns],
        "widths": [width for _name, width in columns],
        "rows": [[str(cell) for cell in row] for row in rows],
    }


def dates(complaint: Complaint) -> dict[str, Any]:
    """All versions of the six dates, with who says so."""
    rows = ApplicationDate.objects.filter(complaint=complaint).order_by("on", "pk")
    said_by = dict(SaidBy.choices)
    return sheet(
        _("The application, in dates"),
        _("No date was given."),
        [(_("What"), 3), (_("Day"), 3), (_("Who says so"), 2), (_("Holds"), 1)],
        [
            (
                row.get_fact_display(),
                day_words(row.on, "full"),
                said_by[row.said_by],
                _("yes") if row.holds else _("no"),
            )
            for row in rows
        ],
    )


def grounds(complaint: Complaint, *, with_findings: bool) -> dict[str, Any]:
    rows = complaint.grounds.select_related("ground")
    return sheet(
        _("Grounds and findings"),
        _("No ground was chosen."),
        [(_("Ground"), 3), (_("Provisions"), 2), (_("Finding"), 2), (_("Because"), 4)],
        [
            (
                row.ground.label,
                row.ground.provisions,
                row.get_finding_display() if with_findings else "–",
                row.reasoning if with_findings else "–",
            )
            for row in rows
        ],
    )


def clocks(complaint: Complaint, audience: Participant | None) -> dict[str, Any]:
    """The time limits, each with how sure the number is. An office sees those it owes, a worker those shown to workers."""
    found = Clock.objects.filter(file=complaint.file).order_by("started_on", "pk")
    if audience is not None:
        shown = Q(shown_to__contains=["worker"]) if audience.office_id is None else Q(owed_by_office=audience.office_id)
        found = found.filter(shown)
    library, rows = rules.library(), []
    for clock in found:
        rule = library.known(clock.rule)
        sure = _("our own standard") if clock.is_policy else on_screen(clock.confidence) or _("read in the text")
        due = day_words(clock.due_on, "full") if clock.due_on else _("no confirmed time limit")
        rows.append(
            (
                rule.duty(tongue()) if rule else clock.rule,
                day_words(clock.started_on, "full"),
                due,
                day_words(clock.stopped_on, "full") if clock.stopped_on else "–",
                sure,
            )
        )
    return sheet(
        _("Time limits and standards"),
        _("None runs."),
        [(_("Duty"), 4), (_("Counted from"), 2), (_("Due"), 2), (_("Stopped"), 2), (_("How sure"), 2)],
        rows,
    )


def chronology(complaint: Complaint, audience: Participant | None, takers: dict[int, Participant]) -> dict[str, Any]:
    """What happened, oldest first."""
    marked = set(Document.objects.filter(file=complaint.file).exclude(mark=Mark.NONE).values_list("pk", flat=True))
    events: Any = Event.objects.filter(file=complaint.file)
    if audience is not None:
        events = events.visible_to_participant(audience)
    found, _total = timeline.lines(complaint.file, limit=None, events=events, takers=takers)
    return sheet(
        _("Chronology"),
        _("Nothing yet."),
        [(_("When"), 2), (_("What"), 5), (_("By"), 2)],
        [
            (moment_words(line.event.at), line.sentence, line.by)
            for line in reversed(found)
            if document_of(line.event) not in marked
        ],
    )


def document_of(event: Event) -> int | None:
    """The paper an event is about; none where its facts were disposed of."""
    kept = getattr(event, "kept", None)
    return kept.facts.get("document") if kept else None


def messages(complaint: Complaint, audience: Participant | None, takers: dict[int, Participant]) -> dict[str, Any]:
    found = Message.objects.filter(file=complaint.file).select_related("by").order_by("at", "pk")
    if audience is not None:
        found = found.visible_to_participant(audience)
    return sheet(
        _("Messages"),
        _("No message yet"),
        [(_("When"), 2), (_("From"), 2), (_("Text"), 6)],
        [
            (
                moment_words(message.at),
                message.by or takers.get(message.by_participant_id or 0) or _("System"),
                message.text,
            )
            for message in found
        ],
    )


def papers(complaint: Complaint, audience: Participant | None) -> dict[str, Any]:
    """Documents that may leave the unit: title, day, size and the sha256 by which each can be recognised."""
    found = DocumentVersion.objects.leaving().filter(document__file=complaint.file).select_related("document")
    if audience is not None:
        found = found.visible_to_participant(audience)
    return sheet(
        _("Documents"),
        _("None."),
        [(_("Title"), 4), (_("Added"), 2), (_("Bytes"), 1), ("sha256", 5)],
        [
            (row.document.title, moment_words(row.at), row.size, f"{row.sha256[:32]} {row.sha256[32:]}")
            for row in found.order_by("at", "pk")
        ],
    )
