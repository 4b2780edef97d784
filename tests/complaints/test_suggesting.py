"""What triage suggests: rules without a database where they need none, and one click that does it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import translation

from complaints import actions, suggesting
from complaints.models import Complaint
from complaints.suggesting import Told, suggest
from mobility.casefiles.models import Event
from mobility.law.models import Jurisdiction
from regulators import exceptions
from regulators.models import Occupation
from tests.makers import make_complaint

pytestmark = pytest.mark.django_db
INTO = Told(direction="inbound", home="ON", receiving="AB", home_name="Ontario", receiving_name="Alberta")
OUT = Told(direction="outbound", home="AB", receiving="ON", home_name="Alberta", receiving_name="Ontario")


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def of(kind: str, told: Told) -> list[str]:
    return [row.value for row in suggest(told) if row.kind == kind]


@pytest.mark.parametrize(
    ("told", "values"),
    [
        (INTO, []),
        (replace(INTO, direction="outbound"), ["inbound"]),
        (replace(INTO, receiving="", body_is_ours=True, direction="outbound"), ["inbound"]),
        (replace(OUT, direction="inbound"), ["outbound"]),
        (replace(OUT, home="", direction="inbound"), []),
    ],
)
def test_the_direction_follows_from_where_the_body_sits(told, values):
    assert of("direction", told) == values


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (INTO, ["Labour Mobility Act and its Regulation", "CFTA chapter 7"]),
        (replace(INTO, home="SK"), ["Labour Mobility Act and its Regulation", "CFTA chapter 7", "NWPTA article 13"]),
        (replace(OUT, receiving="BC"), [suggesting.destination_act, "CFTA chapter 7", "NWPTA article 13"]),
        (OUT, [suggesting.destination_act, "CFTA chapter 7"]),
    ],
)
def test_the_instruments_are_those_of_the_table_in_its_order(told, words):
    expected = [word(told.receiving) if callable(word) else word for word in words]
    assert of("instrument", told) == [word for word in expected if word]


@pytest.mark.parametrize(
    ("told", "grounds"),
    [
        (replace(INTO, story="They want me to write the exam again."), ["additional-exam"]),
        (replace(INTO, story="THEY  WANT a Bridging course"), ["additional-training"]),
        (replace(INTO, story="On exige un relevé de notes.", language="fr"), ["extra-documents"]),
        (replace(INTO, story="On m’a dit : « pas par écrit ».", language="fr"), ["written-decision-late"]),
        (replace(INTO, story="They want me to write the exam", grounds=frozenset({"additional-exam"})), []),
        (replace(INTO, overdue={"lma.acknowledge": "acknowledgement"}), ["ack-overdue"]),
        (replace(OUT, overdue={"lma.acknowledge": "acknowledgement"}), []),
        (replace(INTO, story="All is well."), []),
    ],
)
def test_grounds_come_from_words_and_dates(told, grounds):
    assert of("ground", told) == grounds


@pytest.mark.parametrize(
    ("told", "values"),
    [
        (INTO, []),
        (replace(INTO, in_danger=True, urgent="Monday"), ["1"]),
        (replace(INTO, flags=("loss-of-employment",)), ["2"]),
        (replace(INTO, story="I gave notice on my flat."), ["2"]),
        (replace(INTO, overdue={"lma.decide": "decision"}), ["2"]),
        (replace(INTO, urgent="My job begins on 1 December"), ["2"]),
        (replace(INTO, urgent="My job begins on 1 December", priority=2), []),
        (replace(INTO, urgent="My job begins on 1 December", priority=1), []),
    ],
)
def test_the_priority_is_only_ever_raised(told, values):
    assert of("priority", told) == values


def test_each_reason_is_spelled_out_in_the_readers_language():
    told = replace(INTO, urgent="1 December", overdue={"lma.decide": "decision"}, in_danger=True)
    (row,) = [row for row in suggest(told) if row.kind == "priority"]
    assert row.reasons == (
        "a danger flag was raised",
        "a date matters to the person: 1 December",
        "a date the body owed by law has passed: decision",
    )
    with translation.override("fr"):
        (row,) = [row for row in suggest(told) if row.kind == "priority"]
        assert row.reasons[0] == "un signal de danger a été donné"


def test_each_kind_can_be_switched_off():
    told = replace(INTO, direction="outbound", story="write the exam", in_danger=True)
    kinds = {row.kind for row in suggest(told)}
    for kind in suggesting.KINDS:
        assert {row.kind for row in suggest(told, off=[kind])} == kinds - {kind}


def test_the_words_name_grounds_and_rules_there_are():
    from complaints.models import grounds
    from mobility.law import rules

    for row in suggesting.data()["ground"]:
        assert row["slug"] in grounds()
        for language in ("en", "fr"):
            for phrase in row[language]:
                assert suggesting.flat(phrase) == phrase, phrase
    for row in suggesting.data()["overdue"]:
        assert row["ground"] in grounds()
        assert rules.library().known(row["rule"]) is not None


def test_one_click_applies_a_suggestion_through_its_action(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint(narrative="They want me to write the exam.", urgent="1 December")
    path = f"/desk/complaints/{complaint.file.reference}/"
    page = client.get(f"{path}beside/").content.decode()
    assert "Additional examination required" in page
    for kind, value in (("ground", "additional-exam"), ("priority", "2")):
        complaint.file.refresh_from_db()
        client.post(f"{path}apply/", {"kind": kind, "value": value, "version": complaint.file.version})
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert "additional-exam" in complaint.ground_slugs
    assert complaint.priority == 2
    reason = Event.objects.get(file=complaint.pk, kind="casefiles.priority_set").kept.facts["reason"]
    assert "a date matters to the person: 1 December" in reason


def test_a_direction_is_turned_and_nothing_else(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    Complaint.objects.filter(pk=complaint.pk).update(direction="outbound")
    path = f"/desk/complaints/{complaint.file.reference}/apply/"
    client.post(path, {"kind": "direction", "value": "inbound", "version": complaint.file.version})
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.direction, complaint.receiving_id, complaint.body) == ("inbound", "AB", cast.body)


def test_only_what_is_suggested_now_is_applied(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    path = f"/desk/complaints/{complaint.file.reference}/apply/"
    for said in ({"kind": "priority", "value": "1"}, {"kind": "instrument", "value": "CFTA chapter 7"}, {}):
        answer = client.post(path, {**said, "version": complaint.file.version}, follow=True)
        assert "This is no longer suggested." in answer.content.decode()
    stale = make_complaint(urgent="soon")
    said = {"kind": "priority", "value": "2", "version": stale.file.version + 5}
    page = client.post(f"/desk/complaints/{stale.file.reference}/apply/", said, follow=True).content.decode()
    assert "Somebody changed this file" in page
    assert Complaint.objects.get(pk=stale.pk).priority == 3


# ---- exceptions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("occupation", "imposing", "home", "on", "sure"),
    [
        ("lawyer", "ON", "QC", "2026-11-02", [True]),
        ("lawyer", "ON", "QC", "2012-03-14", []),
        ("lawyer", "ON", "BC", "2026-11-02", []),
        ("lawyer", "BC", "QC", "2026-11-02", []),
        ("dental-hygienist", "AB", "ON", "2026-11-02", [False]),
    ],
)
def test_an_exception_covers_by_occupation_places_and_day(occupation, imposing, home, on, sure):
    found = exceptions.covering(
        occupation=Occupation(slug=occupation), imposing=imposing, home=home, on=dt.date.fromisoformat(on)
    )
    assert [row.is_sure for row in found] == sure


@pytest.mark.parametrize(
    ("since", "on"),
    [("", None), ("2012", dt.date(2012, 1, 1)), ("2012-03-15 (signed)", dt.date(2012, 3, 15)), ("2012-13-45", None)],
)
def test_the_first_day_of_an_exception_is_read_from_its_words(since, on):
    assert exceptions.began(since) == on


def test_exceptions_stand_on_the_page_of_the_file(client, cast):
    client.force_login(cast.coordinator)
    lawyer = (
        Occupation.objects.filter(slug="lawyer").first() or Occupation.objects.filter(slug__startswith="law").first()
    )
    complaint = make_complaint(
        body=None,
        body_text="Law Society of Ontario",
        occupation=lawyer,
        home=Jurisdiction.objects.get(pk="AB"),
        receiving=Jurisdiction.objects.get(pk="ON"),
    )
    assert "No exception in the register covers this" not in client.get(complaint.get_absolute_url()).content.decode()
    covered = make_complaint()
    assert "No exception in the register covers this" in client.get(covered.get_absolute_url()).content.decode()
    assert actions  # the page changed nothing
