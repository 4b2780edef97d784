"""A measure is described: one row, whichever dispute or risk is about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from disputes.choices import MadeBy
from disputes.dispute_models import Measure
from disputes.opening_rules import already_known, known_measure
from mobility.accounts.choices import Capability
from mobility.accounts.models import User
from mobility.casefiles.errors import Refused
from mobility.casefiles.primitives import require
from mobility.law.models import Jurisdiction, Provision

#: A provision as the requirements name it: `CFTA art. 705`, `NWPTA arts. 3 and 4` (the first of them).
CITED = re.compile(r"(CFTA|NWPTA) arts?\. ?(\d+)")
#: What a form of a risk says of a measure; a dispute says also who made it and whether Part B leaves it out.
MEASURE_FIELDS = ("title", "text", "jurisdiction", "kind", "body", "occupation", "ground")


@transaction.atomic
def record_measure(*, provisions: Sequence[Provision] = (), by: User, **described: Any) -> Measure:
    """Describe a measure that no dispute and no risk knows yet. A measure is no file: what is known of it stands on theirs.

    Refused where the same government has one on record under the same words: bars and risks are kept by measure.
    """
    require(by.can(Capability.WORK))
    place: Jurisdiction = described["jurisdiction"]
    Jurisdiction.objects.select_for_update(no_key=True).get(pk=place.pk)  # two windows at once describe one
    if known := known_measure(described["title"], place):
        raise Refused(already_known(known))
    described.setdefault("made_by", MadeBy.BODY if described.get("body") else MadeBy.GOVERNMENT)
    measure = Measure.objects.create(**described)
    measure.provisions.set(provisions or cited(measure))
    return measure


def cited(measure: Measure) -> list[Provision]:
    """Where nobody named a provision: those that the requirement names."""
    found = CITED.findall(measure.ground.provisions) if measure.ground else []
    wanted = {(instrument, f"art {number}") for instrument, number in found}
    rows = Provision.objects.filter(instrument__in={instrument for instrument, _number in found})
    return [row for row in rows if (row.instrument_id, row.citation) in wanted]
