"""Forms about disputes: particulars, dates, notices and panels. They clean and narrow choices. Opening one: `open_forms`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability, Language, OfficeKind
from mobility.accounts.models import Office, User
from mobility.casefiles.forms import VerbForm, text
from mobility.forms import DatePartsField
from mobility.law.days import today
from mobility.law.models import Jurisdiction, Provision

from . import moves, particulars
from .dispute_models import Dispute
from .notice_models import Notice
from .panel_models import PanelKind, RosterKind, RosterMember

CHOOSE = _("Choose")


def day(label: Any, called: Any, **more: Any) -> DatePartsField:
    return DatePartsField(label=label, called=called, latest=more.pop("latest", None) or today(), **more)


class ReviseForm(VerbForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    summary = text(_("Summary"))
    harm = text(_("Harm: how trade is or would be impaired, the injury"), required=False)
    provisions = forms.ModelMultipleChoiceField(
        label=_("Provisions"), queryset=Provision.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip
    lead = forms.ModelChoiceField(
        label=_("Lead ministry"), queryset=Office.objects.none(), required=False, empty_label=_("Not named yet")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instruments = moves.pack_of(self.item.pack).instruments
        self.fields["provisions"].queryset = Provision.objects.filter(instrument__in=instruments)  # type: ignore[attr-defined]
        self.fields["lead"].queryset = Office.objects.filter(kind=OfficeKind.MINISTRY, is_active=True)  # type: ignore[attr-defined]

    def first(self) -> dict[str, Any]:
        row: Dispute = self.item
        return {
            "title": row.file.title,
            "summary": particulars.summary(row),
            "harm": particulars.harm(row),
            "lead": row.lead_id,
            "provisions": [one.pk for one in row.provisions.all()],
        }


class SourceForm(VerbForm):
    reference = forms.CharField(label=_("Number of the file"), max_length=30)


class DropForm(VerbForm):
    source = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why"), max_length=300)


class SeeThroughForm(VerbForm):
    seer = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label=CHOOSE)
    reason = forms.CharField(label=_("Why"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seer"].queryset = User.objects.filter(is_active=True, capabilities__contains=[Capability.DESK])  # type: ignore[attr-defined]


class StopSeeingForm(VerbForm):
    seer = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why"), max_length=300)


class CorrectForm(VerbForm):
    fact = forms.IntegerField(widget=forms.HiddenInput)
    on = DatePartsField(label=_("Right date"), called=_("the right date"))
    reason = forms.CharField(label=_("Why, and what shows it"), max_length=300)


class ExtendForm(VerbForm):
    clock = forms.IntegerField(widget=forms.HiddenInput)
    days = forms.IntegerField(label=_("Days more"), min_value=1, max_value=366)
    agreed_by = forms.CharField(label=_("Who agreed"), max_length=300)
    reason = forms.CharField(label=_("Why"), max_length=500)


class LateForm(VerbForm):
    party = forms.IntegerField(widget=forms.HiddenInput)
    accept = forms.TypedChoiceField(
        label=_("Does it take part?"), choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes"
    )
    reason = forms.CharField(label=_("Reasons"), max_length=500)


class NoticeForm(VerbForm):
    notice = forms.IntegerField(widget=forms.HiddenInput)


class AskReviewForm(NoticeForm):
    reviewer = forms.ModelChoiceField(label=_("Senior"), queryset=User.objects.none(), empty_label=CHOOSE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seniors = User.objects.filter(is_active=True, capabilities__contains=[Capability.REVIEW]).exclude(
            pk=self.user.pk
        )
        self.fields["reviewer"].queryset = seniors  # type: ignore[attr-defined]


class GiveBackForm(NoticeForm):
    remark = text(_("What is to be changed"), rows=3)


class WithdrawForm(NoticeForm):
    reason = forms.CharField(label=_("Why"), max_length=300)


class DeliverForm(VerbForm):
    """One addressee or several at once: a courier's list proves many."""

    notice = forms.IntegerField(widget=forms.HiddenInput)
    deliveries = forms.TypedMultipleChoiceField(
        label=_("Delivered to"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    delivered_on = DatePartsField(label=_("Delivered on"), called=_("the day it was delivered"))
    proof = forms.CharField(
        label=_("What proves it"), max_length=300, help_text=_("A receipt, a tracking number, who signed.")
    )
    paper = forms.FileField(label=_("The receipt, if you have it as a file"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = (self.data.get("notice") if self.is_bound else kwargs.get("initial", {}).get("notice")) or 0
        number = int(chosen) if str(chosen).isdecimal() else 0
        waiting = [
            (row.pk, str(row.party) if row.party else moves.actor(row.actor))
            for notice in Notice.objects.filter(pk=number, dispute=self.item)
            for row in notice.deliveries.filter(delivered_on__isnull=True).select_related("party").order_by("pk")
        ]
        self.fields["deliveries"].choices = waiting  # type: ignore[attr-defined]
        if "delivered_on" in self.fields:
            self.fields["delivered_on"].latest = today()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("notice", None)
        return cleaned


class AppointForm(VerbForm):
    panel = forms.ChoiceField(label=_("Panel"), choices=PanelKind.choices)
    member = forms.ModelChoiceField(
        label=_("Who, from the rosters"), queryset=RosterMember.objects.none(), empty_label=CHOOSE,
        help_text=_("People who are missing are entered on the page of the rosters."),
    )  # fmt: skip
    appointed_by = forms.ModelChoiceField(
        label=_("Appointed by"), queryset=Jurisdiction.objects.none(), required=False,
        empty_label=_("The panellists, or by lot"),
    )  # fmt: skip
    on = DatePartsField(label=_("On which day"), called=_("the day of the appointment"))
    is_chair = forms.BooleanField(label=_("As chair"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = RosterMember.objects.filter(removed_on__isnull=True).select_related("party")
        self.fields["member"].queryset = listed  # type: ignore[attr-defined]
        two = [code for code in (self.item.initiating_id, self.item.replying_id) if code]
        self.fields["appointed_by"].queryset = Jurisdiction.objects.filter(code__in=two)  # type: ignore[attr-defined]


class DeclareForm(VerbForm):
    panellist = forms.IntegerField(widget=forms.HiddenInput)
    declared_on = DatePartsField(label=_("Declared on"), called=_("the day of the declaration"))
    conflict = text(_("Conflict of interest, if there is one"), rows=2, required=False)
    cleared = text(_("How it was dealt with"), rows=2, required=False)


class LeaveForm(VerbForm):
    panellist = forms.IntegerField(widget=forms.HiddenInput)
    on = DatePartsField(label=_("On which day"), called=_("the day they left"))
    reason = forms.CharField(label=_("Why"), max_length=300)


class CheckForm(VerbForm):
    kept = forms.TypedChoiceField(
        label=_("Was it done?"), choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes"
    )
    checked_on = DatePartsField(label=_("Checked on"), called=_("the day it was checked"))
    words = text(_("What shows it"), rows=3)


class BriefForm(VerbForm):
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def first(self) -> dict[str, Any]:
        return {"language": self.user.language}


class RosterForm(forms.Form):
    party = forms.ModelChoiceField(label=_("Listed by"), queryset=Jurisdiction.objects.all(), empty_label=CHOOSE)
    roster = forms.ChoiceField(label=_("Roster"), choices=RosterKind.choices)
    name = forms.CharField(label=_("Name"), max_length=150)
    about = forms.CharField(label=_("Function"), max_length=200, required=False)
    listed_on = DatePartsField(label=_("Listed since"), called=_("the day of the listing"))
