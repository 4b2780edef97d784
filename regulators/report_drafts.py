"""The draft of a report: what its saved sections say together. Reads; the writing is in `actions.reports`."""

from __future__ import annotations

from collections.abc import Iterable

from .report_models import Report, ReportSection
from .reporting import answers as said
from .reporting.answers import Answers
from .reporting.definition import Definition


def sections_of(report: Report) -> dict[str, ReportSection]:
    return {row.section: row for row in report.sections.select_related("by")}


def draft_of(report: Report, saved: Iterable[ReportSection] | None = None) -> Answers:
    """All sections as one. A report with nothing to count says what the nil return sets, and what is still asked."""
    rows = list(report.sections.all() if saved is None else saved)
    values = {key: value for row in rows for key, value in row.values.items()}
    texts = {key: value for row in rows for key, value in row.texts.items()}
    plain = {"values": values, "texts": texts, "explanations": report.explanations}
    found = said.from_json(report.form, plain)
    return said.nil(report.form, found) if report.is_nil else found


def split(form: Definition, answers: Answers) -> dict[str, tuple[dict[str, object], dict[str, str]]]:
    """Answers by section, as the sections keep them."""
    plain = said.to_json(answers)
    parts: dict[str, tuple[dict[str, object], dict[str, str]]] = {section.id: ({}, {}) for section in form.sections}
    for question in form.questions:
        values, texts = parts[question.section]
        if question.id in plain["values"]:
            values[question.id] = plain["values"][question.id]
        if question.id in plain["texts"]:
            texts[question.id] = plain["texts"][question.id]
    return parts


def asked_in_nil(form: Definition) -> list[str]:
    """The questions a report with nothing to count still answers, in the order of the form."""
    return [question.id for question in form.questions if question.id in form.nil_return.still_asked]
