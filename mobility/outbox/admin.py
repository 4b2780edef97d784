"""Outgoing mail in the admin: its state, never its text. This app stands below the accounts, so it says itself who may look."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Heartbeat, Mail


class ToLookAt(admin.ModelAdmin):  # type: ignore[type-arg]
    actions = None
    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user: Any = request.user
        return bool(user.is_active and (user.can("audit") or user.can("users")))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Mail)
class MailAdmin(ToLookAt):
    """Neither the address nor the text: both are a person's. The message id finds a mail in the mail server's log."""

    list_display = ("id", "kind", "about", "state", "attempts", "created_at", "sent_at", "next_try_at", "last_error")
    list_filter = ["state", "kind"]
    fields = (*list_display, "language", "message_id")
    search_fields = ["=about", "=message_id"]


@admin.register(Heartbeat)
class HeartbeatAdmin(ToLookAt):
    list_display = ["name", "at"]
