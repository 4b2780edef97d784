"""An annual report through the house, in a real browser: workbook, mistakes, mending from the list, a second person, acceptance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from regulators.report_choices import ReportStatus
from tests.journeys.visitors import sign_in
from tests.makers import MakeUser, make_cast
from tests.regulators.reporting.returns import again, make_report, nil_answers
from tests.servers import Server


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "0"}


def fill(path: Path, answers: dict[str, object]) -> None:
    """Write answers into the workbook as a person would: beside the questions, found by their keys."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        for line in sheet.iter_rows(min_col=1, max_col=3):
            if line[0].value in answers:
                line[2].value = answers[line[0].value]
    book.save(path)


def test_a_report_goes_through_the_house(server: Server, new_context: Callable[..., BrowserContext], tmp_path: Path):
    people = make_cast()
    second = MakeUser(name="Sam Second", email="second@example.org", role="registrar", office=people.body.office)
    report = make_report(people.body, people.coordinator)

    def visit(user, start: str) -> Page:
        context = new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        sign_in(context, server, user)
        page = context.new_page()
        page.goto(start)
        return page

    # the registrar takes the workbook and sends it back with mistakes
    page = visit(people.registrar, "/portal/")
    page.get_by_role("link", name=report.title).click()
    with page.expect_download() as loading:
        page.get_by_role("link", name="Workbook in English").click()
    book = tmp_path / "report.xlsx"
    loading.value.save_as(book)
    fill(book, {"a01": "Yes", "b01": "many", "b02": -4, "j03": "2026-13-45", "g01": "not an address"})
    page.get_by_label("Workbook or CSV").set_input_files(book)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("must be fixed")
    expect(page.locator("#unreadable")).to_contain_text("many")
    expect(page.locator("#fix")).to_contain_text("-4")
    with page.expect_download() as marked:
        page.get_by_role("link", name="Download it with the cells marked").click()
    marked.value.save_as(tmp_path / "marked.xlsx")
    assert load_workbook(tmp_path / "marked.xlsx").worksheets

    # and mends them: there was nothing to count after all
    answers = {key: value for key, value in nil_answers(report).values.items() if isinstance(value, str)}
    slugs = [occupation.title_en for occupation in people.body.occupations.all()]
    lines: dict[str, object] = {f"a03.{number}": slug for number, slug in enumerate(slugs, start=1)}
    fill(book, {**answers, **lines, "a01": "No", "b01": None, "b02": None, "j03": "2026-03-31", "i01": "No"})
    page.get_by_label("Workbook or CSV").set_input_files(book)
    page.get_by_role("button", name="Upload and check").click()
    page.goto(report.portal_url)
    page.get_by_role("button", name="Report nothing to count").click()
    for label in ("h", "a"):
        page.goto(f"{report.portal_url}section/{label}/")
        if label == "h":
            page.locator("[name='h01.1.occupation']").select_option(index=1)
            page.locator("[name='h01.1.name']").fill("Application")
            page.locator("[name='h01.1.mobility']").fill("200")
            page.locator("[name='h01.1.local']").fill("200")
        else:
            for number in range(1, len(slugs) + 1):
                page.locator(f"[name='a03.{number}.occupation']").select_option(index=number)
        page.get_by_role("button", name="Save and close").click()
    page.get_by_role("button", name="Check what is filled in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing stands in the way")
    page.get_by_role("link", name="Go on to certification").click()
    page.locator("#do-send summary").click()
    page.get_by_label("Your title").fill("Clerk")
    page.get_by_label("I confirm this").check()
    page.locator("#do-send button").click()
    expect(page.get_by_text("The report waits for certification.")).to_be_visible()
    expect(page.locator("#do-certify")).to_have_count(0)

    # a second person certifies and gets the receipt
    other = visit(second, report.portal_url)
    other.get_by_label("Your title").fill("Registrar")
    other.get_by_label("I confirm this").check()
    other.locator("#do-certify button").click()
    other.locator("#now").get_by_role("link", name="Receipt").click()
    expect(other.get_by_text("sha256").first).to_be_visible()

    # the coordinator finds it on the board, looks at it and accepts
    desk = visit(people.coordinator, "/desk/")
    desk.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    desk.get_by_role("link", name=people.body.office.name_en).click()
    expect(desk.locator("#answers")).to_contain_text("registrar@samples.example.org")
    desk.locator("#do-accept a").click()
    desk.locator("#do-accept button").click()
    expect(desk.get_by_text("The report is accepted and the body told.")).to_be_visible()
    assert again(report).file.status == ReportStatus.ACCEPTED
