"""Guidance notes: versions, who gets them, who has read them, and that no body sees another's."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mobility.accounts import addresses
from mobility.accounts.models import User
from mobility.accounts.refusals import Refused
from mobility.law.models import Provision
from mobility.outbox.models import Mail
from regulators import actions
from regulators.actions.guidance import Wording
from regulators.models import GuidanceCopy, GuidanceLink, RegulatoryBody
from tests.makers import MakeUser


@pytest.fixture(autouse=True)
def _no_second_step(settings):
    settings.MFA_REQUIRED = False


def words(title="Fees", *, provisions=()) -> Wording:
    return Wording(title, f"{title} (fr)", "Publish all fees.", "Publiez tous les frais.", provisions)


@pytest.fixture
def version(cast):
    return actions.write_guidance(wording=words(provisions=[Provision.objects.first()]), by=cast.coordinator)


@pytest.fixture
def quiet(cast) -> RegulatoryBody:
    """A body where nobody signs in, with one registered address."""
    body = RegulatoryBody.objects.select_related("office").exclude(pk__in=[cast.body.pk, cast.other_body.pk]).first()
    User.objects.filter(office=body.office).update(is_active=False)
    addresses.register(body.office, "office@example.net", language="fr")
    return body


@pytest.fixture
def portal(client, cast) -> Client:
    client.force_login(cast.registrar)
    return client


@pytest.fixture
def desk(cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


def link_of(address: str) -> str:
    text = Mail.objects.filter(to=address).order_by("pk").last().text
    return re.search(r"/g/[^\s?]+/", text)[0]


def test_numbers_run_on_and_a_new_version_replaces_the_one_before_which_stays_readable(cast, version, desk):
    second = actions.write_guidance(wording=words("Delays"), by=cast.coordinator)
    assert (version.note.number, second.note.number) == (1, 2)
    newer = actions.replace_guidance(version.note, wording=words("All fees"), replaces=1, by=cast.senior)
    assert newer.number == 2
    with pytest.raises(Refused, match="another version"):
        actions.replace_guidance(version.note, wording=words("x"), replaces=1, by=cast.coordinator)
    page = desk.get(version.note.get_absolute_url()).content.decode()
    assert "<h1>All fees</h1>" in page
    old = desk.get(f"{version.note.get_absolute_url()}?version=1").content.decode()
    assert "<h1>Fees</h1>" in old
    assert "Version 2 holds now" in old
    assert desk.get(f"{version.note.get_absolute_url()}?version=9").status_code == 404


def test_people_of_a_body_find_it_on_their_page_and_opening_is_not_reading(portal, cast, version, desk):
    sent = actions.send_guidance(version, bodies=[cast.body], by=cast.coordinator)
    assert (sent.readers, sent.unreached) == (1, ())
    mail = Mail.objects.get(to=cast.registrar.email)
    url = f"/portal/guidance/{version.pk}/"
    assert url in mail.text
    assert "Fees" in portal.get("/portal/guidance/").content.decode()
    assert "Publish all fees." in portal.get(url).content.decode()
    copy = GuidanceCopy.objects.get()
    assert copy.opened_at is not None
    assert copy.read_at is None
    assert portal.post(url).status_code == 302
    copy.refresh_from_db()
    read = copy.read_at
    assert (read is not None, copy.read_by) == (True, "Rita Registrar")
    portal.post(url)
    copy.refresh_from_db()
    assert copy.read_at == read
    assert "Rita Registrar" in desk.get(version.note.get_absolute_url()).content.decode()


def test_another_body_sees_nothing_of_it(client, cast, version):
    actions.send_guidance(version, bodies=[cast.body], by=cast.coordinator)
    client.force_login(cast.other_registrar)
    assert client.get("/portal/guidance/").context["rows"] == []
    assert client.get(f"/portal/guidance/{version.pk}/").status_code == 404
    assert client.post(f"/portal/guidance/{version.pk}/").status_code == 404
    with pytest.raises(Refused):
        actions.read_guidance(version, by=cast.other_registrar)
    assert not GuidanceCopy.objects.filter(read_at__isnull=False).exists()


def test_readers_of_one_body_do_not_see_who_of_another_has_read_it(portal, cast, version):
    actions.send_guidance(version, bodies=[cast.body, cast.other_body], by=cast.coordinator)
    actions.read_guidance(version, by=cast.other_registrar)
    for url in ("/portal/guidance/", f"/portal/guidance/{version.pk}/"):
        assert "Ruben" not in portal.get(url).content.decode()


def test_who_joined_the_body_later_reads_it_as_well(cast, version):
    actions.send_guidance(version, bodies=[cast.body], by=cast.coordinator)
    newcomer = MakeUser(name="Nia New", email="nia@example.org", role="registrar", office=cast.body.office)
    client = Client()
    client.force_login(newcomer)
    assert client.post(f"/portal/guidance/{version.pk}/").status_code == 302
    assert GuidanceCopy.objects.get(user=newcomer).read_at is not None


def test_where_nobody_signs_in_each_address_gets_a_link_that_looking_does_not_spend(cast, version, quiet, desk):
    actions.send_guidance(version, bodies=[quiet], by=cast.coordinator)
    mail = Mail.objects.get(to="office@example.net")
    assert mail.subject == "Note d’orientation GN-1"
    url = link_of("office@example.net")
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get(url)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert "Publish" not in page.content.decode()
    copy = GuidanceCopy.objects.get()
    assert copy.opened_at is None
    assert "Publish all fees." in visitor.post(url).content.decode()
    copy.refresh_from_db()
    assert (copy.opened_at is not None, copy.read_at) == (True, None)
    assert "Thank you" in visitor.post(url, {"read": "1", "name": "Olive"}).content.decode()
    copy.refresh_from_db()
    assert (copy.read_at is not None, copy.read_by) == (True, "Olive")
    assert "Olive" in desk.get(version.note.get_absolute_url()).content.decode()
    assert visitor.post("/g/made-up/").status_code == 404
    assert GuidanceLink.objects.get().token_hash not in url


def test_who_has_it_does_not_get_it_again_and_who_cannot_be_reached_is_named(cast, version, quiet):
    silent = RegulatoryBody.objects.exclude(pk__in=[cast.body.pk, cast.other_body.pk, quiet.pk]).first()
    bodies = [cast.body, quiet, silent]
    assert actions.send_guidance(version, bodies=bodies, by=cast.coordinator).readers == 2
    again = actions.send_guidance(version, bodies=bodies, by=cast.coordinator)
    assert (again.readers, again.unreached) == (0, (silent,))
    assert Mail.objects.count() == 2


def test_a_reminder_by_hand_goes_to_who_has_not_read_it(desk, cast, version, quiet):
    actions.send_guidance(version, bodies=[cast.body, quiet], by=cast.coordinator)
    first = link_of("office@example.net")
    url = f"/desk/advice/guidance/{version.note.number}/remind/{quiet.slug}/"
    assert desk.post(url).status_code == 302
    assert GuidanceCopy.objects.get(address="office@example.net").reminders == 1
    assert link_of("office@example.net") != first
    assert Client().post(first).status_code == 200
    actions.read_guidance(version, by=cast.registrar)
    with pytest.raises(Refused, match="has read it"):
        actions.remind_of_guidance(version, body=cast.body, by=cast.coordinator)


def test_an_older_or_withdrawn_version_is_not_sent_and_readers_are_told(portal, cast, version):
    actions.send_guidance(version, bodies=[cast.body], by=cast.coordinator)
    newer = actions.replace_guidance(version.note, wording=words("All fees"), replaces=1, by=cast.coordinator)
    with pytest.raises(Refused, match="newer version"):
        actions.send_guidance(version, bodies=[cast.body], by=cast.coordinator)
    actions.send_guidance(newer, bodies=[cast.body], by=cast.coordinator)
    assert "A newer version" in portal.get(f"/portal/guidance/{version.pk}/").content.decode()
    actions.withdraw_guidance(version.note, reason="Superseded", by=cast.coordinator)
    assert "no longer holds" in portal.get(f"/portal/guidance/{newer.pk}/").content.decode()
    with pytest.raises(Refused, match="withdrawn"):
        actions.send_guidance(newer, bodies=[cast.other_body], by=cast.coordinator)


def test_it_is_written_sent_and_found_on_the_pages_of_the_desk(desk, cast):
    said = {"title_en": "Fees", "title_fr": "Frais", "text_en": "Publish.", "text_fr": "Publiez.", "provisions": [""]}
    assert desk.post("/desk/advice/guidance/new/", {**said, "text_fr": ""}).status_code == 422
    assert desk.post("/desk/advice/guidance/new/", said).status_code == 302
    assert desk.post("/desk/advice/guidance/1/replace/", {**said, "replaces": "1"}).status_code == 302
    stale = desk.post("/desk/advice/guidance/1/replace/", {**said, "title_en": "Typed", "replaces": "1"})
    assert stale.status_code == 422
    assert "Typed" in stale.content.decode()
    assert desk.post("/desk/advice/guidance/1/send/", {}).status_code == 422
    assert desk.post("/desk/advice/guidance/1/send/", {"bodies": [cast.body.pk]}).status_code == 302
    assert len(desk.get("/desk/advice/guidance/?q=publiez").context["rows"]) == 1
    assert len(desk.get("/desk/advice/guidance/?q=nothing").context["rows"]) == 0
    assert "Advice" in desk.get(cast.body.get_absolute_url()).content.decode()


@pytest.mark.parametrize("role", ["director", "auditor", "registrar", "ministry", "other province", "administrator"])
def test_only_who_works_on_files_writes_sends_and_reminds(client, cast, version, role):
    by = cast.by_role[role]
    with pytest.raises(Refused):
        actions.write_guidance(wording=words(), by=by)
    with pytest.raises(Refused):
        actions.send_guidance(version, bodies=[cast.body], by=by)
    client.force_login(by)
    for path in ("new/", "1/replace/", "1/send/", "1/withdraw/"):
        assert client.get(f"/desk/advice/guidance/{path}").status_code == 404
    reads = role in ("director", "auditor")
    assert client.get("/desk/advice/guidance/1/").status_code == (200 if reads else 404)
    if role != "registrar":
        assert client.get("/portal/guidance/").status_code == 404


def test_pages_ask_the_same_for_one_and_for_many(desk, portal, cast, version):
    bodies = list(RegulatoryBody.objects.filter(merged_into__isnull=True).select_related("office"))
    actions.send_guidance(version, bodies=[cast.body], by=cast.coordinator)
    pages = [
        (desk, "/desk/advice/guidance/"),
        (desk, version.note.get_absolute_url()),
        (portal, "/portal/guidance/"),
    ]

    def asked() -> list[int]:
        counts = []
        for client, url in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            counts.append(len(captured))
        return counts

    asked()
    before = asked()
    for body in bodies[:30]:
        addresses.register(body.office, f"{body.slug}@example.net")
    actions.send_guidance(version, bodies=bodies[:30], by=cast.coordinator)
    for number in range(6):
        made = actions.write_guidance(wording=words(f"Note {number}"), by=cast.coordinator)
        actions.send_guidance(made, bodies=[cast.body], by=cast.coordinator)
        actions.read_guidance(made, by=cast.registrar)
    assert asked() == before
