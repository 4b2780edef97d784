"""The page of a systemic issue: its owner, who may open it, questions to the Director; and merging from beside related files."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from complaints import actions
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles.models import Decision, Named, Task
from mobility.outbox.models import Mail
from tests.complaints.door import text
from tests.makers import Cast, later, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(time_machine, settings) -> None:
    time_machine.move_to(later(4))
    settings.MFA_REQUIRED = False


@pytest.fixture
def issue(cast: Cast):
    return actions.open_issue(
        title="Letters nobody gets", hypothesis="They send none.", by=cast.coordinator, at=later(1)
    )


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def do(client: Client, issue, verb: str, **data):
    issue.file.refresh_from_db()
    address = f"{issue.get_absolute_url()}{verb}/"
    return client.post(address, {"version": issue.file.version, **data}, follow=True)


def kinds(issue) -> list[str]:
    return list(issue.file.events.order_by("seq").values_list("kind", flat=True))


# ---- owner and sensitivity ----------------------------------------------------------------------------
def test_the_owner_changes_on_its_page_and_the_history_says_so(cast, issue):
    page = text(do(signed_in(cast.senior), issue, "assign", to=cast.colleague.pk, reason="She knows the body"))
    issue.file.refresh_from_db()
    assert issue.file.owner == cast.colleague
    assert kinds(issue)[-1] == "casefiles.assigned"
    assert "She knows the body" in page


def test_restricted_it_opens_to_those_named_only_until_a_senior_opens_it_again(cast, issue):
    named = [cast.coordinator.pk, cast.senior.pk]
    page = text(do(signed_in(cast.coordinator), issue, "restrict", to=named, reason="A source is afraid"))
    assert "Only those named can open it now." in page
    assert cast.senior.name in page
    assert signed_in(cast.colleague).get(issue.get_absolute_url()).status_code == 404
    assert "Letters nobody gets" not in text(signed_in(cast.colleague).get("/desk/issues/"))
    assert "Open to the whole unit again" not in text(signed_in(cast.coordinator).get(issue.get_absolute_url()))
    issue.file.refresh_from_db()
    with pytest.raises(Refused, match="You may not"):
        files.unrestrict(issue.file, by=cast.coordinator, reason="x")
    page = text(do(signed_in(cast.senior), issue, "unrestrict", reason="It is public now"))
    assert "The file is open to the whole unit again. It is public now" in page
    assert signed_in(cast.colleague).get(issue.get_absolute_url()).status_code == 200
    assert not Named.objects.filter(file=issue.file, until__isnull=True).exists()
    with pytest.raises(Refused, match="not restricted"):
        files.unrestrict(issue.file, by=cast.senior, reason="x")


def test_who_restricts_without_naming_oneself_comes_to_the_list(cast, issue):
    answer = do(signed_in(cast.coordinator), issue, "restrict", to=[cast.senior.pk], reason="x")
    assert answer.redirect_chain[-1][0] == "/desk/issues/"


def test_a_stale_form_changes_nothing(cast, issue):
    client, address = signed_in(cast.coordinator), f"{issue.get_absolute_url()}restrict/"
    stale = {"version": issue.file.version - 1, "to": [cast.senior.pk], "reason": "x"}
    assert client.post(address, stale).status_code == 409
    issue.file.refresh_from_db()
    assert not issue.file.is_restricted


# ---- the Director -------------------------------------------------------------------------------------
QUESTION = {"question": "Do we write to the Minister?", "options": "Yes\nNo", "recommendation": "Yes, now"}


def test_a_question_about_an_issue_comes_to_the_director_and_back(cast, issue):
    page = text(do(signed_in(cast.coordinator), issue, "escalate", **QUESTION))
    assert "Before the Director" in page
    decision = Decision.objects.get(file=issue.file)
    assert decision.due_on == issue.file.clocks.get(rule="unit.director_decision").due_on
    assert Mail.objects.filter(kind="staff-decision", to=cast.director.email).exists()
    with pytest.raises(Refused, match="already before the Director"):
        actions.escalate_issue(issue, by=cast.coordinator, **QUESTION)
    director = signed_in(cast.director)
    page = director.get("/desk/decisions/")
    assert "Do we write to the Minister?" in text(page)
    assert f'action="{issue.get_absolute_url()}decide/"' in page.content.decode()
    note = director.get(f"/desk/decisions/{decision.pk}/note/")
    assert (note.status_code, note.content[:4]) == (200, b"%PDF")
    page = text(do(director, issue, "decide", answer="Yes", reasons="It is time"))
    assert "The Director decided" in page
    assert kinds(issue)[-2:] == ["complaints.escalated", "complaints.decided"]
    assert not issue.file.clocks.filter(stopped_on__isnull=True).exists()
    assert Task.objects.filter(file=issue.file, owed_by_user=cast.coordinator).exists()


def test_who_may_not_decide_is_not_offered_it(cast, issue):
    actions.escalate_issue(issue, by=cast.coordinator, due_on=dt.date(2026, 11, 20), **QUESTION)
    assert "Decide the question" not in text(signed_in(cast.senior).get(issue.get_absolute_url()))
    page = text(signed_in(cast.director).get(issue.get_absolute_url()))
    assert "Decide the question" in page
    assert "Ask the Director" not in page


def test_asked_about_a_restricted_issue_the_director_is_named_on_it(cast, issue):
    files.restrict(issue.file, to=[cast.coordinator], by=cast.coordinator, reason="x")
    assert signed_in(cast.director).get(issue.get_absolute_url()).status_code == 404
    actions.escalate_issue(issue, by=cast.coordinator, **QUESTION)
    assert signed_in(cast.director).get(issue.get_absolute_url()).status_code == 200


# ---- merging ------------------------------------------------------------------------------------------
def test_a_related_file_can_be_merged_with_from_beside_it(cast):
    other, complaint = make_complaint("accepted", by=cast.coordinator), make_complaint("accepted", by=cast.coordinator)
    desk = signed_in(cast.coordinator)
    beside = desk.get(f"{complaint.get_absolute_url()}beside/").content.decode()
    reference = other.file.reference
    address = f"{complaint.get_absolute_url()}merge/?into={reference}"
    assert f'href="{address}#do-merge"' in beside
    assert f'value="{reference}"' in desk.get(address).content.decode()
    sent = {"version": complaint.file.version, "into": reference}
    desk.post(f"{complaint.get_absolute_url()}merge/", sent)
    complaint.refresh_from_db()
    assert complaint.merged_into == other
    assert "Merge into it" not in desk.get(f"{complaint.get_absolute_url()}beside/").content.decode()
