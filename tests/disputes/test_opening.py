"""A dispute is opened once, about a measure of the right government; a case of a person has a person, whom few see."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from disputes import actions, moves
from disputes.choices import AlbertaIs, Born, CaseOf, MadeBy, PackId
from disputes.dispute_models import Dispute, Measure, SeesThrough
from mobility.accounts.refusals import Refused
from mobility.casefiles import actions as files
from mobility.casefiles.models import Person
from mobility.law.days import today
from tests.disputes.makers import make_dispute, make_measure, place
from tests.disputes.test_pages import date_parts
from tests.makers import Cast, make_complaint

pytestmark = pytest.mark.django_db
NAME = "Wanda Nowakowska"
NEW = reverse("disputes:new")


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def typed(**more: Any) -> dict[str, Any]:
    """Part B, as the page sends it without JavaScript."""
    return {"title": "An assessment of eight weeks", "pack": PackId.CFTA_B, "alberta": AlbertaIs.HOME, "initiating": "AB",
            "replying": "ON", "born": Born.NOTICE, "measure_title": "Assessment asked", "made_by": "body",
            "case_of": CaseOf.PERSON, "name": NAME, "email": "Wanda@Example.com", "phone": "780 555 0123", "language": "en",
            "authority": "Written request of 3 March", **date_parts("opened_on", today()), **more}  # fmt: skip


# ---- the person -----------------------------------------------------------------------------------------
def test_a_case_of_a_person_is_opened_on_one_page_without_javascript(desk: Client) -> None:
    page = desk.get(NEW).text
    assert "Whose case is it?" in page
    assert 'name="authority"' in page
    assert desk.post(NEW, typed()).status_code == 302
    dispute = Dispute.objects.get()
    assert (dispute.person.name, dispute.person.email) == (NAME, "wanda@example.com")
    assert (dispute.case_of, dispute.file.status) == (CaseOf.PERSON, "advice")
    assert dispute.person_authority == "Written request of 3 March"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": "", "email": "", "phone": ""}, "a case of a person cannot be opened without one"),
        ({"authority": ""}, "under which authority we hold who the person is"),
        ({"case_of": CaseOf.GOVERNMENTS}, "Under this agreement the choices are: A person’s own case."),
        ({"case_of": CaseOf.BEHALF}, "Under this agreement the choices are: A person’s own case."),
        ({"title": "The case of Ms. Nowakowska"}, "“Nowakowska” says who the person is"),
        ({"pack": PackId.NWPTA, "replying": "BC", "case_of": CaseOf.GOVERNMENTS}, "You name a person: say whether"),
        ({"worker": "LM-2020-000001"}, "There is no such complaint"),
    ],
)
def test_what_is_missing_of_a_person_is_said_at_its_field_and_nothing_typed_is_lost(
    desk: Client, said: dict[str, str], sentence: str
) -> None:
    answer = desk.post(NEW, typed(**said))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Assessment asked" in answer.text
    assert not Dispute.objects.exists()
    assert not Person.objects.filter(name=NAME).exists()
    assert not Measure.objects.exists()


@pytest.mark.parametrize("pack", [PackId.CFTA_B, PackId.NWPTA, PackId.AIT])
@pytest.mark.parametrize("more", [{"person": None}, {"person": Person(name=" ")}, {"authority": " "}])
def test_the_action_opens_no_case_of_a_person_without_the_person_and_the_authority(
    cast: Cast, pack: str, more: dict[str, Any]
) -> None:
    said = {"case_of": CaseOf.PERSON, "person": Person(name=NAME), "authority": "Her request", **more}
    with pytest.raises(Refused, match=r"person"):
        make_dispute(cast, pack, **said)
    assert not Dispute.objects.exists()


def test_a_case_made_for_a_person_names_the_person_too(cast: Cast) -> None:
    with pytest.raises(Refused, match="without one"):
        make_dispute(cast, case_of=CaseOf.BEHALF)
    made = make_dispute(cast, case_of=CaseOf.BEHALF, person=Person(name=NAME), authority="Her request")
    assert (made.on_behalf, made.is_of_person, made.file.status) == (True, False, "informal")


def test_a_person_under_the_western_agreement_begins_with_the_body_s_own_review(cast: Cast) -> None:
    said = {"person": Person(name=NAME), "authority": "Her request"}
    assert make_dispute(cast, PackId.NWPTA, case_of=CaseOf.PERSON, **said).file.status == "own_review"


def test_the_person_can_be_the_worker_of_a_complaint_and_is_one_person_to_erase(desk: Client, cast: Cast) -> None:
    complaint = make_complaint(body=cast.body)
    said = typed(worker=complaint.file.reference, name="", email="", phone="")
    assert desk.post(NEW, said).status_code == 302
    dispute = Dispute.objects.get()
    assert dispute.person == complaint.complainant
    files.erase_person(complaint.complainant, reason="Asked for.")
    dispute.refresh_from_db()
    assert dispute.person_authority == ""
    assert desk.get(dispute.get_absolute_url()).status_code == 200


def test_who_the_person_is_stays_with_those_who_see_through(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast, PackId.CFTA_B, person=Person(name=NAME, email="wanda@example.com"))
    assert NAME in desk.get(dispute.get_absolute_url()).text
    desk.force_login(cast.colleague)
    shown = desk.get(dispute.get_absolute_url()).text
    assert NAME not in shown
    assert "wanda@example.com" not in shown
    assert "Who the person is stays with those who see through" in shown
    assert NAME not in desk.get(reverse("disputes:act", args=[dispute.file.reference, "person"]), follow=True).text
    with pytest.raises(Refused):
        actions.correct_person(
            dispute, name="X", email="", phone="", language="en", authority="x", by=cast.colleague
        )  # fmt: skip
    actions.let_see_through(dispute, seer=cast.colleague, reason="Prepares the file.", by=cast.coordinator)
    assert SeesThrough.objects.filter(dispute=dispute, user=cast.colleague, by=cast.coordinator).exists()
    assert NAME in desk.get(dispute.get_absolute_url()).text


def test_who_the_person_is_can_be_corrected_and_what_was_there_is_kept(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast, PackId.CFTA_B, person=Person(name=NAME))
    address = reverse("disputes:act", args=[dispute.file.reference, "person"])
    assert NAME in desk.get(address).text
    said = {"version": dispute.file.version, "name": "Wanda Nowak", "email": "", "phone": "", "language": "fr",
            "authority": "Her letter"}  # fmt: skip
    assert desk.post(address, said).status_code == 302
    dispute.refresh_from_db()
    assert (str(dispute.person), dispute.person_authority) == ("Wanda Nowak", "Her letter")
    timeline = desk.get(dispute.get_absolute_url()).text.partition('id="timeline"')[2]
    assert "Contact details were corrected." in timeline


def test_nobody_is_named_in_what_others_read(cast: Cast) -> None:
    complaint = make_complaint(body=cast.body)
    worker = complaint.complainant.name
    dispute = make_dispute(cast, PackId.CFTA_B, person=Person(name=NAME), born="complaints", sources=[complaint.file])
    by = cast.coordinator
    actions.let_in(dispute, office=cast.ministry, by=by)
    for name in (NAME, worker):
        said = f"It is about {name}."
        for try_ in (
            lambda said=said: actions.say(dispute, side="joint", text=said, by=by),
            lambda said=said: actions.raise_issue(dispute, question=said, side="joint", by=by),
            lambda said=said: actions.meet(dispute, side="joint", meets_on=today(), place="", agenda=said, by=by),
            lambda said=said: actions.give_task(dispute, office=cast.ministry, what=said, due_on=today(), by=by),
            lambda said=said: actions.revise(
                dispute, title="x", summary=said, harm="", provisions=[], lead=None, by=by
            ),
        ):
            with pytest.raises(Refused, match="says who a worker is"):
                try_()


# ---- once, and about the right measure --------------------------------------------------------------------
def test_the_same_dispute_is_not_opened_twice_while_it_is_open(cast: Cast) -> None:
    measure = make_measure(cast)
    first = make_dispute(cast, measure=measure)
    with pytest.raises(Refused, match=f"{first.file.reference} is open already"):
        make_dispute(cast, measure=measure, title="Under another title")
    other = make_dispute(cast, measure=measure, initiating=place("MB"), alberta=AlbertaIs.WATCHING)
    assert other.measure == first.measure
    one = {"case_of": CaseOf.BEHALF, "authority": "Her request"}
    make_dispute(cast, measure=measure, **one, person=Person(name=NAME))
    make_dispute(cast, measure=measure, **one, person=Person(name="Somebody Else"))
    with pytest.raises(Refused, match="is open already"):
        make_dispute(cast, measure=measure, **one, person=Person(name=NAME.upper()))


def test_a_dispute_that_is_not_open_to_whoever_tries_is_not_named(cast: Cast) -> None:
    first = make_dispute(cast)
    files.restrict(first.file, to=[cast.coordinator], reason="A quiet matter.", by=cast.director)
    with pytest.raises(Refused, match="not open to you") as refused:
        actions.open_dispute(
            title="x", pack=PackId.CFTA_A, alberta=AlbertaIs.INITIATING, initiating=place("AB"), replying=place("ON"),
            measure=first.measure, born=Born.NOTICE, opened_on=today(), by=cast.colleague,
        )  # fmt: skip
    assert first.file.reference not in str(refused.value)


def test_the_action_too_refuses_a_measure_of_another_government(cast: Cast) -> None:
    with pytest.raises(Refused, match="The measure chosen is one of British Columbia"):
        make_dispute(cast, measure=make_measure(cast, "BC"))


def test_a_measure_is_described_once(desk: Client, cast: Cast) -> None:
    known = make_measure(cast, title="Assessment asked")
    answer = desk.post(NEW, typed(measure_title="assessment asked "))
    assert answer.status_code == 422
    assert "is on record already" in answer.text
    with pytest.raises(Refused, match="is on record already"):
        actions.record_measure(title="ASSESSMENT ASKED", jurisdiction=place("ON"), text="", by=cast.coordinator)
    actions.record_measure(title="Assessment asked", jurisdiction=place("QC"), text="", by=cast.coordinator)
    assert Measure.objects.exclude(pk=known.pk).get().jurisdiction_id == "QC"


def test_every_agreement_says_whose_cases_it_knows_and_where_each_begins() -> None:
    for name in PackId.values:
        pack = moves.pack_of(name)
        assert set(pack.more["cases"]["of"]) <= set(CaseOf.values)
        assert set(pack.more["cases"]["of"]) == set(pack.more["cases"]["begins"])
        assert set(pack.more["cases"]["begins"].values()) <= set(pack.initial)


def test_what_bars_a_person_s_case_is_computed_before_the_person_asks(desk: Client, cast: Cast) -> None:
    measure = make_measure(cast, made_by=MadeBy.MUNICIPAL)
    dispute = make_dispute(cast, PackId.CFTA_B, measure=measure)
    bars = desk.get(dispute.get_absolute_url()).text.partition('id="bars"')[2].partition("</section>")[0]
    assert "municipal governments are outside Part B" in bars
    assert "CFTA 1001.3" in bars or "CFTA 1001.2" in bars


def test_whoever_saw_through_no_longer_does_once_it_is_ended(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast, PackId.CFTA_B, person=Person(name=NAME))
    only = dispute.seen_through_by.get()
    with pytest.raises(Refused, match="somebody else"):
        actions.stop_seeing_through(dispute, seer=only.pk, reason="x", by=cast.coordinator)
    row = actions.let_see_through(dispute, seer=cast.colleague, reason="Prepares the file.", by=cast.coordinator)
    address = reverse("disputes:act", args=[dispute.file.reference, "stop_seeing"])
    assert desk.get(f"{address}?seer={row.pk}").status_code == 200
    said = {"version": dispute.file.version, "seer": row.pk, "reason": "Has another task."}
    assert desk.post(address, said).status_code == 302
    assert "no longer sees who the workers are. Has another task." in desk.get(dispute.get_absolute_url()).text
    desk.force_login(cast.colleague)
    assert NAME not in desk.get(dispute.get_absolute_url()).text


def test_erasing_the_person_of_a_case_destroys_the_papers_made_from_its_words(cast: Cast) -> None:
    dispute = make_dispute(cast, PackId.CFTA_B, person=Person(name=NAME))
    pack = actions.brief(dispute, language="en", by=cast.coordinator)
    files.erase_person(dispute.person, reason="Asked for.")
    destroyed = pack.pdf.versions.get()
    assert destroyed.destroyed_at is not None
    assert destroyed.filename == ""
    theirs = make_dispute(cast, case_of=CaseOf.BEHALF, person=Person(name="Somebody Else"), authority="Her request")
    kept = actions.brief(theirs, language="en", by=cast.coordinator)
    files.erase_person(theirs.person, reason="Asked for.")
    assert kept.pdf.versions.get().destroyed_at is None  # a matter of governments stays on record
