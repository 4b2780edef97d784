"""Erase everything held about one person."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mobility.accounts.models import User
from mobility.casefiles import actions
from mobility.casefiles.errors import Refused

from .person_export import find


class Command(BaseCommand):
    help = (
        "Erase what is held about a person (docs/decisions/0002 says what). Refused while one of their files is held."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person", type=int, help="the person's number, as person_export shows it")
        parser.add_argument("--reason", required=True, help="why; it is kept in the history: no names")
        parser.add_argument("--by", metavar="EMAIL", help="who decided it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"]:
            by = User.objects.filter(email=options["by"].lower()).first()
            if by is None:
                raise CommandError("Nobody with this address signs in here.")
        (person,) = find(options["person"], None)
        try:
            actions.erase_person(person, reason=options["reason"], by=by)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"Person {person.pk} is erased.")
