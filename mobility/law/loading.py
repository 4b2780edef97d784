"""From the files into the database: adds what is new, changes what changed, removes what went, says which.

A row somebody edited here (it no longer says what was loaded) is kept as it is and named; so is a
row made here. One transaction: all or nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models as db
from django.db import transaction

from . import packs
from .models import BusinessCalendar, Holiday, Instrument, Jurisdiction, Loaded, Provision, RulePack, RuleVersion
from .packs import CalendarFile


@dataclass
class Changes:
    """What one kind of thing went through; names, in order."""

    kind: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unchanged: int = 0

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@transaction.atomic
def load_law() -> list[Changes]:
    """Make the database say what the packs say. Harmless to repeat; the second time nothing changes."""
    return [
        _load(Jurisdiction, "jurisdictions", {r["code"]: _jurisdiction(r) for r in packs.table("jurisdictions")}),
        _load(Instrument, "instruments", {r["code"]: dict(r) for r in packs.table("instruments")}),
        _load(
            Provision,
            "provisions",
            {(r["instrument"], r["citation"]): _provision(r) for r in packs.table("provisions")},
        ),
        *_load_packs(),
        _load_calendars(),
    ]


def _load_packs() -> list[Changes]:
    heads: dict[Any, dict[str, Any]] = {}
    rows: dict[Any, dict[str, Any]] = {}
    for name in packs.names():
        content = packs.raw(name)
        heads[content["pack"]["id"]] = _pack(content)
        for position, rule in enumerate(content.get("rule", [])):
            row = _rule(rule, content["pack"]["id"], position)
            rows[row["rule_id"], row["effective_from"]] = row
    gone = _load(RulePack, "rule packs", heads, remove=False)
    changes = _load(RuleVersion, "rules", rows)
    for head in RulePack.objects.exclude(pk__in=heads).exclude(loaded=None).filter(rules__isnull=True):
        gone.removed.append(head.code)
        head.delete()
    return [gone, changes]


#: How a row is found again: by these columns, in this order.
KEYS: dict[type[Loaded], tuple[str, ...]] = {
    Jurisdiction: ("code",),
    Instrument: ("code",),
    Provision: ("instrument_id", "citation"),
    RulePack: ("code",),
    RuleVersion: ("rule_id", "effective_from"),
    BusinessCalendar: ("code",),
}


def _load(model: type[Loaded], kind: str, wanted: Mapping[Any, dict[str, Any]], *, remove: bool = True) -> Changes:
    """Bring the rows of one table to `wanted` (columns by key)."""
    changes = Changes(kind)
    rows = {_key(row): row for row in model._default_manager.all()}
    fresh: list[Loaded] = []
    for key, columns in wanted.items():
        content, row = plain(columns), rows.get(key)
        if row is None:
            fresh.append(model(**_by_attname(columns), loaded=content))
            changes.added.append(_said(key))
        elif plain(columns_of(row, columns)) == content:
            changes.unchanged += 1
            if row.loaded != content:  # edited here to what the file now says
                model._default_manager.filter(pk=row.pk).update(loaded=content)
        elif is_edited(row):
            changes.kept.append(_said(key))
        else:
            model._default_manager.filter(pk=row.pk).update(**_by_attname(columns), loaded=content)
            changes.changed.append(_said(key))
    model._default_manager.bulk_create(fresh)
    if remove:
        for key, row in rows.items():
            if key in wanted:
                continue
            if is_edited(row):
                changes.kept.append(_said(key))
            else:
                row.delete()
                changes.removed.append(_said(key))
    return changes


def is_edited(row: Loaded) -> bool:
    """Whether somebody changed the row here after it was loaded, or made it here.

    Only columns that were loaded are compared, so that a column a later release adds edits nothing.
    """
    if row.loaded is None:
        return True
    now = calendar_content(row) if isinstance(row, BusinessCalendar) else plain(columns_of(row, _columns(type(row))))
    return any(now.get(name) != value for name, value in row.loaded.items() if name in now)


def columns_of(row: db.Model, names: Iterable[str]) -> dict[str, Any]:
    """The row's values under the names a load uses; foreign keys by their key."""
    fields = {field.name: field.attname for field in row._meta.concrete_fields}
    return {name: getattr(row, fields[name]) for name in names}


def _columns(model: type[db.Model]) -> list[str]:
    """Columns a load fills: all but the row's own number and its hash."""
    return [f.name for f in model._meta.concrete_fields if f.name not in ("id", "loaded", "revision")]


def _by_attname(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {("instrument_id" if n == "instrument" else "pack_id" if n == "pack" else n): v for n, v in columns.items()}


def _key(row: Loaded) -> Any:
    values = tuple(getattr(row, name) for name in KEYS[type(row)])
    return values[0] if len(values) == 1 else values


def _said(key: Any) -> str:
    if not isinstance(key, tuple):
        return str(key)
    name, more = key
    return (
        f"{name} (from {more or 'an unknown day'})" if isinstance(more, dt.date) or more is None else f"{name} {more}"
    )


# ---- rows from the files --------------------------------------------------------------------------------------------


def _jurisdiction(row: dict[str, str]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name_en": row["name_en"],
        "name_fr": row["name_fr"],
        "is_cfta_party": row["cfta_party"] == "yes",
        "is_nwpta_party": row["nwpta_party"] == "yes",
        "coordinator_office": row["coordinator_office"],
        "coordinator_contact": row["coordinator_contact_public"],
        "official_languages": row["official_languages"],
        "population": int(row["population_latest"]) if row["population_latest"] else None,
        "population_as_of": row["population_as_of"],
        "confidence": row["confidence"],
    }


def _provision(row: dict[str, str]) -> dict[str, Any]:
    return {**row, "clock_days": int(row["clock_days"]) if row["clock_days"] else None}


def _pack(content: dict[str, Any]) -> dict[str, Any]:
    head = content["pack"]
    return {
        "code": head["id"],
        **{k: head[k] for k in ("title_en", "title_fr", "kind", "jurisdiction", "instruments", "applies_to")},
        "calendar": head["calendar"],
        "version": str(head["version"]),
        "effective_from": packs.date_or_none(head["effective_from"]),
        "effective_to": packs.date_or_none(head["effective_to"]),
        "note": head["note"],
        "content": plain({k: v for k, v in content.items() if k not in ("pack", "rule")}),
    }


def _rule(row: dict[str, Any], pack_id: str, position: int) -> dict[str, Any]:
    own = {k: v for k, v in row.items() if k in packs.RULE_FIELDS and k != "id"}
    return {
        **own,
        "rule_id": row["id"],
        "pack": pack_id,
        "position": position,
        "days": packs.number_or_none(row["days"]),
        "effective_from": packs.date_or_none(row["effective_from"]),
        "effective_to": packs.date_or_none(row["effective_to"]),
        "checked_on": packs.date_or_none(row["checked_on"]),
        "more": plain({k: v for k, v in row.items() if k not in packs.RULE_FIELDS}),
    }


def plain(value: Any) -> Any:
    """Dates become ISO text, so that what is compared is what JSON gives back."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, dt.date) else value


# ---- calendars: a calendar and its holidays are one thing -----------------------------------------------------------


def _load_calendars() -> Changes:
    changes = Changes("calendars")
    rows = {c.code: c for c in BusinessCalendar.objects.prefetch_related("holidays")}
    files = {f.id: f for f in packs.calendar_files()}
    for code, file in files.items():
        content, row = _calendar(file), rows.get(code)
        if row is None:
            BusinessCalendar.objects.create(**_head(file), loaded=content)
            _write_holidays(code, file)
            changes.added.append(code)
        elif (now := calendar_content(row)) == content:
            changes.unchanged += 1
            if row.loaded != content:
                BusinessCalendar.objects.filter(code=code).update(loaded=content)
        elif is_edited(row):
            changes.kept.append(code)
        else:
            BusinessCalendar.objects.filter(code=code).update(**_head(file), loaded=content)
            if content["holidays"] != now["holidays"]:
                row.holidays.all().delete()
                _write_holidays(code, file)
            changes.changed.append(code)
    for code, row in rows.items():
        if code in files:
            continue
        if is_edited(row):
            changes.kept.append(code)
        else:
            row.delete()
            changes.removed.append(code)
    return changes


def _head(file: CalendarFile) -> dict[str, Any]:
    return {
        "code": file.id,
        **{
            k: getattr(file, k)
            for k in (
                "name_en",
                "name_fr",
                "confidence",
                "source",
                "what_for",
                "note",
                "version",
                "first_year",
                "last_year",
            )
        },
        "weekend": list(file.weekend),
    }


def _calendar(file: CalendarFile) -> dict[str, Any]:
    return {**_head(file), "holidays": [plain(asdict(h)) for h in file.holidays]}


def calendar_content(row: BusinessCalendar) -> dict[str, Any]:
    """A calendar's row and holidays in the shape of the file, to compare the two."""
    ordered = sorted(row.holidays.all(), key=lambda h: (h.position, h.key))
    return {
        **columns_of(row, _columns(BusinessCalendar)),
        "holidays": [plain(asdict(h.rule())) for h in ordered],
    }


def _write_holidays(code: str, file: CalendarFile) -> None:
    Holiday.objects.bulk_create(
        Holiday(
            calendar_id=code,
            key=h.id,
            position=position,
            name_en=h.name_en,
            name_fr=h.name_fr,
            kind=h.kind,
            value=plain(h.value),
            if_weekend=h.if_weekend,
            is_counted=h.counted,
            confidence=h.confidence,
            note=h.note,
        )
        for position, h in enumerate(file.holidays)
    )
