"""One form per verb of the desk. They clean and narrow choices; the action does the rest. Field names are its keywords."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints import asking, bank
from complaints.choices import ApplicationFact, Direction, Finding, SaidBy
from complaints.models import Complaint, ComplaintGround, Translation
from mobility.accounts.choices import Capability, Language
from mobility.accounts.models import User
from mobility.casefiles.choices import Actor, Priority
from mobility.casefiles.models import Participant
from mobility.forms import DatePartsField, LongSelect
from mobility.law.days import today
from mobility.law.models import Jurisdiction
from regulators.models import Occupation, RegulatoryBody

TEXT_MAX = 20_000


def text(label: Any, *, rows: int = 4, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=TEXT_MAX, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class VerbForm(forms.Form):
    """Carries the version of the file the person saw, so that nobody overwrites another."""

    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, complaint: Complaint, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {**kwargs.get("initial", {}), "version": complaint.file.version}
        super().__init__(*args, **kwargs)
        self.complaint, self.user = complaint, user

    def prepare(self, context: dict[str, Any]) -> None:
        """First answers from what the page has read already; nothing for most."""

    def done(self, usual: str) -> str:
        """What is said when it is done."""
        return usual


class ScreenForm(VerbForm):
    pass


class WrittenForm(VerbForm):
    """Words to the worker, in the worker's language or for translation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Written in"),
            choices=Language.choices,
            initial=self.complaint.language,
            required=False,
            help_text=_("In another language than the worker’s it waits for a translation before it is sent."),
        )

    def done(self, usual: str) -> str:
        """What is said when it is done."""
        if self.cleaned_data.get("language") in ("", self.complaint.language):
            return usual
        return str(_("It waits for its translation; the worker sees nothing of it yet."))


class WordsForm(WrittenForm):
    """Words to the worker: from the bank of sentences, or free; in the worker's language, or for translation."""

    #: The field of the text, and the uses of the bank's sentences that come first.
    TEXT: ClassVar[str] = "text"
    USE: ClassVar[tuple[str, ...]] = ("tell", "confirm")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phrase"] = forms.ChoiceField(
            label=_("A sentence from the bank"),
            choices=[("", _("Choose")), *bank.offered(self.USE)],
            required=False,
            help_text=_("It is inserted below in the worker’s language: %(language)s.")
            % {"language": self.complaint.get_language_display()},
        )
        self.order_fields(["version", "phrase", self.TEXT, "language"])

    @classmethod
    def inserted(cls, data: Any, complaint: Complaint) -> Any:
        """What was posted, with the sentence chosen put after the text; nothing is sent yet."""
        posted = data.copy()
        said = [posted.get(cls.TEXT, "").rstrip(), bank.sentence(posted.get("phrase", ""), complaint)]
        posted[cls.TEXT] = "\n\n".join(part for part in said if part)
        posted["phrase"] = ""
        return posted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("phrase", None)
        if blanks := bank.left_open(cleaned.get(self.TEXT, "")):
            blank = ", ".join(f"[{name}]" for name in blanks)
            self.add_error(self.TEXT, ValidationError(_("Fill in the blank first: %(blank)s") % {"blank": blank}))
        return cleaned


class ReplyForm(WordsForm):
    text = text(_("Your message to the worker"))


class AskForm(WordsForm):
    TEXT, USE = "question", ("ask",)

    question = text(
        _("Your question to the worker"),
        hint=_("Our own standards stop until the answer; the body’s time limits do not."),
    )


class TranslationForm(VerbForm):
    """Something about one text that waits for its translation."""

    translation = forms.ModelChoiceField(label=_("Text"), queryset=Translation.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["translation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = self.complaint.translations.filter(sent_at=None)


class TranslateForm(TranslationForm):
    text = text(_("In the worker’s language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = str(self.initial.get("translation", ""))
        waiting = self.complaint.translations.filter(sent_at=None, pk=about).first() if about.isdecimal() else None
        self.initial = {**self.initial, "text": waiting.text if waiting else ""}


class SendTranslationForm(TranslationForm):
    pass


class CarryOnForm(VerbForm):
    reason = forms.CharField(label=_("Why we go on without the answer"), max_length=500)


class AcceptForm(WrittenForm):
    text = text(_("What we tell the worker"))


class ReopenForm(VerbForm):
    reason = forms.CharField(label=_("Why it is reopened"), max_length=500)


class ActOnDangerForm(VerbForm):
    what = text(_("What was done, with whom"), rows=3)


class PlaceForm(VerbForm):
    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    body = forms.ModelChoiceField(
        label=_("Regulatory body"),
        queryset=RegulatoryBody.objects.none(),
        required=False,
        empty_label=_("Not in the list"),
        widget=LongSelect,
    )
    body_text = forms.CharField(label=_("Or its name"), max_length=200, required=False)
    occupation = forms.ModelChoiceField(
        label=_("Occupation"),
        queryset=Occupation.objects.none(),
        required=False,
        empty_label=_("Not in the list"),
        widget=LongSelect,
    )
    occupation_text = forms.CharField(label=_("Or in words"), max_length=150, required=False)
    home = forms.ModelChoiceField(
        label=_("Certified in"), queryset=Jurisdiction.objects.none(), required=False, widget=LongSelect
    )
    receiving = forms.ModelChoiceField(
        label=_("Applied in"), queryset=Jurisdiction.objects.none(), required=False, widget=LongSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {
            "body": RegulatoryBody.objects.select_related("office"),
            "occupation": Occupation.objects.all(),
            "home": Jurisdiction.objects.exclude(pk="CA"),
            "receiving": Jurisdiction.objects.exclude(pk="CA"),
        }
        for name, queryset in rows.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = queryset
        for name in ("direction", *rows, "body_text", "occupation_text"):
            value = getattr(self.complaint, f"{name}_id" if name in rows else name)
            self.fields[name].initial = value


class ReissueForm(VerbForm):
    check = forms.CharField(
        label=_("How you made sure who it is"),
        max_length=500,
        help_text=_("Call back on the number on file and ask for something only this person knows."),
    )


class AssignForm(VerbForm):
    to = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Nobody"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = User.objects.filter(is_active=True, capabilities__contains=[Capability.WORK])
        field.initial = self.complaint.file.owner_id or self.user.pk


class PrioritiseForm(VerbForm):
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["priority"].initial = self.complaint.file.priority


class NoteForm(VerbForm):
    text = text(_("Add a note, a call, a fact"), rows=3)
    audience = forms.ModelMultipleChoiceField(
        label=_("Who may see it, besides the unit"),
        queryset=Participant.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["audience"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101
        field.queryset = Participant.objects.filter(file=self.complaint.file, until_at__isnull=True).select_related(
            "office", "person"
        )


class CallForm(VerbForm):
    said = text(_("What was said"), rows=4)
    who = forms.CharField(
        label=_("With whom"), max_length=200, required=False, help_text=_("Empty: the person on the file.")
    )
    promised = forms.CharField(
        label=_("What was promised"), max_length=300, required=False, help_text=_("It becomes a task.")
    )
    promised_by = forms.ChoiceField(
        label=_("Who promised it"),
        choices=[(actor.value, actor.label) for actor in (Actor.UNIT, Actor.BODY, Actor.WORKER)],
        required=False,
    )
    due_on = DatePartsField(label=_("By when"), called=_("the day it was promised for"), required=False)

    def clean_who(self) -> str:
        return self.cleaned_data["who"] or str(self.complaint.complainant)

    def clean_promised_by(self) -> str:
        return self.cleaned_data["promised_by"] or Actor.UNIT


class MailForm(VerbForm):
    mail = forms.FileField(
        label=_("A saved mail"),
        help_text=_("Saved from the mail program as .eml or .msg. Its attachments come along."),
        widget=forms.ClearableFileInput(attrs={"accept": ".eml,.msg"}),
    )


class TaskForm(VerbForm):
    what = forms.CharField(label=_("What is to be done"), max_length=300)
    due_on = DatePartsField(label=_("By when"), called=_("the day it is due"), required=False)


class DateForm(VerbForm):
    fact = forms.ChoiceField(label=_("Which date"), choices=ApplicationFact.choices)
    on = DatePartsField(label=_("The day"), called=_("the day"))
    said_by = forms.ChoiceField(label=_("Who says so"), choices=SaidBy.choices)
    reason = forms.CharField(label=_("Why this version holds, or where it comes from"), max_length=300)
    holds = forms.BooleanField(
        label=_("This version holds"),
        required=False,
        initial=True,
        help_text=_("Otherwise it is kept beside the one that holds, and the clocks show both."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["on"]
        assert isinstance(field, DatePartsField)  # noqa: S101
        field.latest = today()


class FindForm(VerbForm):
    ground = forms.ModelChoiceField(
        label=_("Ground"), queryset=ComplaintGround.objects.none(), widget=forms.HiddenInput
    )
    finding = forms.ChoiceField(label=_("Finding"), choices=Finding.choices)
    reasoning = text(_("Because"), rows=3, required=False)
    comment_by = DatePartsField(
        label=_("If founded: until when the body may comment"),
        called=_("the day until which the body may comment"),
        required=False,
        help_text=_("Left empty, our standard holds."),
    )
    authority = forms.CharField(
        label=_("Another authority to tell the body (when there is no consent)"), max_length=300, required=False
    )
    name_worker = forms.BooleanField(label=_("This other authority allows the worker’s name"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ground"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = self.complaint.grounds.select_related("ground", "request__share__consent")
        self.why_not = asking.why_not(self.complaint)
        if self.why_not:
            told: Any = _("The body is not asked by itself: %(why)s") % {"why": self.why_not}
        else:
            told = _("If founded, the body is asked for its comment by that day, and reads the reasons above.")
            del self.fields["authority"], self.fields["name_worker"]
        self.fields["comment_by"].help_text = f"{self.fields['comment_by'].help_text} {told}"
        about = str(self.initial.get("ground", ""))
        ground = field.queryset.filter(pk=about).first() if about.isdecimal() else None
        if ground is not None:
            self.initial = {**self.initial, "finding": ground.finding, "reasoning": ground.reasoning}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("finding") not in (None, Finding.NOT_DETERMINED) and not cleaned.get("reasoning", "").strip():
            raise ValidationError({"reasoning": _("Give the reasons for the finding.")})
        return cleaned

    def done(self, usual: str) -> str:
        """What is said when it is done: whether the body was asked, and why not."""
        if self.cleaned_data["finding"] != Finding.FOUNDED:
            return usual
        ground = self.complaint.grounds.select_related("request__share__consent", "request__file").get(
            pk=self.cleaned_data["ground"].pk
        )
        if ground.request is not None and not ground.request.shut:
            told: Any = _("The body is asked for its comment.")
            return f"{usual} {told}"
        why = asking.why_not(self.complaint, authority=self.cleaned_data.get("authority", ""))
        told = _("The body was not asked: %(why)s") % {"why": why}
        return f"{usual} {told}" if why else usual
