"""Give out everything held about one person."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from mobility.casefiles import accesslog, personal
from mobility.casefiles.choices import AccessKind
from mobility.casefiles.models import Person


class Command(BaseCommand):
    help = "Write everything held about a person as JSON. The access log notes it on each of their files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", type=int, nargs="?", help="the person's number")
        parser.add_argument("--email", help="everybody with this e-mail address: each filing makes a person of its own")

    def handle(self, *args: Any, **options: Any) -> None:
        people = find(options["person"], options["email"])
        for person in people:
            for participant in personal.participations(person):
                accesslog.log(AccessKind.EXPORTED, file=participant.file, detail=f"person {person.pk}")
        held = [personal.held(person) for person in people]
        self.stdout.write(json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


def find(number: int | None, email: str | None) -> list[Person]:
    """The people meant. Raises CommandError with a sentence."""
    if (number is None) == (not email):
        raise CommandError("Give the person's number, or --email.")
    people = Person.objects.filter(pk=number) if number is not None else Person.objects.filter(email__iexact=email)
    found = list(people.order_by("pk"))
    if not found:
        raise CommandError("Nothing is held about such a person.")
    return found
