"""Complaints in the admin: for the auditor to look at; grounds are reference data and kept here."""

from __future__ import annotations

from django.contrib import admin

from mobility.accounts.admin_base import Kept
from mobility.casefiles.admin import ForAuditors

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
