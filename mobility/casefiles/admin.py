"""Files in the admin: for the auditor to look at. Nobody changes case data here, and every opening is logged."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from mobility.accounts.admin_base import LookOnly
from mobility.accounts.choices import Capability

from . import accesslog
from .choices import AccessKind
from .models import AccessLog, CaseFile, Clock, Document, DocumentVersion, Event, Participant, Seal, Task


class ForAuditors(LookOnly):
    """Case data: only for those who may read everything, and of restricted files only what names them."""

    #: What leads from a row to its file; empty on the file itself.
    to_file = "file"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.can(Capability.AUDIT))  # type: ignore[union-attr]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        files = CaseFile.objects.visible_to(request.user)
        rows = super().get_queryset(request)
        return rows.filter(**{f"{self.to_file}__in": files}) if self.to_file else rows.filter(pk__in=files)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().change_view(request, object_id, *args, **kwargs)
        shown = self.get_object(request, object_id)
        if shown is not None and response.status_code == 200:
            file = shown
            for step in self.to_file.split("__") if self.to_file else []:
                file = getattr(file, step)
            accesslog.log(
                AccessKind.OPENED, user=request.user, file=file, detail=f"admin {self.opts.model_name} {shown.pk}"
            )
        return response


@admin.register(CaseFile)
class CaseFileAdmin(ForAuditors):
    to_file = ""
    list_display = ["reference", "kind", "title", "status", "owner", "opened_at", "closed_at", "sensitivity", "held_at"]
    list_filter = ["kind", "status", "sensitivity", "retention_class"]
    list_select_related = ["owner"]
    search_fields = ["=reference"]
    search_help_text = "LM-2026-000123"
    ordering = ["-pk"]


@admin.register(Event)
class EventAdmin(ForAuditors):
    list_display = ["file", "seq", "kind", "at", "actor_user", "hash"]
    list_select_related = ["file", "actor_user"]
    search_fields = ["=file__reference"]
    search_help_text = "LM-2026-000123"
    ordering = ["-pk"]


@admin.register(Participant)
class ParticipantAdmin(ForAuditors):
    list_display = ["file", "office", "role", "side", "from_at", "until_at"]
    list_filter = ["role"]
    list_select_related = ["file", "office"]
    raw_id_fields = ["file", "person"]
    search_fields = ["=file__reference"]
    ordering = ["-pk"]


class VersionsInline(admin.TabularInline):  # type: ignore[type-arg]
    model = DocumentVersion
    fields = readonly_fields = (
        "number",
        "filename",
        "content_type",
        "size",
        "sha256",
        "at",
        "scan_state",
        "destroyed_at",
    )
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.can(Capability.AUDIT))  # type: ignore[union-attr]


@admin.register(Document)
class DocumentAdmin(ForAuditors):
    list_display = ["file", "title", "kind", "mark", "classification", "added_at", "held_at"]
    list_filter = ["mark", "classification"]
    list_select_related = ["file"]
    search_fields = ["=file__reference"]
    ordering = ["-pk"]
    inlines = [VersionsInline]


@admin.register(Clock)
class ClockAdmin(ForAuditors):
    list_display = ["file", "rule", "owed_by", "started_on", "due_on", "paused_on", "stopped_on", "confidence"]
    list_filter = ["owed_by", "basis"]
    list_select_related = ["file"]
    search_fields = ["=file__reference", "=rule"]
    ordering = ["-pk"]


@admin.register(Task)
class TaskAdmin(ForAuditors):
    list_display = ["file", "owed_by", "owed_by_user", "due_on", "added_at", "stopped_on"]
    list_filter = ["owed_by"]
    list_select_related = ["file", "owed_by_user"]
    search_fields = ["=file__reference"]
    ordering = ["-pk"]


@admin.register(Seal)
class SealAdmin(LookOnly):
    list_display = ["id", "at", "files", "hash"]
    ordering = ["-pk"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.can(Capability.AUDIT))  # type: ignore[union-attr]


@admin.register(AccessLog)
class AccessLogAdmin(LookOnly):
    """Who opened what. Reading it needs the right to audit; restricted files are named by their number only."""

    list_display = ["at", "user", "kind", "file", "detail"]
    list_filter = ["kind"]
    list_select_related = ["user", "file"]
    search_fields = ["=user__email", "=file__reference"]
    ordering = ["-at", "-id"]
    list_display_links = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.can(Capability.AUDIT))  # type: ignore[union-attr]
