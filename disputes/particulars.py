"""What a dispute says of itself while nobody has put it into words: from its measure and its evidence, in the language of the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .dispute_models import Dispute, Evidence, Source


def summary(dispute: Dispute, evidence: Iterable[Evidence] | None = None) -> str:
    """The words people wrote; else the measure, and what was found in the complaints behind it. One query, none with the evidence."""
    if dispute.summary:
        return dispute.summary
    lines = [dispute.measure.text or dispute.measure.title]
    found = dispute.evidence.select_related("ground") if evidence is None else evidence
    counted = Counter(str(row.ground) for row in found if row.ground is not None)
    if counted:
        listed = "; ".join(f"{name} ({number})" for name, number in counted.most_common())
        lines.append(_("Found in complaints to the unit: %(list)s.") % {"list": listed})
    return "\n".join(lines)


def harm(dispute: Dispute, sources: Iterable[Source] | None = None) -> str:
    """The words people wrote; else how many workers wait: counted, never told with a name. One query, none with the sources."""
    if dispute.harm:
        return dispute.harm
    behind = dispute.sources.filter(dropped_at__isnull=True) if sources is None else sources
    workers = sum(bool(row.pseudonym) for row in behind)
    words = ngettext(
        "%(count)s complaint to the unit concerns this measure.",
        "%(count)s complaints to the unit concern this measure.",
        workers,
    )
    return words % {"count": workers} if workers else ""
