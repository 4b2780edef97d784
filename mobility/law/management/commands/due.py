"""Print when something is due, and why: `manage.py due lma.decide 2026-10-22`."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from mobility.law import phrases, rules
from mobility.law.counting import Extension, Pause


class Command(BaseCommand):
    help = "Print the due date of any rule of any pack, with its explanation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rule", metavar="RULE", help="the rule's id, such as lma.decide")
        parser.add_argument("start", metavar="START", help="the day it is counted from, as YYYY-MM-DD")
        parser.add_argument("--extension", type=int, metavar="N", help="days granted, in the rule's unit")
        parser.add_argument("--pauses", default="", metavar="A/B;C/D", help="pauses from/until; an open one is A/")
        parser.add_argument("--on", metavar="DATE", help="judge by the rule in force on this day (default: START)")
        parser.add_argument("--json", action=argparse.BooleanOptionalAction, default=False, help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            start = a_date(options["start"], "START")
            on = a_date(options["on"], "--on") if options["on"] else None
            law = rules.library()
            rule = law.get(options["rule"], on or start)
            extra = options["extension"]
            extensions = [Extension(extra, by=rule.extendable.by)] if extra is not None else []
            result = law.due(rule.id, start, pauses_of(options["pauses"]), extensions, on)
        except (ValueError, rules.UnknownRule) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(
                f"The law cannot be read; run `manage.py migrate` and `load_law` first ({error})."
            ) from None
        if options["json"]:
            due = result.due_on.isoformat() if result.due_on else None
            answer = {"rule": rule.id, "due_on": due, "explanation": result.explanation}
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        remarks = "".join(f" [{r}]" for r in phrases.remarks(result.explanation))
        what = phrases.day(result.due_on) if result.due_on else phrases.no_date(result.explanation)
        self.stdout.write(f"{result.due_on or '-'}  {what}{remarks}")
        for line in phrases.sentences(result.explanation):
            self.stdout.write(f"  {line}")


def a_date(text: str, name: str) -> dt.date:
    """A date typed as YYYY-MM-DD; ValueError with a sentence naming the argument otherwise."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name}: {text!r} is not a date; write it as YYYY-MM-DD.") from None


def pauses_of(text: str) -> list[Pause]:
    """Pauses typed as A/B;C/D; an open one has nothing after the slash."""
    found = []
    for part in filter(None, text.split(";")):
        begins, slash, ends = part.partition("/")
        if not slash:
            raise ValueError(f"--pauses: {part!r} is not a pause; write it as 2026-12-07/2026-12-17.")
        found.append(Pause(a_date(begins, "--pauses"), a_date(ends, "--pauses") if ends else None))
    return found
