"""Reports as tests need them: one body's, opened and filled in, sent and certified; and workbooks that say the same."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from mobility.accounts.models import User
from mobility.law.days import ZONE
from regulators import actions, report_drafts, report_facts
from regulators.models import RegulatoryBody
from regulators.report_models import Report, ReportVersion
from regulators.reporting import loading
from regulators.reporting.answers import Answers
from regulators.reporting.writing import workbook
from tests.makers import MakeUser

FORM = loading.definition("2026")
OPENED = dt.datetime(2026, 10, 1, 9, tzinfo=ZONE)


def make_report(body: RegulatoryBody, by: User, at: dt.datetime = OPENED) -> Report:
    made = actions.open_report(body, FORM, by=by, at=at)
    assert made is not None
    return again(made)


def again(report: Report) -> Report:
    """As it stands now."""
    return Report.objects.with_all().get(pk=report.pk)


def second_of(body: RegulatoryBody, **fields: Any) -> User:
    """Another person who answers for the body."""
    return MakeUser(role="registrar", office=body.office, **fields)


def nothing_to_count() -> Answers:
    """What a nil return still answers."""
    return Answers(
        {
            "a02": "Registration office, registrar@samples.example.org, 780-555-0100",
            "a03": [],
            "g01": "https://samples.example.org/documents",
            "i01": "no",
            "j03": dt.date(2026, 9, 1),
        },
    )


def nil_answers(report: Report) -> Answers:
    slugs = list(report.body.occupations.values_list("slug", flat=True))
    fees = [{"occupation": slug, "name": "Application", "mobility": 200, "local": 200} for slug in slugs]
    return nothing_to_count().with_values({"a03": [{"occupation": slug} for slug in slugs], "h01": fees})


def fill_in(report: Report, answers: Answers, by: User) -> None:
    for section, (values, texts) in report_drafts.split(report.form, answers).items():
        row = report.sections.filter(section=section).first()
        actions.save_section(report, section, values=values, texts=texts, mark=row.mark if row else 0, by=by)


def checked_nil(report: Report, by: User) -> ReportVersion:
    """A nil return that may be certified."""
    fill_in(report, nil_answers(report), by)
    actions.set_nil(report, nil=True, by=by)
    return actions.check_draft(report, by=by)


def sent_nil(report: Report, by: User) -> ReportVersion:
    version = checked_nil(report, by)
    actions.send_for_certification(report, name="Pat Preparer", title="Clerk", by=by)
    return version


def certified_nil(report: Report, by: User, second: User) -> ReportVersion:
    sent_nil(report, by)
    return actions.certify_report(report, name="Rae Registrar", title="Registrar", by=second)


def book_of(report: Report, answers: Answers | None = None, language: str = "en") -> io.BytesIO:
    """The workbook of this report, filled in with answers."""
    facts = report_facts.facts_of(report, dt.date(2026, 11, 20))
    return io.BytesIO(workbook.write(report.form, facts, language, answers or report_drafts.draft_of(report)))
