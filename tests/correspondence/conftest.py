"""A complaint that is with its body, and the mails that leave through real SMTP."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from complaints.models import Complaint
from mobility.correspondence.models import Request
from mobility.outbox import tasks
from tests.makers import Cast, later, make_complaint
from tests.servers import Mailbox, start_smtp

LINK = re.compile(r"https?://[^/\s]+(/r/[\w-]+/)\S*")


@pytest.fixture(autouse=True)
def _the_day(time_machine, settings) -> None:
    time_machine.move_to(later(4))
    settings.MFA_REQUIRED = False


@pytest.fixture
def complaint(cast: Cast) -> Complaint:
    """With CRNA, whose people do not sign in here."""
    cast.other_registrar.is_active = False
    cast.other_registrar.save()
    return make_complaint("with_body", by=cast.senior, body=cast.other_body)


@pytest.fixture
def asked(complaint: Complaint) -> Request:
    return Request.objects.with_all().get()


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    box = Mailbox()
    smtp = start_smtp(box)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp.port
    yield box
    smtp.stop()


def letters(box: Mailbox) -> list[tuple[str, str, str]]:
    """Send what waits; to whom, subject and text of all mails so far."""
    tasks.sweep(0)
    return [
        (message["To"], message["Subject"], message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        for message in box.messages
    ]


def to_body(box: Mailbox) -> list[tuple[str, str, str]]:
    return [letter for letter in letters(box) if letter[0] != "wanda@example.net"]


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[1]


def opened(client: Client, box: Mailbox) -> str:
    """Press the button of the newest link; the address of the request's page."""
    link = link_in(to_body(box)[-1][2])
    response = client.post(link)
    assert response.status_code == 302, response.content
    return str(response["Location"])
