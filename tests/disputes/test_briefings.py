"""The briefing pack: made from the file in one action, each statement with its source; and what has gone stale since. Known panels."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as Word
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from disputes import actions, briefing
from mobility.casefiles import personal, store
from mobility.casefiles.models import DocumentVersion
from mobility.law.days import today
from tests.disputes.makers import OPENED, go, make_dispute
from tests.makers import Cast, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


def content(document: int) -> bytes:
    version = DocumentVersion.objects.get(document=document)
    with store.take(version.sha256) as kept:
        return kept.read()


@pytest.mark.parametrize(("language", "title"), [("en", "Where the dispute stands"), ("fr", "Où en est le différend")])
def test_the_pack_is_a_pdf_and_a_word_file_that_say_the_same(cast: Cast, language: str, title: str) -> None:
    source = make_complaint().file
    dispute = make_dispute(cast, born="complaints", sources=[source])
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    issue = actions.raise_issue(dispute, question="Which proof is enough?", side="", by=cast.coordinator)
    actions.take_position(
        dispute, issue=issue.pk, what="bottom_line", text="A letter.", source="Memo 4", by=cast.coordinator
    )
    made = actions.brief(dispute, language=language, by=cast.coordinator)
    pdf = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content(made.pdf_id))).pages)
    word = Word(io.BytesIO(content(made.docx_id)))
    told = " ".join(
        [row.text for row in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    for words in (title, "A letter.", "Memo 4", dispute.file.reference):
        assert words in pdf
        assert words in told
    assert str(source.complaint.complainant) not in told
    assert {row["id"] for row in made.parts} == {name for name, _title, _make in briefing.PARTS}
    assert all(source for row in made.parts for _text, source in row["statements"])


def test_it_says_which_parts_have_gone_stale(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    made = actions.brief(dispute, language="en", by=cast.coordinator)
    assert briefing.stale(made.parts, briefing.parts(dispute, on=today(), language="en")) == []
    client.force_login(cast.coordinator)
    assert "Says what the file says now." in client.get(dispute.get_absolute_url()).text
    go(dispute, "begin_consulting", OPENED + dt.timedelta(days=2), cast.coordinator)
    dispute.refresh_from_db()
    stale = briefing.stale(made.parts, briefing.parts(dispute, on=today(), language="en"))
    assert "Chronology" in stale
    assert "Where the dispute stands" in stale
    assert "Provisions" not in stale
    assert "Stale since: Where the dispute stands, Chronology" in " ".join(
        client.get(dispute.get_absolute_url()).text.split()
    )


def test_a_dispute_stands_beside_the_known_panels(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    client.force_login(cast.coordinator)
    page = client.get(reverse("disputes:precedents"), {"with": dispute.file.reference}).text
    assert "Manitoba v Ontario: public accountants" in page
    assert "Comply by 15 April 2012".lower() in page.lower()
    assert "hearing to report (days)" in page
    assert client.get(reverse("disputes:precedents"), {"with": "LM-2026-999999"}).status_code == 404


def test_what_a_dispute_holds_of_a_worker_is_given_out_and_erased(cast: Cast) -> None:
    source = make_complaint().file
    dispute = make_dispute(cast, born="complaints", sources=[source])
    keeper = next(one for one in personal.KEEPERS if one.app == "disputes")
    assert keeper.export(source) == {
        "behind_disputes": [
            {"dispute": dispute.file.reference, "called": "Worker A", "about": dispute.sources.get().about_words}
        ]
    }
    keeper.erase(source)
    assert dispute.sources.get().about_words == ""
    own = make_dispute(cast, "cfta-10b")
    assert keeper.export(own.file)["summary"] == own.summary
    keeper.erase(own.file)
    own.refresh_from_db()
    assert own.summary == ""


def test_the_public_file_and_the_confidential_one_are_two_papers(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    joint = actions.raise_issue(dispute, question="Which proof is enough?", side="joint", by=cast.coordinator)
    ours = actions.raise_issue(dispute, question="How far may we go?", side="alberta", by=cast.coordinator)
    for issue, what, text in (
        (joint, "bottom_line", "Ten days at most."),
        (ours, "interest", "Proof of degree alone."),
    ):
        actions.take_position(dispute, issue=issue.pk, what=what, text=text, source="Memo 4", by=cast.coordinator)
    actions.take_position(
        dispute,
        issue=joint.pk,
        what="position",
        party=dispute.replying,
        text="It covers all.",
        source="Letter",
        by=cast.coordinator,
    )
    for side, agenda in (("alberta", "Our line"), ("joint", "The exception")):
        actions.meet(dispute, side=side, meets_on=today(), place="", agenda=agenda, by=cast.coordinator)
    client.force_login(cast.coordinator)

    def read(which: str) -> str:
        answer = client.post(reverse("disputes:copy", args=[dispute.file.reference, which]))
        assert answer.headers["Content-Type"] == "application/pdf"
        pages = PdfReader(io.BytesIO(answer.content)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    public, confidential = read("public"), read("confidential")
    for words in ("Which proof is enough?", "It covers all.", "The exception"):
        assert words in public
        assert words in confidential
    for words in ("How far may we go?", "Ten days at most.", "Proof of degree alone.", "Our line", "Deputy Minister"):
        assert words in confidential
        assert words not in public
    assert client.post(reverse("disputes:copy", args=[dispute.file.reference, "other"])).status_code == 404
    client.force_login(cast.ministry_partner)
    assert client.post(reverse("disputes:copy", args=[dispute.file.reference, "public"])).status_code == 404
