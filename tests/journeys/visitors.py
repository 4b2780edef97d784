"""Visitors with a session, and an eye for the pages they meet."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import BrowserContext, Page, Response

from mobility.accounts.models import User
from tests.markup import faults
from tests.servers import Server

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"}
DARK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def session_of(user: User) -> str:
    """A session as sign-in makes it, so that a page is not preceded by a form each time."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def sign_in(context: BrowserContext, server: Server, user: User) -> None:
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": server.address}
    context.add_cookies([cookie])  # type: ignore[list-item]


def violations(page: Page, rules: list[str] | None = None) -> list[dict[str, Any]]:
    """What axe finds on a page as it stands; only that is sent, since what is well fills megabytes."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found: list[dict[str, Any]] = page.evaluate(f"axe.run({json.dumps(options)}).then(said => said.violations)")
    return found


def sweep(page: Page, paths: list[str], turn: int = 0) -> list[str]:
    """What is wrong on these pages, a line each. Every page is measured on a phone of 320 pixels.

    axe looks at each page once, in turn as the phone shows it and as a wide dark screen does: the kinds of pages there are
    stand in the list several times, with other content. Another `turn` begins with the other look.
    """
    wrong: list[str] = []
    for number, path in enumerate(paths, turn):
        answer = page.goto(path)
        if answer is None or answer.status != 200:
            wrong.append(f"{path}: {answer.status if answer else 'no answer'}")
            continue
        if not page.url.endswith(path):
            wrong.append(f"{path}: led to {page.url}")
            continue
        looks = (PHONE, DARK) if number % 2 else (PHONE,)
        for look in looks:
            show(page, look)
            width, wide = look["viewport"]["width"], page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                wrong.append(f"{path}: {wide} pixels wide at {width}")
        for violation in violations(page, RULES):
            wrong.append(f"{path} at {width}: {violation['id']} at {violation['nodes'][0]['target']}")
    show(page, PHONE)
    return wrong


def show(page: Page, look: dict[str, Any]) -> None:
    if page.viewport_size != look["viewport"]:
        page.set_viewport_size(look["viewport"])
        page.emulate_media(color_scheme=look["color_scheme"])


class Eye:
    """Looks at every page one visitor meets: the HTML as it was sent, axe, and nothing to scroll sideways for.

    A page that runs no script is looked at by showing the same markup to a browser that does: axe is a script.
    """

    def __init__(self, page: Page, mirror: BrowserContext | None = None) -> None:
        self.page = page
        self.mirror = mirror.new_page() if mirror else None
        self.sent: Response | None = None
        page.on("response", self.keep)

    def keep(self, response: Response) -> None:
        if response.request.is_navigation_request() and not 300 <= response.status < 400:
            self.sent = response

    def look(self) -> None:
        assert self.sent is not None
        assert faults(self.sent.text()) == [], self.page.url
        shown = self.page
        if self.mirror:
            shown, html = self.mirror, self.page.content()
            shown.route(self.page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
            shown.goto(self.page.url)
            shown.unroute(self.page.url)
        assert [(row["id"], row["nodes"][0]["html"]) for row in violations(shown)] == [], self.page.url
        assert shown.evaluate(SIDEWAYS) <= 0, self.page.url

    def press(self, selector: str) -> None:
        """Press what leads to another page, and look at that."""
        with self.page.expect_navigation():
            self.page.click(selector)
        self.look()

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()
