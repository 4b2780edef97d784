"""What a body reports set against what workers complain of and what the body publishes. Totals only: rows of a report are not
matched to complainants (docs/decisions/0008). A contradiction is a question: it becomes a finding of a review, on which the body is
heard, only when somebody of the unit makes it one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.accounts.phrases import money_words
from mobility.casefiles.choices import Role
from mobility.casefiles.models import Participant
from regulators.choices import PublishedKind
from regulators.models import RegulatoryBody
from regulators.report_models import Report
from regulators.reporting.answers import Answers, Broken
from regulators.reporting.definition import Definition

from .choices import ApplicationFact
from .models import ApplicationDate, Complaint

DATA = Path(__file__).parent / "data" / "contradictions.toml"
#: So many complaints are named beside a contradiction.
MOST = 20


@dataclass(frozen=True)
class Compared:
    """One figure of the report and the complaints that it should hold."""

    id: str
    question: str
    also: tuple[str, ...]
    grounds: tuple[str, ...]
    #: only complaints about an application that was decided
    decided: bool
    provision: str


@dataclass(frozen=True)
class Contradiction:
    """Reported against held: what the report says, what we know, and where to look."""

    key: str
    statement: str
    evidence: str
    provision: str
    complaints: tuple[Complaint, ...] = ()


@cache
def compared() -> tuple[Compared, ...]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["compared"]
    return tuple(
        Compared(
            id=row["id"],
            question=row["question"],
            also=tuple(row.get("also", ())),
            grounds=tuple(row["grounds"]),
            decided=row.get("decided", False),
            provision=row["provision"],
        )
        for row in rows
    )


def of_period(body: RegulatoryBody, form: Definition) -> Any:
    """Complaints about how the body handled applications of the period: by the day the body received the application, else by
    the day the complaint came. Withdrawn, merged and out-of-scope files are left out."""
    period = form.period
    received = ApplicationDate.objects.filter(complaint=OuterRef("pk"), fact=ApplicationFact.RECEIVED, holds=True)
    in_period = Exists(received.filter(on__gte=period.start, on__lte=period.end))
    dated = Q(in_period) | (~Exists(received) & Q(received_on__gte=period.start, received_on__lte=period.end))
    found = Complaint.objects.select_related("file").filter(dated, body=body, merged_into__isnull=True)
    return found.exclude(outcome__in=["withdrawn", "out_of_scope"]).exclude(status__in=["withdrawn", "out_of_scope"])


def held(found: Any, form: Definition, one: Compared) -> Any:
    """The complaints that one figure of the report should hold."""
    if one.grounds:
        found = found.filter(ground_slugs__overlap=list(one.grounds))
    if one.decided:
        decided = ApplicationDate.objects.filter(
            complaint=OuterRef("pk"), fact=ApplicationFact.DECIDED, holds=True, on__lte=form.period.end
        )
        found = found.filter(Exists(decided)).exclude(outcome="registered")
    return found


def figure(answers: Answers, question: str) -> int | None:
    """A count of the report: the written total; nothing where it was not answered. A blank is never 0."""
    value = answers.values.get(question)
    if isinstance(value, Broken):
        value = value.figure
    return int(value) if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) else None


def known_to_the_unit(body: RegulatoryBody, form: Definition) -> Mapping[str, int]:
    """`unit.…` of the report's rules. The body may read these numbers, so they count only complaints on which it was asked."""
    asked = Participant.objects.filter(file=OuterRef("pk"), office=body.office_id, role=Role.RESPONDENT)
    found = of_period(body, form).filter(Exists(asked))
    refusals = next(one for one in compared() if one.id == "refusals")
    return {
        "applications_known": found.count(),
        "complaints_of_refusal": held(found, form, refusals).count(),
    }


def of_report(report: Report, user: User) -> list[Contradiction]:
    """All contradictions of the version that counts: figures, and fees against what is published. A constant number of queries."""
    version = report.current
    if version is None:
        return []
    answers, form = version.answered(), report.form
    language = "fr" if (get_language() or "en").startswith("fr") else "en"
    period = of_period(report.body, form)
    found = []
    for one in compared():
        reported = [figure(answers, question) for question in (one.question, *one.also)]
        known = [number for number in reported if number is not None]
        if not known and not report.is_nil:
            continue
        total = sum(known)
        rows = list(held(period, form, one).order_by("received_on", "pk")[: MOST + 1])
        number = len(rows) if len(rows) <= MOST else held(period, form, one).count()
        if total >= number:
            continue
        visible = set(
            Complaint.objects.visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        )
        label = form.question(one.question).label.of(language)
        words = ngettext(
            "“%(label)s” – reported: %(reported)s. We hold %(n)s complaint that this figure should hold.",
            "“%(label)s” – reported: %(reported)s. We hold %(n)s complaints that this figure should hold.",
            number,
        ) % {"label": label, "reported": total, "n": number}
        shown = tuple(row for row in rows[:MOST] if row.pk in visible)
        found.append(
            Contradiction(
                key=f"{report.period}:{one.id}",
                statement=words,
                evidence=_("The report %(report)s, and the complaints linked here.")
                % {"report": report.file.reference},
                provision=one.provision,
                complaints=shown,
            )
        )
    return found + fees(report, answers)


def fees(report: Report, answers: Answers) -> list[Contradiction]:
    """The most that one applicant paid against the fees that the body publishes: paid more than all of them together."""
    paid = answers.values.get("h02")
    if not isinstance(paid, (int, float, Decimal)) or isinstance(paid, bool):
        return []
    end = report.form.period.end
    published = [
        row.amount
        for row in report.body.published.filter(kind=PublishedKind.FEE, seen_on__lte=end)
        if row.amount is not None and (row.until_on is None or row.until_on > report.form.period.start)
    ]
    if not published or Decimal(str(paid)) <= sum(published):
        return []
    statement = _("An applicant paid up to %(paid)s; the published fees add up to %(published)s.") % {
        "paid": money_words(Decimal(str(paid))),
        "published": money_words(sum(published, Decimal(0))),
    }
    return [
        Contradiction(
            key=f"{report.period}:fees",
            statement=statement,
            evidence=_("The report %(report)s, and what the registry says is published.")
            % {"report": report.file.reference},
            provision="LMA s 5",
        )
    ]
