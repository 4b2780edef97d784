"""Committees: terms, members, meetings, items raised about bodies and files, positions, decisions, action items; who sees and does what."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disputes.actions import committees as actions
from disputes.actions.committees import Raised
from disputes.committee_choices import CommitteeStatus, MeetingStatus
from disputes.committee_models import ActionItem, Committee
from disputes.committee_workflow import COMMITTEES, MEETINGS
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles import feeds, owed, personal
from mobility.casefiles.models import Event, Task
from mobility.law.days import today
from tests.makers import make_complaint, worker_of

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


@pytest.fixture
def committee(cast) -> Committee:
    return actions.open_committee(
        title="Labour Mobility Working Group", kind="working_group", purpose="All coordinators.", by=cast.coordinator
    )


@pytest.fixture
def desk(client, cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def meeting_of(committee, cast, on=None, **said):
    return actions.plan_meeting(committee, meets_on=on or today(), by=cast.coordinator, **said)


def on_desk(user) -> str:
    return "".join(row for day in owed.by(owed.look(user, today())) for row in day.rows)


def test_it_has_a_number_an_owner_and_a_page_found_by_that_number(desk, cast, committee):
    assert committee.file.owner == cast.coordinator
    assert desk.get(f"/desk/files/{committee.file.reference}/")["Location"] == committee.get_absolute_url()
    assert "All coordinators." in desk.get(committee.get_absolute_url()).content.decode()


def test_each_version_of_the_terms_stays_with_its_day(desk, cast, committee):
    actions.enter_terms(committee, text="Meet twice a year.", adopted_on=today() - 400 * DAY, by=cast.coordinator)
    actions.enter_terms(committee, text="Meet monthly.", adopted_on=today(), by=cast.coordinator)
    page = desk.get(committee.get_absolute_url())
    assert page.context["terms"].text == "Meet monthly."
    assert [row.text for row in page.context["terms_before"]] == ["Meet twice a year."]
    with pytest.raises(Refused, match="not come yet"):
        actions.enter_terms(committee, text="x", adopted_on=today() + DAY, by=cast.coordinator)


def test_offices_sit_on_it_in_a_role_for_a_time(desk, cast, committee):
    chair = actions.seat_member(committee, office=cast.ontario, seat="chair", since_on=today(), by=cast.coordinator)
    with pytest.raises(Refused, match="already"):
        actions.seat_member(committee, office=cast.ontario, seat="chair", since_on=today(), by=cast.coordinator)
    actions.seat_member(committee, office=cast.ministry, seat="observer", since_on=today(), by=cast.coordinator)
    with pytest.raises(Refused, match="joined later"):
        actions.unseat_member(committee, member=chair.pk, until_on=today() - DAY, by=cast.coordinator)
    url = f"{committee.get_absolute_url()}unseat/"
    assert cast.ontario.name in desk.get(url + f"?member={chair.pk}").content.decode()
    actions.unseat_member(committee, member=chair.pk, until_on=today(), by=cast.coordinator)
    page = desk.get(committee.get_absolute_url())
    assert [row.office for row in page.context["members"]] == [cast.ministry]
    assert [row.office for row in page.context["members_before"]] == [cast.ontario]
    actions.seat_member(committee, office=cast.ontario, seat="chair", since_on=today(), by=cast.coordinator)


def test_a_planned_meeting_stands_on_the_owners_desk_and_calendar_and_moves_with_its_day(cast, committee):
    meeting = meeting_of(committee, cast, today() + 5 * DAY)
    assert committee.file.next_due_on == today() + 5 * DAY
    assert "Meeting 1" in on_desk(cast.coordinator)
    token = feeds.make(cast.coordinator)
    feed = feeds.calendar(
        feeds.user_of(token), today=today(), link=lambda reference: reference, at=dt.datetime.now(dt.UTC)
    )
    assert committee.file.reference.encode() in feed
    actions.change_meeting(meeting, meets_on=today() + 9 * DAY, by=cast.coordinator)
    assert meeting.committee.file.next_due_on == today() + 9 * DAY
    actions.call_off_meeting(meeting, reason="Nobody can.", by=cast.coordinator)
    assert meeting.committee.file.next_due_on is None
    assert on_desk(cast.coordinator) == ""


def test_held_minuted_and_approved_a_meeting_stands(cast, committee):
    meeting = meeting_of(committee, cast, today() + DAY)
    with pytest.raises(Refused, match="not come yet"):
        actions.hold_meeting(meeting, by=cast.coordinator)
    actions.change_meeting(meeting, meets_on=today() - 3 * DAY, by=cast.coordinator)
    actions.hold_meeting(meeting, by=cast.coordinator)
    with pytest.raises(Refused, match="First write the minutes"):
        actions.approve_minutes(meeting, approved_on=today(), by=cast.coordinator)
    actions.write_minutes(meeting, minutes="All agreed.", by=cast.coordinator)
    with pytest.raises(Refused, match="later than that"):
        actions.approve_minutes(meeting, approved_on=today() - 9 * DAY, by=cast.coordinator)
    actions.approve_minutes(meeting, approved_on=today(), by=cast.coordinator)
    assert meeting.status == MeetingStatus.APPROVED
    assert meeting.task.__class__.objects.get(pk=meeting.task_id).stopped_on == today()
    with pytest.raises(Refused):
        actions.write_minutes(meeting, minutes="Something else.", by=cast.coordinator)
    kinds = list(Event.objects.filter(file=committee.file).values_list("kind", flat=True))
    assert kinds[-3:] == ["disputes.committee_meeting_held", "disputes.minutes_written", "disputes.minutes_approved"]


def test_what_is_raised_about_a_complaint_shows_on_its_page_and_on_that_of_the_body(desk, cast, committee):
    complaint = make_complaint("accepted", by=cast.coordinator)
    meeting = meeting_of(committee, cast)
    raised = Raised("Recent practice hours", about=complaint.file, position="No hours at entry.")
    item = actions.raise_item(meeting, raised=raised, by=cast.coordinator)
    assert item.body == complaint.body
    for url in (complaint.get_absolute_url(), complaint.body.get_absolute_url()):
        assert "Recent practice hours" in desk.get(url).content.decode()
    told = Event.objects.get(file=complaint.file, kind="disputes.item_raised")
    assert "No hours at entry." not in str(told.kept.facts), "Alberta's position stays on the committee's file"
    page = desk.get(meeting.get_absolute_url()).content.decode()
    assert complaint.file.reference in page
    assert "No hours at entry." in page
    found = personal.held(worker_of(complaint).person)
    assert [row["what"] for row in found["files"][0]["committees"]["raised"]] == ["Recent practice hours"]


def test_words_that_name_the_worker_and_restricted_files_are_not_raised(cast, committee):
    complaint = make_complaint("accepted", by=cast.coordinator)
    meeting = meeting_of(committee, cast)
    name = worker_of(complaint).person.name
    with pytest.raises(Refused, match="says who the worker is"):
        actions.raise_item(meeting, raised=Raised(f"The case of {name}", about=complaint.file), by=cast.coordinator)
    with pytest.raises(Refused, match="own file"):
        actions.raise_item(meeting, raised=Raised("x", about=committee.file), by=cast.coordinator)
    item = actions.raise_item(meeting, raised=Raised("A case", about=complaint.file), by=cast.coordinator)
    files.restrict(complaint.file, to=[cast.senior], by=cast.senior, reason="x")
    with pytest.raises(Refused):
        actions.raise_item(meeting, raised=Raised("Once more", about=complaint.file), by=cast.senior)
    client = Client()
    client.force_login(cast.colleague)
    assert complaint.file.reference not in client.get(meeting.get_absolute_url()).content.decode()
    client.force_login(cast.senior)
    assert complaint.file.reference in client.get(meeting.get_absolute_url()).content.decode()
    assert item.number == 1


def test_a_raised_item_gets_its_position_and_decision_on_the_page(desk, cast, committee):
    meeting = meeting_of(committee, cast)
    item = actions.raise_item(meeting, raised=Raised("Fees", raised_by=cast.ontario), by=cast.coordinator)
    url = f"{meeting.get_absolute_url()}revise_item/"
    form = desk.get(f"{url}?item={item.pk}").context["form"]
    assert form["what"].value() == "Fees"
    said = {"item": item.pk, "what": "Fees", "raised_by": cast.ontario.pk, "body": "", "position": "Publish them.",
            "decision": "Each reports.", "version": form["version"].value()}  # fmt: skip
    bad = desk.post(url, {**said, "reference": "2026-999999"})
    assert bad.status_code == 422
    assert "no file with this number" in bad.content.decode()
    assert desk.post(url, said).status_code == 302
    item.refresh_from_db()
    assert (item.position, item.decision) == ("Publish them.", "Each reports.")
    assert desk.post(url, said).status_code == 409, "the form is of an earlier version"


def test_action_items_stand_on_the_desk_of_who_does_them_or_follows_them_up(desk, cast, committee):
    meeting = meeting_of(committee, cast)
    with pytest.raises(Refused):
        actions.give_action(meeting, what="x", due_on=today(), to=cast.colleague, by=cast.coordinator)
    actions.hold_meeting(meeting, by=cast.coordinator)
    due = today() + 4 * DAY
    actions.give_action(meeting, what="Draft a letter", due_on=due, to=cast.colleague, by=cast.coordinator)
    actions.give_action(meeting, what="Send the list", due_on=due, office=cast.ministry, by=cast.coordinator)
    for more in ({}, {"to": cast.colleague, "office": cast.ministry}):
        with pytest.raises(Refused, match="Say who does it"):
            actions.give_action(meeting, what="x", due_on=due, by=cast.coordinator, **more)
    with pytest.raises(Refused, match="does not work at the desk"):
        actions.give_action(meeting, what="x", due_on=due, to=cast.registrar, by=cast.coordinator)
    assert "Draft a letter" in on_desk(cast.colleague)
    assert "Send the list" in on_desk(cast.coordinator)
    assert [one.task.what for one in desk.get("/desk/committees/").context["still"]] == [
        "Draft a letter",
        "Ministry of Health: Send the list",
    ]
    with pytest.raises(Refused, match="Action items are open"):
        actions.end_committee(committee, result="x", by=cast.coordinator)
    url = f"{meeting.get_absolute_url()}task_done/"
    for task in Task.objects.filter(action_item__meeting=meeting):
        committee.file.refresh_from_db()
        assert desk.post(url, {"task": task.pk, "version": committee.file.version}).status_code == 302
    assert not ActionItem.objects.filter(task__stopped_on__isnull=True).exists()
    actions.end_committee(committee, result="Done.", by=cast.coordinator)
    assert not committee.file.is_open


def test_it_ends_only_without_a_planned_meeting_and_can_be_reopened(cast, committee):
    meeting = meeting_of(committee, cast, today() + DAY)
    with pytest.raises(Refused, match="is planned"):
        actions.end_committee(committee, result="x", by=cast.coordinator)
    actions.call_off_meeting(meeting, reason="x", by=cast.coordinator)
    actions.end_committee(committee, result="It made its report.", by=cast.coordinator)
    with pytest.raises(Refused, match="has ended"):
        actions.raise_item(meeting, raised=Raised("x"), by=cast.coordinator)
    actions.reopen_committee(committee, reason="A second mandate", by=cast.coordinator)
    assert committee.file.status == CommitteeStatus.ACTIVE


def test_parts_hang_on_their_committee_and_never_on_themselves(desk, cast, committee):
    said = {"kind": "subcommittee", "by": cast.coordinator}
    part = actions.open_committee(title="Sub-committee on nurses", parent=committee, **said)
    assert "Sub-committee on nurses" in desk.get(committee.get_absolute_url()).content.decode()
    assert "part of Labour Mobility Working Group" in desk.get("/desk/committees/").content.decode()
    with pytest.raises(Refused, match="no part of itself"):
        actions.revise_committee(committee, title="x", kind="forum", parent=part, by=cast.coordinator)


@pytest.mark.parametrize("status", list(MeetingStatus))
@pytest.mark.parametrize("verb", list(MEETINGS.moves))
def test_a_move_of_a_meeting_out_of_order_is_refused_and_leaves_no_trace(cast, committee, status, verb):
    meeting = meeting_of(committee, cast, minutes_of := today())
    item = actions.raise_item(meeting, raised=Raised("x"), by=cast.coordinator)
    meeting.status, meeting.minutes = status, "x"
    meeting.save()
    events = Event.objects.filter(file=committee.file).count()
    said = {
        "change": (actions.change_meeting, {"meets_on": minutes_of}),
        "raise": (actions.raise_item, {"raised": Raised("y")}),
        "revise_item": (actions.revise_item, {"item": item.pk, "raised": Raised("y")}),
        "give": (actions.give_action, {"what": "x", "due_on": minutes_of, "to": cast.colleague}),
        "hold": (actions.hold_meeting, {}),
        "write": (actions.write_minutes, {"minutes": "x"}),
        "approve": (actions.approve_minutes, {"approved_on": minutes_of}),
        "call_off": (actions.call_off_meeting, {"reason": "x"}),
    }
    action, facts = said[verb]
    move = MEETINGS[verb]
    if status in move.sources:
        action(meeting, **facts, by=cast.coordinator)
        assert Event.objects.filter(file=committee.file).count() == events + 1
        meeting.refresh_from_db()
        assert meeting.status == (move.to or status)
        return
    with pytest.raises(Refused):
        action(meeting, **facts, by=cast.coordinator)
    assert Event.objects.filter(file=committee.file).count() == events


@pytest.mark.parametrize("status", list(CommitteeStatus))
@pytest.mark.parametrize("verb", list(COMMITTEES.moves))
def test_a_move_of_a_committee_out_of_order_is_refused(cast, committee, status, verb):
    member = actions.seat_member(committee, office=cast.ontario, seat="member", since_on=today(), by=cast.coordinator)
    case = committee.file
    case.status = status
    case.save(update_fields=["status"])
    said = {
        "plan": (actions.plan_meeting, {"meets_on": today()}),
        "terms": (actions.enter_terms, {"text": "x", "adopted_on": today()}),
        "seat": (actions.seat_member, {"office": cast.ministry, "seat": "member", "since_on": today()}),
        "unseat": (actions.unseat_member, {"member": member.pk, "until_on": today()}),
        "revise": (actions.revise_committee, {"title": "x", "kind": "forum"}),
        "end": (actions.end_committee, {"result": "x"}),
        "reopen": (actions.reopen_committee, {"reason": "x"}),
    }
    action, facts = said[verb]
    if status in COMMITTEES[verb].sources:
        action(committee, **facts, by=cast.coordinator)
        assert committee.file.status == (COMMITTEES[verb].to or status)
        return
    with pytest.raises(Refused):
        action(committee, **facts, by=cast.coordinator)


@pytest.mark.parametrize("role", ["director", "auditor", "registrar", "ministry", "other province", "administrator"])
def test_who_does_not_work_on_files_changes_nothing_and_nobody_outside_sees_it(client, cast, committee, role):
    by = cast.by_role[role]
    with pytest.raises(Refused):
        actions.open_committee(title="x", kind="forum", by=by)
    with pytest.raises(Refused):
        actions.plan_meeting(committee, meets_on=today(), by=by)
    meeting = meeting_of(committee, cast)
    with pytest.raises(Refused):
        actions.raise_item(meeting, raised=Raised("x"), by=by)
    client.force_login(by)
    status = 200 if role in ("director", "auditor") else 404
    for url in ("/desk/committees/", committee.get_absolute_url(), meeting.get_absolute_url()):
        assert client.get(url).status_code == status
    assert client.get("/desk/committees/new/").status_code == 404


def test_a_restricted_committee_is_named_nowhere_to_who_may_not_open_it(client, cast, committee):
    complaint = make_complaint("accepted", by=cast.coordinator)
    meeting = meeting_of(committee, cast)
    actions.raise_item(meeting, raised=Raised("A quiet word", about=complaint.file), by=cast.coordinator)
    files.restrict(committee.file, to=[cast.senior], by=cast.senior, reason="x")
    client.force_login(cast.colleague)
    for url in ("/desk/committees/", complaint.get_absolute_url(), complaint.body.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "Raised at committees" not in page
        assert committee.get_absolute_url() not in page
    assert client.get(meeting.get_absolute_url()).status_code == 404


def test_it_is_opened_and_a_meeting_planned_on_the_page_and_found_by_what_was_raised(desk, cast):
    said = {"title": "Forum of Labour Market Ministers", "kind": "forum", "parent": "", "purpose": ""}
    assert desk.post("/desk/committees/new/", {**said, "title": ""}).status_code == 422
    assert desk.post("/desk/committees/new/", said).status_code == 302
    committee = Committee.objects.get()
    url = f"{committee.get_absolute_url()}plan/"
    day = {"meets_on_day": "3", "meets_on_month": "12", "meets_on_year": "2026"}
    assert desk.post(url, {**day, "version": committee.file.version}).status_code == 302
    meeting = committee.meetings.get()
    committee.file.refresh_from_db()
    raised = {"what": "Tower cranes", "raised_by": "", "body": "", "reference": "", "version": committee.file.version}
    assert desk.post(f"{meeting.get_absolute_url()}raise/", raised).status_code == 302
    assert [row.pk for row in desk.get("/desk/committees/?q=cranes").context["rows"]] == [committee.pk]
    assert desk.get("/desk/committees/?q=zzyzzyva").context["rows"] == []
    assert desk.get("/desk/committees/?kind=project").context["rows"] == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_sentence_of_its_history_can_be_read(desk, cast, committee, language):
    cast.coordinator.language = language
    cast.coordinator.save(update_fields=["language"])
    meeting = meeting_of(committee, cast, place="Edmonton, 10:00")
    actions.change_meeting(meeting, meets_on=today(), place="By video", by=cast.coordinator)
    actions.raise_item(meeting, raised=Raised("Fees"), by=cast.coordinator)
    actions.hold_meeting(meeting, minutes="x", by=cast.coordinator)
    actions.give_action(meeting, what="Ask", due_on=today(), to=cast.colleague, by=cast.coordinator)
    actions.seat_member(committee, office=cast.ontario, seat="chair", since_on=today(), by=cast.coordinator)
    actions.enter_terms(committee, text="x", adopted_on=today(), by=cast.coordinator)
    page = desk.get(committee.get_absolute_url())
    assert page.status_code == 200
    assert len(page.context["timeline"]) == Event.objects.filter(file=committee.file).count() == 8


def test_list_committee_and_meeting_ask_the_same_for_1_for_30_and_for_300(desk, cast, committee):
    complaint = make_complaint("accepted", by=cast.coordinator)
    meeting = meeting_of(committee, cast)
    urls = ["/desk/committees/", committee.get_absolute_url(), meeting.get_absolute_url(),
            complaint.get_absolute_url(), complaint.body.get_absolute_url()]  # fmt: skip

    def asked() -> list[int]:
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(url).status_code == 200
            counts.append(len(captured))
        return counts

    def fill(number: int) -> None:
        for n in range(number):
            said = Raised(f"Item {n}", raised_by=cast.ontario, about=complaint.file)
            actions.raise_item(meeting, raised=said, by=cast.coordinator)

    fill(1)
    other = meeting_of(committee, cast)
    actions.hold_meeting(other, by=cast.coordinator)
    actions.give_action(other, what="x", due_on=today(), to=cast.colleague, by=cast.coordinator)
    asked()
    one = asked()
    fill(29)
    for n in range(5):
        part = actions.open_committee(title=f"Part {n}", kind="project", parent=committee, by=cast.coordinator)
        held = actions.plan_meeting(part, meets_on=today(), by=cast.coordinator)
        actions.hold_meeting(held, by=cast.coordinator)
        actions.give_action(held, what="x", due_on=today(), office=cast.ministry, by=cast.coordinator)
        actions.give_action(other, what="x", due_on=today(), office=cast.ministry, by=cast.coordinator)
    assert asked() == one
    fill(270)
    assert asked() == one
