"""What each bulk verb asks for, once for all files. Field names are the action's keywords."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints import letters, texts
from complaints.models import Complaint
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.choices import Priority

from .desk import text


class BulkForm(forms.Form):
    unmarked = True

    def __init__(self, *args: Any, complaints: Sequence[Complaint], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaints, self.user = complaints, user


class AssignForm(BulkForm):
    to = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("Nobody"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = User.objects.filter(is_active=True, capabilities__contains=[Capability.WORK])
        field.initial = self.user.pk


class PrioritiseForm(BulkForm):
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int, initial=Priority.HIGH)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class WriteForm(BulkForm):
    """One text per language; which of them are asked for depends on who is written to."""

    text_en = text(_("The message in English"), rows=8, required=False)
    text_fr = text(_("The message in French"), rows=8, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        read = {complaint.language for complaint in self.complaints}
        for language in ("en", "fr"):
            if language not in read:
                del self.fields[f"text_{language}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(name, "").strip() for name in self.fields):
            raise ValidationError(_("Write the message in at least one language."))
        return cleaned


class DeclineForm(BulkForm):
    doubt = forms.ChoiceField(
        label=_("Why they are not for us"),
        help_text=_("Each worker gets the letter for this reason, in their language, with who can help instead."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["doubt"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        found = [(key, texts.say(ending["title"])) for key, ending in letters.endings().items()]
        field.choices = [("", _("Choose")), *found]


FORMS: dict[str, type[BulkForm]] = {
    "assign": AssignForm,
    "prioritise": PrioritiseForm,
    "write": WriteForm,
    "decline": DeclineForm,
}
