"""Bodies, occupations and exceptions: reference data, kept by who may."""

from __future__ import annotations

from django.contrib import admin

from mobility.accounts.admin_base import Kept

from .models import Occupation, PostedException, RegulatoryBody


@admin.register(RegulatoryBody)
class RegulatoryBodyAdmin(Kept):
    list_display = ["office", "slug", "governing_act", "ministry", "schedule", "confidence"]
    list_filter = ["sector", "confidence"]
    list_select_related = ["office"]
    autocomplete_fields = ["office"]
    search_fields = ["slug", "office__name_en", "office__name_fr", "office__short_name"]


@admin.register(Occupation)
class OccupationAdmin(Kept):
    list_display = ["title_en", "title_fr", "body", "noc2021", "confidence"]
    list_filter = ["confidence"]
    list_select_related = ["body__office"]
    autocomplete_fields = ["body"]
    search_fields = ["slug", "title_en", "title_fr", "noc2021"]


@admin.register(PostedException)
class PostedExceptionAdmin(Kept):
    list_display = ["jurisdiction_code", "occupation_slug", "from_jurisdictions", "legal_basis", "since", "confidence"]
    list_filter = ["jurisdiction_code", "confidence"]
    search_fields = ["occupation_slug", "description"]
