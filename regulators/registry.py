"""The registry as lists and selects need it: all bodies, occupations and jurisdictions, kept for a minute.

A list joins to none of these tables: planning such a query costs PostgreSQL more than running it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mobility.accounts.kept import kept
from mobility.law.models import Jurisdiction

from .models import Occupation, RegulatoryBody


@dataclass(frozen=True)
class Registry:
    """Each by its key, in the order of a select."""

    bodies: dict[int, RegulatoryBody]
    occupations: dict[int, Occupation]
    places: dict[str, Jurisdiction]


@kept
def registry() -> Registry:
    bodies = {body.pk: body for body in RegulatoryBody.objects.select_related("office")}
    occupations = {occupation.pk: occupation for occupation in Occupation.objects.all()}
    for occupation in occupations.values():
        occupation.body = bodies[occupation.body_id]
    return Registry(bodies, occupations, {place.pk: place for place in Jurisdiction.objects.all()})


@kept
def bodies_by_slug() -> dict[str, RegulatoryBody]:
    return {body.slug: body for body in registry().bodies.values()}


@kept
def occupations_by_slug() -> dict[str, Occupation]:
    return {occupation.slug: occupation for occupation in registry().occupations.values()}


def knowing(bodies: Iterable[int | None], occupations: Iterable[int | None]) -> Registry:
    """The registry with these in it: those that came within the last minute are asked for, all at once."""
    known = registry()
    new_bodies = {pk for pk in bodies if pk and pk not in known.bodies}
    new_occupations = {pk for pk in occupations if pk and pk not in known.occupations}
    if not new_bodies and not new_occupations:
        return known
    return Registry(
        {**known.bodies, **RegulatoryBody.objects.select_related("office").in_bulk(new_bodies)},
        {**known.occupations, **Occupation.objects.select_related("body__office").in_bulk(new_occupations)},
        known.places,
    )
