"""The filters of the triage list. Each uses the complaint's own columns, so that the list never joins to filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mobility.accounts import people
from mobility.accounts.choices import Capability
from mobility.accounts.kept import kept
from mobility.accounts.models import User
from mobility.casefiles import search
from mobility.casefiles.choices import NOTHING_DUE, Priority
from regulators.registry import registry

from .choices import Direction, Status
from .models import grounds
from .texts import language

LONGEST_SEARCH = 300


@dataclass(frozen=True, eq=False)
class Select:
    """One filter: its name in the address, its label, what it can be; the first choice is what holds without it."""

    name: str
    label: str
    choices: dict[str, str]

    @lru_cache(maxsize=300)  # noqa: B019 - selects are few, and kept for a minute
    def written(self, chosen: str) -> SafeString:
        """The select in one go: through form templates each of its options costs a twentieth of a millisecond."""
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (value, SafeString(" selected") if value == chosen else "", words)
                for value, words in self.choices.items()
            ),
        )
        return format_html('<select name="{}" id="id_{}">{}</select>', self.name, self.name, options)


@kept
def selects(language: str) -> dict[str, Select]:
    """All filters of the list in the order of the page, in one language."""

    def choices(any_of_them: str, rows: Iterable[tuple[Any, Any]]) -> dict[str, str]:
        return {"": any_of_them, **{str(value): str(words) for value, words in rows}}

    known = registry()
    due = [("overdue", _("Overdue")), ("today", _("Today")), ("week", _("Within 7 days")), ("none", _("Nothing due"))]
    owners = [(user.pk, user.name) for user in people.known().values() if user.can(Capability.WORK)]
    found = [
        Select("due", _("Due"), choices(_("Due: any"), due)),
        Select("direction", _("Direction"), choices(_("Direction: any"), Direction.choices)),
        Select("body", _("Body"), choices(_("Body: any"), known.bodies.items())),
        Select("occupation", _("Occupation"), choices(_("Occupation: any"), known.occupations.items())),
        Select("home", _("From"), choices(_("From: any"), known.places.items())),
        Select("ground", _("Ground"), choices(_("Ground: any"), grounds().items())),
        Select("priority", _("Priority"), choices(_("Priority: any"), Priority.choices)),
        Select("owner", _("Owner"), choices(_("Owner: any"), [("me", _("Me")), ("nobody", _("Nobody yet")), *owners])),
        Select("status", _("Status"), choices(_("Status: any"), Status.choices)),
        Select(
            "state",
            _("Open or closed"),
            {"open": _("Open"), "closed": _("Closed"), "all": _("Open and closed")},
        ),
    ]
    return {select.name: select for select in found}


class TriageFilter:
    """Reads the address of the list. Unknown values filter nothing and say nothing: an old link still opens."""

    def __init__(self, data: QueryDict, *, queryset: Any, user: User, today: dt.date) -> None:
        self.queryset, self.user, self.today = queryset, user, today
        self.selects = selects(language())
        self.said = {name: data.get(name, "") for name, select in self.selects.items()}
        self.said = {name: value if value in self.selects[name].choices else "" for name, value in self.said.items()}
        self.safety = bool(data.get("safety"))
        #: What is searched for.
        self.words = data.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]

    @property
    def fields(self) -> list[tuple[str, SafeString]]:
        """The selects with their labels, as the page shows them."""
        return [
            (select.label, select.written(self.said[name] or next(iter(select.choices))))
            for name, select in self.selects.items()
        ]

    @cached_property
    def qs(self) -> Any:
        """Open files unless the address says otherwise."""
        found = self.queryset
        if self.said["state"] != "all":
            found = found.filter(is_open=self.said["state"] != "closed")
        for name, narrow in NARROW.items():
            if self.said[name]:
                found = narrow(self, found, self.said[name])
        if self.safety:
            found = found.filter(in_danger=True)
        return search.narrow(found, self.words) if self.words else found

    def narrow_due(self, found: Any, value: str) -> Any:
        if value == "overdue":
            return found.filter(due_sort__lt=self.today)
        if value == "today":
            return found.filter(due_sort=self.today)
        if value == "week":
            return found.filter(due_sort__gte=self.today, due_sort__lte=self.today + dt.timedelta(weeks=1))
        return found.filter(due_sort=NOTHING_DUE)

    def narrow_owner(self, found: Any, value: str) -> Any:
        if value == "nobody":
            return found.filter(owner__isnull=True)
        return found.filter(owner=self.user if value == "me" else int(value))


NARROW: dict[str, Callable[[TriageFilter, Any, str], Any]] = {
    "due": TriageFilter.narrow_due,
    "direction": lambda _filter, found, value: found.filter(direction=value),
    "body": lambda _filter, found, value: found.filter(body=int(value)),
    "occupation": lambda _filter, found, value: found.filter(occupation=int(value)),
    "home": lambda _filter, found, value: found.filter(home=value),
    "ground": lambda _filter, found, value: found.filter(ground_slugs__contains=[value]),
    "priority": lambda _filter, found, value: found.filter(priority=int(value)),
    "owner": TriageFilter.narrow_owner,
    "status": lambda _filter, found, value: found.filter(status=value),
}
