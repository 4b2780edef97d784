"""The case file on paper: tagged, in both languages, with what the audience may see and nothing else."""

from __future__ import annotations

import io

import pypdf
import pytest
from django.utils.timezone import now

from complaints import actions, casefile
from complaints.choices import Finding
from mobility.casefiles import actions as files
from mobility.casefiles.models import AccessLog, Event
from mobility.casefiles.primitives import complainant_of
from tests.makers import make_complaint, make_document, make_participant

pytestmark = pytest.mark.django_db
NASTY = '#panic("typst") *bold* $x$ <b>é</b> \\ @ref « Ça »'


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def text_of(written: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(written)).pages).split())


def printed(complaint, audience=None, language="en") -> str:
    return text_of(casefile.pdf(complaint, audience=audience, language=language, by="Carla", at=now()))


def story(cast):
    complaint = make_complaint("accepted", by=cast.coordinator, narrative=NASTY)
    body = make_participant(complaint.file, office=cast.body.office)
    files.note(complaint.file, text="For the unit alone.", by=cast.coordinator)
    files.note(complaint.file, text="For the body.", by=cast.coordinator, audience=[body])
    worker = complainant_of(complaint.file)
    shown = make_document(complaint.file, by=worker, title="letter-of-refusal.pdf", audience=[worker])
    secret = make_document(complaint.file, by=cast.coordinator, title="legal-advice.pdf")
    for version, state in ((shown, "clean"), (secret, "clean")):
        files.scanned(version, state=state)
    files.mark_document(secret.document, mark="privileged", reason="Counsel", by=cast.coordinator)
    actions.find(
        complaint, ground=complaint.grounds.get(), finding=Finding.FOUNDED, reasoning="Late.", by=cast.coordinator
    )
    return complaint, body, worker


def test_the_unit_has_the_whole_but_nothing_that_may_not_leave(cast):
    complaint, _body, _worker = story(cast)
    text = printed(complaint)
    for words in (
        "For the unit alone.",
        "For the body.",
        "letter-of-refusal.pdf",
        '#panic("typst") *bold* $x$ <b>é</b>',
        "Late.",
    ):
        assert words in text, words
    assert "legal-advice.pdf" not in text


def test_a_body_has_what_is_shown_to_it_and_neither_name_nor_story(cast):
    complaint, body, _worker = story(cast)
    text = printed(complaint, body)
    assert "For the body." in text
    for words in (
        "For the unit alone.",
        "letter-of-refusal",
        "legal-advice",
        "panic",
        "Late.",
        complaint.complainant.name,
    ):
        assert words not in text, words


def test_the_worker_has_their_own_words_and_no_finding_before_the_end(cast):
    complaint, _body, worker = story(cast)
    text = printed(complaint, worker, "fr")
    assert "letter-of-refusal.pdf" in text
    assert "panic" in text
    assert f"Dossier {complaint.file.reference}" in text
    for words in ("For the unit alone.", "For the body.", "Late."):
        assert words not in text, words


def test_it_is_tagged_and_says_its_language(cast):
    complaint, _body, _worker = story(cast)
    for language in ("en", "fr"):
        reader = pypdf.PdfReader(
            io.BytesIO(casefile.pdf(complaint, audience=None, language=language, by="Carla", at=now()))
        )
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
        assert reader.trailer["/Root"]["/Lang"] == f"{language}-CA"
        assert complaint.file.reference in reader.metadata.title


def test_the_page_gives_it_and_says_so_in_the_history(client, cast):
    complaint, body, _worker = story(cast)
    client.force_login(cast.coordinator)
    address = f"/desk/complaints/{complaint.file.reference}/paper/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"language": "en", "purpose": ""}).status_code == 422
    answer = client.post(address, {"language": "en", "audience": body.pk, "purpose": "For the panel"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "For the body." in text_of(answer.content)
    copied = Event.objects.get(file=complaint.file, kind="casefiles.copied")
    assert (copied.actor_user, copied.kept.facts) == (cast.coordinator, {"for": body.pk, "purpose": "For the panel"})
    assert AccessLog.objects.filter(kind="exported", file=complaint.file).count() == 1
    client.force_login(cast.registrar)
    assert client.get(address).status_code == 404
