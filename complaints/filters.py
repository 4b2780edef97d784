"""The filters of the triage list. Each uses the complaint's own columns, so that the list never joins to filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import django_filters
from django import forms
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

    def written(self, said: str) -> SafeString:
        return self._written(said if said in self.choices else next(iter(self.choices)))

    @lru_cache(maxsize=300)  # noqa: B019 - selects are few, and kept for a minute
    def _written(self, chosen: str) -> SafeString:
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


class OneOf(forms.Field):
    """A value that a select offers; any other filters nothing: an old link still opens."""

    def __init__(self, *, select: str, **options: Any) -> None:
        super().__init__(**options)
        self.select = select

    def clean(self, value: Any) -> str:
        return value if value in selects(language())[self.select].choices else ""


class Offered(django_filters.Filter):
    """The filter behind one select."""

    field_class = OneOf

    def __init__(self, name: str, **narrows: Any) -> None:
        super().__init__(select=name, **narrows)

    def __deepcopy__(self, memo: Any) -> Offered:
        """A filter set copies its filters for each request; what they are made of never changes."""
        fresh = copy(self)
        fresh.method = self.method  # bound to the copy
        return fresh


class TriageFilter(django_filters.FilterSet):
    """Reads the address of the list: open files unless it says otherwise."""

    due = Offered("due", method="narrow_due")
    direction = Offered("direction", field_name="direction")
    body = Offered("body", field_name="body")
    occupation = Offered("occupation", field_name="occupation")
    home = Offered("home", field_name="home")
    ground = Offered("ground", method="narrow_ground")
    priority = Offered("priority", field_name="priority")
    owner = Offered("owner", method="narrow_owner")
    status = Offered("status", field_name="status")
    state = Offered("state", method="narrow_state")
    safety = django_filters.Filter(method="narrow_safety")
    q = django_filters.Filter(method="narrow_words")  # last: it looks at how much the others leave

    def __init__(self, data: QueryDict, *, queryset: Any, user: User, today: dt.date) -> None:
        super().__init__(data, queryset=queryset)
        self.user, self.today = user, today

    def get_form_class(self) -> type[forms.Form]:
        return made_form()

    @property
    def selects(self) -> list[tuple[str, SafeString]]:
        """The selects with their labels, as the page shows them."""
        return [(select.label, select.written(self.data.get(name, ""))) for name, select in selects(language()).items()]

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.data.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]

    def filter_queryset(self, queryset: Any) -> Any:
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.filter(is_open=True)
        return super().filter_queryset(queryset)

    def narrow_state(self, found: Any, _name: str, value: str) -> Any:
        return found if value == "all" else found.filter(is_open=value != "closed")

    def narrow_due(self, found: Any, _name: str, value: str) -> Any:
        if value == "overdue":
            return found.filter(due_sort__lt=self.today)
        if value == "today":
            return found.filter(due_sort=self.today)
        if value == "week":
            return found.filter(due_sort__gte=self.today, due_sort__lte=self.today + dt.timedelta(weeks=1))
        return found.filter(due_sort=NOTHING_DUE)

    def narrow_ground(self, found: Any, _name: str, value: str) -> Any:
        return found.filter(ground_slugs__contains=[value])

    def narrow_owner(self, found: Any, _name: str, value: str) -> Any:
        if value == "nobody":
            return found.filter(owner__isnull=True)
        return found.filter(owner=self.user if value == "me" else int(value))

    def narrow_safety(self, found: Any, _name: str, _value: str) -> Any:
        return found.filter(in_danger=True)

    def narrow_words(self, found: Any, _name: str, _value: str) -> Any:
        return search.narrow(found, self.words) if self.words else found


@cache
def made_form() -> type[forms.Form]:
    """The form of the filters, made once: its choices are asked for when they are needed."""
    return type("TriageForm", (forms.Form,), {name: each.field for name, each in TriageFilter.base_filters.items()})
