"""What a body owes, sends, certifies and gets a receipt for; and what the unit does with it."""

import datetime as dt
import io

import pytest
import time_machine
from django.db import connection

from mobility.accounts.models import OfficeContact
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Clock, Event
from mobility.law.days import ZONE, today
from mobility.outbox.models import Mail
from regulators import actions, report_reminders
from regulators.actions import SavedMeanwhile
from regulators.models import RegulatoryBody
from regulators.report_models import Report, ReportVersion

from .returns import (
    FORM,
    again,
    book_of,
    certified_nil,
    checked_nil,
    fill_in,
    make_report,
    nil_answers,
    second_of,
    sent_nil,
)

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=ZONE)


@pytest.fixture
def report(cast) -> Report:
    return make_report(cast.body, cast.coordinator)


@pytest.fixture
def second(cast):
    return second_of(cast.body)


def kinds(report: Report) -> list[str]:
    events = Event.objects.filter(file=report.file_id).order_by("seq").values_list("kind", flat=True)
    return [kind.removeprefix("regulators.report_") for kind in events]


# ---- a period ---------------------------------------------------------------------------------------


def test_a_period_is_opened_for_every_body_once(cast):
    bodies = RegulatoryBody.objects.filter(merged_into=None).count()
    assert actions.open_period(FORM, by=cast.coordinator) == bodies
    assert actions.open_period(FORM, by=cast.coordinator) == 0
    report = Report.objects.with_all().get(body=cast.body)
    assert (report.duty.due_on, report.file.next_due_on, report.file.next_due_by) == (
        FORM.period.due_on, FORM.period.due_on, "body",
    )  # fmt: skip
    assert Mail.objects.filter(kind="report-open", to=cast.registrar.email).count() == 1


@pytest.mark.parametrize("role", ["registrar", "director", "ministry", "auditor", "administrator", "stranger"])
def test_only_who_works_on_files_opens_a_period(cast, role):
    with pytest.raises(Refused):
        actions.open_period(FORM, by=cast.by_role[role])
    assert not Report.objects.exists()


# ---- the draft --------------------------------------------------------------------------------------


def test_a_section_saved_by_somebody_else_meanwhile_is_not_overwritten(cast, report, second):
    actions.save_section(report, "a", values={"a02": "First"}, texts={}, mark=0, by=cast.registrar)
    with pytest.raises(SavedMeanwhile) as told:
        actions.save_section(report, "a", values={"a02": "Second"}, texts={}, mark=0, by=second)
    assert told.value.theirs.values == {"a02": "First"}
    assert str(cast.registrar) in str(told.value)
    actions.save_section(report, "b", values={}, texts={}, mark=0, by=second)
    actions.save_section(report, "a", values={"a02": "Second"}, texts={}, mark=told.value.theirs.mark, by=second)
    assert report.sections.get(section="a").values == {"a02": "Second"}
    assert kinds(report).count("begun") == 1


def test_nobody_of_another_body_and_nobody_of_the_unit_writes_it(cast, report):
    for person in (cast.other_registrar, cast.coordinator, cast.ministry_partner, cast.auditor):
        with pytest.raises(Refused):
            actions.save_section(report, "a", values={}, texts={}, mark=0, by=person)
        with pytest.raises(Refused):
            actions.set_nil(report, nil=True, by=person)
        with pytest.raises(Refused):
            actions.take_upload(report, io.BytesIO(b"x"), name="x.csv", by=person)


def test_a_nil_return_is_one_click_and_what_is_still_asked(cast, report):
    actions.set_nil(report, nil=True, by=cast.registrar)
    version = actions.check_draft(report, by=cast.registrar)
    asked = {finding.question for finding in version.found() if finding.blocks}
    assert asked
    assert asked <= set(FORM.nil_return.still_asked)
    with pytest.raises(Refused):
        actions.send_for_certification(report, name="x", title="x", by=cast.registrar)
    fill_in(report, nil_answers(report), cast.registrar)
    version = actions.check_draft(report, by=cast.registrar)
    assert version.may_certify, [finding.why.en for finding in version.found() if finding.blocks]
    assert version.via == "nil"


# ---- certification ----------------------------------------------------------------------------------


def test_a_second_person_certifies_and_a_receipt_is_given(cast, report, second):
    version = sent_nil(report, cast.registrar)
    assert Mail.objects.filter(kind="report-certify", to=second.email).exists()
    assert not Mail.objects.filter(kind="report-certify", to=cast.registrar.email).exists()
    with pytest.raises(Refused, match="Another person"):
        actions.certify_report(report, name="x", title="x", by=cast.registrar)
    actions.certify_report(report, name="Rae Registrar", title="Registrar", by=second)
    version.refresh_from_db()
    report = again(report)
    assert (version.how, version.certified_by, version.receipt) == ("second", second, f"{report.file.reference}-V1")
    assert len(version.sha256) == 64
    assert report.duty.stopped_on == today()
    assert Clock.objects.get(file=report.file).rule == "unit.report_check"
    mail = Mail.objects.get(kind="report-receipt", to=cast.registrar.email)
    assert version.receipt in mail.text
    assert version.sha256 in mail.text


def test_the_only_officer_certifies_through_a_link_and_the_record_says_so(cast, report):
    OfficeContact.objects.create(office=cast.body.office, email="office@samples.example.org", language="fr")
    sent_nil(report, cast.registrar)
    mail = Mail.objects.get(kind="report-attest")
    assert mail.to == "office@samples.example.org"
    token = mail.text.split("/report/")[1].split("/")[0]
    link = actions.find_link(token)
    version = actions.certify_by_link(link, name="Rae Registrar", title="Registrar")
    assert (version.how, version.certified_by) == ("alone", None)
    assert actions.find_link(token) is None
    assert "certified" in kinds(report)


def test_a_body_without_registered_address_is_told_why_no_link_can_be_sent(cast, report):
    OfficeContact.objects.filter(office=cast.body.office).delete()
    cast.body.office.email = ""
    cast.body.office.save()
    checked_nil(report, cast.registrar)
    with pytest.raises(Refused, match="No address is registered"):
        actions.send_for_certification(report, name="x", title="x", by=cast.registrar)
    assert again(report).file.status == "drafting"


def test_a_link_certifies_nothing_where_a_second_person_signs_in(cast, report):
    OfficeContact.objects.create(office=cast.body.office, email="office@samples.example.org")
    sent_nil(report, cast.registrar)
    token = Mail.objects.filter(kind="report-attest").first().text.split("/report/")[1].split("/")[0]
    second_of(cast.body)
    with pytest.raises(Refused, match="Another person"):
        actions.certify_by_link(actions.find_link(token), name="x", title="x")


def test_what_is_locked_takes_nothing_until_it_is_unlocked(cast, report, second):
    version = certified_nil(report, cast.registrar, second)
    for write in (
        lambda: actions.save_section(report, "a", values={}, texts={}, mark=9, by=second),
        lambda: actions.take_upload(report, io.BytesIO(b"x"), name="x.csv", by=second),
        lambda: actions.check_draft(report, by=second),
        lambda: actions.set_nil(report, nil=False, by=second),
        lambda: actions.explain(report, explanations={}, by=second),
    ):
        with pytest.raises(Refused, match="locked"):
            write()
    actions.unlock_report(report, reason="One fee was wrong", by=second)
    assert again(report).duty.stopped_on is None
    actions.save_section(report, "k", values={"k01": "More to say"}, texts={}, mark=1, by=second)
    actions.set_nil(report, nil=True, by=second)
    other = actions.check_draft(report, by=second)
    version.refresh_from_db()
    assert version.receipt
    assert ReportVersion.objects.filter(report=report).count() in (1, 2)
    assert other.certified_at is None or other.pk == version.pk


def test_a_link_or_certification_waits_for_the_version_that_was_sent(cast, report, second):
    sent_nil(report, cast.registrar)
    actions.recall_report(report, by=cast.registrar)
    with pytest.raises(Refused):
        actions.certify_report(report, name="x", title="x", by=second)


# ---- uploads ----------------------------------------------------------------------------------------


def send(report: Report, content: io.BytesIO, by, name: str = "report.xlsx", **more):
    return actions.read_upload(actions.take_upload(report, content, name=name, by=by, **more))


def test_a_workbook_becomes_a_version_and_the_draft(cast, report):
    upload = send(report, book_of(report, nil_answers(report)), cast.registrar)
    report = again(report)
    assert (upload.state, report.current.via, report.current.file_sha256) == ("taken", "workbook", upload.sha256)
    assert report.sections.get(section="j").values["j03"] == "2026-09-01"
    assert report.current.paper.document.audience
    assert report.file.status == "drafting"


def test_what_cannot_be_read_changes_nothing(cast, report):
    send(report, book_of(report, nil_answers(report)), cast.registrar)
    before = again(report).current
    upload = send(report, io.BytesIO(b"%PDF-1.7 this is no workbook %%EOF"), cast.registrar)
    assert upload.state == "refused"
    assert upload.found()
    assert again(report).current == before
    assert again(report).sections.get(section="j").values["j03"] == "2026-09-01"
    assert "upload_refused" in kinds(report)


def test_of_two_uploads_both_are_kept_and_the_later_counts(cast, report, second):
    first = actions.take_upload(report, book_of(report, nil_answers(report)), name="a.xlsx", by=cast.registrar)
    changed = nil_answers(report).with_values({"a02": "Somebody else"})
    later = actions.take_upload(report, book_of(report, changed), name="b.xlsx", by=second)
    actions.read_upload(later)
    actions.read_upload(first)
    report = again(report)
    assert report.versions.count() == 2
    assert report.current.upload == later
    assert report.sections.get(section="a").values["a02"] == "Somebody else"


def test_an_upload_read_after_the_report_was_locked_is_refused_with_a_sentence(cast, report, second):
    upload = actions.take_upload(report, book_of(report, nil_answers(report)), name="a.xlsx", by=cast.registrar)
    sent_nil(report, cast.registrar)
    upload = actions.read_upload(upload)
    assert upload.state == "refused"
    assert "locked" in upload.sentence


def test_the_unit_enters_a_mailed_workbook_and_the_body_certifies(cast, report):
    OfficeContact.objects.create(office=cast.body.office, email="office@samples.example.org")
    upload = send(report, book_of(report, nil_answers(report)), cast.coordinator, source="Mail of 20 November")
    assert upload.state == "taken"
    assert again(report).current.on_behalf


# ---- more time, waiver, checking ---------------------------------------------------------------------


def test_more_time_is_asked_for_and_granted_within_what_the_form_allows(cast, report):
    most = FORM.period.extension_days_max
    with pytest.raises(Refused):
        actions.ask_time(report, days=most + 1, reason="x", by=cast.registrar)
    actions.ask_time(report, days=most, reason="A new system", by=cast.registrar)
    with pytest.raises(Refused, match="asked already"):
        actions.ask_time(report, days=1, reason="x", by=cast.registrar)
    last = FORM.period.due_on + dt.timedelta(most)
    with pytest.raises(Refused):
        actions.grant_time(report, due_on=last + dt.timedelta(1), reason="x", by=cast.coordinator)
    actions.grant_time(report, due_on=last, reason="It is a small office", by=cast.coordinator)
    report = again(report)
    assert (report.duty.due_on, report.file.next_due_on) == (last, last)
    assert report.more_time.get().granted is True
    with pytest.raises(Refused, match="not asked"):
        actions.refuse_time(report, reason="x", by=cast.coordinator)


def test_sent_back_it_is_owed_again_and_the_versions_stay(cast, report, second):
    first = certified_nil(report, cast.registrar, second)
    actions.begin_check(report, by=cast.coordinator)
    day = today() + dt.timedelta(10)
    actions.send_report_back(report, reason="The fees of one occupation are missing.", due_on=day, by=cast.coordinator)
    report = again(report)
    assert (report.duty.due_on, report.file.status) == (day, "sent_back")
    assert Mail.objects.get(kind="deficiency", to=cast.registrar.email).text.count("fees of one occupation")
    with pytest.raises(Refused, match="Nothing was changed"):
        actions.send_for_certification(report, name="x", title="x", by=cast.registrar)
    fill_in(report, nil_answers(report).with_values({"a02": "The new office"}), cast.registrar)
    actions.check_draft(report, by=cast.registrar)
    actions.send_for_certification(report, name="x", title="x", by=cast.registrar)
    other = actions.certify_report(report, name="y", title="y", by=second)
    assert (first.number, other.number) == (1, 2)
    actions.accept_report(report, by=cast.coordinator)
    assert not again(report).file.is_open
    with pytest.raises(Refused):
        actions.unlock_report(report, reason="x", by=second)


def test_a_waiver_needs_a_reason_and_who_reviews(cast, report):
    for person in (cast.coordinator, cast.registrar):
        with pytest.raises(Refused):
            actions.waive_report(report, reason="x", by=person)
    with pytest.raises(Refused):
        actions.waive_report(report, reason=" ", by=cast.senior)
    actions.waive_report(report, reason="It regulates nobody yet", by=cast.senior)
    assert again(report).file.status == "waived"


def test_an_accepted_report_is_opened_again_with_a_reason_and_can_be_mended(cast, report, second):
    certified_nil(report, cast.registrar, second)
    actions.accept_report(report, by=cast.coordinator)
    with pytest.raises(Refused, match="Say why"):
        actions.reopen_report(report, reason=" ", by=cast.senior)
    actions.reopen_report(report, reason="A complaint shows another refusal", by=cast.senior)
    report = again(report)
    assert (report.file.status, report.file.is_open, report.current.receipt[-2:]) == ("checking", True, "V1")
    assert Clock.objects.filter(file=report.file, rule="unit.report_check", stopped_on__isnull=True).count() == 1
    assert kinds(report)[-1] == "reopened"
    assert "another refusal" in Mail.objects.get(kind="report-reopened", to=cast.registrar.email).text
    actions.unlock_report(report, reason="We mend it", by=second)
    assert again(report).is_writable


def test_a_waived_report_is_owed_again_by_a_new_day(cast, report):
    actions.waive_report(report, reason="It regulates nobody yet", by=cast.senior)
    for day in (None, today()):
        with pytest.raises(Refused, match="lies ahead"):
            actions.reopen_report(report, reason="It does", due_on=day, by=cast.senior)
    day = today() + dt.timedelta(30)
    actions.reopen_report(report, reason="It does", due_on=day, by=cast.senior)
    report = again(report)
    assert (report.file.status, report.file.closed_at, report.file.next_due_on) == ("owed", None, day)
    actions.save_section(report, "a", values={}, texts={}, mark=0, by=cast.registrar)


@pytest.mark.parametrize("role", ["registrar", "other registrar", "ministry", "auditor", "administrator", "director"])
def test_what_the_unit_does_is_done_by_who_works_on_files(cast, report, second, role):
    person = cast.by_role[role]
    certified_nil(report, cast.registrar, second)
    for act in (
        lambda: actions.begin_check(report, by=person),
        lambda: actions.send_report_back(report, reason="x", due_on=today() + dt.timedelta(3), by=person),
        lambda: actions.accept_report(report, by=person),
    ):
        with pytest.raises(Refused):
            act()
    assert again(report).file.status == "certified"


# ---- reminders --------------------------------------------------------------------------------------


def test_reminders_go_out_once_for_each_stage_and_say_what_is_owed(cast, report):
    def swept(day: dt.date) -> int:
        at = dt.datetime.combine(day, dt.time(9), tzinfo=ZONE)
        with time_machine.travel(at, tick=False):
            return report_reminders.sweep(at)

    due = FORM.period.due_on
    assert swept(dt.date(2026, 11, 10)) == 0
    assert swept(due) == 1
    assert swept(due) == 0
    mail = Mail.objects.get(kind="report-soon")
    assert "it was not begun yet" in mail.text
    assert swept(due + dt.timedelta(4)) == 1
    assert Mail.objects.get(kind="report-late").to == cast.registrar.email


def test_by_hand_the_body_is_reminded_as_often_as_somebody_likes(cast, report):
    assert actions.remind_of_report(report, by=cast.coordinator) == 1
    assert actions.remind_of_report(report, by=cast.coordinator) == 1
    with pytest.raises(Refused):
        actions.remind_of_report(report, by=cast.registrar)
    assert kinds(report).count("reminded") == 2


def test_the_database_keeps_a_receipt_only_of_what_was_certified(cast, report):
    version = checked_nil(report, cast.registrar)
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE regulators_reportversion SET receipt = 'x' WHERE id = %s", [version.pk])
