"""What the pages of the registry need, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from mobility.accounts.models import OfficeContact, User
from mobility.accounts.prepared import Prepared, Slot

from . import exceptions
from .models import Change, Occupation, PostedException, Published, RegulatoryBody

MOST_CHANGES = 50


@dataclass(frozen=True)
class Listed:
    """One body in the list."""

    body: RegulatoryBody
    occupations: int


def folded(text: str) -> str:
    """Without accents and capitals, for finding."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def listed(*, words: str = "", sector: str = "", ministry: str = "") -> list[Listed]:
    """The bodies that match: by name, short name, Act, or the title of an occupation. Some seventy: all on one page. Two queries."""
    titles: dict[int, list[str]] = {}
    for body_id, *names in Occupation.objects.values_list("body_id", "title_en", "title_fr"):
        titles.setdefault(body_id, []).append(" ".join(names))
    found = []
    wanted = folded(words)
    for body in RegulatoryBody.objects.select_related("office", "merged_into__office"):
        if (sector and body.sector != sector) or (ministry and body.ministry != ministry):
            continue
        office = body.office
        own = titles.get(body.pk, [])
        text = folded(" ".join([office.name_en, office.name_fr, office.short_name, body.governing_act, *own]))
        if all(word in text for word in wanted.split()):
            found.append(Listed(body, len(own)))
    return found


def sectors() -> list[str]:
    return list(RegulatoryBody.objects.order_by("sector").values_list("sector", flat=True).distinct())


def ministries() -> list[str]:
    return list(RegulatoryBody.objects.order_by("ministry").values_list("ministry", flat=True).distinct())


occupations_of = Prepared(lambda: Occupation.objects.filter(body=Slot("body")))
published_by = Prepared(lambda: Published.objects.filter(body=Slot("body")).select_related("occupation", "by"))
changes_of = Prepared(
    lambda: (
        Change.objects.filter(Q(body=Slot("body")) | Q(other_body=Slot("body")))
        .select_related("by", "occupation", "body__office", "other_body__office")
        .order_by("-effective_on", "-pk")[:MOST_CHANGES]
    )
)
contacts_of = Prepared(lambda: OfficeContact.objects.filter(office=Slot("office"), is_active=True))
users_of = Prepared(lambda: User.objects.filter(office=Slot("office")).order_by("-is_active", "name"))
took_in = Prepared(lambda: RegulatoryBody.objects.filter(merged_into=Slot("body")).select_related("office"))


def body_page(body: RegulatoryBody, on: dt.date) -> dict[str, Any]:
    """The registry's own part of a body's page: six queries."""
    occupations = occupations_of(body=body.pk)
    slugs = {occupation.slug for occupation in occupations}
    published = published_by(body=body.pk)
    changes = changes_of(body=body.pk)
    return {
        "occupations": occupations,
        "published": [row for row in published if row.until_on is None or row.until_on > on],
        "published_before": [row for row in published if row.until_on is not None and row.until_on <= on],
        "changes": changes,
        "to_come": [row for row in changes if row.done_at is None],
        "contacts": contacts_of(office=body.office_id),
        "users": users_of(office=body.office_id),
        "took_in": took_in(body=body.pk),
        "exceptions": exceptions_on(slugs),
    }


def exceptions_on(slugs: set[str]) -> list[PostedException]:
    """What the register says of these occupations, in Alberta and elsewhere."""
    return [row for row in exceptions.posted() if row.occupation_slug in slugs]


def fees_of(body: RegulatoryBody, on: dt.date) -> list[Published]:
    return list(body.published.filter(kind="fee", until_on__isnull=True, seen_on__lte=on))


def counts() -> dict[str, int]:
    return {
        "bodies": RegulatoryBody.objects.filter(merged_into__isnull=True).count(),
        **Occupation.objects.aggregate(occupations=Count("pk")),
    }
