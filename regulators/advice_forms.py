"""Forms of enquiries and guidance notes. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability, Language
from mobility.accounts.models import User
from mobility.casefiles.choices import Channel
from mobility.casefiles.forms import ReasonForm, VerbForm, text
from mobility.casefiles.models import CaseFile
from mobility.forms import DatePartsField
from mobility.law.days import today

from .actions.advice import About, Asker
from .actions.guidance import Wording
from .advice_choices import CHANNELS, AskedBy, EnquiryStatus
from .advice_fields import body_field, occupation_field, provisions_field
from .advice_models import Enquiry
from .advice_queries import number
from .models import RegulatoryBody

LONG = 20_000


class EnquiryFields(forms.Form):
    """What was asked, about what, by whom."""

    title = forms.CharField(
        label=_("Subject"),
        max_length=200,
        help_text=_("Without names: the answer is found by it, and it stays when the person is erased."),
    )
    question = text(_("Question"), rows=6)
    body = body_field(_("About which body"))
    occupation = occupation_field(_("About which occupation"))
    provisions = provisions_field()
    asked_by = forms.ChoiceField(label=_("Who asks"), choices=AskedBy.choices)
    organization = forms.CharField(
        label=_("Organization"), max_length=200, required=False, help_text=_("The body, employer, office or newspaper.")
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Only what the answer needs is kept of a person.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    post = text(_("Postal address"), rows=2, required=False)
    language = forms.ChoiceField(label=_("Language of the answer"), choices=Language.choices)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        about = About(**{name: said.pop(name) for name in ("title", "body", "occupation", "provisions")})
        names = ("asked_by", "organization", "name", "email", "phone", "post", "language")
        asker = Asker(**{name: said.pop(name) for name in names})
        return {**said, "about": about, "asker": asker}


class EnquiryForm(EnquiryFields):
    channel = forms.ChoiceField(label=_("How it reached us"), choices=CHANNELS, widget=forms.RadioSelect)
    received_on = DatePartsField(label=_("Received on"), called=_("the day it reached us"))
    field_order = ["title", "question", "asked_by", "organization", "name", "email", "phone", "post", "language",
                   "channel", "received_on"]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"received_on": today(), "channel": Channel.EMAIL, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        field = self.fields["received_on"]
        assert isinstance(field, DatePartsField)  # noqa: S101
        field.latest = today()


class ReviseEnquiryForm(VerbForm, EnquiryFields):
    def first(self) -> dict[str, Any]:
        enquiry, person = self.item, self.item.person
        names = ("question", "asked_by", "organization", "language")
        return {
            **{name: getattr(enquiry, name) for name in names},
            **({name: getattr(person, name) for name in ("name", "email", "phone", "post")} if person else {}),
            "title": enquiry.file.title,
            "body": enquiry.body_id,
            "occupation": enquiry.occupation_id,
            "provisions": list(enquiry.provisions.all()),
        }


class DraftForm(VerbForm):
    answer = text(_("Answer"), rows=12, hint=_("It goes as it stands here, in the language of the enquiry."))

    def first(self) -> dict[str, Any]:
        return {"answer": self.item.answer}


class UseForm(VerbForm):
    """An answer given before, to be changed before it is kept as the draft of this one."""

    source = forms.ModelChoiceField(queryset=Enquiry.objects.none(), widget=forms.HiddenInput)
    answer = text(_("Answer"), rows=12, hint=_("Change what does not fit: who asked then is not who asks now."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visible = CaseFile.objects.visible_to(self.user).filter(status=EnquiryStatus.ANSWERED)
        field = self.fields["source"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Enquiry.objects.filter(file__in=visible).exclude(pk=self.item.pk)
        #: the answer taken up, whether the page offers it by itself or it was found by searching
        self.chosen = field.queryset.select_related("file").filter(pk=number(str(self["source"].value() or ""))).first()
        if self.chosen is not None:
            self.initial["answer"] = self.chosen.answer


class AskReviewForm(VerbForm):
    reviewer = forms.ModelChoiceField(label=_("Who reads it"), queryset=User.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewer"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        readers = User.objects.filter(is_active=True, capabilities__contains=[Capability.REVIEW])
        field.queryset = readers.exclude(pk=self.item.drafted_by_id).order_by("name")


class ApproveForm(VerbForm):
    remark = text(_("Remark for the unit"), rows=2, required=False)


class GiveBackForm(VerbForm):
    remark = text(_("What should change"), rows=3)


class AnswerForm(VerbForm):
    via = forms.ChoiceField(label=_("How the answer is given"), widget=forms.RadioSelect)
    answered_on = DatePartsField(
        label=_("Given on"),
        called=_("the day the answer was given"),
        required=False,
        help_text=_("A mail goes now; of a call or a letter say the day. Empty: today."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        via, on = self.fields["via"], self.fields["answered_on"]
        assert isinstance(via, forms.ChoiceField)  # noqa: S101
        assert isinstance(on, DatePartsField)  # noqa: S101
        on.latest = today()
        email = self.item.person.email if self.item.person else ""
        sent = [(Channel.EMAIL.value, _("By mail, now, to %(email)s") % {"email": email})] if email else []
        via.choices = [
            *sent,
            (Channel.PHONE.value, _("It was given by telephone")),
            (Channel.POST.value, _("It went by letter")),
        ]


class CloseForm(ReasonForm):
    """Why it needs no answer from us."""


class ReopenForm(ReasonForm):
    """What is still to be said."""


# ---- guidance notes ------------------------------------------------------------------------------------
class GuidanceForm(forms.Form):
    unmarked = False
    title_en = forms.CharField(label=_("Title in English"), max_length=200)
    text_en = text(_("Text in English"), rows=12)
    title_fr = forms.CharField(label=_("Title in French"), max_length=200)
    text_fr = text(_("Text in French"), rows=12)
    provisions = provisions_field()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        names = ("title_en", "text_en", "title_fr", "text_fr", "provisions")
        wording = Wording(**{name: said.pop(name) for name in names})
        return {**said, "wording": wording}


class NewVersionForm(GuidanceForm):
    replaces = forms.IntegerField(widget=forms.HiddenInput)


class SendForm(forms.Form):
    unmarked = True
    everybody = forms.BooleanField(label=_("All bodies"), required=False)
    bodies = forms.ModelMultipleChoiceField(
        label=_("These bodies"),
        queryset=RegulatoryBody.objects.filter(merged_into__isnull=True).select_related("office"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        field = self.fields["bodies"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        chosen = list(field.queryset or []) if said.pop("everybody", False) else list(said.get("bodies") or [])
        if not chosen and not self.errors:
            self.add_error("bodies", _("Choose at least one body."))
        return {"bodies": chosen}


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)
