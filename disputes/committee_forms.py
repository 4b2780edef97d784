"""Forms of committees and meetings. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import Office, User
from mobility.casefiles import search
from mobility.casefiles.forms import ReasonForm, VerbForm, text
from mobility.casefiles.models import CaseFile
from mobility.forms import DatePartsField
from mobility.law.days import today
from regulators.advice_fields import body_field, one_of

from .actions.committees import Raised
from .committee_choices import CommitteeKind, CommitteeStatus, Seat
from .committee_models import Committee, RaisedItem

PLACE = _("Place and time")


def offices() -> Any:
    return Office.objects.filter(is_active=True).order_by("kind", "name_en")


class Described(forms.Form):
    """What a committee is called, and what it is for."""

    title = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=CommitteeKind.choices)
    parent = one_of(_("Part of"), Committee.objects.none())
    purpose = text(_("What it is for"), rows=3, required=False)

    def __init__(self, *args: Any, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = by or self.user  # type: ignore[attr-defined]  # a verb's form knows who asks
        seen = CaseFile.objects.visible_to(reader).filter(status=CommitteeStatus.ACTIVE)
        found = Committee.objects.filter(file__in=seen).select_related("file").order_by("file__title", "pk")
        self.fields["parent"].queryset = found  # type: ignore[attr-defined]


class NewForm(Described):
    """A committee to be opened."""


class ReviseForm(VerbForm, Described):
    field_order = ["title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = self.fields["parent"]
        parents.queryset = parents.queryset.exclude(pk=self.item.pk)  # type: ignore[attr-defined]

    def first(self) -> dict[str, Any]:
        row = self.item
        return {"title": row.file.title, "kind": row.kind, "parent": row.parent_id, "purpose": row.purpose}


class TermsForm(VerbForm):
    text = text(_("Terms of reference"), rows=12)
    adopted_on = DatePartsField(label=_("Adopted on"), called=_("the day they were adopted"))

    def first(self) -> dict[str, Any]:
        newest = self.item.terms.first()
        return {"text": newest.text if newest else "", "adopted_on": today()}


class SeatForm(VerbForm):
    office = one_of(_("Office"), Office.objects.none(), required=True)
    seat = forms.ChoiceField(label=_("Role"), choices=Seat.choices, initial=Seat.MEMBER)
    speaker = forms.CharField(label=_("Who speaks for it"), max_length=150, required=False)
    since_on = DatePartsField(label=_("Since"), called=_("the day it joined"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices()  # type: ignore[attr-defined]

    def first(self) -> dict[str, Any]:
        return {"since_on": today()}


class UnseatForm(VerbForm):
    member = forms.IntegerField(widget=forms.HiddenInput)
    until_on = DatePartsField(label=_("Last day"), called=_("the last day"))

    def first(self) -> dict[str, Any]:
        return {"until_on": today()}


class PlanForm(VerbForm):
    meets_on = DatePartsField(label=_("Day"), called=_("the day of the meeting"))
    place = forms.CharField(label=PLACE, max_length=200, required=False)
    agenda = text(_("Agenda"), rows=6, required=False)


class EndForm(VerbForm):
    result = text(_("What came of it"), rows=3)


class ReopenForm(ReasonForm):
    """Why it meets again."""


# ---- meetings ------------------------------------------------------------------------------------------


class ChangeForm(PlanForm):
    def first(self) -> dict[str, Any]:
        return {name: getattr(self.item, name) for name in ("meets_on", "place", "agenda")}


class HoldForm(VerbForm):
    minutes = text(_("Minutes"), rows=8, required=False, hint=_("They may follow later."))


class WriteForm(VerbForm):
    minutes = text(_("Minutes"), rows=12)

    def first(self) -> dict[str, Any]:
        return {"minutes": self.item.minutes}


class ApproveForm(VerbForm):
    approved_on = DatePartsField(label=_("Approved on"), called=_("the day they were approved"))

    def first(self) -> dict[str, Any]:
        return {"approved_on": today()}


class CallOffForm(ReasonForm):
    """Why it does not take place."""


class ItemFields(VerbForm):
    what = forms.CharField(label=_("What is raised"), max_length=300)
    raised_by = one_of(_("Raised by"), Office.objects.none())
    body = body_field(_("Body"))
    reference = forms.CharField(
        label=_("File"),
        max_length=20,
        required=False,
        help_text=_("The number of a complaint, a review, a dispute… Its own timeline says that it was raised."),
    )
    position = text(_("Alberta’s position"), rows=3, required=False)
    decision = text(_("What was decided"), rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        raised_by = self.fields["raised_by"]
        assert isinstance(raised_by, forms.ModelChoiceField)  # noqa: S101
        raised_by.queryset, raised_by.empty_label = offices(), gettext("Alberta’s unit")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        number = said.pop("reference", "")
        about = None
        if number:
            reference = search.as_reference(number)
            about = CaseFile.objects.visible_to(self.user).filter(reference=reference).first()
            if about is None:
                self.add_error("reference", _("There is no file with this number that you may open."))
        if self.errors:
            return said
        names = ("what", "raised_by", "body", "position", "decision")
        raised = Raised(about=about, **{name: said.pop(name) for name in names})
        return {**said, "raised": raised}


class RaiseForm(ItemFields):
    """A further item."""


class ReviseItemForm(ItemFields):
    item: Any = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.chosen = str(kwargs.get("initial", {}).get("item", ""))
        super().__init__(*args, **kwargs)

    def first(self) -> dict[str, Any]:
        row = (
            self.item.items.select_related("about").filter(pk=self.chosen).first() if self.chosen.isdecimal() else None
        )
        if row is None:
            return {}
        return {
            "what": row.what,
            "raised_by": row.raised_by_id,
            "body": row.body_id,
            "reference": row.about.reference if row.about else "",
            "position": row.position,
            "decision": row.decision,
        }


class GiveForm(VerbForm):
    what = forms.CharField(label=_("What is to be done"), max_length=250)
    item = one_of(_("From item"), RaisedItem.objects.none())
    to = one_of(_("By somebody of the unit"), User.objects.none())
    office = one_of(_("Or by an office"), Office.objects.none())
    due_on = DatePartsField(label=_("By when"), called=_("the day it is due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk = User.objects.filter(is_active=True, capabilities__contains=[Capability.DESK])
        self.fields["item"].queryset = self.item.items.all()  # type: ignore[attr-defined]
        self.fields["to"].queryset = desk.order_by("name")  # type: ignore[attr-defined]
        self.fields["office"].queryset = offices().exclude(kind="unit")  # type: ignore[attr-defined]
        for name in ("to", "office"):
            self.fields[name].empty_label = gettext("Choose")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and bool(said.get("to")) == bool(said.get("office")):
            self.add_error("to", _("Say who does it: a person of the unit or an office."))
        return said
