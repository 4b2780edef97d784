"""Nobody is named where others read: neither the person whose case it is, nor a worker whose complaint is behind the dispute."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from mobility.casefiles.choices import Role
from mobility.casefiles.errors import Refused
from mobility.casefiles.models import Person
from mobility.correspondence.naming import named_in

from .dispute_models import Dispute


def people_behind(dispute: Dispute) -> list[Person]:
    """The person of the dispute, and the workers of the complaints it comes from. One query."""
    files = dispute.sources.filter(dropped_at__isnull=True).values("file")
    workers = Q(participations__file__in=files, participations__role=Role.COMPLAINANT)
    return list(Person.objects.filter(workers | Q(pk=dispute.person_id)).distinct())


def require_unnamed(dispute: Dispute, *texts: str) -> None:
    """Refused where the words say who one of them is."""
    said = " ".join(text for text in texts if text)
    for person in people_behind(dispute) if said else []:
        if part := named_in(said, person):
            raise Refused(
                _("“%(part)s” says who a worker is. In a dispute nobody is named: write “Worker A” or “the person”.")
                % {"part": part}
            )
