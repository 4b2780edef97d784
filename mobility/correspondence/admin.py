"""Requests in the admin: to look at, without the words of the case."""

from django.contrib import admin

from mobility.accounts.admin_base import LookOnly

from .models import Request


@admin.register(Request)
class RequestAdmin(LookOnly):
    fields = [
        "file",
        "participant",
        "purpose",
        "due_on",
        "sent_at",
        "by",
        "opened_at",
        "answered_at",
        "revoked_at",
        "lapsed_at",
    ]
    list_display = ["file", "participant", "purpose", "due_on", "sent_at", "answered_at", "revoked_at"]
    list_select_related = ["file", "participant__office", "participant__person"]
    list_filter = ["purpose"]
