"""One draft in two windows, or sent twice: nothing typed is lost, nothing is sent that nobody looked at."""

import re

import pytest
from django.test import Client

from complaints import actions, drafting, drafts
from complaints.models import Complaint, Draft
from mobility.law.days import today
from tests.complaints.door import SEND, WHAT, WHO, code_in, fill, post, sentences, text, the_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.FORM_SECONDS = 0


def hidden(response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    return found[1] if found else ""


def test_two_windows_with_one_draft_show_each_other_and_lose_nothing(client):
    post(client, "who", WHO)
    seen = hidden(client.get("/en/complain/what/"), "seen")
    assert post(client, "what", {"narrative": "First window.", "seen": seen}).status_code == 302
    response = post(client, "what", {"narrative": "Second window.", "wanted": "Reasons", "seen": seen})
    assert response.status_code == 409
    page = response.content.decode()
    assert "This page was saved in another window" in page
    assert "Second window." in page
    assert "First window." in page
    assert the_draft().answers["what"]["narrative"] == ["First window."]
    again = {"narrative": "Both windows.", "wanted": "Reasons", "seen": hidden(response, "seen")}
    assert post(client, "what", again).status_code == 302
    assert the_draft().answers["what"]["narrative"] == ["Both windows."]


def test_the_same_answers_from_two_windows_are_no_quarrel(client):
    post(client, "who", WHO)
    seen = hidden(client.get("/en/complain/what/"), "seen")
    for _ in range(2):
        assert post(client, "what", {**WHAT, "seen": seen}).status_code == 302


def test_a_first_page_opened_twice_does_not_overwrite_the_draft_of_the_other(client):
    opened = hidden(client.get("/en/complain/who/"), "opened")
    assert client.post("/en/complain/who/", {**WHO, "opened": opened}).status_code == 302
    response = client.post("/en/complain/who/", {**WHO, "body": "crna", "opened": opened})
    assert response.status_code == 409
    assert the_draft().answers["who"]["body"] == ["clpna"]
    assert Draft.objects.count() == 1


def test_a_tampered_mark_overwrites_nothing(client):
    post(client, "who", WHO)
    post(client, "what", WHAT)
    for seen in ("0" * 16, "<script>", "\u202e", "x" * 5000):
        assert post(client, "what", {"narrative": "Other", "seen": seen}).status_code == 409
    assert the_draft().answers["what"]["narrative"] == [WHAT["narrative"]]


def test_what_was_changed_elsewhere_is_looked_at_before_it_is_sent(client):
    seen = hidden(fill(client), "seen")
    post(client, "what", {"narrative": "Changed in the other window."})
    response = post(client, "send", {**SEND, "seen": seen})
    assert response.status_code == 409
    assert "An answer was changed in another window" in sentences(response)[0]
    assert "Changed in the other window." in text(response)
    assert not Complaint.objects.exists()
    assert post(client, "send", {**SEND, "seen": hidden(response, "seen")})["Location"] == "/en/receipt/"
    assert Complaint.objects.get().narrative == "Changed in the other window."


def test_an_answer_saved_between_reading_and_sending_is_not_lost(client):
    fill(client)
    draft = drafts.save_step(the_draft(), step="send", typed={"speak_to_body": ["advise_first"]})
    reading = drafting.read(draft.answers, language="en", today=today())
    post(client, "what", {"narrative": "Typed at the last moment."})
    with pytest.raises(drafts.MovedOn):
        actions.send(draft, reading.filing)
    assert not Complaint.objects.exists()
    assert the_draft().answers["what"]["narrative"] == ["Typed at the last moment."]


def test_back_button_second_tab_and_retry_after_sending_lead_to_the_one_receipt(client):
    page = fill(client)
    mine = {**SEND, "seen": hidden(page, "seen")}
    other = Client()
    other.post("/en/complain/resume/", {"code": code_in(client)})
    assert post(client, "send", mine)["Location"] == "/en/receipt/"
    for again in (client, other):
        for step, data in (("send", mine), ("what", WHAT), ("who", WHO), ("evidence", {})):
            assert post(again, step, data)["Location"] == "/en/receipt/"
    assert Complaint.objects.count() == 1
    assert Complaint.objects.get().reference in text(other.get("/en/receipt/"))
