"""A lost code, through the address that was given as safe: who gets a link, what it opens, what a stranger learns."""

import datetime as dt
import re

import pytest
from django.test import Client

from complaints import throttle
from complaints.models import CodeLink, Complaint
from mobility.casefiles.models import Event
from mobility.law.days import ZONE
from mobility.outbox.models import Mail
from tests.complaints.door import sentences, text
from tests.makers import later, make_complaint

pytestmark = pytest.mark.django_db
CODE = "ABCD-EFGH-IJKL-MNOP"
SAME = "If the reference and the address go together"


@pytest.fixture
def complaint(cast):
    complaint = make_complaint(code=CODE)
    complaint.refresh_from_db()
    return complaint


@pytest.fixture(autouse=True)
def _early(time_machine):
    time_machine.move_to(later(2), tick=False)


def asked(client, reference, email="wanda@example.net", language="en", **extra):
    return client.post(f"/{language}/follow/lost/", {"reference": reference, "email": email}, **extra)


def address() -> str:
    mail = Mail.objects.get(kind="lost-code")
    return re.search(r"https?://[^/\s]+(/\S+/follow/new-code/[\w-]+/)", mail.text)[1]


def test_the_link_shows_a_new_code_once_and_voids_the_old(client, complaint):
    version = complaint.file.version
    assert SAME in text(asked(client, complaint.reference, " WANDA@example.net "))
    mail = Mail.objects.get(kind="lost-code")
    assert (mail.to, CODE in mail.text, "complaint" in mail.text.lower()) == ("wanda@example.net", False, False)
    assert CodeLink.objects.get().token_hash not in mail.text
    assert address().split("/")[-2] not in str(CodeLink.objects.values().get()), "only its hash is kept"
    complaint.file.refresh_from_db()
    assert complaint.file.version == version, "nobody at the desk is overtaken"
    scanner = Client()
    for _ in range(3):  # programs open links before people do
        assert "Show me the new code" in text(scanner.get(address()))
    assert Complaint.objects.get().code_hash == complaint.code_hash
    page = text(client.post(address()))
    code = re.search(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", page)[0]
    assert code != CODE
    pair = {"reference": complaint.reference, "code": code}
    assert Client().post("/en/follow/", pair).status_code == 302
    assert Client().post("/en/follow/", {**pair, "code": CODE}).status_code == 200
    assert code in text(client.post(address())), "pressed twice in the same browser"
    assert Client().post(address()).status_code == 410
    assert Client().get(address()).status_code == 410
    kinds = list(Event.objects.filter(file=complaint.file).order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["complaints.code_renewed", "complaints.code_link_sent"]


@pytest.mark.parametrize(
    ("reference", "email"),
    [
        ("mine", "other@example.net"),
        ("LM-2026-999999", "wanda@example.net"),
        ("nonsense \u202e😀", "wanda@example.net"),
    ],
)
def test_nobody_learns_what_is_on_file(client, complaint, reference, email):
    said = text(asked(client, complaint.reference))
    reference = complaint.reference if reference == "mine" else reference
    assert text(asked(Client(), reference, email)) == said
    assert Mail.objects.filter(kind="lost-code").count() == 1


@pytest.mark.parametrize(
    "change", [{"channels": ["page"]}, {"channels": ["phone"]}, {"not_before": dt.time(14)}, {"email": ""}]
)
def test_what_is_not_safe_is_not_mailed(client, complaint, change):
    person = complaint.complainant
    for field, value in change.items():
        setattr(person, field, value)
    person.save()
    assert SAME in text(asked(client, complaint.reference))
    assert not Mail.objects.filter(kind="lost-code").exists()
    assert not CodeLink.objects.exists()


def test_a_link_does_not_last(client, complaint, settings, time_machine):
    asked(client, complaint.reference)
    time_machine.move_to(later(2) + dt.timedelta(minutes=settings.LOST_CODE_MINUTES, seconds=1))
    assert client.get(address()).status_code == 410
    assert client.post(address()).status_code == 410
    assert Complaint.objects.get().code_hash == complaint.code_hash


def test_a_made_up_link_opens_nothing(client, complaint):
    for token in ("x", "a" * 32, "%3Cscript%3E", "0"):
        assert client.get(f"/en/follow/new-code/{token}/").status_code == 410
        assert client.post(f"/en/follow/new-code/{token}/").status_code == 410


def test_a_new_code_ends_every_other_link(client, complaint):
    asked(client, complaint.reference)
    first = address()
    asked(client, complaint.reference)
    client.post(first)
    assert CodeLink.objects.filter(used_at=None).count() == 0


def test_asking_is_slowed_for_a_network_and_a_mailbox_is_not_filled(client, complaint):
    for _ in range(throttle.LOST_PAIR.times):
        asked(client, complaint.reference)
    response = asked(client, complaint.reference)
    assert response.status_code == 429
    assert "Wait 60 minutes" in sentences(response)[0]
    assert SAME in text(asked(Client(), complaint.reference, REMOTE_ADDR="198.51.100.7")), "others are not locked out"
    assert Mail.objects.filter(kind="lost-code").count() == 3


def test_mistakes_get_a_sentence_and_keep_what_was_typed(client):
    response = asked(client, "", "wanda@")
    assert sentences(response) == [
        "Write the reference. It stands on your receipt.",
        "Check the e-mail address: it needs one @ and a part after it, like name@example.org.",
    ]
    assert "wanda@" in response.content.decode()
    assert later(0).tzinfo == ZONE
