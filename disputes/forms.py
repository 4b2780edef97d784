"""Forms about disputes: opening one, its particulars, dates, notices and panels. They clean and narrow choices."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.models import Ground
from mobility.accounts.choices import Capability, Language, OfficeKind
from mobility.accounts.models import Office, User
from mobility.casefiles.forms import VerbForm, text
from mobility.casefiles.models import CaseFile
from mobility.forms import DatePartsField
from mobility.law.days import today
from mobility.law.models import Jurisdiction, Provision
from regulators.models import RegulatoryBody

from . import moves
from .choices import AlbertaIs, Born, MadeBy, MeasureKind, OutsidePartB, PackId
from .dispute_models import Dispute, Measure
from .notice_models import Notice
from .panel_models import PanelKind, RosterKind, RosterMember

CHOOSE = _("Choose")
#: Within this time the same words are the same form sent twice.
TWICE = dt.timedelta(minutes=10)


def day(label: Any, called: Any, **more: Any) -> DatePartsField:
    return DatePartsField(label=label, called=called, latest=more.pop("latest", None) or today(), **more)


class MeasureForm(forms.Form):
    """The measure complained of: one known already, or a new one."""

    measure = forms.ModelChoiceField(
        label=_("Measure known already"), queryset=Measure.objects.none(), required=False, empty_label=_("A new one"),
        help_text=_("The same measure is one row in every dispute: bars and risks are kept by it."),
    )  # fmt: skip
    measure_title = forms.CharField(label=_("New measure, in a few words"), max_length=200, required=False)
    measure_text = text(_("What it asks or does"), rows=3, required=False)
    kind = forms.ChoiceField(label=_("Is it in force?"), choices=MeasureKind.choices, required=False)
    made_by = forms.ChoiceField(label=_("Who made it"), choices=MadeBy.choices, required=False, initial=MadeBy.BODY)
    body = forms.ModelChoiceField(
        label=_("Body of ours"), queryset=RegulatoryBody.objects.none(), required=False, empty_label=_("None"),
        help_text=_("Where a regulatory body of Alberta made it."),
    )  # fmt: skip
    ground = forms.ModelChoiceField(
        label=_("Requirement"), queryset=Ground.objects.none(), required=False, empty_label=_("None")
    )
    outside_part_b = forms.ChoiceField(
        label=_("Is it about what Part B leaves out?"), choices=OutsidePartB.choices, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = Measure.objects.order_by("title")  # type: ignore[attr-defined]
        self.fields["body"].queryset = RegulatoryBody.objects.select_related("office")  # type: ignore[attr-defined]
        self.fields["ground"].queryset = Ground.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("measure") is None and not cleaned.get("measure_title"):
            self.add_error("measure_title", _("Choose a measure, or say in a few words what is complained of."))
        return cleaned

    def made(self, replying: Jurisdiction) -> Measure:
        """The measure chosen, or the new one."""
        said = self.cleaned_data
        if said["measure"] is not None:
            return said["measure"]
        return Measure.objects.create(
            title=said["measure_title"],
            text=said["measure_text"],
            jurisdiction=replying,
            kind=said["kind"] or MeasureKind.ACTUAL,
            made_by=said["made_by"] or MadeBy.BODY,
            body=said["body"],
            ground=said["ground"],
            outside_part_b=said["outside_part_b"],
            since=today(),
        )


class OpenForm(MeasureForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    pack = forms.ChoiceField(
        label=_("Agreement"), choices=PackId.choices,
        help_text=_("Set once: choosing one agreement may bar the other for the same complaint."),
    )  # fmt: skip
    alberta = forms.ChoiceField(label=_("Alberta is"), choices=AlbertaIs.choices)
    initiating = forms.ModelChoiceField(
        label=_("Who asks (Initiating Party)"), queryset=Jurisdiction.objects.none(), required=False, empty_label=_("A person"),
        help_text=_("In a person’s case: the person’s own government."),
    )  # fmt: skip
    replying = forms.ModelChoiceField(
        label=_("Whose measure it is (Replying Party)"), queryset=Jurisdiction.objects.none(), empty_label=CHOOSE
    )
    born = forms.ChoiceField(label=_("Comes from"), choices=Born.choices)
    sources = forms.CharField(
        label=_("Complaints or reviews behind it"), max_length=1000, required=False,
        help_text=_("Numbers of files, with commas between them. Who the workers are is not shown in the dispute."),
    )  # fmt: skip
    on_behalf = forms.BooleanField(label=_("It is made on behalf of a person"), required=False)
    lead = forms.ModelChoiceField(
        label=_("Lead ministry"), queryset=Office.objects.none(), required=False, empty_label=_("Not named yet")
    )
    opened_on = DatePartsField(label=_("Opened on"), called=_("the day it was opened"))
    #: the page shows them in groups
    groups: ClassVar[dict[str, tuple[str, ...]]] = {
        "between": ("title", "pack", "alberta", "initiating", "replying", "opened_on"),
        "origin": ("born", "sources", "lead"),
        "newly": ("measure_title", "measure_text", "kind", "made_by", "body", "ground"),
        "personal": ("on_behalf", "outside_part_b"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        everywhere = Jurisdiction.objects.all()
        self.fields["initiating"].queryset = everywhere  # type: ignore[attr-defined]
        self.fields["replying"].queryset = everywhere  # type: ignore[attr-defined]
        self.fields["lead"].queryset = Office.objects.filter(kind=OfficeKind.MINISTRY, is_active=True)  # type: ignore[attr-defined]
        self.fields["opened_on"].initial = today()
        self.fields["opened_on"].latest = today()  # type: ignore[attr-defined]

    def group(self, name: str) -> list[forms.BoundField]:
        return [self[one] for one in self.groups[name]]

    @property
    def between(self) -> list[forms.BoundField]:
        return self.group("between")

    @property
    def origin(self) -> list[forms.BoundField]:
        return self.group("origin")

    @property
    def newly(self) -> list[forms.BoundField]:
        return self.group("newly")

    @property
    def personal(self) -> list[forms.BoundField]:
        return self.group("personal")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        known, replying = cleaned.get("measure"), cleaned.get("replying")
        if known is not None and replying is not None and known.jurisdiction_id != replying.code:
            said = gettext("The measure chosen is one of %(place)s: the Replying Party is whoever’s measure it is.")
            self.add_error("measure", said % {"place": known.jurisdiction})
        twin = (
            Dispute.objects.visible_to(self.user)
            .open()
            .filter(
                file__title=cleaned.get("title", ""),
                pack=cleaned.get("pack", ""),
                replying=cleaned.get("replying"),
                file__owner=self.user,
                file__opened_at__gt=now() - TWICE,
            )
            .select_related("file")
            .first()
        )
        if twin is not None:
            self.add_error(
                "title",
                gettext("You opened this dispute a moment ago: %(file)s. Another one needs another title.")
                % {"file": twin},
            )
        return cleaned

    def clean_sources(self) -> list[Any]:
        named = [word.strip() for word in self.cleaned_data["sources"].split(",") if word.strip()]
        found = {row.reference: row for row in CaseFile.objects.visible_to(self.user).filter(reference__in=named)}
        if missing := [word for word in named if word not in found]:
            raise forms.ValidationError(
                gettext("No such file, or not open to you: %(names)s.") % {"names": ", ".join(missing)}
            )
        return [found[word] for word in dict.fromkeys(named)]


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
            "summary": row.summary,
            "harm": row.harm,
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
