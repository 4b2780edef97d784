"""Visitors with a session, and an eye for the pages they meet."""

from __future__ import annotations

from importlib import import_module

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import BrowserContext, Page, Response

from mobility.accounts.models import User
from tests.markup import faults
from tests.servers import Server

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
        found = Axe().run(shown, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(row["id"], row["nodes"][0]["html"]) for row in found] == [], self.page.url
        assert shown.evaluate(SIDEWAYS) <= 0, self.page.url

    def press(self, selector: str) -> None:
        """Press what leads to another page, and look at that."""
        with self.page.expect_navigation():
            self.page.click(selector)
        self.look()

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.look()
