"""Writing to a person: only where and when they said it is safe."""

from __future__ import annotations

import datetime as dt

import pytest

from mobility.casefiles import contact
from mobility.casefiles.choices import Channel, Role
from mobility.casefiles.models import Event, Task
from mobility.casefiles.primitives import join
from mobility.law.days import ZONE
from mobility.outbox.models import Mail
from tests.makers import RECEIVED, Cast, MakePerson, make_complaint, make_file

NOON = RECEIVED


def told(at: dt.datetime = NOON, task: str = "Pass on our message", **person) -> tuple[int, list[str], list[str]]:
    """Mails queued, tasks made, events recorded when we write to a person like this."""
    file = make_file()
    participant = join(file, role=Role.COMPLAINANT, person=MakePerson(**person), at=RECEIVED)
    sent = contact.tell(file, participant, "new-message", at=at, task=task)
    mails = Mail.objects.filter(about=file.reference).count()
    assert mails == sent
    events = list(Event.objects.filter(file=file).values_list("kind", flat=True))
    return mails, list(Task.objects.filter(file=file).values_list("what", flat=True)), events


REFUSED = ["casefiles.contact_refused"]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"channels": ["page", "email"]}, (1, [], [])),
        ({"channels": ["page"]}, (0, [], [])),
        ({"channels": []}, (0, [], [])),
        ({"channels": ["page", "phone"]}, (0, ["Pass on our message (Telephone)"], REFUSED)),
        ({"channels": ["phone", "post"]}, (0, ["Pass on our message (Telephone, Letter)"], REFUSED)),
        ({"channels": ["email"], "email": ""}, (0, ["Pass on our message (E-mail)"], REFUSED)),
        ({"channels": ["email"], "not_before": dt.time(13)}, (0, ["Pass on our message (E-mail)"], REFUSED)),
        ({"channels": ["email"], "not_after": dt.time(11)}, (0, ["Pass on our message (E-mail)"], REFUSED)),
        ({"channels": ["email"], "not_before": dt.time(9), "not_after": dt.time(17)}, (1, [], [])),
        ({"channels": ["email"], "erased_at": NOON}, (0, ["Pass on our message (E-mail)"], REFUSED)),
    ],
)
def test_a_forbidden_channel_or_hour_sends_nothing_and_becomes_a_task(cast: Cast, person, expected):
    assert told(**person) == expected


def test_without_anything_to_pass_on_there_is_no_task(cast: Cast):
    assert told(task="", channels=["phone"]) == (0, [], [])


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (dt.time(7, 59), "This person asked not to be reached before 08:00."),
        (dt.time(8, 0), ""),
        (dt.time(20, 0), ""),
        (dt.time(20, 1), "This person asked not to be reached after 20:00."),
    ],
)
@pytest.mark.parametrize("day", [dt.date(2026, 7, 3), dt.date(2026, 11, 3), dt.date(2027, 1, 4)])
def test_the_hour_is_albertas(cast: Cast, day, hour, said):
    person = MakePerson(not_before=dt.time(8), not_after=dt.time(20))
    at = dt.datetime.combine(day, hour, tzinfo=ZONE).astimezone(dt.UTC)
    assert contact.refusal(person, Channel.EMAIL, at) == said


def test_a_refusal_is_a_sentence(cast: Cast):
    assert contact.refusal(MakePerson(channels=[]), Channel.PHONE, NOON) == (
        "This person did not say that Telephone is safe."
    )


def test_the_worker_s_mail_is_neutral_and_in_the_worker_s_language(cast: Cast):
    complaint = make_complaint(
        language="fr", person={"name": "W", "email": "w@example.net", "channels": ["email"], "language": "fr"}
    )
    mail = Mail.objects.get(about=complaint.file.reference)
    assert (mail.language, mail.subject, mail.kind) == ("fr", "Nous avons reçu votre envoi", "receipt")
    assert "/fr/follow/" in mail.text
    shown = f"{mail.subject}{mail.text}{mail.html}".lower()
    for word in ("plainte", "complaint", "main-d", "labour", "mobilité", "mobility", "clpna", "infirmi"):
        assert word not in shown
