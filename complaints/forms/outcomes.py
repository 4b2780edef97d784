"""Forms of the moves that settle, end or pass on a complaint. As in `desk`: clean and narrow; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import letters, own_review, texts
from complaints.choices import SETTLED, Answer, Leaving, OfferedBy, OwnReview, SaidBy, Side, Sure
from complaints.models import Complaint, ComplaintGround
from complaints.reviewing import Review, ReviewState
from mobility.accounts.choices import Language, OfficeKind
from mobility.accounts.models import Office
from mobility.casefiles.models import Clock, Document
from mobility.forms import DatePartsField
from mobility.law.days import today

from .desk import VerbForm, WrittenForm, text


def reason(label: Any, *, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=500, required=required, help_text=hint)


class LetterForm(WrittenForm):
    """A letter built from the file and read by a person before it goes; what is filled in at sending may stay blank.

    It is offered in the worker's language; a link opens it in the other one, for translation.
    """

    verb: str
    #: the blanks the action fills
    later: tuple[str, ...] = ("due_date",)

    letter = text(
        gettext_lazy("Letter to the worker"),
        rows=14,
        hint=gettext_lazy("Words in square brackets that we know only when it goes are filled in then."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tongue = self.initial.get("language")
        self.tongue = tongue if tongue in Language.values else self.complaint.language
        self.initial["language"] = self.tongue
        if self.is_bound:
            return
        other = next(one for one in Language if one != self.tongue)
        here = reverse("complaints:act", args=[self.complaint.file.reference, self.verb])
        field = self.fields["language"]
        field.help_text = format_html(
            '{} <a href="{}?language={}#do-{}">{}</a>',
            field.help_text,
            here,
            other.value,
            self.verb,
            _("Open this letter in %(language)s") % {"language": other.label},
        )

    @property
    def about(self) -> Complaint:
        """The complaint, in the language the letter is written in."""
        return letters.in_language(self.complaint, self.tongue)

    def clean_letter(self) -> str:
        letter = str(self.cleaned_data["letter"])
        if blanks := letters.unfilled(letter, self.complaint.language, later=self.later):
            raise ValidationError(
                _("Fill in what stands in square brackets: %(blanks)s") % {"blanks": ", ".join(blanks)}
            )
        return letter

    def is_kept(self, review: Review | None) -> bool:
        """Whether a senior has this letter, or gave it back: then the author goes on from it."""
        return (
            review is not None
            and review.verb == self.verb
            and review.state in (ReviewState.WAITING, ReviewState.RETURNED)
            and self.tongue == self.complaint.language
        )


class ProposeForm(VerbForm):
    offered_by = forms.ChoiceField(label=gettext_lazy("Who offers it"), choices=OfferedBy.choices)
    what = text(
        gettext_lazy("What is offered"), hint=gettext_lazy("The worker reads these words, in the worker’s language.")
    )
    done_by = DatePartsField(
        label=gettext_lazy("By when it would be done"), called=gettext_lazy("the day it would be done"), required=False
    )
    view = text(gettext_lazy("What we think of it, for the worker"), rows=2, required=False)


class AnswerProposalForm(VerbForm):
    side = forms.ChoiceField(label=gettext_lazy("Whose answer"), choices=Side.choices)
    answer = forms.ChoiceField(label=gettext_lazy("The answer"), choices=Answer.choices)
    words = text(gettext_lazy("How and when they told us"), rows=2)


class ConcludeForm(LetterForm):
    verb = "conclude"
    later = ("outcome", "due_date")
    field_order = ["outcome", "letter"]
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("", gettext_lazy("Choose")), *((outcome.value, outcome.label) for outcome in SETTLED)],
    )

    def prepare(self, context: dict[str, Any]) -> None:
        clocks = [due.clock for due in [*context["running"], *context["stopped"]]]
        self.initial["letter"] = letters.closing(self.about, context["grounds"], clocks, self.user, context["today"])
        review = context["review"]
        if self.is_kept(review):
            self.initial.update(letter=review.letter, outcome=review.outcome)


class ApproveForm(VerbForm):
    pass


class SendBackForm(VerbForm):
    remark = text(gettext_lazy("What is to change"), rows=3)


class CloseForm(VerbForm):
    pass


class DeclineForm(LetterForm):
    verb = "decline"
    later = ("due_date", "scope_reason", "who_helps")
    field_order = ["doubt", "letter"]
    doubt = forms.ChoiceField(
        label=gettext_lazy("Why it is not for us"),
        help_text=gettext_lazy("The letter gets its reason, and who can help, from this."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["doubt"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        found = [(key, texts.say(ending["title"])) for key, ending in letters.endings().items()]
        field.choices = [("", _("Choose")), *found]
        field.initial = self.complaint.scope_doubt

    def prepare(self, context: dict[str, Any]) -> None:
        self.initial["letter"] = letters.declining(self.about, self.user)
        if self.is_kept(review := context["review"]):
            self.initial.update(letter=review.letter, doubt=review.more["doubt"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        doubt, letter = cleaned.get("doubt"), cleaned.get("letter")
        tongue = cleaned.get("language") or self.complaint.language
        if doubt and letter and letters.blank("who_helps", tongue) in letter:
            facts = letters.decline_facts(letters.in_language(self.complaint, tongue), doubt)
            if facts["who_helps"] == letters.blank("who_helps", tongue):
                self.add_error("letter", _("We know no office for this reason: write in the letter who can help."))
        return cleaned


class ReferForm(LetterForm):
    verb = "refer"
    later = ("office", "going_along", "due_date")
    field_order = ["office", "to", "leaves", "authority", "documents", "letter"]
    office = forms.ModelChoiceField(
        label=gettext_lazy("To which office"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=gettext_lazy("Another, named below"),
    )
    to = forms.CharField(label=gettext_lazy("Name of the other office"), max_length=200, required=False)
    leaves = forms.ChoiceField(label=gettext_lazy("What goes along"), choices=Leaving.choices)
    authority = forms.CharField(
        label=gettext_lazy("Under what, if the file goes along"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("How and when the worker agreed, or the section or agreement."),
    )
    documents = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Papers released to that office"),
        queryset=Document.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only with the file, and to an office of the list: its people read them here. Privileged papers and Cabinet"
            " confidences are not offered, nor papers not yet checked for viruses."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Office.objects.filter(is_active=True).exclude(kind=OfficeKind.UNIT)
        papers = self.fields["documents"]
        assert isinstance(papers, forms.ModelMultipleChoiceField)  # noqa: S101
        papers.queryset = Document.objects.filter(file=self.complaint.file).leaving().order_by("pk")
        if not self.is_bound and not papers.queryset.exists():
            del self.fields["documents"]

    def prepare(self, context: dict[str, Any]) -> None:
        self.initial["letter"] = letters.referring(self.about, self.user)
        if self.is_kept(review := context["review"]):
            self.initial.update(review.more, letter=review.letter)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("office") and not cleaned.get("to", "").strip():
            self.add_error("to", _("Say to which office."))
        if cleaned.get("leaves") not in (None, Leaving.NO) and not cleaned.get("authority", "").strip():
            self.add_error("authority", _("Say under what the file goes along."))
        if cleaned.get("documents") and cleaned.get("leaves") == Leaving.NO:
            self.add_error("documents", _("Papers go along only when the file does: choose under what, above."))
        elif cleaned.get("documents") and not cleaned.get("office"):
            self.add_error("documents", _("Papers can be released only to an office of the list."))
        return cleaned


class MergeForm(VerbForm):
    into = forms.CharField(
        label=gettext_lazy("Reference of the other complaint"),
        max_length=20,
        help_text=gettext_lazy("For example 2026-000123."),
    )
    reason = reason(
        gettext_lazy("Why they belong together"),
        required=False,
        hint=gettext_lazy("Needed where the two are not surely from the same worker."),
    )

    def clean_into(self) -> Complaint:
        typed = self.cleaned_data["into"].strip().upper()
        reference = typed if typed.startswith("LM-") else f"LM-{typed}"
        found = (
            Complaint.objects.visible_to(self.user).select_related("file", "complainant").filter(reference=reference)
        )
        other = found.first()
        if other is None:
            raise ValidationError(_("There is no such complaint that you may see."))
        if other.pk == self.complaint.pk:
            raise ValidationError(_("A complaint cannot be merged into itself."))
        return other


class QuestionFields(forms.Form):
    """A question to the Director, about a file of any kind."""

    question = text(gettext_lazy("The question"), rows=2)
    options = text(gettext_lazy("The options, one on each line"), rows=3)
    recommendation = text(gettext_lazy("What you recommend, and why"), rows=2)
    note = text(gettext_lazy("One page at most: what the Director needs to know"), rows=6, required=False)
    due_on = DatePartsField(
        label=gettext_lazy("By when"),
        called=gettext_lazy("the day you need it"),
        required=False,
        help_text=gettext_lazy("Left empty, our standard holds."),
    )


class EscalateForm(QuestionFields, VerbForm):
    pass


class DecisionFields(forms.Form):
    """What the Director decides."""

    answer = text(gettext_lazy("The decision"), rows=2)
    reasons = text(gettext_lazy("Because"), rows=3)


class DecideForm(DecisionFields, VerbForm):
    pass


class MarkForDisputeForm(VerbForm):
    override = reason(gettext_lazy("The body’s own review is not on file: why we go on all the same"))
    reason = reason(gettext_lazy("Why it may become a dispute between governments"))
    field_order = ["reason", "override"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guard = own_review.missing(self.complaint)
        if guard is None or own_review.stops(guard):
            del self.fields["override"]
        else:
            self.fields["override"].help_text = own_review.words(guard)


class UnmarkForDisputeForm(VerbForm):
    reason = reason(gettext_lazy("Why the mark comes off"))


class OwnReviewForm(VerbForm):
    """Whether the body's own review was used."""

    state = forms.ChoiceField(label=gettext_lazy("The body’s own review or appeal"), choices=OwnReview.choices)
    on = DatePartsField(
        label=gettext_lazy("On which day"),
        called=gettext_lazy("the day it was asked for or decided"),
        required=False,
        help_text=gettext_lazy("Empty only where there is none."),
    )
    said_by = forms.ChoiceField(label=gettext_lazy("Who says so"), choices=SaidBy.choices)
    sure = forms.ChoiceField(label=gettext_lazy("How sure we are"), choices=Sure.choices)
    reason = reason(gettext_lazy("Where it comes from"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = self.fields["on"]
        assert isinstance(day, DatePartsField)  # noqa: S101
        day.latest = today()
        held = self.complaint
        if held.own_review:
            self.initial = {
                **self.initial,
                "state": held.own_review,
                "on": held.own_review_on,
                "said_by": held.own_review_said_by,
                "sure": held.own_review_sure,
            }
        elif own_review.GROUNDS & set(held.ground_slugs):
            self.initial = {**self.initial, "state": OwnReview.ASKED, "said_by": SaidBy.WORKER, "sure": Sure.UNSURE}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "on" in cleaned and cleaned["on"] is None and cleaned.get("state") != OwnReview.NOT_AVAILABLE:
            self.add_error("on", _("Give the day on which it was asked for, or decided."))
        return cleaned


class CommentForm(VerbForm):
    """The body's comment on one finding, as staff received it."""

    ground = forms.ModelChoiceField(
        label=gettext_lazy("Ground"), queryset=ComplaintGround.objects.none(), widget=forms.HiddenInput
    )
    text = text(gettext_lazy("What the body says to this finding"), rows=3)
    on = DatePartsField(label=gettext_lazy("The day we received it"), called=gettext_lazy("the day we received it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, day = self.fields["ground"], self.fields["on"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(day, DatePartsField)  # noqa: S101
        field.queryset = self.complaint.grounds.select_related("ground")
        day.latest = today()
        about = str(self.initial.get("ground", ""))
        ground = field.queryset.filter(pk=about).first() if about.isdecimal() else None
        if ground is not None:
            self.initial = {**self.initial, "text": ground.comment, "on": ground.commented_on or today()}


class ExtendForm(VerbForm):
    """More days for one clock, within what its rule allows."""

    clock = forms.ModelChoiceField(label=gettext_lazy("Clock"), queryset=Clock.objects.none(), widget=forms.HiddenInput)
    days = forms.IntegerField(label=gettext_lazy("How many more days"), min_value=1, max_value=1000)
    authority = forms.CharField(label=gettext_lazy("Who extended it, and under what"), max_length=300)
    reason = reason(gettext_lazy("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["clock"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Clock.objects.filter(file=self.complaint.file_id, stopped_on__isnull=True)
