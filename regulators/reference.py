"""Loads the registry from the data the project carries. Loading again changes only what differs."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import models, transaction

from mobility.accounts.choices import OfficeKind
from mobility.accounts.models import Office
from mobility.law.models import Jurisdiction

from .models import Occupation, PostedException, RegulatoryBody

DATA = Path(__file__).parent / "data"

#: The unit itself. The coordinators of the other jurisdictions come from the law's reference data.
UNIT = {"name_en": "Labour Mobility Unit", "name_fr": "Unité de la mobilité de la main-d’œuvre", "short_name": ""}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def put(model: type[models.Model], key: dict[str, Any], values: dict[str, Any], counts: Counter[str]) -> Any:
    """Add or change one row, and count which."""
    found = model._default_manager.filter(**key).first()
    if found is None:
        counts["added"] += 1
        return model._default_manager.create(**key, **values)
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    if changed:
        for name in changed:
            setattr(found, name, values[name])
        found.save(update_fields=changed)
    counts["changed" if changed else "unchanged"] += 1
    return found


@transaction.atomic
def load() -> Counter[str]:
    """Offices, bodies, occupations and exceptions; returns how many rows were added, changed, unchanged."""
    counts: Counter[str] = Counter()
    put(Office, {"slug": "unit"}, {**UNIT, "kind": OfficeKind.UNIT, "jurisdiction_code": "AB"}, counts)
    for place in Jurisdiction.objects.exclude(code__in=["AB", "CA"]):
        put(
            Office,
            {"slug": f"jurisdiction-{place.code.lower()}"},
            {
                "kind": OfficeKind.JURISDICTION,
                "name_en": f"Labour mobility coordinator, {place.name_en}",
                "name_fr": f"Coordination de la mobilité de la main-d’œuvre, {place.name_fr}",
                "jurisdiction_code": place.code,
            },
            counts,
        )
    bodies = {}
    for row in rows(DATA / "regulators.csv"):
        office = put(
            Office,
            {"slug": f"body-{row['slug']}"},
            {
                "kind": OfficeKind.BODY,
                "name_en": row["name"],
                "short_name": row["short_name"],
                "jurisdiction_code": "AB",
            },
            counts,
        )
        bodies[row["slug"]] = put(
            RegulatoryBody,
            {"slug": row["slug"]},
            {
                "office_id": office.pk,
                "governing_act": row["governing_act"],
                "ministry": row["responsible_ministry"],
                "website": row["website"],
                "sector": row["sector"],
                "schedule": row["schedule"],
                "confidence": row["confidence"],
            },
            counts,
        )
    for row in rows(DATA / "occupations.csv"):
        put(
            Occupation,
            {"slug": row["slug"]},
            {
                "title_en": row["title_en"],
                "title_fr": row["title_fr"],
                "body_id": bodies[row["regulator_slug"]].pk,
                "noc2021": row["noc2021"],
                "reserved": row["reserved_title_or_practice"],
                "confidence": row["confidence"],
            },
            counts,
        )
    for row in rows(DATA / "exceptions.csv"):
        put(
            PostedException,
            {
                "jurisdiction_code": row["jurisdiction"],
                "occupation_slug": row["occupation"],
                "from_jurisdictions": row["from_jurisdictions"],
                "description": row["description"],
            },
            {
                "legal_basis": row["legal_basis"],
                "since": row["since"],
                "confidence": row["confidence"],
            },
            counts,
        )
    return counts
