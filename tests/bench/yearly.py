"""Reports of every body over ten years, certified and accepted, the newest year with some still owed: for the board and the statistics."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

from django.db.models import F

from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile
from mobility.law.days import ZONE
from regulators import actions, report_queries
from regulators.report_choices import How, ReportStatus, Via
from regulators.report_models import Report, ReportVersion
from regulators.reporting.answers import Answers, Broken, to_json
from regulators.reporting.definition import NUMBER_TYPES

YEARS = 10
#: Of the newest year so many bodies have not sent theirs.
OWED = 15


def fill() -> None:
    form = report_queries.periods()[0]
    by = User.objects.get(email="bench-00@example.org")
    for ago in range(YEARS):
        year = form.period.start.year - ago
        one = replace(form, id=f"lma-annual-{year}-{(year + 1) % 100:02d}")
        actions.open_period(one, by=by, at=dt.datetime(year + 1, 10, 1, 9, tzinfo=ZONE))
    chance = random.Random(4)
    asked = [question for question in form.questions if question.type in NUMBER_TYPES]
    versions = []
    newest = set(Report.objects.filter(period=form.id).order_by("-pk").values_list("pk", flat=True)[:OWED])
    for report in Report.objects.exclude(pk__in=newest).order_by("pk"):
        figures = {one.id: chance.randrange(200) for one in asked}
        values = {one.id: Broken(total=figures[one.id]) if one.by else figures[one.id] for one in asked}
        at = report.file.opened_at + dt.timedelta(days=60)
        versions.append(
            ReportVersion(report=report, number=1, via=Via.FORM, answers=to_json(Answers(values)), content_sha256="x",
                          at=at, certified_at=at, receipt=f"R-{report.pk}", how=How.SECOND)
        )  # fmt: skip
    ReportVersion.objects.bulk_create(versions)
    for version in versions:
        Report.objects.filter(pk=version.report_id).update(current=version)
    done = CaseFile.objects.filter(pk__in=[version.report_id for version in versions])
    done.update(status=ReportStatus.ACCEPTED, closed_at=F("opened_at") + dt.timedelta(days=90))
