"""People and offices in the admin: offices are kept here, people are looked at and their rights set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import actions
from .access import can_set_capabilities
from .admin_base import Kept, LookOnly
from .choices import Capability
from .models import IdentityProvider, Invitation, MachineKey, Office, OfficeContact, User
from .refusals import Refused


@admin.register(Office)
class OfficeAdmin(Kept):
    list_display = ["name_en", "name_fr", "kind", "jurisdiction_code", "is_active"]
    list_filter = ["kind", "is_active"]
    search_fields = ["name_en", "name_fr", "short_name", "slug"]


@admin.register(OfficeContact)
class OfficeContactAdmin(Kept):
    """Where requests and copies may be sent."""

    list_display = ["office", "name", "email", "language", "is_active"]
    list_filter = ["office__kind", "is_active"]
    list_select_related = ["office"]
    autocomplete_fields = ["office"]
    search_fields = ["name", "email", "office__name_en", "office__short_name"]


class IdentityForm(forms.ModelForm):
    """The secret is never shown again; left blank it stays. A domain belongs to one body."""

    secret = forms.CharField(
        label=gettext_lazy("our secret there"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Left blank, it stays as it is."),
    )

    class Meta:
        model = IdentityProvider
        fields = ["office", "slug", "name", "server_url", "client_id", "secret", "domains", "is_active"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        known: Any = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        taken = {app["provider_id"] for app in known}
        if slug in taken | {"openid_connect"}:
            raise forms.ValidationError(_("This name is taken. Choose another."))
        return slug

    def clean_server_url(self) -> str:
        address: str = self.cleaned_data["server_url"]
        if settings.HTTPS and not address.startswith("https://"):
            raise forms.ValidationError(_("The address must begin with https://."))
        return address

    def clean_domains(self) -> list[str]:
        domains = sorted({domain.strip().lower().lstrip("@") for domain in self.cleaned_data["domains"]} - {""})
        others = IdentityProvider.objects.exclude(pk=self.instance.pk)
        if taken := others.filter(domains__overlap=domains).first():
            raise forms.ValidationError(_("%(name)s has one of these domains already.") % {"name": taken})
        return domains

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"] or self.instance.secret
        if not secret:
            raise forms.ValidationError(_("Give the secret."))
        return secret


@admin.register(IdentityProvider)
class IdentityProviderAdmin(LookOnly):
    """Who may sign in for a body is the affair of those who set what people may do."""

    form = IdentityForm
    list_display = ["name", "office", "server_url", "domains", "is_active"]
    list_select_related = ["office"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in IdentityForm.Meta.fields if name != "secret" or self.has_change_permission(request)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.can(Capability.USERS))  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.can(Capability.USERS))  # type: ignore[union-attr]


@admin.register(MachineKey)
class MachineKeyAdmin(LookOnly):
    """Made and revoked by the body itself."""

    fields = ["office", "name", "made_by", "made_at", "used_at", "revoked_at", "revoked_by"]
    list_display = ["name", "office", "made_by", "made_at", "used_at", "revoked_at"]
    list_select_related = ["office", "made_by"]


class RightsForm(forms.ModelForm):
    """What somebody may do; the rest of a person is only looked at."""

    capabilities = forms.MultipleChoiceField(
        label=gettext_lazy("capabilities"), choices=Capability, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = ["capabilities"]


@admin.register(User)
class UserAdmin(LookOnly):
    form = RightsForm
    fields = ["name", "email", "office", "language", "is_active", "date_joined", "last_login", "capabilities"]
    readonly_fields = ["name", "email", "office", "language", "is_active", "date_joined", "last_login"]
    list_display = ["name", "email", "office", "language", "is_active"]
    list_filter = ["is_active", "office__kind"]
    list_select_related = ["office"]
    search_fields = ["name", "email"]
    actions = ["close_accounts"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if request.user.can(Capability.USERS) else {}  # type: ignore[union-attr]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.can(Capability.USERS))  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        if obj is None:
            return bool(request.user.can(Capability.USERS))  # type: ignore[union-attr]
        return can_set_capabilities(request.user, obj)  # type: ignore[arg-type]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """People are not made here: they are invited."""
        return redirect("invite")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        actions.set_capabilities(obj, capabilities=form.cleaned_data["capabilities"], by=request.user)  # type: ignore[arg-type]

    @admin.action(description=gettext_lazy("Close these accounts and end their sessions"))
    def close_accounts(self, request: HttpRequest, users: QuerySet[User]) -> None:
        for user in users:
            try:
                actions.deactivate(user, by=request.user, reason="admin")  # type: ignore[arg-type]
            except Refused as refused:
                messages.error(request, f"{user}: {refused}")
            else:
                messages.success(request, _("The account of %(name)s is closed.") % {"name": user.name})


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    list_display = ["name", "email", "office", "invited_by", "invited_at", "expires_at", "accepted_at", "withdrawn_at"]
    list_select_related = ["office", "invited_by"]
    search_fields = ["name", "email"]
