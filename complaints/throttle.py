"""What is limited for one network on the worker's pages. The counting is `mobility.accounts.throttle`."""

from __future__ import annotations

from django.conf import settings

from mobility.accounts.throttle import Limit, count, is_over, network, saves

WRONG_PAIR = Limit("pair", 5, 15)
WRONG_CODE = Limit("code", 30, 15)
#: Asking for a link to a new code: for one complaint, and in all, from one network.
LOST_PAIR = Limit("lost-pair", 3, 60)
LOST = Limit("lost", 20, 60)


def new_drafts() -> Limit:
    return Limit("drafts", settings.DRAFTS_PER_HOUR, 60)


__all__ = ["WRONG_CODE", "WRONG_PAIR", "Limit", "count", "is_over", "network", "new_drafts", "saves"]
