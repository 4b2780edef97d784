"""Complaints in the admin: for the auditor to look at; grounds are reference data and kept here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from mobility.accounts.admin_base import Kept, LookOnly
from mobility.accounts.choices import Capability
from mobility.casefiles.admin import ForAuditors

from .list_models import Export
from .models import Complaint, Ground
from .reviewing import ReviewRule


@admin.register(Ground)
class GroundAdmin(Kept):
    list_display = ["position", "slug", "label_en", "label_fr", "direction"]
    list_display_links = ["slug"]
    search_fields = ["slug", "label_en", "label_fr"]


@admin.register(ReviewRule)
class ReviewRuleAdmin(Kept):
    """Which conclusions a senior reads before they go."""

    list_display = ["pk", "outcome", "author", "is_active"]
    list_select_related = ["author"]
    autocomplete_fields = ["author"]


@admin.register(Complaint)
class ComplaintAdmin(ForAuditors):
    list_display = [
        "reference",
        "direction",
        "body",
        "occupation",
        "status",
        "owner",
        "opened_at",
        "due_sort",
        "in_danger",
    ]
    list_filter = ["status", "direction", "source", "is_open"]
    list_select_related = ["body__office", "occupation", "owner"]
    exclude = ["code_hash", "import_key"]
    raw_id_fields = ["file", "complainant"]
    search_fields = ["=reference"]
    search_help_text = "LM-2026-000123"
    ordering = ["-pk"]


@admin.register(Export)
class ExportAdmin(LookOnly):
    """Who took which list out, and when. Reading it needs the right to audit."""

    list_display = ["at", "by", "format", "query", "with_words", "rows", "state", "sha256", "expires_on"]
    list_filter = ["format", "state", "with_words"]
    list_select_related = ["by"]
    search_fields = ["=by__email", "=sha256"]
    ordering = ["-pk"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.can(Capability.AUDIT))  # type: ignore[union-attr]
