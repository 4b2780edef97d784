"""Forms of reviews and extensions. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from mobility.accounts import addresses
from mobility.accounts.choices import Capability, Language
from mobility.accounts.models import User
from mobility.accounts.phrases import day_words
from mobility.casefiles.forms import VerbForm, text
from mobility.casefiles.models import CaseFile, Clock, Document
from mobility.forms import DatePartsField, LongSelect
from mobility.law import rules
from mobility.law.confidence import on_screen
from mobility.law.days import today
from mobility.law.models import Provision

from . import risk
from .actions import compliance
from .compliance_choices import Assessment, Category, Occasion
from .compliance_workflow import PACK
from .models import Deficiency, DutyFinding, RegulatoryBody, RiskRating, Step


class ProvisionField(forms.ModelChoiceField):
    """A duty of the Act or the Regulation, with how sure we are of it."""

    def label_from_instance(self, obj: Any) -> str:
        mark = on_screen(obj.confidence or "?")
        return f"{obj}: {obj.title}" + (f" ({mark})" if mark else "")


def provisions() -> Any:
    """What a body owes under the Act and the Regulation, from the law's data."""
    return Provision.objects.filter(instrument__in=rules.pack(PACK).instruments).order_by("pk")


class FilesByReference(forms.CharField):
    """Numbers of other files, separated by commas or lines. What one may not open does not exist."""

    user: User

    def clean(self, value: Any) -> Any:
        said = str(super().clean(value) or "").replace(",", " ").split()
        found = {file.reference: file for file in CaseFile.objects.visible_to(self.user).filter(reference__in=said)}
        if missing := [one for one in said if one not in found]:
            raise forms.ValidationError(_("There is no file %(reference)s.") % {"reference": missing[0]})
        return list(found.values())


# ---- a new review -------------------------------------------------------------------------------------
class DescribeForm(forms.Form):
    unmarked = True
    occasion = forms.ChoiceField(label=_("Occasion"), choices=Occasion.choices)
    scope = text(_("What is looked at"), rows=3, required=False)
    period_from = DatePartsField(label=_("Period from"), called=_("the first day"), required=False)
    period_to = DatePartsField(label=_("Period to"), called=_("the last day"), required=False)


class NewReviewForm(DescribeForm):
    body = forms.ModelChoiceField(
        label=_("Body"),
        queryset=RegulatoryBody.objects.filter(merged_into__isnull=True).select_related("office"),
        widget=LongSelect,
        empty_label=_("Choose"),
    )
    title = forms.CharField(
        label=_("In a few words"), max_length=200, required=False, help_text=_("Left empty: the body and the occasion.")
    )
    reviewer = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none(), empty_label=None)
    field_order = ["body", "occasion", "title", "period_from", "period_to", "scope", "reviewer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workers = User.objects.filter(is_active=True, capabilities__contains=[Capability.WORK]).order_by("name")
        self.fields["reviewer"].queryset = workers  # type: ignore[attr-defined]


class ReviseForm(VerbForm, DescribeForm):
    def first(self) -> dict[str, Any]:
        names = ("occasion", "scope", "period_from", "period_to")
        return {name: getattr(self.item, name) for name in names}


# ---- findings -----------------------------------------------------------------------------------------
class FindForm(VerbForm):
    provision = ProvisionField(
        label=_("Duty"), queryset=Provision.objects.none(), widget=LongSelect, empty_label=_("Choose")
    )
    assessment = forms.ChoiceField(label=_("Assessment"), choices=Assessment.choices, initial=Assessment.UNCLEAR)
    statement = text(_("What was found"), hint=_("The body reads this once the finding is put to it."))
    evidence = text(_("What it rests on"), rows=3)
    documents = forms.ModelMultipleChoiceField(
        label=_("Papers of this file"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    links = FilesByReference(
        label=_("Other files"), required=False, max_length=500, help_text=_("Their numbers, as in LM-2026-000123.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provision"].queryset = provisions()  # type: ignore[attr-defined]
        self.fields["links"].user = self.user  # type: ignore[attr-defined]
        papers(self, Document.objects.filter(file=self.item.file).order_by("pk"))


def papers(form: forms.Form, queryset: Any) -> None:
    """Offer papers, where there are any and the form has a place for them."""
    if "documents" not in form.fields:
        return
    form.fields["documents"].queryset = queryset  # type: ignore[attr-defined]
    if not form.is_bound and not queryset.exists():
        del form.fields["documents"]


def number(form: VerbForm, name: str) -> int:
    """The number of the row a verb is for, from the address or from what was sent."""
    said = form.data.get(name) if form.is_bound else form.initial.get(name)
    return int(str(said)) if str(said).isdecimal() else 0


class RowForm(VerbForm):
    """A verb for one row of the review: its number is a hidden field, cleaned to the row."""

    row_field = ""
    rows: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.row_field] = forms.ModelChoiceField(
            queryset=self.rows.objects.filter(review=self.item), widget=forms.HiddenInput
        )


class FindingForm(RowForm):
    row_field, rows = "finding", DutyFinding


class RewordForm(FindingForm, FindForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            return
        found = DutyFinding.objects.filter(review=self.item, pk=number(self, "finding")).first()
        if found is not None:
            for name in ("provision", "assessment", "statement", "evidence"):
                self.initial[name] = getattr(found, f"{name}_id" if name == "provision" else name)
            self.initial["documents"] = list(found.documents.values_list("pk", flat=True))
            seen = CaseFile.objects.visible_to(self.user).filter(pk__in=found.files.values("pk"))
            self.initial["links"] = ", ".join(seen.values_list("reference", flat=True))


class FinalizeForm(FindingForm):
    remark = text(_("Our answer to the body’s comment"), rows=3, required=False)


class DropForm(FindingForm):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class AskingForm(VerbForm):
    """What everything needs that is put to the body: a day, the authority, a language, papers, an address where none is known."""

    day_label: Any = _("Answer by")
    due_on = DatePartsField(label=_("Answer by"), called=_("the day"))
    authority = forms.CharField(
        label=_("Authority"),
        max_length=300,
        help_text=_("A section, a delegation, an agreement: it is kept with the request, and the body reads it."),
    )
    language = forms.ChoiceField(label=_("In which language"), choices=Language.choices, initial=Language.EN)
    documents = forms.ModelMultipleChoiceField(
        label=_("Papers to send along"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    recipient_email = forms.EmailField(label=_("E-mail address of the body"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].label = self.day_label
        papers(self, Document.objects.filter(file=self.item.file).leaving().order_by("pk"))
        office = self.item.body.office
        if addresses.registered(office) or addresses.signing_in(office):
            del self.fields["recipient_email"]
        else:
            field = self.fields["recipient_email"]
            field.required = True
            field.help_text = _(
                "None is registered for %(office)s. The one you give is registered with the office."
            ) % {"office": office.short}


def authority_of(findings: Any) -> str:
    """The provisions that findings are about, as a first word for the authority."""
    return ", ".join(dict.fromkeys(str(row.provision) for row in findings))[:300]


class PutForm(AskingForm):
    day_label = _("May comment until")
    findings = forms.ModelMultipleChoiceField(
        label=_("Findings"), queryset=DutyFinding.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    question = text(
        _("What the body reads"),
        rows=8,
        hint=_("Nothing else of the file is shown to it. Change it until it says what may leave, and no more."),
    )
    field_order = ["findings", "question", "documents", "due_on", "authority", "language", "recipient_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = DutyFinding.objects.filter(review=self.item, request__isnull=True, dropped_at__isnull=True)
        field = self.fields["findings"]
        field.queryset = found.select_related("provision")  # type: ignore[attr-defined]
        field.label_from_instance = shown  # type: ignore[attr-defined]

    def first(self) -> dict[str, Any]:
        found = list(
            DutyFinding.objects.filter(review=self.item, request__isnull=True, dropped_at__isnull=True).select_related(
                "provision"
            )
        )
        with translation.override("en"):
            intro = "We put these findings to you before they are final. Please say what you see differently."
            lines = [
                f"{place}. {row.provision}, {row.provision.title}: {row.get_assessment_display()}.\n{row.statement}"
                for place, row in enumerate(found, 1)
            ]
        return {
            "findings": [row.pk for row in found],
            "question": "\n\n".join([intro, *lines]),
            "due_on": compliance.comment_until(today()),
            "authority": authority_of(found),
        }


def shown(row: DutyFinding) -> str:
    return f"{row.provision}: {row.get_assessment_display()}. {row.statement[:80]}"


# ---- what is to be corrected --------------------------------------------------------------------------
class NotifyForm(AskingForm):
    findings = forms.ModelMultipleChoiceField(
        label=_("Findings that are final and not in line"),
        queryset=DutyFinding.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    text = text(_("What is to be corrected"), rows=6, hint=_("The body reads this and answers in place."))
    field_order = ["findings", "text", "documents", "due_on", "authority", "language", "recipient_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = self.against()  # type: ignore[attr-defined]
        self.fields["findings"].label_from_instance = shown  # type: ignore[attr-defined]

    def against(self) -> Any:
        final = DutyFinding.objects.filter(review=self.item, final_at__isnull=False, dropped_at__isnull=True)
        return final.filter(assessment=Assessment.NOT_IN_LINE).select_related("provision")

    def first(self) -> dict[str, Any]:
        found = list(self.against())
        return {"findings": [row.pk for row in found], "authority": authority_of(found)}


class NoticeForm(RowForm):
    row_field, rows = "deficiency", Deficiency


class AcceptForm(NoticeForm):
    remark = text(_("Remark for the body"), rows=2, required=False)


class SendBackForm(NoticeForm):
    remark = text(_("What is still missing"), rows=4)
    due_on = DatePartsField(label=_("Answer by"), called=_("the day"))


class StepForm(VerbForm):
    what = text(_("What the body does"), rows=2)
    due_on = DatePartsField(label=_("By when"), called=_("the day"))
    deficiency = forms.ModelChoiceField(
        label=_("Belongs to the notice"), queryset=Deficiency.objects.none(), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deficiency"]
        field.queryset = Deficiency.objects.filter(review=self.item)  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: row.text[:80]  # type: ignore[attr-defined]
        if not self.is_bound and not field.queryset.exists():  # type: ignore[attr-defined]
            del self.fields["deficiency"]


class OfStepForm(RowForm):
    row_field, rows = "step", Step


class ReportStepForm(OfStepForm):
    done_on = DatePartsField(label=_("Done on"), called=_("the day it was done"))
    evidence = text(_("What shows it"), rows=3)
    documents = forms.ModelMultipleChoiceField(
        label=_("Papers of this file"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        papers(self, Document.objects.filter(file=self.item.file).order_by("pk"))


class VerifyStepForm(OfStepForm):
    verified = forms.TypedChoiceField(
        label=_("Was it done?"),
        choices=[("yes", _("Yes, we have seen it")), ("no", _("No, it is open again"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = text(_("How it was verified, or what is missing"), rows=3)
    due_on = DatePartsField(label=_("New day, when it is open again"), called=_("the day"), required=False)


# ---- category -----------------------------------------------------------------------------------------
class RateForm(AskingForm):
    documents = None  # type: ignore[assignment]
    day_label = _("May comment until (where it rises)")
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    reason = text(_("Reason"), rows=4, hint=_("Where the category rises the body reads this, and may comment first."))
    field_order = ["category", "reason", "due_on", "authority", "language", "recipient_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("due_on", "authority", "recipient_email"):
            if name in self.fields:
                self.fields[name].required = False

    def first(self) -> dict[str, Any]:
        suggested = risk.suggest(risk.facts(self.item.body, today()))
        return {"category": suggested.category, "due_on": compliance.comment_until(today())}


class DecideRatingForm(RowForm):
    row_field, rows = "rating", RiskRating
    adopt = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The category holds from now on")), ("no", _("The category stays as it was"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = text(_("Reason"), rows=3)


# ---- the order ----------------------------------------------------------------------------------------
class WordsForm(VerbForm):
    words = text(_("In words"), rows=4)


class ResultForm(VerbForm):
    result = text(_("What came of it"), rows=4)


class ProposeOrderForm(AskingForm):
    day_label = _("Submission until")
    nature = text(_("Nature of the proposed order"), rows=4)
    steps = text(_("Steps the body must take"), rows=4)
    field_order = ["nature", "steps", "documents", "due_on", "authority", "language", "recipient_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].help_text = _("No number of days was read: the notice states the day, and it counts.")


class IssueOrderForm(AskingForm):
    day_label = _("Comply by")
    reasons = text(_("Reasons"), rows=5)
    text = text(_("The order: what the body must do"), rows=5)
    field_order = ["text", "reasons", "documents", "due_on", "authority", "language", "recipient_email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].help_text = _("No number of days was read: the order states the day, and it counts.")


class PenalizeForm(VerbForm):
    words = text(
        _("What was decided"), rows=4, hint=_("Amounts and appeal are in no text that was read: nothing is computed.")
    )
    authority = forms.CharField(label=_("Authority"), max_length=300)


class CourtForm(VerbForm):
    filed_on = DatePartsField(label=_("Filed on"), called=_("the day it was filed"))
    words = text(_("What the body asks the court"), rows=3, required=False)


# ---- extensions ---------------------------------------------------------------------------------------
class ExtensionForm(forms.Form):
    """The application: for a running time limit of a complaint, or for another application."""

    unmarked = True
    clock = forms.ModelChoiceField(
        label=_("Time limit"), queryset=Clock.objects.none(), required=False, empty_label=_("Another application")
    )
    about = forms.CharField(
        label=_("Your number of the application"),
        max_length=120,
        required=False,
        help_text=_("For another application. No name: the number you keep it under."),
    )
    limit_on = DatePartsField(
        label=_("Its limit now"), called=_("the limit"), required=False, help_text=_("For another application.")
    )
    days = forms.IntegerField(label=_("Days asked for"), min_value=1, max_value=400)
    reason = text(_("Why more time is needed"), rows=3)
    plan = text(_("What you do meanwhile, and when you will have decided"), rows=3)

    def __init__(self, *args: Any, clocks: Any, most: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clock"]
        field.queryset = clocks  # type: ignore[attr-defined]
        field.label_from_instance = limit_words  # type: ignore[attr-defined]
        if most is not None:
            self.fields["days"].help_text = _("The rule allows %(most)s at most.") % {"most": most}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("clock") is None:
            if not said.get("about"):
                self.add_error("about", _("Give your number of the application, or choose a time limit above."))
            if said.get("limit_on") is None and "limit_on" not in self.errors:
                self.add_error("limit_on", _("Give the limit as it stands now."))
        return said


def limit_words(clock: Any) -> str:
    duty = rules.latest(clock.rule).duty(translation.get_language() or "en")
    return f"{clock.file.reference}: {duty}, {day_words(clock.due_on, 'plain')}"


class AnalyseForm(VerbForm):
    analysis = text(_("Analysis"), rows=6, hint=_("For the unit alone."))

    def first(self) -> dict[str, Any]:
        return {"analysis": self.item.analysis}


class DecideExtensionForm(VerbForm):
    granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Granted")), ("no", _("Refused"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(label=_("Days granted"), min_value=1, max_value=400, required=False)
    decision = text(_("Reasons"), rows=4, hint=_("The body reads this."))
    authority = forms.CharField(
        label=_("Authority"),
        max_length=300,
        help_text=_("The section, the delegation, the instrument it is decided under."),
    )

    def first(self) -> dict[str, Any]:
        return {"days": self.item.days}


class ClaimForm(VerbForm):
    evidence = text(_("What shows that the body acts as if it had more time"), rows=4)
