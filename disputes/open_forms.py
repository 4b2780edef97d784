"""The form that opens a dispute: between whom, of what kind, about which measure, and whose case where a person stands behind it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint, Ground
from mobility.accounts.choices import Language, OfficeKind
from mobility.accounts.models import Office, User
from mobility.casefiles.forms import VerbForm, text
from mobility.casefiles.models import CaseFile, Person
from mobility.forms import DatePartsField
from mobility.law.days import today
from mobility.law.models import Jurisdiction
from regulators.models import RegulatoryBody

from .choices import AlbertaIs, Born, CaseOf, MadeBy, MeasureKind, OutsidePartB, PackId
from .dispute_models import Measure
from .opening_rules import Wish, already_known, known_measure, problems

CHOOSE = _("Choose")


class PersonFields(forms.Form):
    """Who the person is, how they are reached, and why we may hold that."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, required=False)
    authority = forms.CharField(
        label=_("Under which authority we hold who the person is"), max_length=300, required=False,
        help_text=_("For example: the person’s written request of 3 March."),
    )  # fmt: skip

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class OpenForm(PersonFields):
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        help_text=_("It is read by everybody: no worker and no person is named in it."),
    )
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
    lead = forms.ModelChoiceField(
        label=_("Lead ministry"), queryset=Office.objects.none(), required=False, empty_label=_("Not named yet")
    )
    opened_on = DatePartsField(label=_("Opened on"), called=_("the day it was opened"))
    case_of = forms.ChoiceField(
        label=_("Whose case is it?"), choices=CaseOf.choices, initial=CaseOf.GOVERNMENTS, widget=forms.RadioSelect,
        help_text=_("CFTA Part B is for a person’s own case. The New West Partnership knows all three."),
    )  # fmt: skip
    worker = forms.CharField(
        label=_("Number of the person’s complaint, if there is one"), max_length=30, required=False,
        help_text=_("The name and how to reach the person are then taken from that file."),
    )  # fmt: skip
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
    #: the page shows them in groups
    groups: ClassVar[dict[str, tuple[str, ...]]] = {
        "between": ("title", "pack", "alberta", "initiating", "replying", "opened_on"),
        "whose": ("case_of",),
        "who": ("worker", "name", "email", "phone", "language", "authority"),
        "origin": ("born", "sources", "lead"),
        "newly": ("measure_title", "measure_text", "kind", "made_by", "body", "ground", "outside_part_b"),
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, rows in (
            ("initiating", Jurisdiction.objects.all()),
            ("replying", Jurisdiction.objects.all()),
            ("lead", Office.objects.filter(kind=OfficeKind.MINISTRY, is_active=True)),
            ("measure", Measure.objects.order_by("title")),
            ("body", RegulatoryBody.objects.select_related("office")),
            ("ground", Ground.objects.all()),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["opened_on"].initial = today()
        self.fields["opened_on"].latest = today()  # type: ignore[attr-defined]

    def group(self, name: str) -> list[forms.BoundField]:
        return [self[one] for one in self.groups[name]]

    @property
    def between(self) -> list[forms.BoundField]:
        return self.group("between")

    @property
    def whose(self) -> list[forms.BoundField]:
        return self.group("whose")

    @property
    def who(self) -> list[forms.BoundField]:
        return self.group("who")

    @property
    def origin(self) -> list[forms.BoundField]:
        return self.group("origin")

    @property
    def newly(self) -> list[forms.BoundField]:
        return self.group("newly")

    def clean_sources(self) -> list[Any]:
        named = [word.strip() for word in self.cleaned_data["sources"].split(",") if word.strip()]
        found = {row.reference: row for row in CaseFile.objects.visible_to(self.user).filter(reference__in=named)}
        if missing := [word for word in named if word not in found]:
            raise forms.ValidationError(
                gettext("No such file, or not open to you: %(names)s.") % {"names": ", ".join(missing)}
            )
        return [found[word] for word in dict.fromkeys(named)]

    def clean_worker(self) -> Person | None:
        """The worker of the complaint that was named."""
        reference = self.cleaned_data["worker"].strip()
        if not reference:
            return None
        found = Complaint.objects.visible_to(self.user).filter(file__reference=reference).select_related("complainant")
        if not (row := found.first()):
            raise forms.ValidationError(gettext("There is no such complaint, or you may not open it."))
        return row.complainant

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["person"] = self.person(said)
        measure, replying = said.get("measure"), said.get("replying")
        if measure is None and "measure" not in self.errors and not self.has_error("measure_title"):
            if not said.get("measure_title"):
                self.add_error("measure_title", _("Choose a measure, or say in a few words what is complained of."))
            elif replying is not None and (known := known_measure(said["measure_title"], replying)):
                self.add_error("measure_title", already_known(known))
        if replying is not None and {
            "title",
            "pack",
            "alberta",
            "replying",
            "initiating",
            "worker",
            "case_of",
        }.isdisjoint(self.errors):
            wish = Wish(
                said["title"], said["pack"], said["alberta"], said["initiating"], replying, measure, said["case_of"],
                said["person"], said.get("authority", ""),
            )  # fmt: skip
            for field, sentence in problems(wish, self.user):
                self.add_error(field, sentence)
        return said

    def person(self, said: dict[str, Any]) -> Person | None:
        """The worker of the complaint that was named, or somebody new who is not kept yet."""
        if said.get("worker") is not None:
            return said["worker"]
        reach = {name: said.get(name, "") for name in ("name", "email", "phone")}
        return Person(**reach, language=said.get("language") or Language.EN) if any(reach.values()) else None

    def described(self) -> dict[str, Any]:
        """The new measure, as the action wants it."""
        said = self.cleaned_data
        return {
            "title": said["measure_title"],
            "text": said["measure_text"],
            "jurisdiction": said["replying"],
            "kind": said["kind"] or MeasureKind.ACTUAL,
            "made_by": said["made_by"] or MadeBy.BODY,
            "body": said["body"],
            "ground": said["ground"],
            "outside_part_b": said["outside_part_b"],
            "since": today(),
        }


class PersonForm(VerbForm, PersonFields):
    """Correct who the person is. Offered to those alone who see through."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.fields["authority"].required = True

    def first(self) -> dict[str, Any]:
        person = self.item.person
        reach = {name: getattr(person, name) for name in ("name", "email", "phone", "language")} if person else {}
        return {**reach, "authority": self.item.person_authority}
