"""Checks a report: one way for the web form, a workbook, a CSV and JSON. `check` is the whole interface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from regulators.reporting.answers import Answers, Rows
from regulators.reporting.definition import TIERS, Check, Definition, Words
from regulators.reporting.facts import Facts
from regulators.reporting.findings import Finding
from regulators.reporting.language.running import compile
from regulators.reporting.law import Counting
from regulators.reporting.reading.reading import Reading

from . import questions, rows, sources
from .questions import Places
from .rows import Silent
from .scopes import Report
from .telling import Place, Teller, Told, fill

INSTEAD = Words("Answer the questions instead.", "Répondez plutôt aux questions.")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Checked:
    """What came of a check. `answers` has what the rows could fill in; `filled` says which questions those are."""

    findings: tuple[Finding, ...]
    answers: Answers
    rows: Rows | None
    filled: frozenset[str]
    #: All findings by tier, those past the cap too.
    counts: Mapping[str, int]

    @property
    def is_readable(self) -> bool:
        """Nothing that could not be read: only then may anything be called received."""
        return not self.counts["unreadable"]

    @property
    def may_certify(self) -> bool:
        """Nothing unreadable or to be fixed, and all that the body is asked to confirm is explained."""
        return not any(finding.blocks for finding in self.findings)


def check(
    definition: Definition,
    facts: Facts,
    answers: Answers | None = None,
    rows_given: Rows | None = None,
    *,
    reading: Reading | None = None,
    counting: Counting | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Run every check of the form that applies, in the order of the file, tier by tier.

    Give `reading` for an upload; `answers` and `rows_given` then stand for what the file does not hold: a file of rows
    alone leaves the answers as they were.
    """
    if reading is not None:
        answers = reading.answers if reading.answers is not None else answers
        rows_given = reading.rows if reading.rows is not None else rows_given
    report = Report(definition, facts, answers or Answers(), rows_given, counting or Counting(definition))
    teller = Teller(report, reading.file.name if reading else "")
    silent: dict[str, int] = {}
    rows_silent: Silent = {}
    is_lost = False
    if reading is not None:
        known = _without(definition.scoped("file", "sheet", "cell", "row", "table"), rows.is_about_rows)
        sources.of_file(report, reading, teller, known, silent, rows_silent)
        is_lost = reading.is_lost
    filled: frozenset[str] = frozenset()
    if not is_lost:
        about_rows = [c for c in definition.scoped("row", "table") if rows.is_about_rows(c)] if rows_given else []
        about_answers = definition.scoped("question", "report")
        if reading is None:  # what came as data can be as unreadable as what came in a file
            cells = definition.scoped("cell")
            about_rows, about_answers = [*cells, *about_rows] if rows_given else [], [*cells, *about_answers]
        step = _stepper(progress, len(about_rows) + 2)
        if rows_given:
            rows.of_rows(report, rows_given, teller, rows_silent, about_rows, step)
            filled = report.fill_in()
        step()
        _nil_return(report, teller)
        places: Places = reading.places if reading is not None else {}
        if reading is None or reading.answers is not None or answers is not None:
            questions.of_answers(report, teller, about_answers, places, silent, rows_silent)
        step()
    teller.close()
    tiers = {c.id: c.tier for c in definition.checks}
    counts: Counter[str] = Counter()
    for name, count in teller.counts.items():
        counts[tiers.get(name, "fix")] += count
    findings = sorted(teller.findings, key=lambda finding: TIERS.index(finding.tier))
    return Checked(tuple(findings), report.answers, rows_given, filled, counts)


def nil_problem(
    definition: Definition, facts: Facts, rows_given: Rows | None = None, *, counting: Counting | None = None
) -> Words | None:
    """Why a nil return is not possible, or None."""
    return _nil_problem(Report(definition, facts, Answers(nil=True), rows_given, counting or Counting(definition)))


def _nil_problem(report: Report) -> Words | None:
    rule = report.definition.nil_return.blocked_if
    if compile(rule.node, report.names)(None) is not True:
        return None
    known = report.facts.unit.get("applications_known")
    number = sum(known.values()) if isinstance(known, Mapping) else known
    count = str(len(report.rows or ()) or number or "")
    return fill(report.definition.nil_return.blocked_text, {"count": Words(count, count)})


def _nil_return(report: Report, teller: Teller) -> None:
    """A nil return that cannot be is a finding like any other."""
    if not report.answers.nil or (why := _nil_problem(report)) is None:
        return
    rule = report.definition.nil_return.blocked_if
    check = Check("nil-return", "fix", "report", rule, why, INSTEAD)
    teller.counts[check.id] += 1
    first = next(iter(report.definition.nil_return.sets), "")
    teller.tell(check, Place(first, question=first), Told())


def _without(checks: list[Check], is_other: Callable[[Check], bool]) -> list[Check]:
    """File, sheet and cell checks, and those of rows and tables that are about how they were read."""
    return [c for c in checks if c.scope in ("file", "sheet", "cell") or not is_other(c)]


def _stepper(progress: Progress | None, total: int) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    return step
