"""Forms about what hangs on files of any kind. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.forms import DatePartsField
from mobility.law.days import today

from .choices import Mark


class AwayForm(forms.Form):
    """From when until when, and who covers. Who assigns files may enter it for somebody else."""

    user = forms.ModelChoiceField(label=_("Who is away"), queryset=User.objects.none(), empty_label=None)
    from_on = DatePartsField(label=_("First day away"), called=_("the first day away"))
    until_on = DatePartsField(label=_("Last day away"), called=_("the last day away"))
    covered_by = forms.ModelChoiceField(label=_("Who covers"), queryset=User.objects.none(), empty_label=_("Choose"))
    reason = forms.CharField(label=_("Remark for the unit"), max_length=200, required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk = User.objects.filter(is_active=True, capabilities__contains=[Capability.DESK]).order_by("name")
        who, cover, first, last = (self.fields[name] for name in ("user", "covered_by", "from_on", "until_on"))
        assert isinstance(who, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(cover, forms.ModelChoiceField)  # noqa: S101
        assert isinstance(last, DatePartsField)  # noqa: S101
        who.queryset = desk if by.can(Capability.ASSIGN) else desk.filter(pk=by.pk)
        who.initial, first.initial, last.earliest = by.pk, today(), today()
        cover.queryset = desk if by.can(Capability.ASSIGN) else desk.exclude(pk=by.pk)


# ---- verbs of a file of any kind -----------------------------------------------------------------------
TEXT_MAX = 20_000


def text(label: Any, *, rows: int = 4, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=TEXT_MAX, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class VerbForm(forms.Form):
    """Carries the version of the file the person saw, so that nobody overwrites another. `item` is the row that has the file."""

    unmarked = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: Any, user: User, **kwargs: Any) -> None:
        self.item, self.user = item, user
        kwargs["initial"] = {**self.first(), **kwargs.get("initial", {}), "version": item.file.version}
        super().__init__(*args, **kwargs)

    def first(self) -> dict[str, Any]:
        """What stands in the fields when the form opens."""
        return {}


class ReasonForm(VerbForm):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class AssignForm(VerbForm):
    to = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Nobody"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = User.objects.filter(is_active=True, capabilities__contains=[Capability.WORK])

    def first(self) -> dict[str, Any]:
        return {"to": self.item.file.owner_id or self.user.pk}


class NoteForm(VerbForm):
    text = text(_("Note"), rows=3)


class TaskForm(VerbForm):
    what = forms.CharField(label=_("What is to be done"), max_length=300)
    due_on = DatePartsField(label=_("By when"), called=_("the day it is due"), required=False)


class TaskDoneForm(VerbForm):
    task = forms.IntegerField(widget=forms.HiddenInput)


class PaperForm(VerbForm):
    title = forms.CharField(label=_("What it is"), max_length=200)
    upload = forms.FileField(label=_("File"))
    mark = forms.ChoiceField(label=_("Marking"), choices=Mark.choices, required=False)
