"""What the pages of reports need, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mobility.accounts import people
from mobility.accounts.models import User

from .queries import folded
from .registry import knowing
from .report_choices import UNSENT, ReportStatus
from .report_models import MoreTime, Report, ReportVersion
from .reporting import loading
from .reporting.answers import Answers, Broken
from .reporting.definition import OWN_OCCUPATIONS, TIERS, Choices, Definition, Field
from .reporting.facts import Facts
from .reporting.findings import Finding, shown


def language() -> str:
    return "fr" if (get_language() or "en").startswith("fr") else "en"


# ---- what a body answered, in words -----------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """One question with its answer, last year's beside it."""

    id: str
    label: str
    value: str
    last: str
    #: for the unit alone: what bodies of like size reported
    peers: str = ""
    lines: list[str] = field(default_factory=list)
    is_blank: bool = False


@dataclass(frozen=True)
class Part:
    """One section of a report, as it is read."""

    id: str
    title: str
    rows: list[Said]


def choices_of(form: Definition, question: Field, facts: Facts) -> Choices:
    return facts.choices if question.choices == OWN_OCCUPATIONS else form.lists.get(question.choices, {})


def lines_of(form: Definition, question: Field, value: Any, facts: Facts) -> list[str]:
    """The parts of a figure, or the lines of a table, each as one line of text."""
    words = language()
    if isinstance(value, Broken):
        parts = [(facts.choices, value.by_occupation), (form.lists.get("jurisdictions", {}), value.by_home)]
        return [f"{shown(key, words, choices)}: {shown(n, words)}" for choices, by in parts for key, n in by.items()]
    if question.type == "table" and isinstance(value, list):
        return [
            " · ".join(
                shown(line[column.id], words, choices_of(form, column, facts))
                for column in question.columns
                if line.get(column.id) not in (None, "")
            )
            for line in value
        ]
    return []


def value_of(form: Definition, question: Field, answers: Answers | None, facts: Facts) -> str:
    value = answers.get(question.id) if answers else None
    if value is None:
        return ""
    if question.type == "table" and isinstance(value, list):
        return ""
    text = shown(value, language(), choices_of(form, question, facts))
    sentence = answers.texts.get(question.id, "") if answers else ""
    return f"{text}. {sentence}" if sentence else text


def read_out(form: Definition, answers: Answers, last: Answers | None, facts: Facts) -> list[Part]:
    """The whole report by sections, with last year's answers."""
    words = language()
    parts = []
    for section in form.sections:
        rows = []
        for question in form.of_section(section.id):
            value = value_of(form, question, answers, facts)
            lines = lines_of(form, question, answers.get(question.id), facts)
            rows.append(
                Said(
                    id=question.id,
                    label=question.label.of(words),
                    value=value,
                    last=value_of(form, question, last, facts),
                    peers=shown(facts.peers[question.id], words) if question.id in facts.peers else "",
                    lines=lines,
                    is_blank=not value and not lines,
                )
            )
        parts.append(Part(section.id, section.title.of(words), rows))
    return parts


@dataclass(frozen=True)
class Change:
    """One answer that is not what it was."""

    label: str
    before: str
    after: str


def changes(form: Definition, before: ReportVersion, after: ReportVersion, facts: Facts) -> list[Change]:
    """What differs between two versions, question by question, then the rows."""
    found = []
    one, two = before.answered(), after.answered()

    def text(answers: Answers, question: Field) -> str:
        parts = [value_of(form, question, answers, facts), *lines_of(form, question, answers.get(question.id), facts)]
        return "\n".join(part for part in parts if part) or "–"

    for question in form.questions:
        if (was := text(one, question)) != (now := text(two, question)):
            found.append(Change(question.label.of(language()), was, now))
    if before.packed_rows != after.packed_rows:
        old = {row[0]: row for row in before.rows() or ()}
        new = {row[0]: row for row in after.rows() or ()}
        other = sum(1 for key, row in new.items() if key in old and old[key] != row)
        said = _("%(new)s new, %(gone)s left out, %(other)s changed") % {
            "new": len(new.keys() - old.keys()),
            "gone": len(old.keys() - new.keys()),
            "other": other,
        }
        found.append(Change(form.table.title.of(language()), str(before.row_count), f"{after.row_count}: {said}"))
    return found


# ---- findings ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tiered:
    """The findings of one kind."""

    id: str
    label: str
    lead: str
    count: int
    rows: list[Finding]

    @property
    def is_late(self) -> bool:
        return self.id in ("unreadable", "fix")


def tiers(form: Definition, findings: Iterable[Finding]) -> list[Tiered]:
    """The findings by kind, the gravest first; kinds without any are left out."""
    words = language()
    listed = list(findings)
    found = []
    for name in TIERS:
        rows = [one for one in listed if one.tier == name]
        if rows:
            tier = form.tier(name)
            count = sum(one.more or 1 for one in rows)
            found.append(Tiered(name, tier.label.of(words), tier.lead.of(words), count, rows))
    return found


# ---- for the body -----------------------------------------------------------------------------------


def for_body(user: User) -> dict[str, list[Report]]:
    """The reports of the person's body: owed, with the unit, done. One query."""
    rows = list(Report.objects.visible_to(user).listed().order_by("-period", "-pk"))
    return {
        "reports_owed": [row for row in rows if row.file.status in UNSENT],
        "reports_sent": [row for row in rows if row.is_received],
        "reports_done": [row for row in rows if not row.file.is_open],
    }


# ---- the board --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stand:
    """One body on the board."""

    report: Report
    is_late: bool
    sent_late: bool
    group: str
    asked_days: int | None
    extended: bool
    distance: int

    @property
    def never_opened(self) -> bool:
        return self.report.file.status == ReportStatus.OWED and self.report.first_seen_at is None


@dataclass(frozen=True)
class Line:
    """What the board says of one body: one value, by which its HTML is kept."""

    pk: int
    body: str
    reference: str
    owner: str
    status: str
    group: str
    never_opened: bool
    asked_days: int | None
    extended: bool
    sent_late: bool
    due_on: dt.date | None
    distance: int
    version: int | None
    certified_at: dt.datetime | None

    @classmethod
    def of(cls, row: Stand) -> Line:
        report, current = row.report, row.report.current
        return cls(
            pk=report.pk,
            body=str(report.body),
            reference=report.file.reference,
            owner=str(report.file.owner or ""),
            status=report.status,
            group=row.group,
            never_opened=row.never_opened,
            asked_days=row.asked_days,
            extended=row.extended,
            sent_late=row.sent_late,
            due_on=report.duty.due_on,
            distance=row.distance,
            version=current.number if current else None,
            certified_at=current.certified_at if current else None,
        )


@lru_cache(maxsize=1000)
def written(line: Line, today: dt.date, _language: str) -> SafeString:
    """A row of the board. Kept, as the rows of other lists are."""
    return render_to_string("regulators/reports/board_row.html", {"row": line, "today": today})


@dataclass(frozen=True)
class Group:
    """One state of the board: how many bodies are in it."""

    id: str
    label: str
    meaning: str
    count: int
    #: where its part of the picture begins, of so many bodies
    start: int = 0


#: In the order of the picture, with the meaning of their colour.
GROUPS = {
    "accepted": "done",
    "received": "info",
    "certify": "info",
    "sent_back": "soon",
    "drafting": "soon",
    "owed": "mute",
    "unopened": "mute",
    "waived": "mute",
}


def group_labels() -> dict[str, str]:
    return {
        "accepted": _("Accepted"),
        "received": _("Received"),
        "certify": _("Waiting for certification"),
        "sent_back": _("Sent back"),
        "drafting": _("Being written"),
        "owed": _("Opened, not begun"),
        "unopened": _("Never opened"),
        "waived": _("Waived"),
    }


def group_of(report: Report) -> str:
    status = report.file.status
    if status in ("certified", "checking"):
        return "received"
    if status == "to_certify":
        return "certify"
    if status == "owed":
        return "owed" if report.first_seen_at else "unopened"
    return status


@dataclass(frozen=True)
class Board:
    form: Definition
    rows: list[Stand]
    #: the rows as they stand on the page
    lines: list[SafeString]
    all: int
    groups: list[Group]
    late: int
    asked: int
    extended: int

    @property
    def submitted(self) -> int:
        return sum(group.count for group in self.groups if group.id in ("accepted", "received"))


def periods() -> list[Definition]:
    """The forms there are, the newest first."""
    return [loading.definition(edition) for edition in sorted(loading.editions(), reverse=True)]


def board(user: User, form: Definition, on: dt.date, said: Mapping[str, str]) -> Board:
    """Who has sent, is late, never opened it. Three queries, whatever the number of bodies."""
    reports = with_names(Report.objects.visible_to(user).shown().filter(period=form.id))
    asked = open_requests([report.pk for report in reports])
    first_due = form.period.due_on
    stands = []
    for report in reports:
        due = report.duty.due_on or first_due
        group = group_of(report)
        certified = report.duty.stopped_on
        stands.append(
            Stand(
                report=report,
                is_late=report.file.status in UNSENT and due < on,
                sent_late=group in ("received", "accepted") and certified is not None and certified > due,
                group=group,
                asked_days=asked.get(report.pk),
                extended=due > first_due and report.file.status != ReportStatus.SENT_BACK,
                distance=(due - on).days,
            )
        )
    stands.sort(key=lambda row: (row.report.duty.due_on or first_due, folded(row.report.body.office.name)))
    labels = group_labels()
    groups: list[Group] = []
    for name, meaning in GROUPS.items():
        count = sum(row.group == name for row in stands)
        groups.append(Group(name, labels[name], meaning, count, sum(group.count for group in groups)))
    words, state = folded(said.get("q", "")), said.get("state", "")
    rows = [row for row in stands if matches(row, state) and (not words or names(row, words))]
    return Board(
        form=form,
        rows=rows,
        lines=[written(Line.of(row), on, language()) for row in rows],
        all=len(stands),
        groups=groups,
        late=sum(row.is_late for row in stands),
        asked=len(asked),
        extended=sum(row.extended for row in stands),
    )


def with_names(found: Iterable[Report]) -> list[Report]:
    """Reports with their bodies and owners, as the process knows them."""
    reports = list(found)
    known = knowing((report.body_id for report in reports), ())
    owners = people.named(report.file.owner_id for report in reports if report.file.owner_id)
    for report in reports:
        report.body = known.bodies[report.body_id]
        if report.file.owner_id:
            report.file.owner = owners[report.file.owner_id]
    return reports


def matches(row: Stand, state: str) -> bool:
    if state == "late":
        return row.is_late
    if state == "asked":
        return row.asked_days is not None
    if state == "extended":
        return row.extended
    return state not in GROUPS or row.group == state


def names(row: Stand, words: str) -> bool:
    office = row.report.body.office
    text = folded(f"{office.name_en} {office.name_fr} {office.short_name} {row.report.file.reference}")
    return all(word in text for word in words.split())


def open_requests(reports: list[int]) -> dict[int, int]:
    return dict(MoreTime.objects.filter(report__in=reports, decided_at__isnull=True).values_list("report_id", "days"))


def versions_of(report: Report) -> list[ReportVersion]:
    """All versions without what they say, the newest first. One query."""
    return list(
        report.versions.select_related("by", "sent_by", "certified_by", "paper")
        .defer("answers", "packed_rows", "findings")
        .order_by("-number")
    )
