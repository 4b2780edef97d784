"""The registry as lists and selects need it: all bodies, occupations and jurisdictions, kept for a minute.

A list joins to none of these tables: planning such a query costs PostgreSQL more than running it.
"""

from __future__ import annotations

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
