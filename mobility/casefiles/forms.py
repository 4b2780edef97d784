"""Forms about what hangs on files of any kind. They clean and narrow choices; field names are the actions' keywords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.forms import DatePartsField
from mobility.law.days import today


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
