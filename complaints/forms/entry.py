"""A complaint that came by telephone, letter, e-mail or through another office, as staff enter it."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.choices import ApplicationFact, CameBy, ConsentScope, Direction
from complaints.models import Ground
from mobility.accounts.choices import Language
from mobility.casefiles.choices import Channel
from mobility.forms import DatePartsField, LongSelect
from mobility.law.days import today
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

from .desk import text

#: The channels a person can say are safe; the page is always there.
SAFE = [(channel.value, channel.label) for channel in (Channel.EMAIL, Channel.PHONE, Channel.POST)]
CALLED = {
    ApplicationFact.RECEIVED: _("the day the body received it"),
    ApplicationFact.ACKNOWLEDGED: _("the day of the acknowledgement"),
    ApplicationFact.COMPLETE: _("the day it was complete"),
    ApplicationFact.DECIDED: _("the day of the decision"),
    ApplicationFact.NOTIFIED: _("the day of the letter"),
}


class Picked(forms.ModelChoiceField):
    widget = LongSelect


class FromMailForm(forms.Form):
    """A mail to start a file from."""

    unmarked = True
    mail = forms.FileField(
        label=_("A saved mail"),
        help_text=_("Saved from the mail program as .eml or .msg. What is missing is added on the file."),
        widget=forms.ClearableFileInput(attrs={"accept": ".eml,.msg"}),
    )


class EntryForm(forms.Form):
    """What staff can write down while somebody speaks; only how it came and what happened are needed."""

    unmarked = True

    #: The same for every sending of one form, so that a form sent twice makes one complaint.
    once = forms.UUIDField(widget=forms.HiddenInput)
    came_by = forms.ChoiceField(
        label=_("How it came"), choices=CameBy.choices, widget=forms.RadioSelect(attrs={"class": "line"})
    )
    received_on = DatePartsField(label=_("Received"), called=_("the day it was received"))
    referred_by = forms.CharField(
        label=_("Who sent it to us"), max_length=200, required=False, help_text=_("An office or a body, if one did.")
    )
    narrative = text(_("What happened, in the person’s words"), rows=8)
    wanted = text(_("What would put it right"), rows=2, required=False)
    grounds = forms.ModelMultipleChoiceField(
        label=_("Grounds"),
        queryset=Ground.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices, initial=Direction.INBOUND)
    body = Picked(
        label=_("Regulatory body"), queryset=RegulatoryBody.objects.none(), required=False, empty_label=_("Not listed")
    )
    body_text = forms.CharField(label=_("Or its name"), max_length=200, required=False)
    occupation = Picked(
        label=_("Occupation"), queryset=Occupation.objects.none(), required=False, empty_label=_("Not listed")
    )
    occupation_text = forms.CharField(label=_("Or in words"), max_length=150, required=False)
    home = Picked(
        label=_("Certified in"), queryset=Jurisdiction.objects.none(), required=False, empty_label=_("Not given")
    )
    receiving = Picked(
        label=_("Applied in"),
        queryset=Jurisdiction.objects.none(),
        required=False,
        empty_label=_("Alberta, when it is into Alberta"),
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    post = forms.CharField(
        label=_("Postal address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    channels = forms.MultipleChoiceField(
        label=_("Safe to reach the person by"),
        choices=SAFE,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "line"}),
        help_text=_("As they said. Nothing is sent where nothing is ticked."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    speak_to_body = forms.ChoiceField(
        label=_("May we speak to the body?"),
        choices=ConsentScope.choices,
        initial=ConsentScope.ADVISE_FIRST,
        help_text=_("What the person said to you; it is kept as their consent."),
    )
    in_danger = forms.BooleanField(
        label=_("The person is or may be in danger"),
        required=False,
        help_text=_("Restricts the file, puts it on top and starts the same-day standard."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"once": uuid.uuid4(), "received_on": today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        querysets = {
            "grounds": Ground.objects.all(),
            "body": RegulatoryBody.objects.select_related("office"),
            "occupation": Occupation.objects.all(),
            "home": Jurisdiction.objects.exclude(pk="CA"),
            "receiving": Jurisdiction.objects.exclude(pk="CA"),
        }
        for name, queryset in querysets.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = queryset
        received_on = self.fields["received_on"]
        assert isinstance(received_on, DatePartsField)  # noqa: S101
        received_on.latest = today()
        for fact, called in CALLED.items():
            self.fields[fact.value] = DatePartsField(label=fact.label, called=called, required=False, latest=today())

    @property
    def dates(self) -> list[forms.BoundField]:
        """The fields of the application's dates, for the page."""
        return [self[fact.value] for fact in CALLED]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ways = {Channel.EMAIL: "email", Channel.PHONE: "phone", Channel.POST: "post"}
        for channel in cleaned.get("channels", []):
            if not cleaned.get(ways[channel]) and not self.has_error(ways[channel]):
                self.add_error(ways[channel], ValidationError(_("Enter it, or untick it as a safe way.")))
        first = cleaned.get(ApplicationFact.RECEIVED)
        for fact in list(CALLED)[1:]:
            if first and cleaned.get(fact) and cleaned[fact] < first:
                self.add_error(fact, ValidationError(_("This day is before the day the body received it.")))
        return cleaned
