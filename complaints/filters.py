"""The filters of the triage list. Each uses the complaint's own columns, so that the list never joins to filter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mobility.accounts import people
from mobility.accounts.choices import Capability, Language
from mobility.accounts.kept import kept
from mobility.accounts.models import User
from mobility.casefiles import search
from mobility.casefiles.choices import NOTHING_DUE, Priority
from regulators.registry import registry

from .choices import Direction, Flag, Status
from .models import grounds
from .texts import language

LONGEST_SEARCH = 300
#: Days.
SHORT = 30
#: Filters that the page shows only when asked: a bar of all of them is a wall.
SELDOM = frozenset({"occupation", "home", "receiving", "status", "flag", "language"})
#: All that an address of the list may say, in the order in which addresses are written.
SAID = (
    *("q", "due", "direction", "body", "ground", "priority", "owner", "state"),
    *("occupation", "home", "receiving", "status", "flag", "language", "since", "until", "safety", "sort"),
)
#: What holds without being said.
UNSAID = {"state": "open", "sort": "due"}


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
        """The select with its label, in one go: through form templates each of its options costs a twentieth of a millisecond."""
        options = format_html_join(
            "",
            '<option value="{}"{}>{}',  # the next one ends it: three hundred of them are in the page
            (
                (value, SafeString(" selected") if value == chosen else "", words)
                for value, words in self.choices.items()
            ),
        )
        is_on = SafeString("" if chosen == next(iter(self.choices)) else ' class="on"')
        return format_html(
            '<label><span class="sr">{}</span><select name="{}" id="id_{}"{}>{}</select></label>',
            *(self.label, self.name, self.name, is_on, options),
        )


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
        Select("receiving", _("To"), choices(_("To: any"), known.places.items())),
        Select("ground", _("Ground"), choices(_("Ground: any"), grounds().items())),
        Select("priority", _("Priority"), choices(_("Priority: any"), Priority.choices)),
        Select("owner", _("Owner"), choices(_("Owner: any"), [("me", _("Me")), ("nobody", _("Nobody yet")), *owners])),
        Select("status", _("Status"), choices(_("Status: any"), Status.choices)),
        Select("flag", _("Flag"), choices(_("Flag: any"), [("scope", _("Scope doubt")), *Flag.choices])),
        Select("language", _("Language"), choices(_("Language: any"), Language.choices)),
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


class Day(forms.Field):
    """A day as browsers send it; anything else filters nothing."""

    def clean(self, value: Any) -> dt.date | None:
        try:
            return dt.date.fromisoformat(value or "")
        except ValueError:
            return None


class Shared(django_filters.Filter):
    """A filter set copies its filters for each request; what they are made of never changes."""

    def __deepcopy__(self, memo: Any) -> Shared:
        fresh = copy(self)
        fresh.method = self.method  # bound to the copy
        return fresh


class Offered(Shared):
    """The filter behind one select."""

    field_class = OneOf

    def __init__(self, name: str, **narrows: Any) -> None:
        super().__init__(select=name, **narrows)


class OnDay(Shared):
    """The filter behind one day."""

    field_class = Day


class TriageFilter(django_filters.FilterSet):
    """Reads the address of the list: open files unless it says otherwise. Only the filters that it names are made.

    `is_logged`: whoever looks at what is found is logged with the words.
    """

    #: All filters; on an instance, those that the address names.
    base_filters: dict[str, django_filters.Filter]
    #: How the words narrow the list; known once it was filtered.
    matching: search.Matching | None = None

    due = Offered("due", method="narrow_due")
    direction = Offered("direction", field_name="direction")
    body = Offered("body", field_name="body")
    occupation = Offered("occupation", field_name="occupation")
    home = Offered("home", field_name="home")
    receiving = Offered("receiving", field_name="receiving")
    ground = Offered("ground", method="narrow_ground")
    priority = Offered("priority", field_name="priority")
    owner = Offered("owner", method="narrow_owner")
    status = Offered("status", field_name="status")
    flag = Offered("flag", method="narrow_flag")
    language = Offered("language", field_name="language")
    state = Offered("state", method="narrow_state")
    since = OnDay(field_name="received_on", lookup_expr="gte")
    until = OnDay(field_name="received_on", lookup_expr="lte")
    safety = django_filters.Filter(method="narrow_safety")
    q = django_filters.Filter(method="narrow_words")

    def __init__(self, data: QueryDict, *, queryset: Any, user: User, today: dt.date, is_logged: bool = False) -> None:
        self.base_filters = {name: each for name, each in type(self).base_filters.items() if data.get(name)}
        super().__init__(data, queryset=queryset)
        self.user, self.today, self.is_logged = user, today, is_logged

    def get_form_class(self) -> type[forms.Form]:
        return made_form(tuple(self.filters))

    def shown(self, *, seldom: bool) -> SafeString:
        """Selects with their labels, as the page shows them: those always in sight, or the others."""
        found = selects(language()).items()
        return SafeString(
            "".join(select.written(self.data.get(name, "")) for name, select in found if (name in SELDOM) == seldom)
        )

    @property
    def selects(self) -> SafeString:
        return self.shown(seldom=False)

    @property
    def seldom(self) -> SafeString:
        return self.shown(seldom=True)

    @property
    def seldom_on(self) -> int:
        """How many of the filters out of sight narrow the list."""
        self.form.is_valid()
        said = self.form.cleaned_data
        return sum(bool(said.get(name)) for name in (*SELDOM, "since", "until"))

    @property
    def since_said(self) -> str:
        return str(self.form.cleaned_data.get("since") or "")

    @property
    def until_said(self) -> str:
        return str(self.form.cleaned_data.get("until") or "")

    @property
    def query(self) -> str:
        return query_of(self.data)

    def in_words(self) -> list[tuple[str, str]]:
        """What narrows the list, as pairs of label and value: for the pages that act on the whole of it."""
        self.form.is_valid()  # cleans; here there is nothing to refuse
        said = self.form.cleaned_data
        found = [(_("Words"), self.words)] if self.words else []
        for name, select in selects(language()).items():
            if said.get(name) or name == "state":
                found.append((select.label, select.choices[said.get(name) or "open"]))
        found += [
            (label, str(said[name]))
            for name, label in (("since", _("Received from")), ("until", _("Received up to")))
            if said.get(name)
        ]
        return [*found, (_("Safety"), _("Yes"))] if said.get("safety") else found

    @property
    def words(self) -> str:
        return words_of(self.data)

    @property
    def only_open(self) -> bool:
        return (self.form.cleaned_data.get("state") or "open") == "open"

    def filter_queryset(self, queryset: Any) -> Any:
        if not self.form.cleaned_data.get("state"):
            queryset = queryset.filter(is_open=True)
        found = super().filter_queryset(queryset)
        if self.matching is None and self.is_short and self.data.get("sort") != "opened":
            self.matching = search.Matching.NUMBERS
        return found

    @property
    def is_short(self) -> bool:
        """Whether the days of receipt are so few that what came in them is better sorted than looked for: it lies together in no
        order but that of receipt."""
        said = self.form.cleaned_data
        since = said.get("since")
        return since is not None and ((said.get("until") or self.today) - since).days <= SHORT

    def narrow_state(self, found: Any, _name: str, value: str) -> Any:
        return found if value == "all" else found.filter(is_open=value != "closed")

    def narrow_flag(self, found: Any, _name: str, value: str) -> Any:
        return found.exclude(scope_doubt="") if value == "scope" else found.filter(flags__contains=[value])

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
        if not self.words:
            return found
        matches = search.find(self.words, only_open=self.only_open, by=self.user if self.is_logged else None)
        self.matching = matches.matching
        return search.narrowed(found, matches, only_open=self.only_open)


@lru_cache(maxsize=300)
def made_form(names: tuple[str, ...]) -> type[forms.Form]:
    """The form of these filters, made once: its choices are asked for when they are needed."""
    return type("TriageForm", (forms.Form,), {name: TriageFilter.base_filters[name].field for name in names})


def only_words(said: QueryDict) -> bool:
    """Whether an address searches for words and narrows the list by nothing else: its first page, which is asked for most."""
    names = {name for name in (*SAID, "after", "before") if said.get(name)}
    return "q" in names <= {"q", "sort", "state"} and bool(words_of(said)) and said.get("state", "open") != "closed"


def words_of(said: QueryDict) -> str:
    """What is searched for."""
    return said.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def query_of(said: QueryDict) -> str:
    """An address of the list in its one spelling: known names in their order, without what holds anyway."""
    pairs = [(name, said.get(name, "").replace("\x00", "").strip()[:LONGEST_SEARCH]) for name in SAID]
    return urlencode([(name, value) for name, value in pairs if value and value != UNSAID.get(name)])
