"""A coordinator triages ten files without touching the mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from complaints import actions
from complaints.choices import Source, Status
from complaints.models import Complaint
from mobility.accounts.models import User
from mobility.casefiles.choices import Priority
from tests.journeys.visitors import sign_in
from tests.makers import make_cast, make_filing
from tests.servers import Server

NAMES = ("Abena", "Bruno", "Chiara", "Dmitri", "Élise", "Farid", "Grace", "Hugo", "Ines", "Jonas")


@pytest.fixture(scope="module")
def server_environment() -> dict[str, str]:
    return {"MFA_REQUIRED": "0"}


@pytest.fixture
def carla(server: Server) -> User:
    return User.objects.filter(name="Carla Coordinator").first() or make_cast().coordinator


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext], server: Server, carla: User) -> Page:
    context = new_context(viewport={"width": 1280, "height": 900})
    sign_in(context, server, carla)
    return context.new_page()


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def on(page: Page) -> str:
    """Whose row has the focus."""
    found = page.evaluate("document.activeElement.closest('tr')?.querySelector('.c-who').innerText ?? ''")
    return str(found).split()[0] if found else ""


def tab_to(page: Page, what: str) -> None:
    """Tab until the focus is on what a selector names; a person sees each stop."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"Tab does not reach {what}")


def lead(page: Page, *pressed: str) -> None:
    """Press what leads to another page."""
    with page.expect_navigation():
        keys(page, *pressed)


def test_ten_files_are_triaged_by_keyboard(server: Server, desk: Page, carla: User) -> None:
    person = {"email": "w@example.net", "phone": "780-555-0123", "channels": []}
    filed = {
        name: actions.file(
            make_filing(
                person={**person, "name": f"{name} Worker"},
                narrative=f"{name} waits. They asked for school transcripts and course outlines again.",
            ),
            source=Source.WEB,
        )
        for name in NAMES
    }
    page = desk
    page.goto("/desk/complaints/")
    order = [text.split()[0] for text in page.locator(".triage .c-who").all_inner_texts()]
    assert sorted(order) == sorted(NAMES)

    # help says what there is; Escape leads back
    keys(page, "?")
    expect(page.get_by_role("dialog", name="Keys of the list")).to_contain_text("to the next and the previous file")
    keys(page, "Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    # up and down, not beyond the ends
    keys(page, "k", "j", "j")
    assert on(page) == order[2]
    keys(page, "k", "k", "k", "k")
    assert on(page) == order[0]

    # one file: open it, see what is suggested, take it, come back to the same place
    lead(page, "o")
    expect(page.locator("#suggestions")).to_contain_text("Nothing is applied by itself")
    expect(page.locator("#suggestions button").first).to_be_visible()
    tab_to(page, "#suggestions button")
    lead(page, "Enter")
    expect(page.locator("main > .told")).to_contain_text("Done: ")
    assert Complaint.objects.get(pk=filed[order[0]].pk).file.priority == Priority.HIGH
    page.go_back()
    page.go_back()
    assert on(page) == order[0]
    keys(page, "j")
    assert on(page) == order[1]
    lead(page, "a")
    expect(page.locator("#id_assign_to")).to_be_focused()
    tab_to(page, "#do-assign button")
    keys(page, "Enter")
    expect(page.get_by_text("The file has its owner.")).to_be_visible()
    expect(page.locator("#steer a").first).to_be_focused()
    assert Complaint.objects.get(pk=filed[order[1]].pk).file.owner == carla

    # found while one types, then on with the arrow and the keys
    page.go_back()
    assert on(page) == order[1]
    keys(page, "/")
    page.keyboard.type("gracee")  # a slip
    expect(page.locator(".triage .c-ref")).to_have_count(1)
    expect(page.locator("[data-said]").first).to_have_text("1 complaint shown")
    keys(page, "ArrowDown")
    assert on(page) == "Grace"
    keys(page, "/", "ControlOrMeta+a", "Delete")
    expect(page.locator(".triage .c-ref")).to_have_count(10)

    # the rest at once: select, preview, do, read what became of each
    keys(page, "ArrowDown")
    keys(page, "j", "x", *(["j", "x"] * 8))
    expect(page.locator("[data-picked]")).to_have_text("9 selected")
    keys(page, "k", "x")
    expect(page.locator("[data-picked]")).to_have_text("8 selected")
    keys(page, "x")
    lead(page, "a")
    expect(page.get_by_role("heading", level=1)).to_have_text("Assign: 9 files")
    expect(page.locator("#id_to")).to_be_focused()
    tab_to(page, "main button")
    lead(page, "Enter")
    expect(page.locator("#h-will")).to_have_text("8 files will be changed")
    expect(page.locator("#h-not")).to_have_text("1 file will be left as it is")
    tab_to(page, "button[name=do]")
    lead(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Assign: 8 files done")
    tab_to(page, "main p.actions a")
    lead(page, "Enter")
    mine = Complaint.objects.filter(file__owner=carla)
    assert {str(complaint.complainant).split()[0] for complaint in mine} == set(NAMES) - {order[0]}

    # the same with the priority
    keys(page, "j", "x", "j", "x")
    lead(page, "p")
    expect(page.locator("#id_priority")).to_be_focused()
    tab_to(page, "main button")
    lead(page, "Enter")
    tab_to(page, "button[name=do]")
    lead(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set priority: 2 files done")
    assert Complaint.objects.filter(file__priority=Priority.HIGH).count() == 3
    assert not Complaint.objects.exclude(file__status=Status.RECEIVED).exists()


def test_single_keys_can_be_switched_off_and_on(server: Server, desk: Page) -> None:
    page = desk
    actions.file(make_filing(), source=Source.WEB)
    page.goto("/desk/complaints/")
    keys(page, "j")
    assert on(page)
    keys(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    tab_to(page, "dialog button[name=off]")
    lead(page, "Enter")
    expect(page.get_by_text("Single keys are switched off.")).to_be_visible()
    keys(page, "j", "?", "/")
    assert not on(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    tab_to(page, "a[data-dialog=keys]")
    keys(page, "Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Single keys are switched off for you.")
    tab_to(page, "dialog button[name=on]")
    lead(page, "Enter")
    keys(page, "j")
    assert on(page)
