"""One complaint of the sample, whole: a worker on a small phone without script files in French, the desk asks the body,
the body promises by the link of its mail, the worker confirms, the file closes. Every page met is looked at.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils.timezone import now
from playwright.sync_api import BrowserContext, Page, expect

from complaints import actions
from complaints.choices import Status
from complaints.models import Complaint, Promise
from complaints.tasks import close_unopposed
from mobility.accounts.models import Office
from mobility.embedded import BASE_DIR
from mobility.law.days import today
from tests.journeys.visitors import Eye, sign_in
from tests.makers import MakeUser
from tests.servers import Server

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PHONE = {"width": 360, "height": 740}
GO_ON = "form.step > .actions:last-child button.btn:not(.link)"
REGISTRAR = "registrar@college.example.org"
with (BASE_DIR / "complaints" / "samples" / "sample_complaints.csv").open(encoding="utf-8") as sample:
    STORY = next(row for row in csv.DictReader(sample) if row["language"] == "fr" and row["regulator_slug"] == "acsw")


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "0", "CODE_PEPPER": settings.CODE_PEPPER, "FORM_SECONDS": "0"}


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext]) -> Callable[[], Eye]:
    """A visitor on a phone without script, and what looks over their shoulder."""

    def make() -> Eye:
        page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
        return Eye(page, mirror=new_context(viewport=PHONE, bypass_csp=True))

    return make


def test_a_complaint_from_the_phone_to_the_closing_letter(
    server: Server, visit: Callable[[], Eye], new_context: Callable[..., BrowserContext]
) -> None:
    worker = visit()
    reference, code = files(worker, visit())
    complaint = Complaint.objects.get(reference=reference)
    assert (complaint.language, complaint.home_id, complaint.narrative) == ("fr", "QC", STORY["narrative"])
    assert sorted(complaint.ground_slugs) == STORY["issue_slugs"].split(";")
    assert complaint.file.documents.count() == 2
    follows_up(worker, reference, code)

    context = new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    unit = Office.objects.get(slug="unit")
    sign_in(context, server, MakeUser(name="Carla Coordinator", role="coordinator", office=unit))
    desk = Eye(context.new_page())
    takes_on(desk, complaint)

    mail = server.wait_for_mail(REGISTRAR)
    said = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert not any(word in said for word in ("Québec", "September", "ACSW", "social worker"))
    promises(visit(), re.search(r"/r/[\w-]+/\S*", said)[0])  # type: ignore[index]
    promise = Promise.objects.get()
    assert (promise.due_on, promise.kept) == (today(), None)

    assert actions.ask_about_promises(on=today() + dt.timedelta(1)) == 1  # as the daily task, tomorrow
    confirms(worker)
    promise.refresh_from_db()
    assert (promise.kept, promise.words) == (True, "J’ai mon permis.")
    concludes(desk, complaint)
    worker.open("/fr/follow/file/")
    assert "Je ne suis pas d’accord" in worker.page.inner_text("main")

    assert close_unopposed(now() + dt.timedelta(60)) == 1  # as the daily task, when the time to object is over
    complaint = Complaint.objects.get(pk=complaint.pk)
    assert (complaint.status, complaint.is_open) == (Status.CLOSED, False)
    worker.open("/fr/follow/file/")
    assert "La décision est prise : vous êtes inscrit." in worker.page.inner_text(".talk")
    assert worker.page.get_by_role("link", name="Retirer votre plainte").count() == 0
    worker.press("a[href='/fr/follow/file/survey/']")
    assert {mail["To"] for mail in server.mails} == {REGISTRAR}, "the worker wanted no mail"


def files(worker: Eye, elsewhere: Eye) -> tuple[str, str]:
    """From the first question to the receipt, the last step on another phone; its reference and code."""
    page = worker.page
    page.goto("/fr/check/")
    for answer in ("yes", None, "full", "into_alberta", "slow"):
        if answer:
            page.check(f"input[value={answer}]")
        else:
            page.select_option("#id_home", "QC")
        worker.press("form button.btn")
    worker.press("a.btn")
    assert page.url.endswith("/fr/complain/who/?direction=inbound&home=QC")
    assert page.input_value("#id_home") == "QC"

    worker.press(GO_ON)
    assert page.locator(".summary li").count() == 2
    page.select_option("#id_body", STORY["regulator_slug"])
    page.select_option("#id_occupation", STORY["occupation_slug"])
    worker.press(GO_ON)
    for slug in STORY["issue_slugs"].split(";"):
        page.check(f"input[value={slug}]")
    page.fill("#id_narrative", STORY["narrative"])
    page.fill("#id_wanted", STORY["desired_outcome"])
    worker.press(GO_ON)
    worker.press(GO_ON)  # the questions that follow may be left
    page.fill("#id_complete_on_day", "22")
    worker.press(GO_ON)
    assert page.input_value("#id_complete_on_day") == "22"
    page.select_option("#id_complete_on_month", "9")
    page.fill("#id_complete_on_year", "2026")
    worker.press(GO_ON)
    page.check("input[name=contact_by][value=page]")
    worker.press(GO_ON)
    papers = [{"name": f"lettre-{n}.pdf", "mimeType": "application/pdf", "buffer": PDF + bytes([n])} for n in (49, 50)]
    page.set_input_files(
        "#id_files", [*papers, {"name": "faux.pdf", "mimeType": "application/pdf", "buffer": b"MZ no"}]
    )
    worker.press(GO_ON)
    assert "faux.pdf" in page.inner_text(".summary")
    assert page.locator(".papers li").count() == 2
    code = page.inner_text(".kept b")

    other = elsewhere.page
    other.goto("/fr/complain/resume/")
    other.fill("#id_code", code.lower().replace("-", ""))
    elsewhere.press("form button.btn")
    other.goto("/fr/complain/send/")
    other.check("input[value=with_name]")
    elsewhere.press(GO_ON)
    reference = other.inner_text(".receipt dd >> nth=0")
    assert other.inner_text(".receipt dd >> nth=1") == code

    page.goto("/fr/complain/send/")  # the first window, later: the same receipt
    assert page.inner_text(".receipt dd >> nth=0") == reference
    return reference, code


def follows_up(worker: Eye, reference: str, code: str) -> None:
    page = worker.page
    page.goto("/fr/follow/file/")
    page.fill("#id_text", "Une précision.")
    worker.press("#write button")
    assert "Une précision." in page.inner_text(".talk")
    worker.press("main form[action='/fr/leave/'] button")
    page.goto("/fr/follow/")
    page.fill("#id_reference", reference)
    page.fill("#id_code", code)
    worker.press("form button.btn")
    assert reference in page.inner_text("main")


def opened(page: Page, verb: str) -> None:
    """Open the form of a verb where its link stands."""
    page.click(f"#do-{verb} a")
    expect(page.locator(f"#do-{verb} form")).to_be_visible()


def takes_on(desk: Eye, complaint: Complaint) -> None:
    """Screening, acceptance, and the question to the body, which has no address yet."""
    page = desk.page
    desk.open(complaint.get_absolute_url())
    page.get_by_role("button", name="Start screening").click()
    expect(page.get_by_text("Screening has begun.")).to_be_visible()
    opened(page, "accept")
    page.get_by_label("What we tell the worker").fill("Nous nous occupons de votre plainte.")
    page.locator("#do-accept button").click()
    expect(page.get_by_text("The complaint is accepted")).to_be_visible()
    desk.look()
    desk.press(f"a[href$='{complaint.reference}/ask_body/']")
    page.get_by_label("E-mail address of the office").fill(REGISTRAR)
    page.get_by_label("What you ask", exact=True).fill("Why was no decision made in time?")
    page.get_by_label("What we tell them").fill(
        "A social worker of Québec applied; the file was complete in September."
    )
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("The body has been asked.")).to_be_visible()
    desk.look()


def promises(body: Eye, link: str) -> None:
    """The body reads and answers on a phone, without script and without account."""
    page = body.page
    body.open(link)
    body.press("main form button")
    assert "Why was no decision made in time?" in page.inner_text("main")
    body.press("form.answer button.btn")
    assert page.locator(".summary li").count() >= 2
    page.check("input[value=promised]")
    for part, value in (("day", today().day), ("year", today().year)):
        page.fill(f"#id_due_on_{part}", str(value))
    page.select_option("#id_due_on_month", str(today().month))
    page.fill("#id_text", "The permit is issued today.")
    page.fill("#id_name", "R. Registrar, registrar")
    body.press("form.answer button.btn")
    assert "You have answered" in page.inner_text("h1")


def confirms(worker: Eye) -> None:
    page = worker.page
    worker.open("/fr/follow/file/")
    form = "section form[action*='/promise/']"
    worker.press(f"{form} button")
    assert page.locator(".summary li").count() == 1
    page.check(f"{form} input[value=yes]")
    page.fill(f"{form} textarea", "J’ai mon permis.")
    worker.press(f"{form} button")
    assert page.locator(form).count() == 0


def concludes(desk: Eye, complaint: Complaint) -> None:
    page = desk.page
    desk.open(complaint.get_absolute_url())
    expect(page.locator("#requests")).to_contain_text("Kept")
    opened(page, "conclude")
    page.get_by_label("Outcome").select_option("registered")
    page.get_by_label("Letter to the worker").fill("La décision est prise : vous êtes inscrit.")
    page.locator("#do-conclude button.btn").click()
    expect(page.get_by_text("The worker can read the letter")).to_be_visible()
    desk.look()
