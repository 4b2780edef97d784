"""Which other complaints belong to one, and why: the same worker, the same body and ground, a similar story. Only looks.

Each is one short query on an index, the same number of queries whatever is found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.casefiles import search
from mobility.casefiles.models import DIGITS, Person

from .choices import RelationKind
from .group_models import Issue, IssueCase, Relation
from .models import Complaint, grounds
from .suggesting import data

#: So many people of one name, address or number are looked at.
MOST_PEOPLE = 200
SHORTEST_NUMBER = 7


@dataclass(frozen=True)
class Near:
    """Another complaint, why it is near this one, and the kind of link that would be."""

    complaint: Complaint
    why: str
    kind: str


@dataclass
class Related:
    linked: list[tuple[Relation, Complaint]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    open_issues: list[Issue] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)
    #: there are more on the same body and ground than are shown
    many: bool = False


def months_before(on: dt.date, months: int) -> dt.date:
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


def related(complaint: Complaint, user: User, today: dt.date) -> Related:
    """All that the card shows."""
    rules = data()["related"]
    seen = Complaint.objects.visible_to(user).exclude(pk=complaint.pk).select_related("complainant")
    found = Related()
    links = list(Relation.objects.filter(Q(one=complaint) | Q(other=complaint), until_at__isnull=True).order_by("-at"))
    others = {link.pk: link.other_id if link.one_id == complaint.pk else link.one_id for link in links}
    there = {row.pk: row for row in seen.filter(pk__in=others.values())}
    found.linked = [(link, there[others[link.pk]]) for link in links if others[link.pk] in there]
    issues = Issue.objects.select_related("file").filter(file__sensitivity="ordinary")
    mine = IssueCase.objects.filter(complaint=complaint, until_at__isnull=True).values("issue")
    found.issues = list(issues.filter(pk__in=mine))
    taken = {issue.pk for issue in found.issues}
    found.open_issues = [
        row for row in issues.filter(file__closed_at__isnull=True).order_by("-pk")[:50] if row.pk not in taken
    ]

    near: dict[int, tuple[Complaint, list[str], str]] = {}

    def add(rows: Iterable[Complaint], kind: str, why: Any) -> None:
        for row in rows:
            if row.pk in there:
                continue
            _row, reasons, _kind = near.setdefault(row.pk, (row, [], kind))
            reasons.append(why(row) if callable(why) else why)

    add(same_worker(complaint, seen, rules["shown"]), RelationKind.SAME_WORKER, lambda row: worker_why(complaint, row))
    practice = same_practice(complaint, seen, since=months_before(today, rules["months"]), most=rules["shown"] + 1)
    found.many = len(practice) > rules["shown"]
    add(practice[: rules["shown"]], RelationKind.SAME_PRACTICE, lambda row: practice_why(complaint, row))
    words = search.rare_words(complaint.narrative, complaint.language, most=rules["words"], shortest=rules["shortest"])
    shared = search.alike(words, shared=rules["shared"], most=rules["hits"])
    best = sorted(shared, key=lambda pk: (-len(shared[pk]), -pk))[: rules["shown"] + 1]
    alike = sorted(seen.filter(pk__in=best), key=lambda row: -len(shared[row.pk]))[: rules["shown"]]
    add(
        alike,
        RelationKind.SAME_MATTER,
        lambda row: _("similar story: %(words)s") % {"words": ", ".join(shared[row.pk][: rules["shared"]])},
    )
    found.near = [Near(row, "; ".join(reasons), kind) for row, reasons, kind in near.values()]
    return found


def same_worker(complaint: Complaint, seen: Any, most: int) -> list[Complaint]:
    """Complaints of a person with the same e-mail or telephone; of the same name when they are about the same body."""
    person = complaint.complainant
    digits = "".join(filter(str.isdigit, person.phone))
    by_reach, by_name = Q(pk=person.pk), Q(pk__in=[])
    if person.email:
        by_reach |= Q(email__iexact=person.email)
    if len(digits) >= SHORTEST_NUMBER:
        by_reach |= Q(digits=digits)
    if person.name:
        by_name = Q(name__iexact=person.name)
    people = Person.objects.annotate(digits=DIGITS).filter(by_reach | by_name)[:MOST_PEOPLE]
    same = {row.pk: reached(person, row) for row in people}
    sure = [pk for pk, is_reached in same.items() if is_reached]
    named = Q(complainant__in=same) & Q(body=complaint.body_id) if complaint.body_id else Q(pk__in=[])
    return list(seen.filter(Q(complainant__in=sure) | named).order_by("-opened_at")[:most])


def reached(one: Person, other: Person) -> bool:
    """Whether two rows are reached the same way: then they are one person. A name alone is no proof."""
    digits = ["".join(filter(str.isdigit, row.phone)) for row in (one, other)]
    return (
        one.pk == other.pk
        or bool(one.email and one.email.casefold() == other.email.casefold())
        or (len(digits[0]) >= SHORTEST_NUMBER and digits[0] == digits[1])
    )


def worker_why(complaint: Complaint, row: Complaint) -> str:
    if reached(complaint.complainant, row.complainant):
        return _("same e-mail or telephone")
    return _("same name and body")


def same_practice(complaint: Complaint, seen: Any, *, since: dt.date, most: int) -> list[Complaint]:
    """Complaints of the last months about the same body on one of the same grounds, the newest first."""
    if complaint.body_id is None or not complaint.ground_slugs:
        return []
    found = seen.filter(body=complaint.body_id, received_on__gte=since, ground_slugs__overlap=complaint.ground_slugs)
    return list(found.order_by("-opened_at", "-pk")[:most])


def practice_why(complaint: Complaint, row: Complaint) -> str:
    shared = [
        grounds()[slug].label for slug in row.ground_slugs if slug in complaint.ground_slugs and slug in grounds()
    ]
    return _("same body, same ground: %(grounds)s") % {"grounds": "; ".join(shared)}


def cases_of(issue: Issue, user: User) -> list[Complaint]:
    """The complaints grouped under an issue, as far as a person may see them."""
    ids = IssueCase.objects.filter(issue=issue, until_at__isnull=True).values("complaint")
    return list(
        Complaint.objects.visible_to(user)
        .filter(pk__in=ids)
        .select_related("complainant")
        .order_by(F("opened_at").desc())
    )
