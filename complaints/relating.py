"""Which other complaints belong to one, and why: the same worker, the same body and ground, a similar story. Only looks.

Each is one short query on an index, the same number of queries whatever is found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Upper
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from mobility.accounts.models import User
from mobility.accounts.prepared import IsOneOf, Prepared, Slot
from mobility.casefiles import search
from mobility.casefiles.choices import Sensitivity
from mobility.casefiles.models import DIGITS, Person
from mobility.casefiles.querysets import named_files, sees_the_desk

from .choices import RelationKind
from .group_models import Issue, IssueCase, Relation
from .models import Complaint, grounds
from .suggesting import data

#: So many people of one name, address or number are looked at.
MOST_PEOPLE = 200
#: So many issues are offered.
MOST_ISSUES = 50
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
    """All that the card shows. It is a card of the desk: others see nothing of it."""
    found = Related()
    if not sees_the_desk(user):
        return found
    rules = data()["related"]
    seen = {"named": named_files(user), "this": complaint.pk}
    links = links_of(this=complaint.pk)
    others = {link.pk: link.other_id if link.one_id == complaint.pk else link.one_id for link in links}
    there = {row.pk: row for row in some(**seen, files=list(others.values()))} if others else {}
    found.linked = [(link, there[others[link.pk]]) for link in links if others[link.pk] in there]
    for issue in issues_beside(this=complaint.pk):
        (found.issues if issue.is_ours else found.open_issues).append(issue)

    near: dict[int, tuple[Complaint, list[str], str]] = {}

    def add(rows: Iterable[Complaint], kind: str, why: Any) -> None:
        for row in rows:
            if row.pk in there:
                continue
            _row, reasons, _kind = near.setdefault(row.pk, (row, [], kind))
            reasons.append(why(row) if callable(why) else why)

    add(same_worker(complaint, seen), RelationKind.SAME_WORKER, lambda row: worker_why(complaint, row))
    practice = same_practice(complaint, seen, since=months_before(today, rules["months"]))
    found.many = len(practice) > rules["shown"]
    add(practice[: rules["shown"]], RelationKind.SAME_PRACTICE, lambda row: practice_why(complaint, row))
    words = search.rare_words(complaint.narrative, complaint.language, most=rules["words"], shortest=rules["shortest"])
    shared = search.alike(words, shared=rules["shared"], most=rules["hits"])
    best = sorted(shared, key=lambda pk: (-len(shared[pk]), -pk))[: rules["shown"] + 1]
    rows = some(**seen, files=best) if best else []
    alike = sorted(rows, key=lambda row: -len(shared[row.pk]))[: rules["shown"]]
    add(
        alike,
        RelationKind.SAME_MATTER,
        lambda row: _("similar story: %(words)s") % {"words": ", ".join(shared[row.pk][: rules["shared"]])},
    )
    found.near = [Near(row, "; ".join(reasons), kind) for row, reasons, kind in near.values()]
    return found


# ---- what is asked; `named` are the restricted files that name who asks, `this` is the complaint itself
def _seen() -> QuerySet[Complaint]:
    """What the desk sees, as `visible_to` says it, and of it what the card shows."""
    return (
        Complaint.objects.filter(Q(is_restricted=False) | Q(IsOneOf(F("pk"), Slot("named"))))
        .exclude(pk=Slot("this"))
        .select_related("complainant")
        .only(
            *("reference", "opened_at", "status", "is_open", "body_id", "body_text", "ground_slugs"),
            *("complainant__name", "complainant__email", "complainant__phone"),
        )
    )


def _issues() -> QuerySet[Issue]:
    """The issues this complaint is grouped under, then the newest open ones."""
    cases = IssueCase.objects.filter(issue=OuterRef("pk"), complaint=Slot("this"), until_at__isnull=True)
    return (
        Issue.objects.filter(file__sensitivity=Sensitivity.ORDINARY)
        .annotate(is_ours=Exists(cases))
        .filter(Q(is_ours=True) | Q(file__closed_at__isnull=True))
        .select_related("file")
        .order_by("-is_ours", "-pk")[:MOST_ISSUES]
    )


links_of = Prepared(
    lambda: Relation.objects.filter(Q(one=Slot("this")) | Q(other=Slot("this")), until_at__isnull=True).order_by("-at")
)
issues_beside = Prepared(_issues)
some = Prepared(lambda: _seen().filter(IsOneOf(F("pk"), Slot("files"))))
#: What is not known of a person is given as None: then it is the same as nobody's.
people_like = Prepared(
    lambda: Person.objects.filter(
        Q(pk=Slot("person"))
        | Q(Exact(Upper("email"), Upper(Slot("email"))))
        | Q(Exact(DIGITS, Slot("digits")))
        | Q(Exact(Upper("name"), Upper(Slot("name"))))
    ).only("email", "phone")[:MOST_PEOPLE]
)
of_people = Prepared(
    lambda: (
        _seen()
        .filter(
            Q(IsOneOf(F("complainant"), Slot("sure"))) | Q(IsOneOf(F("complainant"), Slot("people")), body=Slot("body"))
        )
        .order_by("-opened_at")[: data()["related"]["shown"]]
    )
)
of_practice = Prepared(
    lambda: (
        _seen()
        .filter(body=Slot("body"), received_on__gte=Slot("since"), ground_slugs__overlap=Slot("grounds"))
        .order_by("-opened_at", "-pk")[: data()["related"]["shown"] + 1]
    )
)


def same_worker(complaint: Complaint, seen: dict[str, Any]) -> list[Complaint]:
    """Complaints of a person with the same e-mail or telephone; of the same name when they are about the same body."""
    person = complaint.complainant
    digits = "".join(filter(str.isdigit, person.phone))
    people = people_like(
        person=person.pk,
        email=person.email or None,
        digits=digits if len(digits) >= SHORTEST_NUMBER else None,
        name=person.name or None,
    )
    sure = [row.pk for row in people if reached(person, row)]
    return of_people(**seen, sure=sure, people=[row.pk for row in people], body=complaint.body_id)


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


def same_practice(complaint: Complaint, seen: dict[str, Any], *, since: dt.date) -> list[Complaint]:
    """Complaints of the last months about the same body on one of the same grounds, the newest first; one more than is shown."""
    if complaint.body_id is None or not complaint.ground_slugs:
        return []
    return of_practice(**seen, body=complaint.body_id, since=since, grounds=complaint.ground_slugs)


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
