"""A worker on a small phone, without script: checks, files in French with two papers, comes back, follows up."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from complaints.models import Complaint
from tests.servers import Server

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
GO_ON = "form.step > .actions:last-child button.btn:not(.link)"


def look(page: Page) -> None:
    """What must be true of every page: nothing axe finds, nothing to scroll sideways for."""
    # axe itself is a script: it is put in by the browser, not by the page
    found = Axe().run(page).response["violations"]
    assert [(row["id"], row["nodes"][0]["html"]) for row in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def press(page: Page, selector: str = GO_ON) -> None:
    look(page)
    page.click(selector)
    look(page)


def test_a_worker_files_on_a_phone_without_script(server: Server, new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False, bypass_csp=True)
    page = context.new_page()

    page.goto("/fr/check/")
    for answer in ("yes", None, "full", "into_alberta", "slow"):
        if answer:
            page.check(f"input[value={answer}]")
        else:
            page.select_option("#id_home", "ON")
        press(page, "form button.btn")
    page.click("a.btn")
    assert page.url.endswith("/fr/complain/who/?direction=inbound&home=ON")
    assert page.input_value("#id_home") == "ON"

    page.wait_for_timeout(2500)
    page.click(GO_ON)
    assert page.locator(".summary li").count() == 2
    page.select_option("#id_body", "clpna")
    page.select_option("#id_occupation", "licensed-practical-nurse")
    press(page)
    page.check("input[value=decision-overdue]")
    page.fill("#id_narrative", "J’ai présenté ma demande. Personne n’a décidé.")
    press(page)
    press(page)  # the questions that follow may be left
    page.fill("#id_complete_on_day", "22")
    press(page)
    assert page.input_value("#id_complete_on_day") == "22"
    page.select_option("#id_complete_on_month", "9")
    page.fill("#id_complete_on_year", "2026")
    press(page)
    page.check("input[name=contact_by][value=page]")
    press(page)
    papers = [{"name": f"lettre-{n}.pdf", "mimeType": "application/pdf", "buffer": PDF + bytes([n])} for n in (49, 50)]
    page.set_input_files(
        "#id_files", [*papers, {"name": "faux.pdf", "mimeType": "application/pdf", "buffer": b"MZ no"}]
    )
    press(page)
    assert "faux.pdf" in page.inner_text(".summary")
    assert page.locator(".papers li").count() == 2
    code = page.inner_text(".kept b")

    elsewhere = new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, bypass_csp=True
    ).new_page()
    elsewhere.goto("/fr/complain/resume/")
    elsewhere.fill("#id_code", code.lower().replace("-", ""))
    press(elsewhere, "form button.btn")
    elsewhere.goto("/fr/complain/send/")
    elsewhere.check("input[value=with_name]")
    press(elsewhere)
    reference = elsewhere.inner_text(".receipt dd >> nth=0")
    assert elsewhere.inner_text(".receipt dd >> nth=1") == code

    page.goto("/fr/complain/send/")  # the first window, later: the same receipt
    assert page.inner_text(".receipt dd >> nth=0") == reference

    page.goto("/fr/follow/file/")
    page.fill("#id_text", "Une précision.")
    press(page, "#write button")
    assert "Une précision." in page.inner_text(".talk")
    page.click("main form[action='/fr/leave/'] button")
    page.goto("/fr/follow/")
    page.fill("#id_reference", reference)
    page.fill("#id_code", code)
    press(page, "form button.btn")
    assert reference in page.inner_text("main")

    complaint = Complaint.objects.get(reference=reference)
    assert (complaint.language, complaint.home_id, complaint.ground_slugs) == ("fr", "ON", ["decision-overdue"])
    assert complaint.file.documents.count() == 2
    assert not server.mails
