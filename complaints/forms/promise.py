"""Was it kept? The worker's word about one promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .fields import SHORT, PublicForm, Words


class PromiseForm(PublicForm):
    unmarked = True

    def __init__(self, typed: Mapping[str, list[str]] | None = None, **kwargs: Any) -> None:
        super().__init__(typed, **kwargs)
        self.fields["kept"] = forms.ChoiceField(
            label=_("Did it happen?"),
            choices=[("yes", _("Yes, it happened")), ("no", _("No, it did not"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose yes or no."), "invalid_choice": _("Choose yes or no.")},
        )
        self.fields["words"] = Words(most=SHORT, lines=3, label=_("Anything to add, if you like"), required=False)
