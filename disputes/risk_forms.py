"""Forms of the risk register. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.models import Ground
from mobility.casefiles.forms import ReasonForm, VerbForm
from mobility.casefiles.forms import text as words_field
from mobility.forms import DatePartsField
from mobility.law.days import today
from mobility.law.models import Jurisdiction
from regulators.advice_fields import body_field, occupation_field, one_of, provisions_field
from regulators.models import RegulatoryBody

from .choices import OURS, MeasureKind
from .dispute_models import Measure
from .risk_choices import Consequence, Likelihood, SignKind
from .risk_models import Risk
from .risk_scoring import standards

#: Of everything that management reads.
NAMELESS = _("It goes to management as it stands: name no worker.")


def next_day(risk: Risk) -> dt.date:
    """When a risk of this category is looked at again."""
    return today() + dt.timedelta(standards().category(risk.score).review_days)


def next_review(**more: Any) -> DatePartsField:
    return DatePartsField(label=_("Next review"), called=_("the day of the next review"), **more)


class OpenForm(forms.Form):
    """A measure that stands on record, or a new one; and whose government."""

    measure = one_of(_("Measure on record"), Measure.objects.order_by("title", "pk"))
    title = forms.CharField(
        label=_("Or a new one, in a few words"), max_length=200, required=False, help_text=_("What is asked or done.")
    )
    text = words_field(_("What it asks or does"), rows=4, required=False, hint=NAMELESS)
    jurisdiction = one_of(_("Whose measure"), Jurisdiction.objects.all())
    kind = forms.ChoiceField(label=_("State"), choices=MeasureKind.choices, initial=MeasureKind.ACTUAL)
    body = body_field(_("Body"))
    occupation = occupation_field(_("Only for the occupation"))
    ground = one_of(_("Requirement"), Ground.objects.order_by("position"))
    provisions = provisions_field()
    counterpart = one_of(_("Counterpart"), Jurisdiction.objects.exclude(code="CA").order_by("code"), required=True)
    mitigation = words_field(_("What we do about it"), rows=3, required=False, hint=NAMELESS)
    next_review_on = next_review(required=False, help_text=_("Empty: by the standard of its category."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"jurisdiction": OURS, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        body: RegulatoryBody | None = said.get("body")
        if not said.get("measure") and "measure" not in self.errors:
            if not said.get("title"):
                self.add_error("title", _("Choose a measure, or say what the new one is."))
            if not said.get("jurisdiction") and "jurisdiction" not in self.errors:
                self.add_error("jurisdiction", _("Say whose measure it is."))
            occupation = said.get("occupation")
            if body and occupation and occupation.body_id != body.pk:
                self.add_error("occupation", _("%(body)s does not certify it.") % {"body": body.short})
        return said


class RescoreForm(VerbForm):
    """Nothing to fill in."""


class ReviewForm(VerbForm):
    reasoning = words_field(_("What was found"), rows=4, hint=NAMELESS)
    next_review_on = next_review()

    def first(self) -> dict[str, Any]:
        return {"next_review_on": next_day(self.item)}


class MitigateForm(VerbForm):
    mitigation = words_field(_("What we do about it"), rows=6, hint=NAMELESS)

    def first(self) -> dict[str, Any]:
        return {"mitigation": self.item.mitigation}


class SignForm(VerbForm):
    kind = forms.ChoiceField(label=_("What"), choices=SignKind.choices)
    seen_on = DatePartsField(label=_("Day"), called=_("the day"))
    words = words_field(_("What it says"), rows=3, hint=NAMELESS)
    source = forms.CharField(label=_("Where the dispute stands"), max_length=300, required=False)

    def first(self) -> dict[str, Any]:
        return {"seen_on": today()}


def numbered(choices: Any) -> list[tuple[int, str]]:
    return [(value, f"{value} · {label}") for value, label in choices]


class OverruleForm(VerbForm):
    likelihood = forms.TypedChoiceField(label=_("Likelihood"), coerce=int)
    consequence = forms.TypedChoiceField(label=_("Consequence"), coerce=int)
    reason = words_field(_("Reason"), rows=3, hint=NAMELESS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["likelihood"].choices = numbered(Likelihood.choices)  # type: ignore[attr-defined]
        self.fields["consequence"].choices = numbered(Consequence.choices)  # type: ignore[attr-defined]

    def first(self) -> dict[str, Any]:
        return {"likelihood": self.item.likelihood, "consequence": self.item.consequence}


class LiftForm(ReasonForm):
    """Why the rules hold again."""


class CloseForm(VerbForm):
    result = words_field(_("What came of it"), rows=3, hint=NAMELESS)


class ReopenForm(ReasonForm):
    next_review_on = next_review()

    def first(self) -> dict[str, Any]:
        return {"next_review_on": next_day(self.item)}
