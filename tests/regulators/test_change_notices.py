"""Notices of change: every move, who may, the day to comment, the analysis, the advice and the result."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility.accounts import addresses
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import Event, Task
from mobility.law.days import today
from mobility.law.models import Jurisdiction, Provision
from mobility.outbox.models import Mail
from regulators import actions
from regulators.actions.change_notices import Planned
from regulators.change_notice_choices import NoticeStatus as S
from regulators.change_notice_workflow import NOTICES
from regulators.models import ChangeNotice, PostedException

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


def planned(cast, **said) -> Planned:
    words = {
        "title": "A wider scope for practical nurses",
        "changing": "scope",
        "description": "They may prescribe.",
        "said_by": "body",
        "body": cast.body,
        "comment_until": today() + 20 * DAY,
        **said,
    }
    return Planned(**words)


@pytest.fixture
def notice(cast) -> ChangeNotice:
    return actions.enter_notice(planned=planned(cast), received_on=today(), by=cast.coordinator)


@pytest.fixture
def desk(client, cast) -> Client:
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def provision() -> Provision:
    return Provision.objects.filter(instrument="CFTA").first()


def test_the_day_to_comment_is_owed_and_moves_with_the_notice(cast, notice):
    assert notice.file.next_due_on == today() + 20 * DAY
    sooner = planned(cast, comment_until=today() + 5 * DAY)
    actions.revise_notice(notice, planned=sooner, by=cast.coordinator)
    assert notice.file.next_due_on == today() + 5 * DAY
    assert Task.objects.filter(file=notice.file).count() == 1
    actions.revise_notice(notice, planned=planned(cast, comment_until=None), by=cast.coordinator)
    assert notice.file.next_due_on is None


def test_advice_given_settles_the_comment_and_goes_to_the_registered_addresses(cast, notice):
    addresses.register(cast.body.office, "office@example.net", language="fr")
    advice = actions.advise_on_notice(
        notice, office=cast.body.office, text="Ask for no course.", by_mail=True, by=cast.coordinator
    )
    assert advice.mailed == len(addresses.registered(cast.body.office)) >= 1
    mail = Mail.objects.get(to="office@example.net", about=notice.file.reference)
    assert mail.subject.startswith("Notre avis")
    assert "Ask for no course." in mail.text
    assert notice.file.status == S.ADVISED
    assert notice.file.next_due_on is None
    assert Task.objects.get(file=notice.file).done_by == cast.coordinator


def test_advice_without_a_recipient_or_an_address_is_refused(cast, notice):
    with pytest.raises(Refused, match="to whom"):
        actions.advise_on_notice(notice, text="x", by=cast.coordinator)
    with pytest.raises(Refused, match="No e-mail address"):
        actions.advise_on_notice(notice, office=cast.ministry, text="x", by_mail=True, by=cast.coordinator)
    actions.advise_on_notice(notice, to_words="Legal Services", text="x", by=cast.coordinator)
    assert not Mail.objects.exists()


def test_each_provision_is_analysed_and_the_earlier_finding_stays(desk, cast, notice, provision):
    actions.analyse_notice(notice, provision=provision, finding="unclear", reasoning="Perhaps.", by=cast.coordinator)
    actions.analyse_notice(notice, provision=provision, finding="no", reasoning="A new exam.", by=cast.senior)
    assert notice.file.status == S.ANALYSIS
    page = desk.get(notice.get_absolute_url())
    (row,) = page.context["analysed"]
    assert (row.newest.finding, [one.finding for one in row.earlier]) == ("no", ["unclear"])
    assert notice.file.title in desk.get(f"/desk/advice/provisions/{provision.pk}/").content.decode()
    assert len(desk.get("/desk/advice/notices/?q=exam").context["rows"]) == 1


def test_exceptions_it_touches_are_linked_and_unlinked(desk, cast, notice):
    exception = PostedException.objects.first()
    actions.touch_exception(notice, exception=exception, by=cast.coordinator)
    assert exception.description[:40] in desk.get(notice.get_absolute_url()).content.decode().replace("&#x27;", "'")
    url = f"{notice.get_absolute_url()}untouch/"
    assert desk.post(url, {"exception": exception.pk, "version": notice.file.version}).status_code == 302
    assert notice.exceptions.count() == 0
    with pytest.raises(Refused, match="not linked"):
        actions.untouch_exception(notice, exception=exception.pk, by=cast.coordinator)


def test_the_result_ends_it_and_it_can_be_reopened(cast, notice):
    with pytest.raises(Refused, match="not come yet"):
        actions.end_notice(notice, result="adopted", result_on=today() + DAY, by=cast.coordinator)
    actions.end_notice(notice, result="changed", result_on=today(), result_words="No exam.", by=cast.coordinator)
    assert (notice.file.is_open, notice.file.next_due_on) == (False, None)
    actions.reopen_notice(notice, reason="A second reading", by=cast.coordinator)
    assert (notice.file.is_open, notice.file.status, notice.result) == (True, S.ANALYSIS, "")
    kept = [event.kept.facts.get("result") for event in Event.objects.filter(file=notice.file)]
    assert "changed" in kept


def test_a_notice_of_a_body_names_it(cast):
    with pytest.raises(Refused, match="which body"):
        actions.enter_notice(planned=planned(cast, body=None), received_on=today(), by=cast.coordinator)
    other = planned(cast, body=None, said_by="party", jurisdiction=Jurisdiction.objects.get(code="ON"))
    assert actions.enter_notice(planned=other, received_on=today(), by=cast.coordinator).jurisdiction_id == "ON"


@pytest.mark.parametrize("status", list(S))
@pytest.mark.parametrize("verb", list(NOTICES.moves))
def test_a_move_out_of_order_is_refused_and_leaves_no_trace(cast, notice, provision, status, verb):
    case = notice.file
    exception = PostedException.objects.first()
    notice.exceptions.add(exception)
    case.status = status
    case.save(update_fields=["status"])
    events = Event.objects.filter(file=case).count()
    said = {
        "analyse": (actions.analyse_notice, {"provision": provision, "finding": "yes", "reasoning": "x"}),
        "advise": (actions.advise_on_notice, {"to_words": "x", "text": "x"}),
        "touch": (actions.touch_exception, {"exception": exception}),
        "untouch": (actions.untouch_exception, {"exception": exception.pk}),
        "result": (actions.end_notice, {"result": "adopted", "result_on": today()}),
        "revise": (actions.revise_notice, {"planned": planned(cast)}),
        "drop": (actions.drop_notice, {"reason": "x"}),
        "reopen": (actions.reopen_notice, {"reason": "x"}),
    }
    action, facts = said[verb]
    move = NOTICES[verb]
    if status in move.sources:
        action(notice, **facts, by=cast.coordinator)
        assert Event.objects.filter(file=case).count() > events
        assert notice.file.status == (move.to or status)
        return
    with pytest.raises(Refused):
        action(notice, **facts, by=cast.coordinator)
    assert Event.objects.filter(file=case).count() == events


@pytest.mark.parametrize("role", ["director", "auditor", "registrar", "ministry", "other province", "administrator"])
def test_only_who_works_on_files_enters_and_changes_and_nobody_outside_sees_it(client, cast, notice, role):
    by = cast.by_role[role]
    with pytest.raises(Refused):
        actions.enter_notice(planned=planned(cast), received_on=today(), by=by)
    with pytest.raises(Refused):
        actions.drop_notice(notice, reason="x", by=by)
    client.force_login(by)
    status = 200 if role in ("director", "auditor") else 404
    assert client.get("/desk/advice/notices/").status_code == status
    assert client.get(notice.get_absolute_url()).status_code == status
    assert client.get("/desk/advice/notices/new/").status_code == 404


def test_it_is_entered_on_the_page_and_shown_on_the_page_of_the_body(desk, cast):
    said = {
        "title": "New by-law", "changing": "bylaw", "description": "A second exam.", "said_by": "body", "body": "",
        "received_on_day": "2", "received_on_month": "1", "received_on_year": "2026",
    }  # fmt: skip
    bad = desk.post("/desk/advice/notices/new/", said)
    assert bad.status_code == 422
    assert "Say which body." in bad.content.decode()
    assert desk.post("/desk/advice/notices/new/", {**said, "body": cast.body.pk}).status_code == 302
    made = ChangeNotice.objects.get()
    assert "New by-law" in desk.get(cast.body.get_absolute_url()).content.decode()
    assert desk.get(f"/desk/files/{made.file.reference}/")["Location"] == made.get_absolute_url()
    assert [row.pk for row in desk.get(f"/desk/advice/notices/?body={cast.body.pk}").context["rows"]] == [made.pk]
    assert desk.get("/desk/advice/notices/?changing=bill").context["rows"] == []


def test_list_and_file_ask_the_same_for_one_and_for_many(desk, cast, notice, provision):
    def asked() -> list[int]:
        counts = []
        for url in ("/desk/advice/notices/", notice.get_absolute_url(), cast.body.get_absolute_url()):
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(url).status_code == 200
            counts.append(len(captured))
        return counts

    def fill() -> None:
        actions.analyse_notice(notice, provision=provision, finding="no", reasoning="x", by=cast.coordinator)
        actions.advise_on_notice(notice, office=cast.ministry, text="x", by=cast.coordinator)
        actions.enter_notice(planned=planned(cast), received_on=today(), by=cast.coordinator)

    fill()
    asked()
    before = asked()
    for _number in range(8):
        fill()
    assert asked() == before
