"""Forms of the two rooms: for the unit on the page of the dispute, and for partners on theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Language, OfficeKind
from mobility.accounts.models import Office
from mobility.casefiles.choices import Side
from mobility.casefiles.forms import VerbForm, text
from mobility.casefiles.models import Document, Participant
from mobility.forms import DatePartsField
from mobility.law.models import Jurisdiction

from .briefing_models import KIND as PACK
from .choices import OURS
from .room_models import Position

CHOOSE = _("Choose")
ROOMS = [(Side.ALBERTA.value, Side.ALBERTA.label), (Side.JOINT.value, Side.JOINT.label)]


def partners() -> Any:
    """Offices that may take part in a dispute."""
    return Office.objects.filter(kind__in=[OfficeKind.MINISTRY, OfficeKind.JURISDICTION], is_active=True)


def inside(item: Any) -> Any:
    """Offices that take part in this one."""
    ids = Participant.objects.filter(file=item.file, until_at__isnull=True, office__isnull=False).values("office")
    return Office.objects.filter(pk__in=ids)


class OfficeForm(VerbForm):
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = partners()  # type: ignore[attr-defined]


class ShutOutForm(VerbForm):
    participant = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why"), max_length=300)


class SayForm(VerbForm):
    side = forms.ChoiceField(label=_("Room"), choices=ROOMS)
    text = text(_("What to say"), rows=3)


class PaperForm(VerbForm):
    document = forms.TypedChoiceField(label=_("Document"), coerce=int, choices=())
    side = forms.ChoiceField(label=_("Room"), choices=ROOMS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = (
            Document.objects.filter(file=self.item.file)
            .exclude(kind=PACK)
            .leaving()
            .order_by("pk")
            .values_list("pk", "title")
        )
        self.fields["document"].choices = list(rows)  # type: ignore[attr-defined]


class GiveTaskForm(VerbForm):
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=CHOOSE)
    what = forms.CharField(label=_("What is to be done"), max_length=300)
    due_on = DatePartsField(label=_("By when"), called=_("the day it is due"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = inside(self.item)  # type: ignore[attr-defined]


class AskForm(OfficeForm):
    question = text(_("What we ask"), rows=4)
    due_on = DatePartsField(label=_("Answer by"), called=_("the day to answer by"))
    authority = forms.CharField(
        label=_("Under which authority this leaves the unit"), max_length=300,
        initial=_("Consultation across ministries and governments on this dispute"),
    )  # fmt: skip
    register = forms.EmailField(label=_("Address to register with the office, where it has none"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)


class MeetForm(VerbForm):
    side = forms.ChoiceField(label=_("Room"), choices=ROOMS)
    meets_on = DatePartsField(label=_("On which day"), called=_("the day of the meeting"))
    place = forms.CharField(label=_("Place and time"), max_length=200, required=False)
    agenda = text(_("Agenda"), rows=4, required=False)


class MinuteForm(VerbForm):
    meeting = forms.IntegerField(widget=forms.HiddenInput)
    minutes = text(_("Minutes"), rows=6)
    decisions = text(_("Decisions"), rows=3, required=False)
    todo = forms.CharField(label=_("Something to be done"), max_length=300, required=False)
    todo_office = forms.ModelChoiceField(
        label=_("By which office"), queryset=Office.objects.none(), required=False, empty_label=_("The unit")
    )
    todo_due_on = DatePartsField(label=_("By when"), called=_("the day it is due"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["todo_office"].queryset = inside(self.item)  # type: ignore[attr-defined]
        number = str(self["meeting"].value() or "")
        row = self.item.meetings.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
        if row is not None:  # written anew, it begins with what stands there
            self.fields["minutes"].initial, self.fields["decisions"].initial = row.minutes, row.decisions


class IssueForm(VerbForm):
    question = forms.CharField(label=_("The question"), max_length=300)
    side = forms.ChoiceField(label=_("Open to"), choices=[("", _("The unit alone")), *ROOMS], required=False)


class PositionForm(VerbForm):
    issue = forms.IntegerField(widget=forms.HiddenInput)
    what = forms.ChoiceField(label=_("What"), choices=Position.What.choices)
    party = forms.ModelChoiceField(
        label=_("Of which government"), queryset=Jurisdiction.objects.none(), required=False, empty_label="–"
    )
    office = forms.ModelChoiceField(
        label=_("Or of which ministry"), queryset=Office.objects.none(), required=False, empty_label="–"
    )
    text = text(_("In words"), rows=3)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("A letter, a minute, a document of this file, with its day.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = Jurisdiction.objects.exclude(code=OURS)  # type: ignore[attr-defined]
        self.fields["office"].queryset = Office.objects.filter(kind=OfficeKind.MINISTRY, is_active=True)  # type: ignore[attr-defined]


# ---- for partners ---------------------------------------------------------------------------------------
class PartnerSayForm(forms.Form):
    unmarked = True
    side = forms.ChoiceField(label=_("Room"), choices=())
    text = text(_("What to say"), rows=3)

    def __init__(self, *args: Any, seat: Participant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = ROOMS if seat.side == Side.ALBERTA else ROOMS[1:]
        self.fields["side"].choices = rooms  # type: ignore[attr-defined]
        if len(rooms) == 1:
            self.fields["side"].widget = forms.HiddenInput()
            self.fields["side"].initial = rooms[0][0]


class PartnerPaperForm(PartnerSayForm):
    title = forms.CharField(label=_("What it is"), max_length=200)
    upload = forms.FileField(label=_("File"))
    field_order = ["title", "upload", "side"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["text"]


class PartnerTaskForm(forms.Form):
    unmarked = True
    task = forms.IntegerField(widget=forms.HiddenInput)
    text = text(_("What was done"), rows=2)


class PartnerPositionForm(forms.Form):
    unmarked = True
    issue = forms.IntegerField(widget=forms.HiddenInput)
    text = text(_("Your position"), rows=3)
