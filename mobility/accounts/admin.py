"""People and offices in the admin: offices are kept here, people are looked at and their rights set."""

from __future__ import annotations

from typing import Any

from django import forms
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
from .models import Invitation, Office, OfficeContact, User
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
