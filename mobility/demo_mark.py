"""Whether everything in this database is invented. Demo data goes only where it is; nothing else is ever wiped."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction

from mobility.models import Mark

DEMO, COMPLETE = "demo", "complete"
LIVES_HERE = ["accounts.User", "casefiles.CaseFile", "casefiles.Person"]  # any row of these: somebody works here
NOT_DEMO = (
    "This database holds people or files and does not carry the demo mark: nothing was changed. "
    "Demo data goes into a database of its own (unset DATABASE_URL, or point it at an empty one)."
)


class NotADemoDatabaseError(Exception):
    """Somebody's real database; the text is the sentence to show before leaving with status 1."""

    def __init__(self) -> None:
        super().__init__(NOT_DEMO)


def is_demo_database() -> bool:
    return Mark.objects.filter(name=DEMO).exists()


def is_empty_database() -> bool:
    """Nobody lives here yet: reference data may be there, people and files are not."""
    return not any(apps.get_model(name)._default_manager.exists() for name in LIVES_HERE)


@transaction.atomic
def mark_as_demo() -> None:
    """Set the mark, once, while the database is still empty. NotADemoDatabaseError otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('demo mark'))")
    if is_demo_database():
        return
    if not is_empty_database():
        raise NotADemoDatabaseError
    Mark.objects.create(name=DEMO)


def demo_is_complete() -> None:
    """Said by the demo command at its end: a killed one leaves half of it, which the next start throws away."""
    Mark.objects.filter(name=DEMO).update(value=COMPLETE)


def is_half_made() -> bool:
    return Mark.objects.filter(name=DEMO).exclude(value=COMPLETE).exists()


def require_demo_database() -> None:
    """For whatever writes or wipes demo data: go on only where the mark is, or set it in an empty database."""
    mark_as_demo()
