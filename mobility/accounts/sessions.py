"""Sessions in the database as Django keeps them; the query that begins every page is prepared."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from .prepared import Prepared, Slot

living = Prepared(lambda: Session.objects.filter(session_key=Slot("key"), expire_date__gt=Slot("now")))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = next(iter(living(key=self.session_key, now=timezone.now())), None)
        if found is None:
            self._session_key = None
        return found
