"""Reference data in the admin: to look at; calendars and their holidays can be edited by who keeps reference data."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from mobility.accounts.choices import Capability

from .models import BusinessCalendar, Holiday, Instrument, Jurisdiction, Provision, RulePack, RuleVersion


def _can(request: HttpRequest, *capabilities: str) -> bool:
    user: Any = request.user
    return user.is_active and (user.is_superuser or any(user.can(c) for c in capabilities))


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Comes from the packs: seen here, changed there."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _can(request, Capability.REFERENCE, Capability.AUDIT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Jurisdiction)
class JurisdictionAdmin(LookOnly):
    list_display = ["code", "name_en", "is_cfta_party", "is_nwpta_party", "confidence"]


@admin.register(Instrument)
class InstrumentAdmin(LookOnly):
    list_display = ["code", "title_en", "jurisdiction", "kind", "confidence"]
    list_filter = ["kind"]


@admin.register(Provision)
class ProvisionAdmin(LookOnly):
    list_display = ["instrument", "citation", "title", "clock_days", "clock_kind", "confidence"]
    list_filter = ["instrument", "confidence"]
    search_fields = ["citation", "title", "summary"]


@admin.register(RulePack)
class RulePackAdmin(LookOnly):
    list_display = ["code", "title_en", "kind", "version", "effective_from", "effective_to"]


@admin.register(RuleVersion)
class RuleVersionAdmin(LookOnly):
    list_display = ["rule_id", "citation", "days", "unit", "owed_by", "effective_from", "effective_to", "confidence"]
    list_filter = ["pack", "confidence", "unit", "owed_by"]
    search_fields = ["rule_id", "citation", "duty_en", "duty_fr"]


class HolidayInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Holiday
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _can(request, Capability.REFERENCE, Capability.AUDIT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _can(request, Capability.REFERENCE)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _can(request, Capability.REFERENCE)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _can(request, Capability.REFERENCE)


@admin.register(BusinessCalendar)
class BusinessCalendarAdmin(LookOnly):
    list_display = ["code", "name_en", "edition", "confidence", "source"]
    readonly_fields = ["code", "edition"]
    inlines = [HolidayInline]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _can(request, Capability.REFERENCE)
