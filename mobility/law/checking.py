"""Doubts about the packs as files: every id that is named must exist, every mark must fit, the dates must come out.

Pure: files in, sentences out. `load_law` loads nothing while there is one; the tests want none.
"""

from __future__ import annotations

import collections
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from . import calendars as business
from . import citing, packs
from .counting import MARKS, Calendar, count

MOVE = (
    "verb label_en label_fr from to who documents addressees served_same_date guards clocks_started clocks_stopped "
    "clocks_suspended facts_recorded article confidence source note"
)
GUARD = "id text_en text_fr article effect facts_used rules confidence source checked_by checked_on note"
NOTICE = (
    "id title_en title_fr article contents addressees served_same_date confidence source checked_by checked_on note"
)
PACK = "id title_en title_fr kind jurisdiction instruments applies_to calendar version effective_from effective_to note"
#: Intervals of the known panels and the facts they lie between.
INTERVALS = {
    "panel request to hearing": ("panel_request_delivered_to_secretariat", "hearing_ended"),
    "panel request to report": ("panel_request_delivered_to_secretariat", "report_issued"),
    "hearing to report": ("hearing_ended", "report_issued"),
    "report to date of compliance": ("report_issued", "comply_by"),
}


def problems() -> list[str]:
    """Everything wrong with the files, one sentence each; empty if nothing is."""
    doubts = Doubts()
    try:
        doubts.run()
    except (KeyError, ValueError, TypeError, OSError) as error:  # a file so broken that checking cannot go on
        doubts.bad("packs", f"checking stopped at {type(error).__name__}: {error}")
    return doubts.found


class Doubts:
    """One walk through all files."""

    def __init__(self) -> None:
        self.found: list[str] = []
        vocabulary = packs.vocabulary()
        self.words: Mapping[str, list[str]] = vocabulary["words"]
        self.actors = [a["id"] for a in vocabulary["actor"]]
        self.marks = [m["mark"] for m in vocabulary["confidence"]]
        self.calendars: dict[str, Calendar] = {}
        self.rules: dict[str, dict[str, Any]] = {}

    def run(self) -> None:
        self.unique("actor", self.actors)
        if sorted(self.marks) != sorted(MARKS):
            self.bad("vocabulary", f"marks are {self.marks}, the counter knows {list(MARKS)}")
        contents = {name: packs.raw(name) for name in packs.names()}
        self.check_calendars(list(contents))
        for name, content in contents.items():
            own = self.check_pack(name, content)
            for i in sorted(set(own) & set(self.rules)):
                self.bad(name, f"rule {i} stands in another pack too")
            self.rules |= own
        if not self.found:  # only packs that hold together can be counted with
            self.check_precedents(contents)
        self.check_data(contents)

    # ---- small tools

    def bad(self, where: str, what: str) -> None:
        self.found.append(f"{where}: {what}")

    def need(self, where: str, row: Mapping[str, Any], fields: Iterable[str]) -> bool:
        missing = [f for f in fields if f not in row]
        if missing:
            self.bad(where, f"field {', '.join(missing)} is missing")
        return not missing

    def one_of(self, where: str, values: Any, allowed: Iterable[str]) -> None:
        for value in values if isinstance(values, list) else [values]:
            if value not in allowed:
                self.bad(where, f"unknown: {value!r}")

    def a_date(self, where: str, value: Any) -> None:
        if not isinstance(value, dt.date) and value not in ("", "unknown"):
            self.bad(where, f"not a date: {value!r}")

    def unique(self, where: str, ids: Iterable[Any]) -> None:
        for i, n in collections.Counter(ids).items():
            if n > 1:
                self.bad(where, f"{i!r} stands {n} times")

    # ---- calendars

    def check_calendars(self, pack_names: list[str]) -> None:
        files = packs.calendar_files()
        self.unique("calendars", [f.id for f in files])
        for f in files:
            where = f"calendar {f.id}"
            self.one_of(where, f.confidence, self.marks)
            self.one_of(where, list(f.weekend), business.WEEKDAYS)
            self.unique(where, [h.id for h in f.holidays])
            for h in f.holidays:
                self.one_of(f"{where} {h.id}", h.confidence, self.marks)
                if wrong := business.problem(h):
                    self.bad(where, wrong)
            self.calendars[f.id] = f.calendar()
            for year, want in f.check.items():
                if year == "confidence":
                    continue
                got = self.calendars[f.id].holidays(int(year))
                if sorted(got) != sorted(want):
                    differ = ", ".join(str(d) for d in sorted(set(got) ^ set(want)))
                    self.bad(where, f"in {year} the rules and the check values differ at {differ}")
        uses = packs.calendar_uses()
        self.unique("calendar use", [u["pack"] for u in uses])
        for use in uses:
            self.one_of(f"calendar use {use['pack']}", use["confidence"], self.marks)
        for name in pack_names:
            if not any(use["pack"] == name for use in uses):
                self.bad("calendars", f"no calendar is named for {name}")

    # ---- one pack

    def check_pack(self, name: str, p: dict[str, Any]) -> dict[str, dict[str, Any]]:
        head = p["pack"]
        self.need(name, head, PACK.split())
        if head["id"] != name:
            self.bad(name, "the pack's id differs from its file name")
        self.one_of(name, head["kind"], self.words["pack_kinds"])
        for f in ("version", "effective_from", "effective_to"):
            self.a_date(f"{name} {f}", head[f])
        ids = {
            kind: [row["verb" if kind == "transition" else "id"] for row in p.get(kind, [])]
            for kind in ("fact", "rule", "state", "guard", "notice", "transition")
        }
        for kind, found in ids.items():
            self.unique(f"{name} {kind}", found)
        for fact in p["fact"]:
            if not fact["label_en"] or not fact["label_fr"]:
                self.bad(name, f"fact {fact['id']} lacks a label")
        for rule in p.get("rule", []):
            self.check_rule(name, p, rule, ids)
        self.check_citations(name, p)
        if ids["state"]:
            self.check_moves(name, p, ids)
        if "cases" in p:
            self.one_of(f"{name} cases", list(p["cases"]["of"]), p["cases"]["begins"])
            self.one_of(f"{name} cases", list(p["cases"]["begins"].values()), p["initial"]["states"])
        return {r["id"]: r for r in p.get("rule", [])}

    def check_citations(self, name: str, p: dict[str, Any]) -> None:
        """An article is read in both languages: every word of it is known to the vocabulary."""
        rows = [
            row
            for kind in ("rule", "transition", "guard", "notice", "phase", "penalty_ceiling")
            for row in p.get(kind, [])
        ]
        for said in sorted({row.get("citation") or row.get("article") or "" for row in rows}):
            for word in citing.unknown_words(said):
                self.bad(name, f"{said!r}: {word!r} has no French in the vocabulary")

    def check_rule(self, name: str, p: dict[str, Any], r: dict[str, Any], ids: dict[str, list[str]]) -> None:
        w = f"{name} {r.get('id')}"
        if not self.need(w, r, packs.RULE_FIELDS):
            return
        days, policy = r["days"], p["pack"]["kind"] == "policy"
        is_number = isinstance(days, int) and not isinstance(days, bool)
        for key, allowed in (("unit", "units"), ("sense", "senses"), ("at_end", "at_end"), ("counting", "counting")):
            self.one_of(w, r[key], self.words[allowed])
        self.one_of(w, r["confidence"], self.marks)
        self.one_of(w, r["owed_by"], self.actors)
        for f in ("effective_from", "effective_to", "checked_on"):
            self.a_date(f"{w} {f}", r[f])
        if not (days == "unknown" or (is_number and days >= 0)):
            self.bad(w, f"days: {days!r}")
        if is_number and not r["source"] and r["confidence"] != "?":
            self.bad(w, "a number needs a source or the mark ?")
        if days == "unknown" and r["confidence"] == "V" and not r.get("date_is_given_in"):
            self.bad(w, "an unknown number cannot be V")
        begun = r["counted_from"]
        if begun not in ids["fact"] and not (begun.startswith("end_of:") and begun[7:] in ids["rule"]):
            self.bad(w, f"counted from no declared fact: {begun}")
        if r["stopped_by"] not in ids["fact"]:
            self.bad(w, f"stopped by no declared fact: {r['stopped_by']}")
        if not r["duty_en"] or not r["duty_fr"]:
            self.bad(w, "no label for staff")
        if {"worker", "person"} & set(r["shown_to"]) and not (r["worker_en"] and r["worker_fr"]):
            self.bad(w, "shown to the worker but has no plain label")
        if r["calendar"] not in self.calendars and r["calendar"] != "unknown":
            self.bad(w, f"calendar {r['calendar']!r}")
        if (r["unit"] == "business") != (r["at_end"] == "not_applicable") and r["unit"] != "unknown":
            self.bad(w, "at_end does not fit the unit")
        extend = r["extendable"]
        self.one_of(w, extend["by"], self.words["extendable_by"])
        if extend["by"] not in ("none", "unknown") and not extend["source"]:
            self.bad(w, "an extension needs a source")
        if extend["unit"] not in ("", r["unit"]):
            self.bad(w, "an extension is counted in the unit of its rule")
        for pause in r["pauses"]:
            for f in ("from_fact", "until_fact"):
                self.one_of(f"{w} pause", pause[f], ids["fact"])
            if not policy and not pause.get("source"):
                self.bad(w, "a pause in law needs a source")
        if policy and (r.get("basis") != "policy" or not r.get("origin")):
            self.bad(w, "policy must say so, and where its number comes from")

    def check_moves(self, name: str, p: dict[str, Any], ids: dict[str, list[str]]) -> None:
        states, moves = {s["id"]: s for s in p["state"]}, p.get("transition", [])
        notices = {n["id"]: n for n in p.get("notice", [])}
        rules = {r["id"]: r for r in p.get("rule", [])}
        for s in states.values():
            self.one_of(f"{name} {s['id']}", s["confidence"], self.marks)
        self.one_of(f"{name} initial", p["initial"]["states"], states)
        for m in moves:
            w = f"{name} {m['verb']}"
            if not self.need(w, m, MOVE.split()):
                continue
            for key, allowed in (
                ("from", ids["state"]),
                ("to", [*ids["state"], "=", "previous"]),
                ("who", self.actors),
                ("addressees", self.actors),
                ("guards", ids["guard"]),
                ("documents", ids["notice"]),
                ("facts_recorded", ids["fact"]),
                ("confidence", self.marks),
            ):
                self.one_of(f"{w} {key}", m[key], allowed)
            for f in ("clocks_started", "clocks_stopped", "clocks_suspended"):
                if m[f] != "*":
                    self.one_of(f"{w} {f}", m[f], rules)
            if m["confidence"] != "?" and not m["source"]:
                self.bad(w, "a mark other than ? needs a source")
            for d in m["documents"]:
                if d in notices and not set(notices[d]["addressees"]) & set(m["addressees"]):
                    self.bad(w, f"{d} goes to nobody whom the move names")
                if d in notices and notices[d]["served_same_date"] != m["served_same_date"]:
                    self.bad(w, f"{d}: same-date service differs")
            for s in m["from"]:
                if s in states and states[s]["final"]:
                    self.bad(w, f"leaves the final state {s}")
        for g in p.get("guard", []):
            w = f"{name} {g['id']}"
            self.need(w, g, GUARD.split())
            self.one_of(w, g["effect"], self.words["guard_effects"])
            self.one_of(w, g["rules"], rules)
            self.one_of(w, g["confidence"], self.marks)
            if g["confidence"] != "?" and not g["source"]:
                self.bad(w, "a mark other than ? needs a source")
            if g["effect"] == "blocks" and any(rules[i]["confidence"] in "A?" for i in g["rules"] if i in rules):
                self.bad(w, "blocks on an unconfirmed number")
            if not any(g["id"] in m["guards"] for m in moves):
                self.bad(w, "no move asks for this guard")
        for n in p.get("notice", []):
            w = f"{name} {n['id']}"
            self.need(w, n, NOTICE.split())
            self.one_of(w, n["addressees"], self.actors)
            for c in n["contents"]:
                self.one_of(w, c["confidence"], self.marks)
            if not any(n["id"] in m["documents"] for m in moves):
                self.bad(w, "no move uses this document")
        reached, before = set(p["initial"]["states"]), -1
        while len(reached) != before:
            before = len(reached)
            reached |= {m["to"] for m in moves if m["to"] in states and reached & set(m["from"])}
        for s in sorted(set(states) - reached):
            self.bad(name, f"state {s} cannot be reached")
        for s in states.values():
            if not s["final"] and not any(s["id"] in m["from"] and m["to"] != "=" for m in moves):
                self.bad(name, f"there is no way out of {s['id']}")

    # ---- what must come out

    def check_precedents(self, contents: Mapping[str, dict[str, Any]]) -> None:
        known = packs.precedents()
        rules = {r.id: r for name in contents for r in packs.pack(name).rules}
        self.unique("precedent", [p["id"] for p in known])
        for p in known:
            w, pack = f"precedent {p['id']}", contents[p["pack"]]
            self.one_of(w, p["confidence"], self.marks)
            self.replay(w, p, pack)
            for e in p["expect"]:
                rule = rules[e["rule"]]
                due = count(e["start"], rule, self.calendars[rule.calendar]).due_on
                if due != e["due"]:
                    self.bad(w, f"{e['rule']} gives {due}, expected {e['due']}")
            on = {f["fact"]: f["on"] for f in p["facts"] if isinstance(f["on"], dt.date)}
            for i in p["intervals"]:
                a, b = INTERVALS[i["what"]]
                if (on[b] - on[a]).days != i["days"]:
                    self.bad(w, f"{i['what']}: {(on[b] - on[a]).days} days, not {i['days']}")

    def replay(self, where: str, precedent: dict[str, Any], pack: dict[str, Any]) -> None:
        verbs = {m["verb"]: m for m in pack["transition"]}
        state: str | None = None
        last: dt.date | None = None
        for step in precedent["moves"]:
            move = verbs.get(step["verb"])
            if move is None:
                self.bad(where, f"no such move: {step['verb']}")
                return
            state = state or next((s for s in pack["initial"]["states"] if s in move["from"]), None)
            if state not in move["from"]:
                self.bad(where, f"{step['verb']} is not possible from {state}")
                return
            state = state if move["to"] == "=" else move["to"]
            on = packs.date_or_none(step["on"])
            if on and last and on < last:
                self.bad(where, f"{step['verb']} goes back in time")
            last = on or last

    def check_data(self, contents: Mapping[str, dict[str, Any]]) -> None:
        instruments = [i["code"] for i in packs.table("instruments")]
        jurisdictions = [j["code"] for j in packs.table("jurisdictions")]
        provisions = packs.table("provisions")
        self.unique("instruments", instruments)
        self.unique("jurisdictions", jurisdictions)
        self.unique("provisions", [(p["instrument"], p["citation"]) for p in provisions])
        for p in provisions:
            w = f"provision {p['instrument']} {p['citation']}"
            self.one_of(w, p["instrument"], instruments)
            self.one_of(w, p["confidence"], self.marks)
            if p["clock_days"] and not p["clock_days"].isdigit():
                self.bad(w, f"days: {p['clock_days']!r}")
        for name, content in contents.items():
            self.one_of(name, content["pack"]["instruments"], instruments)
            places = [d["code"] for d in content.get("destination", [])]
            self.one_of(f"{name} destination", places, jurisdictions)
