"""The form of an answer, the same by the link, in the portal and for staff who enter it on behalf."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mobility.casefiles import uploads
from mobility.forms import DatePartsField, FilesField
from mobility.law.days import today

from .choices import CATEGORIES, DATED, MEANING, ON_BEHALF, Category, Via
from .models import Request

TEXT_MAX = 20_000


class AnswerForm(forms.Form):
    """One of the set answers, words, and papers; the field names are the action's keywords."""

    unmarked = True
    category = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    provision = forms.CharField(
        label=_("Provision or exception you rely on"),
        max_length=500,
        required=False,
        help_text=_(
            "Needed when you maintain your position. For example a section of your Act, or a posted exception."
        ),
    )
    due_on = DatePartsField(
        label=_("By which day"),
        called=_("the day"),
        required=False,
        help_text=_("Needed for a promise, and when you need longer."),
    )
    text = forms.CharField(label=_("In your own words"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 5}))
    papers = FilesField(
        label=_("Files (optional)"),
        allow_empty_file=True,  # `clean_papers` says which one is empty
        required=False,
    )
    name = forms.CharField(label=_("Your name and function"), max_length=150)

    def __init__(self, *args: Any, asked: Request, signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [
            (category.value, format_html("<b>{}</b><small>{}</small>", category.label, MEANING[category]))
            for category in CATEGORIES[asked.purpose]
        ]
        if Category.MAINTAINED not in CATEGORIES[asked.purpose]:
            del self.fields["provision"]
        if signed_in:
            del self.fields["name"]
        self.fields["papers"].help_text = _(
            "Up to %(files)s files of %(mb)s MB each: %(types)s. They are checked for viruses."
        ) % {"files": uploads.MAX_FILES, "mb": uploads.MAX_MB, "types": uploads.TYPES_SHOWN}
        self.fields["papers"].widget.attrs["accept"] = ".pdf,.docx,.jpg,.jpeg,.png,.heic"

    def clean_papers(self) -> list[Any]:
        """Each bad file with its own sentence, before anything is kept."""
        chosen = self.cleaned_data["papers"]
        wrong = []
        if len(chosen) > uploads.MAX_FILES:
            wrong.append(uploads.sentence("file_many", {"max_files": str(uploads.MAX_FILES)}))
        for upload in chosen[: uploads.MAX_FILES]:
            try:
                uploads.examine(upload)
            except uploads.BadUpload as bad:
                wrong.append(uploads.sentence(bad.code, bad.facts))
        if wrong:
            raise ValidationError(wrong)
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        category, due_on = cleaned.get("category"), cleaned.get("due_on")
        if category == Category.MAINTAINED and not cleaned.get("provision", "").strip():
            self.add_error("provision", _("Name the provision or the exception you rely on."))
        if category in DATED and "due_on" not in self.errors:
            if due_on is None:
                self.add_error("due_on", _("Give the day."))
            elif due_on < today():
                self.add_error("due_on", _("Give a day that is still ahead."))
        if category and category not in DATED:
            cleaned["due_on"] = None
        return cleaned


class OnBehalfForm(AnswerForm):
    """An answer that came by mail, telephone or on paper."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    via = forms.ChoiceField(label=_("How it reached us"), choices=[(via.value, via.label) for via in ON_BEHALF])
    answered_on = DatePartsField(label=_("On which day"), called=_("the day it was said or written"))
    field_order = ["category", "provision", "due_on", "text", "name", "via", "answered_on", "papers", "version"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].label = _("What they answered")
        self.fields["category"].widget = forms.Select(
            choices=[("", _("Choose")), *((one.value, one.label) for one in CATEGORIES[self.asked.purpose])]
        )
        self.fields["text"].label = _("What was said, in their words")
        if "provision" in self.fields:
            self.fields["provision"].label = _("Provision or exception they rely on")
            self.fields["provision"].help_text = _("Needed when they maintain their position.")
        self.fields["due_on"].help_text = _("Needed for a promise, and when they need longer.")
        self.fields["name"].label = _("Who said it: name and function")
        field = self.fields["answered_on"]
        assert isinstance(field, DatePartsField)  # noqa: S101
        field.latest = today()
        self.fields["via"].initial = Via.PHONE


class ReasonForm(forms.Form):
    """Why a request is withdrawn."""

    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why"), max_length=500)


class ExtendForm(forms.Form):
    """Another day to answer by."""

    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)
    due_on = DatePartsField(label=_("Answer by"), called=_("the day to answer by"))
    reason = forms.CharField(label=_("Why"), max_length=500)


class VersionForm(forms.Form):
    """Nothing but the version of the file somebody saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
