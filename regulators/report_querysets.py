"""Who may see which report: the unit every one on a file it may open, people of a body their own body's, nobody else any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models

from mobility.accounts.choices import Capability
from mobility.casefiles.models import CaseFile
from mobility.casefiles.querysets import sees_the_desk

if TYPE_CHECKING:
    from mobility.accounts.models import User


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ReportQuerySet:
        if user.is_anonymous or not user.is_active:
            return self.none()
        files = self.filter(file__in=CaseFile.objects.visible_to(user))
        if sees_the_desk(user):
            return files
        if not user.can(Capability.PORTAL) or user.office_id is None:
            return self.none()
        return files.filter(body__office_id=user.office_id)

    def with_all(self) -> ReportQuerySet:
        return self.select_related("file__owner", "body__office", "duty", "current")

    def shown(self) -> ReportQuerySet:
        """What the board and the page of a body show, joined to no table of names: `report_queries.with_names` brings them."""
        return self.select_related("file", "duty", "current").only(
            *("body_id", "period", "form_version", "first_seen_at"),
            *("file__reference", "file__status", "file__closed_at", "file__owner_id"),
            *("duty__due_on", "duty__stopped_on", "current__number", "current__certified_at"),
        )

    def listed(self) -> ReportQuerySet:
        """As lists need it: without answers, rows and findings of the version that counts."""
        return self.with_all().defer("explanations", "current__answers", "current__packed_rows", "current__findings")
