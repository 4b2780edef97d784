"""Forms of a step and of a notice: the guards of a step are asked as fields, one each, with what was found."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Language
from mobility.casefiles.forms import text
from mobility.forms import DatePartsField
from mobility.law.citing import cited
from mobility.law.days import today
from mobility.law.models import Jurisdiction

from . import guards, moves, sides
from .choices import OURS, Way
from .dispute_models import Dispute
from .notice_models import Notice


class RewordForm(forms.Form):
    """The words of a notice, item by item as the pack asks for them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Language of the notice"), choices=Language.choices)

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = moves.notices(moves.pack_of(notice.dispute.pack))[notice.kind]
        self.names = []
        for number, item in enumerate(kind.contents):
            name = f"item_{number}"
            label = item[notice.language]
            self.fields[name] = text(label[:1].upper() + label[1:], rows=5, required=False)
            self.fields[name].initial = notice.contents[number]["text"]
            self.names.append(name)
        self.fields["language"].initial = notice.language
        self.fields["version"].initial = notice.dispute.file.version

    @property
    def contents(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.names]


class StepForm(forms.Form):
    """One move: its day, who makes it, who authorised it, and a field for each guard that leaves something to a person."""

    unmarked = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DatePartsField(label=_("On which day"), called=_("the day of this step"))
    acting = forms.ChoiceField(label=_("Who makes this step"))
    authorised_by = forms.CharField(
        label=_("Who authorised it"), max_length=200, required=False,
        help_text=_("For a step of Alberta’s: name the function and the paper, for example “Deputy Minister, memo of 3 March”."),
    )  # fmt: skip
    terms = text(_("Terms of the settlement"), rows=4, required=False)
    comply_by = DatePartsField(label=_("To comply by"), called=_("the day to comply by"), required=False)
    penalty = forms.DecimalField(
        label=_("Amount ordered, in dollars"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    paper = forms.FileField(
        label=_("The document, if you have it as a file"), required=False,
        help_text=_("A submission, a report, an order, a letter."),
    )  # fmt: skip
    note = text(_("Remark"), rows=2, required=False)

    def __init__(self, *args: Any, dispute: Dispute, verb: str, serving: Notice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_on = dispute.opened_on
        pack = moves.pack_of(dispute.pack)
        move = moves.moves(pack)[verb]
        choices = sides.may_act(dispute, pack, move)
        names = {row.code: row.name for row in Jurisdiction.objects.all()}
        if serving is not None:
            choices = [one for one in choices if one.party == OURS]
        self.fields["acting"].choices = [  # type: ignore[attr-defined]
            (
                one.key,
                f"{names.get(one.party, one.party)} ({moves.actor(one.actor)})"
                if one.party
                else moves.actor(one.actor),
            )
            for one in choices
        ]
        if len(choices) == 1:
            self.fields["acting"].widget = forms.HiddenInput()
            self.fields["acting"].initial = choices[0].key
        if all(one.party == OURS for one in choices):
            self.fields["authorised_by"].required = True
        if not any(one.party == OURS for one in choices):
            del self.fields["authorised_by"]
        if not verb.startswith("settle"):
            del self.fields["terms"]
        if verb not in ("settle", "settle_after_report", "issue_report", "start_compliance"):
            del self.fields["comply_by"]
        if verb != "order_penalty":
            del self.fields["penalty"]
        self.fields["version"].initial = dispute.file.version
        self.fields["on"].initial = today()
        self.fields["on"].latest, self.fields["on"].earliest = today(), dispute.opened_on  # type: ignore[attr-defined]
        planned = guards.Planned(move, self._on(), self._party())
        self.checked = guards.check(dispute, pack, planned)
        for one in self.checked:
            if one.asks:
                needed = one.guard.id != guards.MARKS_LATE
                self.fields[one.name] = text(one.text, rows=2, required=needed, hint=self._hint(one))

    def _on(self) -> dt.date:
        """The day that the guards are asked for: the one typed, so that the form asks what the step will ask."""
        typed = self.fields["on"].widget.value_from_datadict(self.data, {}, "on") if self.is_bound else None
        try:
            day = dt.date(int(typed.year), int(typed.month), int(typed.day)) if typed else today()
        except (ValueError, OverflowError):
            return today()
        return day if self.opened_on <= day <= today() else today()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ours = str(cleaned.get("acting", "")).endswith(f":{OURS}")
        if (
            ours
            and "authorised_by" in self.fields
            and not cleaned.get("authorised_by")
            and not self.has_error("authorised_by")
        ):
            self.add_error("authorised_by", _("Say who authorised this step of Alberta’s."))
        return cleaned

    def _party(self) -> str:
        said = str(self.data.get("acting", "")) if self.is_bound else str(self.fields["acting"].initial or "")
        return said.partition(":")[2]

    def _hint(self, one: guards.Checked) -> str:
        parts = [one.found.sentence, cited(one.guard.article)]
        if guards.rests_on_unconfirmed(one.guard):
            parts.append(
                gettext("The number is unconfirmed: say how it was confirmed, with the source, or why you go on.")
            )
        elif one.state == guards.SAID:
            parts.append(gettext("Say what shows that it is so."))
        else:
            parts.append(gettext("A person decides: give the reason."))
        return " · ".join(part for part in parts if part)

    @property
    def words(self) -> dict[str, str]:
        return {one.guard.id: self.cleaned_data.get(one.name, "") for one in self.checked if one.asks}

    def step(self) -> dict[str, Any]:
        """The keywords of the action."""
        said = {name: value for name, value in self.cleaned_data.items() if not name.startswith("guard_")}
        return {**said, "words": self.words}


def address_field(key: str) -> str:
    return f"to_{key.replace(':', '__')}"


class ServeForm(StepForm):
    """The same for an approved notice, with how it goes out."""

    way = forms.ChoiceField(label=_("How it goes out"), choices=[one for one in Way.choices if one[0] != Way.ELSEWHERE])
    elsewhere = forms.BooleanField(
        label=_("It was served elsewhere already; I record it"), required=False,
        help_text=_("By courier or the minister’s office. The same proof is needed for each addressee."),
    )  # fmt: skip
    delivered_on = DatePartsField(
        label=_("Delivered to everybody on (if you know it already)"),
        called=_("the day it was delivered"),
        required=False,
    )
    proof = forms.CharField(label=_("What proves that"), max_length=300, required=False)

    def __init__(self, *args: Any, dispute: Dispute, serving: Notice, **kwargs: Any) -> None:
        super().__init__(*args, dispute=dispute, verb=serving.verb, serving=serving, **kwargs)
        self.fields["delivered_on"].latest = today()  # type: ignore[attr-defined]
        del self.fields["paper"]
        pack = moves.pack_of(dispute.pack)
        self.to = sides.addressees(dispute, pack, moves.moves(pack)[serving.verb].addressees)
        for one in self.to:
            label = gettext("Address of %(name)s") % {"name": one.name}
            self.fields[address_field(one.key)] = forms.EmailField(label=label, required=False, initial=one.address)

    def serve(self) -> dict[str, Any]:
        said = self.step()
        said.pop("acting")
        addresses = {one.key: said.pop(address_field(one.key)) for one in self.to}
        return {**said, "addresses": addresses}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("way") == Way.MAIL and not cleaned.get("elsewhere"):
            for one in self.to:
                name = address_field(one.key)
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, gettext("Give the address: none may be left out."))
        return cleaned
