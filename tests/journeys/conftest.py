"""A real browser for whole stories: Debian's Chromium, driven by playwright, against the fixture `server`.

Without a browser these tests are skipped with a reason; where REQUIRE_ALL is set (`.ci/run`) that is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.required import require
from tests.servers import Server

# playwright keeps an event loop in this thread; Django would otherwise refuse the ORM beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]
#: A busy machine with two browsers may take its time over one page; a journey that works does not wait.
SECONDS = 45
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of this process."""
    path = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    require(path, "Chromium", "apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a signed-out visitor: `new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)`."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        options = {"base_url": server.address, "locale": "en-CA", "timezone_id": "America/Edmonton", **options}
        context = browser.new_context(**options)
        context.set_default_timeout(SECONDS * 1000)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """One visitor's page at desk size. The test fails when the browser's console showed an error."""
    page = new_context(viewport={"width": 1280, "height": 900}).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.errors = errors  # type: ignore[attr-defined]
    yield page
    refused = [error for error in errors if "Failed to load resource" not in error]
    assert refused == []
