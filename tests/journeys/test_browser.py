"""The browser itself: it reaches the running system."""

from playwright.sync_api import Page


def test_the_browser_reaches_the_running_system(page: Page):
    answer = page.goto("/health/live")
    assert answer is not None
    assert answer.status == 200
