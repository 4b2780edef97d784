"""The admin is for looking. Every app's admin classes start here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .access import can_open_admin
from .choices import Capability


class HouseAdminSite(admin.AdminSite):
    """Opened by capability, entered through the same sign-in as the rest of the house."""

    site_title = site_header = _("Labour Mobility: reference data and audit")
    index_title = _("What is kept")
    site_url = "/landing/"

    def has_permission(self, request: HttpRequest) -> bool:
        return can_open_admin(request.user)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("account_login"))
            if not self.has_permission(request):
                raise Http404
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("account_login"))


class LookOnly(admin.ModelAdmin):
    """Everybody who may open the admin may look; nobody adds, changes or deletes."""

    actions: Any = None
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return can_open_admin(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_open_admin(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Kept(LookOnly):
    """Reference data: holders of REFERENCE add and change; nobody deletes (things are made inactive)."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.can(Capability.REFERENCE))  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.can(Capability.REFERENCE))  # type: ignore[union-attr]
