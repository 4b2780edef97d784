"""Loads the grounds of complaint from the data the project carries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from django.db import transaction

from regulators.reference import put, rows

from .models import Ground

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load() -> Counter[str]:
    """Load the grounds again; returns how many rows were added, changed, unchanged."""
    counts: Counter[str] = Counter()
    for position, row in enumerate(rows(DATA / "grounds.csv")):
        put(
            Ground,
            {"slug": row["slug"]},
            {
                "label_en": row["label_en"],
                "label_fr": row["label_fr"],
                "description": row["description"],
                "direction": row["direction"],
                "provisions": row["provisions"],
                "remedy": row["typical_remedy"],
                "position": position,
            },
            counts,
        )
    return counts
