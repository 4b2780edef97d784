"""Lists of complaints. Filters and sorts use the complaint's own columns only (copies kept by a database trigger)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Value

from mobility.accounts.models import User
from mobility.casefiles.models import Named
from mobility.casefiles.querysets import named_files, participants_of, sees_the_desk


def seen_by(user: Value) -> Any:
    """What `visible_to` lets the desk see, as a prepared query asks it of the number of who looks."""
    return Q(is_restricted=False) | Exists(Named.objects.filter(file=OuterRef("pk"), user=user, until__isnull=True))


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> ComplaintQuerySet:
        """As for files: the unit sees all but restricted ones that do not name the person; others what they take part in."""
        if isinstance(user, AnonymousUser) or not user.is_active:
            return self.none()
        if sees_the_desk(user):
            named = named_files(user)
            return self.filter(Q(is_restricted=False) | Q(pk__in=named)) if named else self.filter(is_restricted=False)
        return self.filter(Exists(participants_of(user).filter(file=OuterRef("pk"))))

    def open(self) -> ComplaintQuerySet:
        return self.filter(is_open=True)

    def overdue(self, on: dt.date) -> ComplaintQuerySet:
        return self.open().filter(due_sort__lt=on)


class PromiseQuerySet(models.QuerySet):
    """Promises of bodies: `body.promises.broken()`."""

    def kept(self) -> PromiseQuerySet:
        return self.filter(kept=True)

    def broken(self) -> PromiseQuerySet:
        return self.filter(kept=False)

    def counted(self) -> dict[str, int]:
        """How many were kept, broken, and how many nobody knows of yet. One query."""
        found = dict(self.order_by().values_list("kept").annotate(number=Count("pk")))
        return {"kept": found.get(True, 0), "broken": found.get(False, 0), "unknown": found.get(None, 0)}

    def to_ask(self, on: dt.date) -> PromiseQuerySet:
        """Whose day has passed and whose worker was not asked yet."""
        return self.filter(due_on__lt=on, asked_at__isnull=True, kept__isnull=True)

    def put_to_worker(self) -> PromiseQuerySet:
        """Asked, and waiting for the worker's word."""
        return self.filter(asked_at__isnull=False, kept__isnull=True)
