"""Pages and papers of disputes in French say nothing in English, whoever wrote what in which language."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from complaints.choices import Finding
from complaints.models import Ground
from disputes import actions, briefing, moves, particulars, sides
from disputes.dispute_models import Dispute
from mobility.accounts.models import User
from mobility.casefiles import store
from mobility.law.days import today
from tests.disputes.makers import OPENED, go, make_dispute, words_for
from tests.disputes.test_pages import ready
from tests.makers import Cast, make_complaint

pytestmark = pytest.mark.django_db
#: Words of the packs' remarks that a French page must not show.
ENGLISH = re.compile(
    r"not confirmed|not read|a marker of our own|no article|panel rules|CFTA \d|AIT \d|Part IV\b|plain sense"
)


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


@pytest.fixture
def bureau(client: Client, cast: Cast) -> Client:
    """The desk in French."""
    User.objects.filter(pk=cast.coordinator.pk).update(language="fr")
    client.force_login(User.objects.get(pk=cast.coordinator.pk))
    return client


def test_french_pages_name_articles_in_french(bureau: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    go(dispute, "begin_consulting", OPENED, cast.coordinator)
    reference = dispute.file.reference
    for address in (
        dispute.get_absolute_url(),
        reverse("disputes:plan", args=[reference]),
        reverse("disputes:step", args=[reference, "request_panel"]),
        reverse("disputes:rules"),
        reverse("disputes:change_rule", args=["cfta.consultations_minimum"]),
        reverse("disputes:new") + f"?measure={dispute.measure_id}",
    ):
        shown = bureau.get(address).text
        assert "ALEC 100" in shown or "new" in address
        assert not ENGLISH.search(shown), (address, ENGLISH.search(shown))


def test_known_panels_are_told_in_french(bureau: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    page = bureau.get(reverse("disputes:precedents"), {"with": dispute.file.reference}).text
    for words in ("retirer la mesure", "de l’audience au rapport", "a appuyé le Manitoba", "une personne (Québec)"):
        assert words in page
    for words in ("comply by", "hearing to report", "supported", "person (", "government to government"):
        assert words not in page


def test_papers_in_french_name_articles_in_french_whoever_makes_them(cast: Cast) -> None:
    dispute = make_dispute(cast)
    notice = actions.draft(
        dispute, verb="request_consultations", kind="notice_consultations", language="fr", by=cast.coordinator
    )
    actions.reword(dispute, notice=notice.pk, contents=["x"] * len(notice.contents), language="fr", by=cast.coordinator)
    actions.ask_review(dispute, notice=notice.pk, reviewer=cast.senior, by=cast.coordinator)
    with translation.override("en"):
        kept = actions.approve(dispute, notice=notice.pk, by=cast.senior)
        pack = actions.brief(dispute, language="fr", by=cast.coordinator)
    for document in (kept.document, pack.pdf):
        with store.take(document.versions.get().sha256) as file:
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)
        assert "ALEC" in text
        assert not ENGLISH.search(text)


def test_english_pages_stay_as_they_were(client: Client, cast: Cast) -> None:
    client.force_login(cast.coordinator)
    dispute = make_dispute(cast)
    ready(cast, dispute)
    shown = client.get(dispute.get_absolute_url()).text
    assert "CFTA 1003.1" in shown
    assert "ALEC" not in shown


# ---- what is kept as facts ---------------------------------------------------------------------------------
def addressees(dispute: Dispute) -> list[sides.Addressee]:
    pack = moves.pack_of(dispute.pack)
    return sides.addressees(dispute, pack, moves.moves(pack)["request_consultations"].addressees)


def behind(cast: Cast, language: str) -> Dispute:
    """A dispute opened in one language, with a founded complaint behind it."""
    complaint = make_complaint(body=cast.body)
    ground = Ground.objects.get(slug="additional-exam")
    complaint.grounds.create(ground=ground, finding=Finding.FOUNDED)
    with translation.override(language):
        return make_dispute(cast, born="complaints", sources=[complaint.file])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pseudonyms_and_evidence_read_in_the_language_of_the_reader_whoever_opened_it(
    client: Client, cast: Cast, language: str
) -> None:
    dispute = behind(cast, language)
    ground = Ground.objects.get(slug="additional-exam")
    for reading, words in (
        (
            "en",
            (
                "Worker A",
                f"Worker A: {ground.label_en}. Found: founded.",
                "1 complaint to the unit concerns",
                "was put behind",
            ),
        ),
        ("fr", ("Travailleur A", ground.label_fr, "1 plainte à l’Unité concerne", "Travailleur A")),
    ):
        User.objects.filter(pk=cast.coordinator.pk).update(language=reading)
        client.force_login(User.objects.get(pk=cast.coordinator.pk))
        shown = client.get(dispute.get_absolute_url()).text
        for part in words:
            assert part in shown, part
        assert ("Travailleur A" if reading == "en" else "Worker A") not in shown


@pytest.mark.parametrize("language", ["en", "fr"])
def test_papers_read_in_their_own_language_whoever_opened_the_dispute(cast: Cast, language: str) -> None:
    other = "fr" if language == "en" else "en"
    dispute = behind(cast, other)
    ground = Ground.objects.get(slug="additional-exam")
    said = str([part.kept() for part in briefing.parts(dispute, on=today(), language=language)])
    worker, label = ("Worker A", ground.label_en) if language == "en" else ("Travailleur A", ground.label_fr)
    assert f"{worker}" in said
    assert label in said
    with translation.override(other):
        notice = actions.draft(
            dispute, verb="request_consultations", kind="notice_consultations", language=language, by=cast.coordinator
        )
    assert any(label in row["text"] for row in notice.contents)


def test_particulars_left_as_they_were_offered_stay_in_the_language_of_the_reader(client: Client, cast: Cast) -> None:
    dispute = behind(cast, "en")
    client.force_login(cast.coordinator)
    address = reverse("disputes:act", args=[dispute.file.reference, "revise"])
    offered = client.get(address).context["form"].initial
    said = {"title": "A title", "summary": offered["summary"].replace("\n", "\r\n"), "harm": "Eight weeks of pay.", "lead": "",
            "version": offered["version"]}  # fmt: skip
    assert client.post(address, said).status_code == 302
    dispute.refresh_from_db()
    assert (dispute.summary, dispute.harm) == ("", "Eight weeks of pay.")
    with translation.override("fr"):
        assert "Constaté" in particulars.summary(dispute)
    actions.revise(
        dispute, title="A title", summary="Our words.", harm="", provisions=[], lead=None, by=cast.coordinator
    )
    actions.revise(
        dispute, title="A title", summary="Our words.", harm="", provisions=[], lead=None, by=cast.coordinator
    )
    assert dispute.summary == "Our words."


def test_a_delivery_by_the_link_says_its_proof_in_the_language_of_the_reader(cast: Cast) -> None:
    dispute = make_dispute(cast)
    notice = ready(cast, dispute)
    words = words_for(dispute, notice.verb, today())
    addresses = {one.key: "notices@example.ca" for one in addressees(dispute)}
    actions.serve(dispute, notice=notice.pk, on=today(), way="mail", authorised_by="Minister", words=words,
                  addresses=addresses, by=cast.coordinator)  # fmt: skip
    one = notice.deliveries.get(party="ON")
    with translation.override("fr"):
        actions.receive(one)
    one.refresh_from_db()
    assert one.is_proved
    assert one.proof_words.startswith("Opened by the link sent to notices@example.ca")
    with translation.override("fr"):
        assert not one.proof_words.startswith("Opened")
