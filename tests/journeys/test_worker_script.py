"""What the script spares a worker: finding a body by typing, and papers that arrive over a bad connection."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from complaints.models import Complaint, Draft
from tests.journeys.visitors import sweep, violations
from tests.makers import make_complaint
from tests.servers import Server

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PHONE = {"width": 360, "height": 740}
GO_ON = "form.step > .actions:last-child button.btn:not(.link)"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look(page: Page) -> None:
    assert [(row["id"], row["nodes"][0]["html"]) for row in violations(page)] == [], page.url
    assert page.evaluate(SIDEWAYS) <= 0, page.url


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"FORM_SECONDS": "0"}


def started(page: Page) -> None:
    page.goto("/en/complain/who/")


def test_a_body_is_found_by_typing_and_an_unknown_one_is_kept_as_text(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(viewport=PHONE, bypass_csp=True).new_page()
    started(page)
    look(page)
    page.get_by_label("Which body handles your application?").fill("clpna")
    page.get_by_label("What is your occupation?").fill("Dog whisperer")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Which body handles your application?")).to_have_value(
        "College of Licensed Practical Nurses of Alberta (CLPNA)"
    )
    expect(page.locator("#id_occupation_text")).to_have_value("Dog whisperer")
    page.click(GO_ON)
    page.goto("/en/complain/who/")
    expect(page.get_by_label("Which body handles your application?")).to_have_value(
        "College of Licensed Practical Nurses of Alberta (CLPNA)"
    )
    kept = Draft.objects.latest("pk").answers["who"]
    assert (kept["body"], kept["occupation"], kept["occupation_text"]) == (["clpna"], [""], ["Dog whisperer"])


def test_a_mistake_about_the_body_leads_to_the_field_one_types_in(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(viewport=PHONE, bypass_csp=True).new_page()
    started(page)
    page.click(GO_ON)
    look(page)
    page.get_by_role("link", name="Tell us which body handles your application").click()
    assert page.evaluate("document.activeElement.id + document.activeElement.tagName") == "id_bodyINPUT"


def test_papers_arrive_over_a_connection_that_breaks(
    server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(viewport=PHONE, bypass_csp=True).new_page()
    started(page)
    page.get_by_label("Which body handles your application?").fill("clpna")
    page.get_by_label("What is your occupation?").fill("Nurse")
    page.click(GO_ON)
    page.goto("/en/complain/evidence/")
    tries: list[str] = []

    def flaky(route) -> None:  # type: ignore[no-untyped-def]
        if route.request.method == "POST":
            tries.append(route.request.url)
            if len(tries) in (2, 4):
                return route.abort("connectionreset")
        return route.continue_()

    page.route("**/complain/evidence/", flaky)
    papers = [
        {"name": f"letter-{n}.pdf", "mimeType": "application/pdf", "buffer": PDF + bytes([n + 48])} for n in (1, 2)
    ]
    page.set_input_files(
        "#id_files", [*papers, {"name": "fake.pdf", "mimeType": "application/pdf", "buffer": b"MZ no"}]
    )
    page.get_by_role("button", name="Add these files").click()
    expect(page.locator(".summary")).to_contain_text("fake.pdf is not a kind of file", timeout=30_000)
    expect(page.locator(".papers li")).to_have_count(2)
    look(page)
    assert Draft.objects.latest("pk").files.count() == 2


def test_the_pages_after_sending_are_for_everybody(server: Server, new_context: Callable[..., BrowserContext]) -> None:
    code = "ABCD-EFGH-IJKL-MNOP"
    Complaint.objects.filter(code_hash__isnull=False).update(code_hash=None)
    complaint = make_complaint("withdrawn", code=code)
    page = new_context(bypass_csp=True, viewport=PHONE).new_page()
    assert sweep(page, ["/en/follow/", "/en/follow/lost/"]) == []
    page.goto("/en/follow/new-code/x/")  # answers 410: it is no longer there
    look(page)
    page.goto("/en/follow/")
    page.fill("#id_reference", complaint.file.reference)
    page.fill("#id_code", code)
    page.click("form button.btn")
    own = [f"/fr/follow/file/{path}" for path in ("", "contact/", "consent/", "again/")]
    assert sweep(page, [*own, "/en/receipt/"], turn=1) == []
