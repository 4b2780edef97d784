"""One complaint through the whole house, in a real browser: triage, screening, question, answer, acceptance, closing."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from complaints import actions, codes
from complaints.choices import Source, Status
from complaints.models import Complaint
from mobility.accounts.models import User
from mobility.casefiles.models import Event
from tests.makers import make_cast, make_filing
from tests.servers import Server

PASSWORD = "a long enough sentence"


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "0", "CODE_PEPPER": settings.CODE_PEPPER}


def sign_in(page: Page, user: User, address: str = "/desk/") -> None:
    """Through the sign-in page, as a person does."""
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")  # the tests' own hasher is unknown to the server
    user.save(update_fields=["password"])
    page.goto(address)
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_complaint_goes_through_the_house(server: Server, page: Page):
    people = make_cast()
    code = codes.new()
    complaint = actions.file(make_filing(), source=Source.WEB, code_hash=codes.hashed(code))
    reference = complaint.file.reference

    sign_in(page, people.coordinator)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Complaints").click()
    row = page.get_by_role("row").filter(has_text=reference.removeprefix("LM-"))
    expect(row).to_contain_text("Wanda Worker")
    expect(row).to_contain_text("CLPNA: acknowledgement")
    row.get_by_role("link").first.click()

    # the date opens into its proof
    expect(page.locator("#now")).to_contain_text("CLPNA: acknowledgement")
    expect(page.locator("#now table.cal td.end").first).to_contain_text("20")
    expect(page.locator("#now details.proof[open]").first).to_contain_text("Thanksgiving")

    page.get_by_role("button", name="Start screening").click()
    expect(page.get_by_text("Screening has begun.")).to_be_visible()

    page.locator("#do-ask a").click()
    page.get_by_label("Your question to the worker").fill("On what day did you apply?")
    page.get_by_role("button", name="Ask the worker").click()
    expect(page.get_by_text("The worker has been asked.")).to_be_visible()
    expect(page.locator("#now")).to_contain_text("Paused")

    # the worker answers on their own page
    page.goto("/en/follow/")
    page.get_by_label("Reference").fill(reference)
    page.get_by_label("Code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("We need something from you")
    expect(page.get_by_text("On what day did you apply?").first).to_be_visible()
    page.get_by_role("textbox").first.fill("On the fifth of October.")
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("On the fifth of October.").first).to_be_visible()

    page.goto(f"/desk/complaints/{reference}/")
    expect(page.get_by_text("On the fifth of October.").first).to_be_visible()
    page.locator("#do-accept a").click()
    page.get_by_label("What we tell the worker").fill("We take it on.")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("The complaint is accepted")).to_be_visible()

    # concluding without an outcome keeps the letter that was typed
    page.locator("#do-conclude a").click()
    page.get_by_label("Letter to the worker").fill("This is what we found.")
    page.locator("#do-conclude button").click()
    expect(page.locator("#do-conclude .summary")).to_be_visible()
    expect(page.locator("#do-conclude").get_by_label("Letter to the worker")).to_have_value("This is what we found.")
    page.get_by_label("Outcome").select_option("registered")
    page.locator("#do-conclude button").click()
    expect(page.get_by_text("The worker can read the letter")).to_be_visible()

    page.goto("/en/follow/file/")
    expect(page.get_by_text("This is what we found.").first).to_be_visible()
    expect(page.get_by_text("I see it differently")).to_be_visible()

    found = Complaint.objects.get(pk=complaint.pk)
    assert (found.status, found.outcome, found.is_open) == (Status.RESOLVED, "registered", True)
    kinds = list(Event.objects.filter(file=complaint.file).order_by("seq").values_list("kind", flat=True))
    assert [kind for kind in kinds if kind.startswith("complaints.")] == [
        "complaints.filed",
        "complaints.date_set",
        "complaints.screened",
        "complaints.asked",
        "complaints.answered",
        "complaints.accepted",
        "complaints.concluded",
    ]
    subjects = [str(server.wait_for_mail("wanda@example.net")["Subject"])] + [
        str(mail["Subject"]) for mail in server.mails
    ]
    assert not any(word in subject.lower() for subject in subjects for word in ("complaint", "clpna", "labour"))


def test_two_people_at_once_the_second_is_told_and_keeps_the_text(server: Server, page: Page):
    people = User.objects.filter(name="Colin Colleague")
    colleague = people.first() or make_cast().colleague
    complaint = actions.file(make_filing(), source=Source.WEB)
    sign_in(page, colleague, f"/desk/complaints/{complaint.file.reference}/")
    actions.screen(complaint, by=User.objects.get(name="Selma Senior"))  # somebody else, meanwhile

    page.locator("#do-note a").click()
    page.get_by_label("Add a note").fill("Called the body; they will write.")
    page.locator("#do-note button").click()
    expect(page.get_by_text("Nothing was overwritten").first).to_be_visible()
    note = page.locator("#do-note").get_by_label("Add a note")
    expect(note).to_have_value("Called the body; they will write.")
    page.locator("#do-note button").click()
    expect(page.get_by_text("The note is on the timeline.")).to_be_visible()


def test_what_is_typed_elsewhere_stays_when_something_is_sent(server: Server, page: Page):
    coordinator = User.objects.filter(name="Carla Coordinator").first() or make_cast().coordinator
    complaint = actions.file(make_filing(), source=Source.WEB)
    sign_in(page, coordinator, f"/desk/complaints/{complaint.file.reference}/")
    page.locator("#do-note a").click()
    page.get_by_label("Add a note").fill("Half a thought")
    page.locator("#do-task a").click()
    page.get_by_label("What is to be done").fill("Call the college")
    page.locator("#do-task button").click()
    expect(page.get_by_text("The task is on the list.")).to_be_visible()
    expect(page.locator("#tasks")).to_contain_text("Call the college")
    expect(page.get_by_label("Add a note")).to_have_value("Half a thought")
    page.locator("#do-note button").click()
    expect(page.get_by_text("The note is on the timeline.")).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("Half a thought")
    # what cannot be done says why where it was asked, and keeps what was typed
    page.locator("#do-assign a").click()
    page.locator("#do-prioritise a").click()
    page.locator("#do-task a").click()
    page.locator("#do-task button").click()
    expect(page.locator("#do-task .summary")).to_be_visible()
    expect(page.locator("#do-assign form")).to_be_visible()
