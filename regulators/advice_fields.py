"""Fields that forms of advice share: which provisions, which body, which occupation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobility.accounts.kept import kept
from mobility.forms import LongSelect
from mobility.law.models import Provision

from .models import Occupation, RegulatoryBody

#: So many selects are shown; one provision each.
MOST = 4


@kept
def by_instrument() -> list[tuple[str, list[tuple[str, str]]]]:
    """All provisions as choices, in groups; kept, since they hardly ever change."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in Provision.objects.order_by("instrument_id", "pk"):
        groups.setdefault(row.instrument_id, []).append(
            (str(row.pk), f"{row.instrument_id} {row.citation}: {row.title}")
        )
    return list(groups.items())


class SeveralProvisions(forms.SelectMultiple):
    """A few selects under one name: one provision each, easier than a list in which one holds a key and clicks."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        given = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [value for value in given if value]

    def render(self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = [str(getattr(one, "pk", one)) for one in value or []]
        rows = max(MOST, len(chosen))
        chosen += [""] * (rows - len(chosen))
        select = LongSelect(choices=[("", _("None")), *by_instrument()])
        given = dict(attrs or {})
        base = given.pop("id", f"id_{name}")
        return format_html_join(
            "\n",
            "{}",
            (
                (
                    select.render(
                        name,
                        one,
                        {
                            **given,
                            "id": base if number == 0 else f"{base}_{number}",
                            "aria-label": _("Provision %(number)s") % {"number": number + 1},
                        },
                    ),
                )
                for number, one in enumerate(chosen)
            ),
        )

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return ""


def provisions_field(**more: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label=gettext_lazy("Provisions"),
        queryset=Provision.objects.all(),
        required=False,
        widget=SeveralProvisions,
        **more,
    )


def one_of(label: Any, queryset: Any, *, required: bool = False) -> forms.ModelChoiceField:
    empty = gettext_lazy("Choose") if required else gettext_lazy("None in particular")
    return forms.ModelChoiceField(
        label=label, queryset=queryset, required=required, widget=LongSelect, empty_label=empty
    )


def body_field(label: Any, *, required: bool = False) -> forms.ModelChoiceField:
    return one_of(label, RegulatoryBody.objects.select_related("office"), required=required)


def occupation_field(label: Any) -> forms.ModelChoiceField:
    return one_of(label, Occupation.objects.all())
