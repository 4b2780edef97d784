"""Forms about accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from .choices import ROLES, Capability, Language
from .models import Invitation, Office, User

ROLE_NAMES = {
    "coordinator": _("Coordinator"),
    "senior coordinator": _("Senior coordinator"),
    "director": _("Director"),
    "registrar": _("Registrar of a regulatory body: answers, and invites colleagues"),
    "body's staff": _("Colleague at a regulatory body: answers"),
    "partner": _("Partner: a ministry or another jurisdiction"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}


class InviteForm(forms.Form):
    """Whom to invite, to which office, as what."""

    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The work address. It becomes the name for signing in.")
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    office = forms.ModelChoiceField(Office.objects.none(), label=_("Office"), required=False)
    role = forms.ChoiceField(label=_("What this person does"), widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of mails and pages"), choices=Language, widget=forms.RadioSelect, initial="en"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anybody = user.can(Capability.USERS)
        offices = Office.objects.filter(is_active=True)
        office: Any = self.fields["office"]
        office.queryset = offices if anybody else offices.filter(pk=user.office_id or 0)
        office.required = not anybody
        roles = [role for role, rights in ROLES.items() if anybody or rights <= set(user.capabilities)]
        role_field: Any = self.fields["role"]
        role_field.choices = [(role, ROLE_NAMES[role]) for role in roles]
        if not anybody:
            self.initial.setdefault("office", user.office_id)
            self.initial.setdefault("role", roles[-1] if roles else "")


class AcceptInvitationForm(forms.Form):
    """A password, chosen once."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters. Three or four words that do not belong together are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, User(email=self.invitation.email, name=self.invitation.name))
        return password


class KeyForm(forms.Form):
    """Which of a body's systems a key is for."""

    name = forms.CharField(
        label=_("Name of the system"),
        max_length=100,
        help_text=_("So that you know later which key to revoke, for example “Registry, test server”."),
    )


class BodySignInForm(forms.Form):
    """The address that says which body's sign-in somebody uses."""

    unmarked = True
    email = forms.EmailField(label=_("Work e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
