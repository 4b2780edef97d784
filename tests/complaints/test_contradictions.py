"""What a body reports against what workers complain of: totals, links to both sides, and a finding only when somebody makes it one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from complaints import contradictions
from complaints.models import Ground
from mobility.casefiles import actions as files
from regulators import actions, report_facts, report_queries
from regulators.compliance_models import DutyFinding
from regulators.report_choices import How, ReportStatus, Via
from regulators.report_models import Report, ReportVersion
from regulators.reporting.answers import Answers, Broken, to_json
from tests.makers import make_complaint

FORM = report_queries.periods()[0]
IN_PERIOD = dt.datetime.combine(FORM.period.start + dt.timedelta(days=40), dt.time(18), tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def report(cast) -> Report:
    actions.open_report(cast.body, FORM, by=cast.senior)
    return Report.objects.select_related("file", "body__office").get(body=cast.body)


def says(report: Report, **values) -> Report:
    answers = Answers(values={k: v if isinstance(v, float) else Broken(total=v) for k, v in values.items()})
    report.current = ReportVersion.objects.create(
        report=report, number=report.versions.count() + 1, via=Via.FORM, answers=to_json(answers), content_sha256="x",
        at=now(), certified_at=now(), receipt=f"R-{report.versions.count()}", how=How.SECOND,
    )  # fmt: skip
    report.current.report = report
    report.save()
    report.file.status = ReportStatus.ACCEPTED
    report.file.save()
    return report


def complaint_of(ground: str, cast, *, at: dt.datetime = IN_PERIOD, status: str = "received", **changes):
    grounds = [Ground.objects.get(slug=ground)]
    return make_complaint(status, by=cast.coordinator, at=at, grounds=grounds, dates={}, dates_said_by={}, **changes)


def keys(report: Report, user) -> list[str]:
    return [row.key.partition(":")[2] for row in contradictions.of_report(report, user)]


def test_fewer_late_decisions_than_complaints_of_them(cast, report):
    held = [complaint_of("decision-overdue", cast) for _ in range(2)]
    says(report, b01=50, d04=1, b07=0, d02=5, g04=0, c02=0)
    (found,) = contradictions.of_report(report, cast.coordinator)
    assert "reported: 1. We hold 2 complaints" in found.statement
    assert {row.pk for row in found.complaints} == {row.pk for row in held}
    says(report, b01=50, d04=1, b07=1, d02=5, g04=0, c02=0)
    assert keys(report, cast.coordinator) == []


def test_a_figure_that_was_not_given_contradicts_nothing(cast, report):
    complaint_of("decision-overdue", cast)
    says(report, b01=50)
    assert keys(report, cast.coordinator) == []


def test_complaints_of_another_period_or_body_do_not_count(cast, report):
    complaint_of("decision-overdue", cast, at=IN_PERIOD - dt.timedelta(days=400))
    complaint_of("decision-overdue", cast, body=cast.other_body)
    says(report, b01=0, b02=0, d04=0, b07=0)
    assert keys(report, cast.coordinator) == []


def test_a_nil_return_contradicts_any_complaint(cast, report):
    complaint_of("ack-overdue", cast)
    says(report)
    report.is_nil = True
    assert set(keys(report, cast.coordinator)) == {"acknowledged-late", "applications"}


def test_more_paid_than_all_published_fees(cast, report):
    actions.publish(
        cast.body, kind="fee", words="Fee", amount=Decimal(300), seen_on=FORM.period.start, by=cast.coordinator
    )
    says(report, h02=450.5)
    (found,) = contradictions.of_report(report, cast.coordinator)
    assert "$450.50" in found.statement
    assert "$300" in found.statement
    says(report, h02=300.0)
    assert keys(report, cast.coordinator) == []


def test_a_file_the_reader_may_not_open_is_counted_and_not_named(cast, report):
    secret = complaint_of("decision-overdue", cast)
    files.restrict(secret.file, to=[cast.senior], reason="x", by=cast.senior)
    says(report, b01=50, d04=0, b07=0)
    (found,) = contradictions.of_report(report, cast.coordinator)
    assert found.complaints == ()
    assert "1 complaint" in found.statement


def test_the_body_hears_only_of_complaints_it_was_asked_about(cast, report):
    complaint_of("ack-overdue", cast)
    assert report_facts.facts_of(report, FORM.period.end).unit["applications_known"] == 0
    complaint_of("ack-overdue", cast, status="with_body")
    assert report_facts.facts_of(report, FORM.period.end).unit["applications_known"] == 1


def test_it_becomes_a_finding_once_and_links_to_both_sides(client: Client, cast, report):
    held = complaint_of("decision-overdue", cast)
    says(report, b01=50, d04=0, b07=0)
    client.force_login(cast.coordinator)
    url = f"/desk/compare/{report.file.reference}/"
    assert held.file.reference[3:] in client.get(url).content.decode()
    key = f"{report.period}:decided-late"
    for _ in range(2):
        assert client.post(url, {"key": key}).status_code == 302
    finding = DutyFinding.objects.get()
    assert set(finding.files.all()) == {report.file, held.file}
    assert finding.review.file.reference in client.get(url).content.decode()
    assert client.post(url, {"key": "x:gone"}, follow=True).content.decode().count("no longer there") == 1


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 200), ("registrar", 404), ("ministry", 404), ("stranger", 404)]
)
def test_who_opens_it(client: Client, cast, report, role, status):
    says(report, b01=50)
    client.force_login(cast.by_role[role])
    url = f"/desk/compare/{report.file.reference}/"
    assert client.get(url).status_code == status
    assert client.post(url, {"key": "x"}).status_code == 404
    assert not DutyFinding.objects.exists()


def test_asks_the_same_with_one_complaint_and_with_many(client: Client, cast, report):
    client.force_login(cast.coordinator)
    says(report, b01=0, b02=0, d04=0, b07=0, d02=0, d09=0, g04=0, c02=0, c03=0)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/desk/compare/{report.file.reference}/").status_code == 200
        return len(captured)

    complaint_of("decision-overdue", cast)
    asked()
    one = asked()
    for _ in range(6):
        complaint_of("decision-overdue", cast)
    assert asked() == one
