"""The statistics: figures as reported inside the unit, small numbers hidden in whatever leaves it."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from mobility.casefiles.models import AccessLog
from regulators import actions, report_peers, report_queries, statistics
from regulators.models import RegulatoryBody
from regulators.report_choices import How, ReportStatus, Via
from regulators.report_models import Report, ReportVersion
from regulators.reporting.answers import Answers, Broken, to_json
from regulators.statistics import HIDDEN, Period, Row

COUNTS = [one.id for one in statistics.figures() if not one.is_share]


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


def reported(body: RegulatoryBody, **values: int) -> Report:
    """A certified report of the newest period with these answers."""
    form = report_queries.periods()[0]
    report = Report.objects.select_related("file").get(body=body, period=form.id)
    answers = Answers(values={key: Broken(total=value) for key, value in values.items()})
    report.current = ReportVersion.objects.create(
        report=report, number=1, via=Via.FORM, answers=to_json(answers), content_sha256="x", at=now(),
        certified_at=now(), receipt="R-1", how=How.SECOND,
    )  # fmt: skip
    report.save()
    report.file.status = ReportStatus.ACCEPTED
    report.file.save()
    return report


@pytest.fixture
def period(cast):
    actions.open_period(report_queries.periods()[0], by=cast.senior)


def row(name: str, **values: int | None) -> Row:
    return Row(name, "", "", {one.id: values.get(one.id) for one in statistics.figures()}, {})


def test_figures_are_added_up_and_shares_are_of_the_sums(cast, period):
    reported(cast.body, b01=40, c01=30, c02=4, c03=3, b06=2, d03=30, d04=10, b07=1)
    reported(cast.other_body, b01=10, c01=10, d03=10, d04=0)
    found = statistics.period(report_queries.periods()[0].id, cast.coordinator)
    mine = next(one for one in found.rows if one.name == str(cast.body))
    assert (mine.values["late"], mine.values["on_time"]) == (11, 75)
    assert (found.all.values["received"], found.all.values["on_time"], found.counted) == (50, 80, 2)
    assert found.owed == RegulatoryBody.objects.filter(merged_into__isnull=True).count()


def test_a_blank_is_no_zero(cast, period):
    reported(cast.body, b01=40)
    found = statistics.period(report_queries.periods()[0].id, cast.coordinator)
    mine = next(one for one in found.rows if one.name == str(cast.body))
    assert mine.values["refused"] is None
    assert "0" not in statistics.suppressed(mine.values).values()


@given(st.fixed_dictionaries({key: st.one_of(st.none(), st.integers(0, 60)) for key in COUNTS}))
def test_no_small_count_leaves_and_none_can_be_reckoned_alone(values):
    shown = statistics.suppressed({**values, "on_time": 50})
    least = statistics.smallest()
    for key in COUNTS:
        number = values[key]
        if number is not None and 0 < number < least:
            assert shown[key] == HIDDEN
        elif shown[key] not in (HIDDEN, ""):
            assert shown[key] == str(number)
    hidden = [key for key in COUNTS if shown[key] == HIDDEN]
    if len(hidden) == 1:
        assert all(not values[key] for key in COUNTS if key != hidden[0])
    if hidden:
        assert shown["on_time"] == HIDDEN


@given(st.lists(st.integers(1, 30), min_size=2, max_size=8))
def test_all_together_less_the_others_never_tells_one_body(refused):
    rows = [row(f"Body {n}", received=100, refused=number) for n, number in enumerate(refused)]
    table = statistics.table(Period("x", "X", rows, row("all", received=1, refused=sum(refused)), 0, 0), "All")
    column = table[0].index(next(one.title for one in statistics.figures() if one.id == "refused"))
    cells = [line[column] for line in table[1:-1]]
    assert cells.count(HIDDEN) != 1
    assert not any(cell.isdecimal() and 0 < int(cell) < statistics.smallest() for cell in cells)


def test_what_is_taken_out_hides_and_is_on_record(client: Client, cast, period):
    reported(cast.body, b01=40, c01=30, c02=1, c03=9)
    client.force_login(cast.coordinator)
    page = client.get("/desk/reports/statistics/").content.decode()
    assert str(cast.body) in page
    text = client.get("/desk/reports/statistics/csv/").content.decode("utf-8-sig")
    line = next(line for line in csv.reader(io.StringIO(text)) if line[0] == str(cast.body))
    assert line.count(HIDDEN) == 2
    assert "1" not in line
    assert AccessLog.objects.filter(user=cast.coordinator, detail__startswith="statistics csv").exists()
    book = client.get("/desk/reports/statistics/xlsx/")
    assert book.content[:4] == b"PK\x03\x04"
    assert client.get("/desk/reports/statistics/ods/").status_code == 404


def test_the_page_asks_the_same_for_one_report_and_for_many(client: Client, cast, period):
    client.force_login(cast.coordinator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/reports/statistics/").status_code == 200
        return len(captured)

    reported(cast.body, b01=40)
    asked()
    one = asked()
    for body in RegulatoryBody.objects.exclude(pk=cast.body.pk)[:30]:
        reported(body, b01=12, c01=10)
    assert asked() == one


def test_a_column_that_hides_one_body_only_hides_the_sum_as_well():
    rows = [row("Alone", received=40, registered=30, conditions=1, refused=9), row("Nobody", received=20, refused=0)]
    together = row("all", received=60, registered=30, conditions=1, refused=9)
    table = statistics.table(Period("x", "X", rows, together, 2, 2), "All")
    for at, heading in enumerate(table[0][1:], start=1):
        hidden = [line[at] for line in table[1:]].count(HIDDEN)
        assert hidden != 1, heading


def test_the_years_stand_below_each_other_in_a_few_queries(client: Client, cast, period, django_assert_num_queries):
    reported(cast.body, b01=40, c01=30)
    reported(cast.other_body, b01=10, c01=10)
    with django_assert_num_queries(3):  # one asks which restricted files the person may open
        (year,) = statistics.years(cast.coordinator)
    assert (year.values["received"], year.counted) == (50, 2)
    client.force_login(cast.coordinator)
    page = client.get(f"/desk/reports/statistics/years/?body={cast.body.slug}").content.decode()
    assert (">40<" in page, ">50<" in page) == (True, False)


# ---- bodies of like size ------------------------------------------------------------------------------


def alike(cast, count: int, **values: int) -> list[int]:
    """So many other bodies of 100 registrants with these figures, each a little more than the one before."""
    bodies = RegulatoryBody.objects.filter(reports__isnull=False).exclude(pk=cast.body.pk)[:count]
    for number, body in enumerate(bodies):
        reported(body, a04=100, **{key: value + number for key, value in values.items()})
    return [values["d05"] + number for number in range(count)]


@pytest.mark.parametrize(("count", "known"), [(4, False), (5, True), (6, True)])
def test_what_bodies_of_like_size_report_is_nobodys_own_figure(cast, period, count, known):
    theirs = alike(cast, count, d05=80)
    form = report_queries.periods()[0]
    found = report_peers.of(cast.body, form, Answers(values={"a04": Broken(total=150)}))
    assert ("d05" in found) is known
    assert not known or min(theirs) < found["d05"] < max(theirs)
    assert report_peers.of(cast.body, form, Answers(values={"a04": Broken(total=900)})) == {}
    assert report_peers.of(cast.body, form, Answers()) == {}


@given(st.lists(st.integers(0, 100), min_size=5, max_size=9, unique=True))
def test_the_middle_lies_between_the_others_and_is_made_of_several(figures):
    found, ordered = report_peers.middle(figures), sorted(figures)
    assert ordered[1] <= found <= ordered[-2]


def test_peers_are_asked_for_in_one_query_and_shown_to_the_unit_alone(
    client: Client, cast, period, django_assert_num_queries
):
    alike(cast, 6, d05=90)
    report = reported(cast.body, a04=100, d03=10, d04=30)
    with django_assert_num_queries(1):
        report_peers.of(cast.body, report.form, report.current.answered())
    client.force_login(cast.coordinator)
    assert "Bodies of like size" in client.get(report.get_absolute_url()).content.decode()
    client.force_login(cast.registrar)
    for path in ("", "version/1/", "findings/"):
        assert "Bodies of like size" not in client.get(f"{report.portal_url}{path}").content.decode()


@pytest.mark.parametrize("role", ["registrar", "ministry", "other province", "stranger"])
def test_comparisons_of_bodies_are_for_the_unit_only(client: Client, cast, role):
    client.force_login(cast.by_role[role])
    for path in ("", "csv/", "xlsx/", "years/"):
        assert client.get(f"/desk/reports/statistics/{path}").status_code == 404
