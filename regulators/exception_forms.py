"""Forms of exceptions. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mobility.accounts.models import Office
from mobility.casefiles.forms import VerbForm, text
from mobility.forms import DatePartsField, LongSelect
from mobility.law.days import today

from . import exception_tests
from .exception_choices import Assessment
from .exceptions import ALL
from .models import Occupation
from .registry import registry


def places() -> list[tuple[str, str]]:
    found = [(row.code, str(row)) for row in registry().places.values() if row.code not in ("CA", "AB")]
    return [(ALL, str(_("All jurisdictions"))), *found]


class Described(forms.Form):
    """What is asked of whom, and why."""

    from_jurisdictions = forms.MultipleChoiceField(label=_("For workers from"), widget=forms.CheckboxSelectMultiple)
    requirement = text(_("Additional requirement"), rows=3)
    objectives = forms.MultipleChoiceField(
        label=_("Objectives it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )
    rationale = text(_("Rationale"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("from_jurisdictions", places()),
            ("objectives", list(exception_tests.objectives().items())),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
            field.choices = choices


class ProposeForm(Described):
    unmarked = True
    occupation = forms.ModelChoiceField(
        label=_("Occupation"),
        queryset=Occupation.objects.select_related("body__office"),
        widget=LongSelect,
        empty_label=_("Choose"),
    )
    field_order = ["occupation"]


class ReviseForm(VerbForm, Described):
    def first(self) -> dict[str, Any]:
        names = ("from_jurisdictions", "requirement", "objectives", "rationale")
        return {name: getattr(self.item, name) for name in names}


class BeginForm(VerbForm):
    """Nothing to fill in."""


class AssessForm(VerbForm):
    limb = forms.CharField(widget=forms.HiddenInput)
    assessment = forms.ChoiceField(label=_("Assessment"), choices=Assessment.choices, widget=forms.RadioSelect)
    reasoning = text(_("Reasoning"))
    evidence = text(
        _("Evidence"), rows=3, required=False, hint=_("What it rests on: papers of this file, studies, answers.")
    )


class ConsultForm(VerbForm):
    office = forms.ModelChoiceField(
        label=_("Whom"), queryset=Office.objects.none(), widget=LongSelect, empty_label=_("Choose")
    )
    question = text(_("What we ask"))
    due_on = DatePartsField(label=_("Answer by"), called=_("the day to answer by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = Office.objects.filter(is_active=True).exclude(kind="unit").order_by("kind", "name_en")
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


class RecommendForm(VerbForm):
    recommendation = text(
        _("Recommendation to the Minister or Cabinet"),
        hint=_(
            "Mark the papers that go with it under “Documents”: marked papers never leave with a share or an export."
        ),
    )


def past_day(label: Any, called: Any) -> DatePartsField:
    return DatePartsField(label=label, called=called)


class ApproveForm(VerbForm):
    approved_on = past_day(_("Approved on"), _("the day it was approved"))
    authority = forms.CharField(label=_("Decided by, and under what"), max_length=200)
    decision = text(_("Decision and reasons"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["approved_on"]
        assert isinstance(field, DatePartsField)  # noqa: S101
        field.latest = today()


class RefuseForm(VerbForm):
    authority = forms.CharField(label=_("Decided by, and under what"), max_length=200)
    decision = text(_("Decision and reasons"))


class ForwardForm(VerbForm):
    forwarded_on = past_day(_("Forwarded on"), _("the day it was forwarded"))


class PostForm(VerbForm):
    posted_on = past_day(_("Posted on"), _("the day it was posted"))
    url = forms.URLField(label=_("Where it is posted"), required=False, assume_scheme="https")
    review_due_on = DatePartsField(label=_("To be reviewed by"), called=_("the day of the review"))


class ReviewForm(VerbForm):
    reasoning = text(_("Why it stays"))
    review_due_on = DatePartsField(label=_("Next review by"), called=_("the day of the next review"))


class WithdrawForm(VerbForm):
    withdrawn_on = DatePartsField(label=_("No longer in force since"), called=_("the day it ends"))
    reason = forms.CharField(label=_("Reason"), max_length=500)


class DropForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=500)
