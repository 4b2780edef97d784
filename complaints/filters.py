"""The filters of the triage list. Each uses the complaint's own columns, so that the list never joins to filter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles import search
from mobility.casefiles.choices import NOTHING_DUE, Priority
from mobility.forms import LongSelect
from regulators.registry import registry

from .choices import Direction, Status
from .models import Complaint, grounds

DUE = [("overdue", _("Overdue")), ("today", _("Today")), ("week", _("Within 7 days")), ("none", _("Nothing due"))]
STATE = [("open", _("Open")), ("closed", _("Closed")), ("all", _("Open and closed"))]


def choice(**options: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(widget=LongSelect, **options)


class TriageFilter(django_filters.FilterSet):
    """Reads the address of the list. Unknown values filter nothing and say nothing: an old link still opens."""

    q = django_filters.CharFilter(label=_("Search"), method="filter_words")
    due = choice(label=_("Due"), choices=DUE, method="filter_due", empty_label=_("Due: any"))
    direction = choice(
        label=_("Direction"), choices=Direction.choices, empty_label=_("Direction: any")
    )
    body = choice(label=_("Body"), empty_label=_("Body: any"))
    occupation = choice(label=_("Occupation"), empty_label=_("Occupation: any"))
    home = choice(label=_("From"), empty_label=_("From: any"))
    ground = choice(
        label=_("Ground"), choices=[], method="filter_ground", empty_label=_("Ground: any")
    )
    priority = choice(
        label=_("Priority"), choices=Priority.choices, empty_label=_("Priority: any")
    )
    owner = choice(
        label=_("Owner"), choices=[], method="filter_owner", empty_label=_("Owner: any")
    )
    status = choice(label=_("Status"), choices=Status.choices, empty_label=_("Status: any"))
    state = choice(
        label=_("Open or closed"), choices=STATE, method="filter_state", empty_label=None, initial="open"
    )
    safety = django_filters.CharFilter(method="filter_safety", widget=forms.HiddenInput)

    class Meta:
        model = Complaint
        fields: list[str] = []

    def __init__(self, data: Any, *, user: User, today: dt.date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user, self.today = user, today
        known = registry()
        for name, rows in (("body", known.bodies), ("occupation", known.occupations), ("home", known.places)):
            self.filters[name].extra["choices"] = [(str(pk), str(row)) for pk, row in rows.items()]
        self.filters["ground"].extra["choices"] = [(slug, ground.label) for slug, ground in grounds().items()]
        owners = User.objects.filter(is_active=True, capabilities__contains=[Capability.WORK])
        self.filters["owner"].extra["choices"] = [("me", _("Me")), ("nobody", _("Nobody yet"))] + [
            (str(u.pk), u.name) for u in owners
        ]

    @property
    def qs(self) -> Any:
        """Open files unless the address says otherwise; bad values are left out rather than emptying the list."""
        if not hasattr(self, "_found"):
            form = self.form
            form.is_valid()
            found = self.queryset
            for name, value in form.cleaned_data.items():
                if value not in (None, "") and name != "state":
                    found = self.filters[name].filter(found, value)
            self._found = self.filter_state(found, "state", form.cleaned_data.get("state") or "open")
        return self._found

    @property
    def words(self) -> str:
        return self.form.cleaned_data.get("q", "") if self.form.is_valid() else ""

    def filter_words(self, found: Any, name: str, value: str) -> Any:
        return search.narrow(found, value) if value.strip() else found

    def filter_due(self, found: Any, name: str, value: str) -> Any:
        if value == "overdue":
            return found.filter(due_sort__lt=self.today)
        if value == "today":
            return found.filter(due_sort=self.today)
        if value == "week":
            return found.filter(due_sort__gte=self.today, due_sort__lte=self.today + dt.timedelta(weeks=1))
        return found.filter(due_sort=NOTHING_DUE)

    def filter_ground(self, found: Any, name: str, value: str) -> Any:
        return found.filter(ground_slugs__contains=[value])

    def filter_owner(self, found: Any, name: str, value: str) -> Any:
        if value == "nobody":
            return found.filter(owner__isnull=True)
        return found.filter(owner=self.user if value == "me" else int(value))

    def filter_state(self, found: Any, name: str, value: str) -> Any:
        return found if value == "all" else found.filter(is_open=value != "closed")

    def filter_safety(self, found: Any, name: str, value: str) -> Any:
        return found.filter(in_danger=True)
