"""The rules and calendars now in the database, for every room above: `rules.due(...)` is the one call for a date.

Read whole and kept by the process until the stamp of `Edition` differs, so that what staff change counts at once and
a call costs one small query. A loop takes `library()` once and asks that instead.
"""

from __future__ import annotations

import datetime as dt
import difflib
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

from mobility.accounts.prepared import Prepared

from . import calendars as business
from . import counting, models, packs
from .counting import Calendar, Extension, Pause, Result, Rule
from .days import today
from .packs import Fact, Pack


class UnknownRule(LookupError):
    """No such rule, calendar or pack; the message is a sentence."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class NotInForce(UnknownRule):
    """The rule exists but not on the day asked for."""


@dataclass(frozen=True, eq=False)
class Library:
    """All law as of one edition; never changes. Ask `library()` again for a newer one."""

    stamp: uuid.UUID | None
    packs: Mapping[str, Pack]
    calendars: Mapping[str, Calendar]
    versions: Mapping[str, tuple[Rule, ...]]

    def get(self, rule_id: str, on: dt.date | None = None) -> Rule:
        """The rule in force on a day (default: today). UnknownRule, or NotInForce with the days it is in force."""
        on = on or today()
        versions = self._versions(rule_id)
        for rule in reversed(versions):
            if rule.in_force(on):
                return rule
        spans = "; ".join(
            f"from {r.effective_from or 'an unknown day'} until {r.effective_to or 'further notice'}" for r in versions
        )
        raise NotInForce(f"The rule {rule_id} was not in force on {on}; it is in force {spans}.")

    def latest(self, rule_id: str) -> Rule:
        """The newest version, in force or not: for labels."""
        return self._versions(rule_id)[-1]

    def known(self, rule_id: str) -> Rule | None:
        """The newest version, or None where there is no such rule: what is due may also be a task."""
        versions = self.versions.get(rule_id)
        return versions[-1] if versions else None

    def calendar(self, calendar_id: str) -> Calendar:
        try:
            return self.calendars[calendar_id]
        except KeyError:
            raise UnknownRule(f"There is no calendar {calendar_id!r}. {self._known(self.calendars)}") from None

    def pack(self, pack_id: str) -> Pack:
        """One pack with its rules as they stand in the database."""
        try:
            return self.packs[pack_id]
        except KeyError:
            raise UnknownRule(f"There is no rule pack {pack_id!r}. {self._known(self.packs)}") from None

    def facts(self, pack_id: str) -> Mapping[str, Fact]:
        """The facts a pack's rules start and stop with, by id, in the pack's order."""
        return MappingProxyType({f.id: f for f in self.pack(pack_id).facts})

    def due(
        self,
        rule_id: str,
        start: dt.date | None,
        pauses: Sequence[Pause] = (),
        extensions: Sequence[Extension] = (),
        on: dt.date | None = None,
    ) -> Result:
        """The due date of a rule from `start`, judged by the rule in force on `on` (default: the start; else today)."""
        rule = self.get(rule_id, on or start)
        known = rule.calendar and rule.calendar != "unknown"
        return counting.count(start, rule, self.calendar(rule.calendar) if known else None, pauses, extensions)

    def _versions(self, rule_id: str) -> tuple[Rule, ...]:
        try:
            return self.versions[rule_id]
        except KeyError:
            near = difflib.get_close_matches(rule_id, self.versions, n=3)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            raise UnknownRule(f"There is no rule {rule_id!r}.{hint or ' ' + self._known(self.versions)}") from None

    def _known(self, what: Mapping[str, object]) -> str:
        if not what:
            return "No law has been loaded: run `manage.py load_law` first."
        return f"Known are {', '.join(sorted(what))}." if len(what) <= 20 else f"{len(what)} are known."


stamps = Prepared(lambda: models.Edition.objects.values_list("stamp", flat=True)[:1])

_kept: Library | None = None
_lock = threading.Lock()


#: The law as one page or action reads it throughout; see `held`.
_held: ContextVar[Library | None] = ContextVar("held", default=None)


@contextmanager
def held() -> Iterator[Library]:
    """Read the law once for all that is done inside: it does not change halfway through, and it is not asked for again."""
    token = _held.set(library())
    try:
        found = _held.get()
        assert found is not None  # noqa: S101 - set above
        yield found
    finally:
        _held.reset(token)


def library() -> Library:
    """The law as it now stands in the database; one query when nothing has changed since the last call."""
    global _kept
    if (inside := _held.get()) is not None:
        return inside
    stamp = next(iter(stamps()), None)
    kept = _kept
    if kept is not None and kept.stamp == stamp and stamp is not None:
        return kept
    with _lock:
        if _kept is None or _kept.stamp != stamp or stamp is None:
            _kept = _read(stamp)
        return _kept


def _read(stamp: uuid.UUID | None) -> Library:
    by_pack: dict[str, list[Rule]] = {}
    versions: dict[str, list[Rule]] = {}
    heads = {p.code: p for p in models.RulePack.objects.order_by("code")}
    for row in models.RuleVersion.objects.order_by("pack", "position", "rule_id"):
        rule = packs.rule_from(row.row(), row.pack_id, heads[row.pack_id].kind)
        by_pack.setdefault(row.pack_id, []).append(rule)
        versions.setdefault(rule.id, []).append(rule)
    holidays: dict[str, list[business.HolidayRule]] = {}
    for holiday in models.Holiday.objects.order_by("calendar", "position", "key"):
        holidays.setdefault(holiday.calendar_id, []).append(holiday.rule())
    return Library(
        stamp=stamp,
        packs=MappingProxyType({code: pack_of(head, by_pack.get(code, [])) for code, head in heads.items()}),
        calendars=MappingProxyType(
            {c.code: calendar_of(c, holidays.get(c.code, [])) for c in models.BusinessCalendar.objects.order_by("code")}
        ),
        versions=MappingProxyType(
            {k: tuple(sorted(v, key=lambda r: r.effective_from or dt.date.min)) for k, v in versions.items()}
        ),
    )


def pack_of(head: models.RulePack, rules: Sequence[Rule]) -> Pack:
    """A pack from its row."""
    return Pack(
        id=head.code,
        title_en=head.title_en,
        title_fr=head.title_fr,
        kind=head.kind,
        jurisdiction=head.jurisdiction,
        instruments=tuple(head.instruments),
        applies_to=head.applies_to,
        calendar=head.calendar,
        version=head.version,
        effective_from=head.effective_from,
        effective_to=head.effective_to,
        note=head.note,
        rules=tuple(rules),
        **packs.parts_from(head.content),
    )


def calendar_of(row: models.BusinessCalendar, holidays: Sequence[business.HolidayRule]) -> Calendar:
    """A calendar to count with, from its row and holidays."""
    return business.build(
        row.code,
        row.name_en,
        row.name_fr,
        row.weekend,
        holidays,
        confidence=row.confidence,
        version=row.edition,
        first_year=row.first_year,
        last_year=row.last_year,
    )


# ---- the same, in one word ------------------------------------------------------------------------------------------


def get(rule_id: str, on: dt.date | None = None) -> Rule:
    """See `Library.get`."""
    return library().get(rule_id, on)


def latest(rule_id: str) -> Rule:
    """See `Library.latest`."""
    return library().latest(rule_id)


def calendar(calendar_id: str) -> Calendar:
    """See `Library.calendar`."""
    return library().calendar(calendar_id)


def pack(pack_id: str) -> Pack:
    """See `Library.pack`."""
    return library().pack(pack_id)


def facts(pack_id: str) -> Mapping[str, Fact]:
    """See `Library.facts`."""
    return library().facts(pack_id)


def due(
    rule_id: str,
    start: dt.date | None,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    on: dt.date | None = None,
) -> Result:
    """See `Library.due`."""
    return library().due(rule_id, start, pauses, extensions, on)
