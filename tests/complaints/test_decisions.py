"""The Director's page: what is asked, the note, deciding in place, and the unit in figures."""

from __future__ import annotations

import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from complaints import actions, decisions
from complaints.models import Complaint
from mobility.accounts.kept import forget
from mobility.casefiles import actions as files
from mobility.casefiles.models import AccessLog, Decision
from mobility.law.days import today
from tests.makers import Cast, later, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def escalate(cast: Cast, question: str = "Report the College to the Minister?") -> Complaint:
    complaint = make_complaint("accepted", by=cast.coordinator)
    actions.escalate(
        complaint,
        question=question,
        options="Yes\nNo",
        recommendation="Yes: the third case this year.",
        by=cast.coordinator,
        at=later(3),
    )
    return complaint


@pytest.fixture
def director(client, cast: Cast):
    client.force_login(cast.director)
    return client


def test_an_empty_page_says_so_and_only_who_decides_has_it(client, cast: Cast):
    client.force_login(cast.senior)
    assert client.get("/desk/decisions/").status_code == 404
    client.force_login(cast.director)
    assert "No decision is asked of you" in client.get("/desk/decisions/").content.decode()
    assert "No decision is asked of you" in client.get("/desk/").content.decode()


def test_a_question_is_decided_where_it_stands(director, cast: Cast):
    complaint = escalate(cast)
    page = director.get("/desk/decisions/").content.decode()
    for words in (
        "Report the College to the Minister?",
        "Yes: the third case this year.",
        complaint.file.reference[3:],
    ):
        assert words in page
    complaint.file.refresh_from_db()
    answer = {"answer": "Yes, report it.", "reasons": "Three cases.", "version": complaint.file.version}
    address = f"/desk/complaints/{complaint.file.reference}/decide/"
    assert f'action="{address}"' in page
    assert director.post(address, answer).status_code == 302
    page = director.get("/desk/decisions/").content.decode()
    assert "Decided last" in page
    assert "No decision is asked of you" in page
    assert complaint.file.events.filter(kind="complaints.decided").exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_note_is_one_page_without_the_workers_name(director, cast: Cast, language: str):
    cast.director.language = language
    cast.director.save()
    complaint = escalate(cast)
    response = director.get(f"/desk/decisions/{Decision.objects.get().pk}/note/")
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    text = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    for words in (complaint.file.reference, "Report the College to the Minister?", "Yes: the third case", "Ontario"):
        assert (words in text) is (words != "Ontario")
    assert "Wanda" not in text
    assert AccessLog.objects.filter(user=cast.director, kind="exported", file=complaint.file).exists()


def test_a_note_of_a_file_one_may_not_see_does_not_exist(client, cast: Cast):
    complaint = escalate(cast)
    files.restrict(complaint.file, to=[cast.senior], by=cast.senior, reason="x")
    number = Decision.objects.get().pk
    client.force_login(cast.director)
    assert client.get(f"/desk/decisions/{number}/note/").status_code == 404
    assert "Report the College" not in client.get("/desk/decisions/").content.decode()


def test_figures_count_what_one_may_see(cast: Cast):
    make_complaint("accepted", by=cast.coordinator)
    make_complaint("accepted", by=cast.coordinator)
    make_complaint("closed", by=cast.coordinator)
    hidden = make_complaint("accepted", by=cast.senior)
    files.restrict(hidden.file, to=[cast.senior], by=cast.senior, reason="x")
    made = decisions.figures(cast.director, today())
    assert [(row.label, row.number, row.query) for row in made["statuses"]] == [("Accepted", 2, "status=accepted")]
    assert sum(row.number for row in made["duties"]) == 2
    assert [(row.label, row.number) for row in made["outcomes"]] == [("Explained and accepted", 1)]


def test_the_page_asks_the_same_with_1_and_15_questions(director, cast: Cast):
    def asked() -> int:
        cache.clear()
        forget()
        with CaptureQueriesContext(connection) as captured:
            assert director.get("/desk/decisions/").status_code == 200
        return len(captured)

    escalate(cast)
    asked()
    one = asked()
    for _ in range(14):
        escalate(cast)
    assert asked() == one
    with CaptureQueriesContext(connection) as captured:
        director.get("/desk/decisions/")
    assert len(captured) <= 15, "figures are kept for a minute"
