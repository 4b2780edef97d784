"""A body's year through the house, in a real browser: sign-in with a second step, the workbook and its eleven mistakes, a second person,
the coordinator's review, a deficiency notice, the plan to its end."""

from __future__ import annotations

import csv
import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from playwright.sync_api import BrowserContext, Page, expect

from mobility.accounts.models import User
from mobility.law.days import today
from regulators.report_choices import ReportStatus
from regulators.report_models import Report
from tests.journeys.visitors import sign_in
from tests.makers import MakeUser, make_cast
from tests.regulators import reviewing
from tests.regulators.reporting import cast as invented
from tests.regulators.reporting.returns import again, make_report
from tests.servers import Server

PASSWORD = "a long enough sentence"


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "1"}


# ---- the workbook -----------------------------------------------------------------------------------


def fill(book: Workbook, report: Report) -> None:
    """As a careful person fills it in: beside the questions, found by their keys, and a row for each application."""
    slugs = {one.slug: one.title_en for one in report.body.occupations.all()}
    first = next(iter(slugs))
    lists = invented.FORM.lists
    asked, shown = lists["requirements"]["fee"].en, lists["information"]["fees"].en
    lines: dict[str, list[object]] = {
        "a01": ["Yes"], "a02": ["Registration office, 780-555-0100"], "a05": ["Yes"], "d10": [0], "d12.1": ["Staff"],
        "e03": [0], "g01": ["https://samples.example.org/documents"], "g02.1": [slugs[first], asked, "Yes"],
        "g06": ["A sworn statement."], "h01.1": [slugs[first], "Application", 200, 200],
        "h04": ["https://samples.example.org/fees"], "i01": ["No"], "i03": ["None."], "j01": [4], "j02": [2],
        "j03": [dt.date(2026, 9, 1)], "j04.1": [shown], "j05": ["Yes"],
        **{f"a04.occupation.{slug}": [600] for slug in slugs},
        **{f"a03.{number}": [title] for number, title in enumerate(slugs.values(), start=1)},
    }  # fmt: skip
    for key, cell in invented.cells(book).items():
        for at, value in enumerate(lines.get(key, [])):
            cell.offset(0, at).value = value
    sheet = book[invented.FORM.table.sheet.en]
    for number in range(1, 5):
        values = dict(zip(invented.IDS, invented.row(number, occupation=slugs[first]), strict=True))
        values["home_jurisdiction"], values["outcome"] = "Ontario", "Registered"
        for at, name in enumerate(invented.IDS, start=1):
            sheet.cell(number + 1, at, values[name])


def spoil(book: Workbook) -> dict[tuple[str, str], Any]:
    """Eleven mistakes as people make them; gives the right values by place."""
    cells, sheet = invented.cells(book), book[invented.FORM.table.sheet.en]
    row = {name: at for at, name in enumerate(invented.IDS, start=1)}
    wrong = [
        (cells["a02"], None),
        (cells["h01.1"].offset(0, 2), "none"),
        (cells["i01"], "Perhaps"),
        (cells["j01"], -4),
        (cells["j02"], "two"),
        (cells["j03"], "2026-13-45"),
        (sheet.cell(2, row["occupation"]), "Astronaut"),
        (sheet.cell(3, row["acknowledged_on"]), "30 February 2025"),
        (sheet.cell(4, row["decided_on"]), dt.date(2025, 5, 1)),
        (sheet.cell(5, row["home_jurisdiction"]), "Utopia"),
        (sheet.cell(5, row["fee_charged"]), "free"),
    ]
    right = {}
    for cell, value in wrong:
        right[cell.parent.title, cell.coordinate] = cell.value
        cell.value = value
    return right


def must_fix(listed: Path) -> list[tuple[str, str]]:
    """The places that the downloaded list sends one to, each with its sheet."""
    with listed.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    places = [row[1].rpartition("!") for row in rows if row[0] in ("Cannot be read", "Must be fixed")]
    return [(sheet, cell) for sheet, _mark, cell in places]


# ---- people -----------------------------------------------------------------------------------------


def with_second_step(user: User) -> str:
    """A second step as the person set it up on the first day; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def come_in(page: Page, user: User, secret: str, address: str) -> None:
    """Through the sign-in page, as a person does: password, then the code that the telephone shows."""
    user.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt")  # the tests' own hasher is unknown to the server
    user.save(update_fields=["password"])
    page.goto(address)
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("[name=code]").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.locator("main form:has([name=code]) button").first.click()


def upload(page: Page, book: Path) -> None:
    page.get_by_label("Workbook or CSV").set_input_files(book)
    page.get_by_role("button", name="Upload and check").click()


def act(page: Page, verb: str, **fields: Any) -> None:
    """A verb of a review: its form opens where it is asked for; a day is three boxes."""
    page.locator(f"[id^='do-{verb}'] a").first.click()
    form = page.locator(f"[id^='do-{verb}'] form").first
    for name, value in fields.items():
        if isinstance(value, dt.date):
            form.locator(f"[name={name}_day]").fill(str(value.day))
            form.locator(f"[name={name}_month]").select_option(str(value.month))
            form.locator(f"[name={name}_year]").fill(str(value.year))
            continue
        box = form.locator(f"[name={name}]").first
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value)
        elif box.get_attribute("type") == "radio":
            form.locator(f"[name={name}][value={value}]").check()
        else:
            box.fill(value)
    form.locator("button").last.click()
    expect(page.locator(f"[id^='do-{verb}'] form")).to_have_count(0)


def answer(page: Page, heading: str, category: str, words: str) -> None:
    """What the body says to what is asked of it on its own page."""
    page.goto("/portal/")
    page.get_by_role("row").filter(has_text=heading).get_by_role("link").first.click()
    page.locator(f"[name=category][value={category}]").check()
    page.locator("[name=text]").fill(words)
    page.get_by_role("button", name="Send the answer").click()


# ---- the story --------------------------------------------------------------------------------------


def test_a_body_reports_and_is_reviewed(server: Server, new_context: Callable[..., BrowserContext], tmp_path: Path):
    people = make_cast()
    second = MakeUser(name="Sam Second", email="second@example.org", role="registrar", office=people.body.office)
    secrets = {user.pk: with_second_step(user) for user in (people.registrar, second, people.coordinator)}
    report = make_report(people.body, people.coordinator)

    def visit(user: User, start: str) -> Page:
        context = new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
        sign_in(context, server, user)
        page = context.new_page()
        page.goto(start)
        return page

    # the registrar comes in with a second step, takes the workbook and sends it back with eleven mistakes
    page = new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True).new_page()
    come_in(page, people.registrar, secrets[people.registrar.pk], "/portal/")
    page.get_by_role("link", name=report.title).click()
    with page.expect_download() as loading:
        page.get_by_role("link", name="Workbook in English").click()
    path = tmp_path / "report.xlsx"
    loading.value.save_as(path)
    book = load_workbook(path)
    fill(book, report)
    right = spoil(book)
    book.save(path)
    upload(page, path)
    expect(page.get_by_role("heading", level=1)).to_contain_text("11 things must be fixed")

    # the list names each cell; mended there and nowhere else, the report stands
    with page.expect_download() as listing:
        page.get_by_role("link", name="Download this list").click()
    listing.value.save_as(tmp_path / "list.csv")
    places = must_fix(tmp_path / "list.csv")
    assert sorted(places) == sorted(right)
    book = load_workbook(path)
    for sheet, cell in places:
        book[sheet][cell].value = right[sheet, cell]
    book.save(path)
    upload(page, path)
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

    # the coordinator finds it on the board, accepts it, and opens a review of what it shows
    desk = visit(people.coordinator, "/desk/")
    desk.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    desk.get_by_role("link", name=people.body.office.name_en).click()
    expect(desk.locator("#answers")).to_contain_text("A sworn statement.")
    act(desk, "accept")
    expect(desk.get_by_text("The report is accepted and the body told.")).to_be_visible()
    desk.goto(f"/desk/reviews/new/?body={people.body.slug}")
    desk.locator("[name=body]").select_option(str(people.body.pk))
    desk.locator("[name=scope]").fill("A sworn statement is asked of everybody.")
    desk.get_by_role("button", name="Open the review").click()
    duty = reviewing.duty("s 5")
    said = {"statement": "A sworn statement is asked of everybody.", "evidence": "The report, question g06."}
    act(desk, "find", provision=str(duty.pk), assessment="not_in_line", **said)
    act(desk, "put", authority="LMA general duty")
    expect(desk.locator("#findings")).to_contain_text("With the body")
    review = desk.url.split("#")[0]

    # the body is heard; what is to be corrected it answers in place
    answer(page, "Your comment before it is final", "agreed", "We drop the statement.")
    desk.goto(review)
    act(desk, "finalize", remark="Noted.")
    act(desk, "notify", text="Ask for no sworn statement any more.", due_on=today() + dt.timedelta(20))
    answer(page, "To correct something", "corrected", "The form is changed.")
    desk.goto(review)
    act(desk, "accept", remark="Thank you.")
    expect(desk.locator("#corrections")).to_contain_text("Accepted")

    # and the plan is followed to its end
    act(desk, "add_step", what="Write to those who were asked for it", due_on=today() + dt.timedelta(30))
    act(desk, "report_step", done_on=today(), evidence="A copy of the letter.")
    act(desk, "verify_step", verified="yes", words="Three letters seen.")
    expect(desk.locator("#plan")).to_contain_text("Verified")
    act(desk, "end_without_order", result="In line again.")
    expect(desk.get_by_text("In line again.").first).to_be_visible()
    assert again(report).file.status == ReportStatus.ACCEPTED
