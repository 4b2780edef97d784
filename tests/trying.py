"""Tables of who may do what. Everybody tries each act on the same ground, which is made once, and every try is taken back."""

from __future__ import annotations

import contextlib
import copy
import functools
from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from mobility.accounts.models import User
from mobility.accounts.refusals import Refused

Given = ParamSpec("Given")
Made = TypeVar("Made")


class _Ground:
    """What the makers marked with `once` have made for the act that is being tried, and where the database stood then."""

    def __init__(self) -> None:
        self.made: dict[Any, Any] = {}
        self.stands = transaction.savepoint()
        self.open = True

    def lay(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self.made:
            made = make()
            if not self.open:
                return made  # for one try alone
            self.made[key] = made
            self.stands = transaction.savepoint()
        return copy.deepcopy(self.made[key])

    def close(self) -> None:
        """Nothing stays of the act itself."""
        transaction.savepoint_rollback(self.stands)
        self.open = False


_ground: _Ground | None = None


def once(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """A maker of what an act is done to: called once for all who try the act, and each of them gets a fresh copy."""

    @functools.wraps(make)
    def made(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        if _ground is None:
            return make(*args, **kwargs)
        key = (make, args, tuple(sorted(kwargs.items())))
        found: Made = _ground.lay(key, lambda: make(*args, **kwargs))
        return found

    return made


@contextlib.contextmanager
def _on_common_ground(act: Callable[[], object]) -> Iterator[None]:
    """The makers that this act calls are called now."""
    global _ground
    _ground = _Ground()
    try:
        with contextlib.suppress(Refused):
            act()
        _ground.close()
        yield
    finally:
        _ground = None


def who_can(everybody: dict[str, User], act: Callable[[User], object]) -> set[str]:
    """The names of those who can do it. Nothing of it stays."""
    can = set()
    with transaction.atomic():
        with _on_common_ground(lambda: act(everybody["stranger"])):
            for name, person in everybody.items():
                with transaction.atomic():
                    with contextlib.suppress(Refused):
                        act(person)
                        can.add(name)
                    transaction.set_rollback(True)
        transaction.set_rollback(True)
    return can
