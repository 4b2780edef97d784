"""Pages of disputes on the desk: what stands there, who may open them, and that they do not slow with the data."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from disputes import actions, moves, sides
from disputes.choices import AlbertaIs, Born, PackId, Way
from disputes.dispute_models import Dispute, SeesThrough
from disputes.notice_models import Notice
from mobility.accounts.refusals import Refused
from mobility.casefiles.models import CaseFile, Clock, Event
from mobility.law.days import today
from mobility.outbox.models import Mail
from tests.disputes.makers import OPENED, go, make_dispute, make_measure, place, words_for
from tests.makers import Cast, make_complaint

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_step(settings: Settings) -> None:
    settings.MFA_REQUIRED = False


@pytest.fixture
def desk(client: Client, cast: Cast) -> Client:
    client.force_login(cast.coordinator)
    return client


def ready(cast: Cast, dispute: Dispute) -> Notice:
    """An approved request for consultations."""
    notice = actions.draft(
        dispute, verb="request_consultations", kind="notice_consultations", language="en", by=cast.coordinator
    )
    texts = [row["text"] or "as the evidence index shows" for row in notice.contents]
    actions.reword(dispute, notice=notice.pk, contents=texts, language="en", by=cast.coordinator)
    actions.ask_review(dispute, notice=notice.pk, reviewer=cast.senior, by=cast.coordinator)
    return actions.approve(dispute, notice=notice.pk, by=cast.senior)


def date_parts(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def test_a_dispute_is_opened_from_complaints_whose_workers_stand_under_pseudonyms(desk: Client, cast: Cast) -> None:
    files = [make_complaint(body=cast.body).file for _ in range(2)]
    name = str(files[0].complaint.complainant)
    named = ", ".join(file.reference for file in files)
    page = desk.get(reverse("disputes:new") + f"?from={named.replace(', ', ',')}")
    assert named in page.text
    measure = make_measure(cast)
    answer = desk.post(
        reverse("disputes:new"),
        {"title": "Alberta and Ontario", "pack": PackId.CFTA_A, "alberta": AlbertaIs.INITIATING, "initiating": "AB",
         "case_of": "governments", "replying": "ON", "born": Born.COMPLAINTS, "sources": named, "measure": measure.pk,
         **date_parts("opened_on", today())},
    )  # fmt: skip
    dispute = Dispute.objects.get()
    assert answer.status_code == 302
    assert [row.called for row in dispute.sources.all()] == ["Worker A", "Worker B"]
    shown = desk.get(dispute.get_absolute_url()).text
    assert "Worker A" in shown
    assert name not in shown
    assert files[0].reference in shown  # whoever opened it sees through
    desk.force_login(cast.colleague)
    walled = desk.get(dispute.get_absolute_url()).text
    assert "Worker A" in walled
    assert files[0].reference not in walled
    actions.let_see_through(dispute, seer=cast.colleague, reason="Prepares the file.", by=cast.coordinator)
    assert SeesThrough.objects.filter(dispute=dispute, user=cast.colleague, by=cast.coordinator).exists()
    assert files[0].reference in desk.get(dispute.get_absolute_url()).text


def test_what_was_typed_stays_when_a_dispute_cannot_be_opened(desk: Client, cast: Cast) -> None:
    answer = desk.post(
        reverse("disputes:new"),
        {"title": "A title to keep", "pack": PackId.NWPTA, "alberta": AlbertaIs.INITIATING, "initiating": "AB", "replying": "ON",
         "case_of": "governments", "born": Born.NOTICE, "measure_title": "Something", "measure": "",
         **date_parts("opened_on", today())},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "not a Party to this agreement" in answer.text
    assert "A title to keep" in answer.text
    assert not Dispute.objects.exists()
    assert not make_measure(cast).__class__.objects.filter(title="Something").exists()


def test_a_notice_goes_to_fourteen_on_one_day_and_its_delivery_starts_the_clocks(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    notice = ready(cast, dispute)
    assert {row.title for row in dispute.file.documents.filter(kind="notice")} == {
        "Request for consultations (PDF)",
        "Request for consultations (DOCX)",
    }
    address = reverse("disputes:serve", args=[dispute.file.reference, notice.pk])
    page = desk.get(address).text
    assert "14 must have it" in page
    answers = {f"guard_{name}": words for name, words in words_for(dispute, notice.verb, OPENED).items()}
    said = {"version": CaseFile.objects.get(pk=dispute.pk).version, **date_parts("on", OPENED), "acting": "initiating_party:AB",
            "authorised_by": "Deputy Minister", "way": Way.COURIER, "elsewhere": "on", **answers}  # fmt: skip
    assert desk.post(address, said).status_code == 302
    deliveries = {row.party_id or row.actor: row for row in notice.deliveries.all()}
    assert len(deliveries) == 14
    assert "AB" not in deliveries
    assert {row.sent_on for row in deliveries.values()} == {OPENED}
    assert not Clock.objects.filter(file=dispute.file).exists()  # nothing counts before the Replying Party has it
    assert "0 of 14 proved" in desk.get(dispute.get_absolute_url()).text
    on = OPENED + dt.timedelta(days=1)
    actions.deliver(dispute, deliveries=[deliveries["ON"].pk], delivered_on=on, proof="Receipt 12", by=cast.coordinator)
    clocks = {row.rule: row.due_on for row in Clock.objects.filter(file=dispute.file)}
    assert clocks["cfta.join_consultations"] == on + dt.timedelta(days=10)
    assert clocks["cfta.consultations_minimum"] == on + dt.timedelta(days=120)
    shown = desk.get(dispute.get_absolute_url()).text
    assert "1 of 14 proved" in shown
    assert "unconfirmed (taken from the former agreement)" in shown


def test_a_notice_is_served_only_after_somebody_else_has_read_it(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    notice = actions.draft(
        dispute, verb="request_consultations", kind="notice_consultations", language="fr", by=cast.senior
    )
    with pytest.raises(Refused, match="lacks"):
        actions.ask_review(dispute, notice=notice.pk, reviewer=cast.director, by=cast.senior)
    texts = [row["text"] or "x" for row in notice.contents]
    actions.reword(dispute, notice=notice.pk, contents=texts, language="fr", by=cast.senior)
    with pytest.raises(Refused, match="other than whoever wrote it"):
        actions.ask_review(dispute, notice=notice.pk, reviewer=cast.senior, by=cast.senior)
    actions.ask_review(dispute, notice=notice.pk, reviewer=cast.director, by=cast.senior)
    with pytest.raises(Refused, match="their own"):
        actions.approve(dispute, notice=notice.pk, by=cast.senior)
    with pytest.raises(Refused):
        actions.serve(dispute, notice=notice.pk, on=OPENED, way=Way.MAIL, authorised_by="x", by=cast.coordinator)
    actions.give_back(dispute, notice=notice.pk, remark="Name the article.", by=cast.director)
    assert "Name the article." in desk.get(dispute.get_absolute_url()).text
    assert dispute.file.tasks.filter(owed_by_user=cast.senior, stopped_on__isnull=True).exists()


def test_a_delivery_needs_its_proof_and_a_day_that_can_be(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    notice = ready(cast, dispute)
    actions.serve(
        dispute, notice=notice.pk, on=OPENED, way=Way.HAND, authorised_by="Minister", by=cast.coordinator,
        words=words_for(dispute, notice.verb, OPENED),
    )  # fmt: skip
    one = notice.deliveries.first()
    for on, proof, words in (
        (OPENED - dt.timedelta(days=1), "x", "before it was sent"),
        (today() + dt.timedelta(days=2), "x", "not come yet"),
        (OPENED, " ", "what proves"),
    ):
        with pytest.raises(Refused, match=words):
            actions.deliver(dispute, deliveries=[one.pk], delivered_on=on, proof=proof, by=cast.coordinator)
    answer = desk.post(
        reverse("disputes:act", args=[dispute.file.reference, "delivered"]),
        {"version": CaseFile.objects.get(pk=dispute.pk).version, "notice": notice.pk, "deliveries": [one.pk],
         "proof": "Signed by the registry", **date_parts("delivered_on", OPENED)},
    )  # fmt: skip
    assert answer.status_code == 302
    one.refresh_from_db()
    assert one.is_proved


def test_a_step_asks_what_a_person_has_to_say_and_keeps_it(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    address = reverse("disputes:step", args=[dispute.file.reference, "join_consultations"])
    page = desk.get(address).text
    assert "The Party has a substantial interest" in page
    said = {
        "version": dispute.file.version,
        **date_parts("on", OPENED + dt.timedelta(days=3)),
        "acting": "any_party:BC",
    }
    refused = desk.post(address, said)
    assert refused.status_code == 422
    assert "Say what shows that it is so." in refused.text
    assert 'value="3"' in refused.text or "March" in refused.text
    answer = desk.post(
        address, {**said, "guard_substantial_interest": "Many workers of theirs.", "guard_joined_in_time": "in time"}
    )
    assert answer.status_code == 302
    assert dispute.parties.get().interest == "Many workers of theirs."
    assert "Many workers of theirs." in desk.get(dispute.get_absolute_url()).text


def test_two_windows_do_not_overwrite_each_other(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    seen = dispute.file.version
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    answer = desk.post(
        reverse("disputes:step", args=[dispute.file.reference, "begin_consulting"]),
        {
            "version": seen,
            **date_parts("on", OPENED),
            "acting": "initiating_party:AB",
            "authorised_by": "x",
            "note": "keep me",
        },
    )
    assert answer.status_code == 409
    assert "keep me" in answer.text
    assert dispute.steps.count() == 1


def test_the_plan_moves_with_a_supposed_date_and_keeps_nothing(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    address = reverse("disputes:plan", args=[dispute.file.reference])
    plain = desk.get(address).text
    assert "30 June 2026" in plain
    moved = desk.get(address, {"request_delivered_to_replying_party": "2026-03-12"}).text
    assert "10 July 2026" in moved
    assert "Nothing is kept" in moved
    assert dispute.facts.get().on == OPENED
    assert "These are no dates" in desk.get(address, {"report_issued": "soon"}).text


def test_others_do_not_find_a_dispute(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    for user in (cast.registrar, cast.ministry_partner, cast.ontario_partner, cast.administrator, cast.stranger):
        client.force_login(user)
        for name, args in (("file", []), ("plan", []), ("step", ["settle"]), ("act", ["revise"])):
            address = reverse(f"disputes:{name}", args=[dispute.file.reference, *args])
            assert client.get(address).status_code == 404
    client.force_login(cast.auditor)
    assert client.get(dispute.get_absolute_url()).status_code == 200
    assert client.get(reverse("disputes:new")).status_code == 404


@pytest.mark.parametrize("count", [1, 12])
def test_the_pages_ask_a_constant_number_of_queries(
    desk: Client, cast: Cast, count: int, django_assert_max_num_queries: object
) -> None:
    measure = make_measure(cast)
    for number in range(count):  # each asked by another government: the same twice would be one
        asking = ["AB", "BC", "SK", "MB", "QC", "NB", "NS", "PE", "NL", "YT", "NT", "NU"][count - 1 - number]
        ours = AlbertaIs.INITIATING if asking == "AB" else AlbertaIs.WATCHING
        dispute = make_dispute(cast, measure=measure, initiating=place(asking), alberta=ours)
        go(dispute, "request_consultations", OPENED, cast.coordinator)
    for number in range(min(count, 9)):
        go(
            dispute,
            "join_consultations",
            OPENED,
            cast.coordinator,
            acting=f"any_party:{['BC', 'SK', 'MB', 'QC', 'NB', 'NS', 'PE', 'NL', 'YT'][number]}",
        )
    desk.get(reverse("disputes:list"))
    desk.get(dispute.get_absolute_url())
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        desk.get(reverse("disputes:list"))
    with django_assert_max_num_queries(38):  # type: ignore[operator]
        assert desk.get(dispute.get_absolute_url()).status_code == 200


def test_the_timeline_says_each_step_in_a_sentence(desk: Client, cast: Cast) -> None:
    dispute = make_dispute(cast, replying="ON", initiating=place("AB"))
    go(dispute, "request_consultations", OPENED, cast.coordinator)
    fact = dispute.facts.get()
    actions.correct_date(
        dispute, fact=fact.pk, on=OPENED + dt.timedelta(days=1), reason="Receipt.", by=cast.coordinator
    )
    shown = desk.get(dispute.get_absolute_url()).text
    assert "Request consultations: Alberta, 2 March 2026 (CFTA 1003.1)." in shown
    assert "3 March 2026 instead of 2 March 2026" in shown
    assert Event.objects.filter(file=dispute.file, side="joint").count() == 2


def test_a_mailed_notice_is_delivered_when_its_link_is_pressed(client: Client, cast: Cast) -> None:
    dispute = make_dispute(cast)
    notice = ready(cast, dispute)
    words = words_for(dispute, notice.verb, today())
    said = {"notice": notice.pk, "on": today(), "way": Way.MAIL, "authorised_by": "Minister", "words": words}
    with pytest.raises(Refused, match="None may be left out"):
        actions.serve(dispute, **said, by=cast.coordinator)
    to = sides.addressees(dispute, moves.pack_of(dispute.pack), ["replying_party", "other_parties", "secretariat"])
    addresses = {one.key: f"{one.key.replace(':', '-').lower()}@example.org" for one in to}
    actions.serve(dispute, **said, addresses=addresses, by=cast.coordinator)
    mails = {row.to: row for row in Mail.objects.filter(kind="dispute_notice")}
    assert len(mails) == 14
    link = re.search(r"https?://[^/]+(/n/[^?\s]+)", mails["replying_party-on@example.org"].text)
    assert link is not None
    assert client.get(link[1]).status_code == 200
    delivery = notice.deliveries.get(party="ON")
    assert delivery.delivered_on is None  # looking is no delivery
    assert not Clock.objects.filter(file=dispute.file).exists()
    answer = client.post(link[1])
    assert answer.headers["Content-Type"] == "application/pdf"
    delivery.refresh_from_db()
    assert (delivery.delivered_on, delivery.is_proved) == (today(), True)
    assert Clock.objects.filter(file=dispute.file, rule="cfta.join_consultations").exists()
    client.post(link[1])
    assert Event.objects.filter(file=dispute.file, kind="disputes.delivered").count() == 1
    assert client.post("/n/" + "x" * 43 + "/").status_code == 404
