"""The packs as files: TOML to dataclasses, without a database. `loading` puts them into it, `checking` doubts them."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import calendars as business
from .calendars import HolidayRule, fingerprint
from .counting import Calendar, Extendable, PauseReason, Rule

HERE = Path(__file__).resolve().parent
PACKS = HERE / "packs"
DATA = HERE / "data"
#: Files of the folder that are not packs of rules.
SHARED = ("calendars", "vocabulary", "precedents")

#: Fields every rule has; what else a rule says goes to `Rule.more`.
RULE_FIELDS = [
    "id",
    "citation",
    "duty_en",
    "duty_fr",
    "worker_en",
    "worker_fr",
    "owed_by",
    "sense",
    "days",
    "unit",
    "counted_from",
    "stopped_by",
    "counting",
    "at_end",
    "extendable",
    "pauses",
    "calendar",
    "effective_from",
    "effective_to",
    "source",
    "confidence",
    "checked_by",
    "checked_on",
    "note",
    "shown_to",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated fact that starts or stops clocks; its id is what rules name."""

    id: str
    label_en: str
    label_fr: str
    note: str = ""

    def label(self, language: str) -> str:
        return self.label_fr if language.startswith("fr") and self.label_fr else self.label_en


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who owes, acts or is told; the same words in every pack."""

    id: str
    label_en: str
    label_fr: str

    def label(self, language: str) -> str:
        return self.label_fr if language.startswith("fr") and self.label_fr else self.label_en


@dataclass(frozen=True, slots=True)
class State:
    id: str
    label_en: str
    label_fr: str
    phase: str
    final: bool
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a table of moves; fields as in the packs' README. `clocks_stopped` may be ("*",) for all that run."""

    verb: str
    label_en: str
    label_fr: str
    from_states: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    documents: tuple[str, ...]
    addressees: tuple[str, ...]
    served_same_date: bool
    guards: tuple[str, ...]
    clocks_started: tuple[str, ...]
    clocks_stopped: tuple[str, ...]
    clocks_suspended: tuple[str, ...]
    facts_recorded: tuple[str, ...]
    article: str
    confidence: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of a move. `effect`: blocks, warns or person_decides; on an unconfirmed number it never blocks."""

    id: str
    text_en: str
    text_fr: str
    article: str
    effect: str
    facts_used: tuple[str, ...]
    rules: tuple[str, ...]
    confidence: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A document a move serves: what must stand in it and who gets it."""

    id: str
    title_en: str
    title_fr: str
    article: str
    contents: tuple[Mapping[str, str], ...]
    addressees: tuple[str, ...]
    served_same_date: bool
    confidence: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack: an instrument's (or a policy's) rules and, for disputes, its table of moves."""

    id: str
    title_en: str
    title_fr: str
    kind: str
    jurisdiction: str
    instruments: tuple[str, ...]
    applies_to: str
    calendar: str
    version: str
    effective_from: dt.date | None
    effective_to: dt.date | None
    note: str
    facts: tuple[Fact, ...]
    rules: tuple[Rule, ...]
    states: tuple[State, ...] = ()
    initial: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    guards: tuple[Guard, ...] = ()
    notices: tuple[Notice, ...] = ()
    #: Tables only some packs have: destination, parties, penalty_ceiling, costs, reminders, reminders_to_bodies.
    more: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def title(self, language: str) -> str:
        return self.title_fr if language.startswith("fr") and self.title_fr else self.title_en


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """One calendar as the packs describe it: its own rules, or the subdivision whose list comes from a package."""

    id: str
    name_en: str
    name_fr: str
    weekend: tuple[str, ...]
    confidence: str
    source: str
    what_for: str
    note: str
    version: str
    holidays: tuple[HolidayRule, ...]
    first_year: int | None = None
    last_year: int | None = None
    check: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def calendar(self) -> Calendar:
        return business.build(
            self.id,
            self.name_en,
            self.name_fr,
            self.weekend,
            self.holidays,
            confidence=self.confidence,
            version=self.version,
            first_year=self.first_year,
            last_year=self.last_year,
        )


# ---- reading --------------------------------------------------------------------------------------------------------


def raw(name: str) -> dict[str, Any]:
    """One TOML file of the folder as it stands."""
    return tomllib.loads((PACKS / f"{name}.toml").read_text(encoding="utf-8"))


def names() -> list[str]:
    """The ids of all packs of rules, by file name."""
    return sorted(p.stem for p in PACKS.glob("*.toml") if p.stem not in SHARED)


def date_or_none(value: Any) -> dt.date | None:
    """A TOML date or ISO text; "" and "unknown" are None."""
    if isinstance(value, dt.date) or value is None:
        return value
    return None if value in ("", "unknown") else dt.date.fromisoformat(value)


def number_or_none(value: Any) -> int | None:
    """A number; "unknown" is None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def rule_from(row: Mapping[str, Any], pack: str, kind: str) -> Rule:
    """A rule from a table with the packs' field names, whether from TOML or from a database row."""
    e = row["extendable"]
    plain = {k: str(v) if isinstance(v, dt.date) else v for k, v in row.items()}
    return Rule(
        id=row["id"],
        days=number_or_none(row["days"]),
        unit=row["unit"],
        calendar=row["calendar"],
        at_end=row["at_end"],
        citation=row["citation"],
        duty_en=row["duty_en"],
        duty_fr=row["duty_fr"],
        worker_en=row["worker_en"],
        worker_fr=row["worker_fr"],
        owed_by=row["owed_by"],
        sense=row["sense"],
        counted_from=row["counted_from"],
        stopped_by=row["stopped_by"],
        counting=row["counting"],
        extendable=Extendable(e["by"], number_or_none(e["max"]), e["unit"], e["source"]),
        pauses=tuple(
            PauseReason(
                reason=p["reason"],
                from_fact=p["from_fact"],
                until_fact=p["until_fact"],
                text_en=p.get("text_en", ""),
                text_fr=p.get("text_fr", ""),
                source=p.get("source", ""),
                confidence=p.get("confidence", row["confidence"]),
            )
            for p in row["pauses"]
        ),
        shown_to=tuple(row["shown_to"]),
        effective_from=date_or_none(row["effective_from"]),
        effective_to=date_or_none(row["effective_to"]),
        source=row["source"],
        confidence=row["confidence"],
        checked_by=row["checked_by"],
        checked_on=date_or_none(row["checked_on"]),
        note=row["note"],
        pack=pack,
        kind=kind,
        fingerprint=fingerprint({**plain, "pack": pack, "kind": kind}),
        more=MappingProxyType({k: v for k, v in plain.items() if k not in RULE_FIELDS}),
    )


def parts_from(content: Mapping[str, Any]) -> dict[str, Any]:
    """Facts, states, moves, guards, notices and the rest of a pack from its tables, as keywords of `Pack`."""
    return {
        "facts": tuple(Fact(f["id"], f["label_en"], f["label_fr"], f.get("note", "")) for f in content.get("fact", [])),
        "states": tuple(
            State(s["id"], s["label_en"], s["label_fr"], s["phase"], s["final"], s["confidence"], s.get("note", ""))
            for s in content.get("state", [])
        ),
        "initial": tuple(content.get("initial", {}).get("states", ())),
        "moves": tuple(
            Move(
                verb=m["verb"],
                label_en=m["label_en"],
                label_fr=m["label_fr"],
                from_states=tuple(m["from"]),
                to=m["to"],
                who=tuple(m["who"]),
                documents=tuple(m["documents"]),
                addressees=tuple(m["addressees"]),
                served_same_date=m["served_same_date"],
                guards=tuple(m["guards"]),
                clocks_started=tuple(m["clocks_started"]),
                clocks_stopped=tuple(m["clocks_stopped"]),
                clocks_suspended=tuple(m["clocks_suspended"]),
                facts_recorded=tuple(m["facts_recorded"]),
                article=m["article"],
                confidence=m["confidence"],
                source=m["source"],
                note=m.get("note", ""),
            )
            for m in content.get("transition", [])
        ),
        "guards": tuple(
            Guard(
                id=g["id"],
                text_en=g["text_en"],
                text_fr=g["text_fr"],
                article=g["article"],
                effect=g["effect"],
                facts_used=tuple(g["facts_used"]),
                rules=tuple(g["rules"]),
                confidence=g["confidence"],
                source=g["source"],
                note=g.get("note", ""),
            )
            for g in content.get("guard", [])
        ),
        "notices": tuple(
            Notice(
                id=n["id"],
                title_en=n["title_en"],
                title_fr=n["title_fr"],
                article=n["article"],
                contents=tuple(n["contents"]),
                addressees=tuple(n["addressees"]),
                served_same_date=n["served_same_date"],
                confidence=n["confidence"],
                source=n.get("source", ""),
                note=n.get("note", ""),
            )
            for n in content.get("notice", [])
        ),
        "more": MappingProxyType(
            {
                k: v
                for k, v in content.items()
                if k not in ("pack", "rule", "fact", "state", "initial", "transition", "guard", "notice")
            }
        ),
    }


def pack_from(content: Mapping[str, Any]) -> Pack:
    head = content["pack"]
    return Pack(
        id=head["id"],
        title_en=head["title_en"],
        title_fr=head["title_fr"],
        kind=head["kind"],
        jurisdiction=head["jurisdiction"],
        instruments=tuple(head["instruments"]),
        applies_to=head["applies_to"],
        calendar=head["calendar"],
        version=str(head["version"]),
        effective_from=date_or_none(head["effective_from"]),
        effective_to=date_or_none(head["effective_to"]),
        note=head["note"],
        rules=tuple(rule_from(r, head["id"], head["kind"]) for r in content.get("rule", [])),
        **parts_from(content),
    )


def pack(name: str) -> Pack:
    """One pack from its file."""
    return pack_from(raw(name))


def packs() -> list[Pack]:
    """All packs from their files."""
    return [pack(name) for name in names()]


def holiday_from(row: Mapping[str, Any]) -> HolidayRule:
    kinds = [k for k in business.KINDS if k in row]
    if len(kinds) != 1:
        raise ValueError(f"{row.get('id')}: exactly one of {', '.join(business.KINDS)} is needed, found {kinds}.")
    return HolidayRule(
        id=row["id"],
        name_en=row["name_en"],
        name_fr=row["name_fr"],
        kind=kinds[0],
        value=row[kinds[0]],
        if_weekend=row.get("if_weekend", "stays"),
        counted=row.get("counted", True),
        confidence=row["confidence"],
        note=row.get("note", ""),
    )


def calendar_files() -> list[CalendarFile]:
    """All calendars of calendars.toml; those of other jurisdictions with their list from the `holidays` package."""
    content = raw("calendars")
    head = content["calendars"]
    years = head["package_first_year"], head["package_last_year"]
    found = []
    for c in content["calendar"]:
        listed = "subdivision" in c
        found.append(
            CalendarFile(
                id=c["id"],
                name_en=c["name_en"],
                name_fr=c["name_fr"],
                weekend=tuple(c["weekend"]),
                confidence=c["confidence"],
                source=business.package_version() if listed else c["source"],
                what_for=c["what_for"],
                note=c["note"],
                version=str(head["version"]),
                holidays=business.from_package(c["subdivision"], *years)
                if listed
                else tuple(holiday_from(h) for h in c.get("holiday", [])),
                first_year=years[0] if listed else None,
                last_year=years[1] if listed else None,
                check=MappingProxyType(c.get("check", {})),
            )
        )
    return found


def calendar_uses() -> list[dict[str, str]]:
    """Which calendar each pack counts with, how sure, and why."""
    return raw("calendars")["use"]


def precedents() -> list[dict[str, Any]]:
    """Known panels with their dates, for replay; a date nobody read is "unknown"."""
    return raw("precedents")["precedent"]


@cache
def vocabulary() -> dict[str, Any]:
    """Words all packs share: confidence, words, actor."""
    return raw("vocabulary")


@cache
def actors() -> Mapping[str, Actor]:
    """Actors and addressees by id."""
    return MappingProxyType({a["id"]: Actor(a["id"], a["label_en"], a["label_fr"]) for a in vocabulary()["actor"]})


def table(name: str) -> list[dict[str, str]]:
    """One CSV file of the data folder: provisions, instruments, jurisdictions."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
