"""Forms of notices of change. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import Office
from mobility.casefiles.forms import ReasonForm, VerbForm, text
from mobility.forms import DatePartsField, LongSelect
from mobility.law.days import today
from mobility.law.models import Jurisdiction, Provision

from .actions.change_notices import Planned
from .advice_fields import body_field, by_instrument, occupation_field, one_of
from .change_notice_choices import Changing, InLine, NoticeFrom, Result
from .models import PostedException

PLANNED = (
    "title",
    "changing",
    "description",
    "url",
    "said_by",
    "said_words",
    "jurisdiction",
    "body",
    "occupation",
    "comment_until",
)


class PlannedFields(forms.Form):
    """What is to change, who told us, until when to comment."""

    title = forms.CharField(label=_("Title"), max_length=200)
    changing = forms.ChoiceField(label=_("What is to change"), choices=Changing.choices)
    description = text(_("The planned change"), rows=6, hint=_("What will be different, for whom, from when."))
    url = forms.URLField(label=_("Where it is published"), required=False, assume_scheme="https")
    said_by = forms.ChoiceField(label=_("Who told us"), choices=NoticeFrom.choices)
    said_words = forms.CharField(
        label=_("Who exactly"), max_length=200, required=False, help_text=_("Which ministry, which office.")
    )
    jurisdiction = one_of(_("Place"), Jurisdiction.objects.all())
    body = body_field(_("Body concerned"))
    occupation = occupation_field(_("Occupation concerned"))
    comment_until = DatePartsField(label=_("Comment until"), called=_("the last day to comment"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("said_by") == NoticeFrom.BODY and not said.get("body") and "body" not in self.errors:
            self.add_error("body", _("Say which body."))
        if self.errors:
            return said
        planned = Planned(**{name: said.pop(name) for name in PLANNED})
        return {**said, "planned": planned}


class NoticeForm(PlannedFields):
    received_on = DatePartsField(label=_("Received on"), called=_("the day it reached us"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"received_on": today(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        field = self.fields["received_on"]
        assert isinstance(field, DatePartsField)  # noqa: S101
        field.latest = today()


class ReviseForm(VerbForm, PlannedFields):
    def first(self) -> dict[str, Any]:
        kept = {name: getattr(self.item, name) for name in PLANNED if name != "title"}
        keys = {name: getattr(self.item, f"{name}_id") for name in ("jurisdiction", "body", "occupation")}
        return {**kept, **keys, "title": self.item.file.title}


class AnalyseForm(VerbForm):
    provision = one_of(_("Provision"), Provision.objects.all(), required=True)
    finding = forms.ChoiceField(label=_("Finding"), choices=InLine.choices, widget=forms.RadioSelect)
    reasoning = text(_("Reasoning"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provision"].choices = [("", _("Choose")), *by_instrument()]  # type: ignore[attr-defined]


class AdviseForm(VerbForm):
    office = one_of(_("To the office"), Office.objects.filter(is_active=True).exclude(kind="unit").order_by("name_en"))
    to_words = forms.CharField(
        label=_("Or to somebody else"), max_length=200, required=False, help_text=_("Who it is, in words.")
    )
    text = text(_("Advice"), rows=8)
    by_mail = forms.BooleanField(label=_("Send it now to the registered addresses of the office"), required=False)
    given_on = DatePartsField(
        label=_("Given on"), called=_("the day it was given"), required=False, help_text=_("Empty: today.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["given_on"]
        assert isinstance(field, DatePartsField)  # noqa: S101
        field.latest = today()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("office") and not said.get("to_words") and not self.errors:
            self.add_error("office", _("Say to whom the advice is given."))
        return said


class TouchForm(VerbForm):
    exception = forms.ModelChoiceField(label=_("Exception"), queryset=PostedException.objects.all(), widget=LongSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in PostedException.objects.order_by("jurisdiction_code", "occupation_slug", "pk"):
            words = f"{row.jurisdiction_code} {row.occupation_slug}: {Truncator(row.description).chars(80)}"
            groups.setdefault(row.jurisdiction_code, []).append((str(row.pk), words))
        self.fields["exception"].choices = [("", _("Choose")), *groups.items()]  # type: ignore[attr-defined]


class UntouchForm(VerbForm):
    exception = forms.IntegerField(widget=forms.HiddenInput)


class ResultForm(VerbForm):
    result = forms.ChoiceField(label=_("Result"), choices=Result.choices, widget=forms.RadioSelect)
    result_on = DatePartsField(label=_("On"), called=_("the day of the result"))
    result_words = text(_("What came of it"), rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["result_on"]
        assert isinstance(field, DatePartsField)  # noqa: S101
        field.latest = today()


class DropForm(ReasonForm):
    """Why it does not concern us."""


class ReopenForm(ReasonForm):
    """What is still to be done."""
