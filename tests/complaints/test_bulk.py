"""One verb on several files: what is previewed is what is done, each file by itself, and never twice."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import bulk, letters
from complaints.models import Complaint
from mobility.casefiles import actions as files
from mobility.casefiles.models import Event, Message
from tests.makers import make_complaint

pytestmark = pytest.mark.django_db
PATH = "/desk/complaints/bulk/"


@pytest.fixture(autouse=True)
def _second_step_is_not_asked(settings):
    settings.MFA_REQUIRED = False


def hidden(page: str) -> dict[str, list[str]]:
    """What the preview's form would send."""
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]+>', page.partition(f'action="{PATH}"')[2]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            sent.setdefault(name[1], []).append(value[1] if value else "")
    return sent


def previewed(client, verb: str, complaints, **typed) -> str:
    answer = client.post(PATH, {"verb": verb, "file": [row.file.reference for row in complaints], **typed})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_preview_names_each_file_and_changes_none(client, cast):
    client.force_login(cast.coordinator)
    mine, others, closed = make_complaint(), make_complaint(), make_complaint("closed")
    files.assign(others.file, to=cast.colleague, by=cast.senior)
    before = Event.objects.count()
    choose = client.get(PATH, {"verb": "assign", "file": [mine.file.reference, others.file.reference]})
    assert choose.status_code == 200
    page = previewed(client, "assign", [mine, others, closed], to=cast.senior.pk)
    assert "Owner: Nobody yet → Selma Senior" in page
    assert "1 file will be changed" in page
    assert "2 files will be left as they are" in page
    assert "This file is closed." in page
    assert "You may not do this." in page
    assert hidden(page)["file"] == [f"{mine.file.reference}@{mine.file.version}"]
    assert Event.objects.count() == before


def test_what_was_previewed_is_done_one_file_each(client, cast):
    client.force_login(cast.coordinator)
    made = [make_complaint() for _ in range(3)]
    sent = hidden(previewed(client, "prioritise", made, priority=1, reason="Strike"))
    answer = client.post(PATH, {**sent, "do": "1"}, follow=True)
    assert "3 files done" in answer.content.decode()
    for complaint in Complaint.objects.filter(pk__in=[row.pk for row in made]):
        assert complaint.priority == 1
        event = Event.objects.filter(file=complaint.pk, kind="casefiles.priority_set").get()
        assert (event.actor_user, event.kept.facts["reason"]) == (cast.coordinator, "Strike")


def test_a_file_changed_since_the_preview_is_left_alone_and_named(client, cast):
    client.force_login(cast.coordinator)
    stays, changes = make_complaint(), make_complaint()
    sent = hidden(previewed(client, "assign", [stays, changes], to=cast.coordinator.pk))
    files.note(changes.file, text="A call came in.", by=cast.colleague)
    page = client.post(PATH, {**sent, "do": "1"}, follow=True).content.decode()
    assert "1 file done" in page
    assert "1 left alone" in page
    assert "Somebody changed this file since the preview." in page
    changes.file.refresh_from_db()
    assert changes.file.owner is None


def test_the_preview_sent_twice_acts_once(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    sent = hidden(previewed(client, "write", [complaint], text_en="We have heard from the body."))
    first = client.post(PATH, {**sent, "do": "1"}, follow=True).content.decode()
    again = client.post(PATH, {**sent, "do": "1"}, follow=True).content.decode()
    assert "1 file done" in first
    assert "Done already: the form was sent twice." in again
    assert Message.objects.filter(file=complaint.file, text="We have heard from the body.").count() == 1


def test_each_worker_gets_the_message_in_their_language(client, cast):
    client.force_login(cast.coordinator)
    english, french, other = make_complaint(), make_complaint(language="fr"), make_complaint(language="fr")
    sent = hidden(previewed(client, "write", [english, french], text_en="News.", text_fr="Des nouvelles."))
    client.post(PATH, {**sent, "do": "1"})
    assert Message.objects.get(file=english.file).text == "News."
    assert Message.objects.get(file=french.file).text == "Des nouvelles."
    page = previewed(client, "write", [english, other], text_en="News.")
    assert "This person reads French, and there is no text in it." in page
    assert hidden(page)["file"] == [f"{english.file.reference}@{Complaint.objects.get(pk=english.pk).file.version}"]


def test_nothing_typed_is_lost_and_an_empty_message_is_refused(client, cast):
    client.force_login(cast.coordinator)
    complaint = make_complaint()
    answer = client.post(PATH, {"verb": "write", "file": [complaint.file.reference], "text_en": " "})
    assert answer.status_code == 422
    assert "Write the message in at least one language." in answer.content.decode()


def test_more_than_the_cap_is_refused_as_a_whole(client, cast, settings):
    settings.BULK_MOST = 2
    client.force_login(cast.coordinator)
    made = [make_complaint() for _ in range(3)]
    sent = {
        "verb": "assign",
        "to": cast.coordinator.pk,
        "file": [f"{row.file.reference}@{row.file.version}" for row in made],
    }
    page = client.post(PATH, {**sent, "do": "1"}, follow=True).content.decode()
    assert "At most 2 files at once; 3 were selected. Nothing was done." in page
    assert not Complaint.objects.filter(owner=cast.coordinator).exists()


def test_files_one_may_not_see_are_not_there(client, cast):
    client.force_login(cast.coordinator)
    secret, seen = make_complaint(in_danger=True), make_complaint()
    page = previewed(client, "assign", [secret, seen], to=cast.coordinator.pk)
    assert secret.file.reference not in page
    result = bulk.carry_out(
        "assign",
        [(secret.file.reference, secret.file.version)],
        by=cast.coordinator,
        data={"to": cast.coordinator, "reason": ""},
    )
    assert [(row.is_done, row.say) for row in result] == [(False, "You can no longer open this file.")]


def test_what_befalls_one_file_leaves_the_others_alone(cast, monkeypatch):
    made = [make_complaint() for _ in range(3)]
    doing = bulk.VERBS["assign"]
    unlucky = made[1].pk

    def act(complaint, **data):
        if complaint.pk == unlucky:
            raise RuntimeError("the disk is full")
        return doing.act(complaint, **data)

    monkeypatch.setitem(bulk.VERBS, "assign", bulk.Bulk(doing.label, doing.will, doing.refusal, act, doing.event))
    picked = [(row.file.reference, row.file.version) for row in made]
    results = bulk.carry_out("assign", picked, by=cast.senior, data={"to": cast.senior, "reason": ""})
    assert [row.is_done for row in results] == [True, False, True]
    assert "Nothing was done to this file." in results[1].say


def test_nothing_selected_says_how_to_select(client, cast):
    client.force_login(cast.coordinator)
    page = client.get(PATH, {"verb": "assign", "back": "owner=me"}, follow=True)
    assert page.redirect_chain[0][0] == "/desk/complaints/?owner=me"
    assert "Select the files first" in page.content.decode()
    assert client.get(PATH, {"verb": "burn"}).status_code == 404


@pytest.mark.parametrize("value", ["", "@", "x", "LM-2026-000001@", "LM-2026-000001@-1", "@5", "a@99999999999"])
def test_made_up_files_are_none(client, cast, value):
    client.force_login(cast.coordinator)
    answer = client.post(PATH, {"verb": "assign", "file": [value], "to": cast.coordinator.pk, "do": "1"})
    assert answer.status_code in (200, 302)


def test_the_preview_asks_the_same_for_1_and_10_files(client, cast):
    client.force_login(cast.coordinator)
    made = [make_complaint() for _ in range(10)]
    previewed(client, "assign", made, to=cast.coordinator.pk)
    counts = []
    for some in (made[:1], made):
        with CaptureQueriesContext(connection) as captured:
            previewed(client, "assign", some, to=cast.coordinator.pk)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15


def test_several_are_closed_as_out_of_scope_each_with_its_letter(client, cast):
    client.force_login(cast.coordinator)
    made = [make_complaint(), make_complaint(language="fr"), make_complaint("closed")]
    doubt = next(iter(letters.endings()))
    sent = hidden(previewed(client, "decline", made, doubt=doubt))
    assert len(sent["file"]) == 2
    page = client.post(PATH, {**sent, "do": "1"}, follow=True).content.decode()
    assert "2 files done" in page
    assert {row.status for row in Complaint.objects.filter(pk__in=[made[0].pk, made[1].pk])} == {"out_of_scope"}
    letter = Message.objects.filter(file=made[1].file).last()
    assert letter is not None
    assert letter.language == "fr"
