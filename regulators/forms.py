"""Forms of the registry. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from mobility.forms import DatePartsField, LongSelect
from mobility.law.days import today

from .choices import Confidence, PublishedKind
from .models import Occupation, RegulatoryBody

SLUG = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small letters, digits and hyphens only."))


def words(label: Any, most: int, *, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint)


class RegistryForm(forms.Form):
    """What every change says: from when, on what authority, why."""

    unmarked = True
    effective_on = DatePartsField(label=_("Takes effect on"), called=_("the day it takes effect"))
    source = words(_("Source"), 300, hint=_("A page, an order in council, a letter: where we know it from."))
    reason = words(_("Remark"), 500)

    def __init__(self, *args: Any, body: RegulatoryBody, **kwargs: Any) -> None:
        self.body = body
        super().__init__(*args, **kwargs)
        if "effective_on" in self.fields:
            self.fields["effective_on"].initial = today()

    def others(self) -> Any:
        return RegulatoryBody.objects.filter(merged_into__isnull=True).exclude(pk=self.body.pk).select_related("office")


class ChangeForm(RegistryForm):
    """All that the registry says of a body; what differs becomes a change."""

    name_en = words(_("Name in English"), 200, required=True)
    name_fr = words(_("Name in French"), 200)
    short_name = words(_("Short name"), 40)
    email = forms.EmailField(label=_("Office mailbox"), required=False)
    governing_act = words(_("Governing Act"), 250)
    ministry = words(_("Responsible ministry"), 150)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    sector = words(_("Sector"), 40)
    schedule = words(_("Schedule of the Act"), 10)
    confidence = forms.ChoiceField(label=_("How sure are we?"), choices=Confidence.choices)
    VALUES = (
        *("name_en", "name_fr", "short_name", "email", "governing_act", "ministry", "website", "sector"),
        *("schedule", "confidence"),
    )
    field_order = [*VALUES, "effective_on", "source", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.VALUES:
            here = hasattr(self.body, name)
            self.fields[name].initial = getattr(self.body if here else self.body.office, name)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        return {
            **{name: said[name] for name in ("effective_on", "source", "reason") if name in said},
            "values": {name: said[name] for name in self.VALUES if name in said},
        }


class OccupationForm(RegistryForm):
    title_en = words(_("Title in English"), 150, required=True)
    title_fr = words(_("Title in French"), 150)
    slug = forms.CharField(
        label=_("Short address"), max_length=80, validators=[SLUG], help_text=_("As in “nurse-practitioner”.")
    )
    noc2021 = words(_("NOC 2021"), 10)
    reserved = words(_("Reserved title or practice"), 60)
    field_order = ["title_en", "title_fr", "slug", "noc2021", "reserved", "effective_on", "source", "reason"]


class MoveForm(RegistryForm):
    occupation = forms.ModelChoiceField(label=_("Occupation"), queryset=Occupation.objects.none(), widget=LongSelect)
    to = forms.ModelChoiceField(label=_("Goes to"), queryset=RegulatoryBody.objects.none(), widget=LongSelect)
    field_order = ["occupation", "to", "effective_on", "source", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = True
        self.fields["occupation"].queryset = self.body.occupations.all()  # type: ignore[attr-defined]
        self.fields["to"].queryset = self.others()  # type: ignore[attr-defined]


class MergeForm(RegistryForm):
    into = forms.ModelChoiceField(label=_("Becomes part of"), queryset=RegulatoryBody.objects.none(), widget=LongSelect)
    field_order = ["into", "effective_on", "source", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].required = True
        self.fields["into"].queryset = self.others()  # type: ignore[attr-defined]


class PublishForm(RegistryForm):
    """What a body publishes has the day we saw it instead of a day it takes effect."""

    effective_on = source = reason = None  # type: ignore[assignment]
    kind = forms.ChoiceField(label=_("What it is"), choices=PublishedKind.choices)
    words = forms.CharField(label=_("In the body’s words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    amount = forms.DecimalField(
        label=_("Amount, in dollars"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    occupation = forms.ModelChoiceField(
        label=_("Occupation"), queryset=Occupation.objects.none(), required=False, empty_label=_("All of them")
    )
    url = forms.URLField(label=_("Page where it stands"), required=False, assume_scheme="https")
    seen_on = DatePartsField(label=_("Seen on"), called=_("the day it was seen"))
    confidence = forms.ChoiceField(label=_("How sure are we?"), choices=Confidence.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occupation"].queryset = self.body.occupations.all()  # type: ignore[attr-defined]
        seen = self.fields["seen_on"]
        assert isinstance(seen, DatePartsField)  # noqa: S101
        seen.initial = seen.latest = today()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == PublishedKind.FEE and said.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Give the amount of the fee; 0 where there is none."))
        return said


class NewBodyForm(forms.Form):
    unmarked = True
    name_en = words(_("Name in English"), 200, required=True)
    name_fr = words(_("Name in French"), 200)
    short_name = words(_("Short name"), 40)
    slug = forms.CharField(label=_("Short address"), max_length=50, validators=[SLUG], help_text=_("As in “clpna”."))
    governing_act = words(_("Governing Act"), 250)
    ministry = words(_("Responsible ministry"), 150)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    sector = words(_("Sector"), 40)
    schedule = words(_("Schedule of the Act"), 10)
    confidence = forms.ChoiceField(label=_("How sure are we?"), choices=Confidence.choices)
    effective_on = DatePartsField(label=_("Takes effect on"), called=_("the day it takes effect"))
    source = words(_("Source"), 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = today()


class ContactForm(RegistryForm):
    effective_on = source = reason = None  # type: ignore[assignment]
    email = forms.EmailField(label=_("E-mail"))
    name = words(_("Name or function"), 150)
    language = forms.ChoiceField(label=_("Language"), choices=[("en", _("English")), ("fr", _("French"))])


class CsvForm(forms.Form):
    upload = forms.FileField(
        label=_("CSV file"),
        help_text=_("Bodies or occupations, with the columns of the export. Nothing is changed yet."),
    )


class TakeInForm(forms.Form):
    """Carries the file whose changes were shown, and the mark of what was shown."""

    unmarked = True
    text = forms.CharField(widget=forms.HiddenInput, strip=False)
    digest = forms.CharField(widget=forms.HiddenInput)
    effective_on = DatePartsField(label=_("Takes effect on"), called=_("the day it takes effect"))
    source = words(_("Source"), 300, required=True)
    reason = words(_("Remark"), 500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = today()
