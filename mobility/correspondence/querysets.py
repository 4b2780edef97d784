"""Who may see which request: the unit, and the people of the office asked."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models

from mobility.accounts.models import User
from mobility.casefiles.models import CaseFile
from mobility.casefiles.querysets import participants_of, sees_the_desk


class RequestQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> RequestQuerySet:
        """The unit sees those of files it may open; an office those put to it, as long as it takes part in the file."""
        if isinstance(user, AnonymousUser) or not user.is_active:
            return self.none()
        if sees_the_desk(user):
            return self.filter(file__in=CaseFile.objects.visible_to(user))
        return self.filter(participant__in=participants_of(user).values("pk"))

    def open(self) -> RequestQuerySet:
        """Still to be answered."""
        return self.filter(
            answered_at__isnull=True,
            revoked_at__isnull=True,
            lapsed_at__isnull=True,
            file__closed_at__isnull=True,
            share__consent__withdrawn_at__isnull=True,
        )

    def with_all(self) -> RequestQuerySet:
        """With what every page about a request needs."""
        return self.select_related("file", "participant__office", "participant__person", "share__consent", "by")
