"""Who is away and who stands in, computed from the dates: nothing has to be moved, and nothing to be moved back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from mobility.accounts.prepared import Prepared, Slot

from .models import Absence


@dataclass(frozen=True)
class Cover:
    """Who is away on one day, and what absences are still to come. Whoever stands in may be away too: then whoever stands in
    for them does."""

    away: dict[int, Absence] = field(default_factory=dict)
    entered: dict[int, Absence] = field(default_factory=dict)

    def stand_in(self, person: int) -> int:
        """Who acts for a person. Those who stand in for each other act for themselves."""
        acting, seen = person, {person}
        while absence := self.away.get(acting):
            acting = absence.covered_by_id
            if acting in seen:
                return person
            seen.add(acting)
        return acting

    def covered_by(self, person: int) -> list[int]:
        """For whom a person acts beside themselves."""
        return sorted(other for other in self.away if other != person and self.stand_in(other) == person)


entered_for = Prepared(
    lambda: Absence.objects.filter(ended_on__isnull=True, until_on__gte=Slot("day"), covered_by__is_active=True)
)


def on(day: dt.date) -> Cover:
    """Who is away that day. One query, of few rows."""
    rows = entered_for(day=day)
    entered = {row.user_id: row for row in rows}
    return Cover({number: row for number, row in entered.items() if row.from_on <= day}, entered)
