"""Related files found, linked and grouped; systemic issues from open to closed."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import actions, relating
from complaints.group_models import Issue, IssueCase, Relation
from mobility.accounts.kept import forget
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles.models import Event
from mobility.law.days import law_date
from tests.makers import RECEIVED, make_complaint

pytestmark = pytest.mark.django_db
STORY = "The telehealth narwhal bridging practicum in Lloydminster was cancelled without explanation."


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def near(complaint, user) -> dict[str, str]:
    complaint.refresh_from_db()
    found = relating.related(complaint, user, law_date(RECEIVED))
    return {row.complaint.file.reference: row.why for row in found.near}


def somebody(number: int, **said):
    return {"name": f"Person {number}", "email": f"p{number}@example.net", "phone": f"780555{number:04d}", **said}


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        (somebody(1), somebody(2, email="P1@Example.net"), "same e-mail or telephone"),
        (somebody(1), somebody(2, phone="(780) 555-0001"), "same e-mail or telephone"),
        (somebody(1), somebody(2, name="person 1"), "same name and body"),
    ],
)
def test_the_same_worker_is_found(cast, first, second, why):
    one = make_complaint(person=first, grounds=[], narrative="x")
    two = make_complaint(person=second, grounds=[], narrative="y")
    make_complaint(person=somebody(9), grounds=[], narrative="z")
    assert near(one, cast.coordinator) == {two.file.reference: why}


def test_a_name_alone_at_another_body_is_no_worker(cast):
    one = make_complaint(person=somebody(1), grounds=[], narrative="x")
    make_complaint(person=somebody(2, name="Person 1"), body=cast.other_body, grounds=[], narrative="y")
    make_complaint(person={"channels": []}, grounds=[], narrative="z")
    assert near(one, cast.coordinator) == {}


def test_the_same_body_and_ground_in_the_last_months(cast):
    one = make_complaint(person=somebody(1), narrative="x")
    two = make_complaint(person=somebody(2), narrative="y")
    make_complaint(person=somebody(3), narrative="z", at=RECEIVED.replace(year=2025))
    make_complaint(person=somebody(4), narrative="z", body=cast.other_body)
    assert near(one, cast.coordinator) == {two.file.reference: "same body, same ground: Acknowledgement overdue"}


def test_a_similar_story_is_found_by_its_rare_words(cast):
    one = make_complaint(person=somebody(1), grounds=[], narrative=STORY)
    two = make_complaint(person=somebody(2), grounds=[], narrative=f"Also here. {STORY}", body=cast.other_body)
    make_complaint(person=somebody(3), grounds=[], narrative="Nothing in common.", body=cast.other_body)
    found = near(one, cast.coordinator)
    assert list(found) == [two.file.reference]
    assert found[two.file.reference].startswith("similar story: ")


def test_what_one_may_not_see_is_not_related(cast):
    one = make_complaint(person=somebody(1))
    make_complaint(person=somebody(1), in_danger=True)
    assert near(one, cast.coordinator) == {}


def test_a_link_stands_on_both_files_and_is_taken_back(client, cast):
    client.force_login(cast.coordinator)
    one, two = make_complaint(person=somebody(1)), make_complaint(person=somebody(2))
    path = f"/desk/complaints/{two.file.reference}/relate/"
    said = {
        "other": one.file.reference[3:],
        "kind": "same_practice",
        "reason": "One letter",
        "version": two.file.version,
    }
    assert client.post(path, said).status_code == 302
    relation = Relation.objects.get()
    assert (relation.one, relation.other, relation.by) == (one, two, cast.coordinator)
    for here, there in ((one, two), (two, one)):
        facts = Event.objects.get(file=here.file, kind="complaints.related").kept.facts
        assert facts == {"other": there.file.reference, "kind": "same_practice", "reason": "One letter"}
    assert "One letter" in client.get(f"/desk/complaints/{one.file.reference}/beside/").content.decode()
    assert client.post(path, {**said, "version": two.file.version + 1}).status_code == 422
    client.post(path, {"unlink": one.file.reference})
    client.post(path, {"unlink": one.file.reference})
    assert not Relation.objects.filter(until_at__isnull=True).exists()
    assert Event.objects.filter(kind="complaints.unrelated").count() == 2


@pytest.mark.parametrize("other", ["", "LM-2026-999999", "x", "itself"])
def test_a_link_with_nothing_is_said_at_the_field(client, cast, other):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    said = {
        "other": complaint.file.reference if other == "itself" else other,
        "kind": "other",
        "version": complaint.file.version,
    }
    answer = client.post(f"/desk/complaints/{complaint.file.reference}/relate/", {**said, "reason": "typed"})
    assert answer.status_code == 422
    assert "typed" in answer.content.decode()
    assert not Relation.objects.exists()


def test_the_reason_of_a_link_goes_with_the_person(cast):
    one, two = make_complaint(person=somebody(1)), make_complaint(person=somebody(2))
    actions.relate(one, other=two, kind="other", reason="Cousins", by=cast.senior)
    files.erase_person(one.complainant, reason="asked", by=cast.senior)
    assert Relation.objects.get().reason == ""


def test_the_card_asks_the_same_however_much_is_related(client, cast):
    client.force_login(cast.coordinator)
    one = make_complaint(person=somebody(1), narrative=STORY)
    path = f"/desk/complaints/{one.file.reference}/beside/"
    make_complaint(person=somebody(2), narrative=STORY)

    def asked() -> int:
        cache.clear()
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    asked()
    few = asked()
    for number in range(3, 12):
        make_complaint(person=somebody(number if number % 2 else 1), narrative=STORY)
    assert asked() == few <= 25


# ---- systemic issues --------------------------------------------------------------------------------


def make_issue(cast, **said) -> Issue:
    given = {"title": "Transcripts asked of nurses", "hypothesis": "One checklist for all.", "bodies": [cast.body]}
    return actions.open_issue(**{**given, **said}, by=cast.coordinator)


def test_an_issue_is_opened_from_a_complaint_acted_on_and_closed(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    start = client.post(f"/desk/complaints/{complaint.file.reference}/group/", {"issue": ""})
    assert start["Location"] == f"/desk/issues/new/?from={complaint.file.reference}"
    said = {"title": "Transcripts", "hypothesis": "One checklist.", "bodies": [cast.body.pk]}
    client.post(start["Location"], said)
    issue = Issue.objects.get()
    path = issue.get_absolute_url()
    assert (issue.file.kind, issue.file.status, issue.file.owner) == ("systemic", "open", cast.coordinator)
    assert IssueCase.objects.get().complaint == complaint
    assert client.get(f"/desk/files/{issue.file.reference}/")["Location"] == path
    assert complaint.file.reference in client.get(path).content.decode()
    assert client.get(f"{path}act/").status_code == 200
    for verb, words, status in (
        ("act", {"action": "A letter to the registrar."}, "acting"),
        ("close", {"result": "The checklist was changed."}, "closed"),
        ("reopen", {"reason": "It came back."}, "open"),
    ):
        issue.file.refresh_from_db()
        assert client.post(f"{path}{verb}/", {**words, "version": issue.file.version}).status_code == 302
        issue.file.refresh_from_db()
        assert issue.file.status == status
    kinds = list(Event.objects.filter(file=issue.file).order_by("seq").values_list("kind", flat=True))
    assert [kind.partition(".")[2] for kind in kinds] == [
        "issue_opened",
        "issue_joined",
        "issue_acted",
        "issue_closed",
        "issue_reopened",
    ]
    assert Event.objects.filter(file=complaint.file, kind="complaints.issue_joined").count() == 1


def test_complaints_join_and_leave_once(client, cast):
    client.force_login(cast.coordinator)
    issue, complaint = make_issue(cast), make_complaint()
    for _ in range(2):
        client.post(f"/desk/complaints/{complaint.file.reference}/group/", {"issue": issue.pk})
    assert IssueCase.objects.filter(until_at__isnull=True).count() == 1
    page = client.get("/desk/issues/").content.decode()
    assert "Transcripts asked of nurses" in page
    assert '<td data-l="Complaints">1</td>' in page
    for _ in range(2):
        client.post(f"{issue.get_absolute_url()}drop/", {"complaint": complaint.file.reference})
    assert not IssueCase.objects.filter(until_at__isnull=True).exists()
    assert Event.objects.filter(kind="complaints.issue_left").count() == 2


def test_a_closed_issue_takes_nothing_in_and_a_stale_form_overwrites_nothing(client, cast):
    client.force_login(cast.coordinator)
    issue = make_issue(cast)
    version = issue.file.version
    actions.act_on_issue(issue, action="A call.", by=cast.colleague)
    stale = client.post(f"{issue.get_absolute_url()}act/", {"action": "A letter.", "version": version})
    assert stale.status_code == 409
    assert "A letter." in stale.content.decode()
    actions.close_issue(issue, result="Done.", by=cast.coordinator)
    with pytest.raises(Refused):
        actions.add_case(issue, complaint=make_complaint(), by=cast.coordinator)
    with pytest.raises(Refused):
        actions.close_issue(issue, result="Again.", by=cast.coordinator)


def test_the_list_of_issues_asks_the_same_with_1_and_10(client, cast):
    client.force_login(cast.coordinator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/issues/").status_code == 200
        return len(captured)

    make_issue(cast)
    asked()
    one = asked()
    for number in range(9):
        make_issue(cast, title=f"Issue {number}")
    assert asked() == one <= 15


def test_others_find_no_issue(client, cast):
    issue = make_issue(cast)
    for user in (cast.registrar, cast.ministry_partner, cast.stranger):
        client.force_login(user)
        for path in ("/desk/issues/", issue.get_absolute_url(), "/desk/issues/new/"):
            assert client.get(path).status_code == 404
    client.force_login(cast.auditor)
    assert client.get(issue.get_absolute_url()).status_code == 200
    assert client.get("/desk/issues/new/").status_code == 404
