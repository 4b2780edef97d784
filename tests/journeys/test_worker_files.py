"""A worker on a small phone, without script: checks, files in French with two papers, comes back, follows up."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from complaints.models import Complaint
from tests.servers import Server

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PHONE = {"width": 360, "height": 740}
GO_ON = "form.step > .actions:last-child button.btn:not(.link)"


class Eye:
    """Looks at a page that runs no script by showing the same markup to a browser that does: axe is a script."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()

    def look(self, page: Page) -> None:
        """What must be true of every page: nothing axe finds, nothing to scroll sideways for."""
        html = page.content()
        self.page.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
        self.page.goto(page.url)
        self.page.unroute(page.url)
        found = Axe().run(self.page).response["violations"]
        assert [(row["id"], row["nodes"][0]["html"]) for row in found] == [], page.url
        assert self.page.evaluate(SIDEWAYS) <= 0, page.url


def press(page: Page, eye: Eye, selector: str = GO_ON) -> None:
    with page.expect_navigation():
        page.click(selector)
    eye.look(page)


def test_a_worker_files_on_a_phone_without_script(server: Server, new_context: Callable[..., BrowserContext]) -> None:
    eye = Eye(new_context(viewport=PHONE, bypass_csp=True))
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()

    page.goto("/fr/check/")
    for answer in ("yes", None, "full", "into_alberta", "slow"):
        if answer:
            page.check(f"input[value={answer}]")
        else:
            page.select_option("#id_home", "ON")
        press(page, eye, "form button.btn")
    press(page, eye, "a.btn")
    assert page.url.endswith("/fr/complain/who/?direction=inbound&home=ON")
    assert page.input_value("#id_home") == "ON"

    page.wait_for_timeout(2500)
    press(page, eye)
    assert page.locator(".summary li").count() == 2
    page.select_option("#id_body", "clpna")
    page.select_option("#id_occupation", "licensed-practical-nurse")
    press(page, eye)
    page.check("input[value=decision-overdue]")
    page.fill("#id_narrative", "J’ai présenté ma demande. Personne n’a décidé.")
    press(page, eye)
    press(page, eye)  # the questions that follow may be left
    page.fill("#id_complete_on_day", "22")
    press(page, eye)
    assert page.input_value("#id_complete_on_day") == "22"
    page.select_option("#id_complete_on_month", "9")
    page.fill("#id_complete_on_year", "2026")
    press(page, eye)
    page.check("input[name=contact_by][value=page]")
    press(page, eye)
    papers = [{"name": f"lettre-{n}.pdf", "mimeType": "application/pdf", "buffer": PDF + bytes([n])} for n in (49, 50)]
    page.set_input_files(
        "#id_files", [*papers, {"name": "faux.pdf", "mimeType": "application/pdf", "buffer": b"MZ no"}]
    )
    press(page, eye)
    assert "faux.pdf" in page.inner_text(".summary")
    assert page.locator(".papers li").count() == 2
    code = page.inner_text(".kept b")

    elsewhere = new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, bypass_csp=True
    ).new_page()
    elsewhere.goto("/fr/complain/resume/")
    elsewhere.fill("#id_code", code.lower().replace("-", ""))
    press(elsewhere, eye, "form button.btn")
    elsewhere.goto("/fr/complain/send/")
    elsewhere.check("input[value=with_name]")
    press(elsewhere, eye)
    reference = elsewhere.inner_text(".receipt dd >> nth=0")
    assert elsewhere.inner_text(".receipt dd >> nth=1") == code

    page.goto("/fr/complain/send/")  # the first window, later: the same receipt
    assert page.inner_text(".receipt dd >> nth=0") == reference

    page.goto("/fr/follow/file/")
    page.fill("#id_text", "Une précision.")
    press(page, eye, "#write button")
    assert "Une précision." in page.inner_text(".talk")
    press(page, eye, "main form[action='/fr/leave/'] button")
    page.goto("/fr/follow/")
    page.fill("#id_reference", reference)
    page.fill("#id_code", code)
    press(page, eye, "form button.btn")
    assert reference in page.inner_text("main")

    complaint = Complaint.objects.get(reference=reference)
    assert (complaint.language, complaint.home_id, complaint.ground_slugs) == ("fr", "ON", ["decision-overdue"])
    assert complaint.file.documents.count() == 2
    assert not server.mails
