"""Programs that some tests need: missing, they are a skip with a reason; where REQUIRE_ALL is set, a failure."""

from __future__ import annotations

import os

import pytest


def require(found: object, name: str, how: str) -> None:
    """Go on only when `found` is truthy."""
    if found:
        return
    sentence = f"{name} is not installed: {how}"
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
