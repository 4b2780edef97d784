"""What is limited for one network on the worker's pages. The counting is `mobility.accounts.throttle`."""

from __future__ import annotations

from django.conf import settings

from mobility.accounts.throttle import Limit, count, is_over, network, saves

WRONG_PAIR = Limit("pair", 5, 15)
WRONG_CODE = Limit("code", 30, 15)


def new_drafts() -> Limit:
    return Limit("drafts", settings.DRAFTS_PER_HOUR, 60)


__all__ = ["WRONG_CODE", "WRONG_PAIR", "Limit", "count", "is_over", "network", "new_drafts", "saves"]
