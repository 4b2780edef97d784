"""Days of law for a report: every number and every closed day comes from `mobility.law`."""

from __future__ import annotations

import datetime as dt

from mobility.law import counting, rules

from .definition import Definition

#: Business days are additive, so each date is counted once, from here, and pairs are differences.
ORIGIN = dt.date(2000, 1, 1)


class Counting:
    """The law of one period, asked once: `business_days`, `limit`, `most`. Make one for each check of a report."""

    def __init__(self, definition: Definition, library: rules.Library | None = None) -> None:
        library = library or rules.library()
        on = definition.period.end
        self.calendar = library.calendar(definition.law.calendar)
        self.rules = {name: library.get(rule_id, on) for name, rule_id in definition.law.limits.items()}
        self._from_origin: dict[dt.date, int | None] = {}

    def _count(self, day: dt.date) -> int | None:
        try:
            return self._from_origin[day]
        except KeyError:
            try:
                number = counting.business_days_between(ORIGIN, day, self.calendar)
            except (ValueError, OverflowError):  # a year whose holidays the calendar does not know
                number = None
            self._from_origin[day] = number
            return number

    def business_days(self, first: dt.date, last: dt.date) -> int | None:
        """Business days after `first` up to and including `last`; negative when `last` comes first."""
        a, b = self._count(first), self._count(last)
        return None if a is None or b is None else b - a

    def limit(self, name: str, extra: float | None = None) -> float | None:
        """The days a rule allows, and what was granted on top; None where no number was read in any text."""
        days = self.rules[name].days
        return None if days is None else days + (extra or 0)

    def most(self, name: str) -> int | None:
        """The longest a rule can be: what it may be extended to, or for a rule of extension its own days."""
        rule = self.rules[name]
        if rule.days is None or rule.extendable.most is None:
            return None
        return rule.days + rule.extendable.most
