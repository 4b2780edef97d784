"""Is the history whole? Recomputes every hash, from the database or from an export, and says in sentences what is wrong.

Needs nothing but Python's own library, so that whoever doubts us can run it elsewhere:

    python mobility/casefiles/verifier.py export.jsonl [--seals seals.jsonl]

An export is one JSON object a line: the beginning, the counters of references, the seals, then file by file (its tip and
its sealed tips, then its events), and an end with the counts. `--seals` takes the lines kept outside (or copied from the
nightly mails): each must be in the export, so that a history rewritten as a whole is found too.

What is proved: the chain of each file is unbroken and complete up to its tip; every row says what its hashed head says;
the facts are those that were hashed, or an event says that they were disposed of; no reference is missing; every sealed
tip is still there; the chain of seals is unbroken.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1
HEAD_FORMAT = 1
#: Events after which facts before them may be missing; `apps` record them, the words are those of `choices.EventKind`.
DISPOSED, ERASED = "casefiles.facts_disposed", "casefiles.person_erased"


# ---- what is hashed ---------------------------------------------------------------------------------


def canonical(value: Any) -> str:
    """JSON that is the same for the same value: sorted keys, no spaces, UTF-8 as it is. Numbers must be whole."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def facts_digest(salt: bytes, facts: dict[str, Any]) -> str:
    return hashlib.sha256(salt + canonical(facts).encode()).hexdigest()


def chain_hash(prev: str, head: str) -> str:
    return hashlib.sha256((prev + head).encode()).hexdigest()


def entry_line(reference: str, seq: int, hash: str) -> bytes:
    """One sealed tip as it goes into a seal's digest; entries are taken in the order of `reference_order`."""
    return f"{reference} {seq} {hash}\n".encode()


def seal_head(at: str, files: int, digest: str) -> str:
    return canonical({"v": FORMAT, "at": at, "files": files, "digest": digest})


def reference_order(reference: str) -> tuple[int, str]:
    """References in the order they were given within a year, also past 999,999."""
    return len(reference), reference


# ---- what is read -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Event:
    """One event as its row stands. `facts` and `salt` are None where only the stub is left."""

    seq: int
    kind: str
    actor: str
    at: str
    audience: list[int]
    side: str
    head: str
    prev: str
    hash: str
    facts: dict[str, Any] | None
    salt: bytes | None


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file with all that speaks of it. `tip` is None when the file's row is gone; `sealed`: seal, seq, hash."""

    reference: str
    tip: tuple[int, str] | None
    sealed: list[tuple[int, int, str]]
    events: Iterable[Event]


@dataclass(frozen=True, slots=True)
class Seal:
    id: int
    at: str
    files: int
    prev: str
    digest: str
    hash: str


@dataclass
class Report:
    """What was looked at, and what is wrong with it."""

    files: int = 0
    events: int = 0
    stubs: int = 0
    seals: int = 0
    problems: int = 0

    def __str__(self) -> str:
        found = "everything is as it was written" if not self.problems else f"{self.problems} wrong"
        return f"{self.files} files, {self.events} events ({self.stubs} disposed of), {self.seals} seals: {found}"


# ---- the proof --------------------------------------------------------------------------------------


@dataclass
class Verifier:
    """Goes through a history once, in constant memory, and yields a sentence for everything that is wrong."""

    counters: dict[int, int]
    seals: list[Seal]
    #: Hashes of seals that were kept outside.
    outside: list[tuple[int, str]] = field(default_factory=list)
    #: Only these files are looked at: gaps and seals' digests cannot be judged.
    partly: bool = False
    report: Report = field(default_factory=Report)

    def run(self, parts: Iterable[FilePart]) -> Iterator[str]:
        for sentence in self._all(parts):
            self.report.problems += 1
            yield sentence

    def _all(self, parts: Iterable[FilePart]) -> Iterator[str]:
        digests = {seal.id: hashlib.sha256() for seal in self.seals}
        counts = dict.fromkeys(digests, 0)
        expected = dict.fromkeys(self.counters, 1)
        yield from self._chain_of_seals()
        for part in parts:
            if part.tip is not None:
                self.report.files += 1
                if not self.partly:
                    yield from self._missing_before(part.reference, expected)
            yield from self._file(part)
            for seal_id, seq, hash in sorted(part.sealed):
                if seal_id in digests:
                    digests[seal_id].update(entry_line(part.reference, seq, hash))
                    counts[seal_id] += 1
                elif not self.partly:
                    yield f"{part.reference}: seal {seal_id}, which holds its event {seq}, is gone."
        if self.partly:
            return
        for year, last in sorted(self.counters.items()):
            yield from _gap(year, expected[year], last)
        for seal in self.seals:
            if counts[seal.id] != seal.files:
                yield f"Seal {seal.id} of {seal.at} has {counts[seal.id]} entries; it was made with {seal.files}."
            elif digests[seal.id].hexdigest() != seal.digest:
                yield f"Seal {seal.id} of {seal.at}: its entries are not those it was made with."

    def _chain_of_seals(self) -> Iterator[str]:
        prev = ""
        for seal in self.seals:
            self.report.seals += 1
            if seal.prev != prev:
                yield f"Seal {seal.id} of {seal.at} does not follow the seal before it: one was removed or replaced."
            if chain_hash(seal.prev, seal_head(seal.at, seal.files, seal.digest)) != seal.hash:
                yield f"Seal {seal.id} of {seal.at} was altered: its hash is not that of its content."
            prev = seal.hash
        known = {(seal.id, seal.hash) for seal in self.seals}
        for seal_id, hash in self.outside:
            if (seal_id, hash) not in known:
                yield f"Seal {seal_id}, kept outside as {hash}, is not in this history: it was removed or rewritten."

    def _missing_before(self, reference: str, expected: dict[int, int]) -> Iterator[str]:
        year, number = _numbers(reference)
        if year not in expected:
            yield f"{reference}: no reference was given out for {year}; this file was not opened here."
            return
        yield from _gap(year, expected[year], number - 1)
        expected[year] = number + 1
        if number > self.counters[year]:
            yield f"{reference}: only {self.counters[year]} references were given out for {year}."

    def _file(self, part: FilePart) -> Iterator[str]:
        """The chain of one file: its rows, its facts, its tip, its sealed tips."""
        if part.tip is None:
            seal_id, seq, _hash = max(part.sealed, default=(0, 0, ""), key=lambda entry: entry[1])
            yield f"{part.reference}: the file is gone. Seal {seal_id} holds its event {seq}."
        sealed = {seq: (seal_id, hash) for seal_id, seq, hash in sorted(part.sealed, reverse=True)}
        prev, last, stubs, disposed, erased = "", 0, set[int](), set[int](), 0
        for event in part.events:
            self.report.events += 1
            where = f"{part.reference}, event {event.seq}"
            if event.seq != last + 1:
                yield _lost(part.reference, last + 1, event.seq - 1)
            elif event.prev != prev:
                yield f"{where}: does not follow the event before it; one of the two was replaced."
            yield from _row(part.reference, event, where)
            if event.facts is None:
                self.report.stubs += 1
                stubs.add(event.seq)
            elif event.kind == DISPOSED and isinstance(event.facts.get("event"), int):
                disposed.add(event.facts["event"])
            if event.kind == ERASED:
                erased = event.seq
            if event.seq in sealed and sealed[event.seq][1] != event.hash:
                yield f"{where}: seal {sealed[event.seq][0]} holds another hash for it; the history was rewritten."
            prev, last = event.hash, event.seq
        for seq in sorted(stubs - disposed):
            if seq > erased:
                yield f"{part.reference}, event {seq}: its content is gone, and no event says that it was disposed of."
        if part.tip is None:
            return
        if part.tip[0] > last:
            yield _lost(part.reference, last + 1, part.tip[0])
        elif part.tip != (last, prev):
            yield f"{part.reference}: the file says that event {part.tip[0]} is its last; the chain ends with {last}."
        for seq in sorted(sealed):
            if seq > max(last, part.tip[0]):
                yield f"{part.reference}: event {seq} is gone, and all after it. Seal {sealed[seq][0]} holds it."


def _row(reference: str, event: Event, where: str) -> Iterator[str]:
    """One row against its own hash, its head, its facts."""
    if chain_hash(event.prev, event.head) != event.hash:
        yield f"{where}: its hash is not that of its content; it was altered."
    try:
        head = json.loads(event.head)
        digest = head["facts"]
    except (ValueError, KeyError, TypeError):
        yield f"{where}: its head cannot be read."
        return
    row = {
        "v": HEAD_FORMAT,
        "file": reference,
        "seq": event.seq,
        "kind": event.kind,
        "actor": event.actor,
        "at": event.at,
        "audience": event.audience,
        "side": event.side,
        "facts": digest,
    }
    if head != row:
        wrong = ", ".join(sorted(key for key in {**head, **row} if head.get(key) != row.get(key)))
        yield f"{where}: the row was altered ({wrong}); its hashed head says something else."
    if event.facts is not None and (event.salt is None or facts_digest(event.salt, event.facts) != digest):
        yield f"{where}: its content was altered; it is not what was hashed."


def _lost(reference: str, first: int, last: int) -> str:
    if first > last:
        return f"{reference}: event {first - 1} stands there more than once."
    return (
        f"{reference}: event {first} is gone." if first == last else f"{reference}: events {first} to {last} are gone."
    )


def _gap(year: int, first: int, last: int) -> Iterator[str]:
    if first == last:
        yield f"Reference {first} of {year} was given out, and there is no such file."
    elif first < last:
        yield f"References {first} to {last} of {year} were given out, and there are no such files."


def _numbers(reference: str) -> tuple[int, int]:
    """Year and number of a reference; zeros for what is none."""
    parts = reference.split("-")
    return (int(parts[1]), int(parts[2])) if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit() else (0, 0)


# ---- exports ----------------------------------------------------------------------------------------


class BadExport(Exception):
    """The export cannot be read; the text says where and why."""


def lines_of(counters: dict[int, int], seals: Iterable[Seal], parts: Iterable[FilePart]) -> Iterator[str]:
    """The lines of an export."""
    yield _line("history", v=FORMAT)
    for year, last in sorted(counters.items()):
        yield _line("counter", year=year, last=last)
    for seal in seals:
        yield _line(
            "seal", id=seal.id, at=seal.at, files=seal.files, prev=seal.prev, digest=seal.digest, hash=seal.hash
        )
    files = events = 0
    for part in parts:
        files += 1
        yield _line("file", reference=part.reference, tip=part.tip, sealed=part.sealed)
        for event in part.events:
            events += 1
            yield _line(
                "event",
                seq=event.seq,
                kind=event.kind,
                actor=event.actor,
                at=event.at,
                audience=event.audience,
                side=event.side,
                head=event.head,
                prev=event.prev,
                hash=event.hash,
                facts=event.facts,
                salt=None if event.salt is None else event.salt.hex(),
            )
    yield _line("end", files=files, events=events)


def _line(what: str, **values: Any) -> str:
    return canonical({"is": what, **values}) + "\n"


NOTHING: dict[str, Any] = {"is": "nothing"}


class Export:
    """An export being read: counters and seals at once, files one by one."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._rows = _rows(lines)
        self.counters: dict[int, int] = {}
        self.seals: list[Seal] = []
        self._row: dict[str, Any] = next(self._rows, NOTHING)
        if self._row["is"] != "history" or self._row.get("v") != FORMAT:
            raise BadExport("This is not an export of a history that this program can read.")
        self._step()
        while self._row["is"] in ("counter", "seal"):
            values: dict[str, Any] = {key: value for key, value in self._row.items() if key != "is"}
            if self._row["is"] == "counter":
                self.counters[values["year"]] = values["last"]
            else:
                self.seals.append(Seal(**values))
            self._step()

    def _step(self) -> None:
        self._row = next(self._rows, NOTHING)

    def parts(self) -> Iterator[FilePart]:
        """Each part must be gone through before the next is asked for. Raises BadExport where the export breaks off."""
        files = 0
        self.events = 0
        while self._row["is"] == "file":
            row = self._row
            files += 1
            self._step()
            tip = None if row["tip"] is None else (row["tip"][0], row["tip"][1])
            yield FilePart(row["reference"], tip, [(s, q, h) for s, q, h in row["sealed"]], self._events())
        if self._row["is"] != "end":
            raise BadExport("The export breaks off: its last line is missing.")
        if (self._row["files"], self._row["events"]) != (files, self.events):
            raise BadExport(
                f"The export was written with {self._row['files']} files and {self._row['events']} events; "
                f"it has {files} and {self.events}."
            )

    def _events(self) -> Iterator[Event]:
        while self._row["is"] == "event":
            values: dict[str, Any] = {key: value for key, value in self._row.items() if key != "is"}
            if values.get("salt") is not None:
                values["salt"] = bytes.fromhex(values["salt"])
            self.events += 1
            self._step()
            yield Event(**values)


def _rows(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            row["is"]
        except (ValueError, KeyError, TypeError):
            raise BadExport(f"Line {number} of the export cannot be read.") from None
        yield row


def outside_seals(lines: Iterable[str]) -> list[tuple[int, str]]:
    """The seals kept outside: lines with `seal` and `hash`."""
    try:
        rows = [json.loads(line) for line in lines if line.strip()]
        return [(row["seal"], row["hash"]) for row in rows]
    except (ValueError, KeyError, TypeError):
        raise BadExport("The file of seals cannot be read.") from None


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 all is whole, 1 something is wrong, 2 it cannot be read."""
    parser = argparse.ArgumentParser(description="Is this exported history whole?")
    parser.add_argument("export", help="a file made by `manage.py export_history`")
    parser.add_argument("--seals", help="the seals kept outside, one JSON line each")
    options = parser.parse_args(arguments)
    try:
        outside = []
        if options.seals:
            with open(options.seals, encoding="utf-8") as kept:
                outside = outside_seals(kept)
        with open(options.export, encoding="utf-8") as lines:
            export = Export(lines)
            verifier = Verifier(export.counters, export.seals, outside)
            for sentence in verifier.run(export.parts()):
                print(sentence)
    except (BadExport, OSError) as error:
        print(error)
        return 2
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        print(f"The export cannot be read: {type(error).__name__} {error}.")
        return 2
    print(verifier.report)
    return 1 if verifier.report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
